//! The gazetteer: towns, regions and countries with their names, on the map.
//!
//! In: the table that `scripts/build_places.py` makes (its head states the layout and the
//! sources). Out: what a name can mean, and the one place it does mean where that is certain.
//! Never: a guess between places of like size.
//!
//! The table is unpacked once, at the first question, and searched in place.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How many times larger a place must be than the next of its name to be the one meant.
const DOMINANCE: u64 = 10;
/// A capital counts as that many times its people, a name that is not the usual one as the
/// part.
const CAPITAL_WEIGHT: u64 = 10;

const PACKED: &[u8] = include_bytes!("../../config/lexicon/places.bin.zst");
const MAGIC: &[u8] = b"places1\n";
const HEAD: usize = 24;
const PLACE: usize = 28;
const KEY: usize = 8;
const REF: usize = 4;
const NONE: u32 = u32::MAX;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A town.
    City,
    /// The capital of a country.
    Capital,
    /// A first-level region.
    Region,
    /// A country.
    Country,
    /// A site that files news and is no town (`United Nations`).
    Site,
}

/// How a place is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// By its name.
    Name,
    /// By another name of it.
    Other,
    /// By a short form that stands behind a town only (`Calif.`).
    Short,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    /// GeoNames id, where it has one.
    pub geoname_id: Option<u32>,
    /// Degrees north and east, where known.
    pub point: Option<(f32, f32)>,
    /// People.
    pub population: u32,
    /// Name in English, else as in the country.
    pub name: &'a str,
    /// First-level region it lies in.
    pub region: Option<&'a str>,
    /// ISO 3166-1 alpha-2 country it lies in or is.
    pub country: Option<[u8; 2]>,
    /// What it is.
    pub kind: PlaceKind,
}

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
    data: Vec<u8>,
    places: usize,
    keys: usize,
    refs: usize,
}

impl Places {
    /// The compiled-in gazetteer, unpacked.
    pub fn built_in() -> Self {
        // INVARIANT: the table is made by the build script and read whole by a test.
        let data = zstd::decode_all(PACKED).expect("the gazetteer unpacks");
        Self::open(data).expect("the gazetteer is whole")
    }

