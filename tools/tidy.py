#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tidy.py - the part of STYLE.md that a machine can judge.

A rule is a function from one file to findings, and carries two samples: one it must accept and one
it must reject. The samples are tried on every run, before the tree is.

Exit status: 0 clean, 1 findings (one a line, as file:line: rule: what), 2 a rule failed its
samples.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SKIP_DIRS = {".git", "build", "maps", "corpus", "data", "golden"}
TEXT = (".c", ".h", ".S", ".cpp", ".rs", ".py", ".sh", ".mk", ".md", ".txt", ".ld", ".in", ".toml",
        ".cmake")
MAX_LINE, MAX_FUNCTION, MAX_FILE, MAX_PARAMS = 100, 70, 600, 5

RULES = []


class File:
    """One file of the tree: its name, its lines, and its code without comments and literals."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.is_c = path.endswith((".c", ".h"))
        self.code = strip_comments(text).split("\n") if self.is_c else self.lines

    def under(self, *folders):
        return self.path.startswith(tuple(f + "/" for f in folders))


def strip_comments(text):
    """The same text with comments and literals blanked; every line keeps its number."""
    comment, literal = r"/\*.*?\*/|//[^\n]*", r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    token = re.compile(comment + "|" + literal, re.S)

    def blank(match):
        found = match.group(0)
        if found[0] == '"':
            return '"' + " " * (len(found) - 2) + '"'
        return re.sub(r"[^\n]", " ", found)

    return token.sub(blank, text)


def rule(good, bad, path="src/memblock/x.c"):
    """Register a rule; @good and @bad are what a file at @path might hold."""
    def register(check):
        RULES.append((check, path, good, bad))
        return check
    return register


def matches(file, pattern, what, lines=None):
    for nr, line in enumerate(file.code if lines is None else lines, 1):
        if re.search(pattern, line):
            yield nr, what


class Function:
    def __init__(self, name, params, first, last):
        self.name = name
        self.params = params
        self.first = first
        self.last = last


def functions(file):
    """Definitions: a header that starts in column 0 and ends before a { in column 0."""
    start = None
    for nr, line in enumerate(file.code, 1):
        if line == "{":
            head = " ".join(file.code[max(0, nr - 8):nr - 1])
            found = re.search(r"(\w+)\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$", head)
            start = (found.group(1), found.group(2), nr) if found else None
        elif line == "}" and start:
            params = 0 if start[1].strip() in ("", "void") else split_params(start[1])
            yield Function(start[0], params, start[2], nr)
            start = None


def split_params(text):
    depth = count = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        count += char == "," and depth == 0
    return count + 1


# --- every file ----------------------------------------------------------------------------------


@rule("// SPDX-License-Identifier: MIT\n", "int x;\n")
def spdx(file):
    if file.path.endswith(".md"):
        return
    want = {".c": "// ", ".cpp": "// ", ".rs": "// ", ".h": "/* ", ".ld": "/* "}.get(
        os.path.splitext(file.path)[1], "# ")
    first = file.lines[1] if file.lines[0].startswith("#!") else file.lines[0]
    if not first.startswith(want + "SPDX-License-Identifier: MIT"):
        yield 1, "the first line is not an SPDX line of the usual form"


@rule("int x;\n", "int " + "x" * 100 + ";\n")
def line_length(file):
    if file.path.endswith((".md", ".txt")):
        return
    for nr, line in enumerate(file.lines, 1):
        width = len(line.expandtabs(8))
        if width > MAX_LINE:
            yield nr, "%d columns, at most %d" % (width, MAX_LINE)


@rule("int x;\n" * 599, "int x;\n" * 601)
def file_length(file):
    if len(file.lines) - 1 > MAX_FILE and not file.path.endswith((".md", ".txt")):
        yield 1, "%d lines, at most %d" % (len(file.lines) - 1, MAX_FILE)


@rule("int x;\n", "int x; \n")
def blanks(file):
    if not file.text.endswith("\n") or file.text.endswith("\n\n"):
        yield len(file.lines), "a file ends with one newline"
    yield from matches(file, r"[ \t]+$", "blanks at the end of the line", file.lines)
    if file.is_c and not file.under("proofs"):
        yield from matches(file, r"^ {8}", "indented with blanks, not tabs", file.lines)


@rule("int x; /* done */\n", "int x; /* TO" + "DO: more */\n")
def todo(file):
    if file.path.endswith(".md"):
        return
    yield from matches(file, r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))",
                       "an open end needs its issue, as in TO" + "DO(#12)", file.lines)


@rule("/* plain */\n", "/* caf\u00e9 */\n")
def ascii_only(file):
    yield from matches(file, r"[^\x00-\x7f]", "not ASCII", file.lines)


@rule('x = "maps/a";\n', 'x = "/ho' + 'me/me/maps";\n')
def absolute_path(file):
    yield from matches(file, r"(?<![\w.>)}$*])/(ho" + r"me|ro" + r"ot|wo" + r"rk|tm" + r"p)/",
                       "a path of one machine", file.lines)


# --- C -------------------------------------------------------------------------------------------


@rule("// S\n/*\n * x.c - what.\n */\n", "// S\n#include <x.h>\n")
def head_comment(file):
    if not file.is_c:
        return
    name = os.path.basename(file.path)
    if not re.match(r"[^\n]*\n/\*\n \* %s - " % re.escape(name), file.text):
        yield 2, "no comment that starts with '%s - '" % name


@rule("int f(void)\n{\n" + "\tg();\n" * 60 + "}\n", "int f(void)\n{\n" + "\tg();\n" * 71 + "}\n")
def function_length(file):
    for f in functions(file) if file.is_c else ():
        if f.last - f.first - 1 > MAX_FUNCTION:
            what = "%s() has %d lines, at most %d"
            yield f.first, what % (f.name, f.last - f.first - 1, MAX_FUNCTION)


@rule("int f(int a)\n{\n}\n",
      "int f(int a, int b, int c,\n\tint d, int e, int g)\n{\n}\n")
def parameters(file):
    """The face keeps the well-known numbers; checks of tests read like rows of a table."""
    for f in functions(file) if file.is_c and not file.under("src/face", "tests") else ():
        if f.params > MAX_PARAMS:
            yield f.first, "%s() takes %d parameters, at most %d" % (f.name, f.params, MAX_PARAMS)


@rule("end = bm_range_at(r->base, r->size).end;\n", "end = r->base + r->size;\n")
def range_sum(file):
    if file.under("src") and file.path != "src/base/range.h":
        part = r"\b(?:\w+(?:->|\.))*(?:%s)\b"
        yield from matches(file, (part % "base") + r"\s*\+\s*" + (part % "size"),
                           "a base and a size are added only in base/range.h")


@rule("x = bm_align_down(x, a);\n", "x = x & ~(a - 1);\n")
def align_mask(file):
    if file.under("src") and file.path != "src/base/align.h":
        yield from matches(file, r"&=?\s*~\s*\([^()]*-\s*1\s*\)", "rounding is for base/align.h")


@rule("if (x)\n\ty();\n", "#ifdef X\n#endif\n")
def preprocessor_if(file):
    if file.under("src") and file.path.endswith(".c"):
        yield from matches(file, r"^\s*#\s*(if|ifdef|ifndef|elif)\b",
                           "no conditional compilation in src: choose by file or by a plain if")


@rule("int f(void)\n{\n\tgoto out;\nout:\n\treturn 0;\n}\n",
      "int f(void)\n{\nagain:\n\tg();\n\tgoto again;\n}\n")
def goto_forward(file):
    for f in functions(file) if file.is_c else ():
        body = list(enumerate(file.code[f.first:f.last], f.first + 1))
        jumps = [(nr, m.group(1)) for nr, line in body
                 for m in [re.search(r"\bgoto\s+(\w+)", line)] if m]
        labels = {m.group(1): nr for nr, line in body for m in [re.match(r"(\w+):$", line)] if m}
        for nr, label in jumps:
            if labels.get(label, 0) < nr:
                yield nr, "goto %s jumps back" % label
        if len(labels) > 1 and jumps:
            yield f.first, "%s() has more than one label" % f.name


@rule("#include <stdint.h>\n", "#include <stdio.h>\n")
def freestanding(file):
    """fdt and persist may also use libfdt: the one outside library under src. Atomics are the
    compiler's own, and words of a size that never becomes a call."""
    allowed = "stddef|stdint|stdbool|stdarg|limits|stdalign|stdnoreturn|stdatomic|libfdt"
    if file.under("src", "include"):
        yield from matches(file, r"^\s*#\s*include\s*<(?!bootmem/|(%s)\.h>)" % allowed,
                           "not a freestanding header", file.lines)


# --- public headers ------------------------------------------------------------------------------


def declarations(file):
    """Every function a header offers: its name, parameters, what it returns, its line."""
    text = re.sub(r"(?m)^[ \t]*#.*(\\\n.*)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  "\n".join(file.code))
    prototype = r"(?m)^(\w[\w \t*]*?[ *])(\w+)\(([^;{}]*?)\)(?:\s*BM_\w+)?\s*[;{\n]"
    for found in re.finditer(prototype, text):
        private = found.group(2).endswith("_")
        if found.group(1).split()[0] != "typedef" and not private:
            line = text.count("\n", 0, found.start()) + 1
            yield found.group(2), found.group(3), found.group(1), line


def doc_above(file, nr):
    """The comment that ends on the line above line @nr, or ''."""
    last = nr - 1
    if last < 1 or not file.lines[last - 1].rstrip().endswith("*/"):
        return ""
    first = last
    while first > 1 and "/*" not in file.lines[first - 1]:
        first -= 1
    return "\n".join(file.lines[first - 1:last])


GOOD_DOC = "/**\n * f() - what\n * @a: bytes\n *\n * Return: 0.\n */\nint f(int a);\n"


@rule(GOOD_DOC, "int f(int a);\n", "include/bootmem/x.h")
def documented(file):
    if not file.under("include"):
        return
    for name, _, _, nr in declarations(file):
        if not doc_above(file, nr).startswith("/** %s() - " % name) and \
           not doc_above(file, nr).startswith("/**\n * %s() - " % name):
            yield nr, "%s() has no comment '%s() - ...'" % (name, name)


@rule(GOOD_DOC, GOOD_DOC.replace("@a", "@b"), "include/bootmem/x.h")
def documented_params(file):
    if not file.under("include"):
        return
    for name, params, returns, nr in declarations(file):
        doc = doc_above(file, nr)
        told = re.findall(r"(?m)^ \* @(\w+):", doc)
        params = re.sub(r"\(\*(\w+)\)\([^()]*\)", r"\1", params)
        have = re.findall(r"(\w+)\s*(?:\[\w*\])?\s*(?:,|$)", params)
        if told and told != have:
            yield nr, "%s() documents %s, takes %s" % (name, told, have)
        if told and "BM_MUST_USE" in returns and "Return:" not in doc:
            yield nr, "%s() does not say what it returns" % name


# --- driver --------------------------------------------------------------------------------------


def sources():
    for folder, dirs, files in os.walk(ROOT):
        dirs[:] = sorted(d for d in dirs if d not in SKIP_DIRS)
        for name in sorted(files):
            path = os.path.relpath(os.path.join(folder, name), ROOT)
            if name.endswith(TEXT) or name == "Makefile" or folder.endswith(("/tools", "/.ci")):
                with open(os.path.join(ROOT, path), encoding="utf-8", errors="replace") as f:
                    yield File(path, f.read())


def try_samples():
    broken = []
    for check, path, good, bad in RULES:
        if list(check(File(path, good))):
            broken.append("tidy: rule %s rejects what it should accept" % check.__name__)
        if not list(check(File(path, bad))):
            broken.append("tidy: rule %s accepts what it should reject" % check.__name__)
    return broken


def main():
    broken = try_samples()
    if broken:
        print("\n".join(broken))
        return 2
    nr_findings = 0
    for file in sources():
        for check, _, _, _ in RULES:
            for nr, what in check(file):
                print("%s:%d: %s: %s" % (file.path, nr, check.__name__, what))
                nr_findings += 1
    return 1 if nr_findings else 0


if __name__ == "__main__":
    sys.exit(main())
