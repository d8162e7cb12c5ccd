//! Opening the sink, and opening it again, for as long as the other side is away.
//!
//! In: a sink, and whether anybody still wants it. Out: an open sink, or that it was given up.
//! Never: a try without a pause before the next.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;

use super::control::Shared;
use super::ports::{Sink, SinkError};
use super::settings::Settings;

/// The first opening also ends when the leg is stopped.
pub(super) fn open_first<K: Sink>(sink: &mut K, shared: &Arc<Shared>, settings: &Settings) -> bool {
    let watched = Arc::clone(shared);
    let (opened, done) = bounded::<()>(0);
    let watcher = thread::spawn(move || {
        while done
            .recv_timeout(Duration::from_millis(50))
            .is_err_and(|e| e.is_timeout())
        {
            if watched.stopping() {
                watched.abandon();
            }
        }
    });
    let open = open_sink(sink, shared, settings);
    drop(opened);
    let _ = watcher.join();
    open && !shared.stopping()
}

/// Opens the sink, for as long as it takes. False: given up.
pub(super) fn open_sink<K: Sink>(sink: &mut K, shared: &Shared, settings: &Settings) -> bool {
    let (mut pause, longest) = settings.backoff;
    while !shared.abandoned() {
        match sink.open() {
            Ok(()) => {
                shared.open.store(true, Ordering::Relaxed);
                return true;
            }
            // Before the first opening somebody has yet to set this up; later it may pass.
            Err(error @ (SinkError::TopicMissing(_) | SinkError::Denied(_)))
                if !shared.open.load(Ordering::Relaxed) =>
            {
                shared.fail(error);
                return false;
            }
            Err(error @ SinkError::Fatal(_)) => {
                shared.fail(error);
                return false;
            }
            Err(error) => {
                shared.vitals.broker_down(error.to_string());
                tracing::warn!(reason = %error, "the output does not open; trying again");
            }
        }
        let until = Instant::now() + pause;
        while Instant::now() < until && !shared.abandoned() {
            thread::sleep(Duration::from_millis(20).min(pause));
        }
        pause = (pause * 2).min(longest);
    }
    false
}
