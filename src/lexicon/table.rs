//! Hash tables by word.
//!
//! In: keys of our own lists. Out: values, by a fast hash without a seed.
//! Never: keys that come from outside; whoever chooses them could make them collide.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

/// Values by key.
pub type Table<K, V> = HashMap<K, V, FixedState>;
/// Keys alone.
pub type TableSet<K> = HashSet<K, FixedState>;

/// What may be in a table: asked before it, for keys of which most are in none.
///
/// A no is sure, a yes is not. Small enough to stay beside the processor.
#[derive(Clone, Debug)]
pub struct Sieve(Box<[u64; 1024]>);

impl Default for Sieve {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Sieve {
    /// Adds a key.
    pub fn add(&mut self, key: u64) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    /// Whether a key may have been added.
    pub fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit != 0
    }

    fn place(key: u64) -> (usize, u64) {
        let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed >> 54) as usize, 1 << (mixed >> 48 & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sieve_holds_what_was_added_and_little_else() {
        let mut sieve = Sieve::default();
        (0..2_000).for_each(|key| sieve.add(key * 0x0101_0307));
        assert!((0..2_000).all(|key| sieve.may_hold(key * 0x0101_0307)));
        let false_ones = (0..10_000).filter(|key| sieve.may_hold(key * 77 + 1));
        assert!(false_ones.count() < 1_000);
    }
}
