#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""models.py - run spin over every interleaving of each model in docs/models.

    models.py [--full] MODEL...

A model must have no error, and one error at least with each fault that its head says it plants
("-DNAME plants"): a checker that finds nothing in a broken protocol has not looked. Without --full
a model is compiled with -DQUICK, which may make it smaller. Exit status: 0 if all is as it must be.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

DEPTH = 100000


def errors(model, defines):
    """(number of errors, states) of an exhaustive search; None for errors if it was not one."""
    with tempfile.TemporaryDirectory() as folder:
        flags = ["-D" + name for name in defines]
        subprocess.run(["spin", *flags, "-a", os.path.abspath(model)], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run(["gcc", "-O2", "-w", "-DCOLLAPSE", "-o", "pan", "pan.c"], cwd=folder,
                       check=True)
        out = subprocess.run(["./pan", "-m%d" % DEPTH], cwd=folder, stdout=subprocess.PIPE,
                             check=True).stdout.decode()
    found = re.search(r"errors: (\d+)", out)
    states = re.search(r"(\d+) states, stored", out)
    whole = "max search depth too small" not in out and "out of memory" not in out
    return int(found.group(1)) if found and whole else None, int(states.group(1)) if states else 0


def check(model, full):
    """Say how a model did; True if all was as it must be."""
    with open(model, encoding="utf-8") as f:
        faults = re.findall(r"-D(\w+) plants", f.read())
    size = [] if full else ["QUICK"]
    nr, states = errors(model, size)
    good = nr == 0
    print("%s: %d states, %s errors" % (model, states, nr))
    for fault in faults:
        nr, states = errors(model, size + [fault])
        good = good and bool(nr)
        print("%s -D%s: %s" % (model, fault, "found" if nr else "NOT FOUND"))
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("models", nargs="+")
    args = parser.parse_args()
    return 0 if all([check(model, args.full) for model in args.models]) else 1


if __name__ == "__main__":
    sys.exit(main())
