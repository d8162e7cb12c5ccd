//! Key phrases: what an index would list a story under.
//!
//! In: the story, what was said of it so far, tables. Out: phrases, the best first.
//! Never: a number, a day, an agency, a title alone, or a phrase whose words stand in another.
//!
//! Candidates are entities by their fullest name, names that were found in two parts, and what
//! [`super::phrases`] finds. They are ranked by relevance and by what they are; a longer phrase
//! stands for one within it that hardly ever stands alone, and each that shares its words with a
//! better one is left out.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::annotations::{Annotations, Entity, EntityKind};
use super::hashing::lower_hash;
use super::models::Models;
use super::names::{self, Names};
use super::phrases::{Phrase, Search, Sort};
use super::relevance::{Headline, Measure, Standing, lede};
use super::split_names::{SplitName, split_names};
use crate::lexicon::Lexicon;
use crate::lexicon::word_key::{WordKey, word_key};
use crate::limits::KEYWORDS_MAX;
use crate::story::{Body, Span};

/// Candidates that are looked at closely, as a multiple of what is wanted.
const CLOSE_LOOKS: usize = 4 * KEYWORDS_MAX;
/// Least relevance of an entity that is a key phrase.
const ENTITY_RELEVANCE_MIN: u8 = 30;
/// Least relevance of what is none.
const RELEVANCE_MIN: u8 = 15;
/// Occurrences from which on something can be said to come often.
const OFTEN_MIN: usize = 3;
/// Longest key phrase.
const CHARS_MAX: usize = 60;
/// What a candidate gains by being what it is.
const ENTITY_GAIN: u8 = 5;
const TERM_GAIN: u8 = 5;
const PHRASE_GAIN: u8 = 20;
const NOUN_GAIN: u8 = 8;
/// What a name of two entities gains, so that it comes before its parts.
const WHOLE_GAIN: u8 = ENTITY_GAIN + 1;

/// Something a story might be listed under.
struct Candidate<'a> {
    of: Of<'a>,
    /// Relevance and gain.
    rank: u8,
    /// First byte, to break ties.
    first: usize,
}

/// What a candidate is made of; its name is made for the best only.
enum Of<'a> {
    Entity(&'a Entity),
    /// A name that was found in two parts.
    Whole(Span),
    Phrase(Phrase),
}

/// The key phrases of a story.
pub(super) fn keywords(
    headline: &str,
    body: &Body,
    said: &Annotations,
    lexicon: &Lexicon,
    models: &Models,
) -> Vec<String> {
    let found = phrases(headline, body, said, lexicon);
    let often = found.iter().map(|phrase| phrase.often);
    let often = often.chain(said.entities.iter().map(|entity| entity.mentions.len()));
    let measure = Measure {
        lede: lede(body),
        end: said.ground.end,
        most: often.max().unwrap_or(0).max(OFTEN_MIN),
    };
    let found = found
        .into_iter()
        .filter_map(|phrase| of_phrase(phrase, measure));
    let whole = split_names(&body.text, &said.entities);
    let whole = whole.iter().filter_map(|name| of_whole(name, said));
    let mut all: Vec<Candidate<'_>> = of_entities(said).chain(whole).chain(found).collect();
    all.sort_by_key(|one| (Reverse(one.rank), one.first));
    let english = said.language.tag == Some("en");
    let names = english.then(|| models.names());
    all.truncate(CLOSE_LOOKS);
    prefer_longer(&mut all, &body.text);
    apart(
        all.into_iter()
            .filter_map(|one| one.name(&body.text, lexicon, names)),
    )
}

impl Candidate<'_> {
    /// Its name, if an index would list it.
    fn name(&self, text: &str, lexicon: &Lexicon, names: Option<&Names>) -> Option<String> {
        let person = |entity: &Entity| entity.kind == EntityKind::Person;
        let (name, sure) = match &self.of {
            Of::Entity(entity) => (entity.name.clone(), person(entity)),
            Of::Whole(span) => (untitled(span.of(text), names), false),
            Of::Phrase(phrase) => (name_of(phrase, text), false),
        };
        let last = name.rsplit(' ').next().unwrap_or_default();
        let empty = match &self.of {
            Of::Phrase(phrase) if phrase.sort != Sort::Phrase => {
                names.is_some_and(|names| says_little(names, last, phrase.words))
            }
            Of::Phrase(_) | Of::Entity(_) | Of::Whole(_) => false,
        };
        (!empty && is_listed(&name, sure, lexicon)).then_some(name)
    }
}

/// What the text repeats or writes with capitals, in a language whose little words are known.
fn phrases(headline: &str, body: &Body, said: &Annotations, lexicon: &Lexicon) -> Vec<Phrase> {
    let words = said.language.tag.and_then(|tag| lexicon.keywords.of(tag));
    let Some(words) = words else {
        return Vec::new();
    };
    let mentions = said.entities.iter().flat_map(|entity| &entity.mentions);
    let mut named: Vec<Span> = mentions.copied().collect();
    named.sort_unstable();
    let headline = Headline::new(headline);
    let text = body.text.as_str();
    Search::new(text, &said.ground, &named, words, headline.words()).found()
}

fn of_entities(said: &Annotations) -> impl Iterator<Item = Candidate<'_>> {
    let entities = said.entities.iter();
    let relevant = entities.filter(|entity| entity.relevance >= ENTITY_RELEVANCE_MIN);
    relevant.map(|entity| Candidate {
        of: Of::Entity(entity),
        rank: entity.relevance.saturating_add(ENTITY_GAIN),
        first: entity.mentions.first().map_or(0, |mention| mention.start),
    })
}

