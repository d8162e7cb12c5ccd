//! What was sent and is not committed.
//!
//! In: what the output thread sends. Out: when it began, how much it is, its account once it is
//! committed. Never: an account of what was given up.

use std::time::Instant;

use crate::metrics::{BatchTally, Ending, Metrics};

use super::budget::Hold;

/// The open transaction.
#[derive(Default)]
pub(super) struct Transaction {
    /// Since when; `None` while there is nothing to commit.
    pub(super) since: Option<Instant>,
    /// Messages sent.
    pub(super) messages: usize,
    /// Bytes of them.
    pub(super) bytes: usize,
    /// Room in the budget, given back when this is dropped.
    pub(super) holds: Vec<Hold>,
    /// What the batches in it count.
    pub(super) tallies: Vec<BatchTally>,
}

impl Transaction {
    /// Counts it as committed by a commit that began then; false if there was nothing in it.
    pub(super) fn account(self, metrics: &Metrics, started: Instant) -> bool {
        let Some(since) = self.since else {
            return false;
        };
        for mut tally in self.tallies {
            metrics.flush(&mut tally);
        }
        let (commit, whole) = (started.elapsed(), since.elapsed());
        metrics.commit_seconds.observe(commit.as_secs_f64());
        metrics.transaction_seconds.observe(whole.as_secs_f64());
        metrics.transaction(Ending::Committed);
        true
    }
}
