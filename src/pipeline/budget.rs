//! The bytes that may be in flight, from poll to commit.
//!
//! In: the weight of what is read. Out: when to pause and when to go on.
//! Never: a byte that is not given back; whoever drops a [`Hold`] gives back what it held.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The bytes of one leg.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
}

/// A part of the budget in use.
#[derive(Debug)]
pub struct Hold {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    /// A budget of so many bytes.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            limit,
            used: AtomicUsize::new(0),
        })
    }

    /// Takes nothing yet; the hold grows with what is added.
    pub fn hold(self: &Arc<Self>) -> Hold {
        Hold {
            budget: Arc::clone(self),
            bytes: 0,
        }
    }

    /// Bytes in use.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Whether the flow of messages should be paused, given whether it is: at all of the budget
    /// it is, until half of it is free again. (A pause makes librdkafka throw away what it has
    /// fetched, so the two marks lie far apart.)
    pub fn should_pause(&self, paused: bool) -> bool {
        let used = self.used();
        if paused {
            used > self.limit / 2
        } else {
            used >= self.limit
        }
    }
}

impl Hold {
    /// Takes more; a single message may pass the limit, the next is then not read.
    pub fn add(&mut self, bytes: usize) {
        self.bytes += bytes;
        self.budget.used.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Hands a part of it to a hold of its own.
    pub fn split(&mut self, bytes: usize) -> Self {
        let bytes = bytes.min(self.bytes);
        self.bytes -= bytes;
        Self {
            budget: Arc::clone(&self.budget),
            bytes,
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
