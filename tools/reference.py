#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""reference.py - the reference of the library, made from the docstrings of its headers.

    reference.py check         is every public thing described, and rightly?
    reference.py make FOLDER   write FOLDER/bootmem.html and FOLDER/man3/*.3

What `check` asks of a docstring, so that nobody has to ask its author:

- Every declaration has one, and it begins with the name of what it is about. A function's can be
  read alone, as a man page is.
- Every public member of a structure is described.
- Every number has a unit: by its type (phys_addr_t is bytes, pfn_t frames), its name (UNITS), or in
  words.
- Every function that can fail says what it returns when it does, every pointer when it is NULL; an
  error that its body returns by name is among what it says.
- Every function has a context and a cost, its own or its header's.
- Every @name is an argument or a member; every f(), struct, enum, constant and header that is
  mentioned exists, unless it is Linux'.
- Every link in what is made of it leads somewhere.
- Every call in an example has as many arguments as the function.
- Every symbol in tools/symbols.txt is declared in a header, every declared one is there, and
  bootmem.h includes and lists every header.

Exit status: 0 if so, 1 with one line a finding.
"""
import glob
import os
import re
import sys

import contracts
import pages
from contracts import ROOT

# The units of numbers that are named so, as STYLE.md has it.
UNITS = {
    "bytes": r"(\w+_)?(size|bytes|addr)|start|end|offset|len|stride",
    "frames": r"(\w+_)?pfn",
    "percent": "percent",
    "a count": r"nr|nr_\w+|(\w+_)?cnt|max|max_\w+",
    "a node": r"nid|nid_\w|\w+_nid|from|to",
    "log2 of frames": r"order|max_order",
    "an index": "i|idx|entry",
}
WORDS = re.compile(r"\b(bytes?|KiB|address|addresses|frames?|pages?|sections?|count(ed|s)?|number|"
                   r"nr|entr(y|ies)|bits?|node|index|order|log2|how (many|often|long)|percent|size|"
                   r"domain|distance|length|room|enum|BM_[A-Z_]+|MEMBLOCK_\w+|sum|words?|end|"
                   r"version|type|kind|level|line|areas?|names dropped|position)\b", re.I)
NUMBER = re.compile(r"^(const )?(unsigned|int|long|size_t|u?int\d+_t)\b[^*(]*$")
LEANS = re.compile(r"(the same\b|the opposite$|and\b|it\b|its\b|all of them)")
NAME = r"\b(?:mb|bm|memblock|reserve_mem|for_each|page_alloc)_\w+|\bfree_area_init|\b__memblock_\w+"
CONSTANT = r"\b(?:BM|MB|MEMBLOCK|NUMA|PHYS)_[A-Z0-9_]*[A-Z0-9]\b"


class Book:
    """All headers, and what each name means."""

    def __init__(self, headers):
        self.headers = headers
        self.files = {h.file for h in headers}
        self.entries = [e for h in headers for e in h.entries]
        self.callable = {e.name: e for e in self.entries if e.is_function or e.kind == "macro()"}
        self.types = {(e.kind, e.name) for e in self.entries if e.kind in ("struct", "enum")}
        self.constants = {e.name for e in self.entries if e.kind in ("constant", "macro()")}
        for entry in self.entries:
            if entry.kind == "enum":
                self.constants |= set(re.findall(r"(?m)^\t([A-Z]\w+)", entry.text))

    @property
    def version(self):
        found = re.search(r'BM_VERSION "(.*?)"', "".join(h.text for h in self.headers))
        return found.group(1) if found else ""

    @staticmethod
    def unit(name, declared):
        """The unit that a number has by type or name; None if it has none, or is no number."""
        for kind, unit in (("phys_addr_t", "bytes"), ("pfn_t", "frames")):
            if re.match(r"(const )?%s [^*]*$" % kind, declared):
                return unit
        return unit_of(name) if NUMBER.match(type_of(declared)) else None

    @staticmethod
    def says_unit(text):
        return WORDS.search(text) is not None

    def part(self, entry, name):
        """What holds for a function: its own word, that of the one it points to, the header's."""
        if entry.doc.parts.get(name):
            return entry.doc.parts[name]
        other = self.points_to(entry)
        if other and name in ("Return", "Cost"):
            return self.part(other, name)
        return entry.header.head.parts.get(name, "") if name in ("Cost", "Context") else ""

    def contract(self, entry):
        """All that is said of the errors of a function."""
        other = self.points_to(entry)
        return " ".join([entry.doc.text, entry.header.head.text, other.doc.text if other else ""])

    def points_to(self, entry):
        found = re.search(r"\b(?:see|as) (\w+)\(\)", re.sub(r"Linux:.*", "", entry.doc.text))
        return self.callable.get(found.group(1)) if found else None


# --- check -----------------------------------------------------------------------------------

def unit_of(name):
    for unit, names in UNITS.items():
        if re.fullmatch(names, name):
            return unit
    return None


def type_of(declared):
    """A declaration of one thing without its name."""
    return re.sub(r"\s*\b\w+(\[\w*\])*$", "", declared)


def check_doc(entry):
    if not entry.doc:
        if entry.kind not in ("constant", "typedef"):
            yield "has no docstring"
        return
    head = entry.doc.head
    if (entry.is_function or entry.kind == "macro()") and not head.startswith(entry.name + "() - "):
        yield "docstring does not begin with '%s() - '" % entry.name
    if entry.acts and not entry.is_private and LEANS.match(entry.summary):
        yield "is described by what stands before it"
    tagged = "%s %s - " % (entry.kind, entry.name)
    if entry.kind in ("struct", "enum") and not head.startswith(tagged):
        yield "docstring does not begin with '%s'" % tagged


def members_of(book, declared):
    """What a text about an argument may call by name: the members of the structure it is."""
    found = re.search(r"struct (\w+)", declared)
    for entry in book.entries if found else []:
        if entry.kind == "struct" and entry.name == found.group(1):
            return {name for name, _, _ in entry.members()}
    return set()


def check_args(book, entry):
    """Arguments, or members: all described, none that is not there, numbers with their unit."""
    if entry.kind == "struct":
        known = [(n, d, said) for n, d, said in entry.members()]
    else:
        known = [(n, d, "") for n, d in entry.params]
    names = [n for n, _, _ in known]
    own = set(names) if entry.kind != "struct" else set(re.findall(r"\w+", entry.text))
    if entry.kind in ("constant", "macro()"):
        own |= set(re.findall(r"\w+", entry.text))
    for name in entry.doc.args:
        if name not in own:
            yield "@%s is not one of its names" % name
    own = own.union(*(members_of(book, declared) for _, declared, _ in known))
    for name in sorted(entry.doc.mentions() - set(entry.doc.args) - own):
        yield "speaks of @%s, which it has not" % name
    if entry.doc.args and entry.is_function and list(entry.doc.args) != names:
        yield "describes %s, has %s" % (", ".join(entry.doc.args), ", ".join(names))
    for name, declared, said in known:
        said = said or entry.doc.args.get(name, "") or sentence_with(entry.doc, name)
        if entry.kind == "struct" and not said and "private" not in entry.doc.head:
            yield "%s is not described" % name
        if NUMBER.match(type_of(declared)) and not unit_of(name) and not WORDS.search(said):
            yield "%s has no unit" % name


def sentence_with(doc, name):
    return doc.text if "@" + name in doc.text else ""


def check_parts(book, entry):
    for part in ("Context", "Cost") if entry.acts else ():
        if not book.part(entry, part):
            yield "has no %s, nor has its header" % part.lower()


def check_function(book, entry):
    other = book.points_to(entry)
    said = entry.doc.text + " " + book.part(entry, "Return") + (other.doc.text if other else "")
    if entry.type == "int" and "BM_MUST_USE" in entry.text and not book.part(entry, "Return"):
        yield "can fail and does not say how"
    if entry.type.endswith("*") and not re.search(r"\bNULL\b|\bnever\b|\"", said):
        yield "returns a pointer and does not say when it is NULL"
    if entry.type == "bool" and not re.search(r"\?|\b(true|false)\b", said):
        yield "returns a bool and does not say what it means"
    if NUMBER.match(entry.type) and entry.type != "int" and not WORDS.search(said):
        yield "returns a number and does not say of what"
    for error in re.findall(r"-(BM_E\w+)", said):
        if error not in book.constants:
            yield "speaks of %s, which is no error" % error


def check_names(book, text):
    """What a text speaks of that is not there. What is said of Linux is not ours."""
    text = re.sub(r"Linux(?:'s?)?:?[^\n]*(?:\n(?!\s*\n)(?!\s*@)[^\n]*)*", "", text)
    for name in re.findall(r"(%s)\(\)" % NAME, text):
        if name not in book.callable:
            yield "speaks of %s(), which is not there" % name
    for kind, name in re.findall(r"\b(struct|enum) ((?:mb|bm|memblock)_?\w*)", text):
        if (kind, name) not in book.types and name != "memblock":
            yield "speaks of %s %s, which is not there" % (kind, name)
    for name in re.findall(CONSTANT, text):
        if name not in book.constants and not any(c.startswith(name) for c in book.constants):
            yield "speaks of %s, which is not there" % name
    for name in re.findall(r"\b([a-z]\w*\.h)\b", text):
        if name not in book.files:
            yield "speaks of %s, which is no public header" % name


def check_examples(book, header):
    for example in header.examples():
        code = re.sub(r"/\*.*?\*/", "", example)
        for found in re.finditer(r"(%s)(?=\()" % NAME, code):
            entry, inside = book.callable.get(found.group(0)), \
                contracts.list_after(code, found.end())
            if entry and inside is not None and \
                    len(contracts.split_commas(inside)) != len(entry.params):
                yield "%s: example calls %s() with another number of arguments" % (
                    header.file, entry.name)


