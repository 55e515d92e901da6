#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Put measurements into the tables of docs/performance.md.

    bench/peers/run >run1.json; bench/peers/run >run2.json
    bench/tables.py run1.json run2.json

A comment "<!-- table BENCH CASE:N,N,... -->" (or "<!-- goals ... -->") before a table says what is
in it; the table is replaced. Of several measurements of a case the quietest counts, as noise only
ever adds: the one in which contestants took least, each in proportion to the least it ever took.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs", "performance.md")
POWERS = {10**k: f"10^{k}" for k in range(2, 7)}
GIB = 1 << 18  # pages


ARMS = ("ours_ns", "ref_ns", "peer_ns")


def quietest(lines):
    """The measurement in which every contestant took little, each against its own best."""
    least = {arm: min(line[arm] for line in lines) for arm in ARMS if lines[0].get(arm)}
    return min(lines, key=lambda line: sum(line[arm] / least[arm] for arm in least))


def read(paths):
    """The quietest measurement of each (bench, case, n)."""
    found = {}
    for path in paths:
        with open(path, encoding="ascii") as file:
            lines = [json.loads(line) for line in file if line.startswith("{")]
        for line in lines:
            if "ours_ns" in line:
                key = (line["bench"], line["case"], line["n"])
                found.setdefault(key, []).append(line)
    return {key: quietest(lines) for key, lines in found.items()}


def figure(value):
    """Three significant digits at most; a dash for what was not measured."""
    if value is None:
        return "-"
    if value < 10:
        return f"{value:.1f}"
    return f"{float(f'{value:.3g}'):,.0f}".replace(",", " ")


def size(n):
    if n >= GIB and n % GIB == 0:
        return f"{n // GIB} GiB"
    return POWERS.get(n, str(n))


def table(best, bench, wanted):
    yield "| case | n | bootmem | linear | ratio | Linux 6.1 | ratio |"
    yield "|---|---|---|---|---|---|---|"
    for item in wanted:
        case, sizes = item.split(":")
        name = f"`{case}`"
        for n in sizes.split(","):
            line = best[(bench, case, int(n))]
            cells = [figure(line.get(key)) for key in
                     ("ours_ns", "ref_ns", "ratio", "peer_ns", "peer_ratio")]
            yield f"| {name} | {size(int(n))} | " + " | ".join(cells) + " |"
            name = ""


def goals(best, wanted):
    """Each item: bench/case:N,N=least,least=words_in_the_first_column."""
    yield "| goal | at least | over linear | over Linux 6.1 |"
    yield "|---|---|---|---|"
    for item in wanted:
        where, least, words = item.split("=")
        bench, case = where.split(":")[0].split("/")
        lines = [best[(bench, case, int(n))] for n in where.split(":")[1].split(",")]
        cells = [" / ".join(figure(line.get(key)) for line in lines)
                 for key in ("ratio", "peer_ratio")]
        cells = [words.replace("_", " "), least.replace(",", " / "), *cells]
        yield "| " + " | ".join(cells) + " |"


def main():
    best = read(sys.argv[1:])

    def fill(found):
        words = found.group(3).split()
        if found.group(2) == "goals":
            rows = goals(best, words)
        else:
            rows = table(best, words[0], words[1:])
        return found.group(1) + "\n".join(rows) + "\n"

    with open(PAGE, encoding="ascii") as file:
        page = file.read()
    page = re.sub(r"(<!-- (table|goals) (.*) -->\n\n)(?:\|.*\n)*", fill, page)
    with open(PAGE, "w", encoding="ascii") as file:
        file.write(page)


if __name__ == "__main__":
    main()
