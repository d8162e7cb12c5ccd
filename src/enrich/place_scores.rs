//! How likely a place is what a name means: its size, and how near it is to everything else the
//! story speaks of.
//!
//! In: candidates of each toponym and the story's context. Out: a score of each candidate.
//! Never: a decision.

use super::place_affixes::{REGIONS, TOWNS, bare_names};
use super::place_context::Context;
use super::place_names::Toponym;
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable};

/// Most candidates of a name: the largest are kept.
const CANDIDATES_MAX: usize = 40;
/// A capital counts as more than its people.
const CAPITAL: f32 = 3.5;
/// A city of so many people is known everywhere, and counts more.
const WORLD_CITY: u32 = 1_000_000;
const WORLD: f32 = 1.4;
/// A town of so many people, and so many times those of the next of its name.
const WORLD_TOWN: u32 = 100_000;
const WORLD_TIMES: u32 = 5;
const WORLD_TOWN_MORE: f32 = 0.5;
/// A country is what its name means, towns of that name are not.
const COUNTRY: f32 = 2.4;
/// What another name takes off.
const OTHER_NAME: f32 = 2.3;
/// Of a region with so many people a town with fewer than those bears the name, and seldom stands
/// alone: what that takes off.
const LARGE_AREA: u32 = 1_000_000;
const NAMESAKE: u32 = 50_000;
const SMALL_NAMESAKE: f32 = 5.0;
/// What a district's bare name takes off: the town of that name is meant.
const BARE_DISTRICT: f32 = 3.0;
/// What a continent or sea counts.
const LANDFORM: f32 = 16.0;
/// What lying in a country or region that is spoken of adds at most.
const IN_COUNTRY: f32 = 6.0;
/// The same for a region.
const IN_REGION: f32 = 3.6;
/// What the country itself says of what lies in it, and what another place there says.
const THE_COUNTRY: f32 = 1.2;
const IN_THE_COUNTRY: f32 = 1.2;
/// The same of regions.
const THE_REGION: f32 = 4.0;
const IN_THE_REGION: f32 = 4.2;
/// What a place nearby adds at most.
const NEARBY: f32 = 4.0;
/// Distance at which that is halved, in kilometres.
pub(super) const NEARBY_KM: f32 = 120.0;
/// What neighbours among the places that other names can mean add at most, and how many of them
/// halve it.
const COMPANY: f32 = 8.0;
const COMPANY_HALF: f32 = 1.0;
/// Mentions at which half of the most is added.
const HALF: f32 = 0.6;

/// A place that a name can mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    /// The place.
    pub(super) place: Place<'a>,
    /// Degrees north and east.
    pub(super) point: (f32, f32),
    /// What its size says.
    pub(super) prior: f32,
    /// What dateline and adjectives say.
    pub(super) said: Said,
    /// How many other names can mean a place near it.
    pub(super) company: f32,
    /// What size and story say.
    pub(super) score: f32,
}

/// What the context of a story says of a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Said {
    /// Of its country, in mentions.
    country: f32,
    /// Of its region.
    region: f32,
    /// How near it is to the dateline's place, 0–1.
    near: f32,
}

/// A place that others are seen from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor<'a> {
    /// The toponym it stands for.
    pub(super) toponym: usize,
    /// The place.
    pub(super) place: Place<'a>,
    /// Degrees north and east.
    pub(super) point: (f32, f32),
    /// How sure it is, 0–1.
    pub(super) weight: f32,
    /// How sure its region is.
    pub(super) region_weight: f32,
    /// How sure its country is.
    pub(super) country_weight: f32,
}

/// The places a toponym can mean, those of the area behind it only.
pub(super) fn candidates<'a>(toponym: &Toponym<'a>, table: &'a PlaceTable) -> Vec<Candidate<'a>> {
    let alone = toponym.behind.is_empty();
    let mut found = named(&toponym.folded, alone, table);
    if found.is_empty() && table.named(&toponym.folded).next().is_none() {
        found = bare_names(&toponym.folded).map_or(Vec::new(), |bare| named(bare, alone, table));
        let ends = |ranks: &[&str]| ranks.iter().any(|rank| toponym.folded.ends_with(rank));
        let is_region = |c: &Candidate<'_>| c.place.kind == PlaceKind::Region;
        let region = ends(&REGIONS) && found.iter().any(is_region);
        let town = ends(&TOWNS);
        found.retain(|candidate| match candidate.place.kind {
            PlaceKind::Landform => false,
            PlaceKind::Region => !town,
            PlaceKind::Capital | PlaceKind::Country => !region && !town,
            PlaceKind::City | PlaceKind::Site | PlaceKind::District => !region,
        });
    }
    if !alone {
        found.retain(|candidate| {
            toponym
                .behind
                .iter()
                .any(|area| inside(&candidate.place, area))
        });
    }
    found.sort_by(|a, b| b.prior.total_cmp(&a.prior));
    found.truncate(CANDIDATES_MAX);
    found
}

