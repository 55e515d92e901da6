#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""parity.py - is docs/linux-parity.md complete?

Every name of docs/linux-api.txt has exactly one row on the page. If our headers declare the name,
the row says since which release Linux has it, and names a test; if they do not, it is a row of the
last table, which says why. Every row with a release is about names of the list, and everything that
tools/symbols.txt promises under a well-known name has a row.

Prints how many there are of each. Exit status: 0 if so, 1 with one line a finding.
"""
import os
import re
import sys

import contracts
from contracts import ROOT

WELL_KNOWN = re.compile(r"(__)?(memblock|reserve_mem)_")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def api():
    """{name: what the page says of its releases}"""
    lines = [line.split() for line in read("docs/linux-api.txt").splitlines()
             if line and not line.startswith("#")]
    return {row[0]: " to ".join(row[1:]) for row in lines}


class Row:
    def __init__(self, line):
        self.cells = [cell.strip() for cell in line.strip("|\n ").split(" | ")]
        self.names = re.findall(r"`(\w+)`", self.cells[0])

    @property
    def since(self):
        """Empty for a row that is no function's."""
        return self.cells[1] if re.match(r"\d+\.\d+", self.cells[1]) else ""


def rows():
    page = read("docs/linux-parity.md").split("\n## Decisions")[0]
    return [Row(line) for line in page.splitlines() if re.match(r"\| `", line)]


def check(table, linux, declared):
    for name, since in linux.items():
        found = [row for row in table if name in row.names]
        if len(found) != 1:
            yield "%s has %d rows" % (name, len(found))
        elif name not in declared:
            if found[0].since:
                yield "%s has a row like those that are here" % name
        elif found[0].since != since:
            yield "%s is said to be of %s, is of %s" % (name, found[0].since, since)
    for row in table:
        if row.since and not re.search(r"`\w+__\w+__\w+`", row.cells[-1]):
            yield "%s: no test is named" % row.cells[0]
        for name in row.names if row.since else []:
            if name not in linux:
                yield "%s is not in docs/linux-api.txt" % name
    known = {name for row in table for name in re.findall(r"`(\w+)`", " ".join(row.cells))}
    for name in sorted(declared):
        if WELL_KNOWN.match(name) and not name.endswith("_") and name not in known:
            yield "%s, declared in a header, has no row" % name


def main():
    linux = api()
    declared = {e.name for h in contracts.headers() for e in h.entries
                if e.kind not in ("struct", "enum", "typedef")}
    found = list(check(rows(), linux, declared))
    if found:
        print("\n".join("docs/linux-parity.md: " + said for said in found))
        return 1
    here = [name for name in linux if name in declared]
    print("%d names in Linux 6.1 to 7.1: %d are here, each with a row and a test; %d are not, each "
          "with the reason" % (len(linux), len(here), len(linux) - len(here)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
