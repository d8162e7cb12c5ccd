//! Hash tables by word.
//!
//! In: keys of our own lists, or of a text. Out: values, by a fast hash.
//! Never: a key of a text by a hash without a seed: whoever chooses the text could make its words
//! collide.

use std::collections::{HashMap, HashSet};

use foldhash::fast::{FixedState, RandomState};

/// Values by keys of our own.
pub type Table<K, V> = HashMap<K, V, FixedState>;
/// Such keys alone.
pub type TableSet<K> = HashSet<K, FixedState>;
/// Values by keys of a text, hashed by a seed drawn at random.
pub type TextTable<K, V> = HashMap<K, V, RandomState>;
/// Such keys alone.
pub type TextSet<K> = HashSet<K, RandomState>;

/// Numbers of 16 bits by the hash of a word or phrase.
///
/// Every word of a story is looked up in several of these, so a look-up reads one line of the
/// processor's store, and all of it, which costs less than a branch that cannot be foreseen. A slot
/// is the upper 48 bits of a hash and the number, and free where the number is 0. What finds no
/// room in its own line stands in the next that has some.
#[derive(Clone, Debug)]
pub struct Slots {
    lines: Vec<Line>,
    used: usize,
}

/// Slots of one line, the free ones last.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([u64; 8]);

/// The part of a slot that tells one hash from another.
const KEY: u64 = !(u16::MAX as u64);
/// Most slots of a line that are taken in the mean: more, and many lines are full.
const LINE_FILL: usize = 5;

impl Slots {
    /// Room for so many hashes.
    pub fn with_capacity(hashes: usize) -> Self {
        Self {
            lines: vec![Line::default(); hashes / LINE_FILL + 1],
            used: 0,
        }
    }

    /// The number of a hash, 0 where it has none.
    #[inline]
    pub fn get(&self, hash: u64) -> u16 {
        let mut at = self.line(hash);
        loop {
            let Line(slots) = &self.lines[at];
            let mut number = 0;
            for slot in slots {
                let same = (slot ^ hash) & KEY == 0;
                number |= if same { *slot as u16 } else { 0 };
            }
            if number != 0 || slots[7] == 0 {
                return number;
            }
            at = self.next(at);
        }
    }

    /// Gives a hash a number that is not 0, in the place of the one it has.
    pub fn set(&mut self, hash: u64, number: u16) {
        if self.used == self.lines.len() * LINE_FILL {
            self.grow();
        }
        let mut at = self.line(hash);
        loop {
            let free_or_same = |slot: &&mut u64| **slot == 0 || (**slot ^ hash) & KEY == 0;
            if let Some(slot) = self.lines[at].0.iter_mut().find(free_or_same) {
                self.used += usize::from(*slot == 0);
                *slot = hash & KEY | u64::from(number);
                return;
            }
            at = self.next(at);
        }
    }

    fn grow(&mut self) {
        let old = std::mem::replace(self, Self::with_capacity(self.used * 2 + LINE_FILL));
        let slots = old.lines.into_iter().flat_map(|line| line.0);
        for slot in slots.filter(|slot| *slot != 0) {
            self.set(slot, slot as u16);
        }
    }

    #[inline]
    fn line(&self, hash: u64) -> usize {
        // The upper half of a hash as a part of all lines; its lowest bits are not in the slot.
        ((hash >> 32) as usize * self.lines.len()) >> 32
    }

    fn next(&self, line: usize) -> usize {
        (line + 1) % self.lines.len()
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