/// Whether a place is one of those that an area behind its name leaves.
fn inside(place: &Place<'_>, area: &Place<'_>) -> bool {
    if area.kind == PlaceKind::District {
        place.region_index == area.region_index
    } else {
        place.lies_in(area) && place.index != area.index
    }
}

/// What a name can mean; nothing where it means a part of the world that has no point.
fn named<'a>(folded: &str, alone: bool, table: &'a PlaceTable) -> Vec<Candidate<'a>> {
    let all: Vec<(Place<'a>, Naming)> = table.named(folded).collect();
    let by_name = |kind: PlaceKind| {
        let mut named = all.iter();
        named.any(|(place, naming)| place.kind == kind && *naming == Naming::Name)
    };
    let country = by_name(PlaceKind::Country) || by_name(PlaceKind::Site);
    let landform = alone && by_name(PlaceKind::Landform);
    let large = all
        .iter()
        .any(|(place, naming)| is_large_area(place, *naming));
    let mut found: Vec<Candidate<'a>> = Vec::with_capacity(all.len());
    for (place, naming) in all {
        let Some(point) = place.point else {
            if place.kind == PlaceKind::Landform {
                return Vec::new();
            }
            continue;
        };
        // `Mexico` is another name of its capital, but means the country.
        if country && naming == Naming::Other && place.is_town() {
            continue;
        }
        // No town is called after the Rhine without what it lies in.
        if naming == Naming::People || landform && place.kind != PlaceKind::Landform {
            continue;
        }
        let small = alone && large && place.is_town() && place.population < NAMESAKE;
        let prior = prior(&place, naming) - if small { SMALL_NAMESAKE } else { 0.0 };
        found.push(Candidate {
            place,
            point,
            prior,
            said: Said::default(),
            company: 0.0,
            score: prior,
        });
    }
    raise_world_town(&mut found);
    found
}

/// A large town many times larger than every other of its name is a little more than its people
/// say: what the bare name means to readers everywhere (`New York`).
fn raise_world_town(candidates: &mut [Candidate<'_>]) {
    let people = |candidate: &Candidate<'_>| match candidate.place.is_town() {
        true => candidate.place.population,
        false => 0,
    };
    let largest = candidates.iter().map(people).max().unwrap_or_default();
    let others = candidates
        .iter()
        .map(people)
        .filter(|people| *people != largest);
    let next = others.max().unwrap_or_default();
    if largest >= WORLD_TOWN && largest / WORLD_TIMES >= next {
        let towns = candidates
            .iter_mut()
            .filter(|candidate| people(candidate) == largest);
        towns.for_each(|town| town.prior += WORLD_TOWN_MORE);
    }
}

/// Whether it is a region as large as a country, by its name.
fn is_large_area(place: &Place<'_>, naming: Naming) -> bool {
    place.kind == PlaceKind::Region && naming == Naming::Name && place.population >= LARGE_AREA
}

/// What size and kind say.
fn prior(place: &Place<'_>, naming: Naming) -> f32 {
    let people = (place.population as f32 + 100.0).ln();
    let world = place.population >= WORLD_CITY;
    let other = match naming {
        Naming::Name => 0.0,
        Naming::Other | Naming::Short | Naming::People if world => OTHER_NAME / 6.0,
        Naming::Other | Naming::Short | Naming::People => OTHER_NAME,
    };
    match place.kind {
        PlaceKind::City if world => people + WORLD - other,
        PlaceKind::City | PlaceKind::Site => people - other,
        PlaceKind::Capital => people + CAPITAL - other / 2.0,
        PlaceKind::Region => people - if naming == Naming::Other { other } else { 0.0 },
        PlaceKind::Country => people + COUNTRY,
        PlaceKind::District if naming == Naming::Name => people - 1.0,
        PlaceKind::District => people - BARE_DISTRICT,
        PlaceKind::Landform => LANDFORM,
    }
}

