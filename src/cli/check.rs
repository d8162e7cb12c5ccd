//! `wiredesk check`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {}

/// Runs the command.
pub fn execute(_args: &CheckArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
