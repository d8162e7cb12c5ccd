//! Key phrases: what an index would list a story under.
//!
//! In: the story, what was said of it so far, tables. Out: phrases, the best first.
//! Never: a number, a day, an agency, a title alone, or a phrase whose words stand in another.
//!
//! Candidates are entities by their fullest name and what [`super::phrases`] finds. They are
//! ranked by relevance and by what they are, and each that shares its words with a better one is
//! left out.

use std::cmp::Reverse;

use super::annotations::Annotations;
use super::hashing::lower_hash;
use super::models::Models;
use super::names::{self, Names};
use super::phrases::{Phrase, Search, Sort};
use super::relevance::{Headline, Measure, Standing, lede};
use crate::lexicon::Lexicon;
use crate::limits::KEYWORDS_MAX;
use crate::story::{Span, Story};

/// Candidates that are looked at closely, as a multiple of what is wanted.
const CLOSE_LOOKS: usize = 4 * KEYWORDS_MAX;
/// Least relevance of a key phrase.
const RELEVANCE_MIN: u8 = 20;
/// Occurrences from which on something can be said to come often.
const OFTEN_MIN: usize = 3;
/// Longest key phrase.
const CHARS_MAX: usize = 60;
/// What a candidate gains by being what it is.
const ENTITY_GAIN: u8 = 25;
const TERM_GAIN: u8 = 20;
const PHRASE_GAIN: u8 = 20;
const NOUN_GAIN: u8 = 0;

/// Something a story might be listed under.
struct Candidate {
    /// As it is shown.
    name: String,
    /// Its words without case and plural.
    words: Vec<String>,
    /// Relevance and gain.
    rank: u8,
    /// First byte, to break ties.
    first: usize,
}

/// The key phrases of a story.
pub(super) fn keywords(
    story: &Story,
    said: &Annotations,
    lexicon: &Lexicon,
    models: &Models,
) -> Vec<String> {
    let text = story.body.text.as_str();
    let headline = Headline::new(story.headline.as_deref().unwrap_or_default());
    let found = phrases(&headline, text, said, lexicon);
    let often = found.iter().map(|phrase| phrase.often);
    let often = often.chain(said.entities.iter().map(|entity| entity.mentions.len()));
    let measure = Measure {
        lede: lede(&story.body),
        end: said.ground.end,
        most: often.max().unwrap_or(0).max(OFTEN_MIN),
    };
    let names = (said.language.tag == Some("en")).then(|| models.names());
    let found = found
        .iter()
        .filter_map(|phrase| of_phrase(phrase, text, &headline, measure, names));
    let mut all: Vec<Candidate> = of_entities(said).chain(found).collect();
    all.sort_by_key(|one| (Reverse(one.rank), one.first));
    all.retain(|one| is_listed(&one.name, lexicon));
    all.truncate(CLOSE_LOOKS);
    apart(all)
}

/// What the text repeats or writes with capitals, in a language whose little words are known.
fn phrases(
    headline: &Headline<'_>,
    text: &str,
    said: &Annotations,
    lexicon: &Lexicon,
) -> Vec<Phrase> {
    let words = said.language.tag.and_then(|tag| lexicon.keywords.of(tag));
    let Some(words) = words else {
        return Vec::new();
    };
    let mentions = said.entities.iter().flat_map(|entity| &entity.mentions);
    let mut named: Vec<Span> = mentions.copied().collect();
    named.sort_unstable();
    let search = Search::new(text, &said.ground, &named, words, headline.words());
    search.found().collect()
}

fn of_entities(said: &Annotations) -> impl Iterator<Item = Candidate> {
    let relevant = said
        .entities
        .iter()
        .filter(|entity| entity.relevance >= RELEVANCE_MIN);
    relevant.map(|entity| Candidate {
        words: words(&entity.name),
        name: entity.name.clone(),
        rank: entity.relevance.saturating_add(ENTITY_GAIN),
        first: entity.mentions.first().map_or(0, |mention| mention.start),
    })
}

fn of_phrase(
    phrase: &Phrase,
    text: &str,
    headline: &Headline<'_>,
    measure: Measure,
    names: Option<&Names>,
) -> Option<Candidate> {
    let name = name_of(phrase, text);
    let single = phrase.words == 1;
    let in_headline = headline.names(&name);
    let again = phrase.often > 1 || in_headline;
    if !again && (single || phrase.sort == Sort::Phrase)
        || single && names.is_some_and(|names| says_little(names, &name))
    {
        return None;
    }
    let relevance = measure.relevance(Standing {
        headline: in_headline,
        first: Some(phrase.first.start),
        often: phrase.often,
    });
    let gain = match phrase.sort {
        Sort::Phrase => PHRASE_GAIN,
        Sort::Term => TERM_GAIN,
        Sort::Noun => NOUN_GAIN,
    };
    (relevance >= RELEVANCE_MIN).then(|| Candidate {
        words: words(&name),
        name,
        rank: relevance.saturating_add(gain),
        first: phrase.first.start,
    })
}

/// As written within a sentence; a capital that only its beginning gave is taken back.
fn name_of(phrase: &Phrase, text: &str) -> String {
    let written = phrase
        .best
        .of(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let mut chars = written.chars();
    match chars.next() {
        Some(first) if phrase.initial && phrase.sort != Sort::Term => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => written,
    }
}

/// A nationality, a title, a month alone.
fn says_little(names: &Names, word: &str) -> bool {
    let bits = names.get(lower_hash(word));
    bits & (names::NATIONALITY | names::TITLE | names::NO_NAME) != 0
}

/// Whether an index would list it at all.
fn is_listed(name: &str, lexicon: &Lexicon) -> bool {
    let day = || lexicon.months.month(name).is_some() || lexicon.months.weekday(name).is_some();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (2..=CHARS_MAX).contains(&letters)
        && !day()
        && lexicon.agencies.find(name).is_none()
        && !lexicon.known.is_stopped_keyword(name)
}

/// Words in small letters without the plural's `s`, full stops left out.
fn words(name: &str) -> Vec<String> {
    let parts = name.split_whitespace();
    parts
        .map(|part| {
            let small = part.to_lowercase().replace('.', "");
            match small.strip_suffix('s') {
                Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
                _ => small,
            }
        })
        .collect()
}

/// The best, none of which shares its words with a better one.
fn apart(all: Vec<Candidate>) -> Vec<String> {
    let mut chosen: Vec<Candidate> = Vec::new();
    for one in all {
        if chosen.len() == KEYWORDS_MAX {
            break;
        }
        if !chosen.iter().any(|other| same(&one, other)) {
            chosen.push(one);
        }
    }
    chosen.into_iter().map(|one| one.name).collect()
}

/// Whether one's words all stand in the other, or one is the other's capitals.
fn same(one: &Candidate, other: &Candidate) -> bool {
    let within = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    within(&one.words, &other.words)
        || within(&other.words, &one.words)
        || is_short_for(&one.name, &other.name)
        || is_short_for(&other.name, &one.name)
}

fn is_short_for(short: &str, long: &str) -> bool {
    let capitals = || {
        long.split([' ', '-'])
            .filter_map(|word| word.chars().next())
    };
    let capitals = capitals().filter(|c| c.is_uppercase());
    let letters = short.chars().filter(|c| *c != '.');
    short.len() > 1 && letters.eq(capitals)
}

#[cfg(test)]
#[path = "keywords_tests.rs"]
mod tests;
