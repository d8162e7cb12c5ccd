//! What the integration tests share: the program's path, waiting, a real broker, the oracle.

pub mod broker;
pub mod daemon;
pub mod java;
pub mod oracle;
#[path = "../../../benches/support/stories.rs"]
pub mod stories;
pub mod supervisor;
pub mod topics;

use std::path::Path;
use std::time::{Duration, Instant};

/// The program under test.
pub fn bin() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_wiredesk"))
}

/// Asks until `done` says yes; the panic names what was awaited.
#[track_caller]
pub fn wait_for(what: &str, limit: Duration, mut done: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !done() {
        assert!(begin.elapsed() < limit, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A number from the environment, so that a long run can be asked for.
pub fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}={text}: not a number")),
        Err(_) => default,
    }
}

/// A name no other test of this or an earlier run uses: topics and groups stay apart.
pub fn unique(stem: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{stem}-{}-{number}", std::process::id())
}
