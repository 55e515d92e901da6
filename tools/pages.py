# SPDX-License-Identifier: MIT
"""pages.py - the reference as people read it: man pages, and one page of HTML.

    pages.write(book, folder)    folder/bootmem.html, folder/man3/*.3

A function has a page of man of its own. A header has one too, bootmem-NAME(3), with its structures,
enumerations and constants, which C would let clash with functions of the same name.

Texts are the docstrings', word for word; here they are only dressed. How a text is dressed for one
medium is an object of few methods (Roff, Html), so the two cannot say different things.
"""
import html
import os
import re

import contracts
from contracts import flat

TITLES = {"Return": "Return value", "Cost": "Cost", "Context": "Context", "Linux": "Linux"}
MARK = re.compile(r"(\*\*.+?\*\*|`[^`]+`|@\w+|\b\w+\(\))", re.S)


def is_verbatim(paragraph):
    return paragraph.startswith("\t") or re.search(r"\S {3,}\S", paragraph) is not None


def outdent(paragraph):
    return re.sub(r"(?m)^\t", "", paragraph).expandtabs(8)


class Roff:
    """Text as man(7) wants it."""

    def __init__(self, book):
        self.book = book

    @staticmethod
    def quote(text):
        text = text.replace("\\", "\\e").replace("-", "\\-")
        return re.sub(r"(?m)^([.'])", r"\\&\1", text)

    def marked(self, word):
        if word.startswith("**"):
            return "\\fB%s\\fR" % self.quote(word[2:-2])
        if word.startswith("`"):
            return "\\fB%s\\fR" % self.quote(word[1:-1])
        if word.startswith("@"):
            return "\\fI%s\\fR" % self.quote(word[1:])
        known = word[:-2] in self.book.callable
        return "\\fB%s\\fR%s" % (self.quote(word[:-2]), "(3)" if known else "()")

    def inline(self, text):
        pieces = MARK.split(flat(text))
        return "".join(self.marked(p) if MARK.fullmatch(p) else self.quote(p) for p in pieces)

    def line(self, text):
        return re.sub(r"^([.'])", r"\\&\1", self.inline(text)) + "\n"

    def paragraph(self, text):
        if is_verbatim(text):
            return self.verbatim(outdent(text))
        return ".PP\n" + self.line(text)

    def verbatim(self, text):
        return ".PP\n.in +4n\n.nf\n%s\n.fi\n.in\n" % self.quote(text.expandtabs(8)).rstrip("\n")

    def heading(self, text):
        return ".SH %s\n" % text.upper()

    def item(self, name, text):
        return ".TP\n\\fI%s\\fR\n%s" % (name, self.line(text))


class Html:
    def __init__(self, book):
        self.book = book

    def marked(self, word):
        if word.startswith("**"):
            return "<b>%s</b>" % html.escape(word[2:-2])
        if word.startswith("`"):
            return "<code>%s</code>" % html.escape(word[1:-1])
        if word.startswith("@"):
            return "<i>%s</i>" % word[1:]
        if word[:-2] in self.book.callable:
            return '<a href="#%s"><code>%s</code></a>' % (word[:-2], word)
        return "<code>%s</code>" % word

    def inline(self, text):
        pieces = MARK.split(flat(text))
        return "".join(self.marked(p) if MARK.fullmatch(p) else self.named(p) for p in pieces)

    def named(self, text):
        """Structures, enumerations and headers of ours become links."""
        def link(found):
            kind, name = found.group(1), found.group(2)
            target = "%s-%s" % (kind, name) if (kind, name) in self.book.types else None
            return '<a href="#%s">%s</a>' % (target, found.group(0)) if target else found.group(0)
        text = re.sub(r"\b(struct|enum) (\w+)", link, html.escape(text, quote=False))
        return re.sub(r"\b(\w+\.h)\b", lambda f: '<a href="#%s">%s</a>' % (f.group(1), f.group(1))
                      if f.group(1) in self.book.files else f.group(1), text)

    def paragraph(self, text):
        if is_verbatim(text):
            return self.verbatim(outdent(text))
        return "<p>%s</p>\n" % self.inline(text)

    def verbatim(self, text):
        text = html.escape(text.expandtabs(8), quote=False)
        text = re.sub(r"\b(%s)\b(?=\()" % "|".join(sorted(self.book.callable)),
                      r'<a href="#\1">\1</a>', text)
        text = re.sub(r"\b(struct|enum) (\w+)", self.type_link, text)
        return "<pre>%s</pre>\n" % text

    def type_link(self, found):
        if found.groups() not in self.book.types:
            return found.group(0)
        return '<a href="#%s-%s">%s</a>' % (found.group(1), found.group(2), found.group(0))

    def item(self, name, text):
        return "<dt>%s</dt><dd>%s</dd>\n" % (name, self.inline(text))


