//! A leg from its first thread to its last.
//!
//! In: leg, doors, settings, and the handle by which it is stopped. Out: a [`Report`].
//! Never: a shutdown without a deadline.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, bounded, unbounded};

use crate::metrics::Phase as Vital;

use super::control::{Control, Shared};
use super::intake::Intake;
use super::leg::Leg;
use super::opening::open_first;
use super::output::Output;
use super::ports::{Sink, SinkError, Source};
use super::settings::Settings;
use super::shutdown::{Report, shut_down};
use super::worker::Worker;

/// Stack of a worker: parsers recurse, within their bounds.
const WORKER_STACK: usize = 8 * 1024 * 1024;
/// Batches in the queue per worker: enough to keep it busy, few enough to keep order cheap.
const QUEUE_PER_WORKER: usize = 4;

/// Runs a leg on the calling thread until it is stopped or cannot go on.
pub fn run<S: Source, K: Sink>(
    leg: &Leg,
    source: S,
    mut sink: K,
    settings: &Settings,
    control: &Control,
) -> Report {
    let shared = Arc::clone(&control.shared);
    if !open_first(&mut sink, &shared, settings) {
        return Report {
            phases: Vec::new(),
            left: 0,
            failure: shared.failure(),
        };
    }
    let workers = settings.workers.max(1);
    let (batches, queue) = bounded(workers * QUEUE_PER_WORKER);
    // Without a bound of its own: the byte budget bounds it, and a worker never waits for a commit.
    let (output, events) = unbounded();
    let (rewinds, rewind_requests) = unbounded();
    for number in 0..workers {
        let worker = Worker {
            work: Arc::clone(&leg.work),
            shared: Arc::clone(&shared),
            pulse: shared.vitals.pulse(format!("worker {number}")),
            record_bytes: settings.record_bytes,
            story_time: settings.story_time,
            batches: queue.clone(),
            output: output.clone(),
        };
        spawn(&format!("{}-work-{number}", leg.name), &shared, move || {
            worker.run()
        });
    }
    let ending = {
        let (shared, settings) = (Arc::clone(&shared), settings.clone());
        let output = Output::new(sink, events, rewinds, shared, settings);
        spawn(
            &format!("{}-output", leg.name),
            &control.shared,
            move || output.run(),
        )
    };
    let mut intake = Intake::new(
        source,
        shared,
        settings.clone(),
        batches,
        output,
        rewind_requests,
    );
    control.shared.vitals.phase(Vital::Running);
    while !intake.shared.stopping() {
        intake.turn(true);
    }
    control.shared.vitals.phase(Vital::Draining);
    let report = shut_down(intake, &ending);
    control.shared.vitals.phase(Vital::Stopped);
    report
}

/// Starts a thread that fails the leg if it panics; the receiver disconnects at its end.
fn spawn(name: &str, shared: &Arc<Shared>, work: impl FnOnce() + Send + 'static) -> Receiver<()> {
    struct Guard(Arc<Shared>);
    impl Drop for Guard {
        fn drop(&mut self) {
            if thread::panicking() {
                let why = "a thread of the machine panicked".to_owned();
                self.0.fail(SinkError::Fatal(why));
            }
        }
    }
    let (alive, ended) = bounded::<()>(0);
    let guard = Guard(Arc::clone(shared));
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(WORKER_STACK)
        .spawn(move || {
            let _alive = alive;
            let _guard = guard;
            work();
        });
    if let Err(error) = started {
        shared.fail(SinkError::Fatal(format!("no thread to be had: {error}")));
    }
    ended
}
