//! Where a place begins and ends: whole as the gazetteer has it, without what is no part of it.
//!
//! In: mentions by the rules for places. Out: the same, some longer or shorter.
//! Never: a change of kind.

use super::annotations::EntityKind;
use super::mention::Mention;
use super::names;
use super::place_cues::{Cue, FACILITIES, LANDMARKS, STREETS, cue};
use super::place_words::{PlaceWords, WORDS_MAX};
use super::scene::is_full_stop;

/// `Athens Mayor`, `Dublin City` before `Council`: the place is what the gazetteer knows of it, but
/// where a landmark bears its name.
pub(super) fn trim(words: &mut PlaceWords<'_, '_>, index: usize) {
    let (from, to) = words.mentions[index].tokens;
    let scene = words.scene;
    let last = if is_full_stop(scene.word(to - 1)) {
        to - 2
    } else {
        to - 1
    };
    let landmark = [&LANDMARKS[..], &FACILITIES, &STREETS];
    let word = scene.word(last).to_lowercase();
    let landmark = landmark.iter().any(|list| list.contains(&word.as_str()));
    let district = matches!(
        cue(scene.prepared.lower(last)),
        Some(Cue::District | Cue::Area)
    );
    let whole = landmark || district || words.named((from, to)).next().is_some();
    if to - from < 2 || whole {
        return;
    }
    let known = (from + 1..to)
        .rev()
        .find(|end| words.is_known((from, *end)));
    let said = names::COMMON | names::TITLE | names::ORGANISATION_WORD;
    let common = |end: &usize| {
        let word = scene.prepared.is_large(*end) && scene.bits(*end) & said != 0;
        word || is_full_stop(scene.word(*end))
    };
    if let Some(end) = known.filter(common) {
        words.mentions[index].tokens.1 = end;
    }
}

/// `ST. PAUL` where `PAUL` was found, `Pine Grove` where `Pine` was.
pub(super) fn whole(words: &mut PlaceWords<'_, '_>) {
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
