//! Words that are no part of a key phrase, by language.
//!
//! In: `function-words.toml`, `keywords.toml`. Out: for each language the keys of its words, of
//! those that a noun follows, of those that say too little. Never: what a phrase is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::Deserialize;

use super::{LexiconError, file};

/// A word without regard to case, as a number.
pub type WordKey = u64;

/// Keys of words.
pub type WordKeys = HashSet<WordKey, BuildHasherDefault<KeyHasher>>;

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub struct KeywordWords {
    /// No part of a key phrase.
    pub stops: WordKeys,
    /// Articles, prepositions and the like: a noun comes after them.
    pub leads: WordKeys,
    /// Part of a key phrase, never one alone.
    pub vague: WordKeys,
    /// Adjectives and the like: never the last word of a key phrase.
    pub modifiers: WordKeys,
}

/// The words of all languages.
#[derive(Clone, Debug, Default)]
pub struct Keywords {
    languages: HashMap<String, KeywordWords>,
}

/// One of a language's lists.
type List = fn(&mut KeywordWords) -> &mut WordKeys;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rows {
    words: BTreeMap<String, String>,
    leads: BTreeMap<String, String>,
    vague: BTreeMap<String, String>,
    modifiers: BTreeMap<String, String>,
}

impl Keywords {
    /// Adds the words of a file.
    pub(super) fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let rows: Rows = file::rows(file, text)?;
        let lists: [(_, List); 4] = [
            (rows.words, |known| &mut known.stops),
            (rows.leads, |known| &mut known.leads),
            (rows.vague, |known| &mut known.vague),
            (rows.modifiers, |known| &mut known.modifiers),
        ];
        for (rows, list) in lists {
            for (language, words) in rows {
                let known = self.languages.entry(language).or_default();
                list(known).extend(words.split_whitespace().map(word_key));
            }
        }
        Ok(())
    }

    /// The words of a language, where there are any.
    pub fn of(&self, language: &str) -> Option<&KeywordWords> {
        self.languages.get(language)
    }
}

/// The key of a word.
pub fn word_key(word: &str) -> WordKey {
    match word.is_ascii() {
        true => key_of(word.as_bytes()),
        false => key_of(word.to_lowercase().as_bytes()),
    }
}

/// The bit that makes a capital of ASCII small; digits and the marks within words have it.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Eight bytes at a time: keys are compared within one story only, and a story that makes two
/// words one gets a poor keyword and nothing worse.
fn key_of(bytes: &[u8]) -> WordKey {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let chunks = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
    let rest = rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
    let all = chunks.chain([rest]);
    let mixed = all.fold(bytes.len() as u64, |key, chunk| {
        join_keys(key, chunk | SMALL)
    });
    mixed ^ (mixed >> 29)
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
    fn words_are_known_by_language_without_regard_to_case() {
        let mut keywords = Keywords::default();
        let text = "[words]\nen = \"the said\"\nde = \"über\"\n";
        keywords.extend("keywords.toml", text).unwrap();
        for (language, word, known) in [
            ("en", "The", true),
            ("en", "said", true),
            ("en", "theatre", false),
            ("de", "Über", true),
            ("de", "the", false),
        ] {
            let words = keywords.of(language).unwrap();
            assert_eq!(words.stops.contains(&word_key(word)), known, "{word}");
        }
        assert!(keywords.of("zz").is_none());
    }

    #[test]
    fn keys_tell_words_and_their_order_apart() {
        let words = [
            "a",
            "b",
            "ab",
            "ba",
            "aaaaaaaa",
            "aaaaaaaaa",
            "aaaaaaaab",
            "",
        ];
        let keys: HashSet<WordKey> = words.into_iter().map(word_key).collect();
        assert_eq!(keys.len(), words.len());
        let (one, two) = (word_key("one"), word_key("two"));
        assert_ne!(join_keys(one, two), join_keys(two, one));
    }
}
