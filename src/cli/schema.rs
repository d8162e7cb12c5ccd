//! `wiredesk schema`: the JSON Schema of the record.
//!
//! In: nothing. Out: the schema that every record of this program keeps to.
//! Never: a schema of its own; it is generated from the record's types.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::Global;
use super::exit::Exit;
use crate::record;

/// Prints the JSON Schema of the record.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wiredesk schema > record.schema.json")]
pub struct SchemaArgs {}

/// Runs the command.
pub fn execute(_args: &SchemaArgs, _global: &Global) -> anyhow::Result<ExitCode> {
    let schema = record::schema();
    let mut out = io::stdout().lock();
    out.write_all(schema.trim_end().as_bytes())?;
    out.write_all(b"\n")?;
    Ok(Exit::Done.into())
}
