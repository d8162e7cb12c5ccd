//! Further mentions of the places that a story names: by their adjective or people, and within
//! longer names.
//!
//! In: entities with their points, adjectives. Out: the same entities, with `Russian` among the
//! mentions of Russia and the second word of `University of Kentucky` among those of Kentucky;
//! countries that the story names by their adjectives alone.
//! Never: a country for a single adjective that does not mean the land itself, or for one within
//! the name of a person or place.

use super::annotations::{Entity, EntityKind, Ground};
use super::relevance::{Measure, Standing};
use crate::lexicon::places::Place;
use crate::lexicon::table::TextTable;
use crate::lexicon::table::{Table, TableSet};
use crate::story::Span;

/// Adjectives that name a country which nothing else names.
const ADJECTIVES_MIN: usize = 2;

/// Words behind an adjective that stands for the country itself, however often.
const LAND: [&str; 30] = [
    "airport",
    "airspace",
    "army",
    "authorities",
    "border",
    "borders",
    "capital",
    "cities",
    "city",
    "coast",
    "district",
    "economy",
    "embassy",
    "government",
    "island",
    "islands",
    "military",
    "mainland",
    "parliament",
    "peninsula",
    "port",
    "province",
    "region",
    "soil",
    "state",
    "territory",
    "town",
    "village",
    "villages",
    "waters",
];

/// Adds the further mentions.
pub(super) fn further_mentions(
    text: &str,
    adjectives: &[(Span, Place<'_>)],
    entities: &mut [Entity],
) {
    let mut found = by_adjective(adjectives, entities);
    found.extend(within_names(text, entities));
    for (index, span) in &found {
        entities[*index].mentions.push(*span);
    }
    for (index, _) in found {
        entities[index].mentions.sort_unstable();
        entities[index].mentions.dedup();
    }
}

/// Adds the countries and regions that a story names by their adjectives alone, but for those that
/// it touches once without meaning the land: `a Danish minister`, but `the Danish border`.
pub(super) fn unnamed(
    text: &str,
    ground: &Ground,
    adjectives: &[(Span, Place<'_>)],
    entities: &mut Vec<Entity>,
) {
    let named: TableSet<u32> = ids(entities).collect();
    let named = |place: &Place<'_>| place.geoname_id.is_none_or(|id| named.contains(&id));
    let mut added: Vec<(u32, Entity)> = Vec::new();
    for (span, place) in free(adjectives, entities).filter(|(_, place)| !named(place)) {
        match added.iter_mut().find(|(index, _)| *index == place.index) {
            Some((_, entity)) => entity.mentions.push(*span),
            None => added.push((
                place.index,
                Entity {
                    kind: EntityKind::Place,
                    name: place.name().to_owned(),
                    title: None,
                    mentions: vec![*span],
                    relevance: 0,
                    point: place.resolved(),
                    known: None,
                },
            )),
        }
    }
    added.retain(|(_, entity)| {
        let mentions = &entity.mentions;
        mentions.len() >= ADJECTIVES_MIN || mentions.iter().any(|span| means_land(text, *span))
    });
    if added.is_empty() {
        return;
    }
    let often = |entity: &Entity| entity.mentions.len();
    let measure = Measure {
        lede: ground.sentences.first().map_or(0, |first| first.end),
        end: ground.end,
        most: entities.iter().map(often).max().unwrap_or_default(),
    };
    for (_, mut entity) in added {
        entity.relevance = measure.relevance(Standing {
            headline: false,
            first: entity.mentions.first().map(|mention| mention.start),
            often: often(&entity),
        });
        entities.push(entity);
    }
    entities.sort_by_key(|entity| entity.mentions.first().copied());
}

/// Whether an adjective stands before a word for the land: `the Danish border`.
fn means_land(text: &str, adjective: Span) -> bool {
    let behind = text.get(adjective.end..).unwrap_or_default();
    let noun = behind.strip_prefix(' ').unwrap_or_default();
    let noun = noun.split(|c: char| !c.is_alphabetic()).next();
    noun.is_some_and(|noun| LAND.contains(&noun))
}

/// The GeoNames ids of the places.
fn ids(entities: &[Entity]) -> impl Iterator<Item = u32> {
    entities.iter().filter_map(|e| e.point?.geoname_id)
}

/// Adjectives that stand in no person and no place.
fn free<'s, 'a>(
    adjectives: &'s [(Span, Place<'a>)],
    entities: &[Entity],
) -> impl Iterator<Item = &'s (Span, Place<'a>)> {
    let names = entities
        .iter()
        .filter(|e| e.kind != EntityKind::Organisation);
    let mentions = names.flat_map(|entity| &entity.mentions);
    let mut taken: Vec<Span> = mentions.copied().collect();
    taken.sort_unstable();
    adjectives.iter().filter(move |(span, _)| {
        let next = taken.partition_point(|taken| taken.end <= span.start);
        taken.get(next).is_none_or(|taken| taken.start >= span.end)
    })
}

/// Adjectives with the entity of their country or region.
fn by_adjective(adjectives: &[(Span, Place<'_>)], entities: &[Entity]) -> Vec<(usize, Span)> {
    if adjectives.is_empty() {
        return Vec::new();
    }
    let ids = entities.iter().enumerate();
    let by_id: Table<u32, usize> = ids
        .filter_map(|(index, entity)| Some((entity.point?.geoname_id?, index)))
        .collect();
    let known = |place: &Place<'_>| by_id.get(&place.geoname_id?).copied();
    let named = free(adjectives, entities);
    let named = named.filter_map(|(span, place)| Some((known(place)?, *span)));
    named.collect()
}

/// Names of places that are part of an organisation's name.
fn within_names(text: &str, entities: &[Entity]) -> Vec<(usize, Span)> {
    let of_kind = |kind: EntityKind| {
        let entities = entities.iter().enumerate();
        let entities = entities.filter(move |(_, entity)| entity.kind == kind);
        entities.flat_map(|(index, entity)| entity.mentions.iter().map(move |m| (index, *m)))
    };
    if !entities.iter().any(|e| e.kind == EntityKind::Organisation) {
        return Vec::new();
    }
    let mut places: TextTable<&str, Vec<(&str, usize)>> = TextTable::default();
    for (index, span) in of_kind(EntityKind::Place) {
        let name = span.of(text);
        let known = places.entry(first_word(name)).or_default();
        if !known.contains(&(name, index)) {
            known.push((name, index));
        }
    }
    for names in places.values_mut() {
        names.sort_by_key(|(name, index)| (std::cmp::Reverse(name.len()), *index));
    }
    let mut found = Vec::new();
    for (_, span) in of_kind(EntityKind::Organisation).filter(|_| !places.is_empty()) {
        let mut at = span.start;
        while at < span.end {
            let rest = &text[at..span.end];
            let begins = |(name, _): &&(&str, usize)| {
                let behind = rest.strip_prefix(name);
                name.len() < span.end - span.start
                    && behind.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            let known = places.get(first_word(rest));
            let place = known.and_then(|names| names.iter().find(begins));
            if let Some((name, index)) = place {
                found.push((*index, Span::new(at, at + name.len())));
            }
            let passed = place.map_or(first_word(rest).len(), |(name, _)| name.len());
            let gap = &text[at + passed..span.end];
            at = span.end - gap.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        }
    }
    found
}

/// The letters and digits that a name begins with.
fn first_word(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_alphanumeric());
    &name[..end.unwrap_or(name.len())]
}
