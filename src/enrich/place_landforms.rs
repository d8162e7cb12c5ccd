//! Rivers, seas and mountains behind their article: `the Chenab`, `the Sahel`.
//!
//! In: mentions after the document pass, the gazetteer. Out: the same, with landforms that stand
//! behind `the` and before no other name as places, whatever bodies the story names after them.
//! Never: a landform within a longer name, or over a name of the newsroom.

use super::annotations::EntityKind;
use super::mention::{Mention, lay_over};
use super::scene::Scene;
use crate::lexicon::places::{Naming, PlaceKind, PlaceTable};
use crate::story::Span;

/// Words of a landform.
const WORDS_MAX: usize = 3;

/// The mentions, in order, with the landforms.
pub(super) fn place_landforms(
    scene: &Scene<'_>,
    table: &PlaceTable,
    mentions: Vec<Mention>,
) -> Vec<Mention> {
    let articles = (0..scene.ground.tokens.len()).filter(|at| is_article(scene, *at));
    let found: Vec<Mention> = articles
        .filter_map(|article| landform(scene, table, article + 1))
        .map(|tokens| Mention::new(EntityKind::Place, tokens))
        .collect();
    match found.is_empty() {
        true => mentions,
        false => lay_over(mentions, &found),
    }
}

fn is_article(scene: &Scene<'_>, at: usize) -> bool {
    scene.prepared.is_large(at + 1) && matches!(scene.word(at), "the" | "The")
}

/// The tokens of the landform that the large words from this one on are, all of them.
fn landform(scene: &Scene<'_>, table: &PlaceTable, from: usize) -> Option<(usize, usize)> {
    let large = (from..=from + WORDS_MAX).take_while(|at| scene.prepared.is_large(*at));
    let to = from + large.count();
    if to - from > WORDS_MAX {
        return None;
    }
    let tokens = &scene.ground.tokens;
    let name = Span::new(tokens[from].span.start, tokens[to - 1].span.end).of(scene.text);
    let mut named = table.written(name);
    let landform = named.any(|(place, naming)| {
        place.kind == PlaceKind::Landform && matches!(naming, Naming::Name | Naming::Other)
    });
    landform.then_some((from, to))
}
