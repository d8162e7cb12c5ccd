//! `wiredesk tail`: what comes out, readably.
//!
//! In: the records' topic, or that of the dead letters. Out: each as a person reads it, or as a
//! line for programs. Never: a commit, or a record of an open transaction.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use rdkafka::message::{BorrowedMessage, Message as _};
use serde_json::Value;

use super::display::{self, DeadLetter, Style};
use super::interrupt::Interrupt;
use super::reading::{self, Reading, header};
use super::{Exit, Global};

/// How long it waits before it looks whether it shall end.
const GLANCE: Duration = Duration::from_millis(100);

/// Arguments of `tail`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  wiredesk tail                           records as they come
  wiredesk tail --from-start --limit 10   the first ten
  wiredesk tail --dead-letters            what could not become a record, and what to do")]
pub struct TailArgs {
    /// What could not become a record, with the reason and what to do about it
    #[arg(long)]
    pub dead_letters: bool,
    /// Everything that is there, not only what comes
    #[arg(long)]
    pub from_start: bool,
    /// End after so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// For programs: one JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn execute(args: &TailArgs, global: &Global) -> anyhow::Result<ExitCode> {
    let config = global.configuration()?;
    let topics = &config.kafka.topics;
    let topic = if args.dead_letters {
        &topics.dead_letters
    } else {
        &topics.structured
    };
    let reading = Reading::open(&reading::client(&config.kafka), &[topic], args.from_start)?;
    let interrupt = Interrupt::listen()?;
    let mut out = io::stdout().lock();
    let style = Style::of(&io::stdout());
    let mut left = args.limit.unwrap_or(usize::MAX);
    while left > 0 && !interrupt.raised() {
        let Some(message) = reading.next(GLANCE)? else {
            continue;
        };
        let shown = if args.json {
            line(args, &message)
        } else {
            readable(args, style, &message)
        };
        match out.write_all(&shown).and_then(|()| out.flush()) {
            // The reader of our output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            result => result.context("cannot write")?,
        }
        left -= 1;
    }
    Ok(Exit::Done.into())
}

fn readable(args: &TailArgs, style: Style, message: &BorrowedMessage<'_>) -> Vec<u8> {
    if args.dead_letters {
        return spaced(display::dead_letter(style, &reading::letter(message)));
    }
    let value = message.payload().unwrap_or_default();
    match serde_json::from_slice::<Value>(value) {
        Ok(record) => spaced(display::record(style, &record)),
        Err(_) => format!("{} bytes that are no record\n", value.len()).into_bytes(),
    }
}

/// One empty line between two.
fn spaced(shown: String) -> Vec<u8> {
    (shown + "\n").into_bytes()
}

fn line(args: &TailArgs, message: &BorrowedMessage<'_>) -> Vec<u8> {
    if args.dead_letters {
        return dead_letter_line(&reading::letter(message), message).into_bytes();
    }
    [message.payload().unwrap_or_default(), b"\n"].concat()
}

/// As `process` prints it; the raw value may be anything and stays where it is.
fn dead_letter_line(letter: &DeadLetter<'_>, message: &BorrowedMessage<'_>) -> String {
    let number = |text: &str| text.parse::<i64>().ok();
    let line = serde_json::json!({
        "deadLetter": {
            "code": letter.code,
            "detail": letter.detail,
            "stage": letter.stage,
        },
        "source": {
            "topic": letter.topic,
            "partition": number(letter.partition),
            "offset": number(letter.offset),
            "item": header(message, "source-item"),
            "bytes": letter.bytes,
            "sha256": header(message, "source-sha256"),
        },
    });
    format!("{line}\n")
}
