//! Who wrote it.
//!
//! In: a line. Out: the people it names. Never: an agency, a desk or a title as a person.

use std::ops::Range;

use super::names;
use crate::lexicon::Lexicon;
use crate::lexicon::places::fold;

/// Longest line that can be a byline, in bytes.
const LINE_MAX: usize = 300;
/// Words of a sentence behind the names that belongs to them (`Follow Jane Roe on Twitter
/// @janeroe.`); a longer one is the story's first.
const REST_WORDS_MAX: usize = 10;

/// A byline, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BylineRead {
    /// The people named, in order, in name case; empty where only an agency or desk is named.
    pub people: Vec<String>,
    /// Bytes of a time stamp that stood behind the names (`2 minutes ago Tue 18th August 2020`).
    pub stamp: Option<Range<usize>>,
    /// The byte at which the story's own text begins, where it stands in the same line.
    pub body_start: Option<usize>,
}

/// The byline that a line is, from its first to its last byte; `None` for anything else.
pub fn read(line: &str, lexicon: &Lexicon) -> Option<BylineRead> {
    if line.len() > LINE_MAX {
        return None;
    }
    match without_intro(line, lexicon) {
        Some(names) => {
            let parts = parts(names, lexicon);
            let sound = !parts.is_empty() && parts.iter().all(|part| *part != Part::Other);
            sound.then(|| BylineRead {
                people: people_of(parts),
                stamp: None,
                body_start: body_behind(names).map(|at| line.len() - names.len() + at),
            })
        }
        None => stamped(line, lexicon).or_else(|| title_line(line, lexicon)),
    }
}

/// The byline at the end of a text, and the byte at which it begins.
pub fn read_end(text: &str, lexicon: &Lexicon) -> Option<(usize, BylineRead)> {
    let mut start = text.len().saturating_sub(LINE_MAX);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut before = ' ';
    for (offset, c) in text[start..].char_indices() {
        let begins = c.is_uppercase() && !before.is_alphanumeric();
        before = c;
        if begins
            && let Some(found) = read(&text[start + offset..], lexicon)
            && !found.people.is_empty()
        {
            return Some((start + offset, found));
        }
    }
    None
}

/// The people of a member that is known to be a byline (`author` of an envelope): no `By` needed.
pub fn people(field: &str, lexicon: &Lexicon) -> Vec<String> {
    let names = without_intro(field, lexicon).unwrap_or(field);
    people_of(parts(names, lexicon))
}

/// Where the story begins in the line of its author's names: `Staff Reporter. The minister said`.
fn body_behind(names: &str) -> Option<usize> {
    let end = (names::first_sentence(names) + 1).min(names.len());
    let rest = &names[end..];
    let text = rest.trim_start();
    let long = text.split_whitespace().nth(REST_WORDS_MAX).is_some();
    long.then_some(names.len() - text.len())
}

/// What stands behind `By`, `--By`, `Von`.
fn without_intro<'a>(line: &'a str, lexicon: &Lexicon) -> Option<&'a str> {
    let line =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '—' | '–'));
    let mut ends = line
        .match_indices([' ', '\u{a0}', '\t'])
        .map(|(at, _)| at)
        .take(2);
    let (one, two) = (ends.next()?, ends.next());
    let intros = &lexicon.bylines.intros;
    let intro = |end: usize| intros.has(&line[..end]).then(|| &line[end..]);
    two.and_then(intro).or_else(|| intro(one))
}

/// A part of a byline.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A person.
    Person(String),
    /// What belongs to the name before it: `Jr.`.
    Suffix(String),
    /// An agency, a desk, a title, an address.
    Employer,
    /// Something that does not stand in a byline.
    Other,
}

fn people_of(parts: Vec<Part>) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for part in parts {
        match part {
            Part::Person(name) if !people.contains(&name) => people.push(name),
            Part::Suffix(suffix) => {
                if let Some(name) = people.last_mut() {
                    name.push(' ');
                    name.push_str(&suffix);
                }
            }
            Part::Person(_) | Part::Employer | Part::Other => {}
        }
    }
    people
}

