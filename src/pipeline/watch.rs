//! Looks around once a second: lag, connection, and partitions that do not move.
//!
//! In: what the source knows. Out: the numbers of [`Status`](super::Status), and a log line when
//! a partition stalls or moves again. Never: a remedy.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::control::Shared;
use super::lane::Lane;
use super::ledger::Epoch;
use super::ports::{Reach, Source};

const EVERY: Duration = Duration::from_secs(1);

/// The watchdog of a leg.
#[derive(Debug)]
pub(super) struct Watch {
    stall_after: Duration,
    looked: Option<Instant>,
    /// By epoch: the mark last seen, and since when.
    marks: BTreeMap<Epoch, (i64, Instant)>,
}

impl Watch {
    pub(super) fn new(stall_after: Duration) -> Self {
        Self {
            stall_after,
            looked: None,
            marks: BTreeMap::new(),
        }
    }

    /// Looks, if it is time.
    pub(super) fn look<S: Source>(&mut self, source: &mut S, shared: &Shared, paused: bool) {
        let now = Instant::now();
        if self.looked.is_some_and(|then| now - then < EVERY) {
            return;
        }
        self.looked = Some(now);
        shared
            .connected
            .store(source.connected(), Ordering::Relaxed);
        let reach = source.reach();
        let lanes = shared.lanes();
        let mut marks = BTreeMap::new();
        for lane in lanes.values() {
            if let Some(reach) = reach.iter().find(|r| r.partition == lane.partition) {
                lane.set_lag(lag(lane, reach));
            }
            let seen = self
                .marks
                .get(&lane.epoch)
                .filter(|(mark, _)| *mark == lane.mark());
            let moving = paused || lane.lag().unwrap_or(0) == 0;
            let seen = seen.copied().filter(|_| !moving);
            let (mark, since) = seen.unwrap_or((lane.mark(), now));
            marks.insert(lane.epoch, (mark, since));
            self.judge(lane, now - since);
        }
        self.marks = marks;
    }

    fn judge(&self, lane: &Lane, still: Duration) {
        let stalled = still >= self.stall_after;
        if !lane.set_stalled(stalled) {
            return;
        }
        let partition = &lane.partition;
        if stalled {
            tracing::error!(%partition, lag = lane.lag(), "the partition does not move");
        } else {
            tracing::info!(%partition, "the partition moves again");
        }
    }
}

/// What is still to be read or under way. Markers of transactions at the end of a partition are
/// no messages: with nothing under way and nothing to fetch there is no lag.
fn lag(lane: &Lane, reach: &Reach) -> i64 {
    if lane.taken() == lane.mark() && reach.next >= reach.end {
        0
    } else {
        reach.end - lane.mark()
    }
}
