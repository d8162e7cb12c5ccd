//! `wiredesk topics`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `topics`.
#[derive(Debug, Args)]
pub struct TopicsArgs {}

/// Runs the command.
pub fn execute(_args: &TopicsArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