/// Parted at commas, semicolons, ampersands, bars and words like `and`; a sentence that follows
/// the names is left out.
fn parts(names: &str, lexicon: &Lexicon) -> Vec<Part> {
    let names = &names[..names::first_sentence(names)];
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let pieces = names.split(|c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '&' | '|' | '\n' | '\t')
    });
    for piece in pieces {
        let mut part: Vec<&str> = Vec::new();
        for word in piece.split_whitespace() {
            // `Carolyn Y. Roe`: an initial joins nothing.
            let initial = word.ends_with('.') || matches!(word, "E" | "Y");
            let joins = !initial && lexicon.bylines.joiners.has(word);
            if joins && !part.is_empty() {
                found.extend(one_part(&part, lexicon));
                part.clear();
            } else if !joins || names::begins_large(word) {
                part.push(word);
            }
        }
        found.extend(one_part(&part, lexicon));
    }
    found
}

fn one_part(words: &[&str], lexicon: &Lexicon) -> Option<Part> {
    let tables = &lexicon.bylines;
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.trim_matches(['(', ')', '[', ']', ':']))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    let (first, last) = (words.first()?, words.last()?);
    let is_name = |word: &&str| tables.suffixes.has(word);
    if words.len() == 1 && is_name(first) {
        return Some(Part::Suffix(names::cased(first, lexicon)));
    }
    if words.iter().any(|word| word.contains('@')) || last.contains("://") {
        return Some(Part::Employer);
    }
    if lexicon.agencies.find(&words.join(" ")).is_some() {
        return Some(Part::Employer);
    }
    let cut = words
        .iter()
        .position(|word| tables.cuts.has(word) && !names::begins_large(word));
    let front = &words[..cut.unwrap_or(words.len())];
    let is_title = |word: &&str| word.split('-').any(|word| tables.titles.has(word));
    let titled = tables.links.has(first) || words.iter().any(is_title);
    let front_titled = tables.links.has(first) || front.iter().any(is_title);
    if !front_titled && let Some(name) = names::person(front, lexicon) {
        return Some(Part::Person(name));
    }
    // `Jane Roe Reuters Correspondent`: the name before the agency.
    let employer = words
        .iter()
        .all(|word| names::begins_large(word) || tables.links.has(word) || tables.titles.has(word));
    Some(if employer && (titled || cut == Some(0)) {
        Part::Employer
    } else {
        Part::Other
    })
}

/// `Jane Roe (@janeroe) 6 minutes ago Sun 20th June 2021 | 01:30 PM`.
fn stamped(line: &str, lexicon: &Lexicon) -> Option<BylineRead> {
    let trimmed = line.trim();
    if trimmed.contains('\n') || !names::begins_large(trimmed) {
        return None;
    }
    let place = |word: &str| word.as_ptr() as usize - line.as_ptr() as usize;
    let mut words: Vec<&str> = Vec::new();
    let mut number = None;
    for word in line.split_whitespace() {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            number = Some(place(word));
        } else if (number.is_some() || word.ends_with(':')) && lexicon.bylines.stamps.has(word) {
            let name = names::person(&words, lexicon)?;
            let start = number.unwrap_or_else(|| place(word));
            return Some(BylineRead {
                people: vec![name],
                stamp: Some(start..line.trim_end().len()),
                body_start: None,
            });
        } else if number.is_some() || words.len() > 5 {
            return None;
        } else if !word.starts_with("(@") {
            words.push(word);
        }
    }
    None
}

/// `Associated Press Writer`: a line of its own under the names.
fn title_line(line: &str, lexicon: &Lexicon) -> Option<BylineRead> {
    let words: Vec<&str> = line.split_whitespace().take(8).collect();
    let last = words.last().filter(|_| (2..=6).contains(&words.len()))?;
    if !lexicon.bylines.titles.has(last) {
        return None;
    }
    let agency = (1..=3.min(words.len() - 1)).find(|&n| {
        let front = words[..n].join(" ");
        lexicon.agencies.find_folded(&fold(&front)).is_some()
    });
    let rest = &words[agency?..];
    let titles = rest.iter().all(|word| lexicon.bylines.titles.has(word));
    titles.then(BylineRead::default)
}
