# SPDX-License-Identifier: MIT
"""contracts.py - what the public headers promise, read from their docstrings.

    for header in contracts.headers():
        for entry in header.entries: ...

A docstring is a /** comment directly above a declaration. Its first words name what is declared,
then come a summary, the arguments or members as @name: text, paragraphs, and parts that begin with
a keyword and a colon (PARTS). What a header says under Context: and Cost: in its head holds for all
of its functions that do not say otherwise, and a function that says "see f()" or "as f()" has the
parts of f() besides its own.

This is no C parser. It reads the one style of these headers, which tools/tidy.py enforces.
"""
import glob
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "include", "bootmem")
PARTS = ("Return", "Cost", "Context", "Linux")
PART = re.compile(r"(?:^|(?<=[.!?)] )|(?<=\n))(%s):\s+" % "|".join(PARTS))
NOT_TYPES = r"BM_MUST_USE|BM_NORETURN|static|inline|extern"


class Doc:
    """A docstring taken apart. @parts may be empty strings, @args keeps the order."""

    def __init__(self, text):
        self.text = text
        self.args = {}
        self.parts = {}
        self.paragraphs = []
        self.head = ""
        for piece in re.split(r"\n\s*\n", text.strip("\n")):
            self.add(piece)

    def add(self, piece):
        piece = self.take_parts(piece)
        rest, *lines = re.split(r"\n(?=@\w+[,:])", "\n" + piece.strip("\n"))
        if rest.strip() and not self.head:
            self.head = flat(rest)
        elif rest.strip():
            self.paragraphs.append(rest.strip("\n"))
        for line in lines:
            found = re.match(r"@(\w+(?:, @\w+)*):\s*(.*)", line, re.S)
            for name in found.group(1).replace("@", "").split(", "):
                self.args[name] = flat(found.group(2))

    def take_parts(self, piece):
        """Move what follows a keyword to @parts; what is before the first is returned."""
        split = PART.split(piece)
        for name, said in zip(split[1::2], split[2::2]):
            self.parts[name] = flat(said)
        return split[0]

    def mentions(self):
        return set(re.findall(r"(?:^|[\s(])@(\w+)", self.text))


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


class Entry:
    """One declaration with its docstring, or None in @doc."""

    def __init__(self, header, line, text):
        self.header = header
        self.line = line
        self.text = text
        self.doc = None
        self.section = ""
        self.kind, self.name = kind_of(text)
        self.params = params_of(text) if self.is_function or self.kind == "macro()" else []

    @property
    def is_function(self):
        return self.kind in ("function", "inline")

    @property
    def acts(self):
        """Is it called like a function? Macros that only compute are in capitals."""
        return self.is_function or self.kind == "macro()" and not self.name.isupper()

    @property
    def is_private(self):
        return self.name.endswith("_")

    @property
    def type(self):
        """What a function returns."""
        head = self.text[:self.text.index(self.name + "(")]
        return flat(re.sub(r"\b(?:%s)\b" % NOT_TYPES, "", head))

    @property
    def shown(self):
        """The declaration as a reader wants it: no private members, no body."""
        if self.is_function:
            return self.prototype()
        if self.kind == "macro()":
            return self.text[len("#define "):self.text.index(")") + 1]
        return re.sub(r"(?s)\n*[ \t]*/\* private\b.*", "\n\t/* private members follow */\n};",
                      self.text)

    def prototype(self):
        """On one line, or an argument below the other where the bracket opens."""
        head = "%s%s%s(" % (self.type, "" if self.type.endswith("*") else " ", self.name)
        listed = [declared for _, declared in self.params] or ["void"]
        line = head + ", ".join(listed) + ");"
        return line if len(line) <= 76 else head + (",\n" + " " * len(head)).join(listed) + ");"

    @property
    def summary(self):
        """The head of the docstring without the name."""
        return re.sub(r"^(?:struct |enum )?[\w.]+(?:\(\))? - ", "", self.doc.head)

    def members(self):
        """(name, type, what the comment behind it says) of the public members of a struct."""
        body = re.sub(r"/\* private\b.*", "", self.text, flags=re.S)
        body = body[body.find("{") + 1:] if "{" in body else ""
        for found in re.finditer(r"([^;{}]+);[ \t]*(?:/\*(.*?)\*/)?", body, re.S):
            declared = flat(re.sub(r"/\*.*?\*/", "", found.group(1), flags=re.S))
            name = declarator(declared)
            if name:
                yield name, declared, flat(found.group(2) or "")


