//! The end of a leg, phase by phase.
//!
//! In: an intake that was told to stop. Out: a [`Report`]. Never: an end without a deadline; a
//! phase called done with something under way.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::control::Shared;
use super::intake::Intake;
use super::ports::{SinkError, Source};
use super::talk::{Drained, ToOutput};

/// A phase of the shutdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its name.
    pub name: &'static str,
    /// How long it took.
    pub took: Duration,
    /// Whether it was done within its time.
    pub done: bool,
}

/// How a leg ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The phases of its shutdown, in order.
    pub phases: Vec<Phase>,
    /// Messages read and not committed; whoever reads the partitions next reads them again.
    pub left: i64,
    /// Why it ended, if it was not asked to.
    pub failure: Option<SinkError>,
}

/// Ends a leg. A second request to stop ends it at once.
pub(super) fn shut_down<S: Source>(intake: Intake<S>, ended: &Receiver<()>) -> Report {
    let shared = Arc::clone(&intake.shared);
    let settings = intake.settings.clone();
    let mut phases = Phases(Vec::new());
    let mut ending = Ending {
        deadline: Instant::now() + settings.shutdown_drain,
        shared: Arc::clone(&shared),
        intake,
    };
    let mut answers = None;
    phases.run("stop intake", || ending.hand_over());
    phases.run("drain", || {
        answers = ending.drain();
        answers.is_some()
    });
    phases.run("last commit", || answers.is_some_and(|a| ending.commit(a)));
    let intake = ending.intake;
    let left = intake.left();
    phases.run("close output", || {
        let _ = intake.output.send(ToOutput::Stop);
        shared.abandon();
        let within = if shared.at_once() {
            Duration::ZERO
        } else {
            settings.shutdown_close
        };
        ended
            .recv_timeout(within)
            .is_err_and(|error| error.is_disconnected())
    });
    phases.run("leave group", || {
        !shared.at_once() && intake.source.close(settings.shutdown_close)
    });
    Report {
        phases: phases.0,
        left,
        failure: shared.failure(),
    }
}

/// An intake on its way to its end.
struct Ending<S> {
    intake: Intake<S>,
    shared: Arc<Shared>,
    deadline: Instant,
}

impl<S: Source> Ending<S> {
    /// Turns, with nothing taken on, until something is so; false if time is over before.
    fn until(&mut self, mut so: impl FnMut(&mut Intake<S>) -> bool) -> bool {
        while !so(&mut self.intake) {
            if self.shared.at_once() || Instant::now() >= self.deadline {
                return false;
            }
            self.intake.turn(false);
        }
        true
    }

    /// Hands everything to the workers. After a doubt the leg goes back first: what was given up
    /// is as if it had not been read, and nothing of it is under way any more.
    fn hand_over(&mut self) -> bool {
        self.until(|intake| {
            intake.all_handed_out() && !intake.shared.recovering.load(Ordering::Relaxed)
        })
    }

    /// Has everything under way finished, anew after each doubt; then its commit is answered.
    fn drain(&mut self) -> Option<Receiver<Drained>> {
        while self.hand_over() {
            let answers = self.intake.drain_all();
            match self.answer(&answers)? {
                Drained::Worked => return Some(answers),
                Drained::Failed => {}
                Drained::Committed => return None,
            }
        }
        None
    }

    /// Whether the commit is done; where it is in doubt, that of what is under way after it.
    fn commit(&mut self, mut answers: Receiver<Drained>) -> bool {
        loop {
            match self.answer(&answers) {
                Some(Drained::Committed) => return true,
                Some(Drained::Failed) => match self.drain() {
                    Some(again) => answers = again,
                    None => return false,
                },
                Some(Drained::Worked) | None => return false,
            }
        }
    }

    fn answer(&mut self, answers: &Receiver<Drained>) -> Option<Drained> {
        let mut answer = None;
        let answered = self.until(|_| match answers.try_recv() {
            Ok(given) => {
                answer = Some(given);
                true
            }
            Err(error) => error.is_disconnected(),
        });
        answer.filter(|_| answered)
    }
}

struct Phases(Vec<Phase>);

impl Phases {
    fn run(&mut self, name: &'static str, phase: impl FnOnce() -> bool) -> bool {
        let started = Instant::now();
        let done = phase();
        let took = started.elapsed();
        tracing::info!(phase = name, ?took, done, "shutting down");
        self.0.push(Phase { name, took, done });
        done
    }
}
