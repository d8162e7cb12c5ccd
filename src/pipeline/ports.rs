//! The two doors of a leg: where messages come from and where their ends go.
//!
//! In: nothing. Out: the traits [`Source`] and [`Sink`] and the closed lists of what happens there.
//! Never: a word about Kafka; memory and Kafka stand behind the same doors.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::message::{Position, RawMessage};

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicPartition {
    /// The topic.
    pub topic: Arc<str>,
    /// The partition's number.
    pub partition: i32,
}

impl TopicPartition {
    /// The partition a message stood in.
    pub fn of(position: &Position) -> Self {
        Self {
            topic: Arc::clone(&position.topic),
            partition: position.partition,
        }
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

/// A partition and the offset at which it goes on.
pub type Offset = (TopicPartition, i64);

/// What is committed of a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The partition.
    pub partition: TopicPartition,
    /// The offset at which it goes on.
    pub offset: i64,
    /// How often work was begun at this offset and nothing after it committed: what a process
    /// that dies leaves to the next.
    pub tries: u32,
}

/// What a source reports, one thing at a time.
#[derive(Debug)]
pub enum SourceEvent {
    /// A message, in the order of its partition.
    Message(RawMessage),
    /// Partitions are offered; answer with [`Source::assign`]. May be empty.
    Assigned(Vec<TopicPartition>),
    /// Partitions are asked back; finish their work, then answer with [`Source::release`].
    Revoked(Vec<TopicPartition>),
    /// Partitions are gone already; commit nothing of them, then answer with [`Source::release`].
    Lost(Vec<TopicPartition>),
    /// Something failed that may pass.
    Error(String),
    /// We are not allowed to read.
    Denied(String),
    /// Nothing can be read any more.
    Fatal(String),
    /// Nothing happened within the wait.
    Idle,
}

/// Where a partition starts after an assignment or a rewind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The partition.
    pub partition: TopicPartition,
    /// The first offset that will be read, gaps apart.
    pub offset: i64,
    /// Whether the group had committed it; if not, it is committed soon, work or no work.
    pub committed: bool,
    /// The tries that were committed with it.
    pub tries: u32,
}

/// How far a partition reaches, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The partition.
    pub partition: TopicPartition,
    /// The offset after the last readable message.
    pub end: i64,
    /// The offset that will be fetched next; it passes gaps and markers.
    pub next: i64,
}

/// Where messages come from. Owned by the one thread that polls.
pub trait Source: Send + 'static {
    /// The next event; waits at most so long. Must be called all the time, also when paused.
    fn poll(&mut self, wait: Duration) -> SourceEvent;

    /// Takes offered partitions on and says where each begins.
    /// On an error the offer comes again as an event, later.
    fn assign(&mut self, partitions: &[TopicPartition]) -> Result<Vec<Start>, String>;

    /// Lets partitions go.
    fn release(&mut self, partitions: &[TopicPartition]) -> Result<(), String>;

    /// Stops or resumes the flow of messages, of all partitions, also of those to come.
    fn pause(&mut self, paused: bool);

    /// Goes back to the committed offsets of all assigned partitions, read anew.
    fn rewind(&mut self) -> Result<Vec<Start>, String>;

    /// How far the assigned partitions reach; empty while unknown.
    fn reach(&mut self) -> Vec<Reach>;

    /// Whether anybody answers at the other end.
    fn connected(&mut self) -> bool;

    /// Leaves the group. Returns false if that was not done within the time.
    fn close(self, within: Duration) -> bool;
}

/// Which outcome of which message an outgoing message is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The partition of the raw message.
    pub partition: TopicPartition,
    /// Its offset.
    pub offset: i64,
    /// The number of the outcome.
    pub item: usize,
}

/// Which of a leg's topics a message goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The records' topic.
    Output,
    /// The dead letters' topic.
    DeadLetters,
}

/// A header of an outgoing message.
pub type Header = (Cow<'static, str>, Option<Vec<u8>>);

/// A message ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where to.
    pub target: Target,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The value.
    pub value: Option<Vec<u8>>,
    /// The headers, in order.
    pub headers: Vec<Header>,
    /// The number of the outcome.
    pub item: usize,
}

impl Outgoing {
    /// Bytes on the wire before compression, about.
    pub fn bytes(&self) -> usize {
        let length = |part: &Option<Vec<u8>>| part.as_ref().map_or(0, Vec::len);
        let header = |(name, value): &Header| name.len() + length(value) + 8;
        let headers: usize = self.headers.iter().map(header).sum();
        length(&self.key) + length(&self.value) + headers + 32
    }
}

/// Why a sink could not do what it was asked.
///
/// After any of these nothing of the open transaction counts until [`Sink::open`] was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SinkError {
    /// It failed, or nobody knows whether it did.
    Doubt(String),
    /// This message is larger than the other side takes; the rest was not refused.
    TooLarge(Origin),
    /// A topic is not there.
    TopicMissing(String),
    /// The other side does not let us.
    Denied(String),
    /// It will never work.
    Fatal(String),
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Doubt(why) | Self::Fatal(why) => f.write_str(why),
            Self::Denied(why) => write!(f, "{why}; README.md says which rights are needed"),
            Self::TooLarge(origin) => write!(
                f,
                "message made of {} offset {} item {} is too large for the topic",
                origin.partition, origin.offset, origin.item
            ),
            Self::TopicMissing(topic) => write!(
                f,
                "topic {topic} does not exist; `wiredesk topics --create` creates it"
            ),
        }
    }
}

/// Where the ends of messages go. Owned by the one thread that sends.
pub trait Sink: Send + 'static {
    /// Makes the sink ready, anew if it was used before: whatever an earlier life of it left
    /// open or under way can no longer come true afterwards.
    fn open(&mut self) -> Result<(), SinkError>;

    /// Takes a message on. Messages are delivered in the order of these calls.
    fn send(&mut self, message: &Outgoing, origin: Origin) -> Result<(), SinkError>;

    /// Waits, for a moment at most, until everything taken on is delivered; false if it is not so
    /// yet. Whether to ask again is the caller's, who knows whether it can still be committed.
    fn flush(&mut self) -> Result<bool, SinkError>;

    /// Commits these marks together with everything sent since the last commit.
    /// `Ok` means: it is so, without doubt.
    fn commit(&mut self, marks: &[Mark]) -> Result<(), SinkError>;
}