# --- what there is to say of a thing ---------------------------------------------------------

def arguments(book, entry):
    """(name, text) of those that have anything to say; a unit that the text leaves out follows."""
    for name, declared in entry.params:
        said = entry.doc.args.get(name, "")
        other = book.points_to(entry)
        said = said or (other.doc.args.get(name, "") if other else "")
        unit = book.unit(name, declared)
        if unit and not book.says_unit(said):
            said = "%s; %s" % (said, unit) if said else unit
        if said:
            yield name, said


def parts(book, entry):
    for name, title in TITLES.items():
        text = book.part(entry, name)
        if text and (entry.acts or entry.doc.parts.get(name)):
            yield title, sentence(text.replace(", unless a function says otherwise", ""))


def sentence(text):
    """With a capital, unless it begins with a name or a number."""
    return text[0].upper() + text[1:] if re.match(r"[a-z]+[ ,:;-]", text) else text


def summary_of(book, entry):
    """(the first sentence, the rest); of one that says "see f()", that of f()."""
    other = re.match(r"see (\w+)\(\)", entry.summary)
    if other and other.group(1) in book.callable:
        return summary_of(book, book.callable[other.group(1)])[0], sentence(entry.summary)
    found = re.match(r"(.*?[.?:;])\s+(.*)", entry.summary, re.S)
    if not found or len(found.group(1)) < 20:
        return entry.summary.rstrip("."), ""
    return found.group(1).rstrip(".:;"), found.group(2)


def has_page(entry):
    return (entry.is_function or entry.kind == "macro()") and entry.doc and not entry.is_private


# --- man -------------------------------------------------------------------------------------

def man_head(book, name, what, roff):
    return '.TH %s 3 "" "bootmem %s"\n.SH NAME\n%s \\- %s\n' % (
        roff.quote(name), book.version, roff.quote(name), roff.inline(what))


def see_also(book, entry, roff):
    named = re.findall(r"\b(\w+)\(\)", entry.doc.text)
    named = [n for n in dict.fromkeys(named) if n in book.callable and n != entry.name]
    pages = [page_of(entry.header)] + named
    listed = ",\n".join("\\fB%s\\fR(3)" % roff.quote(page) for page in pages)
    return roff.heading("See also") + listed + "\n"


def page_of(header):
    return "bootmem-" + header.file[:-2]


def man_function(book, entry, roff):
    first, rest = summary_of(book, entry)
    out = man_head(book, entry.name, first, roff)
    out += roff.heading("Synopsis") + ".nf\n#include <bootmem/%s>\n\n%s\n.fi\n" % (
        entry.header.file, roff.quote(entry.shown.expandtabs(8)))
    listed = "".join(roff.item(name, said) for name, said in arguments(book, entry))
    out += roff.heading("Arguments") + listed if listed else ""
    body = [rest] if rest else []
    body += entry.doc.paragraphs
    out += roff.heading("Description") + "".join(map(roff.paragraph, body)) if body else ""
    out += "".join(roff.heading(title) + roff.line(text) for title, text in parts(book, entry))
    return out + see_also(book, entry, roff)


def man_header(book, header, roff):
    out = man_head(book, page_of(header), header.summary, roff)
    out += roff.heading("Synopsis") + ".nf\n#include <bootmem/%s>\n.fi\n" % header.file
    out += roff.heading("Description") + "".join(map(roff.paragraph, header.prose))
    for title, text in header.head.parts.items():
        out += roff.heading(TITLES[title]) + roff.line(sentence(text))
    functions = [e for e in header.entries if has_page(e)]
    if functions:
        out += roff.heading("Functions")
        out += "".join(".TP\n\\fB%s\\fR(3)\n%s" % (
            roff.quote(e.name), roff.line(summary_of(book, e)[0])) for e in functions)
    others = [e for e in header.entries if e.doc and not has_page(e) and not e.is_private]
    for title, kinds in (("Types", ("struct", "enum", "typedef")), ("Variables", ("variable",)),
                         ("Constants", ("constant",))):
        picked = [e for e in others if e.kind in kinds]
        out += roff.heading(title) if picked else ""
        out += "".join(man_thing(e, roff) for e in picked)
    return out


