//! Points of what the gazetteer has not: a street, a river, a school, a hamlet lies by the town
//! that stands beside its name, or where the whole story plays.
//!
//! In: the toponyms with what they were resolved to. Out: for those that the gazetteer does not
//! know, the point of the town or county they lie in or by. Never: an id, or a point in a story
//! that plays in several corners of the world.

use super::place_affixes::bare_names;
use super::place_context::Context;
use super::place_cues::{FACILITIES, LANDMARKS, STREETS};
use super::place_names::Toponym;
use super::place_scores::{is_spot, kilometres};
use crate::lexicon::places::{Place, PlaceTable};
use crate::story::{ResolvedPlace, Span};

/// Kilometres around the nearest town within which the others of a local story lie, all but one of
/// so many.
const LOCAL_KM: f32 = 120.0;
const AWAY_ONE_OF: usize = 10;
/// Mentions of towns that are looked at.
const SPOTS_MAX: usize = 64;
/// First words of landmarks.
const HEADS: [&str; 9] = [
    "lake", "mount", "mt", "fort", "river", "camp", "cape", "port", "isle",
];
/// Words between a name and the town it stands in or by, and bytes they have at most.
const TIES: [&str; 16] = [
    "in",
    "near",
    "at",
    "of",
    "by",
    "outside",
    "north",
    "south",
    "east",
    "west",
    "just",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "downtown",
];
const TIE_MAX: usize = 20;
/// Words before a name that is a place.
const LEADS: [&str; 14] = [
    "in", "near", "at", "from", "to", "outside", "around", "of", "through", "toward", "towards",
    "across", "into", "nearby",
];

/// A town or county that the story names.
#[derive(Clone, Copy, Debug)]
struct Spot {
    span: Span,
    point: (f32, f32),
    country: Option<[u8; 2]>,
}

impl Spot {
    fn resolved(&self) -> ResolvedPlace {
        ResolvedPlace {
            geoname_id: None,
            latitude: self.point.0,
            longitude: self.point.1,
            country: self.country,
        }
    }
}

/// The point of each toponym that was not resolved and that the gazetteer does not know.
pub(super) fn vicinity(
    text: &str,
    toponyms: &[Toponym<'_>],
    resolved: &[Option<Place<'_>>],
    context: &Context,
    table: &PlaceTable,
) -> Vec<Option<ResolvedPlace>> {
    let unknown = toponyms.iter().zip(resolved);
    let unknown = unknown.map(|(name, place)| place.is_none() && !is_known(&name.folded, table));
    let unknown: Vec<bool> = unknown.collect();
    if !unknown.contains(&true) {
        return vec![None; toponyms.len()];
    }
    let mut spots = spots(toponyms, resolved);
    spots.truncate(SPOTS_MAX);
    let led = |(_, span): &(usize, Span)| LEADS.contains(&word_before(text, *span));
    let several = spots.windows(2).any(|pair| pair[0].point != pair[1].point);
    let sure = |toponym: &Toponym<'_>| {
        is_local(&toponym.folded) || several && toponym.mentions.iter().any(led)
    };
    let near = |toponym: &Toponym<'_>| {
        let (_, span) = *toponym.mentions.first()?;
        let tied = spots.iter().find(|spot| tied(text, span, spot.span));
        tied.map(Spot::resolved)
            .or_else(|| local(span, &spots, context).filter(|_| sure(toponym)))
    };
    let each = toponyms.iter().zip(unknown);
    each.map(|(toponym, unknown)| if unknown { near(toponym) } else { None })
        .collect()
}

/// The towns and counties in the order of the text.
fn spots(toponyms: &[Toponym<'_>], resolved: &[Option<Place<'_>>]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (toponym, place) in toponyms.iter().zip(resolved) {
        let spot = place.filter(is_spot).and_then(|p| Some((p, p.point?)));
        if let Some((place, point)) = spot {
            let mentions = toponym.mentions.iter();
            spots.extend(mentions.map(|(_, span)| Spot {
                span: *span,
                point,
                country: place.country,
            }));
        }
    }
    spots.sort_unstable_by_key(|spot| spot.span);
    spots
}

/// Whether the gazetteer has the name, or what is left of it without compass and kind.
fn is_known(folded: &str, table: &PlaceTable) -> bool {
    let named = |name: &str| table.named(name).next().is_some();
    named(folded) || bare_names(folded).is_some_and(named)
}

/// Whether a name says by a word of it that it is something on the ground.
fn is_local(folded: &str) -> bool {
    let (first, last) = (folded.split(' ').next(), folded.rsplit(' ').next());
    let ends = |word: &str| {
        let lists = [&LANDMARKS[..], &FACILITIES, &STREETS];
        lists.iter().any(|list| list.contains(&word))
    };
    folded.contains(' ') && (first.is_some_and(|w| HEADS.contains(&w)) || last.is_some_and(ends))
}

/// `Collins Avenue in Miami Beach`, `Seoul's Jamsil Stadium`.
fn tied(text: &str, name: Span, spot: Span) -> bool {
    let between = |from: usize, to: usize| text.get(from..to).filter(|gap| gap.len() <= TIE_MAX);
    let tie = |gap: &str| {
        let mut words = gap.trim_start_matches([',', ' ', '(']).split_whitespace();
        (gap.starts_with(", ") || gap.starts_with(' ')) && words.all(|word| TIES.contains(&word))
    };
    let behind = between(name.end, spot.start).is_some_and(|gap| gap.len() > 1 && tie(gap));
    let before = between(spot.end, name.start);
    behind || before.is_some_and(|gap| matches!(gap, "'s " | "\u{2019}s "))
}

/// The word before a name.
fn word_before(text: &str, name: Span) -> &str {
    let before = text.get(..name.start).unwrap_or_default();
    let before = before.strip_suffix(' ').unwrap_or_default();
    before
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
}

/// The nearest spot in the text, if all others but one in ten lie around it.
fn local(name: Span, spots: &[Spot], context: &Context) -> Option<ResolvedPlace> {
    let far = |spot: &&Spot| spot.span.start.abs_diff(name.start);
    let Some(nearest) = spots.iter().min_by_key(far) else {
        return context.dateline.map(|line| ResolvedPlace {
            geoname_id: None,
            ..line
        });
    };
    let away = |spot: &&Spot| kilometres(spot.point, nearest.point) > LOCAL_KM;
    let away = spots.iter().filter(away).count();
    (away * AWAY_ONE_OF <= spots.len()).then(|| nearest.resolved())
}
