//! `wiredesk process`: the pure way through, no broker. Raw messages in, one JSON line an outcome.
//!
//! In: files, standard input, or their lines, and what message headers would say of them.
//! Out: records and dead letters in input order on stdout, a summary on stderr.
//! Never: the clock, the network, or more than a fixed number of messages in memory.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;

use super::input::{Content, Piece, Pieces, Split};
use super::lines::{self, Lines};
use super::message_args::MessageArgs;
use super::ordered::{self, Next};
use super::progress::Progress;
use super::{Exit, Global};
use crate::flow::Flow;
use crate::limits;
use crate::message::{Position, RawMessage};

/// Raw stories in, records out, without a broker.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  wiredesk process story.txt                           its record on stdout
  wiredesk process --lines wire.jsonl > records.jsonl  every line is a message
  curl -s https://agency.example/item | wiredesk process --format text --header source=agency

Exit codes: 0 it ran (dead letters are a result), 66 a FILE is unreadable, 78 configuration.")]
pub struct ProcessArgs {
    /// Files, each one raw message; `-` or none: standard input.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Every line is a raw message, an empty one too.
    #[arg(long)]
    pub lines: bool,
    /// What message headers would say.
    #[command(flatten)]
    pub message: MessageArgs,
}

impl ProcessArgs {
    fn split(&self) -> Split {
        if self.lines {
            Split::Lines
        } else {
            Split::Files
        }
    }
}

/// What came of the whole run.
#[derive(Debug, Default)]
struct Tally {
    records: usize,
    dead_letters: usize,
    unreadable: usize,
}

/// Runs the command.
pub fn execute(args: &ProcessArgs, global: &Global) -> anyhow::Result<ExitCode> {
    quiet_panics();
    let flow = global.flow(&global.configuration()?)?;
    let mut out = BufWriter::with_capacity(256 * limits::KIB, io::stdout());
    Ok(process(args, &flow, &mut out, &mut io::stderr())?.into())
}

/// A panic costs one message and is contained; what it says may hold a story's text, so only its
/// place is told.
pub(super) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        // Nothing can be said where stderr is closed.
        let _ = writeln!(io::stderr(), "wiredesk: a fault at {place}");
    }));
}

/// Runs the command; `out` gets the lines, `log` the summary.
fn process(
    args: &ProcessArgs,
    flow: &Flow,
    out: &mut impl Write,
    log: &mut impl Write,
) -> anyhow::Result<Exit> {
    let pieces = Pieces::new(args.files.clone(), args.split());
    let progress = Progress::new("messages", io::stderr().is_terminal());
    let headers = args.message.headers();
    let work = |batch: Vec<Piece>| run_batch(batch, flow, &headers, args.message.received);
    let mut tally = Tally::default();
    let mut failed = Ok(());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    ordered::map(Batches { pieces }, workers, work, |next| {
        failed = match next {
            Next::Idle => out.flush(),
            Next::Answer(batch) => write_batch(&batch, out, log, &mut tally),
        };
        progress.at(tally.records + tally.dead_letters);
        if failed.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    progress.done();
    match failed.and_then(|()| out.flush()) {
        // The reader of our output has seen enough: no fault of anyone.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Exit::Done),
        result => result.context("cannot write the records")?,
    }
    let Tally {
        records,
        dead_letters,
        unreadable,
    } = tally;
    writeln!(log, "{records} records, {dead_letters} dead letters")?;
    Ok(if unreadable == 0 {
        Exit::Done
    } else {
        Exit::Input
    })
}

/// Pieces in batches: as many as are there without waiting, up to a bound.
struct Batches {
    pieces: Pieces,
}

impl Iterator for Batches {
    type Item = Vec<Piece>;

    fn next(&mut self) -> Option<Vec<Piece>> {
        let mut batch = vec![self.pieces.next()?];
        let mut bytes = batch[0].weight();
        while batch.len() < BATCH_PIECES && bytes < BATCH_BYTES && self.pieces.ready() {
            let Some(piece) = self.pieces.next() else {
                break;
            };
            bytes += piece.weight();
            batch.push(piece);
        }
        Some(batch)
    }
}

/// Enough to forget the cost of a hand-over, little enough that all cores have work soon.
const BATCH_PIECES: usize = 32;
const BATCH_BYTES: usize = 256 * limits::KIB;

/// What a batch became: ready to be written.
#[derive(Default)]
struct Written {
    lines: Lines,
    unreadable: Vec<String>,
}

fn run_batch(
    batch: Vec<Piece>,
    flow: &Flow,
    headers: &[(String, Option<Vec<u8>>)],
    received: Option<Timestamp>,
) -> Written {
    let mut written = Written::default();
    for piece in batch {
        let position = Position {
            topic: piece.name,
            partition: 0,
            offset: piece.index,
        };
        match piece.content {
            Content::Bytes(bytes) => {
                let headers = headers.to_vec();
                let value = Some(bytes);
                let message = RawMessage {
                    value,
                    key: None,
                    headers,
                    position,
                    timestamp: received,
                };
                written
                    .lines
                    .push(&message, &lines::contained(flow, &message));
            }
            Content::TooLong { bytes, sha256 } => {
                written
                    .lines
                    .push_too_long(&position, received, bytes, sha256);
            }
            Content::Unreadable(error) => {
                written
                    .unreadable
                    .push(format!("{}: {error}", position.topic));
            }
        }
    }
    written
}

fn write_batch(
    batch: &Written,
    out: &mut impl Write,
    log: &mut impl Write,
    tally: &mut Tally,
) -> io::Result<()> {
    out.write_all(&batch.lines.json)?;
    tally.records += batch.lines.records;
    tally.dead_letters += batch.lines.dead_letters;
    tally.unreadable += batch.unreadable.len();
    for problem in &batch.unreadable {
        writeln!(log, "{problem}")?;
    }
    Ok(())
}
