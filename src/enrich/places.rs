//! Places of a story put on the map.
//!
//! In: a clean story, the places found in it, the gazetteer. Out: the same entities, those of one
//! place joined and with its point, and the dateline's place; what the gazetteer has not lies by
//! the town beside it. Never: a guess between places that the story does not tell apart.

use super::annotations::Annotations;
use super::names::Names;
use super::place_adjectives::adjectives;
use super::place_bodies::places_of_bodies;
use super::place_company::company;
use super::place_context::{Context, Setting, context, country_of};
use super::place_entities::rewrite;
use super::place_mentions::{further_mentions, unnamed};
use super::place_names::{Toponym, toponyms};
use super::place_scores::{Anchor, Candidate, candidates, hear, kilometres, region_of, score};
use super::place_vicinity::vicinity;
use crate::lexicon::places::{Place, PlaceKind, PlaceTable, fold};
use crate::story::Dateline;

/// Rounds in which places see each other.
const ROUNDS: usize = 2;
/// Toponyms that others are seen from: the first of a story.
const ANCHORS_MAX: usize = 32;
/// By how much the best must be better than the next that lies elsewhere.
const MARGIN: f32 = 0.25;
/// What a place must score: a hamlet that nothing else of the story supports is not meant.
const FLOOR: f32 = 5.0;
/// Kilometres within which a town and a region of its name are one name, and by how much the town
/// may be behind.
const SAME_TOWN_KM: f32 = 60.0;
const TOWN_MARGIN: f32 = 3.0;
/// What it takes off a place that the story names by its area elsewhere.
const PARTED: f32 = 3.0;
/// Kilometres within which two candidates are one spot.
const ONE_SPOT_KM: f32 = 100.0;

/// Resolves the places of a story and its dateline.
pub(super) fn places(
    text: &str,
    setting: Setting<'_>,
    said: &mut Annotations,
    table: &PlaceTable,
    names: &Names,
) {
    places_of_bodies(text, &mut said.entities, table, names);
    let found = toponyms(text, &said.entities, table);
    let dateline = setting
        .dateline
        .and_then(|line| dateline_toponym(line, table));
    let adjectives = adjectives(text, &said.ground, names, table);
    if found.is_empty() && dateline.is_none() && adjectives.is_empty() {
        return;
    }
    let context = context(setting, &adjectives, table);
    let all: Vec<&Toponym<'_>> = found.iter().chain(&dateline).collect();
    let resolved = resolve(&all, &context, table);
    if dateline.is_some() {
        said.dateline_place = resolved.last().and_then(|place| (*place)?.resolved());
    }
    let old = std::mem::take(&mut said.entities);
    let near = vicinity(text, &found, &resolved, &context, table);
    said.entities = rewrite(text, old, &found, &resolved, &near);
    further_mentions(text, &adjectives, &mut said.entities);
    if matches!(said.language.tag, None | Some("en")) {
        unnamed(text, &said.ground, &adjectives, &mut said.entities);
    }
}

/// The place of a dateline that its own words leave open.
fn dateline_toponym<'a>(line: &Dateline, table: &'a PlaceTable) -> Option<Toponym<'a>> {
    let name = line.place.as_deref().filter(|_| line.resolved.is_none())?;
    let country = country_of(line);
    let area = line.region.as_deref().or(line.country.as_deref());
    let areas = area.map(fold).map_or(Vec::new(), |area| {
        let named = table.named(&area).map(|(place, _)| place);
        let fits = |place: &Place<'_>| place.is_area() && place.country == country;
        named.filter(fits).collect()
    });
    Some(Toponym {
        folded: fold(name),
        behind: areas,
        mentions: Vec::new(),
    })
}

/// The place of each toponym, where one is certain.
fn resolve<'a>(
    toponyms: &[&Toponym<'a>],
    context: &Context,
    table: &'a PlaceTable,
) -> Vec<Option<Place<'a>>> {
    let all = toponyms.iter().map(|toponym| {
        let mut found = candidates(toponym, table);
        hear(&mut found, context);
        found
    });
    let mut all: Vec<Vec<Candidate<'a>>> = all.collect();
    part(toponyms, &mut all);
    company(&mut all);
    let mut anchors: Vec<Anchor<'a>> = Vec::new();
    for round in 0..=ROUNDS {
        for (own, candidates) in all.iter_mut().enumerate() {
            score(own, candidates, &anchors);
        }
        if round < ROUNDS {
            anchors = all
                .iter()
                .enumerate()
                .filter_map(|(own, c)| anchor(own, c))
                .collect();
            anchors.truncate(ANCHORS_MAX);
        }
    }
    let behind = toponyms.iter().map(|toponym| !toponym.behind.is_empty());
    all.iter()
        .zip(behind)
        .map(|(c, behind)| certain(c, behind))
        .collect()
}

