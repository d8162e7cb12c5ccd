//! A broker in memory: the machine's doors without Kafka.
//!
//! In: raw messages, and if wanted a seed of faults. Out: what was published and committed, with
//! every broken promise noted. Never: two owners of a partition at the same time.
//!
//! It keeps the promises the machine builds on: messages and offsets of a commit come true
//! together, and opening the sink anew settles what was under way.

mod sink;
mod source;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::message::RawMessage;
use crate::pipeline::{Mark, Origin, Outgoing, SourceEvent, TopicPartition};

pub use sink::MemorySink;
pub use source::MemorySource;

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
    committed: BTreeMap<TopicPartition, Mark>,
    published: Vec<(Origin, Outgoing)>,
    published_count: usize,
    keep: bool,
    at_least_once: bool,
    message_bytes: usize,
    owned: BTreeSet<TopicPartition>,
    /// Taken away and not yet let go: commits of them are refused.
    lost: BTreeSet<TopicPartition>,
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

    fn commit(&mut self, sent: &mut Vec<(Origin, Outgoing)>, marks: &[Mark]) {
        self.publish(sent);
        for mark in marks {
            let Mark {
                partition, offset, ..
            } = mark;
            if !self.owned.contains(partition) {
                self.broken
                    .push(format!("{partition} committed without being owned"));
            }
            let before = self.committed.insert(partition.clone(), mark.clone());
            if before
                .as_ref()
                .is_some_and(|before| before.offset > *offset)
            {
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
                .is_some_and(|committed| committed.offset >= next)
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
