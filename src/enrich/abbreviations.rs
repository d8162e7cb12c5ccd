//! Abbreviations of each language, as `config/lexicon/abbreviations.toml` lists them.
//!
//! In: that file. Out: what kind of abbreviation a word is. Never: a decision about sentences.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::lexicon::table::Table;

/// What follows an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name: its full stop never ends a sentence.
    BeforeName,
    /// Often a number, before which no sentence ends.
    BeforeNumber,
    /// Anything.
    Anywhere,
}

/// The abbreviations of one language together with those of all.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    words: Table<String, Abbreviation>,
    /// Whether a full stop after a number may make it an ordinal.
    pub(super) ordinals: bool,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct Row {
    before_name: String,
    before_number: String,
    anywhere: String,
    languages: String,
}

impl Abbreviations {
    /// Those of a language; without one, those of all languages and of English.
    pub(super) fn of(language: Option<&str>) -> &'static Self {
        static TABLE: OnceLock<BTreeMap<String, Abbreviations>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            // INVARIANT: the file is compiled in, and a test reads it.
            Self::built_in().expect("abbreviations.toml is sound")
        });
        let language = match language.unwrap_or("en") {
            "nn" => "no",
            other => other,
        };
        // INVARIANT: `read` puts the row of all languages in.
        table
            .get(language)
            .or_else(|| table.get(ALL))
            .expect("the row of all languages")
    }

    fn built_in() -> Result<BTreeMap<String, Self>, toml::de::Error> {
        let text = include_str!("../../config/lexicon/abbreviations.toml");
        let mut rows: BTreeMap<String, Row> = toml::from_str(text)?;
        let ordinals = rows.remove("ordinals").unwrap_or_default().languages;
        let all = rows.remove(ALL).unwrap_or_default();
        for language in ordinals.split_ascii_whitespace() {
            rows.entry(language.to_owned()).or_default();
        }
        rows.entry(ALL.to_owned()).or_default();
        let table = rows.into_iter().map(|(language, row)| {
            let mut words = Table::default();
            add(&mut words, &all);
            add(&mut words, &row);
            let ordinals = ordinals
                .split_ascii_whitespace()
                .any(|other| other == language);
            (language, Self { words, ordinals })
        });
        Ok(table.collect())
    }

    /// The kind of a word before a full stop.
    pub(super) fn kind(&self, word: &str) -> Option<Abbreviation> {
        self.words.get(word).copied()
    }
}

/// The row that holds for every language.
const ALL: &str = "all";

fn add(words: &mut Table<String, Abbreviation>, row: &Row) {
    let lists = [
        (&row.anywhere, Abbreviation::Anywhere),
        (&row.before_number, Abbreviation::BeforeNumber),
        (&row.before_name, Abbreviation::BeforeName),
    ];
    for (list, kind) in lists {
        for word in list.split_ascii_whitespace() {
            words.insert(word.to_owned(), kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound_and_known_by_language() {
        let table = Abbreviations::built_in().expect("abbreviations.toml");
        assert!(table.len() > 20);
        let kinds = [
            (Some("en"), "Gov", Some(Abbreviation::BeforeName)),
            (Some("en"), "No", Some(Abbreviation::BeforeNumber)),
            (Some("en"), "Inc", Some(Abbreviation::Anywhere)),
            (Some("de"), "bzw", Some(Abbreviation::Anywhere)),
            (Some("de"), "Gov", None),
            (Some("xx"), "Mr", Some(Abbreviation::BeforeName)),
            (None, "Gov", Some(Abbreviation::BeforeName)),
            (Some("en"), "word", None),
        ];
        for (language, word, kind) in kinds {
            assert_eq!(
                Abbreviations::of(language).kind(word),
                kind,
                "{language:?} {word}"
            );
        }
        assert!(Abbreviations::of(Some("nn")).ordinals);
        assert!(!Abbreviations::of(Some("en")).ordinals);
    }
}
