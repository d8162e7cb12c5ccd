//! `wiredesk feed`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `feed`.
#[derive(Debug, Args)]
pub struct FeedArgs {}

/// Runs the command.
pub fn execute(_args: &FeedArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
