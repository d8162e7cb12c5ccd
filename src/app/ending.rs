//! How a run ended, and what that means for whoever started it.
//!
//! In: the report of the leg. Out: a closed list, and a last line in the log.
//! Never: an exit code; those are the command line's.

use crate::pipeline::{Report, SinkError};

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was told to stop, and everything in flight was finished and committed.
    Stopped,
    /// It was told to stop, and so many messages were left; they will be read again.
    Cut {
        /// Messages read and not committed.
        left: i64,
    },
    /// It was told to stop and did not within its time; what was in flight will be read again.
    Stuck,
    /// It hung by itself; what was in flight will be read again.
    Hung,
    /// It could not go on.
    Failed(SinkError),
    /// Its thread ended without a report: a fault of this program.
    Broken,
}

impl Ending {
    /// What a report says; `None` is a thread that panicked.
    pub(super) fn of(report: Option<Report>, told: bool) -> Self {
        match report {
            None => Self::Broken,
            Some(Report {
                failure: Some(failure),
                ..
            }) => Self::Failed(failure),
            Some(Report {
                left, ref phases, ..
            }) if told => match left == 0 && phases.iter().all(|phase| phase.done) {
                true => Self::Stopped,
                false => Self::Cut { left },
            },
            Some(_) => Self::Broken,
        }
    }

    /// One last line.
    pub(super) fn tell(&self) {
        match self {
            Self::Stopped => tracing::info!("stopped; everything in flight is committed"),
            Self::Cut { left } => {
                tracing::warn!(left, "stopped; what is left will be read again");
            }
            Self::Stuck => {
                tracing::error!("did not stop in its time; what is left will be read again");
            }
            // The watch has told what hangs.
            Self::Hung => {}
            // The machine has told the reason where it was found.
            Self::Failed(_) => {}
            Self::Broken => tracing::error!("the leg ended without being told to"),
        }
    }
}
