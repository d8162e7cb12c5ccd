//! What the machine lets be seen while it runs.
//!
//! In: facts from the threads of a leg. Out: the same, to whoever was given as observer.
//! Never: a story's text; a wait; a number the machine itself rests on.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::outcome::Stage;

use super::ports::Tally;

/// Something that happened in a leg.
#[derive(Debug)]
pub enum Observation<'a> {
    /// A worker finished a batch.
    Batch {
        /// Messages in it.
        messages: usize,
        /// Raw bytes in it.
        bytes: usize,
        /// Time spent per stage, with the number of stories that passed it.
        stages: &'a [(Stage, Duration, u64)],
    },
    /// The work on a message panicked; it is tried again alone, then it is a dead letter.
    Panic,
    /// A message is published for good.
    Published(&'a Tally),
    /// Sending and committing succeeded.
    Commit {
        /// Outgoing messages in it.
        messages: usize,
        /// Outgoing bytes in it.
        bytes: usize,
        /// Age of the transaction when it was closed.
        open: Duration,
        /// Time of flush, offsets and commit together.
        took: Duration,
    },
    /// A commit was doubtful; the leg goes back to what is committed.
    Doubt(&'a str),
    /// Partitions came or went.
    Rebalance {
        /// `assigned`, `revoked` or `lost`.
        kind: &'static str,
        /// How many.
        partitions: usize,
    },
    /// A result of an older assignment came late and was refused.
    Stale {
        /// Messages in it.
        messages: usize,
    },
    /// Messages were dropped without an outcome; their partition will not be committed past them.
    Unresolved {
        /// How many.
        messages: usize,
    },
}

/// Takes observations; called from all threads of a leg, so it must be quick.
#[derive(Clone)]
pub struct Observer(Arc<dyn Fn(&Observation<'_>) + Send + Sync>);

impl Observer {
    /// An observer of a function.
    pub fn new(see: impl Fn(&Observation<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(see))
    }

    pub(super) fn see(&self, what: Observation<'_>) {
        (self.0)(&what);
    }
}

impl Default for Observer {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
