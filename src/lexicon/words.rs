//! Words by which datelines, bylines and tests of the line are read.
//!
//! In: `datelines.toml`, `bylines.toml`, `line-tests.toml`. Out: sets of folded words.
//! Never: order or grammar.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::places::fold;
use super::table::TableSet;
use super::{LexiconError, file};

/// Words and short phrases, compared folded.
#[derive(Clone, Debug, Default)]
pub struct Words {
    words: TableSet<String>,
}

impl Words {
    /// Whether the word is one of them.
    pub fn has(&self, word: &str) -> bool {
        self.words.contains(&fold(word))
    }

    /// Whether one of them stands in the folded text, as whole words.
    pub fn stands_in(&self, folded: &str) -> bool {
        let apart = |before: &str, after: &str| {
            !before.ends_with(|c: char| c != ' ') && !after.starts_with(|c: char| c != ' ')
        };
        let stands = |words: &String| {
            let mut found = folded.match_indices(words.as_str());
            found.any(|(at, _)| apart(&folded[..at], &folded[at + words.len()..]))
        };
        self.words.iter().any(stands)
    }

    /// Whether the folded word is one of them.
    pub fn has_folded(&self, folded: &str) -> bool {
        self.words.contains(folded)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words: Vec<String> = Deserialize::deserialize(deserializer)?;
        let words: TableSet<String> = words.iter().map(|word| fold(word)).collect();
        match words.contains("") {
            true => Err(D::Error::custom("a word without letters")),
            false => Ok(Self { words }),
        }
    }
}

/// Declares a table of word lists: every list may be left out, and files add to it.
macro_rules! word_lists {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name { $($(#[$field_doc])* pub $field: Words,)* }

        impl $name {
            /// Adds the words of a file.
            pub(super) fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
                let more: Self = file::rows(file, text)?;
                $(self.$field.words.extend(more.$field.words);)*
                Ok(())
            }
        }
    };
}

word_lists! {
    /// How datelines are written.
    DatelineWords {
        /// Words that begin no place.
        not_places,
        /// Small words inside a place.
        particles,
        /// Rests of a page that stick to the front of a place.
        rests,
        /// Desks in front of a place.
        desks,
        /// Small words at the end of an area.
        area_words,
        /// Where a place is said to be missing.
        no_place,
        /// What stands before the time on a page.
        stamps,
        /// Where a day is said to be missing.
        no_date,
        /// Marks of a monitoring service between dateline and text.
        markers,
    }
}

word_lists! {
    /// What tests of the line say.
    LineTestWords {
        /// All that the story says, or its headline.
        whole,
        /// Said anywhere in it.
        within,
    }
}

word_lists! {
    /// How author lines are written.
    BylineWords {
        /// What stands before the names.
        intros,
        /// Between names.
        joiners,
        /// Behind a name: the rest says where or for whom.
        cuts,
        /// A part with one of them is a title, a desk or an employer.
        titles,
        /// Small words inside a name.
        particles,
        /// Behind a name and part of it.
        suffixes,
        /// Small words between capitalised ones in a title or an employer.
        links,
        /// What a time stamp behind a name on a page begins with.
        stamps,
    }
}
