//! `wiredesk run`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {}

/// Runs the command.
pub fn execute(_args: &RunArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
