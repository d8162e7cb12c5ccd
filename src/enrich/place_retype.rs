//! Rules for places that look at a mention alone: what the gazetteer and the rest of the story
//! say a name is.
//!
//! In: mentions after the rules by words. Out: the same, some retyped, mended or dropped.
//! Never: a place added.

use super::annotations::EntityKind;
use super::mention::Mention;
use super::names;
use super::place_cues::{LANDMARKS, TOWARD};
use super::place_doubts::{doubts, drop_common};
use super::place_edges::{trim, whole};
use super::place_words::PlaceWords;
use crate::lexicon::places::{Naming, Place, PlaceKind};
use crate::lexicon::table::TextSet;

/// Bytes of the longest short form of a region with its full stops.
const SHORT_MAX: usize = 6;
/// Last words of buildings and grounds, and words before one in which something happens.
const VENUES: [&str; 22] = [
    "Arena",
    "Building",
    "Castle",
    "Cathedral",
    "Center",
    "Centre",
    "Church",
    "Courthouse",
    "Garden",
    "Gardens",
    "Hall",
    "Hospital",
    "Hotel",
    "House",
    "Library",
    "Mall",
    "Museum",
    "Palace",
    "Prison",
    "Theater",
    "Theatre",
    "Tower",
];
const INSIDE: [&str; 8] = [
    "at", "in", "inside", "near", "outside", "to", "around", "into",
];
/// People from which on a town's name can stand for its team.
const TEAM_TOWN: u32 = 100_000;

/// Applies the rules to every mention.
pub(super) fn retype(words: &mut PlaceWords<'_, '_>) {
    for index in 0..words.mentions.len() {
        let mention = words.mentions[index];
        if mention.known.is_some() {
            continue;
        }
        match mention.kind {
            EntityKind::Place => trim(words, index),
            EntityKind::Organisation
                if is_area(words, mention)
                    || is_landform(words, mention)
                    || follows(words, mention) =>
            {
                words.mentions[index].kind = EntityKind::Place;
            }
            EntityKind::Organisation | EntityKind::Person
                if is_landmark(words, mention)
                    || is_short_area(words, mention)
                    || is_only_place(words, mention)
                    || is_venue(words, mention) =>
            {
                words.mentions[index].kind = EntityKind::Place;
            }
            EntityKind::Organisation | EntityKind::Person => {}
        }
    }
    drop_common(words);
    whole(words);
    rows(words);
    same_names(words);
    doubts(words);
}

/// Regions and countries of several words.
fn is_area(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    to - from > 1 && words.named((from, to)).any(|place| place.is_area())
}

/// `the Sahel`.
fn is_landform(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let article = words
        .before(mention)
        .is_some_and(|word| matches!(word, "the" | "The"));
    let landform = |place: Place<'_>| place.kind == PlaceKind::Landform;
    article && words.is_free(mention.tokens) && words.named(mention.tokens).any(landform)
}

/// `from Riverdale`, `of Riverdale`, `at Riverdale` for what the tagger took for an organisation.
fn follows(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    let leads = |word: &str| TOWARD.contains(&word) || INSIDE.contains(&word);
    words.before(mention).is_some_and(leads)
        && !words.scene.prepared.is_large(to)
        && words.is_free((from, to))
        && words.is_known((from, to))
}

/// Airports, stadiums, rivers that the tagger took for an organisation or person.
fn is_landmark(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    let last = words.scene.word(to - 1);
    let sure = matches!(
        last,
        "Airport" | "Stadium" | "River" | "Mountains" | "Island" | "Islands"
    );
    to - from > 1
        && mention.span.is_none()
        && LANDMARKS.contains(&last.to_lowercase().as_str())
        && (sure || mention.kind == EntityKind::Organisation)
}

/// `S.C.`, `W.Va.`: a region by its short form with full stops.
fn is_short_area(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let text = words.text(mention.tokens);
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    dots > 0 && text.len() <= SHORT_MAX && {
        let mut named = words.table.written(text);
        named.any(|(place, naming)| place.is_area() && naming == Naming::Short)
    }
}

/// `at the Hanbit Center`: a building, where something happens in it.
fn is_venue(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    let last = words.scene.word(to - 1);
    let article = from > 0 && matches!(words.scene.word(from - 1), "the" | "The");
    let before = (from - usize::from(article)).checked_sub(1);
    to - from > 1
        && mention.span.is_none()
        && VENUES.contains(&last)
        && before.is_some_and(|at| INSIDE.contains(&words.scene.word(at)))
}

/// A town that lists know as a place and nothing else, taken for a person.
fn is_only_place(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let bits = words.scene.listed(mention.tokens);
    let place = names::PLACE | names::COUNTRY;
    mention.kind == EntityKind::Person
        && mention.span.is_none()
        && bits & place != 0
        && bits & !place == 0
        && words.is_known(mention.tokens)
}

/// `Bristol, Bath and Wells`: in a row with a place stand places.
fn rows(words: &mut PlaceWords<'_, '_>) {
    for index in 0..words.mentions.len() {
        let mention = words.mentions[index];
        let beside = |first: Mention, second: Mention| {
            let between = first.tokens.1..second.tokens.0;
            between.len() == 1 && matches!(words.scene.word(between.start), "," | "and" | "or")
        };
        let place = |m: &Mention| m.kind == EntityKind::Place;
        let before = index.checked_sub(1).map(|at| words.mentions[at]);
        let before = before.filter(place).is_some_and(|m| beside(m, mention));
        let after = words.mentions.get(index + 1).copied();
        let after = after.filter(place).is_some_and(|m| beside(mention, m));
        if (before || after) && is_other(words, mention) && words.is_known(mention.tokens) {
            words.mentions[index].kind = EntityKind::Place;
        }
    }
}

/// What is a place once is one wherever the tagger took it for an organisation, but for large
/// towns, whose teams bear their names.
fn same_names(words: &mut PlaceWords<'_, '_>) {
    let places = words
        .mentions
        .iter()
        .filter(|m| m.kind == EntityKind::Place);
    let names: TextSet<&str> = places.map(|m| words.text(m.tokens)).collect();
    let small =
        |place: Place<'_>| place.kind == PlaceKind::District || place.population < TEAM_TOWN;
    let mut retyped = Vec::new();
    for (index, mention) in words.mentions.iter().enumerate() {
        if is_other(words, *mention) && names.contains(words.text(mention.tokens)) {
            let mut named = words.named(mention.tokens).peekable();
            if named.peek().is_some() && named.all(small) {
                retyped.push(index);
            }
        }
    }
    for index in retyped {
        words.mentions[index].kind = EntityKind::Place;
    }
}

/// Whether a mention is no place yet and could be one.
fn is_other(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    mention.kind != EntityKind::Place && mention.known.is_none() && words.is_free(mention.tokens)
}
