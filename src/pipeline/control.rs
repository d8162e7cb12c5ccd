//! The handle by which a running leg is stopped and looked at.
//!
//! In: requests to stop. Out: the partitions and how far they are; health and numbers are in
//! [`Vitals`] and [`Metrics`]. Never: a wait; every call returns at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use serde::Serialize;

use crate::metrics::{Metrics, Pulse, Vitals};

use super::lane::Lane;
use super::oversize::Oversize;
use super::ports::{SinkError, TopicPartition};

/// Stops and shows one leg. Clones are the same handle.
#[derive(Clone, Debug)]
pub struct Control {
    pub(super) shared: Arc<Shared>,
}

/// What the threads of one leg share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) metrics: Arc<Metrics>,
    pub(super) vitals: Arc<Vitals>,
    /// 0 run, 1 stop in order, 2 stop at once.
    stop: AtomicU8,
    /// The output thread should give up trying.
    abandoned: AtomicBool,
    failure: Mutex<Option<SinkError>>,
    /// Held while offsets are committed and while a partition is let go, so that an offset of
    /// a partition that is someone else's is never committed.
    gate: Mutex<()>,
    lanes: Mutex<BTreeMap<TopicPartition, Arc<Lane>>>,
    pub(super) oversize: Oversize,
    /// The sink was open once.
    pub(super) open: AtomicBool,
    pub(super) recovering: AtomicBool,
    pub(super) paused: AtomicBool,
}

/// How a partition is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartitionStatus {
    /// Its topic.
    pub topic: String,
    /// Its number.
    pub partition: i32,
    /// The number of its assignment.
    pub epoch: u64,
    /// The offset committed last.
    pub committed: i64,
    /// Messages taken on and not committed reach up to this offset.
    pub taken: i64,
    /// Messages that wait or are under way; absent while unknown.
    pub lag: Option<i64>,
    /// It has lag, is not paused, and does not move.
    pub stalled: bool,
}

impl Control {
    /// A handle for a leg that is not running yet.
    pub fn new(metrics: Arc<Metrics>, vitals: Arc<Vitals>) -> Self {
        let shared = Shared {
            metrics,
            vitals,
            stop: AtomicU8::new(0),
            abandoned: AtomicBool::new(false),
            failure: Mutex::new(None),
            gate: Mutex::new(()),
            lanes: Mutex::new(BTreeMap::new()),
            oversize: Oversize::default(),
            open: AtomicBool::new(false),
            recovering: AtomicBool::new(false),
            paused: AtomicBool::new(false),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Asks the leg to stop: the first time in order, the second time at once.
    pub fn stop(&self) {
        if self.shared.stop.swap(1, Ordering::AcqRel) >= 1 {
            self.shared.stop.store(2, Ordering::Release);
        }
    }

    /// The assigned partitions, and how far each is.
    pub fn partitions(&self) -> Vec<PartitionStatus> {
        self.shared.lanes().values().map(partition).collect()
    }

    /// The vital signs of the leg.
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.shared.vitals
    }
}

impl Shared {
    pub(super) fn stopping(&self) -> bool {
        self.stop.load(Ordering::Acquire) >= 1 || lock(&self.failure).is_some()
    }

    pub(super) fn at_once(&self) -> bool {
        self.stop.load(Ordering::Acquire) >= 2
    }

    pub(super) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Release);
    }

    pub(super) fn abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire) || self.at_once()
    }

    /// Ends the leg for this reason; the first reason stays.
    pub(super) fn fail(&self, why: SinkError) {
        tracing::error!(reason = %why, "the leg cannot go on");
        lock(&self.failure).get_or_insert(why);
    }

    pub(super) fn failure(&self) -> Option<SinkError> {
        lock(&self.failure).clone()
    }

    /// The gate, for the output thread.
    pub(super) fn gate(&self) -> MutexGuard<'_, ()> {
        lock(&self.gate)
    }

    /// The gate, for the poll thread: a commit may take its time, which is no sign of death.
    pub(super) fn gate_alive(&self, pulse: &Pulse) -> MutexGuard<'_, ()> {
        loop {
            match self.gate.try_lock() {
                Ok(guard) => return guard,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    pulse.beat();
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
        }
    }

    pub(super) fn lanes(&self) -> MutexGuard<'_, BTreeMap<TopicPartition, Arc<Lane>>> {
        lock(&self.lanes)
    }
}

fn partition(lane: &Arc<Lane>) -> PartitionStatus {
    PartitionStatus {
        topic: lane.partition.topic.to_string(),
        partition: lane.partition.partition,
        epoch: lane.epoch,
        committed: lane.mark(),
        taken: lane.taken(),
        lag: lane.lag(),
        stalled: lane.stalled(),
    }
}

/// A panic elsewhere never makes this state wrong: every change of it is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
