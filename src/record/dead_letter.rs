//! A dead letter's message: the raw message unchanged, and why it is here.
//!
//! In: a refusal and its raw message. Out: key, value and headers of the outgoing message.
//! Never: a changed byte of the raw value.

use crate::message::{RawMessage, sha256_hex};

use super::outcome::DeadLetter;

/// Headers that say why; those of the raw message with these names are replaced.
pub const DEAD_LETTER_HEADERS: [&str; 11] = [
    "dead-letter-code",
    "dead-letter-detail",
    "dead-letter-stage",
    "dead-letter-attempts",
    "source-topic",
    "source-partition",
    "source-offset",
    "source-item",
    "source-timestamp",
    "source-sha256",
    "program",
];

/// A message ready to be sent to the dead-letter topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetterMessage {
    /// The raw key.
    pub key: Option<Vec<u8>>,
    /// The raw value.
    pub value: Option<Vec<u8>>,
    /// The raw headers, then ours.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
}

/// The outgoing message of a dead letter.
pub fn dead_letter_message(letter: &DeadLetter, message: &RawMessage) -> DeadLetterMessage {
    let kept = message.headers.iter().filter(|(name, _)| {
        !DEAD_LETTER_HEADERS
            .iter()
            .any(|ours| name.eq_ignore_ascii_case(ours))
    });
    let mut headers: Vec<(String, Option<Vec<u8>>)> = kept.cloned().collect();
    let position = &message.position;
    let value = message.value.as_deref().unwrap_or_default();
    let timestamp = message
        .timestamp
        .map(|time| time.as_millisecond().to_string());
    let facts = [
        Some(letter.rejection.code.code().to_owned()),
        Some(letter.rejection.detail.clone()),
        Some(letter.rejection.stage.name().to_owned()),
        Some(letter.attempts.to_string()),
        Some(position.topic.to_string()),
        Some(position.partition.to_string()),
        Some(position.offset.to_string()),
        Some(format!("{}/{}", letter.item.0, letter.item.1)),
        timestamp,
        Some(sha256_hex(value)),
        Some(concat!("wiredesk/", env!("CARGO_PKG_VERSION")).to_owned()),
    ];
    for (name, fact) in DEAD_LETTER_HEADERS.into_iter().zip(facts) {
        if let Some(fact) = fact {
            headers.push((name.to_owned(), Some(fact.into_bytes())));
        }
    }
    DeadLetterMessage {
        key: message.key.clone(),
        value: message.value.clone(),
        headers,
    }
}

/// One line for people and scripts that have no topic: `process` prints it.
pub fn dead_letter_line(letter: &DeadLetter, message: &RawMessage) -> String {
    let position = &message.position;
    serde_json::json!({
        "deadLetter": {
            "code": letter.rejection.code.code(),
            "detail": letter.rejection.detail,
            "stage": letter.rejection.stage.name(),
        },
        "source": {
            "topic": &*position.topic,
            "partition": position.partition,
            "offset": position.offset,
            "item": format!("{}/{}", letter.item.0, letter.item.1),
        },
    })
    .to_string()
}
