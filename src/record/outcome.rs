//! The end of a message: numbered outcomes, each a record or a dead letter.
//!
//! In: published bytes or a refusal. Out: what a sink sends, ready to the byte.
//! Never: a message without an outcome.

use crate::message::Position;
use crate::outcome::Rejection;
use crate::story::Format;

/// A header of an outgoing message.
pub type Header = (&'static str, Vec<u8>);

/// A record ready to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRecord {
    /// The story's `uri`: the Kafka key.
    pub uri: String,
    /// The JSON, one line.
    pub json: Vec<u8>,
    /// Headers of the outgoing message, provenance included.
    pub headers: Vec<Header>,
    /// Wire format, for counting.
    pub format: Format,
    /// Provider's slug, for counting (bounded by the metrics).
    pub provider: String,
    /// Codes of its defects, for counting.
    pub defects: Vec<crate::outcome::DefectCode>,
}

/// A message or item that could not become a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Why.
    pub rejection: Rejection,
    /// Number of this outcome, from 0, and number of outcomes of the message.
    pub item: (usize, usize),
    /// How often it was tried.
    pub attempts: u32,
}

/// One numbered end of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is published.
    Record(PublishedRecord),
    /// It is kept with its reason.
    DeadLetter(DeadLetter),
}

/// All ends of one message, in order; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Where the message stood.
    pub position: Position,
    /// Its ends, numbered by their place here.
    pub ends: Vec<Outcome>,
}