    fn open(data: Vec<u8>) -> Option<Self> {
        if !data.starts_with(MAGIC) {
            return None;
        }
        let count = |n: usize| {
            let at = MAGIC.len() + n * 4;
            let bytes = data.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_le_bytes(bytes)).ok()
        };
        let (places, keys, refs, pool) = (count(0)?, count(1)?, count(2)?, count(3)?);
        let whole = HEAD + places * PLACE + keys * KEY + refs * REF + pool;
        (data.len() == whole).then_some(Self {
            data,
            places,
            keys,
            refs,
        })
    }

    fn u32(&self, at: usize) -> u32 {
        let bytes = self.data.get(at..at + 4).and_then(|b| b.try_into().ok());
        u32::from_le_bytes(bytes.unwrap_or_default())
    }

    fn keys_at(&self) -> usize {
        HEAD + self.places * PLACE
    }

    fn refs_at(&self) -> usize {
        self.keys_at() + self.keys * KEY
    }

    fn bytes(&self, offset: u32) -> &[u8] {
        let at = self.refs_at() + self.refs * REF + offset as usize;
        let length = usize::from(self.data.get(at).copied().unwrap_or(0));
        self.data.get(at + 1..at + 1 + length).unwrap_or_default()
    }

    fn text(&self, offset: u32) -> &str {
        std::str::from_utf8(self.bytes(offset)).unwrap_or_default()
    }

    /// The keys are in the order of their bytes.
    fn key(&self, index: usize) -> &[u8] {
        self.bytes(self.u32(self.keys_at() + index * KEY))
    }

    fn place(&self, index: u32) -> Place<'_> {
        let at = HEAD + index as usize * PLACE;
        let degrees = |at: usize| {
            let value = self.u32(at).cast_signed();
            (value != i32::MIN).then_some(value as f32 / 100_000.0)
        };
        let id = self.u32(at);
        let region = self.u32(at + 20);
        let country = [self.data[at + 24], self.data[at + 25]];
        Place {
            geoname_id: (id != 0).then_some(id),
            point: degrees(at + 4).zip(degrees(at + 8)),
            population: self.u32(at + 12),
            name: self.text(self.u32(at + 16)),
            region: (region != NONE)
                .then(|| self.text(self.u32(HEAD + region as usize * PLACE + 16))),
            country: (country != *b"  ").then_some(country),
            kind: match self.data[at + 26] {
                0 => PlaceKind::City,
                1 => PlaceKind::Capital,
                2 => PlaceKind::Region,
                3 => PlaceKind::Country,
                _ => PlaceKind::Site,
            },
        }
    }

    /// Everything a folded name can mean.
    pub fn named<'a>(
        &'a self,
        folded: &str,
    ) -> impl Iterator<Item = (Place<'a>, Naming)> + use<'a> {
        let folded = folded.as_bytes();
        let (mut low, mut high) = (0, self.keys);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle) < folded {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let found = low < self.keys && self.key(low) == folded;
        let first = |index: usize| match index < self.keys {
            true => self.u32(self.keys_at() + index * KEY + 4) as usize,
            false => self.refs,
        };
        let refs = if found {
            first(low)..first(low + 1)
        } else {
            0..0
        };
        refs.map(|n| {
            let value = self.u32(self.refs_at() + n * REF);
            let naming = match value & 3 {
                0 => Naming::Name,
                1 => Naming::Other,
                _ => Naming::Short,
            };
            (self.place(value >> 2), naming)
        })
    }

    /// Whether a story can be filed from a place of this folded name: a town or a site.
    pub fn knows_town(&self, folded: &str) -> bool {
        self.named(folded).any(|(place, naming)| {
            naming != Naming::Short && !matches!(place.kind, PlaceKind::Region)
        })
    }

    /// Whether the folded name is a region or a country, short forms included.
    pub fn knows_area(&self, folded: &str) -> bool {
        self.named(folded)
            .any(|(place, _)| matches!(place.kind, PlaceKind::Region | PlaceKind::Country))
    }

    /// What a name means beside the regions and countries that stand behind it. Among towns of
    /// one name the one meant is the one ten times larger than every other (a capital counts ten
    /// times), else the only such one in `home`, the country of the agency; else none.
    pub fn meaning(&self, name: &str, behind: &[&str], home: Option<[u8; 2]>) -> Meaning<'_> {
        let areas: Vec<Vec<Place<'_>>> = behind
            .iter()
            .map(|text| {
                let areas = self.named(&fold(text)).map(|(place, _)| place);
                areas
                    .filter(|p| matches!(p.kind, PlaceKind::Region | PlaceKind::Country))
                    .collect()
            })
            .filter(|areas: &Vec<_>| !areas.is_empty())
            .collect();
        let mut candidates: Vec<(Place<'_>, u64)> = self
            .named(&fold(name))
            .filter(|(place, naming)| *naming != Naming::Short && place.kind != PlaceKind::Region)
            .filter(|(place, _)| {
                areas
                    .iter()
                    .all(|areas| areas.iter().any(|a| lies_in(place, a)))
            })
            .map(|(place, naming)| (place, weight(&place, naming)))
            .collect();
        if candidates.iter().any(|(p, _)| p.kind != PlaceKind::Country) {
            candidates.retain(|(place, _)| place.kind != PlaceKind::Country);
        }
        let at_home = candidates
            .iter()
            .copied()
            .filter(|(p, _)| home.is_some() && p.country == home);
        let one = dominant(&candidates).or_else(|| dominant(&at_home.collect::<Vec<_>>()));
        if let Some(place) = one {
            let region = place.region.filter(|region| *region != place.name);
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
            [area] if area.kind == PlaceKind::Region && !areas.is_empty() => Some(area.name),
            _ => None,
        };
        Meaning {
            place: None,
            region,
            country,
        }
    }
}

fn lies_in(place: &Place<'_>, area: &Place<'_>) -> bool {
    place.country == area.country
        && (area.kind == PlaceKind::Country || place.region == Some(area.name))
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

/// A name as it is looked up: letters without marks and case, apostrophes and points gone,
/// everything else a single space. The build script folds alike.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        if c.is_ascii_lowercase() {
            out.push(c);
        } else if is_combining_mark(c)
            || matches!(c, '.' | '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ' | 'ʹ')
        {
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The same for plain ASCII, which most names are.
fn fold_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !matches!(c, '.' | '\'' | '`') && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_folded_and_in_order() {
        let places = Places::built_in();
        let mut last = "";
        for index in 0..places.keys {
            let key = places.text(places.u32(places.keys_at() + index * KEY));
            assert!(last < key, "{last} before {key}");
            assert_eq!(fold(key), key);
            last = key;
        }
    }

    #[test]
    fn a_name_means_one_place_or_none() {
        let places = Places::built_in();
        let check =
            |name: &str, behind: &[&str], home: &str, place: &str, region: &str, country: &str| {
                let home = home.as_bytes().try_into().ok();
                let got = places.meaning(name, behind, home);
                let country_got = got
                    .country
                    .map(|c| String::from_utf8_lossy(&c).into_owned());
                let got = (
                    got.place.map_or("", |place| place.name),
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
