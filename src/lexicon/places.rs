//! The gazetteer as a dateline asks it: what a name with the areas behind it means.
//!
//! In: names as written. Out: whether they are places, and the one place they do mean where that
//! is certain. Never: a guess between places of like size.

pub use super::fold::fold;
pub use super::place_table::{Naming, Place, PlaceKind, PlaceTable};

/// How many times larger a place must be than the next of its name to be the one meant.
const DOMINANCE: u64 = 10;
/// A capital counts as that many times its people, a name that is not the usual one as the
/// part.
const CAPITAL_WEIGHT: u64 = 10;

const PACKED: &[u8] = include_bytes!("../../config/lexicon/places.bin.zst");

/// What a name with its qualifiers means, as far as that is certain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Meaning<'a> {
    /// The place.
    pub place: Option<Place<'a>>,
    /// First-level region.
    pub region: Option<&'a str>,
    /// ISO 3166-1 alpha-2 country.
    pub country: Option<[u8; 2]>,
}

/// The gazetteer.
#[derive(Debug)]
pub struct Places {
    table: PlaceTable,
}

impl Places {
    /// The compiled-in gazetteer, unpacked.
    pub fn built_in() -> Self {
        // INVARIANT: the table is made by the build script and read whole by a test.
        let data = zstd::decode_all(PACKED).expect("the gazetteer unpacks");
        Self {
            // INVARIANT: the same.
            table: PlaceTable::open(data).expect("the gazetteer is whole"),
        }
    }

    /// The table.
    pub fn table(&self) -> &PlaceTable {
        &self.table
    }

    /// What a folded name can mean, adjectives and towns that only their region knows left out.
    pub fn named<'a>(
        &'a self,
        folded: &str,
    ) -> impl Iterator<Item = (Place<'a>, Naming)> + use<'a> {
        let named = self.table.named(folded);
        named.filter(|(place, naming)| place.well_known && *naming != Naming::People)
    }

    /// Whether a story can be filed from a place of this folded name: a town or a site.
    pub fn knows_town(&self, folded: &str) -> bool {
        self.named(folded)
            .any(|(place, naming)| naming != Naming::Short && is_dateline_kind(&place))
    }

    /// Whether the folded name is a region or a country, short forms included.
    pub fn knows_area(&self, folded: &str) -> bool {
        self.named(folded).any(|(place, _)| place.is_area())
    }

    /// What a name means beside the regions and countries that stand behind it. Among towns of
    /// one name the one meant is the one ten times larger than every other (a capital counts ten
    /// times), else the only such one in `home`, the country of the agency; else none.
    pub fn meaning(&self, name: &str, behind: &[&str], home: Option<[u8; 2]>) -> Meaning<'_> {
        let areas: Vec<Vec<Place<'_>>> = behind
            .iter()
            .map(|text| {
                let areas = self.named(&fold(text)).map(|(place, _)| place);
                areas.filter(Place::is_area).collect()
            })
            .filter(|areas: &Vec<_>| !areas.is_empty())
            .collect();
        let mut candidates = self.candidates(&fold(name), &areas, true);
        if candidates.is_empty() && !areas.is_empty() {
            candidates = self.candidates(&fold(name), &areas, false);
        }
        if candidates.iter().any(|(p, _)| p.kind != PlaceKind::Country) {
            candidates.retain(|(place, _)| place.kind != PlaceKind::Country);
        }
        let at_home = candidates
            .iter()
            .copied()
            .filter(|(p, _)| home.is_some() && p.country == home);
        let one = dominant(&candidates).or_else(|| dominant(&at_home.collect::<Vec<_>>()));
        if let Some(place) = one {
            let region = place.region().filter(|region| *region != place.name());
            return Meaning {
                place: Some(place),
                region,
                country: place.country,
            };
        }
        // Towns of that name that cannot be told apart: nothing is certain but the areas named.
        if areas.is_empty() && !candidates.is_empty() {
            return Meaning::default();
        }
        self.area_meaning(name, &areas)
    }

    /// Towns, sites and countries of a name within all of the areas, with their weights.
    fn candidates<'a>(
        &'a self,
        folded: &str,
        areas: &[Vec<Place<'a>>],
        well_known: bool,
    ) -> Vec<(Place<'a>, u64)> {
        let named = self.table.named(folded);
        let free = named.filter(|(place, naming)| {
            matches!(naming, Naming::Name | Naming::Other)
                && is_dateline_kind(place)
                && (place.well_known || !well_known)
        });
        free.filter(|(place, _)| {
            let mut areas = areas.iter();
            areas.all(|areas| areas.iter().any(|area| place.lies_in(area)))
        })
        .map(|(place, naming)| (place, weight(&place, naming)))
        .collect()
    }

    /// Where no town is certain: what stands behind it, or the region of that name, still says
    /// the country, and the region if it is one only.
    fn area_meaning<'a>(&'a self, name: &str, areas: &[Vec<Place<'a>>]) -> Meaning<'a> {
        let own: Vec<Place<'a>>;
        let first = match areas {
            [first, ..] => first,
            [] => {
                let named = self.named(&fold(name));
                let named = named.filter(|(_, naming)| *naming != Naming::Short);
                let named = named.map(|(place, _)| place);
                own = named.filter(|p| p.kind == PlaceKind::Region).collect();
                &own
            }
        };
        let agreed = first.iter().filter(|area| {
            let mut others = areas.iter().skip(1);
            others.all(|others| others.iter().any(|other| other.country == area.country))
        });
        let agreed: Vec<_> = agreed.collect();
        let country = agreed.first().and_then(|area| area.country);
        let country = country.filter(|_| agreed.iter().all(|area| area.country == country));
        let region = match agreed.as_slice() {
            [area] if area.kind == PlaceKind::Region && !areas.is_empty() => Some(area.name()),
            _ => None,
        };
        Meaning {
            place: None,
            region,
            country,
        }
    }
}

