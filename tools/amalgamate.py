#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""amalgamate.py - the library as two files, for those who would rather drop in than build.

    amalgamate.py [--prefix foo_] FOLDER SOURCE... [--libfdt SOURCE...]

Writes bootmem.h and bootmem.c into FOLDER. Headers come in the order of their includes, each once;
sources in the order given. What needs libfdt is compiled if BM_LIBFDT is defined.

A file's own names mean nothing outside of it, so two files may choose the same one. In bootmem.c
such a name starts with the name of its file: what is refuse() in pvh.c is pvh_refuse() there. A
file's own macros end with it.

With --prefix every name that a header declares gets the prefix, in capitals if the name is in
capitals: foo_memblock_add(), struct foo_memblock, FOO_PHYS_ADDR_MAX. So it can live next to another
memblock, or another copy of itself, even in one file. Comments and quotes stay as they are.
"""
import argparse
import collections
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOP = "include/bootmem/bootmem.h"
OWN_INCLUDE = re.compile(r'(?m)^#include (?:<(bootmem/[^>]+)>|"([^"]+)")\n')
NO_NAMES = {"struct", "enum", "union", "_Static_assert", "__attribute__"}
GIVEN = {"memcpy", "memmove", "memset", "memcmp"}
QUIET = """/* Not all inline functions of a shared header are used, and here is one file. */
#pragma GCC diagnostic ignored "-Wunused-function"
"""
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|'
                   r"#\s*include[^\n]*|\b\d\w*|(?:\.|->)?\b[A-Za-z_]\w*", re.S)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def rename(text, names, members=False):
    """@text with other names, outside of comments and quotes; after . and -> only if @members."""
    def judge(found):
        dot, name = re.match(r"((?:\.|->)?)(.*)", found.group(0), re.S).groups()
        return dot + names.get(name, name) if members or not dot else found.group(0)
    return TOKEN.sub(judge, text)


# --- what a file declares ------------------------------------------------------------------------


def plain_code(text):
    """@text without comments, quotes and directives."""
    text = re.sub(r"(?ms)^#ifdef __cplusplus\n.*?^#endif\n", "", text)
    text = TOKEN.sub(lambda found: " " if found.group(0)[0] in "/\"'" else found.group(0), text)
    return re.sub(r"(?m)^[ \t]*#(?:.*\\\n)*.*", "", text)


def name_of(statement):
    """What one statement at file scope declares, or None."""
    head = statement.split("=")[0]
    found = re.search(r"^[^(]*\(\s*\*\s*(\w+)\s*\)", head) or re.search(r"(\w+)\s*\(", head) or \
        re.search(r"(\w+)\s*(?:\[[^]]*\]\s*)*$", head)
    return found.group(1) if found else None


def macros(text):
    return re.findall(r"(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)", text)


def declared(text):
    """Every name that @text declares at file scope."""
    code = plain_code(text)
    names = set(macros(text)) | set(re.findall(r"\b(?:struct|enum|union)\s+(\w+)\s*\{", code))
    for body in re.findall(r"\benum\b[^{};()]*\{([^{}]*)\}", code):
        names |= set(re.findall(r"(?:^|,)\s*(\w+)", body))
    while "{" in code:
        code = re.sub(r"\{[^{}]*\}", "@", code)
    names |= {name_of(statement) for statement in re.split(r"[;@]", code)}
    return names - NO_NAMES - {None}


# --- putting files together ----------------------------------------------------------------------


def included(path):
    """Files of ours that @path includes, directly."""
    for public, own in OWN_INCLUDE.findall(read(path)):
        yield "include/" + public if public else "src/" + own if own.startswith("base/") \
            else os.path.join(os.path.dirname(path), own)


def with_headers(paths, seen=()):
    """@paths and all that they include, each once and after what it includes itself."""
    order = list(seen)
    for path in paths:
        if path not in order:
            order = with_headers(included(path), order) + [path]
    return order


def own_names(paths):
    """{source: {name that only it knows, but another file chose as well: what it becomes}}."""
    declares = {path: declared(read(path)) - set(macros(read(path))) for path in paths}
    used = collections.Counter(name for names in declares.values() for name in names)
    result = {}
    for path in (p for p in paths if p.endswith(".c")):
        shared = set().union(*(declares.get(h, ()) for h in with_headers([path])[:-1]))
        stem = os.path.splitext(os.path.basename(path))[0]
        result[path] = {name: "%s_%s" % (stem, name) for name in declares[path] - shared
                        if used[name] > 1}
    return result


def prefixed(public, private, prefix):
    """{name that a header declares: the same with the prefix}. What public headers call a member
    is not theirs to change."""
    names = set().union(*(declared(read(path)) for path in public))
    members = {name for path in public for name in re.findall(r"\w+", plain_code(read(path)))}
    names |= set().union(*(declared(read(path)) for path in private)) - members - GIVEN
    return {name: (prefix.upper() if name == name.upper() else prefix) + name for name in names}


def body(path):
    """What is left of a file when it is part of another."""
    text = read(path)
    ends = "".join("#undef %s\n" % name for name in macros(text)) if path.endswith(".c") else ""
    text = OWN_INCLUDE.sub("", re.sub(r"\A.*SPDX.*\n", "", text))
    if path.endswith(".h"):
        text = re.sub(r"(?m)^#ifndef (\w+_H)\n#define \1\n", "", text)
        text = re.sub(r"\n#endif\n\Z", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n\n" + ends
    return "/* --- %s %s */\n\n%s\n" % (path, "-" * (90 - len(path)), text)


class Library:
    def __init__(self, sources, libfdt, prefix):
        self.public = with_headers([TOP])
        self.sources, self.libfdt = sources, libfdt
        paths = with_headers(self.public + sources + libfdt)
        self.renamed = own_names(paths)
        private = [p for p in paths if p.endswith(".h") and p not in self.public]
        self.prefix = prefixed(self.public, private, prefix) if prefix else {}

    def join(self, paths):
        return "".join(rename(rename(body(path), self.renamed.get(path, {})), self.prefix, True)
                       for path in paths)

    def header(self):
        guard = self.prefix.get("BOOTMEM_BOOTMEM_H", "BOOTMEM_BOOTMEM_H")
        return "#ifndef %s\n#define %s\n\n%s#endif\n" % (guard, guard, self.join(self.public))

    def source(self):
        plain = with_headers(self.sources, self.public)
        more = with_headers(self.libfdt, plain)[len(plain):]
        text = '#include "bootmem.h"\n\n%s\n' % QUIET + self.join(plain[len(self.public):])
        return text + "#ifdef BM_LIBFDT\n\n%s#endif\n" % self.join(more)


def write(folder, name, what, text):
    head = "/* SPDX-License-Identifier: MIT */\n/*\n * %s - %s\n *\n%s */\n" % (
        name, what, re.sub(r"(?m)^ \* $", " *", re.sub("(?m)^", " * ", read("LICENSE").rstrip())
                           + "\n"))
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(head + text)


def name_start(text):
    if not re.fullmatch(r"[A-Za-z_]\w*", text):
        raise argparse.ArgumentTypeError("no name of C starts with '%s'" % text)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prefix", type=name_start)
    parser.add_argument("folder")
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--libfdt", nargs="+", default=[])
    args = parser.parse_args()
    library = Library(args.sources, args.libfdt, args.prefix)
    os.makedirs(args.folder, exist_ok=True)
    write(args.folder, "bootmem.h", "all public headers of bootmem", library.header())
    write(args.folder, "bootmem.c", "all sources of bootmem", library.source())
    return 0


if __name__ == "__main__":
    sys.exit(main())
