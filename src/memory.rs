//! A broker in memory: the machine's doors without Kafka.
//!
//! In: raw messages, and if wanted a seed of faults. Out: what was published and committed, with
//! every broken promise noted. Never: two owners of a partition at the same time.
//!
//! It keeps the promises the machine builds on: messages and offsets of a commit come true
//! together, and opening the sink anew settles what was under way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::message::RawMessage;
use crate::pipeline::{
    Offset, Origin, Outgoing, Reach, Sink, SinkError, Source, SourceEvent, Start, TopicPartition,
};

/// How often things go wrong, each as one in so many; 0 is never.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Where the chances start; the same seed gives the same chances.
    pub seed: u64,
    /// Partitions asked back, per poll.
    pub revoke: u64,
    /// Partitions lost, per poll.
    pub lose: u64,
    /// Commits that fail and did not happen.
    pub commit_fails: u64,
    /// Commits that are reported as failed though they happen.
    pub commit_happens: u64,
    /// Commits of which only the next opening decides whether they happen.
    pub commit_hangs: u64,
    /// Messages that are not taken on.
    pub send_fails: u64,
    /// Openings of the sink that fail.
    pub open_fails: u64,
    /// Reads of the committed offsets that fail.
    pub offsets_fail: u64,
    /// Flushes that take a few milliseconds.
    pub slow: u64,
}

/// The broker; clones are the same one.
#[derive(Clone, Debug)]
pub struct MemoryBroker {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    messages: BTreeMap<TopicPartition, Vec<RawMessage>>,
    committed: BTreeMap<TopicPartition, i64>,
    published: Vec<(Origin, Outgoing)>,
    published_count: usize,
    keep: bool,
    at_least_once: bool,
    message_bytes: usize,
    owned: BTreeSet<TopicPartition>,
    /// A commit of theirs is under way: their committed offsets cannot be read.
    unstable: BTreeSet<TopicPartition>,
    broken: Vec<String>,
    happened: BTreeMap<&'static str, usize>,
    faults: Faults,
    chance: u64,
}

impl State {
    /// Whether a fault strikes this time.
    fn strikes(&mut self, name: &'static str, one_in: fn(&Faults) -> u64) -> bool {
        let one_in = one_in(&self.faults);
        if one_in == 0 {
            return false;
        }
        // SplitMix64.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let strikes = (z ^ (z >> 31)).is_multiple_of(one_in);
        if strikes {
            *self.happened.entry(name).or_default() += 1;
        }
        strikes
    }

    fn publish(&mut self, sent: &mut Vec<(Origin, Outgoing)>) {
        self.published_count += sent.len();
        if self.keep {
            self.published.append(sent);
        } else {
            sent.clear();
        }
    }

    fn commit(&mut self, sent: &mut Vec<(Origin, Outgoing)>, offsets: &[Offset]) {
        self.publish(sent);
        for (partition, offset) in offsets {
            if !self.owned.contains(partition) {
                self.broken
                    .push(format!("{partition} committed without being owned"));
            }
            let before = self.committed.insert(partition.clone(), *offset);
            if before.is_some_and(|before| before > *offset) {
                self.broken
                    .push(format!("{partition} went back from {before:?} to {offset}"));
            }
        }
    }
}

impl Default for MemoryBroker {
    fn default() -> Self {
        Self::new(Faults::default())
    }
}

