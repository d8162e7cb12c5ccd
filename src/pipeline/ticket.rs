//! A message on its way, that must end.
//!
//! In: a raw message. Out: the proof that it has its outcomes, or that it was let go.
//! Never: a silent end; a ticket dropped without either shouts, and its offset stays uncommitted.

use crate::message::RawMessage;

use super::ports::Outgoing;

/// A message that was read and has no outcome yet.
#[derive(Debug)]
#[must_use = "a ticket ends by `resolve` or `discard`"]
pub struct Ticket {
    message: Option<RawMessage>,
}

/// A message with its outcomes; only a [`Ticket`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Settled {
    offset: i64,
    outgoing: Vec<Outgoing>,
}

impl Ticket {
    /// Issues the ticket of a message.
    pub fn new(message: RawMessage) -> Self {
        Self {
            message: Some(message),
        }
    }

    /// The message; `None` only inside `drop`.
    pub fn message(&self) -> Option<&RawMessage> {
        self.message.as_ref()
    }

    /// Ends it: these messages are all that becomes of it.
    pub fn resolve(mut self, outgoing: Vec<Outgoing>) -> Settled {
        let offset = self.message.take().map_or(-1, |m| m.position.offset);
        Settled { offset, outgoing }
    }

    /// Lets it go: its assignment is over, and whoever reads the partition next reads it again.
    pub fn discard(mut self) {
        self.message = None;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(message) = &self.message {
            let position = &message.position;
            tracing::error!(
                topic = %position.topic,
                partition = position.partition,
                offset = position.offset,
                "a message was dropped without an outcome; its offset stays uncommitted"
            );
        }
    }
}

impl Settled {
    /// The message's offset.
    pub fn offset(&self) -> i64 {
        self.offset
    }

    /// What became of it.
    pub fn into_outgoing(self) -> Vec<Outgoing> {
        self.outgoing
    }
}
