//! The gazetteer's table: places and the names they go by, searched in place.
//!
//! In: the bytes that `scripts/build_places.py` makes (its head states the layout and the
//! sources). Out: every place a folded name can mean. Never: a choice between them.

use std::fmt;
use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use super::fold::with_folded;
use super::word_key::{WordKey, WordKeys, word_key};
use crate::story::ResolvedPlace;

const MAGIC: &[u8] = b"places2\n";
const HEAD: usize = 24;
const PLACE: usize = 28;
const KEY: usize = 8;
const REF: usize = 4;
const NONE: u32 = u32::MAX;
/// Bits of an entry of the index that number a key.
const NUMBER_BITS: u32 = 24;

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
    /// A region of the second level: a county, a district.
    District,
    /// A continent or sea.
    Landform,
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
    /// By its adjective or its people (`Russian`).
    People,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    /// Its number in the table.
    pub index: u32,
    /// GeoNames id, where it has one.
    pub geoname_id: Option<u32>,
    /// Degrees north and east, where known.
    pub point: Option<(f32, f32)>,
    /// People.
    pub population: u32,
    /// First-level region it lies in, by its number in the table.
    pub region_index: Option<u32>,
    /// ISO 3166-1 alpha-2 country it lies in or is.
    pub country: Option<[u8; 2]>,
    /// What it is.
    pub kind: PlaceKind,
    /// Whether it is no town, or one that is known beyond its region.
    pub well_known: bool,
    of: Of<'a>,
}

/// The table that a place stands in; its names are read there when they are wanted.
#[derive(Clone, Copy)]
struct Of<'a>(&'a PlaceTable);

impl fmt::Debug for Of<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlaceTable")
    }
}

impl PartialEq for Of<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl<'a> Place<'a> {
    /// Its name in English, else as in the country.
    pub fn name(&self) -> &'a str {
        self.of.0.name(self.index)
    }

    /// The name of the first-level region it lies in.
    pub fn region(&self) -> Option<&'a str> {
        self.region_index.map(|index| self.of.0.name(index))
    }

    /// What a record says of it; `None` where it has no point.
    pub fn resolved(&self) -> Option<ResolvedPlace> {
        let (latitude, longitude) = self.point?;
        Some(ResolvedPlace {
            geoname_id: self.geoname_id,
            latitude,
            longitude,
            country: self.country,
        })
    }

    /// Whether it is a region or a country, which can stand behind a town's name.
    pub fn is_area(&self) -> bool {
        matches!(self.kind, PlaceKind::Region | PlaceKind::Country)
    }

    /// Whether it is a town.
    pub fn is_town(&self) -> bool {
        matches!(self.kind, PlaceKind::City | PlaceKind::Capital)
    }

    /// Whether it lies in a region or country, or is it.
    pub fn lies_in(&self, area: &Place<'_>) -> bool {
        self.country == area.country
            && (area.kind == PlaceKind::Country
                || self.region_index == Some(area.index)
                || self.index == area.index)
    }
}

/// The table.
#[derive(Debug)]
pub struct PlaceTable {
    data: Vec<u8>,
    places: usize,
    keys: usize,
    refs: usize,
    /// An open hash table of keys: an entry is the upper bits of a hash and the number of its key,
    /// counted from 1; 0 is free. The keys are in order and could be searched without it, which
    /// would touch ten times as much of the table.
    index: Vec<u64>,
    /// The last words of adjectives and peoples.
    peoples: WordKeys,
}

impl PlaceTable {
    /// The table of these bytes; `None` where they are none.
    pub(super) fn open(data: Vec<u8>) -> Option<Self> {
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
        if data.len() != whole || keys >= 1 << NUMBER_BITS {
            return None;
        }
        let mut table = Self {
            data,
            places,
            keys,
            refs,
            index: vec![0; (keys * 3 / 2).next_power_of_two().max(2)],
            peoples: WordKeys::default(),
        };
        for number in 0..keys {
            table.peoples.extend(table.last_word_of_people(number));
            let hash = hash(table.key(number));
            let mut slot = table.slot(hash);
            while table.index[slot] != 0 {
                slot = table.next(slot);
            }
            table.index[slot] = hash >> NUMBER_BITS << NUMBER_BITS | (number as u64 + 1);
        }
        Some(table)
    }

