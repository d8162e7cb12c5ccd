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

/// The adjectives in the order of the text.
pub(super) fn adjectives<'a>(
    text: &str,
    ground: &Ground,
    names: &Names,
    table: &'a PlaceTable,
) -> Vec<(Span, Place<'a>)> {
    let mut found = Vec::new();
    let mut before: Option<Span> = None;
    for token in &ground.tokens {
        let word = token.span.of(text);
        if token.class != TokenClass::Word || !word.starts_with(char::is_uppercase) {
            before = None;
            continue;
        }
        let compound = word.contains('-');
        if !compound && !names.is_nation(token.key) {
            before = Some(token.span);
            continue;
        }
        for part in parts(text, token.span) {
            let word = part.of(text);
            if compound && names.get(lower_hash(word)) & names::COUNTRY != 0 {
                found.extend(country(word, table).map(|place| (part, place)));
                continue;
            }
            if compound && !names.is_nation(word_key(word)) {
                continue;
            }
            let whole = before.map(|first| Span::new(first.start, part.end));
            let whole = whole.and_then(|span| Some((span, people(span.of(text), table)?)));
            let part =
                || Some((part, people(part.of(text), table)?)).filter(|_| !wider(before, text));
            found.extend(whole.or_else(part));
            if found.len() == ADJECTIVES_MAX {
                return found;
            }
        }
        before = Some(token.span);
    }
    found
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
