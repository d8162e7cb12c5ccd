//! Words that are no part of a key phrase, by language.
//!
//! In: `function-words.toml`, `keywords.toml`. Out: for each language the keys of its words, of
//! those that a noun follows, of those that say too little. Never: what a phrase is.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::table::Slots;
use super::word_key::{WordKey, word_key};
use super::{LexiconError, file};

/// What a word is to key phrases, one bit each.
pub type WordClass = u16;
/// No part of a key phrase.
pub const STOP: WordClass = 1;
/// An article, a preposition and the like: a noun comes after it.
pub const LEAD: WordClass = 1 << 1;
/// Part of a key phrase, never one alone.
pub const VAGUE: WordClass = 1 << 2;
/// An adjective and the like: never the last word of a key phrase.
pub const MODIFIER: WordClass = 1 << 3;

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub struct KeywordWords(Slots);

impl KeywordWords {
    /// What a word is; 0 for one of none of the lists.
    pub fn class(&self, word: WordKey) -> WordClass {
        self.0.get(word)
    }

    fn add(&mut self, word: &str, class: WordClass) {
        let key = word_key(word);
        self.0.set(key, self.0.get(key) | class);
    }
}

/// The words of all languages.
#[derive(Clone, Debug, Default)]
pub struct Keywords {
    languages: HashMap<String, KeywordWords>,
}

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
        let lists = [
            (rows.words, STOP),
            (rows.leads, LEAD),
            (rows.vague, VAGUE),
            (rows.modifiers, MODIFIER),
        ];
        for (rows, class) in lists {
            for (language, words) in rows {
                let known = self.languages.entry(language).or_default();
                let words = words.split_whitespace();
                words.for_each(|word| known.add(word, class));
            }
        }
        Ok(())
    }

    /// The words of a language, where there are any.
    pub fn of(&self, language: &str) -> Option<&KeywordWords> {
        self.languages.get(language)
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
            let found = words.class(word_key(word));
            assert_eq!(found, if known { STOP } else { 0 }, "{word}");
        }
        assert!(keywords.of("zz").is_none());
    }
}
