//! The workers: all pure stages of a batch, to completion, a panic contained to its story.
//!
//! In: batches. Out: the same batches finished, with what is to be sent for each message.
//! Never: a message without an outcome; work for a partition that was let go.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use crate::message::RawMessage;
use crate::outcome::{RejectCode, Rejection, Stage};
use crate::record::{DeadLetter, Outcome, Outcomes, PublishedRecord, dead_letter_message};

use super::budget::Hold;
use super::control::Shared;
use super::lane::Lane;
use super::leg::Work;
use super::observe::{Observation, Observer};
use super::output::ToOutput;
use super::oversize::Instead;
use super::ports::{Origin, Outgoing, Tally, Target, TopicPartition};
use super::ticket::{Settled, Ticket};

/// Messages of one partition on their way to a worker.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) lane: Arc<Lane>,
    /// Its number within the lane.
    pub(super) number: u64,
    pub(super) tickets: Vec<Ticket>,
    pub(super) hold: Hold,
}

/// A batch with the outcomes of its messages.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) lane: Arc<Lane>,
    pub(super) number: u64,
    /// The offsets of all its messages.
    pub(super) taken: Vec<i64>,
    pub(super) settled: Vec<Settled>,
    pub(super) hold: Hold,
}

impl Batch {
    /// Lets its messages go; their assignment is over.
    pub(super) fn discard(self) {
        self.tickets.into_iter().for_each(Ticket::discard);
    }
}

/// One worker.
pub(super) struct Worker {
    pub(super) work: Arc<Work>,
    pub(super) shared: Arc<Shared>,
    pub(super) observer: Observer,
    pub(super) record_bytes: usize,
    pub(super) batches: Receiver<Batch>,
    pub(super) output: Sender<ToOutput>,
}

/// Time per stage over a batch.
#[derive(Default)]
struct StageTimes(Vec<(Stage, Duration, u64)>);

impl StageTimes {
    fn add(&mut self, stage: Stage, took: Duration) {
        match self.0.iter_mut().find(|(known, ..)| *known == stage) {
            Some((_, sum, count)) => {
                *sum += took;
                *count += 1;
            }
            None => self.0.push((stage, took, 1)),
        }
    }
}

impl Worker {
    /// Works until there are no batches any more.
    pub(super) fn run(self) {
        while let Ok(batch) = self.batches.recv() {
            if !batch.lane.live() {
                batch.discard();
                continue;
            }
            let finished = self.finish(batch);
            if self.output.send(ToOutput::Finished(finished)).is_err() {
                return;
            }
        }
    }

    fn finish(&self, batch: Batch) -> Finished {
        let Batch {
            lane,
            number,
            tickets,
            hold,
        } = batch;
        let mut times = StageTimes::default();
        let mut taken = Vec::with_capacity(tickets.len());
        let mut settled = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            let Some(message) = ticket.message() else {
                continue;
            };
            taken.push(message.position.offset);
            let outcomes = self.contained(message, &mut times);
            let outgoing = self.outgoing(message, outcomes);
            settled.push(ticket.resolve(outgoing));
        }
        self.observer.see(Observation::Batch {
            messages: taken.len(),
            bytes: hold.bytes(),
            stages: &times.0,
        });
        Finished {
            lane,
            number,
            taken,
            settled,
            hold,
        }
    }

    /// The outcomes of a message; a panic is tried again once, then it is the outcome.
    fn contained(&self, message: &RawMessage, times: &mut StageTimes) -> Outcomes {
        let mut stage = Stage::Decode;
        for _ in 0..2 {
            match self.attempt(message, times) {
                Ok(outcomes) if !outcomes.ends.is_empty() => return outcomes,
                Ok(_) => {}
                Err(panicked) => {
                    stage = panicked;
                    self.observer.see(Observation::Panic);
                }
            }
        }
        let detail = "the stage failed twice on this message";
        let letter = DeadLetter {
            rejection: Rejection::new(RejectCode::Internal, stage, detail),
            item: (0, 1),
            attempts: 2,
        };
        Outcomes {
            position: message.position.clone(),
            ends: vec![Outcome::DeadLetter(letter)],
        }
    }

    /// One try; on a panic, the stage it happened in.
    fn attempt(&self, message: &RawMessage, times: &mut StageTimes) -> Result<Outcomes, Stage> {
        let passed = Cell::new(None);
        let mut since = Instant::now();
        let work = AssertUnwindSafe(|| {
            (self.work)(message, &mut |stage| {
                let now = Instant::now();
                times.add(stage, now - since);
                since = now;
                passed.set(Some(stage));
            })
        });
        catch_unwind(work).map_err(|_| after(passed.get()))
    }

    fn outgoing(&self, message: &RawMessage, outcomes: Outcomes) -> Vec<Outgoing> {
        let count = outcomes.ends.len();
        let numbered = outcomes.ends.into_iter().enumerate();
        numbered
            .map(|(item, end)| {
                let instead = self.instead(message, item);
                let letter = match end {
                    Outcome::Record(record) => {
                        let outgoing = published(record, item);
                        let bytes = outgoing.bytes();
                        if instead.is_none() && bytes <= self.record_bytes {
                            return outgoing;
                        }
                        too_large(bytes, (item, count))
                    }
                    Outcome::DeadLetter(letter) => letter,
                };
                buried(&letter, message, item, instead)
            })
            .collect()
    }

    fn instead(&self, message: &RawMessage, item: usize) -> Option<Instead> {
        if !self.shared.oversize.any() {
            return None;
        }
        self.shared.oversize.instead(&Origin {
            partition: TopicPartition::of(&message.position),
            offset: message.position.offset,
            item,
        })
    }
}

/// The stage after the last one that was passed.
fn after(passed: Option<Stage>) -> Stage {
    let Some(passed) = passed else {
        return Stage::Decode;
    };
    let mut later = Stage::ALL.into_iter().skip_while(|stage| *stage != passed);
    later.nth(1).unwrap_or(passed)
}

fn published(record: PublishedRecord, item: usize) -> Outgoing {
    let headers = record.headers.into_iter();
    Outgoing {
        target: Target::Output,
        key: Some(record.uri.into_bytes()),
        value: Some(record.json),
        headers: headers
            .map(|(name, value)| (name.into(), Some(value)))
            .collect(),
        item,
        tally: Tally::Record {
            format: record.format,
            provider: record.provider,
            defects: record.defects,
        },
    }
}

fn too_large(bytes: usize, item: (usize, usize)) -> DeadLetter {
    let detail = format!("the record would have {bytes} bytes");
    DeadLetter {
        rejection: Rejection::new(RejectCode::OutputTooLarge, Stage::Record, detail),
        item,
        attempts: 1,
    }
}

fn buried(
    letter: &DeadLetter,
    message: &RawMessage,
    item: usize,
    instead: Option<Instead>,
) -> Outgoing {
    let parts = dead_letter_message(letter, message);
    let headers = parts.headers.into_iter();
    Outgoing {
        target: Target::DeadLetters,
        key: parts.key,
        value: parts
            .value
            .filter(|_| instead != Some(Instead::DeadLetterWithoutValue)),
        headers: headers.map(|(name, value)| (name.into(), value)).collect(),
        item,
        tally: Tally::DeadLetter {
            code: letter.rejection.code,
            stage: letter.rejection.stage,
        },
    }
}
