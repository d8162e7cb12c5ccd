//! Lines that are no part of a story: closing marks, copyright, promotion, rests of pages.
//!
//! In: TOML of `config/lexicon/closings.toml` and the user's own. Out: a table by phrase.
//! Never: a decision; where a line may be cut is judged by `normalize`.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use toml::Spanned;

use super::{LexiconError, file};
use crate::story::CutKind;

/// How much of a line the phrase is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// All of it, marks and case aside.
    #[default]
    Whole,
    /// Its beginning.
    Head,
}

/// Where the line is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// Only in the run of such lines at the end.
    #[default]
    End,
    /// Only before the headline or the text.
    Start,
    /// Anywhere.
    Anywhere,
}

/// How far it reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// This line.
    #[default]
    Line,
    /// This line and the short lines behind it.
    List,
    /// This line and the one behind it.
    Next,
}

/// A line that is no part of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// What it is.
    pub kind: CutKind,
    /// How much of the line the phrase is.
    pub form: Form,
    /// Where it is believed.
    pub at: Where,
    /// How far it reaches.
    pub extent: Extent,
    /// Longest line, in bytes.
    pub max: usize,
    /// What follows the phrase names a section.
    pub section: bool,
    /// The words are common: something else must tell.
    pub weak: bool,
}

/// All lines.
#[derive(Debug, Default)]
pub struct Closings {
    closings: Vec<Closing>,
    whole: HashMap<String, usize>,
    /// Words by which a notice of a page is known.
    notices: Vec<String>,
    /// Words of a kill.
    kills: Vec<String>,
    /// What stands before the gap of each of the kills, all of them or the whole.
    kill_starts: Option<AhoCorasick>,
    /// First words of an embargo.
    embargoes: Vec<String>,
    /// By first word: the whole folded phrase and its closing.
    heads: HashMap<String, Vec<(String, usize)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    notices: Vec<String>,
    #[serde(default)]
    kills: Vec<String>,
    #[serde(default)]
    embargoes: Vec<String>,
    #[serde(default)]
    closing: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    lines: Vec<Spanned<String>>,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    at: Where,
    #[serde(default)]
    extent: Extent,
    #[serde(default = "max")]
    max: usize,
    #[serde(default)]
    section: bool,
    #[serde(default)]
    weak: bool,
}

fn max() -> usize {
    400
}

/// Stands for a name in the words of a kill.
const GAP: &str = " … ";
/// Longest name that may stand for `…` in a kill, in bytes.
const NAMED_BYTES: usize = 80;
/// Bytes of a line that hold its first word.
const FIRST_WORD_BYTES: usize = 40;
/// Bytes of a line that are compared.
const HEAD_BYTES: usize = 160;

impl Closings {
    /// Adds the lines of a file.
    pub fn extend(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        let parsed: File = file::rows(name, text)?;
        let error = |at, problem: &str| LexiconError {
            file: name.to_owned(),
            line: file::line_of(text, at),
            problem: problem.to_owned(),
        };
        let lower = |words: Vec<String>| words.into_iter().map(|word| word.to_lowercase());
        self.notices.extend(lower(parsed.notices));
        self.kills.extend(lower(parsed.kills));
        let starts = self
            .kills
            .iter()
            .map(|words| words.split(GAP).next().unwrap_or(words));
        self.kill_starts = AhoCorasick::new(starts).ok();
        self.embargoes.extend(lower(parsed.embargoes));
        for entry in parsed.closing {
            let at = entry.span().start;
            let entry = entry.into_inner();
            let kind = CutKind::from_name(&entry.kind);
            let index = self.closings.len();
            self.closings.push(Closing {
                kind: kind.ok_or_else(|| error(at, "no such kind"))?,
                form: entry.form,
                at: entry.at,
                extent: entry.extent,
                max: entry.max,
                section: entry.section,
                weak: entry.weak,
            });
            for line in entry.lines {
                let folded = fold(line.get_ref());
                if folded.is_empty() {
                    return Err(error(line.span().start, "a line has letters or digits"));
                }
                self.add(folded, entry.form, index);
            }
        }
        Ok(())
    }

    fn add(&mut self, folded: String, form: Form, index: usize) {
        match form {
            Form::Whole => {
                self.whole.insert(folded, index);
            }
            Form::Head => {
                let first = folded.split(' ').next().unwrap_or_default().to_owned();
                self.heads.entry(first).or_default().push((folded, index));
            }
        }
    }

    /// Whether a line of a page is a notice about cookies, rights, subscriptions.
    pub fn is_notice(&self, line: &str) -> bool {
        let line = line.to_lowercase();
        self.notices.iter().any(|word| line.contains(word.as_str()))
    }

