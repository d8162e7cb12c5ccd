//! Outcomes as JSON lines: what `process` prints.
//!
//! In: a raw message and its outcomes. Out: one line each. Never: a broker's headers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use serde::Serialize;

use crate::flow::Flow;
use crate::limits;
use crate::message::{Position, RawMessage, sha256_hex};
use crate::outcome::{RejectCode, Rejection, Stage};
use crate::record::{DeadLetter, Outcome, Outcomes};

/// Lines of several messages, and how many of each kind.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) json: Vec<u8>,
    pub(super) records: usize,
    pub(super) dead_letters: usize,
}

impl Lines {
    /// Adds the outcomes of one message.
    pub(super) fn push(&mut self, message: &RawMessage, outcomes: &Outcomes) {
        for end in &outcomes.ends {
            match end {
                Outcome::Record(record) => {
                    self.json.extend_from_slice(&record.json);
                    self.json.push(b'\n');
                    self.records += 1;
                }
                Outcome::DeadLetter(dead) => {
                    let value = message.value.as_deref().unwrap_or_default();
                    let sha256 = sha256_hex(value);
                    let source = Source::new(&message.position, message.arrival(), dead.item);
                    self.dead(&dead.rejection, &source.of(value.len(), sha256));
                }
            }
        }
    }

    /// Adds the dead letter of a message that was too long to be kept.
    pub(super) fn push_too_long(
        &mut self,
        position: &Position,
        received: Option<Timestamp>,
        bytes: usize,
        sha256: String,
    ) {
        self.dead(
            &too_long(bytes).rejection,
            &Source::new(position, received, (0, 1)).of(bytes, sha256),
        );
    }

    fn dead(&mut self, rejection: &Rejection, source: &Source<'_>) {
        let letter = Letter {
            code: rejection.code.code(),
            detail: &rejection.detail,
            stage: rejection.stage.name(),
        };
        let line = Line {
            dead_letter: letter,
            source,
        };
        // INVARIANT: strings and numbers always serialise, and a Vec takes every byte.
        serde_json::to_writer(&mut self.json, &line).expect("a plain struct serialises");
        self.json.push(b'\n');
        self.dead_letters += 1;
    }
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(rename = "deadLetter")]
    dead_letter: Letter<'a>,
    source: &'a Source<'a>,
}

#[derive(Serialize)]
struct Letter<'a> {
    code: &'static str,
    detail: &'a str,
    stage: &'static str,
}

/// Where it stood, as in a record.
#[derive(Serialize)]
struct Source<'a> {
    topic: &'a str,
    partition: i32,
    offset: i64,
    item: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    bytes: usize,
    sha256: String,
}

impl<'a> Source<'a> {
    fn new(position: &'a Position, received: Option<Timestamp>, item: (usize, usize)) -> Self {
        Self {
            topic: &position.topic,
            partition: position.partition,
            offset: position.offset,
            item: format!("{}/{}", item.0, item.1),
            time: received.map(|time| time.to_string()),
            bytes: 0,
            sha256: String::new(),
        }
    }

    fn of(self, bytes: usize, sha256: String) -> Self {
        Self {
            bytes,
            sha256,
            ..self
        }
    }
}

/// The outcomes of a message; a panic of a stage costs this message only.
pub(super) fn contained(flow: &Flow, message: &RawMessage) -> Outcomes {
    let mut reached = Stage::Decode;
    let run = AssertUnwindSafe(|| flow.run(message, &mut |stage| reached = stage));
    catch_unwind(run).unwrap_or_else(|_| Outcomes {
        position: message.position.clone(),
        ends: vec![Outcome::DeadLetter(fault(reached))],
    })
}

/// The end of a message in which a stage panicked.
pub(super) fn fault(reached: Stage) -> DeadLetter {
    let detail = format!("a fault in or after the stage {}", reached.name());
    whole(Rejection::new(RejectCode::Internal, reached, detail))
}

/// The end of a message beyond its bound.
pub(super) fn too_long(bytes: usize) -> DeadLetter {
    let detail = format!("{bytes} bytes; the bound is {}", limits::RAW_BYTES_MAX);
    whole(Rejection::new(RejectCode::TooLarge, Stage::Decode, detail))
}

fn whole(rejection: Rejection) -> DeadLetter {
    DeadLetter {
        rejection,
        item: (0, 1),
        attempts: 1,
    }
}
