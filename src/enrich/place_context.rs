//! What a story says of where it plays, apart from the names that are to be placed: its dateline,
//! the agency's home, adjectives and peoples (`Georgian`, `Texans`).
//!
//! In: a clean story, the adjectives of its text. Out: weights of countries and regions.
//! Never: a place of a toponym.

use crate::lexicon::agencies::Agencies;
use crate::lexicon::places::{Place, PlaceTable};
use crate::story::{Dateline, ResolvedPlace, Span, Story};

/// What a dateline says of its country and region, in mentions.
const DATELINE: f32 = 2.0;
/// What the home of the agency says.
const HOME: f32 = 0.7;
/// What an adjective says.
const ADJECTIVE: f32 = 0.6;
/// Most adjectives that count.
const ADJECTIVES_MAX: usize = 40;

/// Where a story plays.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Countries with their weights.
    pub(super) countries: Vec<([u8; 2], f32)>,
    /// Regions, by their number in the table, with their weights.
    pub(super) regions: Vec<(u32, f32)>,
    /// The dateline's place.
    pub(super) dateline: Option<ResolvedPlace>,
}

impl Context {
    /// Adds what a country weighs.
    pub(super) fn add_country(&mut self, country: [u8; 2], weight: f32) {
        match self
            .countries
            .iter_mut()
            .find(|(known, _)| *known == country)
        {
            Some((_, sum)) => *sum += weight,
            None => self.countries.push((country, weight)),
        }
    }

    /// Adds what a region weighs.
    pub(super) fn add_region(&mut self, region: u32, weight: f32) {
        match self.regions.iter_mut().find(|(known, _)| *known == region) {
            Some((_, sum)) => *sum += weight,
            None => self.regions.push((region, weight)),
        }
    }
}

/// What a story brings along beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting<'s> {
    /// Its dateline.
    pub(super) dateline: Option<&'s Dateline>,
    /// Country the agency is at home in.
    pub(super) home: Option<[u8; 2]>,
}

impl<'s> Setting<'s> {
    /// The setting of a story.
    pub(super) fn of(story: &'s Story, agencies: &Agencies) -> Self {
        let sources = story.info_sources.iter();
        let mut homes = sources.filter_map(|source| agencies.find(&source.name)?.country);
        Self {
            dateline: story.dateline.as_ref(),
            home: homes.next(),
        }
    }
}

/// What the story says apart from its toponyms.
pub(super) fn context(
    setting: Setting<'_>,
    adjectives: &[(Span, Place<'_>)],
    table: &PlaceTable,
) -> Context {
    let mut context = Context::default();
    if let Some(line) = setting.dateline {
        context.dateline = line.resolved;
        if let Some(country) = country_of(line) {
            context.add_country(country, DATELINE);
            let region = line.region.as_deref();
            let region = region.and_then(|name| region_of(name, country, table));
            if let Some(region) = region {
                context.add_region(region.index, DATELINE);
            }
        }
    }
    if let Some(home) = setting.home {
        context.add_country(home, HOME);
    }
    for (_, place) in adjectives.iter().take(ADJECTIVES_MAX) {
        if let Some(country) = place.country {
            context.add_country(country, ADJECTIVE);
        }
    }
    context
}

/// The country of a dateline.
pub(super) fn country_of(line: &Dateline) -> Option<[u8; 2]> {
    line.country.as_deref()?.as_bytes().try_into().ok()
}

/// The region of a name in a country.
fn region_of<'a>(name: &str, country: [u8; 2], table: &'a PlaceTable) -> Option<Place<'a>> {
    let mut named = table.written(name).map(|(place, _)| place);
    named.find(|place| place.country == Some(country) && place.region_index.is_none())
}
