//! `wiredesk explain`: a story with everything that was read in it, for a person to see.
//!
//! In: files or standard input, and what message headers would say of them. Out: on stdout the
//! story with marks and margin, or a page for a browser; problems on stderr.
//! Never: a second reading: what is shown is what `process` and `run` publish.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::display::Style;
use super::explain_html;
use super::explain_text;
use super::explain_view::{View, letter, view};
use super::input::{Content, Piece, Pieces, Split};
use super::lines;
use super::message_args::MessageArgs;
use super::process::quiet_panics;
use super::{Exit, Global};
use crate::flow::Flow;
use crate::message::{Position, RawMessage};
use crate::outcome::Stage;

/// A story with everything that was read in it.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = "\
Examples:
  wiredesk explain story.txt                      on the terminal, in colour and with a margin
  wiredesk explain story.txt --received 2026-03-03T06:00:00Z   a day without a year gets its year
  wiredesk explain --html story.txt > story.html  one page without scripts, to be sent to an editor
  pbpaste | wiredesk explain -                    what is on the clipboard

People are {so}, organisations <so>, places [so] and other speakers ~so~ where there is no colour.

Exit codes: 0 it ran (dead letters are a result), 66 a FILE is unreadable, 78 configuration.")]
pub struct ExplainArgs {
    /// Files, each one raw message; `-` or none: standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A page for a browser instead, one file with everything in it
    #[arg(long)]
    pub html: bool,
    /// What message headers would say.
    #[command(flatten)]
    pub message: MessageArgs,
}

/// Runs the command.
pub fn execute(args: &ExplainArgs, global: &Global) -> anyhow::Result<ExitCode> {
    quiet_panics();
    let flow = global.flow(&global.configuration()?)?;
    let style = Style::of(&io::stdout());
    let mut out = io::stdout().lock();
    let mut views = Vec::new();
    let mut exit = Exit::Done;
    for piece in Pieces::new(args.files.clone(), Split::Files) {
        match explained(&flow, &args.message, piece) {
            Ok(found) if args.html => views.extend(found),
            Ok(found) => {
                for view in &found {
                    written(&mut out, &explain_text::show(style, view))?;
                }
            }
            Err(problem) => {
                writeln!(io::stderr(), "{problem}")?;
                exit = Exit::Input;
            }
        }
    }
    if args.html && !views.is_empty() {
        written(&mut out, &explain_html::document(&views))?;
    }
    Ok(exit.into())
}

/// A reader that has seen enough is no fault.
fn written(out: &mut impl Write, text: &str) -> anyhow::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write"),
    }
}

/// What came of one file, or why it cannot be read.
fn explained(flow: &Flow, args: &MessageArgs, piece: Piece) -> Result<Vec<View>, String> {
    let position = Position {
        topic: piece.name,
        partition: 0,
        offset: piece.index,
    };
    match piece.content {
        Content::Unreadable(error) => Err(format!("{}: {error}", position.topic)),
        Content::TooLong { bytes, .. } => {
            let dead = letter(&position.topic, bytes, &lines::too_long(bytes));
            Ok(vec![View::DeadLetter(dead)])
        }
        Content::Bytes(bytes) => {
            let message = RawMessage {
                value: Some(bytes),
                key: None,
                headers: args.headers(),
                position,
                timestamp: args.received,
            };
            let ends = catch_unwind(AssertUnwindSafe(|| flow.read(&message)));
            let ends = ends.unwrap_or_else(|_| vec![Err(lines::fault(Stage::Decode))]);
            Ok(ends.iter().map(|end| view(&message, end)).collect())
        }
    }
}
