#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""symbols.py - what the library offers to the linker, and what it asks of it.

    symbols.py LIBRARY            globals are in symbols.txt or internal, and all of it is there
    symbols.py --bare LIBRARY     nothing is undefined but the four memory functions
    symbols.py --update LIBRARY   rewrite symbols.txt

Internal is what ends in an underscore, and what src/base declares: an embedder never calls it, but
it has to be global because C has no name for "this library". Everything global starts with a word
of ours, so that it can live in a program with anything else.

Exit status: 0 if so, 1 with one line a finding.
"""
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "tools", "symbols.txt")
OURS = re.compile(r"_*(mb|bm|memblock|reserve_mem|free_area)(_|$)|memblock$|(for_each|early|pfn)_|"
                  r"(start_of|end_of)_|mirrored_|movable_node_|page_alloc_")
NEEDS = {"memcpy", "memmove", "memset", "memcmp"}

# What a linker supplies, and libfdt, which the device-tree files are documented to need.
GIVEN = re.compile(r"_GLOBAL_OFFSET_TABLE_$|fdt_")

HEAD = """# SPDX-License-Identifier: MIT
#
# Every symbol that the library promises. Adding one needs a decision record or a row on
# docs/linux-parity.md, removing one a breaking entry in CHANGELOG.md.

"""


def nm(library):
    """(defined, undefined) of an archive; what one member asks and another has is not undefined."""
    defined, wanted = set(), set()
    tool = "nm"
    for prefix in ("aarch64", "riscv64"):
        if re.search(r"-(%s|%s)/" % (prefix, prefix.replace("64", "32")), library):
            tool = prefix + "-linux-gnu-nm"
    out = subprocess.run([tool, "-g", library], stdout=subprocess.PIPE, check=True).stdout.decode()
    for line in out.splitlines():
        row = line.split()
        if len(row) == 3:
            defined.add(row[2])
        elif len(row) == 2 and row[0] == "U":
            wanted.add(row[1])
    return defined, wanted - defined


def listed():
    with open(LIST, encoding="utf-8") as f:
        return {line.strip() for line in f if line.strip() and not line.startswith("#")}


def internal_names():
    """Functions that headers of src/base declare."""
    names = set()
    for path in glob.glob(os.path.join(ROOT, "src", "base", "*.h")):
        with open(path, encoding="utf-8") as f:
            names |= set(re.findall(r"\b(bm_\w+)\(", f.read()))
    return names


def check_offer(defined, promised, internal):
    for name in sorted(defined):
        if name.endswith("_") or name in internal:
            continue
        if not OURS.match(name):
            yield "%s: does not start with a word of ours" % name
        elif name not in promised:
            yield "%s: global, but neither in tools/symbols.txt nor internal" % name
    for name in sorted(promised - defined):
        yield "%s: in tools/symbols.txt, but not in the library" % name


def update(defined, internal):
    names = sorted(n for n in defined if not n.endswith("_") and n not in internal)
    with open(LIST, "w", encoding="utf-8") as f:
        f.write(HEAD)
        f.write("".join(name + "\n" for name in names))


def main():
    mode, library = (sys.argv[1:] if len(sys.argv) == 3 else ["", sys.argv[1]])
    defined, wanted = nm(library)
    if mode == "--update":
        update(defined, internal_names())
        return 0
    if mode == "--bare":
        found = ["%s: asks for %s" % (library, name) for name in sorted(wanted - NEEDS)
                 if not GIVEN.match(name)]
    else:
        found = list(check_offer(defined, listed(), internal_names()))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
