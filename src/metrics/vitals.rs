//! The vital signs of one leg: what health is judged from.
//!
//! In: beats of worker loops, commits, the assignment, the broker's state, stalls.
//! Out: the list of what is wrong, in words; empty is healthy.
//! Never: a decision; whether to serve or to restart is the reader's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A loop that has not beaten for so long is dead or stuck.
const BEAT_MAX: Duration = Duration::from_secs(10);
/// A leg that has neither committed nor been idle for so long is not ready.
const PROGRESS_MAX: Duration = Duration::from_secs(60);

/// Where a leg is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Not yet a member of its group.
    #[default]
    Starting,
    /// At work.
    Running,
    /// No new messages; what is in flight is finished.
    Draining,
    /// Over.
    Stopped,
}

impl Phase {
    /// The name in logs and in the answer of the health check.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Draining => "draining",
            Self::Stopped => "stopped",
        }
    }
}

/// Signs of life of one leg; shared by reference, every method takes `&self`.
#[derive(Debug)]
pub struct Vitals {
    born: Instant,
    progress_ms: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    partitions: Option<usize>,
    broker_trouble: Option<String>,
    stalled: Vec<String>,
    pulses: BTreeMap<String, Arc<AtomicU64>>,
}

impl Default for Vitals {
    fn default() -> Self {
        Self {
            born: Instant::now(),
            progress_ms: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }
}

impl Vitals {
    /// A leg that is starting.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// The leg is in this phase from now on.
    pub fn phase(&self, phase: Phase) {
        self.state().phase = phase;
    }

    /// The assignment is known: so many partitions, perhaps none.
    pub fn assigned(&self, partitions: usize) {
        self.state().partitions = Some(partitions);
        self.progress();
    }

    /// The membership of the group is gone; no assignment is known.
    pub fn unassigned(&self) {
        self.state().partitions = None;
    }

    /// Something was committed, or nothing was there to commit.
    pub fn progress(&self) {
        self.progress_ms.store(self.elapsed_ms(), Relaxed);
    }

    /// The broker answers.
    pub fn broker_up(&self) {
        self.state().broker_trouble = None;
    }

    /// The broker does not answer, and what was tried.
    pub fn broker_down(&self, trouble: impl Into<String>) {
        self.state().broker_trouble = Some(trouble.into());
    }

    /// The partitions that have lag, make no progress and are not paused.
    pub fn stalled(&self, partitions: Vec<String>) {
        self.state().stalled = partitions;
    }

    /// A loop of this name lives; it must beat the pulse it is given.
    pub fn pulse(self: &Arc<Self>, name: impl Into<String>) -> Pulse {
        let name = name.into();
        let last_ms = Arc::new(AtomicU64::new(self.elapsed_ms()));
        self.state()
            .pulses
            .insert(name.clone(), Arc::clone(&last_ms));
        Pulse {
            vitals: Arc::clone(self),
            name,
            last_ms,
        }
    }

    /// What says that the process is dead or stuck; empty: alive.
    pub fn dead(&self) -> Vec<String> {
        let now_ms = self.elapsed_ms();
        let state = self.state();
        let age = |last: &AtomicU64| now_ms.saturating_sub(last.load(Relaxed));
        let silent = state.pulses.iter().map(|(name, last)| (name, age(last)));
        let silent = silent.filter(|(_, age_ms)| *age_ms > BEAT_MAX.as_millis() as u64);
        silent
            .map(|(name, age_ms)| format!("{name} has not moved for {} s", age_ms / 1000))
            .collect()
    }

    /// What says that the leg does no work now; empty: ready.
    pub fn not_ready(&self) -> Vec<String> {
        let idle_ms = self
            .elapsed_ms()
            .saturating_sub(self.progress_ms.load(Relaxed));
        let state = self.state();
        let mut wrong = Vec::new();
        if state.phase != Phase::Running {
            wrong.push(format!("the leg is {}", state.phase.name()));
        }
        if state.partitions.is_none() {
            wrong.push("no assignment is known yet".to_owned());
        }
        if let Some(trouble) = &state.broker_trouble {
            wrong.push(format!("the broker does not answer: {trouble}"));
        }
        if idle_ms > PROGRESS_MAX.as_millis() as u64 {
            wrong.push(format!(
                "neither a commit nor idle for {} s",
                idle_ms / 1000
            ));
        }
        for partition in &state.stalled {
            wrong.push(format!(
                "partition {partition} has lag and makes no progress"
            ));
        }
        wrong
    }

    /// The phase of this moment.
    pub fn current_phase(&self) -> Phase {
        self.state().phase
    }

    fn elapsed_ms(&self) -> u64 {
        self.born.elapsed().as_millis() as u64
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn aged(age: Duration) -> Arc<Self> {
        let born = Instant::now().checked_sub(age);
        Arc::new(Self {
            born: born.unwrap_or_else(Instant::now),
            ..Self::default()
        })
    }
}

/// The right and duty of one loop to say that it lives; let go, the loop has ended in order.
#[derive(Debug)]
pub struct Pulse {
    vitals: Arc<Vitals>,
    name: String,
    pub(super) last_ms: Arc<AtomicU64>,
}

impl Pulse {
    /// The loop is alive.
    pub fn beat(&self) {
        self.last_ms.store(self.vitals.elapsed_ms(), Relaxed);
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.vitals.state().pulses.remove(&self.name);
    }
}