def returned(code):
    """{function: errors that its own body returns by name}"""
    code = re.sub(r"/\*.*?\*/", "", code, flags=re.S)
    for found in re.finditer(r"(?ms)^(?!static)[\w ]+?[ *](\w+)\([^;{}]*\)\n\{(.*?)^\}", code):
        said = " ".join(re.findall(r"\breturn\b([^;]*);", found.group(2)))
        yield found.group(1), set(re.findall(r"(?<![!=]= )-(BM_E\w+)", said))


def check_errors(book):
    for path in sorted(glob.glob(os.path.join(ROOT, "src", "**", "*.c"), recursive=True)):
        with open(path, encoding="utf-8") as f:
            bodies = list(returned(f.read()))
        for name, errors in bodies:
            entry = book.callable.get(name)
            contract = book.contract(entry) if entry and entry.type == "int" else None
            for error in sorted(errors if contract is not None else ()):
                if "-" + error not in contract:
                    yield "%s: %s() returns -%s, of which its contract is silent" % (
                        os.path.relpath(path, ROOT), name, error)


def check_symbols(book):
    with open(os.path.join(ROOT, "tools", "symbols.txt"), encoding="utf-8") as f:
        promised = {s for s in f.read().split("\n") if s and not s.startswith("#")}
    declared = {e.name for e in book.entries if e.kind in ("function", "variable")}
    for name in sorted(promised - declared):
        yield "tools/symbols.txt: %s is declared in no public header" % name
    for name in sorted(declared - promised):
        if not name.endswith("_"):
            yield "tools/symbols.txt: %s is declared, but not there" % name


