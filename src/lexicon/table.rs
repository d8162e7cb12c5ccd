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

/// Numbers of 16 bits by the hash of a word or phrase.
///
/// Every word of a story is looked up in several of these, so each has to stay near the processor:
/// a slot is the upper 48 bits of a hash and the number, and free where the number is 0.
#[derive(Clone, Debug)]
pub struct Slots {
    slots: Vec<u64>,
    mask: usize,
    used: usize,
}

/// The part of a slot that tells one hash from another.
const KEY: u64 = !(u16::MAX as u64);

impl Slots {
    /// Room for so many hashes.
    pub fn with_capacity(hashes: usize) -> Self {
        // At most three quarters full.
        let size = (hashes * 4 / 3 + 1).next_power_of_two().max(16);
        Self {
            slots: vec![0; size],
            mask: size - 1,
            used: 0,
        }
    }

    /// The number of a hash, 0 where it has none.
    #[inline]
    pub fn get(&self, hash: u64) -> u16 {
        self.slots[self.slot(hash)] as u16
    }

    /// Gives a hash a number that is not 0, in the place of the one it has.
    pub fn set(&mut self, hash: u64, number: u16) {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.slot(hash);
        self.used += usize::from(self.slots[slot] == 0);
        self.slots[slot] = hash & KEY | u64::from(number);
    }

    fn grow(&mut self) {
        let old = std::mem::replace(self, Self::with_capacity(self.slots.len()));
        for slot in old.slots.into_iter().filter(|slot| *slot != 0) {
            self.set(slot, slot as u16);
        }
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        let mut at = (hash >> 20) as usize & self.mask;
        while self.slots[at] != 0 && (self.slots[at] ^ hash) & KEY != 0 {
            at = (at + 1) & self.mask;
        }
        at
    }
}

impl Default for Slots {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

/// What may be in a table: asked before it, for keys of which most are in none.
///
/// A no is sure, a yes is not. Small enough to stay beside the processor; its size is a power of
/// two.
#[derive(Clone, Debug)]
pub struct Sieve<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Default for Sieve<WORDS> {
    fn default() -> Self {
        const { assert!(WORDS.is_power_of_two() && WORDS > 1) };
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> Sieve<WORDS> {
    /// Adds a key.
    #[inline]
    pub fn add(&mut self, key: u64) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    /// Whether a key may have been added.
    #[inline]
    pub fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit != 0
    }

    fn place(key: u64) -> (usize, u64) {
        let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let word = mixed >> (u64::BITS - WORDS.trailing_zeros());
        (word as usize, 1 << (mixed >> 48 & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_hold_the_last_number_of_each_hash() {
        let hash = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut slots = Slots::default();
        for round in 1..=2 {
            (1..=1_000).for_each(|n| slots.set(hash(n), n as u16 * round));
        }
        assert!((1..=1_000).all(|n| slots.get(hash(n)) == n as u16 * 2));
        assert!((1_001..3_000).all(|n| slots.get(hash(n)) == 0));
    }

    #[test]
    fn a_sieve_holds_what_was_added_and_little_else() {
        let mut sieve = Sieve::<1024>::default();
        (0..2_000).for_each(|key| sieve.add(key * 0x0101_0307));
        assert!((0..2_000).all(|key| sieve.may_hold(key * 0x0101_0307)));
        let false_ones = (0..10_000).filter(|key| sieve.may_hold(key * 77 + 1));
        assert!(false_ones.count() < 1_000);
    }
}
