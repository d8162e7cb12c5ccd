//! Rules for places that stand in a longer word or name: streets, `Jane Doe of Nelson`,
//! `Seattle-based`, `R-Fairfax`.
//!
//! In: a token that may show one, mentions so far. Out: the mentions with it.
//! Never: a place that the gazetteer does not know, but a street.

use super::annotations::EntityKind;
use super::mention::Mention;
use super::names;
use super::place_words::PlaceWords;
use crate::lexicon::places::{Naming, Place, PlaceKind};
use crate::story::Span;

/// Letters of the longest short form of a region.
const SHORT_MAX: usize = 5;
/// Most words of a street before its last.
const STREET_WORDS_MAX: usize = 4;
/// What stands behind a hyphen and leaves the place before it one.
const BASED: [&str; 5] = ["based", "area", "born", "bound", "headquartered"];
/// Parties as they stand before the place of a member: `R-Fairfax`.
const PARTIES: [&str; 5] = ["R", "D", "I", "DFL", "GOP"];

/// `Third Street`, `Old Lexington Highway`, `79th Street`: whole, and no place of its first words.
pub(super) fn street(words: &mut PlaceWords<'_, '_>, last: usize) {
    let scene = words.scene;
    if !scene.prepared.is_large(last) {
        return;
    }
    let stop = scene.word(last + 1) == "." && scene.touches(last);
    let to = last + 1 + usize::from(stop && scene.word(last).len() <= "Blvd".len());
    let mut from = words.start_of_run(last, STREET_WORDS_MAX);
    let ordinal = |word: &str| {
        let digits = word.trim_end_matches(char::is_alphabetic);
        !digits.is_empty() && matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th")
    };
    if from == last && last > 0 && ordinal(scene.word(last - 1)) {
        from = words.start_of_run(last - 1, 1);
    }
    let within = |m: &Mention| m.kind == EntityKind::Organisation && m.tokens.1 > to;
    let longer =
        scene.prepared.is_large(to) || words.mentions[words.over((from, to))].iter().any(within);
    if from < last && !longer && !words.is_known((from, last + 1)) {
        words.put((from, to), true);
    }
}

/// `Jane Doe of Nelson`, `Jane Doe, 31, of Swansea`: a person and where she lives; `Republic of
/// Armenia`.
pub(super) fn of(words: &mut PlaceWords<'_, '_>, at: usize) {
    let title = at > 0 && words.scene.bits(at - 1) & names::TITLE != 0;
    let Some(end) = words.known_from(at + 1) else {
        return;
    };
    if at > 0 && matches!(words.scene.word(at - 1), "Republic" | "Kingdom") {
        let country = |p: Place<'_>| p.kind == PlaceKind::Country;
        if words.named((at + 1, end)).any(country) {
            words.put((at - 1, end), false);
        }
        return;
    }
    let cut = !title && words.end_person(at);
    let scene = words.scene;
    let aged = at >= 2
        && scene.word(at - 1) == ","
        && scene.word(at - 2).starts_with(|c: char| c.is_ascii_digit());
    if (cut || aged) && end == words.end_of_run(at + 1) {
        words.put((at + 1, end), false);
    }
}

/// `Seattle-based`, `Los Angeles-area`, `R-Fairfax`, `D-Iowa City`.
pub(super) fn compound(words: &mut PlaceWords<'_, '_>, at: usize) {
    let word = words.scene.word(at);
    let Some((first, second)) = word.split_once('-') else {
        return;
    };
    let token = words.scene.ground.tokens[at].span;
    if PARTIES.contains(&first) {
        let start = token.end - second.len();
        let to = words.end_of_run(at).clamp(at + 1, at + 3);
        let end = |to: usize| words.scene.ground.tokens[to - 1].span.end;
        let to = end_of_short(words, at, second).unwrap_or(to);
        let spans = (at + 1..=to)
            .rev()
            .map(|to| (to, Span::new(start, end(to))));
        let known = spans.into_iter().find(|(_, span)| is_named(words, *span));
        if let Some((to, span)) = known {
            put(words, (at, to), span);
        }
    } else if BASED.contains(&second) {
        let end = token.start + first.len();
        let saint = at >= 2 && words.scene.word(at - 1) == "." && words.scene.touches(at - 2);
        let from = if saint {
            at - 2
        } else {
            words.start_of_run(at, 2)
        };
        let start = |from: usize| words.scene.ground.tokens[from].span.start;
        let spans = (from..=at).map(|from| (from, Span::new(start(from), end)));
        let known = spans.into_iter().find(|(_, span)| is_named(words, *span));
        if let Some((from, span)) = known {
            put(words, (from, at + 1), span);
        }
    }
}

/// Where the short form of a region ends that a token ends with or begins: `Miss.`, `N.D.`.
fn end_of_short(words: &PlaceWords<'_, '_>, at: usize, begun: &str) -> Option<usize> {
    let scene = words.scene;
    if scene.word(at + 1) != "." || !scene.touches(at) || begun.len() > SHORT_MAX {
        return None;
    }
    let letter = |word: &str| word.trim_end_matches('.').len() <= 1 && !word.is_empty();
    let dotted = |to: &usize| scene.touches(*to - 1) && letter(scene.word(*to));
    let most = if begun.len() > 1 { at + 2 } else { at + 4 };
    let to = (at + 2..most).find(|to| !dotted(to));
    Some(to.unwrap_or(most))
}

/// Whether the gazetteer has a place of this name, short forms of regions included.
fn is_named(words: &PlaceWords<'_, '_>, span: Span) -> bool {
    let mut named = words.table.written(span.of(words.scene.text));
    named.any(|(_, naming)| naming != Naming::People)
}

/// Puts a place that is a part of a word over what is found there.
fn put(words: &mut PlaceWords<'_, '_>, tokens: (usize, usize), span: Span) {
    let over = words.over(tokens);
    let mut met = words.mentions[over.clone()].iter();
    if met.any(|m| m.known.is_some()) {
        return;
    }
    let place = Mention {
        span: Some(span),
        ..Mention::new(EntityKind::Place, tokens)
    };
    words.mentions.splice(over, [place]);
}
