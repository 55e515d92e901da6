#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""verbs.py - is everything that the tool says of itself shown, and published?

    verbs.py --tool ./bootmem TRANSCRIPT...

Asks the tool for its verbs, and looks in the transcripts (see transcripts.py, which checks that
they are true) for each of these:

    help     the page of its --help, no line of it wider than a terminal of 80 columns
    text     what it prints for an input, without --json
    JSON     the same with --json, and that it is as its schema says (see schema.py)
    errors   wrong usage, or an input that it cannot read

Every schema that a source of the tool names has a file in docs/schema, every file there is named
by a source, and some transcript holds output against it.

Exit status: 0, or 1 with a line for each that is missing.
"""
import argparse
import os
import re
import subprocess
import sys

import transcripts

ROOT = transcripts.ROOT


def verbs_of(tool):
    text = subprocess.run([tool, "--help"], check=True, capture_output=True, text=True).stdout
    return re.findall(r"^  ([a-z]+) {2,}\S", text, re.M)


def is_help(step, verb):
    return re.fullmatch(r"bootmem (%s (--help|-h)|help %s)" % (verb, verb), step.command)


def is_json(step):
    return re.search(r" (--json|-[a-z]*J)\b", step.command)


def kinds_of(step, verb):
    """What of @verb a step shows."""
    if not step.want:
        return set()
    if is_help(step, verb):
        return {"help"}
    if not re.search(r"\bbootmem %s\b" % verb, step.command):
        return set()
    if step.status == 2:
        return {"errors"}
    if not is_json(step):
        return {"text"}
    if any(line.startswith("valid bootmem.") for line in step.want):
        return {"JSON that its schema describes"}
    return {"JSON"} if step.want[0] == "{" else set()


ALL = {"help", "text", "errors", "JSON", "JSON that its schema describes"}


def try_samples():
    text = ("$ bootmem a --help\nx\n$ bootmem a f\nx\n$ bootmem a --json f\n{\n"
            "$ bootmem a\nx\n[2]\n$ bootmem a -J f | tools/schema.py\nvalid bootmem.a/1")
    steps = transcripts.parse(text.split("\n"), False)
    assert set().union(*(kinds_of(step, "a") for step in steps)) == ALL
    assert not set().union(*(kinds_of(step, "b") for step in steps))
    assert kinds_of(transcripts.parse(["$ bootmem help a", "x"], False)[0], "a") == {"help"}
    assert not kinds_of(transcripts.parse(["$ bootmem a f"], False)[0], "a")


def schemas_in_sources():
    names = set()
    for folder, _, files in os.walk(os.path.join(ROOT, "cli")):
        for name in files:
            if name.endswith(".c"):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    names |= set(re.findall(r'"(bootmem\.[a-z-]+/[0-9]+)"', f.read()))
    return names


def missing(tool, steps):
    for verb in verbs_of(tool):
        shown = set().union(*(kinds_of(step, verb) for step in steps))
        for kind in sorted(ALL - shown):
            yield "bootmem %s: no transcript shows %s" % (verb, kind)
        for line in [line for step in steps if is_help(step, verb) for line in step.want]:
            if len(line) > 80:
                yield "bootmem %s --help is %d columns wide: %s" % (verb, len(line), line)
    named = schemas_in_sources()
    published = {"/".join(name[:-len(".json")].rsplit("-", 1))
                 for name in os.listdir(os.path.join(ROOT, "docs", "schema"))
                 if name.startswith("bootmem.")}
    for name in sorted(named - published):
        yield "%s: there is no docs/schema/%s.json" % (name, name.replace("/", "-"))
    for name in sorted(published - named):
        yield "%s: no source of the tool prints it" % name
    valid = {line.split()[1].rstrip(",") for step in steps for line in step.want
             if line.startswith("valid bootmem.")}
    for name in sorted(published - valid):
        yield "%s: no transcript holds output against it" % name


def main():
    try_samples()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    steps = []
    for path in args.files:
        with open(path, encoding="utf-8") as f:
            steps += transcripts.parse(f.read().split("\n"), False)
    lines = list(missing(os.path.abspath(args.tool), steps))
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