def check_headers(book):
    everything = next(h for h in book.headers if h.file == "bootmem.h")
    for header in book.headers:
        if header.named != header.file:
            yield "%s: does not begin with its name and what it is for" % header.file
        if header is not everything and "<bootmem/%s>" % header.file not in everything.text:
            yield "bootmem.h: does not include %s" % header.file


def check_contracts(book):
    for header in book.headers:
        for said in check_names(book, header.head.text):
            yield "%s: %s" % (header.file, said)
        yield from check_examples(book, header)
    for entry in book.entries:
        found = list(check_doc(entry))
        if entry.doc and not entry.is_private:
            found += list(check_args(book, entry)) + list(check_names(book, entry.doc.text))
            found += list(check_parts(book, entry))
            found += list(check_function(book, entry)) if entry.is_function else []
        for said in found:
            yield "%s:%d: %s: %s" % (entry.header.file, entry.line, entry.name, said)


# --- samples ---------------------------------------------------------------------------------

SAMPLE = """/*
 * sample.h - what the checks are tried on.
 *
 *\tbm_three(1, 2);
 *
 * Context: any. Cost: constant.
 */
/** bm_good() - bytes at @addr. Return: 0; -BM_ENOENT if there are none. */
BM_MUST_USE int bm_good(phys_addr_t addr);

BM_MUST_USE int bm_bare(void);

/**
 * bm_three() - three
 * @a: bytes
 * @c: bytes
 *
 * See bm_gone() and struct bm_gone.
 */
BM_MUST_USE int bm_three(uint64_t a, uint64_t b, uint64_t c);

/** struct bm_pair - a pair: @one ... */
struct bm_pair {
	const void *one;
	const void *other;
};

/** bm_text() - the same, as text. */
const char *bm_text(unsigned int colour);
"""

FAULTS = [
    "sample.h: example calls bm_three() with another number of arguments",
    "sample.h:11: bm_bare: has no docstring",
    "sample.h:20: bm_three: describes a, c, has a, b, c",
    "sample.h:20: bm_three: b has no unit",
    "sample.h:20: bm_three: speaks of bm_gone(), which is not there",
    "sample.h:20: bm_three: speaks of struct bm_gone, which is not there",
    "sample.h:20: bm_three: can fail and does not say how",
    "sample.h:23: bm_pair: other is not described",
    "sample.h:29: bm_text: is described by what stands before it",
    "sample.h:29: bm_text: colour has no unit",
    "sample.h:29: bm_text: returns a pointer and does not say when it is NULL",
]


def try_samples():
    enum = "/** enum bm_error - errors. */\nenum bm_error {\n\tBM_ENOENT = 2,\n};\n"
    book = Book([contracts.Header("sample.h", SAMPLE), contracts.Header("error.h", enum)])
    found = [said for said in check_contracts(book)]
    assert found == FAULTS, "\n".join(found)
    body = "int f(void)\n{\n\treturn a == -BM_EBUSY ? -BM_ENOMEM : 0;\n}\n"
    assert dict(returned(body)) == {"f": {"BM_ENOMEM"}}


def main():
    try_samples()
    book = Book(contracts.headers())
    if sys.argv[1:2] == ["make"]:
        pages.write(book, sys.argv[2])
        return 0
    found = ["include/bootmem/" + said for said in check_contracts(book)]
    found += list(check_symbols(book)) + list(check_headers(book)) + list(check_errors(book))
    found += ["bootmem.html: a link to %s, which is not there" % to for to in pages.dangling(book)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
