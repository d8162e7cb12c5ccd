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
        let mut all = self.run_group(&[message], &mut |_, stage| passed(stage));
        // INVARIANT: one message in, its outcomes out.
        all.pop().expect("outcomes for every message")
    }

    /// The outcomes of each of some messages, which take their way stage by stage together: see
    /// [`enrich::enrich`]. `passed` is called with the number of a message when one of its stories
    /// has passed a stage. The outcomes are those of each message alone.
    pub fn run_group(
        &self,
        messages: &[&RawMessage],
        passed: &mut dyn FnMut(usize, Stage),
    ) -> Vec<Outcomes> {
        let positions = messages.iter().map(|message| message.position.clone());
        let ends = self.items(messages, passed, |reading| Outcome::Record(reading.record));
        let outcomes = positions.zip(ends).map(|(position, ends)| {
            let ends = ends.into_iter();
            let ends = ends.map(|end| end.unwrap_or_else(Outcome::DeadLetter));
            Outcomes {
                position,
                ends: ends.collect(),
            }
        });
        outcomes.collect()
    }

    /// The same outcomes, each record with all that was read on the way to it.
    pub fn read(&self, message: &RawMessage) -> Vec<Result<Reading, DeadLetter>> {
        let mut all = self.items(&[message], &mut |_, _| {}, |reading| reading);
        all.pop().unwrap_or_default()
    }

    /// What is kept of each item of each message; at least one of each.
    fn items<T>(
        &self,
        messages: &[&RawMessage],
        passed: &mut dyn FnMut(usize, Stage),
        keep: impl Fn(Reading) -> T,
    ) -> Vec<Vec<Result<T, DeadLetter>>> {
        let mut opened: Vec<Item<(WireStory, Origin)>> = Vec::with_capacity(messages.len());
        for (number, message) in messages.iter().enumerate() {
            opened.extend(self.open(number, message));
            passed(number, Stage::Decode);
        }
        let normalized = opened.into_iter().map(|item| {
            let (number, source) = (item.message, messages[item.message].header("source"));
            let item = item.then(|(wire, origin)| self.normalize(wire, origin, source));
            if item.way.is_ok() {
                passed(number, Stage::Normalize);
            }
            item
        });
        let stories: Vec<Item<Story>> = normalized.collect();
        let sound = stories
            .iter()
            .filter_map(|item| Some((item.message, item.way.as_ref().ok()?)));
        let (numbers, sound): (Vec<usize>, Vec<&Story>) = sound.unzip();
        let mut of_message = |story: usize, stage| passed(numbers[story], stage);
        let said = enrich::enrich(
            &sound,
            &self.lexicon,
            &self.models,
            self.enrich,
            &mut of_message,
        );
        let mut said = said.into_iter();
        let mut ends: Vec<Vec<_>> = messages.iter().map(|_| Vec::new()).collect();
        for item in stories {
            let (number, place) = (item.message, item.place);
            let read = item.then(|story| {
                // INVARIANT: each story that got so far was enriched.
                let annotations = said.next().expect("annotations for every story");
                let record = record::assemble(&story, &annotations, &self.processed_by);
                passed(number, Stage::Record);
                Ok(keep(Reading {
                    record: record?,
                    story,
                    annotations,
                }))
            });
            ends[number].push(read.way.map_err(|rejection| dead(rejection, place)));
        }
        ends
    }

    /// The items of a message.
    fn open(&self, number: usize, message: &RawMessage) -> Vec<Item<(WireStory, Origin)>> {
        let sha256 = sha256_hex(message.value.as_deref().unwrap_or_default());
        let item = |place, way| Item {
            message: number,
            place,
            way,
        };
        let items = match decode::decode(message, &sha256, &self.decode) {
            Err(rejection) => return vec![item((0, 1), Err(rejection))],
            Ok(items) => items,
        };
        let origin = origin(message, sha256, items.len());
        let numbered = items.into_iter().enumerate().map(|(index, way)| {
            let origin = Origin {
                item: index,
                ..origin.clone()
            };
            item((index, origin.items), way.map(|wire| (wire, origin)))
        });
        numbered.collect()
    }

    fn normalize(
        &self,
        wire: WireStory,
        origin: Origin,
        source: Option<&str>,
    ) -> Result<Story, Rejection> {
        let context = normalize::Context {
            lexicon: &self.lexicon,
            source,
            origin,
        };
        normalize::normalize(wire, context)
    }
}

/// An item of a message on its way, or why it went no further.
struct Item<T> {
    /// The number of its message.
    message: usize,
    /// Its number, and how many items the message has.
    place: (usize, usize),
    way: Result<T, Rejection>,
}

impl<T> Item<T> {
    /// The next step of its way.
    fn then<U>(self, step: impl FnOnce(T) -> Result<U, Rejection>) -> Item<U> {
        Item {
            message: self.message,
            place: self.place,
            way: self.way.and_then(step),
        }
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
