//! Stable hashes of words and features: models are files that name their weights by them.
//!
//! In: words, numbers. Out: 64 bits, the same on every machine. Never: a seed.

/// A hash.
pub type Hash = u64;

const START: Hash = 0xcbf2_9ce4_8422_2325;
const STEP: Hash = 0x0000_0100_0000_01b3;
const MIX: Hash = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word, put together from its bytes.
#[derive(Clone, Copy, Debug)]
pub struct WordHash(Hash);

impl WordHash {
    /// Of no byte.
    pub const EMPTY: Self = Self(START);

    /// With one more byte.
    pub fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ Hash::from(byte)).wrapping_mul(STEP);
    }

    /// The hash.
    pub fn end(self) -> Hash {
        spread(self.0)
    }
}

/// The hash of a word as it stands.
pub fn word_hash(word: &str) -> Hash {
    let mut hash = WordHash::EMPTY;
    word.bytes().for_each(|byte| hash.add(byte));
    hash.end()
}

/// The hash of a word in lower case.
pub fn lower_hash(word: &str) -> Hash {
    if word.is_ascii() {
        let mut hash = WordHash::EMPTY;
        word.bytes()
            .for_each(|byte| hash.add(byte.to_ascii_lowercase()));
        return hash.end();
    }
    word_hash(&word.to_lowercase())
}

/// Two hashes in order made one.
pub fn join(first: Hash, second: Hash) -> Hash {
    spread(first.rotate_left(23) ^ second.wrapping_mul(STEP))
}

fn spread(hash: Hash) -> Hash {
    let hash = hash.wrapping_mul(MIX);
    hash ^ (hash >> 32)
}
