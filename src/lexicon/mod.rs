//! What is known beforehand: agencies, flags, closing lines, places, the newsroom's own names.
//!
//! In: bytes of TOML or TSV, the compiled-in ones of `config/lexicon/` and the user's own.
//! Out: immutable tables. Never: IO; files are read by the shell and handed in.

use std::fmt;
use std::sync::OnceLock;

pub mod agencies;
mod closings;
mod file;
mod flags;
mod fold;
pub mod keywords;
mod known;
mod known_rows;
pub mod media_topics;
pub mod months;
pub mod name_words;
mod place_table;
pub mod places;
pub mod plain_bytes;
pub mod quotes;
pub mod table;
pub mod topic_languages;
pub mod topics;
pub mod word_key;
pub mod words;

pub use closings::{Closing, Closings, Extent, Form, Where, fold};
pub use flags::{Flag, Flags, PHRASE_WORDS_MAX};
pub use known::{EntityKind, KnownName, KnownNames};

use agencies::Agencies;
use keywords::Keywords;
use months::Months;
use name_words::AllNameWords;
use places::Places;
use quotes::Quotes;
use topic_languages::AllTopicCues;
use words::{BylineWords, DatelineWords, LineTestWords};

/// The compiled-in tables by the names under which users extend them.
const BUILT_IN: &[(&str, &str)] = &[
    (
        "agencies.toml",
        include_str!("../../config/lexicon/agencies.toml"),
    ),
    (
        "months.toml",
        include_str!("../../config/lexicon/months.toml"),
    ),
    (
        "datelines.toml",
        include_str!("../../config/lexicon/datelines.toml"),
    ),
    (
        "bylines.toml",
        include_str!("../../config/lexicon/bylines.toml"),
    ),
    (
        "line-tests.toml",
        include_str!("../../config/lexicon/line-tests.toml"),
    ),
    (
        "flags.toml",
        include_str!("../../config/lexicon/flags.toml"),
    ),
    (
        "closings.toml",
        include_str!("../../config/lexicon/closings.toml"),
    ),
    (
        "quotes.toml",
        include_str!("../../config/lexicon/quotes.toml"),
    ),
    (
        "function-words.toml",
        include_str!("../../config/lexicon/function-words.toml"),
    ),
    (
        "keywords.toml",
        include_str!("../../config/lexicon/keywords.toml"),
    ),
    (
        "name-words.toml",
        include_str!("../../config/lexicon/name-words.toml"),
    ),
    (
        "topics.tsv",
        include_str!("../../config/lexicon/topics.tsv"),
    ),
    (
        "topics-de.tsv",
        include_str!("../../config/lexicon/topics-de.tsv"),
    ),
    (
        "topics-es.tsv",
        include_str!("../../config/lexicon/topics-es.tsv"),
    ),
    (
        "topics-fr.tsv",
        include_str!("../../config/lexicon/topics-fr.tsv"),
    ),
    (
        "topics-ru.tsv",
        include_str!("../../config/lexicon/topics-ru.tsv"),
    ),
];

/// All tables.
#[derive(Debug)]
pub struct Lexicon {
    /// News agencies.
    pub agencies: Agencies,
    /// Names of months and days.
    pub months: Months,
    /// How datelines are written.
    pub datelines: DatelineWords,
    /// How author lines are written.
    pub bylines: BylineWords,
    /// What tests of the line say.
    pub line_tests: LineTestWords,
    /// Flags and take marks.
    pub flags: Flags,
    /// Closing lines, promotion and rests of pages.
    pub closings: Closings,
    /// How speech is reported.
    pub quotes: Quotes,
    /// Cues of topics, by language.
    pub topics: AllTopicCues,
    /// What shows names in other languages than English.
    pub name_words: AllNameWords,
    /// The newsroom's own names; none are compiled in.
    pub known: KnownNames,
    /// The gazetteer, unpacked when it is first asked for.
    places: OnceLock<Places>,
    /// Words that are no part of a key phrase.
    pub keywords: Keywords,
}

/// Something wrong in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconError {
    /// The file's name as handed in.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.problem)
    }
}

impl std::error::Error for LexiconError {}

impl Lexicon {
    /// The compiled-in tables.
    pub fn built_in() -> Self {
        let mut tables = Self::empty();
        for (name, text) in BUILT_IN.iter().copied() {
            let problems = tables.extend(name, text);
            // INVARIANT: the compiled-in files are read by a test.
            assert!(problems.is_empty(), "a compiled-in table: {problems:?}");
        }
        tables
    }

