//! Towns and counties in the names of their public bodies: `Danbury Police Department`.
//!
//! In: entities as found, the gazetteer. Out: the same, and the places that such names begin with.
//! Never: a place in the name of a company.

use super::annotations::{Entity, EntityKind};
use super::places::is_place;
use crate::lexicon::places::{Naming, PlaceKind, PlaceTable, fold};
use crate::story::Span;

/// Most words of a place in a longer name.
const WORDS_MAX: usize = 3;
/// First words behind the place of a public body.
const BODIES: [&str; 24] = [
    "City",
    "Town",
    "Township",
    "Village",
    "Borough",
    "Police",
    "Fire",
    "Sheriff",
    "School",
    "Schools",
    "Council",
    "Board",
    "District",
    "Circuit",
    "Superior",
    "Municipal",
    "Jail",
    "Regional",
    "Public",
    "Common",
    "Planning",
    "Volunteer",
    "Highway",
    "Department",
];

/// Adds the places, each once, with the relevance of the body.
pub(super) fn places_of_bodies(text: &str, entities: &mut Vec<Entity>, table: &PlaceTable) {
    let body = |e: &&Entity| match e.kind {
        EntityKind::Organisation => e.known.is_none(),
        EntityKind::Place => is_place(e) && table.named(&fold(&e.name)).next().is_none(),
        EntityKind::Person => false,
    };
    let bodies = entities.iter().filter(body);
    let mentions = bodies.flat_map(|e| e.mentions.iter().map(|m| (*m, e.relevance)));
    let found: Vec<(Span, u8)> = mentions
        .filter_map(|(span, relevance)| Some((place_of(text, span, table)?, relevance)))
        .collect();
    for (span, relevance) in found {
        let name = span.of(text);
        let same = |e: &&mut Entity| {
            e.kind == EntityKind::Place && e.mentions.iter().any(|m| m.of(text) == name)
        };
        match entities.iter_mut().find(same) {
            Some(place) => place.mentions.push(span),
            None => entities.push(Entity {
                kind: EntityKind::Place,
                name: name.to_owned(),
                title: None,
                mentions: vec![span],
                relevance,
                point: None,
                known: None,
            }),
        }
    }
}

/// The place that a body's name begins with.
fn place_of(text: &str, span: Span, table: &PlaceTable) -> Option<Span> {
    let name = span.of(text);
    let ends = name.match_indices(' ').map(|(at, _)| at).take(WORDS_MAX);
    let ends: Vec<usize> = ends.collect();
    let known = ends.into_iter().rev().find(|end| {
        let next = name[end + 1..].split(' ').next().unwrap_or_default();
        let district = name[..*end].ends_with(" County");
        let named = || table.named(&fold(&name[..*end]));
        let place = |kind: PlaceKind, naming: Naming| {
            let town = kind != PlaceKind::Site && matches!(naming, Naming::Name | Naming::Other);
            town || naming == Naming::Short && kind == PlaceKind::Region
        };
        (district || BODIES.contains(&next)) && named().any(|(p, naming)| place(p.kind, naming))
    });
    known.map(|end| Span::new(span.start, span.start + end))
}
