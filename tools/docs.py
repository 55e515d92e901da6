#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs.py - do the documents say what is so?

    docs.py OBJECT-FOLDER COMPILE-COMMAND

- Every ```c block that has a main() compiles without a warning and exits with 0; if a ```text block
  follows it, that is what it prints.
- Every ```console block prints what it shows (see transcripts.py).
- Every example program runs and exits with 0.
- Every block after <!-- cut: FILE --> is what FILE has between /* cut */ and /* end */, or # cut
  and # end, and shorter than 50 lines.
- No block is only read, unless it is a ```picture: what is no program and no console is a list of
  make targets that exist.
- Every `bootmem VERB --OPTION` in a sentence is a verb of the tool with that option.
- Every number of three digits and more in a table row that links to a document is in it.
- Every link and every `path` that looks like one of the tree leads somewhere.
- Every test that docs/linux-parity.md or docs/catalogue.md names exists; what the first of them has
  to hold, tools/parity.py knows.
- Every decision record is numbered without a gap and at most 60 lines long.

Exit status: 0 if so, 1 with one paragraph a finding.
"""
import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

import transcripts

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = "include|src|host|cli|demo|examples|tests|fuzz|bench|maps|docs|tools|bindings|packaging"
MAX_DECISION = 60
MAX_CUT = 50


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def documents():
    found = glob.glob(os.path.join(ROOT, "*.md")) + \
        glob.glob(os.path.join(ROOT, "demo", "*.md")) + \
        glob.glob(os.path.join(ROOT, "docs", "**", "*.md"), recursive=True)
    return sorted(os.path.relpath(path, ROOT) for path in found)


def blocks(text):
    """(kind, body, line) of every fenced block."""
    for found in re.finditer(r"(?ms)^```(\w*)\n(.*?)^```$", text):
        yield found.group(1), found.group(2), text.count("\n", 0, found.start()) + 1


def programs(text):
    """(source, expected output or None, line) of every complete program."""
    listed = list(blocks(text))
    for (kind, body, line), after in zip(listed, listed[1:] + [("", "", 0)]):
        if kind == "c" and re.search(r"^int main\(", body, re.M):
            yield body, after[1] if after[0] == "text" else None, line


def try_program(source, expected, objects, command):
    with tempfile.TemporaryDirectory() as scratch:
        binary = os.path.join(scratch, "program")
        build = shlex.split(command) + ["-Werror", "-x", "c", "-", "-x", "none", "-o", binary,
                                        os.path.join(objects, "libhost.a"),
                                        os.path.join(objects, "libbootmem.a")]
        ran = subprocess.run(build, input=source.encode(), stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, cwd=ROOT)
        if ran.returncode == 0:
            ran = subprocess.run([binary], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 cwd=ROOT)
    said = ran.stdout.decode("utf-8", "replace")
    if ran.returncode != 0:
        return "exit status %d\n%s" % (ran.returncode, said)
    if expected is not None and said != expected:
        return "prints\n%sexpected\n%s" % (said, expected)
    return None


def check_programs(path, objects, command):
    for source, expected, line in programs(read(path)):
        wrong = try_program(source, expected, objects, command)
        if wrong:
            yield "%s:%d: %s" % (path, line, wrong)


def check_links(path):
    text = re.sub(r"(?ms)^```.*?^```$", lambda m: "\n" * m.group(0).count("\n"), read(path))
    for found in re.finditer(r"\]\(([^)#\s]+)[^)]*\)|`((?:%s)/[\w./-]+)`" % FOLDERS, text):
        link, named = found.groups()
        if link and "://" in link:
            continue
        target = os.path.join(os.path.dirname(path), link) if link else named
        if not os.path.exists(os.path.join(ROOT, target)):
            yield "%s:%d: %s is not there" % (path, text.count("\n", 0, found.start()) + 1, target)


def cut(text):
    """What a file shows of itself."""
    found = re.search(r"(?ms)^(?:/\* cut \*/|# cut)\n(.*)^(?:/\* end \*/|# end)$", text)
    return found.group(1) if found else ""


def check_cuts(path):
    text = read(path)
    for found in re.finditer(r"(?ms)^<!-- cut: (\S+) -->\n\n```\w+\n(.*?)^```$", text):
        line = text.count("\n", 0, found.start()) + 1
        if found.group(2) != cut(read(found.group(1))):
            yield "%s:%d: is not what %s has" % (path, line, found.group(1))
        if found.group(2).count("\n") >= MAX_CUT:
            yield "%s:%d: %d lines or more" % (path, line, MAX_CUT)


def check_examples(objects):
    for source in sorted(glob.glob(os.path.join(ROOT, "examples", "*.c"))):
        name = os.path.basename(source)[:-2]
        ran = subprocess.run([os.path.join(ROOT, objects, "examples", name)],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
        if ran.returncode != 0:
            yield "examples/%s.c: exit status %d\n%s" % (name, ran.returncode,
                                                         ran.stdout.decode("utf-8", "replace"))


def targets():
    """What make can be asked for, by the names in the Makefiles."""
    text = "".join(map(read, ["Makefile", *glob.glob("*/*.mk", root_dir=ROOT)]))
    text = text.replace("\\\n", " ")
    found = set(re.findall(r"[\w-]+", " ".join(re.findall(r"(?m)^\.PHONY: (.*)$", text))))
    checks = re.search(r"(?m)^CHECKS := (.*)$", text).group(1)
    return found | {"check-" + word for word in checks.split()} | {"CONFIG"}


def check_blocks(path, known):
    """Blocks that nothing runs."""
    text, before = read(path), ""
    for kind, body, line in blocks(text):
        ahead = text[:text.index("```" + kind + "\n" + body)].rstrip()
        shown = ahead.endswith("-->") and "<!-- cut:" in ahead[ahead.rindex("<!--"):]
        runs = shown or kind in ("console", "picture") or kind == "text" and before == "c" or \
            kind == "c" and re.search(r"^int main\(", body, re.M)
        if not runs and not all(re.match(r"make\b|$", row) for row in body.split("\n")):
            yield "%s:%d: a block that nothing runs" % (path, line)
        before = kind
    for found in re.finditer(r"(?m)(?:^|`)make ([a-z][\w-]*)\b(?!=)", text):
        if found.group(1) not in known and not found.group(1).startswith("check-bare-"):
            line = text.count("\n", 0, found.start()) + 1
            yield "%s:%d: make %s is no target" % (path, line, found.group(1))


def tool_help(objects, verb):
    """What the tool says of a verb; empty if there is none."""
    ran = subprocess.run([os.path.join(ROOT, objects, "bootmem"), verb, "--help"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return ran.stdout.decode() if ran.returncode == 0 else ""


def check_verbs(path, objects, known):
    text = re.sub(r"(?ms)^```.*?^```$", lambda m: "\n" * m.group(0).count("\n"), read(path))
    for found in re.finditer(r"`(?:[^`]*\| )?bootmem ([a-z][a-z]+)\b([^`]*)`", text):
        verb = found.group(1)
        if verb not in known:
            known[verb] = tool_help(objects, verb)
        line = text.count("\n", 0, found.start()) + 1
        if not known[verb]:
            yield "%s:%d: bootmem %s is no verb" % (path, line, verb)
        for option in re.findall(r"(?<!\S)--[\w-]+", found.group(2)):
            if known[verb] and option not in known[verb]:
                yield "%s:%d: bootmem %s has no %s" % (path, line, verb, option)


def joined(text):
    """Numbers without the gaps between their thousands."""
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", text)


def check_numbers(path):
    """A row that links to a document for its numbers has those of the document."""
    for row in re.findall(r"(?m)^\|.*\d{3}.*\]\((?:docs/)?[\w-]+\.md\) \|$", read(path)):
        source = os.path.join(os.path.dirname(path), re.findall(r"\]\((.*?)\)", row)[-1])
        there = set(re.findall(r"\d+", joined(read(source))))
        for number in re.findall(r"\d{3,}", joined(row)):
            if number not in there:
                yield "%s: %s is not in %s" % (path, number, source)


def check_tests():
    for page in ("docs/linux-parity.md", "docs/catalogue.md"):
        for test in sorted(set(re.findall(r"`(\w+__\w+__\w+)`", read(page)))):
            known = subprocess.run(["grep", "-rqw", test, "tests"], cwd=ROOT)
            if known.returncode != 0:
                yield "%s: there is no test %s" % (page, test)


def check_decisions():
    paths = glob.glob(os.path.join(ROOT, "docs", "decisions", "0*.md"))
    for nr, name in enumerate(sorted(os.path.basename(path) for path in paths), 1):
        if not name.startswith("%04d-" % nr):
            yield "docs/decisions/%s: number %04d was expected" % (name, nr)
        if read("docs/decisions/" + name).count("\n") > MAX_DECISION:
            yield "docs/decisions/%s: more than %d lines" % (name, MAX_DECISION)


def main():
    objects, command = sys.argv[1:]
    found = list(check_examples(objects)) + list(check_tests()) + list(check_decisions())
    nr_wrong, known, verbs = 0, targets(), {}
    for path in documents():
        found += check_links(path)
        found += check_cuts(path)
        found += check_blocks(path, known)
        found += check_verbs(path, objects, verbs)
        found += check_numbers(path)
        found += check_programs(path, objects, command)
        nr_wrong += transcripts.check(os.path.join(ROOT, path), objects, False)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found or nr_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
