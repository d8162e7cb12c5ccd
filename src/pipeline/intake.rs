//! The poll thread: reads messages into batches and answers for the assignment.
//!
//! In: a source's events, and requests to rewind or to stop. Out: batches for the workers, and
//! for the output thread which assignments begin and end. Never: a wait that keeps the source
//! from being polled, but for the bounded drain of partitions that are asked back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, SendTimeoutError, Sender, bounded};

use crate::message::RawMessage;
use crate::metrics::{Pulse, RebalanceKind};

use super::batch::Batch;
use super::budget::{Budget, Hold};
use super::careful::Began;
use super::control::Shared;
use super::lane::Lane;
use super::ledger::Epoch;
use super::ports::{SinkError, Source, SourceEvent, TopicPartition};
use super::settings::Settings;
use super::talk::{Drain, Drained, Rewind, ToOutput};
use super::ticket::Ticket;
use super::trouble::Trouble;
use super::watch::Watch;

/// Longest wait for an event when nothing else is due.
pub(super) const IDLE_WAIT: Duration = Duration::from_millis(50);
/// Messages taken in a row before anything else is looked at.
const BURST: usize = 64;

/// A partition's lane and the batch that is being filled for it.
pub(super) struct Filling {
    pub(super) lane: Arc<Lane>,
    pub(super) tickets: Vec<Ticket>,
    pub(super) hold: Hold,
    pub(super) since: Instant,
    /// Batches handed out.
    pub(super) handed: u64,
    /// The offset after the last message handed out.
    pub(super) handed_to: i64,
}

/// The poll thread's state.
pub(super) struct Intake<S> {
    pub(super) source: S,
    pub(super) shared: Arc<Shared>,
    pub(super) settings: Settings,
    pub(super) pulse: Pulse,
    pub(super) budget: Arc<Budget>,
    pub(super) batches: Sender<Batch>,
    pub(super) output: Sender<ToOutput>,
    pub(super) rewinds: Receiver<Rewind>,
    pub(super) filling: BTreeMap<TopicPartition, Filling>,
    /// Closed batches for which the queue had no room; bounded by the byte budget.
    pub(super) waiting: VecDeque<Batch>,
    pub(super) epoch: Epoch,
    pub(super) began: Began,
    /// A lane is under suspicion: only its next few messages are handed out.
    pub(super) careful: bool,
    pub(super) rewind_at: Option<(Instant, Duration)>,
    pub(super) watch: Watch,
    pub(super) trouble: Trouble,
}

impl<S: Source> Intake<S> {
    pub(super) fn new(
        source: S,
        shared: Arc<Shared>,
        settings: Settings,
        batches: Sender<Batch>,
        output: Sender<ToOutput>,
        rewinds: Receiver<Rewind>,
    ) -> Self {
        let budget = Budget::new(settings.in_flight_bytes);
        let pulse = shared.vitals.pulse("poll loop");
        Self {
            watch: Watch::new(settings.stall_after),
            source,
            shared,
            settings,
            pulse,
            budget,
            batches,
            output,
            rewinds,
            filling: BTreeMap::new(),
            waiting: VecDeque::new(),
            epoch: 0,
            began: Began::default(),
            careful: false,
            rewind_at: None,
            trouble: Trouble::default(),
        }
    }

    /// One turn: requests, pressure, events, batches. `admit`: whether messages are taken on.
    pub(super) fn turn(&mut self, admit: bool) {
        self.pulse.beat();
        self.serve_rewind();
        self.balance(admit);
        // Full workers hold the poll thread back a little, so that messages wait in the client's
        // own bounded queue; the byte budget is for a stuck output.
        self.push_waiting(self.settings.batch_age);
        let backlog = !self.waiting.is_empty();
        let mut wait = if backlog {
            Duration::ZERO
        } else {
            self.patience()
        };
        for _ in 0..if backlog { 1 } else { BURST } {
            match self.source.poll(wait) {
                SourceEvent::Message(message) if admit => self.take(message),
                SourceEvent::Message(_) => {}
                event @ (SourceEvent::Assigned(_)
                | SourceEvent::Revoked(_)
                | SourceEvent::Lost(_)
                | SourceEvent::Error(_)
                | SourceEvent::Denied(_)
                | SourceEvent::Fatal(_)
                | SourceEvent::Idle) => {
                    self.handle(event);
                    break;
                }
            }
            if !self.waiting.is_empty() {
                break;
            }
            wait = Duration::ZERO;
        }
        self.hand_out(false);
        let used = self.budget.used();
        self.watch.look(&mut self.source, &self.shared, used);
    }

    /// How long to wait for an event: not past the age of a batch, nor long when paused.
    fn patience(&self) -> Duration {
        let paused = self.shared.paused.load(Ordering::Relaxed);
        if paused || self.filling.values().any(|f| !f.tickets.is_empty()) {
            self.settings.batch_age
        } else {
            IDLE_WAIT
        }
    }

    fn handle(&mut self, event: SourceEvent) {
        match event {
            SourceEvent::Assigned(partitions) => self.assigned(&partitions),
            SourceEvent::Revoked(partitions) => self.revoked(&partitions),
            SourceEvent::Lost(partitions) => {
                let lanes = self.drop_unsent(&partitions);
                let lanes = lanes.into_iter().map(|(lane, _)| lane).collect();
                self.let_go(&partitions, lanes, RebalanceKind::Lost);
            }
            SourceEvent::Error(why) => {
                if let Some(unsaid) = self.trouble.met(&why, Instant::now()) {
                    tracing::warn!(reason = %why, unsaid, "reading failed, going on");
                }
            }
            SourceEvent::Denied(why) => self.shared.fail(SinkError::Denied(why)),
            SourceEvent::Fatal(why) => self.shared.fail(SinkError::Fatal(why)),
            SourceEvent::Message(_) | SourceEvent::Idle => {}
        }
    }

