//! The river end to end, without a runtime: a raw message to its outcomes.
//!
//! In: a [`RawMessage`]. Out: its [`Outcomes`], at least one.
//! Never: a clock; a caller that wants to time the stages passes a callback.

use std::sync::Arc;

use crate::decode::{self, DecodeOptions, WireStory};
use crate::enrich::{self, Annotations, EnrichOptions, Models};
use crate::lexicon::Lexicon;
use crate::message::{RawMessage, sha256_hex};
use crate::normalize;
use crate::outcome::{Rejection, Stage};
use crate::record::{self, DeadLetter, Outcome, Outcomes, ProcessedBy, PublishedRecord};
use crate::story::{Origin, Story};

/// The pure way of a story; one value shared by all workers.
#[derive(Debug)]
pub struct Flow {
    /// The tables.
    pub lexicon: Lexicon,
    /// The models.
    pub models: Models,
    /// How messages are opened.
    pub decode: DecodeOptions,
    /// Which enrichments are made.
    pub enrich: EnrichOptions,
    /// What stands in every record about its making.
    pub processed_by: ProcessedBy,
}

impl Flow {
    /// The way with the compiled-in tables and models and every option at its default.
    pub fn built_in() -> Self {
        Self {
            lexicon: Lexicon::built_in(),
            models: Models::built_in(),
            decode: DecodeOptions::default(),
            enrich: EnrichOptions::default(),
            processed_by: ProcessedBy::default(),
        }
    }

    /// The outcomes of one message. `passed` is called after each stage that was passed.
    pub fn run(&self, message: &RawMessage, passed: &mut dyn FnMut(Stage)) -> Outcomes {
        let ends = self.items(message, passed, |reading| Outcome::Record(reading.record));
        let ends = ends.into_iter();
        Outcomes {
            position: message.position.clone(),
            ends: ends
                .map(|end| end.unwrap_or_else(Outcome::DeadLetter))
                .collect(),
        }
    }

    /// The same outcomes, each record with all that was read on the way to it.
    pub fn read(&self, message: &RawMessage) -> Vec<Result<Reading, DeadLetter>> {
        self.items(message, &mut |_| {}, |reading| reading)
    }

    /// What is kept of each item of a message; at least one.
    fn items<T>(
        &self,
        message: &RawMessage,
        passed: &mut dyn FnMut(Stage),
        keep: impl Fn(Reading) -> T,
    ) -> Vec<Result<T, DeadLetter>> {
        let sha256 = sha256_hex(message.value.as_deref().unwrap_or_default());
        let items = decode::decode(message, &sha256, &self.decode);
        passed(Stage::Decode);
        let items = match items {
            Err(rejection) => return vec![Err(dead(rejection, (0, 1)))],
            Ok(items) => items,
        };
        let origin = origin(message, sha256, items.len());
        let numbered = items.into_iter().enumerate();
        numbered
            .map(|(index, item)| {
                let place = (index, origin.items);
                let origin = Origin {
                    item: index,
                    ..origin.clone()
                };
                let read = item.and_then(|wire| self.item(message, wire, origin, passed));
                read.map(&keep).map_err(|rejection| dead(rejection, place))
            })
            .collect()
    }

    /// One item's way after decoding.
    fn item(
        &self,
        message: &RawMessage,
        wire: WireStory,
        origin: Origin,
        passed: &mut dyn FnMut(Stage),
    ) -> Result<Reading, Rejection> {
        let source = message.header("source");
        let context = normalize::Context {
            lexicon: &self.lexicon,
            source,
            origin,
        };
        let story = normalize::normalize(wire, context)?;
        passed(Stage::Normalize);
        let annotations = enrich::enrich(&story, &self.lexicon, &self.models, self.enrich, passed);
        let record = record::assemble(&story, &annotations, &self.processed_by);
        passed(Stage::Record);
        Ok(Reading {
            record: record?,
            story,
            annotations,
        })
    }
}

/// A record and what it was made of.
#[derive(Debug)]
pub struct Reading {
    /// The clean story.
    pub story: Story,
    /// What was said of it.
    pub annotations: Annotations,
    /// What is published.
    pub record: PublishedRecord,
}

fn origin(message: &RawMessage, sha256: String, items: usize) -> Origin {
    let value = message.value.as_deref().unwrap_or_default();
    Origin {
        topic: Arc::clone(&message.position.topic),
        partition: message.position.partition,
        offset: message.position.offset,
        item: 0,
        items,
        received: message.arrival(),
        bytes: value.len(),
        sha256: sha256.into(),
    }
}

fn dead(rejection: Rejection, item: (usize, usize)) -> DeadLetter {
    DeadLetter {
        rejection,
        item,
        attempts: 1,
    }
}
