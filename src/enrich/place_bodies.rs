//! Places in the names of bodies: `Danbury Police Department`, `University of Kentucky`, `U.S.
//! Senate`.
//!
//! In: entities as found, the gazetteer, what lists know. Out: the same, and the places that such
//! names hold. Never: a name's only word, or a town in the name of a company.

use super::annotations::{Entity, EntityKind};
use super::hashing::{join, lower_hash};
use super::names::{self, Names};
use super::place_affixes::bare_names;
use super::place_cues::is_compass;
use super::place_names::is_place;
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable, fold};
use crate::lexicon::table::TextTable;
use crate::story::Span;

/// Most words of a place in a longer name.
const WORDS_MAX: usize = 3;
/// People from which on a region is known by its bare name.
const KNOWN_REGION: u32 = 500_000;
/// First words behind the town of a public body.
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
/// First words behind the town of what has its seat there.
const SEATS: [&str; 20] = [
    "University",
    "College",
    "Hospital",
    "High",
    "Middle",
    "Elementary",
    "Independent",
    "Community",
    "Medical",
    "Memorial",
    "Civic",
    "Government",
    "Chamber",
    "News",
    "Herald",
    "Center",
    "Centre",
    "Education",
    "Health",
    "Senior",
];

/// Last words of landforms, which bear a river's name more often than a country's: `Niger Delta`.
const LANDFORMS: [&str; 10] = [
    "Delta", "Basin", "Valley", "Falls", "River", "Estuary", "Strait", "Sea", "Bay", "Lake",
];

/// The lists that say what a word can be.
#[derive(Clone, Copy)]
struct Lists<'a> {
    table: &'a PlaceTable,
    names: &'a Names,
}

/// Adds the places, each once, with the relevance of the body.
pub(super) fn places_of_bodies(
    text: &str,
    entities: &mut Vec<Entity>,
    table: &PlaceTable,
    names: &Names,
) {
    let lists = Lists { table, names };
    let body = |e: &&Entity| match e.kind {
        EntityKind::Organisation => e.known.is_none(),
        EntityKind::Place => {
            is_place(e) && table.written(&e.name).next().is_none() && !ends_as_landform(&e.name)
        }
        EntityKind::Person => false,
    };
    let bodies = entities.iter().filter(body);
    let mentions = bodies.flat_map(|e| e.mentions.iter().map(move |m| (*m, e)));
    let found: Vec<(Span, u8)> = mentions
        .flat_map(|(span, e)| {
            let (start, relevance) = (span.start, e.relevance);
            // `Shanxi Province` is Shanxi as a whole.
            let whole = e.kind == EntityKind::Place && bare_names(&fold(&e.name)).is_some();
            let within = lists.places_in(whole, span.of(text)).into_iter();
            within.map(move |(from, to)| (Span::new(start + from, start + to), relevance))
        })
        .collect();
    if found.is_empty() {
        return;
    }
    let places = entities.iter().enumerate();
    let places = places.filter(|(_, e)| e.kind == EntityKind::Place);
    let mut by_name: TextTable<&str, usize> = TextTable::default();
    for (index, place) in places {
        for mention in &place.mentions {
            by_name.entry(mention.of(text)).or_insert(index);
        }
    }
    for (span, relevance) in found {
        let name = span.of(text);
        let index = *by_name.entry(name).or_insert(entities.len());
        match entities.get_mut(index) {
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

fn ends_as_landform(name: &str) -> bool {
    let last = name.rsplit(' ').next();
    last.is_some_and(|last| LANDFORMS.contains(&last))
}

impl Lists<'_> {
    /// Where the places in a body's name stand.
    fn places_in(self, whole: bool, name: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < name.len() {
            let end = self.place_at(whole, name, at);
            found.extend(end.map(|end| (at, end)));
            let rest = &name[end.unwrap_or(at)..];
            let next = rest.find(' ').map_or(rest.len(), |blank| blank + 1);
            at = name.len() - rest.len() + next;
        }
        found
    }

    /// Where the place ends that begins here.
    fn place_at(self, whole: bool, name: &str, at: usize) -> Option<usize> {
        let rest = &name[at..];
        if !rest.starts_with(char::is_uppercase) {
            return None;
        }
        let mut ends = [rest.len(); WORDS_MAX];
        for (end, (blank, _)) in ends.iter_mut().zip(rest.match_indices(' ')) {
            *end = blank;
        }
        let part = |end: usize| {
            let next = rest[end..].split(' ').nth(1).unwrap_or_default();
            let all = at == 0 && next.is_empty();
            let last = rest[end..].trim_start() == next;
            let body = !whole || BODIES.contains(&next) && !last;
            self.is_part(&rest[..end], &name[..at], next, !all && body)
        };
        let mut found = ends.into_iter().rev();
        let (end, is_part) = found.find_map(|end| Some((end, part(end)?)))?;
        is_part.then_some(at + end)
    }

    /// Whether words are a place in a body's name, by what stands before and behind them in it;
    /// `None` where they are no place, so that fewer words may be one.
    fn is_part(self, words: &str, before: &str, next: &str, fits: bool) -> Option<bool> {
        let mut named = self.table.written(words).peekable();
        named.peek()?;
        if ends_as_landform(words) {
            return None;
        }
        let first = before.is_empty();
        let body = first && BODIES.contains(&next) && !self.is_common(words);
        let of = before.ends_with(" of ") || before.ends_with(" in ");
        let seat = first && SEATS.contains(&next) || of && next.is_empty();
        let district = first && words.ends_with(" County");
        let town = district || body || seat && self.is_listed(words);
        let part = |place: &Place<'_>, naming| match place.kind {
            PlaceKind::Region | PlaceKind::Country => {
                body && naming == Naming::Short || self.is_area(place, naming, words)
            }
            PlaceKind::City | PlaceKind::Capital | PlaceKind::District => {
                town && matches!(naming, Naming::Name | Naming::Other)
            }
            PlaceKind::Site | PlaceKind::Landform => false,
        };
        // `Kansas City Royals`: the longer name is no part of it, and the shorter none of its own.
        let mut whole_town = false;
        for (place, naming) in named {
            if fits && part(&place, naming) {
                return Some(true);
            }
            whole_town |= words.contains(' ') && place.is_town();
        }
        whole_town.then_some(false)
    }

    /// Whether a region or country is known by these words: `Kentucky`, `S.C.`, `U.S.`
    fn is_area(self, area: &Place<'_>, naming: Naming, words: &str) -> bool {
        let dots = words.bytes().filter(|byte| *byte == b'.').count() > 1;
        match (area.kind, naming) {
            (_, Naming::People) => false,
            (_, Naming::Short) => dots,
            (PlaceKind::Country, _) => dots || self.is_listed(words),
            (_, Naming::Name) => area.population >= KNOWN_REGION && self.is_listed(words),
            (_, Naming::Other) => false,
        }
    }

    /// Whether lists have the words as a place and no common word.
    fn is_listed(self, words: &str) -> bool {
        let country = self.bits(words) & names::COUNTRY != 0;
        country || self.bits(words) & names::PLACE != 0 && !self.is_common(words)
    }

    /// Whether lists have the words as common ones: `Commerce`.
    fn is_common(self, words: &str) -> bool {
        let common = names::COMMON | names::ORGANISATION_WORD | names::TITLE;
        self.bits(words) & common != 0 || is_compass(words)
    }

    fn bits(self, words: &str) -> names::NameBits {
        let hash = words.split(' ').map(lower_hash).reduce(join);
        hash.map_or(0, |hash| self.names.get(hash))
    }
}
