//! The configuration: raw to valid in one function, all problems at once.
//!
//! In: TOML text, environment pairs, flags. Out: a [`Config`] in which everything is meant.
//! Never: a look at the real environment, a stop at the first problem, or a secret in print.

mod client;
mod layers;
mod problem;
mod reader;
mod types;
mod valid;

#[cfg(test)]
mod tests;

pub use problem::{Origin, Problem, Problems};
pub use reader::{Effective, ReadFile};
pub use types::{
    Config, Http, Kafka, LexiconFile, Log, LogFormat, ModelFile, Pipeline, Protocol, Secret,
    Security, Topics,
};

use std::io;

use crate::config::layers::Layers;
use crate::config::reader::Reader;

/// The file that holds and explains every key.
pub const REFERENCE: &str = include_str!("../../config/wiredesk.toml");

/// Where a configuration comes from, the weakest first.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// Name and text of the file.
    pub file: Option<(&'a str, &'a str)>,
    /// Names and values of environment variables; those without our prefix are passed over.
    pub environment: &'a [(String, String)],
    /// Flags: as typed, the key they stand for, their value.
    pub flags: &'a [(&'static str, &'static str, String)],
    /// The name of this host, if it tells it.
    pub host_name: Option<&'a str>,
    /// How files that keys name are read.
    pub read_file: ReadFile<'a>,
}

impl Default for Sources<'_> {
    fn default() -> Self {
        Self {
            file: None,
            environment: &[],
            flags: &[],
            host_name: Some("localhost"),
            read_file: &|_| Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// A configuration as far as it can be understood.
#[derive(Debug)]
pub struct Loaded {
    /// What is meant; where something is wrong, its default.
    pub config: Config,
    /// Every key with its value and where that was written.
    pub effective: Vec<Effective>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// Reads all layers.
    pub fn new(sources: &Sources<'_>) -> Self {
        let mut layers = Layers::default();
        if let Some((name, text)) = sources.file {
            layers.file(name, text);
        }
        layers.environment(sources.environment);
        for (flag, key, value) in sources.flags {
            layers.flag(flag, key, value);
        }
        let mut reader = Reader::new(layers, sources.read_file);
        let config = valid::config(&mut reader, sources.host_name);
        let (effective, problems) = reader.finish();
        Self {
            config,
            effective,
            problems,
        }
    }

    /// The configuration, if nothing is wrong with it.
    pub fn valid(self) -> Result<Config, Problems> {
        Problems::unless_empty(self.problems)?;
        Ok(self.config)
    }
}
