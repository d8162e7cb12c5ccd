#!/usr/bin/env python3
"""Makes config/lexicon/mediatopics.tsv from IPTC's table of Media Topics.

Usage: scripts/mediatopics.py MEDIATOPICS.tsv > config/lexicon/mediatopics.tsv

The input has the columns qcode, parent, level, retired, en-GB, subjectcode. Source: IPTC
NewsCodes, https://iptc.org/standards/newscodes/, CC BY 4.0; the form is changed, retired topics
are left out.
"""

import csv
import sys


def digits(qcode: str) -> str:
    """The eight digits of `medtop:01000000`."""
    return qcode.split(":")[-1]


def main() -> None:
    print("# IPTC Media Topics of 2025-03-31 (c) IPTC, https://iptc.org/standards/newscodes/, "
          "CC BY 4.0; form changed.")
    print("# code <TAB> parent <TAB> subject code of the older tree <TAB> English name")
    with open(sys.argv[1], encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if row["retired"]:
                continue
            fields = (digits(row["qcode"]), digits(row["parent"] or ""), row["subjectcode"] or "", row["en-GB"])
            print("\t".join(fields))


if __name__ == "__main__":
    main()
