#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""transcripts.py - run commands that are written down together with what they print.

    transcripts.py [--path FOLDER] [--bless] FILE...

A transcript is text. A line that starts with "$ " is a command for sh, run at the root of the
tree; if it ends in a backslash it goes on in the next line. What follows, up to the next command,
is what it prints, standard error included. Exceptions:

    # at the start of a line   a remark
    [2]                        the exit status; 0 unless said so
    ...                        any number of lines

In a Markdown file only blocks marked ```console count. --bless writes what was printed back into
the files, for you to read with `git diff`; a command with "..." in its output stays as it is.

Exit status: 0 if everything is as written, 1 with the differences.
"""
import argparse
import difflib
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Step:
    """A command, what it should print, and where in the file that is."""

    def __init__(self, command, nr):
        self.command = command
        self.nr = nr
        self.want = []
        self.status = 0
        self.lines = []


def relevant(lines, is_markdown):
    """(index, line) of the lines that belong to transcripts."""
    inside = not is_markdown
    for index, line in enumerate(lines):
        if is_markdown and line.startswith("```"):
            inside = line.strip() == "```console"
            yield index, None
        elif inside:
            yield index, line


def parse(lines, is_markdown):
    steps, step, going_on = [], None, False
    for index, line in relevant(lines, is_markdown):
        if line is None:
            step = None
        elif going_on:
            step.command += "\n" + line
            going_on = line.endswith("\\")
        elif line.startswith("$ "):
            step = Step(line[2:], index)
            steps.append(step)
            going_on = line.endswith("\\")
        elif line.startswith("#") and not is_markdown:
            continue
        elif step and re.fullmatch(r"\[\d+\]", line):
            step.status = int(line[1:-1])
        elif step:
            step.want.append(line)
            step.lines.append(index)
    for step in steps:
        while step.want and not step.want[-1]:
            step.want.pop()
            step.lines.pop()
    return steps


def run(step, path):
    env = dict(os.environ, PATH=os.path.abspath(path) + os.pathsep + os.environ["PATH"],
               NO_COLOR="1", LC_ALL="C", COLUMNS="80")
    # A make that is written down is not part of the one that runs this.
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        env.pop(name, None)
    ran = subprocess.run(["sh", "-c", step.command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    out = ran.stdout.decode("utf-8", "replace").split("\n")
    while out and not out[-1]:
        out.pop()
    return ran.returncode, out


def alike(want, have):
    """Whole-line comparison in which "..." stands for any lines."""
    pattern = "".join("(?:[^\n]*\n)*" if line == "..." else re.escape(line) + "\n" for line in want)
    return re.fullmatch(pattern, "".join(line + "\n" for line in have)) is not None


def try_samples():
    text = "# note\n$ echo a \\\n  b\na b\n\n$ false\n[1]\n$ seq 9\n1\n...\n9".split("\n")
    steps = parse(text, False)
    assert [s.want for s in steps] == [["a b"], [], ["1", "...", "9"]]
    assert [s.status for s in steps] == [0, 1, 0]
    assert parse(["```c", "$ x", "```", "```console", "$ y", "```", "z"], True)[0].command == "y"
    assert alike(["1", "...", "9"], ["1", "9"]) and alike(["...", "9"], ["1", "2", "9"])
    assert not alike(["1", "...", "9"], ["1", "2"]) and not alike([], ["x"])


def blessed(lines, changes):
    """The file with the output of some steps replaced, last first so that line numbers hold."""
    lines = list(lines)
    for step, have in reversed(changes):
        first = step.lines[0] if step.lines else step.nr + 1 + step.command.count("\n")
        lines[first:first + len(step.lines)] = have
    return lines


def check(path, tools, bless):
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    nr_wrong, changes = 0, []
    for step in parse(lines, path.endswith(".md")):
        status, have = run(step, tools)
        if alike(step.want, have) and status == step.status:
            continue
        if bless and "..." not in step.want and status == step.status:
            changes.append((step, have))
            continue
        nr_wrong += 1
        print("%s:%d: $ %s" % (os.path.relpath(path, ROOT), step.nr + 1, step.command))
        if status != step.status:
            print("  exit status %d, expected %d" % (status, step.status))
        for line in difflib.unified_diff(step.want, have, "expected", "printed", lineterm="", n=2):
            print("  " + line)
    if changes:
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(blessed(lines, changes)))
    return nr_wrong


def main():
    try_samples()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--path", default=".", help="where the tool is")
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    return 1 if sum([check(path, args.path, args.bless) for path in args.files]) else 0


if __name__ == "__main__":
    sys.exit(main())
