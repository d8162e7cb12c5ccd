//! How a language says who said it: cue verbs and what stands around them.
//!
//! In: `quotes.toml`, one table a language. Out: look-ups by lower-case word.
//! Never: a language mixed with another.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{LexiconError, file};

/// The words of one language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuoteWords {
    /// Words that report speech.
    pub verbs: BTreeSet<String>,
    /// Phrases that the speaker follows.
    pub to: BTreeSet<String>,
    /// Words between speaker and verb that belong to neither.
    pub skip: BTreeSet<String>,
    /// Words at which a speaker that follows its verb ends.
    pub stops: BTreeSet<String>,
    /// Speakers by one word.
    pub pronouns: BTreeSet<String>,
    /// Words with which a description of a speaker begins.
    pub starts: BTreeSet<String>,
    /// Nouns for people who speak.
    pub persons: BTreeSet<String>,
}

/// The words of all languages.
#[derive(Clone, Debug, Default)]
pub struct Quotes {
    languages: BTreeMap<String, QuoteWords>,
}

impl Quotes {
    /// Adds the words of a file to those that are there.
    pub fn extend(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        let read: BTreeMap<String, QuoteWords> = file::rows(name, text)?;
        for (language, words) in read {
            let known = self.languages.entry(language).or_default();
            known.verbs.extend(words.verbs);
            known.to.extend(words.to);
            known.skip.extend(words.skip);
            known.stops.extend(words.stops);
            known.pronouns.extend(words.pronouns);
            known.starts.extend(words.starts);
            known.persons.extend(words.persons);
        }
        Ok(())
    }

    /// The words of a language by its tag; English where it has none of its own.
    pub fn of(&self, language: Option<&str>) -> Option<&QuoteWords> {
        let own = language.and_then(|tag| self.languages.get(tag));
        own.or_else(|| self.languages.get("en"))
    }
}
