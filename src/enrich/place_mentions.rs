//! Further mentions of the places that a story names: by their adjective or people, and within
//! longer names.
//!
//! In: entities with their points, adjectives. Out: the same entities, with `Russian` among the
//! mentions of Russia and the second word of `University of Kentucky` among those of Kentucky.
//! Never: a place that the story does not name by itself.

use std::collections::HashMap;

use super::annotations::{Entity, EntityKind};
use crate::lexicon::places::Place;
use crate::lexicon::table::Table;
use crate::story::Span;

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
        entities[index].mentions.sort();
    }
}

/// Adjectives that stand in no other mention, with the entity of their country or region.
fn by_adjective(adjectives: &[(Span, Place<'_>)], entities: &[Entity]) -> Vec<(usize, Span)> {
    if adjectives.is_empty() {
        return Vec::new();
    }
    let ids = entities.iter().enumerate();
    let by_id: Table<u32, usize> = ids
        .filter_map(|(index, entity)| Some((entity.point?.geoname_id, index)))
        .collect();
    let mentions = entities.iter().flat_map(|entity| &entity.mentions);
    let mut taken: Vec<Span> = mentions.copied().collect();
    taken.sort_unstable();
    let free = |span: Span| {
        let next = taken.partition_point(|taken| taken.end <= span.start);
        taken.get(next).is_none_or(|taken| taken.start >= span.end)
    };
    let known = |place: &Place<'_>| by_id.get(&place.geoname_id?).copied();
    let named = adjectives.iter().filter(|(span, _)| free(*span));
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
    let mut places: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
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
