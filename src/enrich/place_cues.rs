//! Words that show a place beside them.
//!
//! In: a word's hash in lower case. Out: what it shows.
//! Never: a look at what stands beside it.

use std::sync::LazyLock;

use super::hashing::{Hash, word_hash};
use crate::lexicon::table::Slots;

/// What a word shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// A comma: behind it may stand what the town before it lies in.
    Comma,
    /// A dash or bracket: before it may stand the town a story is filed from.
    Dash,
    /// `Laurel County`.
    District,
    /// `Barrow and Jackson counties`.
    Districts,
    /// `Oaxaca State`.
    Area,
    /// `Kenya's Mombasa`, `St. Ann's Square`.
    Owner,
    /// `in Woodbridge`.
    Before,
    /// `Danbury police`.
    Behind,
    /// `Third Street`.
    Street,
    /// `Jane Doe of Nelson`, `31, of Swansea`.
    Of,
}

/// Words before a place, and before much else.
pub(super) const TOWARD: [&str; 6] = ["from", "of", "to", "through", "toward", "towards"];
/// Compass words that stand between a word and a place.
pub(super) const COMPASS: [&str; 11] = [
    "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west",
    "nearby", "rural",
];
/// Whether a word, in any case, is a compass word.
pub(super) fn is_compass(word: &str) -> bool {
    COMPASS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Last words of streets.
pub(super) const STREETS: [&str; 14] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "boulevard",
    "blvd",
    "lane",
    "highway",
    "parkway",
    "expressway",
    "terrace",
];
/// Last words of landmarks, which are places and nothing else.
pub(super) const LANDMARKS: [&str; 30] = [
    "archipelago",
    "atoll",
    "glacier",
    "reef",
    "shoal",
    "volcano",
    "airport",
    "stadium",
    "park",
    "bridge",
    "island",
    "islands",
    "river",
    "lake",
    "mountain",
    "mountains",
    "beach",
    "valley",
    "canal",
    "cemetery",
    "creek",
    "falls",
    "peninsula",
    "plaza",
    "desert",
    "harbor",
    "harbour",
    "reservoir",
    "lagoon",
    "coast",
];
/// Last words of buildings, grounds and regions: the name is theirs as a whole.
pub(super) const FACILITIES: [&str; 41] = [
    "university",
    "college",
    "academy",
    "institute",
    "elementary",
    "clinic",
    "prison",
    "farm",
    "mall",
    "complex",
    "school",
    "church",
    "hospital",
    "hotel",
    "centre",
    "center",
    "museum",
    "theatre",
    "theater",
    "square",
    "hills",
    "estate",
    "gardens",
    "zoo",
    "palace",
    "house",
    "station",
    "cathedral",
    "castle",
    "library",
    "courthouse",
    "hall",
    "tower",
    "arena",
    "club",
    "building",
    "province",
    "prefecture",
    "region",
    "governorate",
    "oblast",
];
const ROWS: [(Cue, &str); 9] = [
    (Cue::Comma, ","),
    (Cue::Dash, "-- — – - ( :"),
    (Cue::District, "county parish township borough"),
    (Cue::Districts, "counties parishes townships boroughs"),
    (Cue::Owner, "'s ’s"),
    (Cue::Area, "state province governorate prefecture oblast"),
    (
        Cue::Before,
        "in near outside around throughout across inside downtown among between",
    ),
    (
        Cue::Behind,
        "police firefighters man woman men women resident residents native teen student students \
         area officials authorities suburb district region community businessman couple home \
         restaurant neighborhood newsroom newsdesk lawyer attorney prosecutor judge magistrate \
         councilman councilwoman councillor doctor teacher teachers nurse farmer farmers developer \
         landlord motorist motorists taxpayers voters commuters parents pupils civilian civilians",
    ),
    (Cue::Of, "of"),
];

/// The place of each word's row, counted from 1; the last is that of streets.
static CUES: LazyLock<Slots> = LazyLock::new(|| {
    let rows = ROWS.map(|(_, words)| words.split_whitespace());
    let rows = rows.into_iter().zip(1..);
    let words = rows.flat_map(|(words, row)| words.map(move |word| (word, row)));
    let streets = STREETS.iter().map(|word| (*word, STREET_ROW));
    let mut cues = Slots::default();
    for (word, row) in words.chain(streets) {
        cues.set(word_hash(word), row);
    }
    cues
});
const STREET_ROW: u16 = ROWS.len() as u16 + 1;

/// What a word of this hash shows.
pub(super) fn cue(lower: Hash) -> Option<Cue> {
    let row = CUES.get(lower);
    match ROWS.get(usize::from(row).checked_sub(1)?) {
        Some((cue, _)) => Some(*cue),
        None => Some(Cue::Street),
    }
}