    /// Whether a text in lower case orders a kill or withdraws a story.
    pub fn is_kill(&self, text: &str) -> bool {
        let Some(starts) = &self.kill_starts else {
            return false;
        };
        starts.find_overlapping_iter(text).any(|found| {
            let words = &self.kills[found.pattern()];
            words.split_once(GAP).is_none_or(|(_, last)| {
                let rest = &text[found.end()..];
                rest[..rest.floor_char_boundary(NAMED_BYTES)].contains(last)
            })
        })
    }

    /// Whether a paragraph in lower case sets an embargo.
    pub fn is_embargo(&self, text: &str) -> bool {
        let text = text.trim_start_matches(['(', '*', '-', ' ']);
        self.embargoes
            .iter()
            .any(|words| text.starts_with(words.as_str()))
    }

    /// What a line is, and the byte at which the phrase ends; longer phrases win.
    pub fn find(&self, line: &str) -> Option<(&Closing, usize)> {
        // Most paragraphs are long text that begins like no closing line: look at one word first.
        if line.len() > 2 * HEAD_BYTES {
            let start = Folded::of(&line[..line.floor_char_boundary(FIRST_WORD_BYTES)]);
            let first = start.text.split(' ').next()?;
            self.heads.get(first)?;
        }
        let folded = Folded::of(line);
        if folded.is_whole
            && let Some(&index) = self.whole.get(&folded.text)
        {
            return Some((&self.closings[index], line.len()));
        }
        let first = folded.text.split(' ').next()?;
        let heads = self.heads.get(first)?;
        let fitting = heads.iter().filter(|(phrase, index)| {
            let rest = folded.text.strip_prefix(phrase.as_str());
            let ends = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            ends && line.len() <= self.closings[*index].max
        });
        let (phrase, index) = fitting.max_by_key(|(phrase, _)| phrase.len())?;
        Some((&self.closings[*index], folded.byte_after(phrase.len())))
    }
}

/// Letters and digits in lower case, words parted by single spaces.
pub fn fold(line: &str) -> String {
    Folded::of(line).text
}

/// A line folded, with the way back.
struct Folded {
    text: String,
    /// Nothing was left out at the end.
    is_whole: bool,
    /// For each byte of the text, the byte of the line behind its character.
    ends: Vec<u16>,
}

impl Folded {
    fn of(line: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(line.len().min(HEAD_BYTES)),
            is_whole: true,
            ends: Vec::with_capacity(line.len().min(HEAD_BYTES)),
        };
        let mut gap = false;
        for (at, c) in line.char_indices() {
            if at > HEAD_BYTES {
                folded.is_whole = false;
                break;
            }
            if c.is_ascii_alphanumeric() {
                folded.push_ascii(c.to_ascii_lowercase(), at + 1, &mut gap);
            } else if c == '©' {
                folded.push("copyright", at + c.len_utf8(), &mut gap);
                gap = true;
            } else if c.is_alphanumeric() {
                let end = at + c.len_utf8();
                for lower in c.to_lowercase() {
                    folded.push(lower.encode_utf8(&mut [0; 4]), end, &mut gap);
                }
            } else if !matches!(c, '\'' | '’') {
                gap = true;
            }
        }
        folded
    }

    fn push(&mut self, text: &str, end: usize, gap: &mut bool) {
        let end = u16::try_from(end).unwrap_or(u16::MAX);
        if std::mem::take(gap) && !self.text.is_empty() {
            self.text.push(' ');
            self.ends.push(end);
        }
        self.text.push_str(text);
        self.ends.resize(self.text.len(), end);
    }

    fn push_ascii(&mut self, c: char, end: usize, gap: &mut bool) {
        let end = u16::try_from(end).unwrap_or(u16::MAX);
        if std::mem::take(gap) && !self.text.is_empty() {
            self.text.push(' ');
            self.ends.push(end);
        }
        self.text.push(c);
        self.ends.push(end);
    }

    fn byte_after(&self, folded: usize) -> usize {
        let at = folded.checked_sub(1).and_then(|last| self.ends.get(last));
        at.copied().map_or(0, usize::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_their_words() {
        let closings = crate::lexicon::Lexicon::built_in().closings;
        for (line, expected) in [
            ("-30-", Some((CutKind::EndMark, 4))),
            ("ENDS.", Some((CutKind::EndMark, 5))),
            ("More Stories From Science", Some((CutKind::Promo, 17))),
            ("© 2031 Example Press", Some((CutKind::Copyright, 2))),
            ("It ends here", None),
            ("Endless rain", None),
        ] {
            let found = closings
                .find(line)
                .map(|(closing, end)| (closing.kind, end));
            assert_eq!(found, expected, "{line}");
        }
    }
}
