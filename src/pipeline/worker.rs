//! The workers: all pure stages of a batch, to completion, a panic contained to its story.
//!
//! Some messages take their way together, which is faster; where one of them fails, each goes
//! alone.
//!
//! In: batches. Out: the same batches finished, with what is to be sent for each message.
//! Never: a message without an outcome; work for a partition that was let go.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::limits::GROUP_MESSAGES_MAX;
use crate::message::RawMessage;
use crate::metrics::{BatchTally, Pulse};
use crate::outcome::{RejectCode, Rejection, Stage};
use crate::record::{DeadLetter, Outcome, Outcomes, PublishedRecord, dead_letter_message};

use super::batch::{Batch, Finished};
use super::control::Shared;
use super::lane::Lane;
use super::leg::Work;
use super::oversize::Instead;
use super::ports::{Origin, Outgoing, Target, TopicPartition};
use super::talk::ToOutput;
use super::ticket::Ticket;

/// How often a message is tried before a panic is its outcome.
const ATTEMPTS: u32 = 2;
/// Pause between two looks whether work may begin.
const BEGIN_LOOK: Duration = Duration::from_millis(1);
/// Longest wait of an idle worker between two signs of life.
const BEAT: Duration = Duration::from_secs(1);

/// One worker.
pub(super) struct Worker {
    pub(super) work: Arc<Work>,
    pub(super) shared: Arc<Shared>,
    pub(super) pulse: Pulse,
    pub(super) record_bytes: usize,
    pub(super) story_time: Duration,
    pub(super) batches: Receiver<Batch>,
    pub(super) output: Sender<ToOutput>,
}