    /// The compiled-in tables, extended by files named like them (`agencies.toml` …) or like those
    /// of the newsroom's own names (`people.tsv` …); every problem of every file at once.
    pub fn with_files(files: &[(&str, &[u8])]) -> Result<Self, Vec<LexiconError>> {
        let mut tables = Self::built_in();
        let mut problems = Vec::new();
        for (name, bytes) in files {
            problems.extend(match std::str::from_utf8(bytes) {
                Ok(text) => tables.extend(name, text),
                Err(error) => vec![LexiconError {
                    file: (*name).to_owned(),
                    line: file::lines(&bytes[..error.valid_up_to()]),
                    problem: "not UTF-8".to_owned(),
                }],
            });
        }
        problems.extend(tables.known.finish());
        if problems.is_empty() {
            Ok(tables)
        } else {
            Err(problems)
        }
    }

    /// What all tables grow from; never handed out.
    fn empty() -> Self {
        Self {
            agencies: Agencies::default(),
            months: Months::default(),
            datelines: DatelineWords::default(),
            bylines: BylineWords::default(),
            line_tests: LineTestWords::default(),
            flags: Flags::default(),
            closings: Closings::default(),
            quotes: Quotes::default(),
            topics: AllTopicCues::default(),
            keywords: Keywords::default(),
            name_words: AllNameWords::default(),
            known: KnownNames::default(),
            places: OnceLock::new(),
        }
    }

    /// The gazetteer.
    pub fn places(&self) -> &Places {
        self.places.get_or_init(Places::built_in)
    }

    fn extend(&mut self, name: &str, text: &str) -> Vec<LexiconError> {
        if let Some(language) = AllTopicCues::language(name) {
            return self.topics.extend(language, name, text);
        }
        let read = match name {
            "agencies.toml" => self.agencies.extend(name, text),
            "months.toml" => self.months.extend(name, text),
            "datelines.toml" => self.datelines.extend(name, text),
            "bylines.toml" => self.bylines.extend(name, text),
            "line-tests.toml" => self.line_tests.extend(name, text),
            "flags.toml" => self.flags.extend(name, text),
            "closings.toml" => self.closings.extend(name, text),
            "quotes.toml" => self.quotes.extend(name, text),
            "name-words.toml" => self.name_words.extend(name, text),
            "function-words.toml" | "keywords.toml" => self.keywords.extend(name, text),
            "people.tsv" | "organisations.tsv" | "places.tsv" | "stop.tsv" => {
                return self.known.extend(name, text);
            }
            _ => Err(LexiconError {
                file: name.to_owned(),
                line: 1,
                problem: "no table of this name".to_owned(),
            }),
        };
        read.err().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_of_user_files_name_file_and_line() {
        for (file, text, problem) in [
            (
                "topics.tsv",
                "# ours\nNEWSROOM-7\t2\tferry\n",
                "topics.tsv:2: `NEWSROOM-7` is no Media Topic",
            ),
            (
                "topics-pt.tsv",
                "99000001\t2\tbalsa\n",
                "topics-pt.tsv:1: `99000001` is no Media Topic",
            ),
            (
                "topics-PT.tsv",
                "",
                "topics-PT.tsv:1: no table of this name",
            ),
            (
                "agencies.toml",
                "[[agency]]\nname = \"X\"\ncountry = \"xx\"\n",
                "agencies.toml:3: ",
            ),
            (
                "agencies.toml",
                "[[agency]]\nnames = \"X\"\n",
                "agencies.toml:2: ",
            ),
            (
                "months.toml",
                "[months]\n1 = [\"a\"]\n13 = [\"b\"]\n",
                "months.toml:3: ",
            ),
            (
                "datelines.toml",
                "\nrests = [\"!\"]\n",
                "datelines.toml:2: ",
            ),
            ("bylines.toml", "titles = 4\n", "bylines.toml:1: "),
            ("weather.toml", "", "weather.toml:1: no table"),
        ] {
            let problems = Lexicon::with_files(&[(file, text.as_bytes())]).unwrap_err();
            let problem_got = problems[0].to_string();
            assert!(problem_got.starts_with(problem), "{problem_got}");
        }
    }

    #[test]
    fn user_files_add() {
        let text = "[[agency]]\nname = \"Valley Wire\"\naliases = [\"VW\"]\n";
        let tables = Lexicon::with_files(&[("agencies.toml", text.as_bytes())]).unwrap();
        assert_eq!(
            tables.agencies.find("V.W.").map(|a| a.name.as_str()),
            Some("Valley Wire")
        );
        assert_eq!(
            tables.agencies.find("Reuter").map(|a| a.name.as_str()),
            Some("Reuters")
        );
        assert_eq!(tables.months.month("Août"), Some(8));
    }
}
