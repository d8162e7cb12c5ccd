//! What the threads of a leg tell each other.
//!
//! In: nothing. Out: closed lists of messages. Never: shared state; that is in `Shared`.

use std::sync::Arc;

use crossbeam_channel::Sender;

use super::batch::Finished;
use super::lane::Lane;

/// What the output thread is told. All of it comes through one queue, so that an assignment is
/// known before its first result.
#[derive(Debug)]
pub(super) enum ToOutput {
    /// An assignment begins.
    Opened(Arc<Lane>),
    /// All assignments begin anew: the answer to a rewind.
    Rewound(Vec<Arc<Lane>>),
    /// A worker waits to begin with this assignment: commit that it does.
    Begin(Arc<Lane>),
    /// A worker finished a batch.
    Finished(Finished),
    /// Finish these up to this number of batch, commit, and say so.
    Drain(Drain),
    /// These assignments are over; nothing of them may be committed any more.
    Fence(Vec<Arc<Lane>>),
    /// End.
    Stop,
}

/// A request to finish what is under way.
#[derive(Debug)]
pub(super) struct Drain {
    /// Lanes, and the number of batches handed out for each.
    pub(super) until: Vec<(Arc<Lane>, u64)>,
    pub(super) reply: Sender<Drained>,
}

/// The answer, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drained {
    /// All results are in and sent.
    Worked,
    /// And committed.
    Committed,
    /// It came to nothing; nothing more will be said.
    Failed,
}

/// The assignment asks the poll thread to go back to what is committed.
#[derive(Debug)]
pub(super) struct Rewind;
