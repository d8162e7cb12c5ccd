//! `wiredesk process`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `process`.
#[derive(Debug, Args)]
pub struct ProcessArgs {}

/// Runs the command.
pub fn execute(_args: &ProcessArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
