//! What shows names in texts that are not English: titles, organisations, words that are no names.
//!
//! In: `name-words.toml`, one table a language. Out: look-ups by word. Never: grammar.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::{LexiconError, file};

/// Words of the longest name of an organisation in the table.
pub const ORGANISATION_WORDS_MAX: usize = 4;

/// The words of one language.
#[derive(Clone, Debug, Default)]
pub struct NameWords {
    /// Every noun is written with a capital.
    pub capitals: bool,
    titles: HashSet<String>,
    given: HashSet<String>,
    before_places: HashSet<String>,
    organisations: HashSet<String>,
    no_names: HashSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Rows {
    capitals: bool,
    titles: String,
    given: String,
    before_places: String,
    organisations: Vec<String>,
    no_names: String,
}

impl NameWords {
    /// Whether a word stands before people's names: the word, what follows its last hyphen, or,
    /// where nouns are compounds, its end.
    pub fn is_title(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        let last = small.rsplit('-').next().unwrap_or_default();
        let title = |word: &str| self.titles.contains(word);
        let compound = || {
            let mut cuts = last.char_indices().skip(3).map(|(at, _)| at);
            cuts.any(|at| last.len() - at >= 4 && title(&last[at..]))
        };
        title(&small) || title(last) || self.capitals && compound()
    }

    /// Whether a word is a given name by the language's own list.
    pub fn is_given(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// Whether a place's name may follow the word where nouns are large, too.
    pub fn is_before_places(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        self.before_places.contains(&small)
            || self
                .before_places
                .iter()
                .any(|end| end.len() > 4 && small.ends_with(end))
    }

    /// Whether a phrase is the name of an organisation.
    pub fn is_organisation(&self, phrase: &str) -> bool {
        self.organisations.contains(phrase)
    }

    /// Whether a word is spelt like a name and is none.
    pub fn is_no_name(&self, word: &str) -> bool {
        self.no_names.contains(word)
    }
}

/// The words of all languages.
#[derive(Clone, Debug, Default)]
pub struct AllNameWords {
    languages: BTreeMap<String, NameWords>,
}

impl AllNameWords {
    /// Adds the words of a file to those that are there.
    pub(super) fn extend(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        let read: BTreeMap<String, Rows> = file::rows(name, text)?;
        for (language, rows) in read {
            let known = self.languages.entry(language).or_default();
            let words = |text: &str| -> Vec<String> {
                text.split_whitespace().map(str::to_owned).collect()
            };
            known.capitals |= rows.capitals;
            known.titles.extend(words(&rows.titles));
            known.given.extend(words(&rows.given));
            known.before_places.extend(words(&rows.before_places));
            known.organisations.extend(rows.organisations);
            known.no_names.extend(words(&rows.no_names));
        }
        Ok(())
    }

    /// The words of a language by its tag.
    pub fn of(&self, language: &str) -> Option<&NameWords> {
        self.languages.get(language)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicon;

    #[test]
    fn titles_are_known_alone_behind_hyphens_and_in_compounds() {
        let lexicon = Lexicon::built_in();
        for (language, word, expected) in [
            ("de", "Präsident", true),
            ("de", "US-Präsident", true),
            ("de", "Außenministerin", true),
            ("de", "Regierungschef", true),
            ("de", "Minister", true),
            ("de", "Haus", false),
            ("fr", "président", true),
            ("fr", "vice-président", true),
            ("fr", "biroi", false),
            ("ru", "премьер-министр", true),
        ] {
            let words = lexicon.name_words.of(language).expect(language);
            assert_eq!(words.is_title(word), expected, "{language} {word}");
        }
    }
}
