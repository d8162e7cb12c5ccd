//! The place names of a story, each with one sense: names alike are one, unless what stands
//! behind them says otherwise (`Paris`, then `Paris, Texas`).
//!
//! In: the places found. Out: toponyms with their mentions and the areas behind them.
//! Never: a point.

use super::annotations::{Entity, EntityKind};
use super::place_affixes::{REGIONS, bare_names};
use crate::lexicon::places::{Naming, Place, PlaceKind, PlaceTable, fold};
use crate::story::Span;

/// Most words of an area behind a name.
const AREA_WORDS_MAX: usize = 3;
/// People from which on a city is meant by its bare name before a smaller one is introduced.
const WORLD_CITY: u32 = 1_000_000;

/// A name of the story in one sense.
#[derive(Debug)]
pub(super) struct Toponym<'a> {
    /// The name, folded.
    pub(super) folded: String,
    /// What stands right behind it, every meaning; empty where nothing does.
    pub(super) behind: Vec<Place<'a>>,
    /// Where it stands: number of the entity, and the span.
    pub(super) mentions: Vec<(usize, Span)>,
}

/// Whether an entity is a place that the newsroom says nothing of.
pub(super) fn is_place(entity: &Entity) -> bool {
    entity.kind == EntityKind::Place && entity.known.is_none()
}

/// The toponyms in the order of their first mention.
pub(super) fn toponyms<'a>(
    text: &str,
    entities: &[Entity],
    table: &'a PlaceTable,
) -> Vec<Toponym<'a>> {
    let mut mentions: Vec<(usize, Span)> = Vec::new();
    for (index, entity) in entities.iter().enumerate() {
        if is_place(entity) {
            mentions.extend(entity.mentions.iter().map(|span| (index, *span)));
        }
    }
    mentions.sort_by_key(|(_, span)| *span);
    let mut found: Vec<Toponym<'a>> = Vec::new();
    for (index, span) in mentions {
        let folded = with_rank(text, span, fold(span.of(text)), table);
        let behind = area_behind(text, span.end, &folded, table);
        let same = found.iter().rposition(|toponym| {
            toponym.folded == folded && (behind.is_empty() || agree(toponym, &behind, table))
        });
        match same {
            Some(at) => {
                let toponym = &mut found[at];
                toponym.mentions.push((index, span));
                if toponym.behind.is_empty() {
                    toponym.behind = behind;
                }
            }
            None => found.push(Toponym {
                folded,
                behind,
                mentions: vec![(index, span)],
            }),
        }
    }
    found
}

/// A name with what stands behind it and says that its region is meant: `Washington state`,
/// `New York Gov. Jane Doe`.
fn with_rank(text: &str, span: Span, folded: String, table: &PlaceTable) -> String {
    let rest = text.get(span.end..).unwrap_or_default();
    let stands = |rank: &str| {
        let behind = rest.strip_prefix(rank);
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    };
    let governor = || [" Gov", " Governor"].into_iter().any(stands);
    let rank = REGIONS.into_iter().find(|rank| stands(rank));
    let rank = rank.or_else(|| governor().then_some(" state"));
    let region = || {
        let mut named = table.named(&folded);
        named.any(|(place, naming)| place.kind == PlaceKind::Region && naming != Naming::People)
    };
    match rank.filter(|_| region()) {
        Some(rank) => folded + rank,
        None => folded,
    }
}

/// Whether a name met before is the one that an area now stands behind.
fn agree(before: &Toponym<'_>, behind: &[Place<'_>], table: &PlaceTable) -> bool {
    if !before.behind.is_empty() {
        let same = |area: &Place<'_>| behind.iter().any(|other| other.index == area.index);
        return before.behind.iter().any(same);
    }
    // A world city that stood alone is not the small town that is now introduced.
    let world = table.named(&before.folded).find(|(place, naming)| {
        let large = place.population >= WORLD_CITY || place.kind == PlaceKind::Capital;
        matches!(naming, Naming::Name | Naming::Other) && place.is_town() && large
    });
    world.is_none_or(|(place, _)| behind.iter().any(|area| place.lies_in(area)))
}

/// The area that a comma or bracket and a name right behind a mention say: `, Calif.`,
/// ` (Texas)`; only where the mention can lie in it.
fn area_behind<'a>(text: &str, end: usize, folded: &str, table: &'a PlaceTable) -> Vec<Place<'a>> {
    let rest = text.get(end..).unwrap_or_default();
    let Some(rest) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" (")) else {
        return Vec::new();
    };
    let words = rest.split(' ').take(AREA_WORDS_MAX);
    let words = words.take_while(|word| word.starts_with(char::is_uppercase));
    let mut ends: Vec<usize> = Vec::new();
    for word in words {
        let from = ends.last().map_or(0, |end| end + 1);
        let bare = word.trim_end_matches([',', ';', ')', ':', '"', '\n']);
        ends.push(from + bare.len());
        if bare.len() < word.len() || word.contains('\n') {
            break;
        }
    }
    for end in ends.into_iter().rev() {
        let name = rest.get(..end).unwrap_or_default();
        let name = name.split('\n').next().unwrap_or_default();
        let name = name.strip_suffix("'s").unwrap_or(name);
        let areas: Vec<Place<'a>> = (table.written(name))
            .filter(|(place, naming)| {
                let area = place.is_area() || place.kind == PlaceKind::District;
                area && *naming != Naming::People
            })
            .map(|(place, _)| place)
            .collect();
        if !areas.is_empty() {
            return match is_in_row(rest.get(end..).unwrap_or_default(), name, table) {
                true => Vec::new(),
                false => areas_of(folded, areas, table),
            };
        }
    }
    Vec::new()
}

/// Whether an area's name is that of a city in a row of them: `Washington, New York and Boston`.
fn is_in_row(behind: &str, area: &str, table: &PlaceTable) -> bool {
    let next = behind.strip_prefix(" and ");
    let mut named = table.written(area);
    next.is_some_and(|next| next.starts_with(char::is_uppercase))
        && named.any(|(place, _)| place.is_town() && place.population >= WORLD_CITY)
}

/// Those of the areas that a name can lie in; none for a row of countries (`Jordan, Georgia`).
fn areas_of<'a>(folded: &str, areas: Vec<Place<'a>>, table: &'a PlaceTable) -> Vec<Place<'a>> {
    let country = |place: &Place<'_>| place.kind == PlaceKind::Country;
    let named = |name: &str| -> Vec<Place<'a>> {
        let named = table.named(name);
        named.map(|(place, _)| place).collect()
    };
    let mut all = named(folded);
    if let Some(bare) = bare_names(folded).filter(|_| all.is_empty()) {
        all = named(bare);
    }
    if all.iter().any(country) && areas.iter().any(country) {
        return Vec::new();
    }
    let inside = |place: &Place<'a>, area: &Place<'a>| {
        place.index != area.index
            && if area.kind == PlaceKind::District {
                place.region_index.is_some() && place.region_index == area.region_index
            } else {
                place.lies_in(area)
            }
    };
    areas
        .into_iter()
        .filter(|area| all.iter().any(|place| inside(place, area)))
        .collect()
}