impl MemoryBroker {
    /// An empty broker with these faults.
    pub fn new(faults: Faults) -> Self {
        let state = State {
            keep: true,
            message_bytes: usize::MAX,
            chance: faults.seed,
            faults,
            ..State::default()
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Keeps only the number of what is published.
    pub fn count_only(self) -> Self {
        self.state().keep = false;
        self
    }

    /// What is sent is visible at once, and again after a failed commit.
    pub fn at_least_once(self) -> Self {
        self.state().at_least_once = true;
        self
    }

    /// Refuses larger messages.
    pub fn message_bytes(self, bytes: usize) -> Self {
        self.state().message_bytes = bytes;
        self
    }

    /// Appends a message to its partition. Offsets must rise.
    pub fn feed(&self, message: RawMessage) {
        let partition = TopicPartition::of(&message.position);
        self.state()
            .messages
            .entry(partition)
            .or_default()
            .push(message);
    }

    /// The source; one at a time.
    pub fn source(&self) -> MemorySource {
        let offered = self.state().messages.keys().cloned().collect();
        MemorySource {
            broker: self.clone(),
            events: VecDeque::from([SourceEvent::Assigned(offered)]),
            positions: BTreeMap::new(),
            turn: 0,
            paused: false,
        }
    }

    /// The sink; one at a time.
    pub fn sink(&self) -> MemorySink {
        MemorySink {
            broker: self.clone(),
            sent: Vec::new(),
            hanging: None,
            doubtful: true,
        }
    }

    /// Everything that was published, in order.
    pub fn published(&self) -> Vec<(Origin, Outgoing)> {
        self.state().published.clone()
    }

    /// How much was published.
    pub fn published_count(&self) -> usize {
        self.state().published_count
    }

    /// Whether all messages are committed.
    pub fn finished(&self) -> bool {
        let state = self.state();
        state.messages.iter().all(|(partition, messages)| {
            let next = messages.last().map_or(0, |last| last.position.offset + 1);
            state
                .committed
                .get(partition)
                .is_some_and(|committed| *committed >= next)
        })
    }

    /// Promises that were broken.
    pub fn broken(&self) -> Vec<String> {
        self.state().broken.clone()
    }

    /// How often each fault struck.
    pub fn happened(&self) -> BTreeMap<&'static str, usize> {
        self.state().happened.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the partitions of a [`MemoryBroker`] in turn.
#[derive(Debug)]
pub struct MemorySource {
    broker: MemoryBroker,
    events: VecDeque<SourceEvent>,
    /// Index of the next message of each owned partition.
    positions: BTreeMap<TopicPartition, usize>,
    turn: usize,
    paused: bool,
}

impl MemorySource {
    fn start(&mut self, state: &State, partition: &TopicPartition) -> Start {
        let committed = state.committed.get(partition).copied();
        let offset = committed.unwrap_or(0);
        let messages = state.messages.get(partition).map_or(&[][..], Vec::as_slice);
        let index = messages.partition_point(|message| message.position.offset < offset);
        self.positions.insert(partition.clone(), index);
        Start {
            partition: partition.clone(),
            offset,
            committed: committed.is_some(),
        }
    }

    /// A fault of the group: one partition goes and is offered again later.
    fn fault(&self, state: &mut State) -> Option<SourceEvent> {
        let at = usize::try_from(state.chance % 1024).unwrap_or(0) % self.positions.len().max(1);
        let partition = self.positions.keys().nth(at)?.clone();
        if state.strikes("revoke", |f| f.revoke) {
            return Some(SourceEvent::Revoked(vec![partition]));
        }
        if state.strikes("lose", |f| f.lose) {
            state.owned.remove(&partition);
            return Some(SourceEvent::Lost(vec![partition]));
        }
        None
    }

    fn next(&mut self, state: &State) -> Option<RawMessage> {
        let count = self.positions.len();
        for step in 0..count {
            let at = (self.turn + step) % count;
            let (partition, index) = self.positions.iter_mut().nth(at)?;
            if let Some(message) = state.messages.get(partition).and_then(|m| m.get(*index)) {
                *index += 1;
                self.turn = at + usize::from((*index).is_multiple_of(16));
                return Some(message.clone());
            }
        }
        None
    }
}

impl Source for MemorySource {
    fn poll(&mut self, wait: Duration) -> SourceEvent {
        let broker = self.broker.clone();
        if let Some(event) = self.events.pop_front() {
            return event;
        }
        let mut state = broker.state();
        if let Some(event) = self.fault(&mut state) {
            return event;
        }
        if !self.paused
            && let Some(message) = self.next(&state)
        {
            return SourceEvent::Message(message);
        }
        drop(state);
        std::thread::sleep(wait.min(Duration::from_millis(1)));
        SourceEvent::Idle
    }

    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<Vec<Start>, String> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("offsets", |f| f.offsets_fail) {
            self.events
                .push_back(SourceEvent::Assigned(partitions.to_vec()));
            return Err("no committed offsets this time".to_owned());
        }
        state.owned.extend(partitions.iter().cloned());
        Ok(partitions
            .iter()
            .map(|partition| self.start(&state, partition))
            .collect())
    }

    fn release(&mut self, partitions: &[TopicPartition]) -> Result<(), String> {
        let mut state = self.broker.state();
        for partition in partitions {
            state.owned.remove(partition);
            self.positions.remove(partition);
        }
        self.events
            .push_back(SourceEvent::Assigned(partitions.to_vec()));
        Ok(())
    }

    fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    fn rewind(&mut self) -> Result<Vec<Start>, String> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("offsets", |f| f.offsets_fail) {
            return Err("no committed offsets this time".to_owned());
        }
        let partitions: Vec<TopicPartition> = self.positions.keys().cloned().collect();
        Ok(partitions
            .iter()
            .map(|partition| self.start(&state, partition))
            .collect())
    }

    fn reach(&mut self) -> Vec<Reach> {
        let state = self.broker.state();
        let reach = self.positions.iter().map(|(partition, index)| {
            let messages = state.messages.get(partition).map_or(&[][..], Vec::as_slice);
            let end = messages.last().map_or(0, |last| last.position.offset + 1);
            let next = messages
                .get(*index)
                .map_or(end, |next| next.position.offset);
            Reach {
                partition: partition.clone(),
                end,
                next,
            }
        });
        reach.collect()
    }

    fn connected(&mut self) -> bool {
        true
    }

    fn close(self, _within: Duration) -> bool {
        self.broker.state().owned.clear();
        true
    }
}

/// A transaction that was sent off and may yet come true.
type Hanging = (Vec<(Origin, Outgoing)>, Vec<Offset>);

/// Publishes to a [`MemoryBroker`].
#[derive(Debug)]
pub struct MemorySink {
    broker: MemoryBroker,
    sent: Vec<(Origin, Outgoing)>,
    hanging: Option<Hanging>,
    /// After an error nothing may happen before the next opening.
    doubtful: bool,
}

impl MemorySink {
    fn doubt<T>(&mut self, why: &str) -> Result<T, SinkError> {
        self.doubtful = true;
        Err(SinkError::Doubt(why.to_owned()))
    }