/// Scores the candidates of a toponym by what was said of them and the anchors of the others.
pub(super) fn score(own: usize, candidates: &mut [Candidate<'_>], anchors: &[Anchor<'_>]) {
    let share = |weight: f32| weight / (weight + HALF);
    let alone = 1.0 / countries_of(own, anchors).max(1) as f32;
    for candidate in candidates {
        let place = &candidate.place;
        let Said {
            mut country,
            mut region,
            mut near,
        } = candidate.said;
        for anchor in anchors.iter().filter(|anchor| anchor.toponym != own) {
            let other = &anchor.place;
            if other.country.is_some() && other.country == place.country {
                let whole = other.kind == PlaceKind::Country;
                country += anchor.country_weight * if whole { THE_COUNTRY } else { IN_THE_COUNTRY };
            }
            let whole = other.kind == PlaceKind::Region;
            let place_region = place.region_index.or(Some(place.index));
            if region_of(other) == place_region {
                region += anchor.region_weight * if whole { THE_REGION } else { IN_THE_REGION };
            }
            if is_spot(other) && other.index != place.index {
                near = near.max(nearness(candidate.point, anchor.point) * anchor.weight);
            }
        }
        candidate.score = candidate.prior
            + IN_COUNTRY * share(country * alone)
            + IN_REGION * share(region)
            + NEARBY * near
            + COMPANY * candidate.company / (candidate.company + COMPANY_HALF);
    }
}

/// How many countries the other toponyms name. Of a town in one of four a story says a fourth of
/// what it says of a town in its only one.
fn countries_of(own: usize, anchors: &[Anchor<'_>]) -> usize {
    let others = anchors.iter().filter(|anchor| anchor.toponym != own);
    let countries = others.filter(|anchor| anchor.place.kind == PlaceKind::Country);
    let mut countries: Vec<_> = countries.map(|anchor| anchor.place.country).collect();
    countries.sort_unstable();
    countries.dedup();
    countries.len()
}

/// Sets what the context says of each candidate.
pub(super) fn hear(candidates: &mut [Candidate<'_>], context: &Context) {
    let line = context.dateline.map(|line| (line.latitude, line.longitude));
    for candidate in candidates {
        let place = &candidate.place;
        let countries = context.countries.iter();
        let countries = countries.filter(|(code, _)| Some(*code) == place.country);
        let regions = context.regions.iter().filter(|(index, _)| {
            let index = *index;
            place.region_index == Some(index) || place.index == index
        });
        candidate.said = Said {
            country: countries.map(|(_, weight)| *weight).sum(),
            region: regions.map(|(_, weight)| *weight).sum(),
            near: line.map_or(0.0, |line| nearness(candidate.point, line)),
        };
    }
}

/// The region that a place is or lies in.
pub(super) fn region_of(place: &Place<'_>) -> Option<u32> {
    if place.kind == PlaceKind::Region {
        Some(place.index)
    } else {
        place.region_index
    }
}

/// Whether a place is small enough for something to be near it.
pub(super) fn is_spot(place: &Place<'_>) -> bool {
    place.is_town() || place.kind == PlaceKind::District
}

/// 1 at the same spot, a half at [`NEARBY_KM`].
fn nearness(a: (f32, f32), b: (f32, f32)) -> f32 {
    let far = kilometres(a, b) / NEARBY_KM;
    1.0 / (1.0 + far * far)
}

/// The distance of two points: flat, which is near enough for what is near.
pub(super) fn kilometres(a: (f32, f32), b: (f32, f32)) -> f32 {
    const DEGREE: f32 = 111.2;
    let north = a.0 - b.0;
    let east = (a.1 - b.1).abs();
    let east = east.min(360.0 - east) * cosine(((a.0 + b.0) / 2.0).to_radians());
    (north * north + east * east).sqrt() * DEGREE
}

/// The cosine of a latitude, by the first terms of its series: five digits of it.
fn cosine(latitude: f32) -> f32 {
    let square = latitude * latitude;
    let fourth = square * square;
    1.0 - square / 2.0 + fourth / 24.0 - fourth * square / 720.0 + fourth * fourth / 40_320.0
}
