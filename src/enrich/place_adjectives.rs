//! Adjectives and peoples of a text (`Russian`, `South Koreans`) and countries in its compounds
//! (`Canada-wide`), with what on the map they are of.
//!
//! In: a text, its tokens, what lists know. Out: where each stands and its country or region.
//! Never: a name.

use super::annotations::{Ground, TokenClass};
use super::hashing::lower_hash;
use super::names::{self, Names};
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable};
use crate::lexicon::word_key::word_key;
use crate::story::Span;

/// Most adjectives looked up.
const ADJECTIVES_MAX: usize = 200;

/// Words before the name of a language.
const SPOKEN: [&str; 14] = [
    "in", "of", "into", "plus", "speak", "speaks", "spoke", "spoken", "speaking", "learn",
    "learning", "teach", "teaching", "language",
];
/// Words that a language, and no noun of an adjective, stands before.
const BEHIND_A_LANGUAGE: [&str; 16] = [
    "and", "or", "but", "is", "was", "will", "as", "to", "from", "with", "for", "at", "by", "on",
    "than", "in",
];

/// The adjectives in the order of the text.
pub(super) fn adjectives<'a>(
    text: &str,
    ground: &Ground,
    names: &Names,
    table: &'a PlaceTable,
) -> Vec<(Span, Place<'a>)> {
    let mut found = Vec::new();
    let mut before: Option<Span> = None;
    for (index, token) in ground.tokens.iter().enumerate() {
        let word = token.span.of(text);
        let compound = word.contains('-');
        let capital = word.starts_with(char::is_uppercase);
        if token.class != TokenClass::Word || !capital && !compound {
            before = None;
            continue;
        }
        if compound {
            found.extend(in_compound(text, token.span, before, names, table));
        } else if table.ends_people(token.key) && !is_language(text, ground, index) {
            found.extend(people_of(text, token.span, before, table));
        }
        if found.len() >= ADJECTIVES_MAX {
            break;
        }
        before = capital.then_some(token.span);
    }
    found.truncate(ADJECTIVES_MAX);
    found
}

/// The countries and peoples in a compound: `Canada-wide`, `Syrian-Turkish`, `anti-Russian`.
fn in_compound<'a>(
    text: &str,
    span: Span,
    before: Option<Span>,
    names: &Names,
    table: &'a PlaceTable,
) -> impl Iterator<Item = (Span, Place<'a>)> {
    parts(text, span).filter_map(move |part| {
        let word = part.of(text);
        if names.get(lower_hash(word)) & names::COUNTRY != 0 {
            return country(word, table).map(|place| (part, place));
        }
        let before = before.filter(|_| part.start == span.start);
        let people = table.ends_people(word_key(word));
        people.then(|| people_of(text, part, before, table))?
    })
}

/// A people, with the word before it where that belongs to it: `Russian`, `South Koreans`.
fn people_of<'a>(
    text: &str,
    word: Span,
    before: Option<Span>,
    table: &'a PlaceTable,
) -> Option<(Span, Place<'a>)> {
    let whole = before.map(|first| Span::new(first.start, word.end));
    let whole = whole.and_then(|span| Some((span, people(span.of(text), table)?)));
    whole.or_else(|| Some((word, people(word.of(text), table)?)).filter(|_| !wider(before, text)))
}

/// Whether the word is a language rather than what belongs to a country: `spoken in French.`
fn is_language(text: &str, ground: &Ground, index: usize) -> bool {
    let word = |index: usize| ground.tokens.get(index).map(|token| token.span.of(text));
    let before = index.checked_sub(1).and_then(word);
    let behind = word(index + 1).filter(|word| word.starts_with(char::is_alphanumeric));
    before.is_some_and(|word| SPOKEN.contains(&word))
        && behind.is_none_or(|word| BEHIND_A_LANGUAGE.contains(&word))
}

/// Whether the word before says that more than the one country is meant: `Latin American`.
fn wider(before: Option<Span>, text: &str) -> bool {
    const WIDER: [&str; 8] = [
        "North", "South", "East", "West", "Central", "Latin", "Native", "African",
    ];
    before.is_some_and(|before| WIDER.contains(&before.of(text)))
}

/// The words of a compound that begin with a capital: `Syrian-Turkish`, `Cypriot-flagged`.
fn parts(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    let words = span.of(text).split('-').map(move |word| {
        let part = Span::new(start, start + word.len());
        start = part.end + 1;
        part
    });
    words.filter(|part| part.of(text).starts_with(char::is_uppercase))
}

/// The country of a name in a compound: `Canada-wide`, `Russia-Turkey`.
fn country<'a>(word: &str, table: &'a PlaceTable) -> Option<Place<'a>> {
    let mut named = table.written(word);
    let country = named.find(|(place, _)| place.kind == PlaceKind::Country);
    country.map(|(place, _)| place)
}

/// What a word is the adjective or people of.
fn people<'a>(word: &str, table: &'a PlaceTable) -> Option<Place<'a>> {
    let mut named = table.written(word);
    let people = named.find(|(_, naming)| *naming == Naming::People);
    people.map(|(place, _)| place)
}