fn of_whole<'a>(name: &SplitName, said: &Annotations) -> Option<Candidate<'a>> {
    let (one, other) = name.parts;
    let relevance = |part: usize| said.entities.get(part).map(|entity| entity.relevance);
    let relevance = relevance(one)?.max(relevance(other)?);
    (relevance >= ENTITY_RELEVANCE_MIN).then_some(Candidate {
        of: Of::Whole(name.span),
        rank: relevance.saturating_add(WHOLE_GAIN),
        first: name.span.start,
    })
}

fn of_phrase<'a>(phrase: Phrase, measure: Measure) -> Option<Candidate<'a>> {
    let once = phrase.often == 1 && !phrase.headline;
    if once && (phrase.words == 1 || phrase.sort == Sort::Phrase) {
        return None;
    }
    let relevance = measure.relevance(Standing {
        headline: phrase.headline,
        first: Some(phrase.first.start),
        often: phrase.often,
    });
    let gain = match phrase.sort {
        Sort::Phrase => PHRASE_GAIN,
        Sort::Term => TERM_GAIN,
        Sort::Noun => NOUN_GAIN,
    };
    (relevance >= RELEVANCE_MIN).then_some(Candidate {
        of: Of::Phrase(phrase),
        rank: relevance.saturating_add(gain),
        first: phrase.first.start,
    })
}

/// Puts a longer phrase in the place of one within it that hardly ever stands without the rest.
fn prefer_longer(all: &mut Vec<Candidate<'_>>, text: &str) {
    let phrase = |one: &Candidate<'_>| match one.of {
        Of::Phrase(phrase) if phrase.sort == Sort::Phrase => Some(phrase),
        Of::Phrase(_) | Of::Entity(_) | Of::Whole(_) => None,
    };
    let longer = all.iter().filter_map(phrase);
    let longer: Vec<Phrase> = longer.filter(|one| one.words > 2).collect();
    for candidate in all.iter_mut() {
        let Some(short) = phrase(candidate) else {
            continue;
        };
        let whole = longer.iter().find(|long| {
            let holds = long.best.of(text).contains(short.best.of(text));
            holds && long.words > short.words && 3 * long.often >= 2 * short.often
        });
        if let Some(whole) = whole {
            candidate.of = Of::Phrase(*whole);
        }
    }
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

/// A name without the titles before it.
fn untitled(name: &str, names: Option<&Names>) -> String {
    let title =
        |word: &str| names.is_some_and(|names| names.get(lower_hash(word)) & names::TITLE != 0);
    let mut rest = name;
    while let Some((_, more)) = rest.split_once(' ').filter(|(first, _)| title(first)) {
        rest = more;
    }
    rest.to_owned()
}

/// A nationality, a title or a month alone; a title that further words only name more closely.
fn says_little(names: &Names, last: &str, words: usize) -> bool {
    let bits = names.get(lower_hash(last));
    let alone = names::NATIONALITY | names::NO_NAME;
    bits & names::TITLE != 0 || words == 1 && bits & alone != 0
}

/// Whether an index would list it at all; `sure` for a name that only looks like an agency's.
fn is_listed(name: &str, sure: bool, lexicon: &Lexicon) -> bool {
    let day = || lexicon.months.month(name).is_some() || lexicon.months.weekday(name).is_some();
    let large = name.starts_with(char::is_uppercase);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (2..=CHARS_MAX).contains(&letters)
        && !(large && !name.contains(' ') && day())
        && (sure || !large || lexicon.agencies.find(name).is_none())
        && !lexicon.known.is_stopped_keyword(name)
}

/// The keys of its words without the plural's `s`, full stops left out.
fn words(name: &str) -> Vec<WordKey> {
    let parts = name.split_whitespace();
    parts
        .map(|part| {
            let bare = match part.contains('.') {
                true => Cow::Owned(part.replace('.', "")),
                false => Cow::Borrowed(part),
            };
            let s = ['s', 'S'];
            let stem = bare.strip_suffix(s);
            let stem = stem.filter(|stem| stem.len() > 2 && !stem.ends_with(s));
            word_key(stem.unwrap_or(&bare))
        })
        .collect()
}

/// The best, none of which shares its words with a better one.
fn apart(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::with_capacity(KEYWORDS_MAX);
    let mut parts: Vec<Vec<WordKey>> = Vec::with_capacity(KEYWORDS_MAX);
    for name in names {
        let own = words(&name);
        let same = |(other, others): (&String, &Vec<WordKey>)| {
            within(&own, others)
                || within(others, &own)
                || is_short_for(&name, other)
                || is_short_for(other, &name)
        };
        if !chosen.iter().zip(&parts).any(same) {
            chosen.push(name);
            parts.push(own);
        }
        if chosen.len() == KEYWORDS_MAX {
            break;
        }
    }
    chosen
}

fn within(one: &[WordKey], other: &[WordKey]) -> bool {
    one.iter().all(|word| other.contains(word))
}

/// Whether one is the other's capitals.
fn is_short_for(short: &str, long: &str) -> bool {
    let capitals = || {
        long.split([' ', '-'])
            .filter_map(|word| word.chars().next())
    };
    let capitals = capitals().filter(|c| c.is_uppercase());
    let letters = short.chars().filter(|c| *c != '.');
    let one_word = short.len() > 1 && !short.contains(' ');
    one_word && short.starts_with(char::is_uppercase) && letters.eq(capitals)
}

#[cfg(test)]
#[path = "keywords_tests.rs"]
mod tests;
