#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""prove.py - prove what the contracts in proofs/ say, with Frama-C's WP.

    prove.py [--jobs N] [--only TEXT] [--update]

A file of proofs/ declares functions with contracts and then includes the code. Every function that
has a contract there is proved to keep it, and to be free of run-time errors (bad pointers, signed
overflow, shifts out of range; with "Options: -warn-unsigned-overflow" in the head of the file, of
unsigned wrapping too). The functions in the table on docs/proofs.md have to be these; --update
writes it, with the numbers of goals.

Exit status: 0 if every goal is proved and the table is right, else 1 with what is not.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs", "proofs.md")
MARKS = ("<!-- table -->\n", "<!-- end -->\n")
FRAMA_C = ["frama-c", "-c11", "-cpp-extra-args=-Iinclude -Isrc -Iproofs -DBM_DEBUG=0",
           "-wp", "-wp-rte", "-wp-prover", "z3,cvc4", "-wp-timeout", "30"]
CONTRACT = re.compile(r"\*/\n(?:static |inline |const |struct |unsigned )*[\w ]+?[ *](\w+)\(")
FUNCTION = r"`proofs/[\w.]+` \| `(\w+)`"
GOAL = re.compile(r"^\[wp\] \[([^]]+)\] Goal typed_(\w+)(?: : (\w+))?", re.M)


def contracts(text):
    """The functions that the file declares with a contract, in order."""
    return [found.group(1) for found in CONTRACT.finditer(text)]


def options(text):
    found = re.search(r"^ \* Options: (.*)$", text, re.M)
    return found.group(1).split() if found else []


def owner_of(goal, names):
    """The function a goal is about: the longest name it starts with, less final underscores."""
    fitting = (name for name in names if goal.startswith(name.rstrip("_") + "_"))
    return max(fitting, key=len, default=None)


def prove(path, jobs):
    """([(path, function, proved, goals)], [what was not proved]) of one file."""
    file = os.path.relpath(path, ROOT)
    with open(path, encoding="utf-8") as f:
        text = f.read()
    names = contracts(text)
    command = [*FRAMA_C, *options(text), "-wp-par", str(jobs), "-wp-fct", ",".join(names),
               file]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = ran.stdout.decode("utf-8", "replace")
    goals, proved, problems = dict.fromkeys(names, 0), dict.fromkeys(names, 0), []
    for prover, goal, verdict in GOAL.findall(said):
        name = owner_of(goal, names)
        if name:
            goals[name] += 1
            proved[name] += verdict == "Valid"
        if verdict != "Valid":
            problems.append("%s: not proved: %s" % (file, goal))
    if ran.returncode != 0 or "Proved goals" not in said:
        problems.append("%s: %s" % (file, said))
    problems += ["%s: no goals for %s" % (file, name) for name in names if goals[name] == 0]
    return [(file, name, proved[name], goals[name]) for name in names], problems


def table(rows):
    lines = ["| contracts | function | goals | proved |", "|---|---|---|---|"]
    for path, name, proved, goals in rows:
        lines.append("| `%s` | `%s` | %d | %d |" % (path, name, goals, proved))
    lines.append("| | all | %d | %d |" % (sum(r[3] for r in rows), sum(r[2] for r in rows)))
    return "\n".join(lines) + "\n"


def check_page(rows, update):
    with open(PAGE, encoding="utf-8") as f:
        page = f.read()
    head, rest = page.split(MARKS[0])
    old, tail = rest.split(MARKS[1])
    if update:
        with open(PAGE, "w", encoding="utf-8") as f:
            f.write(head + MARKS[0] + "\n" + table(rows) + "\n" + MARKS[1] + tail)
    elif re.findall(FUNCTION, old) != re.findall(FUNCTION, table(rows)):
        return ["docs/proofs.md: lists other functions; see tools/prove.py --update"]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="", help="files of proofs/ whose name has this text")
    parser.add_argument("--update", action="store_true")
    args = parser.parse_args()
    rows, problems = [], []
    for path in sorted(glob.glob(os.path.join(ROOT, "proofs", "*.c"))):
        if args.only in path:
            found, wrong = prove(path, args.jobs)
            rows += found
            problems += wrong
    print(table(rows), end="")
    if not args.only:
        problems += check_page(rows, args.update)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