impl Worker {
    /// Works until there are no batches any more.
    pub(super) fn run(self) {
        loop {
            self.pulse.beat();
            let batch = match self.batches.recv_timeout(BEAT) {
                Ok(batch) => batch,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if !batch.lane.live() || !self.begin(&batch.lane) {
                batch.discard();
                continue;
            }
            let finished = self.finish(batch);
            if self.output.send(ToOutput::Finished(finished)).is_err() {
                return;
            }
        }
    }

    /// Waits until it is committed that work begins here; false if the assignment ends first.
    fn begin(&self, lane: &Arc<Lane>) -> bool {
        if !lane.begun() && lane.ask() {
            let _ = self.output.send(ToOutput::Begin(Arc::clone(lane)));
        }
        while !lane.begun() {
            if !lane.live() || self.shared.abandoned() {
                return false;
            }
            self.pulse.beat();
            std::thread::sleep(BEGIN_LOOK);
        }
        true
    }

    fn finish(&self, batch: Batch) -> Finished {
        let Batch {
            lane,
            number,
            tickets,
            hold,
            poisoned,
        } = batch;
        let mut tally = Box::<BatchTally>::default();
        let mut taken = Vec::with_capacity(tickets.len());
        let mut settled = Vec::with_capacity(tickets.len());
        let mut tickets = tickets
            .into_iter()
            .filter(|ticket| ticket.message().is_some());
        loop {
            let group: Vec<Ticket> = tickets.by_ref().take(GROUP_MESSAGES_MAX).collect();
            if group.is_empty() {
                break;
            }
            let messages: Vec<&RawMessage> = group.iter().filter_map(Ticket::message).collect();
            let all = match poisoned {
                true => messages.iter().map(|m| deadly(m, lane.tries)).collect(),
                false => self.outcomes(&messages, &mut tally),
            };
            let outgoing: Vec<Vec<Outgoing>> = messages
                .iter()
                .zip(all)
                .map(|(message, outcomes)| {
                    taken.push(message.position.offset);
                    tally.count(message.value.as_ref().map_or(0, Vec::len));
                    self.outgoing(message, outcomes, &mut tally)
                })
                .collect();
            let resolved = group.into_iter().zip(outgoing);
            settled.extend(resolved.map(|(ticket, outgoing)| ticket.resolve(outgoing)));
        }
        Finished {
            lane,
            number,
            taken,
            settled,
            hold,
            tally,
        }
    }

    /// The outcomes of some messages: together, or, where that fails, of each alone.
    fn outcomes(&self, messages: &[&RawMessage], tally: &mut BatchTally) -> Vec<Outcomes> {
        let mut late = None;
        if messages.len() > 1 {
            match self.attempt(messages, tally) {
                Ok(all) if is_whole(&all, messages.len()) => return all,
                Err(Failed::Late(number, rejection)) => late = Some((number, rejection)),
                Ok(_) | Err(Failed::Panicked(_)) => {}
            }
            let count = messages.len();
            tracing::warn!(
                messages = count,
                "some messages failed together; each is tried alone"
            );
        }
        let numbered = messages.iter().enumerate();
        let alone =
            numbered.map(
                |(number, message)| match late.take_if(|(late, _)| *late == number) {
                    Some((_, rejection)) => unread(message, rejection, 1),
                    None => self.contained(message, tally),
                },
            );
        alone.collect()
    }

    /// The outcomes of a message; a panic is tried again once, then it is the outcome.
    fn contained(&self, message: &RawMessage, tally: &mut BatchTally) -> Outcomes {
        let mut stage = Stage::Decode;
        for attempt in 1..=ATTEMPTS {
            match self.attempt(&[message], tally) {
                Ok(mut all) => match all.pop() {
                    Some(outcomes) if !outcomes.ends.is_empty() => return outcomes,
                    Some(_) | None => {}
                },
                Err(Failed::Late(_, rejection)) => return unread(message, rejection, attempt),
                Err(Failed::Panicked(panicked)) => {
                    stage = panicked;
                    let position = &message.position;
                    tracing::error!(
                        topic = %position.topic,
                        partition = position.partition,
                        offset = position.offset,
                        stage = stage.name(),
                        "a stage panicked; it cost this message only"
                    );
                }
            }
        }
        let detail = "the stage failed on this message, and again when it was tried once more";
        let rejection = Rejection::new(RejectCode::Internal, stage, detail);
        unread(message, rejection, ATTEMPTS)
    }

    /// One try. Work on a message that is late ends after the stage that made it so.
    fn attempt(
        &self,
        messages: &[&RawMessage],
        tally: &mut BatchTally,
    ) -> Result<Vec<Outcomes>, Failed> {
        self.pulse.beat();
        tally.begin();
        let passed = Cell::new(None);
        let mut spent = vec![Duration::ZERO; messages.len()];
        let mut together = Duration::ZERO;
        let work = AssertUnwindSafe(|| {
            (self.work)(messages, &mut |number, stage| {
                let took = tally.passed(stage);
                passed.set(Some(stage));
                spent[number] += took;
                together += took;
                if spent[number] > self.story_time {
                    let detail = format!("{:.1?} when this stage was over", spent[number]);
                    let late = Rejection::new(RejectCode::TimeLimit, stage, detail);
                    resume_unwind(Box::new((number, late)));
                }
                // None is late, but together they must not look as if they were stuck.
                if together > self.story_time {
                    resume_unwind(Box::new(stage));
                }
            })
        });
        catch_unwind(work).map_err(|cause| match cause.downcast::<(usize, Rejection)>() {
            Ok(late) => Failed::Late(late.0, late.1),
            Err(_) => Failed::Panicked(after(passed.get())),
        })
    }

    fn outgoing(
        &self,
        message: &RawMessage,
        outcomes: Outcomes,
        tally: &mut BatchTally,
    ) -> Vec<Outgoing> {
        let source = message.header("source");
        let count = outcomes.ends.len();
        let numbered = outcomes.ends.into_iter().enumerate();
        numbered
            .map(|(item, end)| {
                let instead = self.instead(message, item);
                let end = self.fitting(end, (item, count), instead);
                tally.outcome(&end, source);
                match end {
                    Outcome::Record(record) => published(record, item),
                    Outcome::DeadLetter(letter) => buried(&letter, message, item, instead),
                }
            })
            .collect()
    }

    /// The same, or a dead letter in place of a record that is too large.
    fn fitting(&self, end: Outcome, item: (usize, usize), instead: Option<Instead>) -> Outcome {
        let Outcome::Record(record) = end else {
            return end;
        };
        let bytes = record_bytes(&record);
        if instead.is_none() && bytes <= self.record_bytes {
            return Outcome::Record(record);
        }
        Outcome::DeadLetter(too_large(bytes, item))
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

/// Whether there are outcomes of so many messages, one at least of each.
fn is_whole(all: &[Outcomes], messages: usize) -> bool {
    all.len() == messages && all.iter().all(|one| !one.ends.is_empty())
}

/// How a try failed.
enum Failed {
    /// A panic in this stage.
    Panicked(Stage),
    /// The message of this number took too long.
    Late(usize, Rejection),
}

/// What becomes of a message that processes died of.
fn deadly(message: &RawMessage, tries: u32) -> Outcomes {
    let position = &message.position;
    tracing::error!(
        topic = %position.topic,
        partition = position.partition,
        offset = position.offset,
        tries,
        "the process died on this message again and again; it becomes a dead letter unread"
    );
    let detail = format!("the process died on it {tries} times");
    let rejection = Rejection::new(RejectCode::PoisonCrash, Stage::Decode, detail);
    unread(message, rejection, tries)
}

/// The whole message as one dead letter.
fn unread(message: &RawMessage, rejection: Rejection, attempts: u32) -> Outcomes {
    let letter = DeadLetter {
        rejection,
        item: (0, 1),
        attempts,
    };
    Outcomes {
        position: message.position.clone(),
        ends: vec![Outcome::DeadLetter(letter)],
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
    }
}

fn record_bytes(record: &PublishedRecord) -> usize {
    let headers = record
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 8);
    record.uri.len() + record.json.len() + headers.sum::<usize>() + 32
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
    }
}