/// What a name means where an area stands behind it, it hardly means where none does.
fn part(toponyms: &[&Toponym<'_>], all: &mut [Vec<Candidate<'_>>]) {
    let alone = (0..all.len()).filter(|own| toponyms[*own].behind.is_empty());
    for own in alone {
        for other in (0..all.len()).filter(|other| !toponyms[*other].behind.is_empty()) {
            if toponyms[own].folded != toponyms[other].folded {
                continue;
            }
            let taken: Vec<u32> = all[other].iter().map(|c| c.place.index).collect();
            let both = |candidate: &&mut Candidate<'_>| taken.contains(&candidate.place.index);
            for candidate in all[own].iter_mut().filter(both) {
                candidate.prior -= PARTED;
            }
        }
    }
}

/// The best of the candidates and by how much it is better than the next that lies elsewhere.
fn best<'c, 'a>(candidates: &'c [Candidate<'a>]) -> Option<(&'c Candidate<'a>, f32)> {
    let best = candidates
        .iter()
        .max_by(|a, b| a.score.total_cmp(&b.score))?;
    let region = |a: &Place<'_>, b: &Place<'_>| a.region_index == Some(b.index);
    let elsewhere = |other: &&Candidate<'_>| {
        let around = region(&best.place, &other.place) || region(&other.place, &best.place);
        !around && kilometres(best.point, other.point) > ONE_SPOT_KM
    };
    let rivals = candidates.iter().filter(elsewhere).map(|other| other.score);
    let margin = rivals.fold(f32::MAX, |margin, score| margin.min(best.score - score));
    Some((best, margin))
}

fn anchor<'a>(toponym: usize, candidates: &[Candidate<'a>]) -> Option<Anchor<'a>> {
    let (best, margin) = best(candidates)?;
    let weight = |margin: f32| margin.clamp(0.0, 3.0) / 3.0;
    let apart = |same: &dyn Fn(&Place<'_>) -> bool| {
        let rivals = candidates.iter().filter(|other| !same(&other.place));
        let best_rival = rivals.fold(f32::MIN, |most, other| most.max(other.score));
        weight(best.score - best_rival)
    };
    let region = region_of(&best.place);
    Some(Anchor {
        toponym,
        place: best.place,
        point: best.point,
        weight: weight(margin),
        region_weight: apart(&|place| region_of(place) == region).max(weight(margin)),
        country_weight: apart(&|place| place.country == best.place.country).max(weight(margin)),
    })
}

fn certain<'a>(candidates: &[Candidate<'a>], behind: bool) -> Option<Place<'a>> {
    let (best, margin) = best(candidates)?;
    if !(behind || best.score >= FLOOR) {
        return None;
    }
    match margin >= MARGIN {
        true => Some(town_of(best, candidates)),
        false => capital_beside(best, candidates),
    }
}

/// Between a capital and the region of its name, which stand level, the capital is meant:
/// `Washington`.
fn capital_beside<'a>(best: &Candidate<'a>, candidates: &[Candidate<'a>]) -> Option<Place<'a>> {
    let level = candidates.iter().filter(|c| best.score - c.score < MARGIN);
    let mut capital = None;
    for candidate in level {
        let place = candidate.place;
        let around = place.kind == PlaceKind::Region && place.country == best.place.country;
        if place.kind == PlaceKind::Capital && capital.is_none() {
            capital = Some(place);
        } else if !around {
            return None;
        }
    }
    capital
}

/// A bare name means the town rather than the region around it.
fn town_of<'a>(best: &Candidate<'a>, candidates: &[Candidate<'a>]) -> Place<'a> {
    let around = matches!(best.place.kind, PlaceKind::Region | PlaceKind::District);
    let mut towns = candidates.iter().filter(|other| {
        let near = kilometres(best.point, other.point) <= SAME_TOWN_KM;
        around && near && other.place.is_town() && other.score >= best.score - TOWN_MARGIN
    });
    towns.next().map_or(best.place, |town| town.place)
}
