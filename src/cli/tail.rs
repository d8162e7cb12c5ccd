//! `wiredesk tail`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `tail`.
#[derive(Debug, Args)]
pub struct TailArgs {}

/// Runs the command.
pub fn execute(_args: &TailArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