def man_thing(entry, roff):
    out = ".PP\n" + roff.line(entry.doc.head) + roff.verbatim(entry.shown)
    out += "".join(roff.item(name, said) for name, said in entry.doc.args.items())
    return out + "".join(map(roff.paragraph, entry.doc.paragraphs))


# --- html ------------------------------------------------------------------------------------

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: flex; }
nav { width: 18rem; height: 100vh; overflow-y: auto; position: sticky; top: 0; flex: none;
  padding: 1rem; box-sizing: border-box; font-size: .85rem; border-right: 1px solid #8884; }
nav summary { font-weight: 600; cursor: pointer; }
nav a { display: block; } nav summary a { display: inline; }
main { padding: 1rem 2.5rem; max-width: 52rem; min-width: 0; }
a { color: inherit; text-decoration: underline #8888; } nav a { text-decoration: none; }
pre, code { font: .85rem/1.45 ui-monospace, monospace; }
pre { background: #8881; padding: .6rem .8rem; overflow-x: auto; border-radius: 4px; }
h2 { margin-top: 3.5rem; border-bottom: 1px solid #8884; } h3 { margin: 2.5rem 0 .3rem; }
h2 code { font-size: 1.3rem; } h3 code { font-size: 1.05rem; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { font-style: italic; } .parts dt { font-style: normal; font-weight: 600; } dd { margin: 0; }
@media (max-width: 50rem) {
  body { display: block; } nav { position: static; width: auto; height: auto; } }
"""


def anchor(entry):
    return "%s-%s" % (entry.kind, entry.name) if entry.kind in ("struct", "enum") else entry.name


def title_of(entry):
    if entry.kind in ("struct", "enum"):
        return "%s %s" % (entry.kind, entry.name)
    return entry.name + ("()" if has_page(entry) else "")


def html_entry(book, entry, dress):
    out = '<h3 id="%s"><code>%s</code></h3>\n' % (anchor(entry), title_of(entry))
    out += "<p>%s</p>\n%s" % (dress.inline(sentence(entry.summary)), dress.verbatim(entry.shown))
    listed = arguments(book, entry) if has_page(entry) else entry.doc.args.items()
    listed = "".join(dress.item(name, said) for name, said in listed)
    out += "<dl>%s</dl>\n" % listed if listed else ""
    out += "".join(map(dress.paragraph, entry.doc.paragraphs))
    said = "".join(dress.item(title, text) for title, text in parts(book, entry))
    return out + ('<dl class="parts">%s</dl>\n' % said if said else "")


def html_header(book, header, dress):
    out = '<h2 id="%s"><code>&lt;bootmem/%s&gt;</code></h2>\n<p>%s</p>\n' % (
        header.file, header.file, dress.inline(sentence(header.summary)))
    out += "".join(map(dress.paragraph, header.prose))
    said = "".join(dress.item(TITLES[name], sentence(text))
                   for name, text in header.head.parts.items())
    out += '<dl class="parts">%s</dl>\n' % said if said else ""
    return out + "".join(html_entry(book, e, dress) for e in header.entries
                         if e.doc and not e.is_private)


def html_index(book):
    for header in book.headers:
        links = "".join('<a href="#%s">%s</a>' % (anchor(e), title_of(e))
                        for e in header.entries if e.doc and not e.is_private)
        yield '<details><summary><a href="#%s">%s</a></summary>%s</details>' % (
            header.file, header.file, links)


def dangling(book):
    """Links of the page that lead nowhere."""
    page = html_book(book)
    return sorted(set(re.findall(r'href="#(.*?)"', page)) - set(re.findall(r'id="(.*?)"', page)))


def html_book(book):
    dress = Html(book)
    return ("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>bootmem %s</title>\n"
            "<style>%s</style></head>\n<body><nav><b>bootmem %s</b>\n%s</nav>\n<main>"
            "<h1>The library, header by header</h1>\n%s</main></body></html>\n") % (
                book.version, STYLE, book.version, "\n".join(html_index(book)),
                "".join(html_header(book, h, dress) for h in book.headers))


# --- files -----------------------------------------------------------------------------------

def put(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)


def write(book, folder):
    roff, man = Roff(book), os.path.join(folder, "man3")
    os.makedirs(man, exist_ok=True)
    for header in book.headers:
        put(man, page_of(header) + ".3", man_header(book, header, roff))
    for entry in filter(has_page, book.entries):
        put(man, entry.name + ".3", man_function(book, entry, roff))
    put(folder, "bootmem.html", html_book(book))
