//! Looks around once a second: lag, connection, and partitions that do not move.
//!
//! In: what the source knows. Out: gauges, vital signs, and a log line when a partition stalls
//! or moves again. Never: a remedy.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::control::Shared;
use super::lane::Lane;
use super::ledger::Epoch;
use super::ports::{Reach, Source, TopicPartition};

const EVERY: Duration = Duration::from_secs(1);

/// The watchdog of a leg.
#[derive(Debug)]
pub(super) struct Watch {
    stall_after: Duration,
    looked: Option<Instant>,
    /// By epoch: whose it is, the mark last seen, and since when.
    marks: BTreeMap<Epoch, (TopicPartition, i64, Instant)>,
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
    pub(super) fn look<S: Source>(&mut self, source: &mut S, shared: &Shared, used: usize) {
        let now = Instant::now();
        if self.looked.is_some_and(|then| now - then < EVERY) {
            return;
        }
        self.looked = Some(now);
        connection(source, shared);
        let paused = shared.paused.load(Ordering::Relaxed);
        let reach = source.reach();
        let lanes = shared.lanes();
        let mut marks = BTreeMap::new();
        let mut stalled = Vec::new();
        for lane in lanes.values() {
            if let Some(reach) = reach.iter().find(|r| r.partition == lane.partition) {
                lane.set_lag(lag(lane, reach));
            }
            let lag = lane.lag().unwrap_or(0);
            let partition = &lane.partition;
            shared
                .metrics
                .lag(&partition.topic, partition.partition, lag);
            let since = match self.marks.get(&lane.epoch) {
                Some((_, mark, since)) if *mark == lane.mark() && lag > 0 && !paused => *since,
                _ => now,
            };
            marks.insert(lane.epoch, (partition.clone(), lane.mark(), since));
            if self.judge(lane, now - since) {
                stalled.push(partition.to_string());
            }
        }
        for (partition, ..) in self.marks.values() {
            if !lanes.contains_key(partition) {
                let metrics = &shared.metrics;
                metrics.forget_partition(&partition.topic, partition.partition);
            }
        }
        gauge(&shared.metrics.in_flight_bytes, used);
        gauge(&shared.metrics.paused, usize::from(paused));
        gauge(&shared.metrics.assigned_partitions, lanes.len());
        gauge(&shared.metrics.stalled_partitions, stalled.len());
        shared.vitals.stalled(stalled);
        self.marks = marks;
    }

    fn judge(&self, lane: &Lane, still: Duration) -> bool {
        let stalled = still >= self.stall_after;
        let partition = &lane.partition;
        if lane.set_stalled(stalled) {
            if stalled {
                tracing::error!(%partition, lag = lane.lag(), "the partition does not move");
            } else {
                tracing::info!(%partition, "the partition moves again");
            }
        }
        stalled
    }
}

fn connection<S: Source>(source: &mut S, shared: &Shared) {
    if shared.recovering.load(Ordering::Relaxed) {
        shared
            .vitals
            .broker_down("going back after a doubtful commit");
    } else if source.connected() {
        shared.vitals.broker_up();
    } else {
        shared.vitals.broker_down("no connection to any broker");
    }
}

fn gauge(gauge: &prometheus_client::metrics::gauge::Gauge, value: usize) {
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
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
