//! Logs: for people on a terminal, else JSON lines; always on stderr, one event a line.
//!
//! In: a filter, a format, whether stderr is a terminal. Out: the process's subscriber.
//! Never: a story's text or a secret; a panic is told by its place, not by its message.

use std::io::{self, IsTerminal};
use std::panic;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging; once a process.
pub fn start(log: &Log) -> anyhow::Result<()> {
    let terminal = io::stderr().is_terminal();
    let filter = EnvFilter::try_new(&log.filter).context("log.filter")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    let started = if for_people(log.format, terminal) {
        builder.with_ansi(terminal).with_target(false).try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
    if let Err(error) = started {
        anyhow::bail!("logging cannot start: {error}");
    }
    tell_panics_by_place();
    Ok(())
}

fn for_people(format: LogFormat, terminal: bool) -> bool {
    match format {
        LogFormat::Auto => terminal,
        LogFormat::Human => true,
        LogFormat::Json => false,
    }
}

/// A panic costs one story and is contained; its message may hold text of the story.
fn tell_panics_by_place() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "a panic was contained or ends a thread");
    }));
}
