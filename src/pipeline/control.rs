//! The handle by which a running leg is watched and stopped.
//!
//! In: requests to stop; facts from the leg's threads. Out: [`Status`], for health and metrics.
//! Never: a wait; every call returns at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::budget::Budget;
use super::lane::Lane;
use super::oversize::Oversize;
use super::ports::{SinkError, TopicPartition};

/// Without a turn of the poll thread for so long, the leg is not live.
const LIVE_WITHIN: Duration = Duration::from_secs(30);
/// Without a commit for so long though there is lag, the leg is not ready.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Watches and stops one leg. Clones are the same handle.
#[derive(Clone, Debug)]
pub struct Control {
    pub(super) shared: Arc<Shared>,
}

/// What the threads of one leg share.
#[derive(Debug)]
pub(super) struct Shared {
    born: Instant,
    /// 0 run, 1 stop in order, 2 stop at once.
    stop: AtomicU8,
    /// The output thread should give up trying.
    abandoned: AtomicBool,
    failure: Mutex<Option<SinkError>>,
    budget: Mutex<Option<Arc<Budget>>>,
    /// Held while offsets are committed and while a partition is let go, so that an offset of
    /// a partition that is someone else's is never committed.
    gate: Mutex<()>,
    lanes: Mutex<BTreeMap<TopicPartition, Arc<Lane>>>,
    pub(super) oversize: Oversize,
    pub(super) open: AtomicBool,
    pub(super) joined: AtomicBool,
    pub(super) connected: AtomicBool,
    pub(super) recovering: AtomicBool,
    pub(super) paused: AtomicBool,
    pub(super) doubts: AtomicU64,
    pub(super) rebalances: AtomicU64,
    pub(super) unresolved: AtomicU64,
    ticked: AtomicU64,
    committed: AtomicU64,
}

/// How a leg is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// The poll thread turns; if not, a restart may help.
    pub live: bool,
    /// It works, or would if there were anything to do.
    pub ready: bool,
    /// Why it is not ready.
    pub reasons: Vec<&'static str>,
    /// The assigned partitions.
    pub partitions: Vec<PartitionStatus>,
    /// Bytes of raw messages in flight.
    pub bytes_in_flight: usize,
    /// Reading is paused: the budget is used up, or the sink is being opened anew.
    pub paused: bool,
    /// Somebody answers at the other end.
    pub connected: bool,
    /// Seconds since the last commit; absent before the first.
    pub last_commit_seconds: Option<f64>,
    /// Commits that were doubtful.
    pub doubts: u64,
    /// Assignments, revocations and losses.
    pub rebalances: u64,
    /// Messages dropped without an outcome: a fault of this program, never expected.
    pub unresolved: u64,
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

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

impl Control {
    /// A handle for a leg that is not running yet.
    pub fn new() -> Self {
        let shared = Shared {
            born: Instant::now(),
            stop: AtomicU8::new(0),
            abandoned: AtomicBool::new(false),
            failure: Mutex::new(None),
            budget: Mutex::new(None),
            gate: Mutex::new(()),
            lanes: Mutex::new(BTreeMap::new()),
            oversize: Oversize::default(),
            open: AtomicBool::new(false),
            joined: AtomicBool::new(false),
            connected: AtomicBool::new(false),
            recovering: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            doubts: AtomicU64::new(0),
            rebalances: AtomicU64::new(0),
            unresolved: AtomicU64::new(0),
            ticked: AtomicU64::new(0),
            committed: AtomicU64::new(0),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Asks the leg to stop: the first time in order, the second time at once.
    pub fn stop(&self) {
        let _ = self
            .shared
            .stop
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |level| {
                Some((level + 1).min(2))
            });
    }

    /// How the leg is now.
    pub fn status(&self) -> Status {
        self.shared.status()
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

    pub(super) fn use_budget(&self, budget: Arc<Budget>) {
        *lock(&self.budget) = Some(budget);
    }

    pub(super) fn gate(&self) -> MutexGuard<'_, ()> {
        lock(&self.gate)
    }

    pub(super) fn lanes(&self) -> MutexGuard<'_, BTreeMap<TopicPartition, Arc<Lane>>> {
        lock(&self.lanes)
    }

    pub(super) fn tick(&self) {
        self.ticked.store(self.now(), Ordering::Relaxed);
    }

    pub(super) fn committed(&self) {
        self.committed.store(self.now(), Ordering::Relaxed);
    }

    /// Milliseconds since birth, from 1.
    fn now(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX) + 1
    }

    fn since(&self, then: &AtomicU64) -> Option<Duration> {
        let then = then.load(Ordering::Relaxed);
        (then > 0).then(|| Duration::from_millis(self.now().saturating_sub(then)))
    }

    fn status(&self) -> Status {
        let partitions: Vec<PartitionStatus> = self.lanes().values().map(partition).collect();
        let reasons = self.reasons(&partitions);
        Status {
            live: self.since(&self.ticked).is_none_or(|age| age < LIVE_WITHIN),
            ready: reasons.is_empty(),
            reasons,
            partitions,
            bytes_in_flight: lock(&self.budget).as_ref().map_or(0, |b| b.used()),
            paused: self.paused.load(Ordering::Relaxed),
            connected: self.connected.load(Ordering::Relaxed),
            last_commit_seconds: self.since(&self.committed).map(|age| age.as_secs_f64()),
            doubts: self.doubts.load(Ordering::Relaxed),
            rebalances: self.rebalances.load(Ordering::Relaxed),
            unresolved: self.unresolved.load(Ordering::Relaxed),
        }
    }

    fn reasons(&self, partitions: &[PartitionStatus]) -> Vec<&'static str> {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        let lag = partitions.iter().any(|p| p.lag.is_some_and(|lag| lag > 0));
        let quiet = self
            .since(&self.committed)
            .unwrap_or_else(|| self.born.elapsed());
        let checks = [
            (self.stopping(), "stopping"),
            (!is(&self.open), "output not open yet"),
            (!is(&self.joined), "no assignment yet"),
            (!is(&self.connected), "broker away"),
            (is(&self.recovering), "recovering after a doubtful commit"),
            (lag && quiet > READY_WITHIN, "lag but no commit for 30 s"),
            (
                partitions.iter().any(|p| p.stalled),
                "a partition is stalled",
            ),
        ];
        let holds = checks.into_iter().filter(|(holds, _)| *holds);
        holds.map(|(_, reason)| reason).collect()
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