    fn slot(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.index.len() - 1)
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.index.len() - 1)
    }

    /// The number of a key.
    fn find(&self, key: &[u8]) -> Option<usize> {
        let hash = hash(key);
        let mut slot = self.slot(hash);
        while self.index[slot] != 0 {
            let entry = self.index[slot];
            if (entry ^ hash) >> NUMBER_BITS == 0 {
                let number = (entry & ((1 << NUMBER_BITS) - 1)) as usize - 1;
                if self.key(number) == key {
                    return Some(number);
                }
            }
            slot = self.next(slot);
        }
        None
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

    fn name(&self, index: u32) -> &str {
        let offset = self.u32(HEAD + index as usize * PLACE + 16);
        std::str::from_utf8(self.bytes(offset)).unwrap_or_default()
    }

    fn bytes(&self, offset: u32) -> &[u8] {
        let at = self.refs_at() + self.refs * REF + offset as usize;
        let length = usize::from(self.data.get(at).copied().unwrap_or(0));
        self.data.get(at + 1..at + 1 + length).unwrap_or_default()
    }

    fn key(&self, number: usize) -> &[u8] {
        self.bytes(self.u32(self.keys_at() + number * KEY))
    }

    /// The place of a number.
    pub fn place(&self, index: u32) -> Place<'_> {
        let at = HEAD + index as usize * PLACE;
        let degrees = |at: usize| {
            let value = self.u32(at).cast_signed();
            (value != i32::MIN).then_some(value as f32 / 100_000.0)
        };
        let id = self.u32(at);
        let region = Some(self.u32(at + 20)).filter(|region| *region != NONE);
        let country = [self.data[at + 24], self.data[at + 25]];
        Place {
            index,
            geoname_id: (id != 0).then_some(id),
            point: degrees(at + 4).zip(degrees(at + 8)),
            population: self.u32(at + 12),
            region_index: region,
            country: (country != *b"  ").then_some(country),
            kind: match self.data[at + 26] {
                0 => PlaceKind::City,
                1 => PlaceKind::Capital,
                2 => PlaceKind::Region,
                3 => PlaceKind::Country,
                5 => PlaceKind::District,
                6 => PlaceKind::Landform,
                _ => PlaceKind::Site,
            },
            well_known: self.data[at + 27] != 0,
            of: Of(self),
        }
    }

    /// Everything a folded name can mean.
    pub fn named<'a>(
        &'a self,
        folded: &str,
    ) -> impl Iterator<Item = (Place<'a>, Naming)> + use<'a> {
        self.meanings(self.find(folded.as_bytes()))
    }

    /// Everything a name can mean, however it is written.
    pub fn written<'a>(
        &'a self,
        name: &str,
    ) -> impl Iterator<Item = (Place<'a>, Naming)> + use<'a> {
        self.meanings(with_folded(name, |folded| self.find(folded)))
    }

    /// Whether an adjective or a people ends in this word, written in Latin letters without
    /// accents: `Korean`, for `South Korean`.
    pub fn ends_people(&self, word: WordKey) -> bool {
        self.peoples.contains(&word)
    }

    fn last_word_of_people(&self, number: usize) -> Option<WordKey> {
        let people = |(_, naming): (Place<'_>, Naming)| naming == Naming::People;
        self.meanings(Some(number)).any(people).then(|| {
            let name = std::str::from_utf8(self.key(number)).unwrap_or_default();
            word_key(name.rsplit(' ').next().unwrap_or_default())
        })
    }

    /// What the key of a number can mean.
    fn meanings(&self, key: Option<usize>) -> impl Iterator<Item = (Place<'_>, Naming)> {
        let first = |number: usize| match number < self.keys {
            true => self.u32(self.keys_at() + number * KEY + 4) as usize,
            false => self.refs,
        };
        let refs = key.map_or(0..0, |key| first(key)..first(key + 1));
        refs.map(move |n| {
            let value = self.u32(self.refs_at() + n * REF);
            let naming = match value & 3 {
                0 => Naming::Name,
                1 => Naming::Other,
                2 => Naming::Short,
                _ => Naming::People,
            };
            (self.place(value >> 2), naming)
        })
    }
}

fn hash(key: &[u8]) -> u64 {
    FixedState::default().hash_one(key)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::super::places::Places;
    use super::*;

    #[test]
    fn every_name_is_folded_and_in_order() {
        let places = Places::built_in();
        let table = places.table();
        let mut last: &[u8] = b"";
        for number in 0..table.keys {
            let key = table.key(number);
            assert!(last < key, "{last:?} before {key:?}");
            let text = std::str::from_utf8(key).unwrap();
            assert_eq!(fold(text), text);
            assert_eq!(table.find(key), Some(number));
            last = key;
        }
        for unknown in ["", "no such town", "parisx"] {
            assert_eq!(table.find(unknown.as_bytes()), None, "{unknown}");
        }
    }

    #[test]
    fn a_point_stands_on_the_globe_and_a_region_is_one() {
        let places = Places::built_in();
        let table = places.table();
        for index in 0..u32::try_from(table.places).unwrap() {
            let place = table.place(index);
            if let Some((north, east)) = place.point {
                assert!(north.abs() <= 90.0 && east.abs() <= 180.0, "{place:?}");
            }
            if let Some(region) = place.region_index {
                assert_eq!(table.place(region).kind, PlaceKind::Region, "{place:?}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_table_are_refused() {
        for bytes in [&b""[..], b"places1\n", b"places2\n\x01\0\0\0"] {
            assert!(PlaceTable::open(bytes.to_vec()).is_none());
        }
    }
}
