//! Flags and take marks: the closed list of words that agencies put before a headline.
//!
//! In: TOML of `config/lexicon/flags.toml` and the user's own. Out: a table by phrase.
//! Never: how a headline is read (`normalize::flags`).

use serde::Deserialize;
use toml::Spanned;

use super::table::Table;
use super::{LexiconError, file};
use crate::story::{Kind, Replaces};

/// Words of the longest phrase.
pub const PHRASE_WORDS_MAX: usize = 4;

/// What a flag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name in records.
    pub name: String,
    /// What it makes of the story.
    pub kind: Option<Kind>,
    /// The genre it stands for.
    pub genre: Option<String>,
    /// The urgency it stands for.
    pub urgency: Option<u8>,
    /// How much of the earlier version it replaces.
    pub replaces: Option<Replaces>,
    /// Only in capitals.
    pub caps: bool,
    /// A hyphen without spaces behind it makes it a flag.
    pub bare: bool,
    /// In capitals a single space behind it makes it a flag.
    pub space: bool,
    /// The story has an embargo.
    pub embargo: bool,
}

/// All flags by phrase, in lower case.
#[derive(Debug, Default)]
pub struct Flags {
    flags: Vec<Flag>,
    phrases: Table<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    flag: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    words: Vec<Spanned<String>>,
    kind: Option<String>,
    genre: Option<String>,
    urgency: Option<u8>,
    replaces: Option<String>,
    #[serde(default)]
    caps: bool,
    #[serde(default = "yes")]
    bare: bool,
    #[serde(default)]
    space: bool,
    #[serde(default)]
    embargo: bool,
}

fn yes() -> bool {
    true
}

impl Flags {
    /// Adds the flags of a file; a phrase that is known already gets its new meaning.
    pub fn extend(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        let parsed: File = file::rows(name, text)?;
        for entry in parsed.flag {
            let at = entry.span().start;
            let mut entry = entry.into_inner();
            let words = std::mem::take(&mut entry.words);
            let index = self.flags.len();
            let flag = flag(entry);
            self.flags
                .push(flag.map_err(|problem| error(name, text, at, problem))?);
            for word in words {
                let count = word.get_ref().split(' ').count();
                if word.get_ref().is_empty() || count > PHRASE_WORDS_MAX {
                    let problem = "a phrase has one to four words";
                    return Err(error(name, text, word.span().start, problem));
                }
                self.phrases.insert(word.get_ref().to_lowercase(), index);
            }
        }
        Ok(())
    }

    /// The flag of a phrase in lower case.
    pub fn get(&self, phrase: &str) -> Option<&Flag> {
        self.phrases.get(phrase).map(|&index| &self.flags[index])
    }
}

fn error(name: &str, text: &str, at: usize, problem: &str) -> LexiconError {
    LexiconError {
        file: name.to_owned(),
        line: file::line_of(text, at),
        problem: problem.to_owned(),
    }
}

fn flag(entry: Entry) -> Result<Flag, &'static str> {
    let kind = match entry.kind.as_deref() {
        None => None,
        Some(name) => Some(Kind::from_name(name).ok_or("no such kind")?),
    };
    let replaces = match entry.replaces.as_deref() {
        None => None,
        Some("whole") => Some(Replaces::Whole),
        Some("top") => Some(Replaces::Top),
        Some(_) => return Err("replaces is whole or top"),
    };
    if entry
        .urgency
        .is_some_and(|urgency| !(1..=9).contains(&urgency))
    {
        return Err("urgency is 1 to 9");
    }
    Ok(Flag {
        name: entry.name,
        kind,
        genre: entry.genre,
        urgency: entry.urgency,
        replaces,
        caps: entry.caps,
        bare: entry.bare,
        space: entry.space,
        embargo: entry.embargo,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn built_in_flags_are_known() {
        let lexicon = Lexicon::built_in();
        let update = lexicon.flags.get("update").map(|flag| flag.kind);
        assert_eq!(update, Some(Some(Kind::Update)));
        assert!(lexicon.flags.get("coca").is_none());
    }

    #[test]
    fn problems_carry_their_line() {
        for (text, line) in [
            (
                "[[flag]]\nname = \"x\"\nwords = [\"x\"]\nkind = \"nonsense\"\n",
                1,
            ),
            (
                "\n\n[[flag]]\nname = \"x\"\nwords = [\n\"one two three four five\"]\n",
                6,
            ),
            ("[[flag]]\nname = \"x\"\nwords = [\"x\"]\ncolour = 3\n", 4),
            ("[[flag]\n", 1),
        ] {
            let problem = Flags::default().extend("mine.toml", text).unwrap_err();
            assert_eq!(problem.line, line, "{text}: {problem}");
        }
    }
}
