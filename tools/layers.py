#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""layers.py - is every arrow between parts drawn in layers.txt?

    layers.py [OBJECT-FOLDER]

Two kinds of arrow: an #include, and a symbol that one object asks for and another defines (so a
declaration repeated by hand does not get past). Within a folder of src a file may use files that
bootmem.mk names before it. Also: bootmem.mk lists exactly the sources that exist.

Exit status: 0 if so, 1 with one line a finding.
"""
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUTSIDE = ("host", "cli", "bench", "examples", "demo", "fuzz", "tests", "proofs", "bindings")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def read_rules(text):
    """{part: set of parts it may use}."""
    rules = {}
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if line:
            part, uses = line.split(":")
            rules[part] = set(uses.split())
    return rules


def find_cycle(rules):
    """A part that can reach itself, or None."""
    for start in rules:
        seen, todo = set(), list(rules[start])
        while todo:
            part = todo.pop()
            if part == start:
                return start
            if part not in seen:
                seen.add(part)
                todo += rules.get(part, ())
    return None


def listed_sources(text):
    return re.findall(r"\bsrc/\S+\.c\b", re.sub(r"(?m)^#.*", "", text))


def includes_of(path):
    for nr, line in enumerate(read(path).splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield nr, found.group(1), found.group(2)


def judge_src_include(path, form, name, rules):
    """What is wrong with an #include in src, or None."""
    folder = path.split("/")[1]
    if form == "<":
        return None
    if name.startswith("base/"):
        allowed = folder == "base" or "base" in rules.get(folder, ())
        return None if allowed else "base is not allowed"
    if os.path.exists(os.path.join(ROOT, os.path.dirname(path), name)) and ".." not in name:
        return None
    return '"%s" is neither "base/..." nor a header of this folder' % name


def judge_outer_include(path, form, name, rules):
    """The same outside of src, where paths start at the root of the tree or of the part."""
    part = path.split("/")[0]
    own = os.path.exists(os.path.join(ROOT, part, name)) and ".." not in name
    if form == "<" and os.path.exists(os.path.join(ROOT, "host", name)):
        return None if part == "host" or "host" in rules[part] else "%s may not use host" % part
    if form == "<" or own or "/" not in name:
        return None
    here, there = os.path.dirname(path), os.path.dirname(name)
    if here in rules and there in rules and there.startswith(part + "/"):
        allowed = here == there or there in rules[here]
        return None if allowed else "%s may not use %s" % (here, there)
    to = name.split("/")[0]
    if to == part or to in rules[part] or (to in rules and "private" in rules[part]):
        return None
    return '"%s": %s may use %s' % (name, part, " ".join(sorted(rules[part])))


def check_includes(rules):
    for path in files("src", "include", *OUTSIDE):
        for nr, form, name in includes_of(path):
            if path.startswith("include/"):
                wrong = None if re.match(r"bootmem/|std\w+\.h|limits\.h", name) and form == "<" \
                    else "a public header includes public and freestanding headers"
            elif path.startswith("src/"):
                wrong = judge_src_include(path, form, name, rules)
            else:
                wrong = judge_outer_include(path, form, name, rules)
            if wrong:
                yield "%s:%d: %s" % (path, nr, wrong)


def files(*folders):
    for folder in folders:
        for kind in ("c", "h", "cpp"):
            for path in sorted(glob.glob(os.path.join(ROOT, folder, "**", "*." + kind),
                                         recursive=True)):
                yield os.path.relpath(path, ROOT)


def symbols(path):
    """(defined, undefined) names of one object file."""
    out = subprocess.run(["nm", "-g", path], stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = [line.split() for line in out.splitlines()]
    return ({row[-1] for row in rows if len(row) == 3}, {row[-1] for row in rows if row[0] == "U"})


def check_calls(objects, sources, rules):
    defines, asks = {}, {}
    for source in sources:
        path = os.path.join(objects, source[:-2] + ".o")
        if os.path.exists(path):
            names, asks[source] = symbols(path)
            defines.update(dict.fromkeys(names, source))
    for source, wanted in asks.items():
        for name in sorted(wanted & set(defines)):
            wrong = judge_call(source, defines[name], sources, rules)
            if wrong:
                yield "%s: uses %s(): %s" % (source, name, wrong)


def judge_call(source, target, sources, rules):
    here, there = source.split("/")[1], target.split("/")[1]
    if here == there:
        below = sources.index(target) > sources.index(source)
        return "%s comes later in bootmem.mk" % target if below else None
    return None if there in rules.get(here, ()) else "%s may not use %s" % (here, there)


def check_lists(sources):
    have = {path for path in files("src") if path.endswith(".c")}
    for path in sorted(set(sources) - have):
        yield "bootmem.mk: %s does not exist" % path
    for path in sorted(have - set(sources)):
        yield "%s: not in bootmem.mk" % path
    for path in sorted({s for s in sources if sources.count(s) > 1}):
        yield "bootmem.mk: %s is there twice" % path


def try_samples():
    """The judges on arrows whose verdict is known."""
    rules = read_rules("base:\nmemblock: base # x\nface: base memblock\ncli: public host\n"
                       "demo: public\n"
                       "cli/a:\ncli/b: cli/a\n")
    order = ["src/base/a.c", "src/memblock/b.c", "src/memblock/c.c", "src/face/d.c"]
    assert rules["face"] == {"base", "memblock"} and rules["base"] == set()
    assert find_cycle(rules) is None
    assert find_cycle({"a": {"b"}, "b": {"a"}}) == "a"
    assert judge_call(order[2], order[1], order, rules) is None
    assert judge_call(order[1], order[2], order, rules)
    assert judge_call(order[3], order[1], order, rules) is None
    assert judge_call(order[0], order[1], order, rules)
    assert judge_src_include(order[1], '"', "base/x.h", rules) is None
    assert judge_src_include(order[1], '"', "face/x.h", rules)
    assert judge_src_include(order[1], '"', "../face/x.h", rules)
    assert judge_outer_include("cli/a.c", '"', "host/h.h", rules) is None
    assert judge_outer_include("cli/a.c", "<", "bootmem/host.h", rules) is None
    assert judge_outer_include("demo/a.c", "<", "bootmem/host.h", rules)
    assert judge_outer_include("cli/a.c", '"', "memblock/memblock_int.h", rules)
    assert judge_outer_include("cli/a.c", '"', "src/base/text.h", rules)
    assert judge_outer_include("cli/b/x.c", '"', "cli/a/y.h", rules) is None
    assert judge_outer_include("cli/a/x.c", '"', "cli/b/y.h", rules)


def main():
    try_samples()
    rules = read_rules(read("tools/layers.txt"))
    sources = listed_sources(read("bootmem.mk"))
    cycle = find_cycle(rules)
    findings = ["tools/layers.txt: %s can reach itself" % cycle] if cycle else []
    findings += check_lists(sources)
    findings += check_includes(rules)
    if len(sys.argv) > 1:
        findings += check_calls(os.path.join(ROOT, sys.argv[1]), sources, rules)
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
