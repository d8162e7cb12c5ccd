//! `wiredesk schema`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use crate::cli::Global;

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {}

/// Runs the command.
pub fn execute(_args: &SchemaArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    bail!("this command is not built yet")
}
