#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count instructions per operation and compare them with bench/budget.txt.

Times waver, instruction counts do not: valgrind's callgrind counts what bootmem executes in a
case, only inside bench_counted(), and the result is the same on every run. A count more than 10 %
above its budget fails; one far below it asks to be written down. The budget holds for the compiler
named in its first lines; another one gets a report, not a verdict.

    bench/check_budget.py [--update] [BUILD]      BUILD is where bench/bench_* are, default build
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUDGET = os.path.join(HERE, "budget.txt")
TOLERANCE = 0.10

# Symbols are bound before main(), and memmove() is a loop of vector moves: valgrind counts a string
# instruction once for each byte.
PLAIN = {"LD_BIND_NOW": "1", "GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=0x40000000"}


def compiler():
    """Name, major version and target of what builds the benches by default."""
    cc = os.environ.get("CC", "gcc")
    version = subprocess.check_output([cc, "-dumpversion"], text=True).split(".")[0]
    return f"{cc} {version} {os.uname().machine}"


def read_budget():
    """The lines of the budget: comments as they are, cases as (bench, case, n, count)."""
    with open(BUDGET, encoding="ascii") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                yield line.rstrip("\n")
            else:
                bench, case, n, count = line.split()
                yield bench, case, int(n), int(count)


def count(build, bench, case, n):
    """Instructions per operation of one case, rounded."""
    with tempfile.NamedTemporaryFile(prefix="callgrind.") as out:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}",
             "--toggle-collect=bench_counted", os.path.join(build, "bench", "bench_" + bench),
             "--count", "--case", case, "--n", str(n)],
            env=dict(os.environ, **PLAIN), capture_output=True, text=True, check=False)
    total = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not total or not done.stdout.strip():
        sys.exit(f"bench_{bench} --count --case {case} --n {n} failed:\n{done.stderr}")
    return round(int(total.group(1)) / int(done.stdout))


def verdict(now, budget):
    """What to say about a count: a word, and whether it is a failure."""
    if now > budget * (1 + TOLERANCE):
        return "WORSE", True
    if now < budget * (1 - TOLERANCE):
        return "better: update the budget", False
    return "", False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--update", action="store_true", help="write what is counted")
    parser.add_argument("build", nargs="?", default="build")
    args = parser.parse_args()
    if not shutil.which("valgrind"):
        print("valgrind is not installed: instructions are not counted", file=sys.stderr)
        return 0
    lines = list(read_budget())
    binding = f"# {compiler()}" in lines or args.update
    worse = 0
    out = []
    for line in lines:
        if isinstance(line, str):
            out.append(line)
            continue
        bench, case, n, budget = line
        now = count(args.build, bench, case, n)
        word, bad = verdict(now, budget)
        worse += bad
        out.append(f"{bench:8} {case:24} {n:8} {now:8}")
        if sys.stdout.isatty():
            print(f"{bench:8} {case:24} {n:8} {now:8} instructions, budget {budget:8}  {word}")
        else:
            print(json.dumps({"bench": bench, "case": case, "n": n, "instructions": now,
                              "budget": budget}))
    if args.update:
        with open(BUDGET, "w", encoding="ascii") as file:
            file.write("\n".join(out) + "\n")
    elif worse and not binding:
        print(f"{worse} counts above a budget that is for another compiler", file=sys.stderr)
    return 1 if worse and binding and not args.update else 0


if __name__ == "__main__":
    sys.exit(main())
