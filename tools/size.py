#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""size.py - how much room the library takes: bytes of each part, stack of each call chain.

    size.py OBJECT-FOLDER [--budgets FILE] [--arch NAME]

Reads what `gcc -Os -fcallgraph-info=su` left: objects, and for each the calls and the stack frame
of every function. A call through a pointer goes to the port, whose stack is its affair.
Prints one line a part. With budgets, prints only if one is exceeded, or if there is recursion,
which has no depth. A budget that names an architecture holds there instead of the general one.

Exit status: 0 within the budgets, 1 over one of them.
"""
import argparse
import os
import re
import subprocess
import sys

NODE = re.compile(r'node: \{ title: "([^"]+)" label: "[^"]*?(?:\\n(\d+) bytes \((\w+)[^"]*)?"')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')


class Part:
    """One folder of src."""

    def __init__(self):
        self.text = self.data = self.bss = 0
        self.frames = {}
        self.calls = {}


def find(folder, suffix):
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(suffix):
                yield os.path.join(where, name)


def measure(folder):
    parts = {}
    for path in find(os.path.join(folder, "src"), ".o"):
        part = parts.setdefault(os.path.relpath(path, folder).split(os.sep)[1], Part())
        row = subprocess.run(["size", path], stdout=subprocess.PIPE, check=True).stdout.split(b"\n")
        text, data, bss = [int(x) for x in row[1].split()[:3]]
        part.text += text
        part.data += data
        part.bss += bss
        read_calls(part, path[:-2] + ".ci")
    return parts


def read_calls(part, path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            node, edge = NODE.match(line), EDGE.match(line)
            if node and node.group(2):
                part.frames[node.group(1)] = int(node.group(2))
            elif edge:
                part.calls.setdefault(edge.group(1), set()).add(edge.group(2))


def deepest(frames, calls):
    """(bytes, chain) of the deepest chain of calls, and a chain that calls itself, or None."""
    best, loop = {}, []

    def depth(name, chain):
        if name in chain:
            loop.append(chain[chain.index(name):] + [name])
            return 0, []
        if name not in best:
            callees = sorted(to for to in calls.get(name, ()) if to in frames)
            size, tail = max((depth(to, chain + [name]) for to in callees), default=(0, []))
            best[name] = (size + frames[name], [name] + tail)
        return best[name]

    worst = max((depth(name, []) for name in frames), default=(0, []))
    return worst, (loop[0] if loop else None)


def table(parts):
    frames, calls = {}, {}
    rows = {}
    for name, part in parts.items():
        frames.update(part.frames)
        for source, targets in part.calls.items():
            calls.setdefault(source, set()).update(targets)
        rows[name] = {"text": part.text, "data": part.data, "bss": part.bss,
                      "frame": max(part.frames.values(), default=0)}
    core = [rows[name] for name in ("base", "memblock") if name in rows]
    rows["core"] = {what: (max if what == "frame" else sum)(row[what] for row in core)
                    for what in ("text", "data", "bss", "frame")}
    return rows, deepest(frames, calls)


def short(name):
    return name.split(":")[-1]


def show(rows, chain):
    print("%-10s %8s %6s %6s %13s" % ("part", "text", "data", "bss", "largest frame"))
    for name in sorted(rows):
        row = rows[name]
        print("%-10s %8d %6d %6d %13d" % (name, row["text"], row["data"], row["bss"], row["frame"]))
    print("deepest chain %d bytes: %s" % (chain[0], " > ".join(short(n) for n in chain[1])))


def read_budgets(path, arch):
    """{(part, what): bytes}"""
    general, special = {}, {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split()
            if len(words) == 3:
                general[words[0], words[1]] = int(words[2])
            elif len(words) == 4 and words[0] == arch:
                special[words[1], words[2]] = int(words[3])
    return {**general, **special}


def over_budget(budgets, rows, chain):
    for (part, what), limit in budgets.items():
        have = chain[0] if part == "chain" else rows.get(part, {}).get(what, 0)
        if have > limit:
            yield "%s: %s is %d bytes, the budget is %d" % (part, what, have, limit)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--budgets")
    parser.add_argument("--arch", default="")
    args = parser.parse_args()
    rows, (chain, loop) = table(measure(args.folder))
    found = ["recursion: " + " > ".join(short(n) for n in loop)] if loop else []
    if args.budgets:
        found += over_budget(read_budgets(args.budgets, args.arch), rows, chain)
    if found or not args.budgets:
        print(args.arch, end="\n" if args.arch else "")
        show(rows, chain)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
