#!/usr/bin/env python3
"""Takes the texts of the tagger of names out of the packages and sets they come in.

    pip install gensim==4.4.0
    scripts/extract_texts.py wikipedia OUT.jsonl             the sample of the package gensim
    scripts/extract_texts.py wikinews WIKINEWS OUT.jsonl     rows with `title` and `text`
    scripts/extract_texts.py tagged SET:PART IN OUT.jsonl    rows with `tokens` and `tags`

In: the shortened dump of Wikipedia that gensim tests itself with; a set of Wikinews stories; the
set of tagged sentences (IN, gzipped or not) of which the rows of one SET, or of one PART, are
taken. Out: one JSON object a line, `text` (paragraphs parted by an empty line) or `tokens` and
`tags`. The same input gives the same output.
"""

import bz2
import gzip
import json
import pathlib
import re
import sys
import unicodedata
import xml.etree.ElementTree as ET

SAMPLE = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
# Longest part of an article: long articles would outweigh the stories.
ARTICLE_CHARS = 20_000


def opened(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


def clean(paragraph: str) -> str:
    return " ".join(unicodedata.normalize("NFC", paragraph).split())


def wikinews(path):
    """Stories without the line of their day."""
    with opened(path) as file:
        for line in file:
            row = json.loads(line)
            paragraphs = [clean(part) for part in re.split(r"\n\s*\n", row["text"])]
            day = re.compile(r"\w+day, \w+ \d+, \d{4}$")
            kept = [p for p in paragraphs if p and not day.fullmatch(p)]
            yield {"text": "\n\n".join(kept)}


def prose(markup: str):
    """Paragraphs of an article that are sentences."""
    from gensim.corpora.wikicorpus import filter_wiki

    text = re.sub(r"<ref[^>/]*/>|<ref.*?</ref>", "", markup, flags=re.S)
    text = re.sub(r"'{2,}", "", filter_wiki(text))
    text = text.replace("&nbsp;", " ").replace("&ndash;", "\u2013").replace("&mdash;", "\u2014")
    size = 0
    for paragraph in map(clean, text.split("\n")):
        sentence = re.match(r"[\"'\u201c]?[A-Z]", paragraph) and paragraph.endswith((".", ".\"", ".'"))
        broken = re.search(r"[|{}\[\]=<>]|\( ?[,;)]|  |&\w+;", paragraph)
        if sentence and not broken and len(paragraph) >= 80:
            size += len(paragraph)
            if size > ARTICLE_CHARS:
                return
            yield paragraph


def wikipedia():
    """Articles of the sample, redirects left out."""
    import gensim

    path = pathlib.Path(gensim.__file__).parent / "test/test_data" / SAMPLE
    with bz2.open(path, "rb") as file:
        for _, element in ET.iterparse(file):
            if not element.tag.endswith("}page"):
                continue
            find = "{*}revision/{*}text"
            markup = element.findtext(find) or ""
            if element.findtext("{*}ns") == "0" and not markup.lower().startswith("#redirect"):
                paragraphs = list(prose(markup))
                if paragraphs:
                    yield {"text": "\n\n".join(paragraphs)}
            element.clear()


def tagged(wanted: str, path):
    """Sentences of one set or part, with tags that begin with B- or I-."""
    with opened(path) as file:
        for line in file:
            row = json.loads(line)
            if wanted in (row.get("set"), row.get("part")):
                yield {"tokens": row["tokens"], "tags": row["tags"]}


def main():
    task, *arguments = sys.argv[1:]
    *arguments, out = arguments
    rows = {"wikinews": wikinews, "wikipedia": wikipedia, "tagged": tagged}[task](*arguments)
    count = 0
    with open(out, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    print(out, count, "rows")


if __name__ == "__main__":
    main()
