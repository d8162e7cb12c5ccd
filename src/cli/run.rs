//! `wiredesk run`: the daemon.
//!
//! In: a configuration and signals. Out: records, until it is told to stop.
//! Never: a start with a configuration that is not sound to the last key.

use std::process::ExitCode;

use clap::Args;

use super::Global;

/// Runs until it is told to stop: SIGTERM or Ctrl-C; a second one ends it at once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk topics --create --config wiredesk.toml   # once
  wiredesk run --config wiredesk.toml
  WIREDESK__KAFKA__BROKERS=k1:9092 WIREDESK_LOG=debug wiredesk run

Exit codes: 0 stopped in order, 70 broken invariant, 75 try again later, 77 permission,
78 configuration.")]
pub struct RunArgs {}

/// Runs the command.
pub fn execute(_args: &RunArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let config = global.configuration()?;
    let _flow = global.flow(&config)?;
    anyhow::bail!("the machine is not joined yet")
}
