//! Messages of one partition that go through a worker together, before and after.
//!
//! In: tickets. Out: [`Batch`] and [`Finished`]. Never: work on them.

use std::sync::Arc;

use super::budget::Hold;
use super::lane::Lane;
use super::ticket::{Settled, Ticket};
use crate::metrics::BatchTally;

/// Messages of one partition on their way to a worker.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) lane: Arc<Lane>,
    /// Its number within the lane.
    pub(super) number: u64,
    pub(super) tickets: Vec<Ticket>,
    pub(super) hold: Hold,
    /// Processes died of it: nothing may look at it any more.
    pub(super) poisoned: bool,
}

/// A batch with the outcomes of its messages.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) lane: Arc<Lane>,
    pub(super) number: u64,
    /// The offsets of all its messages.
    pub(super) taken: Vec<i64>,
    pub(super) settled: Vec<Settled>,
    pub(super) hold: Hold,
    /// What is counted of it, once it is committed.
    pub(super) tally: Box<BatchTally>,
}

impl Batch {
    /// Lets its messages go; their assignment is over.
    pub(super) fn discard(self) {
        self.tickets.into_iter().for_each(Ticket::discard);
    }
}