    /// Puts a message into the batch of its lane. A lane that does not count any more gets none:
    /// what comes of it is read again after the rewind.
    fn take(&mut self, message: RawMessage) {
        let partition = TopicPartition::of(&message.position);
        let Some(filling) = self.filling.get_mut(&partition) else {
            return;
        };
        let offset = message.position.offset;
        if !filling.lane.live() || offset < filling.lane.taken() {
            return;
        }
        filling.lane.set_taken(offset + 1);
        if filling.tickets.is_empty() {
            filling.since = Instant::now();
        }
        filling.hold.add(message.weight());
        filling.tickets.push(Ticket::new(message));
        let full = filling.tickets.len() >= self.settings.batch_messages
            || filling.hold.bytes() >= self.settings.batch_bytes;
        if full && !self.careful {
            let batch = filling.close(usize::MAX);
            self.waiting.push_back(batch);
            self.push_waiting(Duration::ZERO);
        }
    }

    /// Hands closed batches to the workers while the queue has room; then closes those that are
    /// old enough, or all. While the queue is full, open batches grow instead.
    fn hand_out(&mut self, all: bool) {
        self.push_waiting(Duration::ZERO);
        self.calm();
        if self.careful {
            self.hand_out_few();
            return;
        }
        if !all && (!self.waiting.is_empty() || self.batches.is_full()) {
            return;
        }
        let age = self.settings.batch_age;
        for filling in self.filling.values_mut() {
            // Much may have gathered while the leg was careful.
            let due = all || filling.since.elapsed() >= age;
            while due && !filling.tickets.is_empty() {
                let batch = filling.close(self.settings.batch_messages);
                self.waiting.push_back(batch);
            }
        }
        self.push_waiting(Duration::ZERO);
    }

    /// Hands out closed batches; waits at most so long for room, once.
    pub(super) fn push_waiting(&mut self, mut patience: Duration) {
        while let Some(mut batch) = self.waiting.pop_front() {
            let current = self.filling.get_mut(&batch.lane.partition);
            let current = current.filter(|f| f.lane.epoch == batch.lane.epoch);
            let Some(filling) = current.filter(|f| f.lane.live()) else {
                batch.discard();
                continue;
            };
            batch.number = filling.handed;
            match self.batches.send_timeout(batch, patience) {
                Ok(()) => filling.handed += 1,
                Err(SendTimeoutError::Timeout(batch)) => {
                    self.waiting.push_front(batch);
                    return;
                }
                Err(SendTimeoutError::Disconnected(batch)) => {
                    batch.discard();
                    self.shared
                        .fail(SinkError::Fatal("the workers are gone".to_owned()));
                }
            }
            patience = Duration::ZERO;
        }
    }

    fn balance(&mut self, admit: bool) {
        let paused = self.shared.paused.load(Ordering::Relaxed);
        let recovering = self.shared.recovering.load(Ordering::Relaxed);
        let wanted = !admit || recovering || self.budget.should_pause(paused);
        if wanted != paused {
            self.source.pause(wanted);
            self.shared.paused.store(wanted, Ordering::Relaxed);
        }
    }

    /// Asks for everything under way to be finished and committed.
    pub(super) fn drain_all(&mut self) -> Receiver<Drained> {
        let (reply, answers) = bounded(2);
        let until = self
            .filling
            .values()
            .map(|f| (Arc::clone(&f.lane), f.handed))
            .collect();
        let _ = self.output.send(ToOutput::Drain(Drain { until, reply }));
        answers
    }

    /// Closes all batches; true once the workers have them all. What waits for its turn one by
    /// one is left to the next process.
    pub(super) fn all_handed_out(&mut self) -> bool {
        if self.careful {
            self.filling.values_mut().for_each(Filling::give_back);
        }
        self.hand_out(true);
        self.waiting.is_empty()
    }

    /// Messages taken on that are not committed.
    pub(super) fn left(&self) -> i64 {
        let lanes = self.filling.values().map(|f| &f.lane);
        lanes.map(|lane| (lane.taken() - lane.mark()).max(0)).sum()
    }
}

impl Filling {
    /// A batch of the first messages, at most so many.
    pub(super) fn close(&mut self, most: usize) -> Batch {
        let poisoned = self.handed == 0 && self.lane.poisoned();
        let most = most.min(self.tickets.len());
        let tickets: Vec<Ticket> = self.tickets.drain(..most).collect();
        let messages = tickets.iter().filter_map(Ticket::message);
        let weight = messages.map(RawMessage::weight).sum();
        let last = tickets.last().and_then(Ticket::message);
        self.handed_to = last.map_or(self.handed_to, |message| message.position.offset + 1);
        Batch {
            lane: Arc::clone(&self.lane),
            number: 0,
            tickets,
            hold: self.hold.split(weight),
            poisoned,
        }
    }

    pub(super) fn retire(self) {
        self.lane.retire();
        self.tickets.into_iter().for_each(Ticket::discard);
    }
}
