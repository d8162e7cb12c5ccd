//! Organisations that the tagger found together with their owner, with their head, or with what
//! they own: `Prime Minister Ada Roe's Likud`, `Quux Corp. President Ada Roe`, `Al Jazeera's Gaza`.
//!
//! In: an organisation as the tagger found it. Out: each name for itself and of its kind.
//! Never: a possessive that belongs to the name (`Children's Hospital`).

use super::annotations::EntityKind;
use super::mention::Mention;
use super::name_edges::is_group;
use super::names;
use super::scene::{Scene, is_full_stop, is_legal_form};

/// Parts an organisation from people and places beside it.
pub(super) fn part(scene: &Scene<'_>, body: Mention, kept: &mut Vec<Mention>) {
    let (mut from, to) = body.tokens;
    let first = from;
    let rest = |tokens| Mention { tokens, ..body };
    for at in first..to {
        if owns(scene, (from, at), to) {
            let title = |at: &usize| scene.bits(*at) & names::TITLE != 0;
            let name = (from..at - 1).rev().find(title).map_or(from, |at| at + 1);
            kept.push(Mention::new(EntityKind::Person, (name, at)));
            from = at + 1;
        } else if is_place(scene, (from, at)) && at + 1 < to {
            kept.push(Mention::new(EntityKind::Place, (place(scene, from), at)));
            from = at + 1;
        } else if heads(scene, (from, at), to) {
            if is_company(scene, (from, at)) {
                kept.push(rest((from, at)));
            }
            kept.push(Mention::new(EntityKind::Person, (at + 1, to)));
            return;
        } else if holds(scene, at, to) {
            kept.push(rest((from, at)));
            kept.push(Mention::new(EntityKind::Place, (at + 1, to)));
            return;
        }
    }
    if from < to {
        kept.push(rest((from, to)));
    }
}

/// `Quux Corp. President Ada Roe`, `Thai Prime Minister Ada Roe`: whether a title parts a person
/// from a company, or stands behind nothing but words of an office.
fn heads(scene: &Scene<'_>, (from, title): (usize, usize), to: usize) -> bool {
    let is_title = |at: usize| scene.bits(at) & names::TITLE != 0;
    let other = names::TITLE | names::ORGANISATION_WORD | names::NO_NAME | names::COMMON;
    let name = (title + 1..to).all(|at| {
        scene.bits(at) & other == 0 && scene.prepared.is_large(at) && !is_legal_form(scene.word(at))
    });
    let office = |at: usize| {
        let word = names::NATIONALITY | names::TITLE;
        scene.bits(at) & word != 0 || matches!(scene.word(at), "Prime" | "Vice" | "Foreign")
    };
    let office = from < title && (from..title).all(office);
    is_title(title)
        && (2..=3).contains(&(to - title - 1))
        && name
        && (office || is_company(scene, (from, title)))
}

/// Whether words end with a company's legal form.
fn is_company(scene: &Scene<'_>, (from, to): (usize, usize)) -> bool {
    let stop = to > from && is_full_stop(scene.word(to - 1));
    let last = to.checked_sub(1 + usize::from(stop));
    last.is_some_and(|last| last > from && is_legal_form(scene.word(last)))
}

/// `Al Jazeera's Gaza`: whether a place is owned.
fn holds(scene: &Scene<'_>, at: usize, to: usize) -> bool {
    matches!(scene.word(at), "'s" | "’s")
        && at + 1 < to
        && scene.listed((at + 1, to)) & (names::COUNTRY | names::PLACE) != 0
        && scene.listed((at + 1, to)) & names::ORGANISATION == 0
}

/// `The Philippines' Department of Health`, `Tokyo's Nikkei`: whether a country or town owns what
/// follows.
fn is_place(scene: &Scene<'_>, (from, at): (usize, usize)) -> bool {
    let own = matches!(scene.word(at), "'s" | "’s" | "'" | "’");
    let from = place(scene, from);
    if !own || from >= at {
        return false;
    }
    let bits = scene.listed((from, at));
    bits & names::COUNTRY != 0 || bits != 0 && bits & !names::PLACE == 0
}

/// Where a place's name begins without its article.
fn place(scene: &Scene<'_>, from: usize) -> usize {
    from + usize::from(matches!(scene.word(from), "The" | "the"))
}

/// `Prime Minister Ada Roe's Likud`: whether a person by full name or title owns what follows.
fn owns(scene: &Scene<'_>, (from, at): (usize, usize), to: usize) -> bool {
    let own = matches!(scene.word(at), "'s" | "’s") && at >= from + 2 && at + 1 < to;
    let any = |bit| (from..at).any(|at| scene.bits(at) & bit != 0);
    let person = any(names::GIVEN) && (any(names::TITLE) || scene.bits(from) & names::GIVEN != 0);
    let body = at + 2 == to && scene.bits(at + 1) & names::ORGANISATION_WORD != 0;
    own && person && !body && !is_group(scene.word(at - 1))
}
