//! What fails again and again, said once and then from time to time.
//!
//! In: reasons as they come. Out: whether to say one now, and how often it was not said since.
//! Never: silence about a new reason; a broker that is away fails ten times a second, and the log
//! of a night must still be read.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long a reason that was said is not said again.
const AGAIN: Duration = Duration::from_secs(30);
/// Reasons that are remembered.
const REASONS_MAX: usize = 64;

/// The reasons of late.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// When each was said last, and how often it came since.
    said: HashMap<String, (Instant, u64)>,
}

impl Trouble {
    /// Takes a reason; `Some` if it is to be said now, with how often it was not said before.
    pub(super) fn met(&mut self, why: &str, now: Instant) -> Option<u64> {
        if let Some((last, unsaid)) = self.said.get_mut(why) {
            if now.duration_since(*last) < AGAIN {
                *unsaid += 1;
                return None;
            }
            *last = now;
            return Some(std::mem::take(unsaid));
        }
        if self.said.len() == REASONS_MAX {
            self.said.clear();
        }
        self.said.insert(why.to_owned(), (now, 0));
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_said_once_and_again_after_a_while() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut trouble = Trouble::default();
        for (why, seconds, expected) in [
            ("away", 0, Some(0)),
            ("away", 1, None),
            ("refused", 2, Some(0)),
            ("away", 29, None),
            ("away", 30, Some(2)),
            ("away", 31, None),
        ] {
            assert_eq!(trouble.met(why, at(seconds)), expected, "{why} {seconds}");
        }
        for number in 0..REASONS_MAX * 3 {
            assert_eq!(trouble.met(&number.to_string(), begin), Some(0));
        }
        assert!(trouble.said.len() <= REASONS_MAX);
    }
}
