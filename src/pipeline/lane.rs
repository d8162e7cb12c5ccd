//! One assignment of one partition, as all threads of a leg see it.
//!
//! In: a partition and its epoch. Out: whether it still counts, and how far it is.
//! Never: a second life; a partition that comes back gets a new lane with a later epoch.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use super::ledger::Epoch;
use super::ports::{Start, TopicPartition};

/// An assignment of a partition.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) partition: TopicPartition,
    pub(super) epoch: Epoch,
    /// Where it began.
    pub(super) start: i64,
    /// Whether the group had committed that.
    pub(super) start_committed: bool,
    live: AtomicBool,
    /// The offset after the last message taken on; written by the poll thread.
    taken: AtomicI64,
    /// The offset committed last; written by the output thread.
    mark: AtomicI64,
    /// Messages that can still be read; -1 while unknown; written by the poll thread.
    lag: AtomicI64,
    /// Has lag and does not move; written by the poll thread.
    stalled: AtomicBool,
}

impl Lane {
    pub(super) fn new(start: Start, epoch: Epoch) -> Self {
        Self {
            partition: start.partition,
            epoch,
            start: start.offset,
            start_committed: start.committed,
            live: AtomicBool::new(true),
            taken: AtomicI64::new(start.offset),
            mark: AtomicI64::new(start.offset),
            lag: AtomicI64::new(-1),
            stalled: AtomicBool::new(false),
        }
    }

    /// Whether results of it still count.
    pub(super) fn live(&self) -> bool {
        self.live.load(Ordering::Acquire)
    }

    /// Ends it. Whoever lets the partition go calls this under the gate.
    pub(super) fn retire(&self) {
        self.live.store(false, Ordering::Release);
    }

    pub(super) fn taken(&self) -> i64 {
        self.taken.load(Ordering::Relaxed)
    }

    pub(super) fn set_taken(&self, next: i64) {
        self.taken.store(next, Ordering::Relaxed);
    }

    pub(super) fn mark(&self) -> i64 {
        self.mark.load(Ordering::Relaxed)
    }

    pub(super) fn set_mark(&self, mark: i64) {
        self.mark.store(mark, Ordering::Relaxed);
    }

    pub(super) fn lag(&self) -> Option<i64> {
        let lag = self.lag.load(Ordering::Relaxed);
        (lag >= 0).then_some(lag)
    }

    pub(super) fn set_lag(&self, lag: i64) {
        self.lag.store(lag.max(0), Ordering::Relaxed);
    }

    pub(super) fn stalled(&self) -> bool {
        self.stalled.load(Ordering::Relaxed)
    }

    /// Returns whether that is a change.
    pub(super) fn set_stalled(&self, stalled: bool) -> bool {
        self.stalled.swap(stalled, Ordering::Relaxed) != stalled
    }
}
