//! Lines that are no part of a story: closing marks, copyright, promotion, rests of pages.
//!
//! In: TOML of `config/lexicon/closings.toml` and the user's own. Out: a table by phrase.
//! Never: a decision; where a line may be cut is judged by `normalize`.

use aho_corasick::{AhoCorasick, packed};
use serde::Deserialize;
use toml::Spanned;

use super::word_key::{KeyTable, WordKey, word_key};
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
    /// Only names of topics follow the phrase.
    pub tags: bool,
}

/// All lines.
#[derive(Debug, Default)]
pub struct Closings {
    closings: Vec<Closing>,
    /// By first word: few lines of a text begin with one of them.
    phrases: KeyTable<Phrases>,
    /// Words by which a notice of a page is known.
    notices: Vec<String>,
    /// Words of a kill.
    kills: Vec<String>,
    /// What stands before the gap of each of the kills, all of them or the whole.
    kill_starts: Option<KillStarts>,
    /// First words of an embargo.
    embargoes: Vec<String>,
}

/// The phrases that begin with one word.
/// The same words, found in two ways.
#[derive(Debug)]
struct KillStarts {
    /// Whether any is there, many bytes at once; not for many words, nor on every machine.
    any: Option<packed::Searcher>,
    /// Each of them, those within others, too.
    each: AhoCorasick,
}

#[derive(Debug, Default)]
struct Phrases {
    list: Vec<Phrase>,
    /// Bytes of the longest.
    longest: usize,
}

/// A phrase, folded, and the closing it belongs to.
#[derive(Debug)]
struct Phrase {
    text: String,
    form: Form,
    closing: usize,
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
    #[serde(default)]
    tags: bool,
}

fn max() -> usize {
    400
}

/// Stands for a name in the words of a kill.
const GAP: &str = " … ";
/// Longest name that may stand for `…` in a kill, in bytes.
const NAMED_BYTES: usize = 80;
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
        let any = packed::Searcher::new(starts.clone());
        let each = AhoCorasick::new(starts).ok();
        self.kill_starts = each.map(|each| KillStarts { any, each });
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
                tags: entry.tags,
            });
            for line in entry.lines {
                let folded = fold(line.get_ref());
                if folded.is_empty() {
                    return Err(error(line.span().start, "a line has letters or digits"));
                }
                let first = word_key(folded.split(' ').next().unwrap_or_default());
                let phrases = self.phrases.entry(first).or_default();
                phrases.longest = phrases.longest.max(folded.len());
                phrases.list.push(Phrase {
                    text: folded,
                    form: entry.form,
                    closing: index,
                });
            }
        }
        Ok(())
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
        let any = starts.any.as_ref();
        any.is_none_or(|any| any.find(text).is_some())
            && starts.each.find_overlapping_iter(text).any(|found| {
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
        // Most lines begin like no closing line: look at one word before folding more.
        let Phrases { list, longest } = self.phrases.get(&first_key(line))?;
        // What follows the longest must be seen to end it.
        let (folded, end) = fold_until(line, longest + 1);
        let is_whole = end == line.len();
        let whole = |phrase: &&Phrase| phrase.form == Form::Whole && phrase.text == folded;
        if is_whole && let Some(phrase) = list.iter().rev().find(whole) {
            return Some((&self.closings[phrase.closing], line.len()));
        }
        let heads = list.iter().filter(|phrase| {
            let rest = folded.strip_prefix(phrase.text.as_str());
            let ends = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            let closing = &self.closings[phrase.closing];
            let tags = || are_tags(&line[fold_until(line, phrase.text.len()).1..]);
            let fits = line.len() <= closing.max && (!closing.tags || ends && tags());
            phrase.form == Form::Head && ends && fits
        });
        let phrase = heads.max_by_key(|phrase| phrase.text.len())?;
        let (_, end) = fold_until(line, phrase.text.len());
        Some((&self.closings[phrase.closing], end))
    }
}

/// Whether a line's rest is a row of names of topics: capitals and figures, and no sentence.
fn are_tags(rest: &str) -> bool {
    let sentence = rest.ends_with(['.', '!', '?', '…', '"', '”']);
    let mut words = rest
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .filter(|word| !word.is_empty())
        .peekable();
    !sentence && words.peek().is_some() && words.all(|word| !word.starts_with(char::is_lowercase))
}

/// Letters and digits of a line's head in lower case, words parted by single spaces.
pub fn fold(line: &str) -> String {
    fold_until(line, usize::MAX).0
}

/// A line's head folded up to so many bytes, and the byte of the line at which they are reached.
fn fold_until(line: &str, length: usize) -> (String, usize) {
    let mut out = String::with_capacity(line.len().min(HEAD_BYTES) + 1);
    let mut gap = false;
    for (at, c) in line.char_indices() {
        if at > HEAD_BYTES || out.len() >= length {
            return (out, at);
        }
        if !(c.is_alphanumeric() || c == '©') {
            gap |= !matches!(c, '\'' | '’');
            continue;
        }
        if std::mem::take(&mut gap) && !out.is_empty() {
            out.push(' ');
        }
        match c {
            '©' => {
                out.push_str("copyright");
                gap = true;
            }
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
    (out, line.len())
}

/// The key of a line's first word, folded.
fn first_key(line: &str) -> WordKey {
    let word = first_word(line);
    // Others would lose a mark, or letters that make two of one.
    match word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        true => word_key(word),
        false => word_key(&fold(word)),
    }
}

/// The first word of a line as [`fold`] parts words, what stands before it included.
fn first_word(line: &str) -> &str {
    let letter = |c: char| c.is_alphanumeric();
    let Some(start) = line.find(|c| letter(c) || c == '©') else {
        return "";
    };
    let word = &line[start..];
    let over = |c: char| !(letter(c) || matches!(c, '\'' | '’'));
    match word.strip_prefix('©') {
        Some(_) => "©",
        None => &word[..word.find(over).unwrap_or(word.len())],
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
