//! From the command line, the environment and the file system to a configuration.
//!
//! In: `--config`, `--log`, variables. Out: what was loaded, or all that is wrong, as exit 78.
//! Never: a judgement; it only fetches what the reader of the configuration wants.

use std::env;
use std::fs;
use std::path::Path;

use super::Global;
use super::exit::{Exit, Failure};
use crate::app;
use crate::config::{Config, Loaded, Origin, Problem, Problems, Sources};
use crate::flow::Flow;

impl Global {
    /// The configuration as far as it can be understood, with everything that is wrong.
    pub fn load(&self) -> Loaded {
        let path = self.config.as_deref();
        let name = path
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let text = path.map(fs::read_to_string);
        let file = match &text {
            Some(Ok(text)) => Some((name.as_str(), text.as_str())),
            Some(Err(_)) | None => None,
        };
        // Variables that are not UTF-8 cannot be ours.
        let environment: Vec<_> = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let log = self
            .log
            .iter()
            .map(|filter| ("--log", "log.filter", filter.clone()));
        let host_name = host_name();
        let mut loaded = Loaded::new(&Sources {
            file,
            environment: &environment,
            flags: &log.collect::<Vec<_>>(),
            host_name: host_name.as_deref(),
            read_file: &|path| fs::read(path),
        });
        if let Some(Err(error)) = text {
            let origin = Origin::Flag("--config");
            let message = format!("cannot read {name}: {error}");
            loaded.problems.insert(
                0,
                Problem {
                    key: String::new(),
                    origin,
                    message,
                },
            );
        }
        loaded
    }

    /// The configuration, or an error with all that is wrong.
    pub fn configuration(&self) -> anyhow::Result<Config> {
        self.load().valid().map_err(refused)
    }

    /// The pure way of a story as configured.
    pub fn flow(&self, config: &Config) -> anyhow::Result<Flow> {
        app::flow(config).map_err(refused)
    }
}

fn refused(problems: Problems) -> anyhow::Error {
    Failure::new(Exit::Configuration, problems.to_string()).into()
}

/// The name of this host, as its kernel or its environment tells it.
fn host_name() -> Option<String> {
    let told = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let told = told
        .iter()
        .find_map(|path| fs::read_to_string(Path::new(path)).ok());
    let told = told.or_else(|| env::var("HOSTNAME").ok());
    told.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
}
