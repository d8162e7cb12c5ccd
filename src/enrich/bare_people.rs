//! People whom the tagger leaves out where little stands around them, as in lists and results: an
//! initial and a surname, a name and a country in brackets.
//!
//! In: mentions by the rules of names. Out: the same, and these people.
//! Never: a change of what was found.

use super::annotations::{EntityKind, TokenClass};
use super::mention::Mention;
use super::names;
use super::scene::Scene;

/// Words of a name before a country in brackets.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=3;
/// What a list says a name is if it is no person's.
const ELSE: names::NameBits = names::COUNTRY
    | names::ORGANISATION
    | names::ORGANISATION_WORD
    | names::NO_NAME
    | names::NATIONALITY;

/// The mentions and the people left out.
pub(super) fn bare_people(scene: &Scene<'_>, mut mentions: Vec<Mention>) -> Vec<Mention> {
    let mut taken = vec![false; scene.ground.tokens.len()];
    for mention in &mentions {
        taken[mention.tokens.0..mention.tokens.1].fill(true);
    }
    let free = |tokens: (usize, usize)| !taken[tokens.0..tokens.1].contains(&true);
    let tokens = scene.ground.tokens.iter().enumerate();
    let marks = tokens.filter(|(_, token)| token.class == TokenClass::Mark);
    let found = marks.filter_map(|(at, mark)| match mark.span.of(scene.text) {
        "." => with_initial(scene, at),
        "(" => before_country(scene, at),
        _ => None,
    });
    let found: Vec<(usize, usize)> = found.filter(|tokens| free(*tokens)).collect();
    mentions.extend(
        found
            .into_iter()
            .map(|tokens| Mention::new(EntityKind::Person, tokens)),
    );
    mentions.sort_by_key(|mention| mention.tokens);
    mentions
}

/// `J. Ratcliffe`: a letter, its full stop and one word.
fn with_initial(scene: &Scene<'_>, stop: usize) -> Option<(usize, usize)> {
    let first = stop.checked_sub(1)?;
    let (_, end) = scene.prepared.sentence_of(first)?;
    let letter = scene.word(first).len() == 1 && scene.prepared.is_large(first);
    let surname = stop + 1;
    let alone = scene.prepared.is_large(surname)
        && surname < end
        && !scene.prepared.is_large(surname + 1)
        && scene.word(surname).len() > 2
        && !first
            .checked_sub(1)
            .is_some_and(|before| scene.prepared.is_large(before));
    let bits = scene.bits(surname);
    let compass = matches!(scene.word(first), "N" | "S" | "E" | "W") && bits & names::PLACE != 0;
    let other = compass || bits & ELSE != 0;
    (letter && scene.touches(first) && alone && !other).then_some((first, surname + 1))
}

/// `Trine Norman (Norway)`.
fn before_country(scene: &Scene<'_>, bracket: usize) -> Option<(usize, usize)> {
    let country = |to: usize| {
        let listed = scene.listed((bracket + 1, to)) & names::COUNTRY != 0;
        listed && scene.word(to) == ")"
    };
    if bracket + 4 >= scene.ground.tokens.len() || !(2..=4).any(|words| country(bracket + words)) {
        return None;
    }
    let mut from = bracket;
    while from > 0 && scene.prepared.is_large(from - 1) && !scene.ends_line(from - 1) {
        from -= 1;
    }
    let bits = (from..bracket).fold(0, |bits, at| bits | scene.bits(at));
    let other = bits & ELSE != 0 || scene.listed((from, bracket)) & (ELSE | names::PLACE) != 0;
    (NAME_WORDS.contains(&(bracket - from)) && !other).then_some((from, bracket))
}
