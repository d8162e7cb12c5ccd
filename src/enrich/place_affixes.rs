//! Words that stand before or behind a place's name and are left out by a gazetteer.
//!
//! In: a folded name. Out: the rest of it. Never: a look at whether the rest is a place.

/// What stands behind the name of a region.
pub(super) const REGIONS: [&str; 6] = [
    " state",
    " province",
    " region",
    " governorate",
    " prefecture",
    " oblast",
];
/// What stands behind the name of a small town.
pub(super) const TOWNS: [&str; 2] = [" township", " village"];

/// The name without the words that a gazetteer leaves out: `northern Iraq`, `Hamilton Township`.
pub(super) fn bare_names(folded: &str) -> Option<&str> {
    const BEFORE: [&str; 25] = [
        "the ",
        "northern ",
        "southern ",
        "eastern ",
        "western ",
        "central ",
        "north ",
        "south ",
        "east ",
        "west ",
        "northeast ",
        "northwest ",
        "southeast ",
        "southwest ",
        "upstate ",
        "downtown ",
        "greater ",
        "mainland ",
        "metro ",
        "city of ",
        "county ",
        "state of ",
        "republic of ",
        "kingdom of ",
        "town of ",
    ];
    const BEHIND: [&str; 11] = [
        " city",
        " township",
        " village",
        " area",
        " province",
        " governorate",
        " prefecture",
        " oblast",
        " region",
        " state",
        " district",
    ];
    let before = BEFORE.iter().find_map(|word| folded.strip_prefix(word));
    before.or_else(|| BEHIND.iter().find_map(|word| folded.strip_suffix(word)))
}
