//! `wiredesk check`: every problem of a configuration at once, and what holds.
//!
//! In: the configuration's sources. Out: each key with its value and where that was written.
//! Never: a connection, or the value of a secret.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::Global;
use super::exit::{Exit, Failure};
use crate::app;
use crate::config::{Loaded, Problems};

/// Says what holds, and everything that is wrong with it.
///
/// Reads the file, the environment and the flags as `run` would, and the files that they name.
/// Connects to nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk check --config wiredesk.toml
  WIREDESK__KAFKA__BROKERS=k1:9092 wiredesk check

Exit codes: 0 nothing is wrong, 78 something is.")]
pub struct CheckArgs {
    /// Only say what is wrong
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
pub fn execute(args: &CheckArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let mut loaded = global.load();
    if let Err(problems) = app::flow(&loaded.config) {
        loaded.problems.extend(problems.iter().cloned());
    }
    if !args.quiet {
        show(&loaded, &mut io::stdout().lock())?;
    }
    if loaded.problems.is_empty() {
        return Ok(Exit::Done.into());
    }
    let problems = Problems::new(loaded.problems);
    Err(Failure::new(Exit::Configuration, problems.to_string()).into())
}

/// One line a key, in the order of the reference.
fn show(loaded: &Loaded, out: &mut impl Write) -> io::Result<()> {
    let keys = loaded.effective.iter();
    let width = keys.map(|effective| effective.key.len()).max().unwrap_or(0);
    for effective in &loaded.effective {
        let value = match effective.value.as_str() {
            "" => "-",
            value => value,
        };
        writeln!(
            out,
            "{:width$}  {value}  ({})",
            effective.key, effective.origin
        )?;
    }
    writeln!(
        out,
        "{:width$}  {}",
        "configuration",
        loaded.config.fingerprint()
    )
}
