//! Places joined by a hyphen: the `India-Pakistan` border, a `New York-London` flight.
//!
//! In: mentions by the other rules. Out: the same, with each place of such a pair for itself.
//! Never: a part of a name that the gazetteer or the newsroom has whole (`Baden-Baden`), or a pair
//! of which one place is a village.

use super::annotations::EntityKind;
use super::hashing::lower_hash;
use super::mention::{Mention, over};
use super::names;
use super::place_cues::is_compass;
use super::scene::Scene;
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable};
use crate::story::Span;

/// Words of a place beside the hyphen.
const WORDS_MAX: usize = 3;
/// People of a town that is known by its name alone. Surnames are joined by hyphens, too, and most
/// are the name of some smaller town.
const PEOPLE_MIN: u32 = 250_000;
/// Letters of a region's name that is no short form.
const REGION_LETTERS_MIN: usize = 4;

/// The mentions, in order, with those of pairs.
pub(super) fn place_pairs(
    scene: &Scene<'_>,
    table: &PlaceTable,
    mut mentions: Vec<Mention>,
) -> Vec<Mention> {
    for at in 0..scene.ground.tokens.len() {
        if !scene.prepared.is_large(at) || !scene.word(at).contains('-') {
            continue;
        }
        let Some(places) = pair(scene, table, at) else {
            continue;
        };
        let (from, to) = (places[0].tokens.0, places[places.len() - 1].tokens.1);
        let over = over(&mentions, (from, to));
        let within = |m: &Mention| from <= m.tokens.0 && m.tokens.1 <= to && m.known.is_none();
        if mentions[over.clone()].iter().all(within) {
            mentions.splice(over, places);
        }
    }
    mentions
}

/// The places that a word with hyphens joins, if all its parts are some.
fn pair(scene: &Scene<'_>, table: &PlaceTable, at: usize) -> Option<Vec<Mention>> {
    let token = scene.ground.tokens[at].span;
    let whole = scene.word(at);
    if table.written(whole).next().is_some() {
        return None;
    }
    let start = |from: usize| scene.ground.tokens[from].span.start;
    let end = |to: usize| scene.ground.tokens[to - 1].span.end;
    let follows = |at: usize| scene.prepared.is_large(at) && !scene.ends_line(at - 1);
    let mut left = at;
    while left > 0 && at - left < WORDS_MAX && follows(left) && scene.prepared.is_large(left - 1) {
        left -= 1;
    }
    let mut right = at + 1;
    while right - at < WORDS_MAX && follows(right) {
        right += 1;
    }
    let mut places = Vec::new();
    let mut begin = token.start;
    for part in whole.split('-') {
        let close = begin + part.len();
        // The first takes words before it in, the last words behind it; the longest name wins.
        let before = (left..=at).filter(|_| begin == token.start);
        let before = before.map(|from| ((from, at + 1), Span::new(start(from), close)));
        let behind = (at + 1..=right).rev().filter(|_| close == token.end);
        let behind = behind.map(|to| ((at, to), Span::new(begin, end(to))));
        let inner = ((at, at + 1), Span::new(begin, close));
        let mut spans = before.chain(behind).chain([inner]);
        let known = spans.find(|(_, span)| is_known(scene, table, span.of(scene.text)));
        let (tokens, span) = known?;
        places.push(Mention {
            span: Some(span),
            ..Mention::new(EntityKind::Place, tokens)
        });
        begin = close + 1;
    }
    Some(places)
}

/// Whether a name is a country's, a region's or a large town's.
fn is_known(scene: &Scene<'_>, table: &PlaceTable, name: &str) -> bool {
    let common = || {
        let short = name.len() < REGION_LETTERS_MIN;
        short || is_compass(name) || scene.names.get(lower_hash(name)) & names::COMMON != 0
    };
    let large = |place: &Place<'_>| match place.kind {
        PlaceKind::Country | PlaceKind::Capital => true,
        PlaceKind::City => place.population >= PEOPLE_MIN,
        PlaceKind::Region => !common(),
        PlaceKind::Site | PlaceKind::District | PlaceKind::Landform => false,
    };
    let mut named = table.written(name);
    named.any(|(place, naming)| matches!(naming, Naming::Name | Naming::Other) && large(&place))
}
