#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py - which branches and conditions no test reaches.

    coverage.py BUILD-FOLDER GATES

Joins the profiles that a run of the tests left in BUILD-FOLDER/profile and prints, for each folder
of src, how many branches went both ways and how many conditions were shown to matter by themselves
(MC/DC). An inline function counts once, whoever includes it. Lines of GATES: a path, the least
percentage of branches, of conditions.

Exit status: 0 if every gate holds, 1 with what was missed in those that do not.
"""
import glob
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class File:
    """What was seen in one source file: {place: seen} for branches and for conditions."""

    def __init__(self):
        self.branches = {}
        self.conditions = {}


def merge_profiles(build):
    """Join what every program left, a few hundred at a time, into one file."""
    raw = sorted(glob.glob(os.path.join(build, "profile", "*.raw")))
    joined = os.path.join(build, "all.profdata")
    with open(joined + ".list", "w", encoding="utf-8") as f:
        f.write("\n".join(raw))
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-f", joined + ".list", "-o", joined],
                   check=True)
    return joined


def test_programs(build):
    make = [os.environ.get("MAKE", "make"), "-s", "CONFIG=coverage", "print-TESTS"]
    listed = subprocess.run(make, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout.decode()
    return [path for path in listed.split() if os.path.exists(path) and path.startswith(build)]


def export(build):
    """{source file: File} from all programs together; one at a time keeps the memory small."""
    profile, files = merge_profiles(build), {}
    for program in test_programs(build):
        out = subprocess.run(["llvm-cov-19", "export", "-instr-profile", profile, program],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
        for entry in json.loads(out)["data"][0]["files"]:
            name = os.path.relpath(entry["filename"], ROOT)
            if name.startswith(("src/", "include/")):
                note(files.setdefault(name, File()), entry)
    return files


def note(file, entry):
    for line, column, _, _, taken, not_taken, *_ in entry.get("branches", ()):
        for way, count in (("true", taken), ("false", not_taken)):
            place = (line, column, way)
            file.branches[place] = file.branches.get(place, False) or count > 0
    for record in entry.get("mcdc_records", ()):
        for nr, shown in enumerate(record[-1]):
            place = (record[0], record[1], "condition %d" % (nr + 1))
            file.conditions[place] = file.conditions.get(place, False) or shown


def share(places):
    return 100.0 * sum(places.values()) / len(places) if places else 100.0


def under(files, folder, kind):
    return {(name,) + place: seen for name, file in files.items()
            if name == folder or name.startswith(folder + "/")
            for place, seen in getattr(file, kind).items()}


def read_gates(path):
    """([(folder, branches, conditions)], {(file, line of code)})"""
    gates, excused = [], set()
    with open(path, encoding="utf-8") as f:
        for line in f:
            words, parts = line.split("#")[0].split(), line.split(" | ")
            if len(parts) == 3:
                excused.add((parts[0].strip(), parts[1].strip()))
            elif words:
                gates.append((words[0], float(words[1]), float(words[2])))
    return gates, excused


def excuse(files, excused):
    """Leave out the lines that cannot be taken; a line that is not there any more is an error."""
    for name, code in excused:
        with open(os.path.join(ROOT, name), encoding="utf-8") as f:
            lines = [nr for nr, line in enumerate(f, 1) if line.strip() == code]
        if not lines:
            sys.exit("coverage: no such line in %s: %s" % (name, code))
        file = files.get(name, File())
        for places in (file.branches, file.conditions):
            for place in [place for place in places if place[0] in lines]:
                del places[place]


def main():
    build, gates = sys.argv[1:]
    files, missed = export(build), []
    print("%-16s %18s %18s" % ("", "branches", "conditions"))
    gates, excused = read_gates(gates)
    excuse(files, excused)
    folders = sorted({"/".join(name.split("/")[:2]) for name in files} | {g[0] for g in gates})
    limits = {folder: (branches, conditions) for folder, branches, conditions in gates}
    for folder in folders:
        cells = []
        for kind, limit in zip(("branches", "conditions"), limits.get(folder, (0.0, 0.0))):
            places = under(files, folder, kind)
            cells.append("%7.2f %% of %5d" % (share(places), len(places)))
            if share(places) < limit or (limit and not places and kind == "branches"):
                missed += ["%s:%d:%d: %s: %s" % (*place, kind) for place, seen
                           in sorted(places.items()) if not seen] or [folder + ": nothing ran"]
        print("%-16s %18s %18s" % (folder, *cells))
    print("\n".join(missed), end="\n" if missed else "")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
