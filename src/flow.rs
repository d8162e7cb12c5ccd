//! The river end to end, without a runtime: a raw message to its outcomes.
//!
//! In: a [`RawMessage`]. Out: its [`Outcomes`], at least one.
//! Never: a clock; a caller that wants to time the stages passes a callback.

use std::sync::Arc;

use crate::decode::{self, DecodeOptions, WireStory};
use crate::enrich::{self, EnrichOptions, Models};
use crate::lexicon::Lexicon;
use crate::message::{RawMessage, sha256_hex};
use crate::normalize;
use crate::outcome::{Rejection, Stage};
use crate::record::{self, DeadLetter, Outcome, Outcomes, ProcessedBy, PublishedRecord};
use crate::story::Origin;

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
        let sha256 = sha256_hex(message.value.as_deref().unwrap_or_default());
        let items = decode::decode(message, &sha256, &self.decode);
        passed(Stage::Decode);
        let ends = match items {
            Err(rejection) => vec![dead(rejection, (0, 1))],
            Ok(items) => {
                let origin = origin(message, sha256, items.len());
                let numbered = items.into_iter().enumerate();
                numbered
                    .map(|(index, item)| {
                        let place = (index, origin.items);
                        let origin = Origin {
                            item: index,
                            ..origin.clone()
                        };
                        let end = item.and_then(|wire| self.item(message, wire, origin, passed));
                        end.map_or_else(|rejection| dead(rejection, place), Outcome::Record)
                    })
                    .collect()
            }
        };
        Outcomes {
            position: message.position.clone(),
            ends,
        }
    }

    /// One item's way after decoding.
    fn item(
        &self,
        message: &RawMessage,
        wire: WireStory,
        origin: Origin,
        passed: &mut dyn FnMut(Stage),
    ) -> Result<PublishedRecord, Rejection> {
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
        record
    }
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

fn dead(rejection: Rejection, item: (usize, usize)) -> Outcome {
    Outcome::DeadLetter(DeadLetter {
        rejection,
        item,
        attempts: 1,
    })
}
