//! Puts back in order what several workers finished in any order.
//!
//! In: numbered things, each number once. Out: the same by rising number, without a gap.
//! Never: anything held back whose predecessors are all there.

use std::collections::BTreeMap;

/// Restores the order of one partition.
#[derive(Debug)]
pub struct Sequencer<T> {
    next: u64,
    held: BTreeMap<u64, T>,
}

impl<T> Default for Sequencer<T> {
    fn default() -> Self {
        Self {
            next: 0,
            held: BTreeMap::new(),
        }
    }
}

impl<T> Sequencer<T> {
    /// Takes one in.
    pub fn offer(&mut self, number: u64, item: T) {
        if number >= self.next {
            self.held.insert(number, item);
        }
    }

    /// The next in order, if it is there.
    pub fn pop(&mut self) -> Option<T> {
        let item = self.held.remove(&self.next)?;
        self.next += 1;
        Some(item)
    }

    /// The number that is awaited: all below are out.
    pub fn next(&self) -> u64 {
        self.next
    }
}
