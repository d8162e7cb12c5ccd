//! What came of a message, ready to be shown: stories explained, dead letters with advice.
//!
//! In: the ends of a message. Out: views. Never: how they look.

use super::advice;
use super::explain_page::{Page, page};
use super::explain_piece::{Piece, Row};
use crate::flow::Reading;
use crate::message::RawMessage;
use crate::record::DeadLetter;

/// One end of a message.
#[derive(Debug)]
pub(super) enum View {
    /// A record.
    Story(Box<Page>),
    /// None.
    DeadLetter(Letter),
}

/// A dead letter, explained.
#[derive(Debug)]
pub(super) struct Letter {
    /// Its code.
    pub(super) code: &'static str,
    /// What that means.
    pub(super) meaning: &'static str,
    /// Detail, advice, provenance.
    pub(super) rows: Vec<Row>,
}

/// The view of one end.
pub(super) fn view(message: &RawMessage, end: &Result<Reading, DeadLetter>) -> View {
    match end {
        Ok(reading) => View::Story(Box::new(page(reading))),
        Err(dead) => {
            let bytes = message.value.as_deref().map_or(0, <[u8]>::len);
            View::DeadLetter(letter(&message.position.topic, bytes, dead))
        }
    }
}

/// A dead letter of so many bytes.
pub(super) fn letter(name: &str, bytes: usize, dead: &DeadLetter) -> Letter {
    let rejection = &dead.rejection;
    let row = |label, text: String| Row {
        label,
        lines: if text.is_empty() {
            Vec::new()
        } else {
            vec![vec![Piece::plain(text)]]
        },
    };
    let (item, items) = dead.item;
    let mut rows = vec![
        row("detail", rejection.detail.clone()),
        row("stage", rejection.stage.name().to_owned()),
        row("do", advice::of(rejection.code).to_owned()),
        row(
            "source",
            format!("{name} · item {item}/{items} · {bytes} bytes"),
        ),
    ];
    rows.retain(|row| !row.lines.is_empty());
    Letter {
        code: rejection.code.code(),
        meaning: rejection.code.meaning(),
        rows,
    }
}