def kind_of(text):
    if text.startswith("#define"):
        name = re.match(r"#define\s+(\w+)(\()?", text)
        return ("macro()" if name.group(2) else "constant"), name.group(1)
    tagged = re.match(r"(struct|enum)\s+(\w+)?\s*\{", text)
    if tagged:
        return tagged.group(1), tagged.group(2) or ""
    if text.startswith("typedef"):
        return "typedef", declarator(text.rstrip(";"))
    called = re.search(r"(\w+)\(", text)
    if called:
        return ("inline" if "static inline" in text else "function"), called.group(1)
    return "variable", declarator(text.rstrip(";"))


def declarator(text):
    """The name that a declaration of one thing declares."""
    pointer = re.search(r"\(\*(\w+)\)\s*\(", text)
    if pointer:
        return pointer.group(1)
    plain = re.search(r"(\w+)\s*(?:\[[^\]]*\])*\s*$", text)
    return plain.group(1) if plain else ""


def split_commas(text):
    """Pieces of an argument list, cut at the commas that are in no brackets."""
    pieces, depth, piece = [], 0, ""
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += char
    return [flat(p) for p in pieces + [piece] if p.strip()]


def list_after(text, start):
    """What is between the bracket at @start and the one that closes it; None if nothing does."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return text[start + 1:i]
    return None


def params_of(text):
    """[(name, declaration)]"""
    inside = list_after(text, text.index("("))
    if inside is None or inside.strip() == "void":
        return []
    return [(declarator(p), p) for p in split_commas(inside)]


class Header:
    def __init__(self, file, text):
        self.file = file
        self.text = text
        self.head = Doc("")
        self.entries = []
        self.read_head(text)
        self.read_entries(text)

    def read_head(self, text):
        found = re.search(r"(?ms)^/\*\n \* (\w+\.h) - (.*?)^ \*/$", text)
        self.named = found.group(1) if found else ""
        body = re.sub(r"(?m)^ \* ?", "", " * " + found.group(2)) if found else ""
        self.summary = flat(re.split(r"\n\s*\n", body)[0])
        self.head = Doc(body)
        self.prose = [p for p in re.split(r"\n\s*\n", self.head_rest(body))[1:] if p.strip()]

    @staticmethod
    def head_rest(body):
        return "\n\n".join(PART.split(p)[0] for p in re.split(r"\n\s*\n", body))

    def examples(self):
        return [p for p in self.prose if p.startswith("\t")]

    def read_entries(self, text):
        code = blank_guards(text)
        section, doc, at, lines = "", None, 0, code.split("\n")
        while at < len(lines):
            line = lines[at]
            if line.startswith("/*"):
                end = at
                while "*/" not in lines[end]:
                    end += 1
                comment = "\n".join(lines[at:end + 1])
                found = re.match(r"/\* --- (.*?) -+ \*/", comment)
                section = found.group(1) if found else section
                doc = docstring(comment) if comment.startswith("/**") else None
                at = end + 1
            elif not line.strip() or re.match(r"#\s*(if|el|end|inc|err|undef)", line):
                doc, at = None if not line.strip() else doc, at + 1
            else:
                end = end_of(lines, at)
                self.add("\n".join(lines[at:end]), at + 1, doc, section)
                doc, at = None, end

    def add(self, text, line, doc, section):
        entry = Entry(self, line, text.rstrip())
        entry.doc, entry.section = doc, section
        if entry.name and not entry.name.startswith("BOOTMEM_"):
            self.entries.append(entry)


def blank_guards(text):
    """Without what is there for C++: the same lines, some of them empty."""
    text = re.sub(r"#ifdef __cplusplus\n(?:extern \"C\" \{|\})\n#endif", "\n\n", text)
    return re.sub(r"#ifdef __cplusplus\n(.*?)#else\n",
                  lambda found: "\n" * found.group(0).count("\n"), text, flags=re.S)


def end_of(lines, at):
    """The line after the declaration that begins at @at."""
    if lines[at].startswith("#define"):
        while lines[at].endswith("\\"):
            at += 1
        return at + 1
    depth = 0
    while at < len(lines):
        code = re.sub(r"/\*.*?\*/", "", lines[at])
        depth += code.count("{") - code.count("}")
        at += 1
        if depth == 0 and (";" in code or code.strip() == "}"):
            break
    return at


def docstring(comment):
    body = comment[3:comment.rindex("*/")]
    return Doc(re.sub(r"(?m)^ \* ?", "", body).strip(" "))


def headers():
    """Every public header, in the order in which bootmem.h has them."""
    found, order = {}, []
    for path in glob.glob(os.path.join(FOLDER, "*.h")):
        with open(path, encoding="utf-8") as f:
            found[os.path.basename(path)] = Header(os.path.basename(path), f.read())

    def visit(name):
        for other in re.findall(r"#include <bootmem/(\w+\.h)>", found[name].text):
            if other not in order:
                visit(other)
        order.append(name)

    visit("bootmem.h")
    order.insert(0, order.pop())
    return [found[name] for name in order] + [h for n, h in sorted(found.items()) if n not in order]
