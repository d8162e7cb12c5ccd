//! One assignment of one partition, as all threads of a leg see it.
//!
//! In: a partition and its epoch. Out: whether it still counts, and how far it is.
//! Never: a second life; a partition that comes back gets a new lane with a later epoch.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};

use crate::limits::{CAREFUL_MESSAGES, CAREFUL_SPAN, DEATHS_ALONE, DEATHS_CAREFUL, DEATHS_MAX};

use super::ledger::Epoch;
use super::ports::{Mark, Start, TopicPartition};

/// An assignment of a partition.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) partition: TopicPartition,
    pub(super) epoch: Epoch,
    /// Where it began.
    pub(super) start: i64,
    /// Whether the group had committed that.
    pub(super) start_committed: bool,
    /// How often work was begun at the start before, and nothing came of it.
    pub(super) tries: u32,
    /// A worker is about to begin, and asked that this be committed first.
    asked: AtomicBool,
    /// It is committed; written by the output thread.
    begun: AtomicBool,
    /// The care with which it goes on, in tries; 0 is none; written by the poll thread.
    care: AtomicU32,
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
            tries: start.tries,
            asked: AtomicBool::new(false),
            begun: AtomicBool::new(false),
            care: AtomicU32::new(care(start.tries)),
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

    /// Returns whether the caller is the first to ask.
    pub(super) fn ask(&self) -> bool {
        !self.asked.swap(true, Ordering::AcqRel)
    }

    /// Whether its first message may be looked at.
    pub(super) fn begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    pub(super) fn set_begun(&self) {
        self.begun.store(true, Ordering::Release);
    }

    /// So many messages at a time, if processes died at its start so often that care is taken.
    pub(super) fn careful(&self) -> Option<usize> {
        match self.care.load(Ordering::Acquire) {
            0 => None,
            DEATHS_CAREFUL => Some(CAREFUL_MESSAGES),
            _ => Some(1),
        }
    }

    /// Lessens the care once everything that can have been in flight at a death is committed.
    /// Returns whether it ended.
    pub(super) fn calm(&self) -> bool {
        let idle = self.lag() == Some(0) && self.taken() == self.mark();
        let passed = self.mark() - self.start;
        let care = match self.care.load(Ordering::Acquire) {
            _ if idle || passed >= CAREFUL_SPAN => 0,
            DEATHS_ALONE if passed >= CAREFUL_MESSAGES as i64 => DEATHS_CAREFUL,
            unchanged => unchanged,
        };
        self.care.swap(care, Ordering::AcqRel) > 0 && care == 0
    }

    /// Whether its first message is to blame: it was alone, and the process died once more.
    pub(super) fn poisoned(&self) -> bool {
        self.careful() == Some(1) && self.tries >= DEATHS_MAX
    }

    /// What is to be committed for an offset; `beginning`: that its work begins now.
    pub(super) fn mark_at(&self, offset: i64, beginning: bool) -> Mark {
        let tries = if offset == self.start {
            self.tries.saturating_add(u32::from(beginning))
        } else {
            self.care.load(Ordering::Acquire)
        };
        Mark {
            partition: self.partition.clone(),
            offset,
            tries,
        }
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

/// The care after so many tries.
const fn care(tries: u32) -> u32 {
    match tries {
        0..DEATHS_CAREFUL => 0,
        DEATHS_CAREFUL => DEATHS_CAREFUL,
        _ => DEATHS_ALONE,
    }
}
