//! Rules for places: what words around a name and the gazetteer say, against the tagger.
//!
//! In: mentions by the rules of names. Out: the same, those that are places retyped or made whole,
//! and places added that the tagger left out. Never: a place that the gazetteer does not know, or
//! a change of the newsroom's own names.

use super::annotations::{EntityKind, TokenClass};
use super::mention::Mention;
use super::names;
use super::place_cues::{COMPASS, Cue, cue};
use super::place_parts::{compound, of, street};
use super::place_retype::retype;
use super::place_words::{PlaceWords, WORDS_MAX};
use super::results::teams;
use super::scene::{Scene, is_full_stop};
use crate::lexicon::places::{PlaceKind, PlaceTable};

/// What bears an owner's name and is a place.
const GROUNDS: [&str; 8] = [
    "Abbey",
    "Basilica",
    "Bay",
    "Castle",
    "Cathedral",
    "Island",
    "Park",
    "Square",
];
/// Tokens of a line with nothing but a place and a day.
const DAY_TOKENS_MAX: usize = 16;

/// The mentions after the rules.
pub(super) fn place_rules(
    scene: &Scene<'_>,
    table: &PlaceTable,
    mentions: Vec<Mention>,
) -> Vec<Mention> {
    let mut words = PlaceWords::new(scene, table, mentions);
    for at in 0..scene.ground.tokens.len() {
        match cue(scene.prepared.lower(at)) {
            Some(Cue::Comma) => with_area(&mut words, at),
            Some(Cue::Dash) => dateline(&mut words, at),
            Some(Cue::District) => district(&mut words, at),
            Some(Cue::Districts) => row(&mut words, at),
            Some(Cue::Area) => area(&mut words, at),
            Some(Cue::Owner) => owner(&mut words, at),
            Some(Cue::Before) => behind_word(&mut words, at),
            Some(Cue::Behind) => before_word(&mut words, at),
            Some(Cue::Street) => street(&mut words, at),
            Some(Cue::Of) => of(&mut words, at),
            None if scene.ground.tokens[at].class == TokenClass::Number => day(&mut words, at),
            None if words.is_capital(at) => compound(&mut words, at),
            None => {}
        }
    }
    retype(&mut words);
    teams(&mut words);
    words.mentions
}

/// `Laurel County`, with nothing but a title or a day behind it.
fn district(words: &mut PlaceWords<'_, '_>, last: usize) {
    if !words.scene.prepared.is_large(last) {
        return;
    }
    let from = words.start_of_run(last, WORDS_MAX - 1);
    // `Hamilton Township` is what lies in a state, whether the gazetteer has it or not.
    let whole = |from: &usize| words.is_known((*from, last + 1));
    let in_area = || words.scene.word(last + 1) == "," && words.area_from(last + 2).is_some();
    let town = |from: &usize| words.is_known((*from, last)) && in_area();
    let Some(from) = (from..last).find(whole).or_else(|| (from..last).find(town)) else {
        return;
    };
    let next = words.scene.bits(last + 1);
    let title = next & (names::TITLE | names::NO_NAME) != 0;
    if !words.scene.prepared.is_large(last + 1) || title {
        words.put((from, last + 1), title);
    }
}

/// `Kenya's Mombasa`, `Jordan's King Abdullah`: the owner is a country; `St. Ann's Square`.
fn owner(words: &mut PlaceWords<'_, '_>, own: usize) {
    let scene = words.scene;
    if own == 0 || !scene.touches(own - 1) || !scene.prepared.is_large(own + 1) {
        return;
    }
    let from = words.start_of_run(own, WORDS_MAX);
    let saint = from >= 2 && is_full_stop(scene.word(from - 1)) && scene.touches(from - 2);
    let to = words.end_of_run(own + 1);
    if to == own + 2 && GROUNDS.contains(&scene.word(own + 1)) && from < own {
        words.put((if saint { from - 2 } else { from }, to), false);
        return;
    }
    let country = |from: &usize| scene.listed((*from, own)) & names::COUNTRY != 0;
    let Some(from) = (from..own).find(country) else {
        return;
    };
    let titled = scene.bits(own + 1) & (names::TITLE | names::ORGANISATION_WORD) != 0;
    let index = words.over((from, own)).start;
    let met = words.mentions.get_mut(index);
    if let Some(met) = met.filter(|m| titled && m.known.is_none() && m.tokens == (from, own)) {
        met.kind = EntityKind::Place;
    }
    let whole = (own + 1, to);
    let inside = || {
        let mut places = words.named(whole);
        places.any(|place| words.named((from, own)).any(|land| place.lies_in(&land)))
    };
    if to - own <= WORDS_MAX && words.is_free(whole) && inside() {
        words.put(whole, false);
    }
}

