//! Rules for places that look at a mention alone: what the gazetteer and the rest of the story
//! say a name is.
//!
//! In: mentions after the rules by words. Out: the same, some retyped, cut or dropped.
//! Never: a place added.

use std::collections::HashSet;

use super::annotations::EntityKind;
use super::entities::Mention;
use super::hashing::lower_hash;
use super::names;
use super::place_cues::{COMPASS, Cue, STREETS, cue};
use super::place_words::{PlaceWords, WORDS_MAX};
use super::scene::is_full_stop;
use crate::lexicon::places::{Place, PlaceKind};

/// People from which on a town's name can stand for its team.
const TEAM_TOWN: u32 = 100_000;
/// Words before a place, and before much else.
const BEFORE: [&str; 6] = ["from", "of", "to", "through", "toward", "towards"];

/// Applies the rules to every mention.
pub(super) fn retype(words: &mut PlaceWords<'_, '_>) {
    for index in 0..words.mentions.len() {
        let mention = words.mentions[index];
        if mention.known.is_some() {
            continue;
        }
        match mention.kind {
            EntityKind::Place => trim(words, index),
            EntityKind::Organisation if is_area(words, mention) || follows(words, mention) => {
                words.mentions[index].kind = EntityKind::Place;
            }
            EntityKind::Organisation | EntityKind::Person => {}
        }
    }
    drop_common(words);
    whole(words);
    rows(words);
    same_names(words);
    titled(words);
}

/// `ST. PAUL` where `PAUL` was found, `Pine Grove` where `Pine` was.
fn whole(words: &mut PlaceWords<'_, '_>) {
    let places = words
        .mentions
        .iter()
        .filter(|m| m.kind == EntityKind::Place);
    let places: Vec<Mention> = places.filter(|m| m.known.is_none()).copied().collect();
    for Mention { tokens, .. } in places {
        let (from, to) = tokens;
        let scene = words.scene;
        let saint = from >= 2 && is_full_stop(scene.word(from - 1)) && scene.touches(from - 2);
        let left = if saint { 2 } else { 1 };
        let left = from
            .checked_sub(left)
            .filter(|at| words.end_of_run(*at) > *at);
        let left = left.filter(|at| saint || words.end_of_run(*at) >= to);
        let right = words.end_of_run(from).min(to + 1);
        let wider = [left.map(|left| (left, to)), Some((from, right))];
        let wider = wider.into_iter().flatten();
        let known = wider.into_iter().find(|wider| {
            wider.1 - wider.0 > to - from
                && wider.1 - wider.0 <= WORDS_MAX
                && words.is_known(*wider)
        });
        if let Some(wider) = known {
            words.put(wider, false);
        }
    }
}

/// `President Clinton`, and `Clinton` from then on: a person, but where a word shows the place.
fn titled(words: &mut PlaceWords<'_, '_>) {
    let scene = words.scene;
    let single = |m: &Mention| {
        let (from, to) = m.tokens;
        m.kind == EntityKind::Place
            && m.known.is_none()
            && to - from == 1
            && scene.bits(from) & names::COUNTRY == 0
    };
    let titled = |m: &Mention| {
        let at = m.tokens.0;
        let stop = at >= 2 && is_full_stop(scene.word(at - 1)) && scene.touches(at - 2);
        let title = at.checked_sub(if stop { 2 } else { 1 });
        title.is_some_and(|at| scene.bits(at) & names::TITLE != 0 && scene.prepared.is_large(at))
            && !scene.ends_line(at - 1)
    };
    let led = |m: &Mention| {
        let before = m.tokens.0.checked_sub(1);
        before.is_some_and(|at| {
            BEFORE.contains(&scene.word(at)) || cue(scene.prepared.lower(at)) == Some(Cue::Before)
        })
    };
    let people = words.mentions.iter().filter(|m| single(m) && titled(m));
    let people: HashSet<&str> = people.map(|m| scene.word(m.tokens.0)).collect();
    for mention in &mut words.mentions {
        if single(mention) && people.contains(scene.word(mention.tokens.0)) && !led(mention) {
            mention.kind = EntityKind::Person;
        }
    }
}

/// Regions and countries of several words.
fn is_area(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    to - from > 1 && words.named((from, to)).any(|place| place.is_area())
}

/// `from Riverdale`, `of Riverdale` for what the tagger took for an organisation.
fn follows(words: &PlaceWords<'_, '_>, mention: Mention) -> bool {
    let (from, to) = mention.tokens;
    let before = from.checked_sub(1).map_or("", |at| words.scene.word(at));
    BEFORE.contains(&before)
        && !words.scene.prepared.is_large(to)
        && words.is_free((from, to))
        && words.is_known((from, to))
}

/// `Athens Mayor`, `Cookville Fire Chief`: the place ends before the office.
fn trim(words: &mut PlaceWords<'_, '_>, index: usize) {
    let (from, to) = words.mentions[index].tokens;
    if to - from < 2 || words.is_known((from, to)) {
        return;
    }
    let office = (from + 1..to).any(|at| words.scene.bits(at) & names::TITLE != 0);
    let known = (from + 1..to)
        .rev()
        .find(|end| words.is_known((from, *end)));
    if let Some(end) = known.filter(|_| office) {
        words.mentions[index].tokens.1 = end;
    }
}

/// Words that the tagger took for a place and are none: `District`, `Syrian-Turkish`, `St.`, the
/// `North` of `North Main Street`.
fn drop_common(words: &mut PlaceWords<'_, '_>) {
    let mentions = std::mem::take(&mut words.mentions);
    let common = |m: &Mention| {
        let (from, to) = m.tokens;
        let place = m.kind == EntityKind::Place && m.known.is_none();
        let word = words.scene.word(from).to_lowercase();
        let street = STREETS.contains(&word.as_str());
        let compass = COMPASS.contains(&word.as_str()) && words.end_of_run(from) > to;
        let nation = |word: &str| words.scene.names.get(lower_hash(word)) & names::NATIONALITY;
        let nations = word.contains('-') && word.split('-').any(|word| nation(word) != 0);
        let common = nations || words.scene.bits(from) & names::COMMON != 0;
        let common = common && !words.is_known(m.tokens);
        let stop = to - from == 2 && is_full_stop(words.scene.word(from + 1));
        place && (to - from == 1 || stop) && (street || compass || common)
    };
    words.mentions = mentions.into_iter().filter(|m| !common(m)).collect();
}

/// `Sharon, Cornwall and Salisbury`: in a row with a place stand places.
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
    let names: HashSet<&str> = places.map(|m| words.text(m.tokens)).collect();
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
