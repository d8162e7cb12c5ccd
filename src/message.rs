//! A raw message as it came: value, key, headers, position, time of arrival.
//!
//! In: what a source read. Out: the same, owned, with readable headers.
//! Never: an interpretation of the value.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Where a message stood: the source of an offset commit and of provenance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Topic, or the file's name as given to `process`.
    pub topic: Arc<str>,
    /// Partition; 0 for files.
    pub partition: i32,
    /// Offset, or the index of the file or line.
    pub offset: i64,
}

/// One raw message.
#[derive(Clone, Debug)]
pub struct RawMessage {
    /// The bytes; `None` is Kafka's null value.
    pub value: Option<Vec<u8>>,
    /// The producer's key, carried into dead letters.
    pub key: Option<Vec<u8>>,
    /// All headers in order, carried into dead letters; names may repeat.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    /// Where it stood.
    pub position: Position,
    /// Kafka's timestamp, or `--received`; `None` where none was given.
    pub timestamp: Option<Timestamp>,
}

impl RawMessage {
    /// The last header of this name (case is ignored), if it is UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self
            .headers
            .iter()
            .rev()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value.as_deref()?).ok()
    }

    /// Time of arrival: header `received` (RFC 3339), else Kafka's timestamp.
    pub fn arrival(&self) -> Option<Timestamp> {
        let header = self
            .header("received")
            .and_then(|text| text.trim().parse().ok());
        header.or(self.timestamp)
    }

    /// Bytes held in memory on behalf of this message: what the byte budget counts.
    pub fn weight(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.as_ref().map_or(0, Vec::len) + 48)
            .sum();
        let value = self.value.as_ref().map_or(0, Vec::len);
        value + self.key.as_ref().map_or(0, Vec::len) + headers + 128
    }
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(bytes);
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