/// `Oaxaca State`, with no name but a title behind it; `Ohio State` is a university and its teams,
/// but for the two whose towns bear their names.
fn area(words: &mut PlaceWords<'_, '_>, last: usize) {
    let scene = words.scene;
    let titled = scene.bits(last + 1) & names::TITLE != 0;
    if !scene.prepared.is_large(last) || scene.prepared.is_large(last + 1) && !titled {
        return;
    }
    let from = words.start_of_run(last, WORDS_MAX - 1);
    let region = |from: &usize| {
        let mut named = words.named((*from, last));
        named.find(|place| place.kind == PlaceKind::Region)
    };
    let Some((from, region)) = (from..last).find_map(|from| Some((from, region(&from)?))) else {
        return;
    };
    let tokens = (from, last + 1);
    words.put(tokens, false);
    let state = matches!(scene.word(last), "State" | "STATE") && region.country == Some(*b"US");
    let known = words.is_known(tokens) || matches!(region.name(), "Washington" | "New York");
    let index = words.over(tokens).start;
    let put = words.mentions.get_mut(index);
    if let Some(put) = put.filter(|m| state && !known && m.tokens == tokens) {
        put.kind = EntityKind::Organisation;
    }
}

/// `Barrow and Jackson counties`.
fn row(words: &mut PlaceWords<'_, '_>, at: usize) {
    let mut end = at;
    while end > 0 && words.scene.prepared.is_large(end - 1) {
        let from = words.start_of_run(end, WORDS_MAX - 1);
        let Some(from) = (from..end).find(|from| words.is_known((*from, end))) else {
            return;
        };
        words.put((from, end), false);
        end = from;
        while end > 0 && matches!(words.scene.word(end - 1), "," | "and") {
            end -= 1;
        }
        if end == from {
            return;
        }
    }
}

/// `Hoboken, New Jersey`, `CHARLESTON, W.Va.`: a town and what it lies in.
fn with_area(words: &mut PlaceWords<'_, '_>, comma: usize) {
    let Some((area, places)) = words.area_from(comma + 1) else {
        return;
    };
    let from = words.start_of_run(comma, WORDS_MAX);
    let inside = |from: &usize| {
        let mut named = words.named((*from, comma));
        named.any(|place| {
            places
                .iter()
                .any(|area| place.lies_in(area) && place.index != area.index)
        })
    };
    if let Some(from) = (from..comma).find(inside) {
        words.put((from, comma), true);
        let mut met = words.mentions[words.over(area)].iter();
        if met.all(|m| m.kind != EntityKind::Place) {
            words.put(area, false);
        }
    }
}

/// `in Woodbridge`, `near eastern Newmarket`.
fn behind_word(words: &mut PlaceWords<'_, '_>, at: usize) {
    let mut from = at + 1;
    while COMPASS.contains(&words.scene.word(from)) {
        from += 1;
    }
    let to = words.end_of_run(from);
    if to == from || to - from > WORDS_MAX || !words.is_free((from, to)) {
        return;
    }
    if words.is_known((from, to)) {
        words.put((from, to), false);
    }
}

/// `Danbury police`, `an Alton man`.
fn before_word(words: &mut PlaceWords<'_, '_>, at: usize) {
    if words.scene.prepared.is_large(at) && words.scene.word(at).contains(char::is_lowercase) {
        return;
    }
    let mut from = words.start_of_run(at, WORDS_MAX + 1);
    if matches!(
        words.scene.word(from),
        "A" | "An" | "The" | "One" | "Two" | "Three" | "Four"
    ) {
        from += 1;
    }
    if from == at || at - from > WORDS_MAX || !words.is_free((from, at)) {
        return;
    }
    if words.is_known((from, at)) {
        words.put((from, at), false);
    }
}

/// `NEWARK --` at the head of a sentence.
fn dateline(words: &mut PlaceWords<'_, '_>, at: usize) {
    let from = words.start_of_run(at, WORDS_MAX);
    let first = words.scene.prepared.sentence_of(from);
    let number = |at: usize| words.scene.ground.tokens[at].class == TokenClass::Number;
    let head = first
        .is_some_and(|(first, _)| first == from || words.scene.word(at) != "(" && number(from - 1));
    let loud = (from..at).all(|at| !words.scene.word(at).contains(char::is_lowercase));
    if head && loud && from < at && words.is_known((from, at)) {
        words.put((from, at), false);
    }
}

/// `NEWARK 2026-03-03`: a line with nothing else.
fn day(words: &mut PlaceWords<'_, '_>, at: usize) {
    let sentence = words.scene.prepared.sentence_of(at);
    let letters = |to: usize| (at..to).any(|at| words.scene.word(at).contains(char::is_alphabetic));
    let short = |(from, to): &(usize, usize)| *from < at && to - from <= DAY_TOKENS_MAX;
    if sentence.filter(short).is_some_and(|(_, to)| !letters(to)) {
        dateline(words, at);
    }
}
