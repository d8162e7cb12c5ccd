//! What turned out to be larger than the other side takes.
//!
//! In: refusals of a sink. Out: what is sent instead, when the message comes round again.
//! Never: a line that stands still because of one message.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::ports::{Offset, Origin};

/// What is sent in place of a message that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Instead {
    /// A dead letter `output-too-large`.
    DeadLetter,
    /// The same without its value, which stays in the raw topic at the position in its headers.
    DeadLetterWithoutValue,
}

/// The refusals that are not committed yet.
#[derive(Debug, Default)]
pub(super) struct Oversize {
    any: AtomicBool,
    refused: Mutex<BTreeMap<Origin, Instead>>,
}

impl Oversize {
    /// Notes a refusal; the second of the same message costs its value.
    pub(super) fn refuse(&self, origin: Origin) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused
            .entry(origin)
            .and_modify(|instead| *instead = Instead::DeadLetterWithoutValue)
            .or_insert(Instead::DeadLetter);
        self.any.store(true, Ordering::Release);
    }

    /// What to send in place of this one, if it was refused.
    pub(super) fn instead(&self, origin: &Origin) -> Option<Instead> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(origin).copied()
    }

    /// Whether there is anything to ask for; cheap.
    pub(super) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Forgets what is committed.
    pub(super) fn committed(&self, offsets: &[Offset]) {
        if !self.any() {
            return;
        }
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|origin, _| {
            !offsets
                .iter()
                .any(|(partition, next)| *partition == origin.partition && origin.offset < *next)
        });
        self.any.store(!refused.is_empty(), Ordering::Release);
    }
}
