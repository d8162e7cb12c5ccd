//! Words as numbers, capitals and small letters alike.
//!
//! In: words. Out: a key each, and tables by it. Never: a key that outlives the process: another
//! version may number words otherwise.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::story::Span;

/// A word without regard to case, as a number. Two words with one key get each other's poor
/// keyword or topic word, and nothing worse.
pub type WordKey = u64;

/// Keys of words.
pub type WordKeys = HashSet<WordKey, BuildHasherDefault<KeyHasher>>;

/// Values by key.
pub type KeyTable<V> = HashMap<WordKey, V, BuildHasherDefault<KeyHasher>>;

/// The key of a word.
pub fn word_key(word: &str) -> WordKey {
    match word.is_ascii() {
        true => key_of(word.as_bytes()),
        false => key_of(word.to_lowercase().as_bytes()),
    }
}

/// The bit that makes a capital of ASCII small; digits and the marks within words have it.
const SMALL: u64 = 0x2020_2020_2020_2020;
/// The bits that no byte of ASCII has.
const NOT_ASCII: u64 = 0x8080_8080_8080_8080;

/// Eight bytes at a time; the last may be read twice.
fn key_of(bytes: &[u8]) -> WordKey {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let chunks = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
    let rest = match (rest, bytes.last_chunk::<8>()) {
        ([], _) => 0,
        (_, Some(last)) => u64::from_le_bytes(*last),
        (rest, None) => short(rest),
    };
    let start = chunks.fold(0, |key, chunk| join_keys(key, chunk | SMALL));
    end(start, rest, bytes.len())
}

/// One to seven bytes in one number.
fn short(bytes: &[u8]) -> u64 {
    let missing = 8 * bytes.len().saturating_sub(4);
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last));
            u64::from(u32::from_le_bytes(*first)) | last << missing
        }
        _ => (bytes.iter().rev()).fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

fn end(start: WordKey, rest: u64, length: usize) -> WordKey {
    let mixed = join_keys(start ^ length as u64, rest | SMALL);
    mixed ^ (mixed >> 29)
}

/// The key of `text[span]`, where one look at eight bytes is enough for most words.
pub fn word_key_at(text: &str, span: Span) -> WordKey {
    let length = span.len();
    let chunk = text
        .as_bytes()
        .get(span.start..)
        .and_then(<[u8]>::first_chunk);
    match chunk {
        Some(chunk) if length < 8 => {
            let chunk = u64::from_le_bytes(*chunk);
            match first_bytes(chunk, length) & NOT_ASCII {
                0 => short_key(chunk, length),
                _ => word_key(span.of(text)),
            }
        }
        _ => word_key(span.of(text)),
    }
}

/// The key of the first bytes of eight, fewer than all and of ASCII.
pub fn short_key(chunk: u64, length: usize) -> WordKey {
    end(0, first_bytes(chunk, length), length)
}

/// The first bytes of eight, fewer than all.
fn first_bytes(chunk: u64, length: usize) -> u64 {
    chunk & ((1 << (8 * length)) - 1)
}

/// Two keys in order made one.
pub fn join_keys(first: WordKey, second: WordKey) -> WordKey {
    let mixed = (first.rotate_left(5) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// A key is its own hash.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = key_of(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_words_and_their_order_apart() {
        let words = [
            "a",
            "b",
            "ab",
            "ba",
            "abcd",
            "abdc",
            "abcde",
            "aaaaaaaa",
            "aaaaaaaaa",
            "aaaaaaaab",
            "baaaaaaaa",
            "",
        ];
        let keys: HashSet<WordKey> = words.into_iter().map(word_key).collect();
        assert_eq!(keys.len(), words.len());
        let (one, two) = (word_key("one"), word_key("two"));
        assert_ne!(join_keys(one, two), join_keys(two, one));
    }

    #[test]
    fn a_word_in_a_text_has_its_own_key() {
        let text = "The tsar's über-minister of Oo said nothing about it at all";
        let ends = text.char_indices().map(|(at, _)| at);
        let ends: Vec<usize> = ends.chain([text.len()]).collect();
        for (index, start) in ends.iter().enumerate() {
            for end in &ends[index..] {
                let span = Span::new(*start, *end);
                assert_eq!(word_key_at(text, span), word_key(span.of(text)), "{span:?}");
            }
        }
    }

    #[test]
    fn case_makes_no_difference() {
        for (one, other) in [
            ("The", "the"),
            ("O'NEILL", "o'neill"),
            ("Jean-Claude-Marie", "jean-claude-marie"),
            ("Über", "über"),
        ] {
            assert_eq!(word_key(one), word_key(other));
        }
    }
}
