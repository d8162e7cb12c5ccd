//! Ctrl-C and SIGTERM for commands that run until somebody stops them.
//!
//! In: signals. Out: a flag that is raised once. Never: an end in the middle of a delivery; only
//! the second signal ends the process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};

/// Raised when somebody wants the command to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

/// How often a sleeper looks at the flag.
const GLANCE: Duration = Duration::from_millis(50);

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let interrupt = Self::default();
        let raised = Arc::clone(&interrupt.0);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (mut stop, mut end) = {
            let _inside = runtime.enter();
            (
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
            )
        };
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    loop {
                        tokio::select! {
                            _ = stop.recv() => {}
                            _ = end.recv() => {}
                        }
                        if raised.swap(true, Ordering::SeqCst) {
                            std::process::exit(130);
                        }
                    }
                });
            })?;
        Ok(interrupt)
    }

    /// Whether it was raised.
    pub(super) fn raised(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Sleeps so long, or until it is raised; says whether it was.
    pub(super) fn sleep(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        while !self.raised() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            thread::sleep(left.min(GLANCE));
        }
        true
    }
}
