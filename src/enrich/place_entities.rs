//! Entities after their places are known: one entity a place.
//!
//! In: entities and what their mentions mean. Out: mentions of one place joined (`U.S.`, `United
//! States`), a name that means two parted (`Paris`, `Paris, Texas`). Never: a mention lost.

use super::annotations::{Entity, EntityKind};
use super::place_affixes::bare_names;
use super::place_names::{Toponym, is_place};
use crate::lexicon::places::{Place, PlaceKind, fold};
use crate::lexicon::table::TextTable;
use crate::story::ResolvedPlace;

/// What a mention belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sense {
    /// A place of the gazetteer.
    Place(u32),
    /// An entity as it was found, nothing else being known.
    Found(usize),
}

/// The entities anew, in the order of their first mention.
pub(super) fn rewrite(
    text: &str,
    old: Vec<Entity>,
    toponyms: &[Toponym<'_>],
    resolved: &[Option<Place<'_>>],
    near: &[Option<ResolvedPlace>],
) -> Vec<Entity> {
    let mut kept: Vec<Entity> = Vec::with_capacity(old.len());
    let mut by_sense: TextTable<Sense, usize> = TextTable::default();
    let mut places: Vec<(Entity, Option<Place<'_>>)> = Vec::new();
    for ((toponym, place), near) in toponyms.iter().zip(resolved).zip(near) {
        for (entity, span) in &toponym.mentions {
            let found = &old[*entity];
            let sense = place.map_or(Sense::Found(*entity), |place| Sense::Place(place.index));
            let at = *by_sense.entry(sense).or_insert_with(|| {
                let new = Entity {
                    mentions: Vec::new(),
                    point: place.and_then(|place| place.resolved()).or(*near),
                    ..found.clone()
                };
                places.push((new, *place));
                places.len() - 1
            });
            let joined = &mut places[at].0;
            joined.mentions.push(*span);
            joined.relevance = joined.relevance.max(found.relevance);
            let name = span.of(text);
            if is_fuller(name, &joined.name) {
                name.clone_into(&mut joined.name);
            }
        }
    }
    part_names(&mut places);
    kept.extend(old.into_iter().filter(|entity| !is_place(entity)));
    kept.extend(places.into_iter().map(|(mut entity, _)| {
        entity.mentions.sort();
        entity
    }));
    kept.sort_by_key(|entity| entity.mentions.first().copied());
    kept
}

/// Whether a name tells a reader more than another: no abbreviation, then the longer one.
fn is_fuller(name: &str, than: &str) -> bool {
    let short = |name: &str| name.contains('.') || !name.contains(char::is_lowercase);
    // `Northern Syria` is Syria.
    let part = |name: &str| bare_names(&fold(name)).is_some();
    if part(name) != part(than) && !short(name) && !short(than) {
        return part(than);
    }
    match (short(name), short(than)) {
        (false, true) => true,
        (true, false) => false,
        _ => name.len() > than.len() && !name.contains('\n'),
    }
}

/// Gives each place a name of its own: the second of a name gets what it lies in.
fn part_names(places: &mut [(Entity, Option<Place<'_>>)]) {
    let mut seen: TextTable<String, usize> = TextTable::default();
    for (entity, place) in places.iter_mut() {
        let count = seen.entry(entity.name.clone()).or_default();
        *count += 1;
        if *count == 1 {
            continue;
        }
        let Some(place) = place else {
            continue;
        };
        let area = match place.region() {
            Some(region) if place.kind != PlaceKind::Region => region.to_owned(),
            _ => match place.country {
                Some(code) => String::from_utf8_lossy(&code).into_owned(),
                None => continue,
            },
        };
        entity.name = format!("{}, {area}", entity.name);
        debug_assert_eq!(entity.kind, EntityKind::Place);
    }
}