/// Whether a story can be filed from such a place.
fn is_dateline_kind(place: &Place<'_>) -> bool {
    place.is_town() || matches!(place.kind, PlaceKind::Country | PlaceKind::Site)
}

fn weight(place: &Place<'_>, naming: Naming) -> u64 {
    let people = u64::from(place.population) * DOMINANCE;
    let capital = if place.kind == PlaceKind::Capital {
        CAPITAL_WEIGHT
    } else {
        1
    };
    let usual = if naming == Naming::Name {
        1
    } else {
        CAPITAL_WEIGHT
    };
    people * capital / usual
}

fn dominant<'a>(candidates: &[(Place<'a>, u64)]) -> Option<Place<'a>> {
    let (place, weight) = candidates.iter().max_by_key(|(_, weight)| *weight)?;
    let rivals = candidates
        .iter()
        .filter(|(_, other)| other * DOMINANCE > *weight);
    (rivals.count() == 1).then_some(*place)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// One gazetteer for all tests.
    pub(crate) static PLACES: std::sync::LazyLock<Places> =
        std::sync::LazyLock::new(Places::built_in);

    #[test]
    fn a_name_means_one_place_or_none() {
        let places = &*PLACES;
        let check =
            |name: &str, behind: &[&str], home: &str, place: &str, region: &str, country: &str| {
                let home = home.as_bytes().try_into().ok();
                let got = places.meaning(name, behind, home);
                let country_got = got
                    .country
                    .map(|c| String::from_utf8_lossy(&c).into_owned());
                let got = (
                    got.place.map_or("", |place| place.name()),
                    got.region.unwrap_or(""),
                    country_got.unwrap_or_default(),
                );
                assert_eq!(
                    got,
                    (place, region, country.to_owned()),
                    "{name} {behind:?} {home:?}"
                );
            };
        check("PARIS", &[], "", "Paris", "Île-de-France", "FR");
        check("Paris", &["Texas"], "", "Paris", "Texas", "US");
        check("Springfield", &[], "", "", "", "");
        check(
            "Springfield",
            &["Ill."],
            "",
            "Springfield",
            "Illinois",
            "US",
        );
        check("MOSCOW", &[], "", "Moscow", "", "RU");
        check("Hyderabad", &[], "", "", "", "");
        check("Hyderabad", &[], "IN", "Hyderabad", "Telangana", "IN");
        check(
            "Nowhere in Particular",
            &["Calif"],
            "",
            "",
            "California",
            "US",
        );
        check("Nowhere in Particular", &["Syria"], "", "", "", "SY");
        check("Nowhere in Particular", &[], "", "", "", "");
        check("Tbilisi", &["Georgia"], "", "Tbilisi", "", "GE");
        check("Atlanta", &["Georgia"], "", "Atlanta", "Georgia", "US");
        check("ماسکو", &[], "", "Moscow", "", "RU");
        check("New York", &[], "", "New York City", "New York", "US");
        check("Kiev", &[], "", "Kyiv", "Kyiv City", "UA");
        check("Kingston", &[], "", "Kingston", "", "JM");
        check("London", &["Ont."], "", "London", "Ontario", "CA");
        check(
            "Washington",
            &[],
            "",
            "Washington",
            "District of Columbia",
            "US",
        );
        check("United Nations", &[], "", "United Nations", "", "");
        check("Munich", &[], "", "Munich", "Bavaria", "DE");
        check("Gorakhpur", &["UP"], "", "Gorakhpur", "Uttar Pradesh", "IN");
    }
}
