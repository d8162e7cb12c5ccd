//! Names that the tagger took for places and that are none.
//!
//! In: mentions by the rules for places. Out: the same, some dropped, some made people or
//! organisations. Never: a country or region made something else by its name alone.

use super::annotations::EntityKind;
use super::hashing::lower_hash;
use super::mention::Mention;
use super::names;
use super::place_cues::{COMPASS, FACILITIES, LANDMARKS, STREETS};
use super::place_words::PlaceWords;
use super::scene::is_full_stop;
use crate::lexicon::places::Naming;
use crate::lexicon::table::TextSet;
use crate::lexicon::word_key::word_key;

/// Letters of a name in capitals that is no town's.
const SHORT_MAX: usize = 3;

/// Makes what is no place what it is.
pub(super) fn doubts(words: &mut PlaceWords<'_, '_>) {
    titled(words);
    unknown(words);
}

/// Words that the tagger took for a place and are none: `District`, `Syrian-Turkish`, `St.`, the
/// `North` of `North Main Street`.
pub(super) fn drop_common(words: &mut PlaceWords<'_, '_>) {
    let mentions = std::mem::take(&mut words.mentions);
    let common = |m: &Mention| {
        let (from, to) = m.tokens;
        if m.kind != EntityKind::Place || m.known.is_some() {
            return false;
        }
        let contest = ["Open", "OPEN", "Masters", "MASTERS"];
        let title = |at: usize| {
            let word = words.scene.word(at);
            words.scene.bits(at) & names::TITLE != 0 || is_full_stop(word)
        };
        let stop = to - from == 2 && is_full_stop(words.scene.word(from + 1));
        contest.contains(&words.scene.word(to))
            || (from..to).all(title) && !words.is_known(m.tokens)
            || is_people(words, m.tokens)
            || (to - from == 1 || stop) && is_common(words, m.tokens)
    };
    words.mentions = mentions.into_iter().filter(|m| !common(m)).collect();
}

/// `Sicilian`: what the gazetteer has as an adjective or people only.
fn is_people(words: &PlaceWords<'_, '_>, tokens: (usize, usize)) -> bool {
    if !words
        .table
        .ends_people(word_key(words.scene.word(tokens.1 - 1)))
    {
        return false;
    }
    let mut named = words.table.written(words.text(tokens)).peekable();
    named.peek().is_some() && named.all(|(_, naming)| naming == Naming::People)
}

/// Whether a name of one word is the word of a street, a ground, a direction, or no name at all.
fn is_common(words: &PlaceWords<'_, '_>, tokens: (usize, usize)) -> bool {
    let (from, to) = tokens;
    let word = words.scene.word(from).to_lowercase();
    let word = word.as_str();
    let nation = |word: &str| words.scene.names.get(lower_hash(word)) & names::NATIONALITY != 0;
    let common = || {
        words.scene.bits(from) & names::COMMON != 0
            || word.contains('-') && word.split('-').any(nation)
    };
    STREETS.contains(&word)
        || FACILITIES.contains(&word)
        || LANDMARKS.contains(&word)
        || COMPASS.contains(&word) && words.end_of_run(from) > to
        || common() && !words.is_known(tokens)
}

/// `President Clinton`, and `Clinton` from then on: a person, but where a word shows the place.
fn titled(words: &mut PlaceWords<'_, '_>) {
    let scene = words.scene;
    let single = |m: &Mention| is_single(m) && scene.bits(m.tokens.0) & names::COUNTRY == 0;
    let titled = |m: &Mention| {
        let at = m.tokens.0;
        let stop = at >= 2 && is_full_stop(scene.word(at - 1)) && scene.touches(at - 2);
        let title = at.checked_sub(if stop { 2 } else { 1 });
        title.is_some_and(|at| scene.bits(at) & names::TITLE != 0 && scene.prepared.is_large(at))
            && !scene.ends_line(at - 1)
    };
    let people = words.mentions.iter().filter(|m| single(m) && titled(m));
    let people: TextSet<&str> = people.map(|m| scene.word(m.tokens.0)).collect();
    let person =
        |m: &Mention| single(m) && people.contains(scene.word(m.tokens.0)) && !words.is_led(*m);
    let found: Vec<bool> = words.mentions.iter().map(person).collect();
    for (mention, _) in words
        .mentions
        .iter_mut()
        .zip(found)
        .filter(|(_, found)| *found)
    {
        mention.kind = EntityKind::Person;
    }
}

/// Names that the gazetteer does not know and nothing leads to, and short ones in capitals (`BA`)
/// that only towns bear: more often a company.
fn unknown(words: &mut PlaceWords<'_, '_>) {
    let single = |m: &Mention| is_single(m) && !is_listed(words, m);
    let shows = |word: &str| matches!(word, "at" | "and" | "," | "the" | "on" | "into");
    let led = |m: &Mention| words.is_led(*m) || words.before(*m).is_some_and(shows);
    let places = words.mentions.iter().filter(|m| is_single(m));
    let shown = places.filter(|m| led(m)).map(|m| words.text(m.tokens));
    let shown: TextSet<&str> = shown.collect();
    let company = |m: &Mention| {
        let word = words.text(m.tokens);
        let short = word.len() <= SHORT_MAX && !word.contains(char::is_lowercase);
        let town = words.named(m.tokens).all(|place| !place.is_area());
        let nowhere = || words.table.written(word).next().is_none();
        short && town || !shown.contains(word) && nowhere()
    };
    let found: Vec<bool> = words
        .mentions
        .iter()
        .map(|m| single(m) && company(m))
        .collect();
    for (mention, _) in words
        .mentions
        .iter_mut()
        .zip(found)
        .filter(|(_, found)| *found)
    {
        mention.kind = EntityKind::Organisation;
    }
}

/// Whether a mention is a place of one word, found and not given.
fn is_single(mention: &Mention) -> bool {
    let (from, to) = mention.tokens;
    let found = mention.known.is_none() && mention.span.is_none();
    found && mention.kind == EntityKind::Place && to - from == 1
}

/// Whether a list has it as a place.
fn is_listed(words: &PlaceWords<'_, '_>, mention: &Mention) -> bool {
    words.scene.listed(mention.tokens) & (names::COUNTRY | names::PLACE) != 0
}