    fn must_be_open(&self, state: &mut State) {
        if self.doubtful {
            state
                .broken
                .push("used in doubt, without being opened anew".to_owned());
        }
    }
}

impl Sink for MemorySink {
    fn open(&mut self) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        if state.strikes("open", |f| f.open_fails) {
            return Err(SinkError::Doubt("not opened this time".to_owned()));
        }
        if let Some((mut sent, offsets)) = self.hanging.take()
            && state.strikes("hanging came true", |_| 2)
        {
            // It was under way before whoever owns the partition now: the broker holds reads of
            // the offsets back until it is settled, so ownership is no question here.
            let owned = std::mem::take(&mut state.owned);
            state.owned = offsets
                .iter()
                .map(|(partition, _)| partition.clone())
                .collect();
            state.commit(&mut sent, &offsets);
            state.owned = owned;
        }
        self.sent.clear();
        self.doubtful = false;
        Ok(())
    }

    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if message.bytes() > state.message_bytes {
            self.doubtful = true;
            return Err(SinkError::TooLarge(origin));
        }
        if state.strikes("send", |f| f.send_fails) {
            return self.doubt("not sent");
        }
        if state.keep {
            self.sent.push((origin, message.clone()));
        } else {
            state.published_count += 1;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if state.at_least_once {
            state.publish(&mut self.sent);
        }
        let slow = state.strikes("slow", |f| f.slow);
        drop(state);
        if slow {
            std::thread::sleep(Duration::from_millis(3));
        }
        Ok(())
    }

    fn commit(&mut self, offsets: &[Offset]) -> Result<(), SinkError> {
        let broker = self.broker.clone();
        let mut state = broker.state();
        self.must_be_open(&mut state);
        if state.strikes("commit fails", |f| f.commit_fails) {
            return self.doubt("the commit failed");
        }
        if state.strikes("commit hangs", |f| f.commit_hangs) {
            state.unstable = offsets
                .iter()
                .map(|(partition, _)| partition.clone())
                .collect();
            self.hanging = Some((std::mem::take(&mut self.sent), offsets.to_vec()));
            return self.doubt("no answer to the commit");
        }
        state.commit(&mut self.sent, offsets);
        if state.strikes("commit happens", |f| f.commit_happens) {
            return self.doubt("the answer to the commit was lost");
        }
        Ok(())
    }
}
