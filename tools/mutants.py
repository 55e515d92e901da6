#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py - does some test notice each small change to the code?

    mutants.py [--jobs N] [--only TEXT] [--show] FOLDER...      FOLDER: src/memblock unless said so

A mutant is the library with one token or statement changed. It is killed when a test program
fails, dies or does not end. One that compiles to the code of the original is no mutant and is not
counted. The others survive: a test is missing, or the change makes no difference that anyone could
see. Then tools/mutants.txt says why, as

    FILE | the changed line, without indentation | reason

Assertions are left alone: they are there for the tests, not the other way round.

Exit status: 0 if at least 95 % were killed and every survivor is listed, else 1.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import tidy

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "tools", "mutants.txt")
BUILD = os.path.join("build", "mutants")
LEAST = 95.0
FLAGS = ["-std=c11", "-O1", "-DBM_DEBUG=1", "-ffreestanding", "-fPIC", "-w", "-Iinclude", "-Isrc"]

TOKEN = re.compile(r"[A-Za-z_]\w*|\d\w*|->|\+\+|--|<<|>>|&&|\|\||[-+*/%&|^<>=!]=|[^\s\w]")
SWAP = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
        "++": "--", "--": "++", "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "|": "&",
        "<<": ">>", ">>": "<<", "true": "false", "false": "true", "continue": "break"}
BINARY = {"+": "-", "-": "+", "&": "|"}
LEFT_OUT = {"!": "", "~": ""}
KEPT = r"return|break|continue|goto|case|else"
STATEMENT = re.compile(r"^\t+(?!(%s)\b)[^;{}]*[\w)\]+-];$" % KEPT)
DECLARATION = re.compile(r"^\t+((const|static|unsigned|struct|enum) )?\w+ [*\w]+(\[|;| =|,)")
NOT_CODE = re.compile(r"^\s*(#|BM_\w+\()")


class Mutant:
    def __init__(self, path, nr, line):
        self.path = path
        self.nr = nr
        self.line = line

    def key(self):
        return "%s | %s" % (self.path, self.line.strip())


def changed_tokens(code):
    """(start, end, replacement) for every token of a line that has another form."""
    before = ""
    for found in TOKEN.finditer(code):
        token, operand = found.group(0), re.match(r"[\w)\]]", before[-1:]) and before != "return"
        if token in SWAP:
            yield found.start(), found.end(), SWAP[token]
        elif token in BINARY and operand:
            yield found.start(), found.end(), BINARY[token]
        elif token in LEFT_OUT:
            yield found.start(), found.end(), LEFT_OUT[token]
        elif re.fullmatch(r"(\d+)(u|ul)?", token):
            yield found.start(), found.end(), "1" if token[0] == "0" else \
                "0" if token in ("1", "1u", "1ul") else str(int(re.match(r"\d+", token)[0]) + 1)
        before = token


def mutants_of(path, text):
    """Every mutant of one file, in order."""
    file = tidy.File(path, text)
    inside = False
    for nr, (line, code) in enumerate(zip(file.lines, file.code)):
        inside = (inside or code == "{") and code != "}"
        if not inside or NOT_CODE.match(code):
            continue
        for start, end, new in changed_tokens(code):
            yield Mutant(path, nr, line[:start] + new + line[end:])
        if STATEMENT.match(code) and not DECLARATION.match(code) and opens_alone(file, nr):
            yield Mutant(path, nr, re.match(r"\t*", line)[0] + ";")


def opens_alone(file, nr):
    """Is the statement on this line a whole one, not the end of one begun above?"""
    before = file.code[nr - 1].rstrip()
    return before.endswith((";", "{", "}", ")", ":", "else")) or not before.strip()


class Worker:
    """A copy of the sources in which one mutant after the other lives, and its library."""

    def __init__(self, scratch, tests):
        self.folder = tempfile.mkdtemp(dir=scratch)
        for part in ("src", "include"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(self.folder, part))
        self.tests = tests
        self.sources = listed_sources()
        self.objects = {}
        for source in self.sources:
            self.objects[source] = self.compile(source)

    def compile(self, source):
        out = source.replace("/", "_") + ".o"
        ran = subprocess.run(["gcc", *FLAGS, "-c", "-o", out, source], cwd=self.folder,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if ran.returncode != 0:
            return None
        with open(os.path.join(self.folder, out), "rb") as f:
            return f.read()

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as f:
            f.write(text)

    def verdict(self, mutant):
        """'killed', 'survived', 'same' code as the original, or 'invalid' C."""
        with open(os.path.join(ROOT, mutant.path), encoding="utf-8") as f:
            original = f.read()
        lines = original.split("\n")
        lines[mutant.nr] = mutant.line
        self.write(mutant.path, "\n".join(lines))
        touched = [mutant.path] if mutant.path.endswith(".c") else self.sources
        try:
            built = {source: self.compile(source) for source in touched}
            if None in built.values():
                return "invalid"
            if all(built[source] == self.objects[source] for source in touched):
                return "same"
            return "survived" if self.passes_tests(mutant.path) else "killed"
        finally:
            self.write(mutant.path, original)
            for source in touched:
                self.compile(source)

    def passes_tests(self, path):
        objects = [source.replace("/", "_") + ".o" for source in self.sources]
        subprocess.run(["gcc", "-shared", "-o", "libbootmem.so", *objects], cwd=self.folder,
                       check=True)
        name = os.path.basename(path).split(".")[0]
        first = sorted(self.tests, key=lambda test: name not in test[1])
        return all(self.passes(test, limit) for limit, test in first)

    def passes(self, test, limit):
        env = dict(os.environ, LD_LIBRARY_PATH=self.folder)
        try:
            ran = subprocess.run([test], env=env, cwd=ROOT, timeout=limit, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return False
        return ran.returncode == 0


def listed_sources():
    out = subprocess.run(["make", "-s", "print-BM_SRCS"], cwd=ROOT, stdout=subprocess.PIPE,
                         check=True).stdout.decode()
    return [source for source in out.split() if os.path.exists(os.path.join(ROOT, source))]


def timed_tests():
    """[(time limit, program)], the quickest first; all must pass before anything is changed."""
    tests = []
    env = dict(os.environ, LD_LIBRARY_PATH=os.path.join(ROOT, BUILD))
    out = subprocess.run(["make", "-s", "CONFIG=mutants", "print-UNIT_TESTS"], cwd=ROOT,
                         stdout=subprocess.PIPE, check=True).stdout.decode()
    for test in out.split():
        start = time.monotonic()
        ran = subprocess.run([os.path.join(ROOT, test)], env=env, cwd=ROOT,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        if ran.returncode != 0:
            sys.exit("mutants: %s fails already" % test)
        tests.append((time.monotonic() - start, os.path.join(ROOT, test)))
    return [(10 * seconds + 2, test) for seconds, test in sorted(tests)]


def read_list():
    reviewed = {}
    if os.path.exists(LIST):
        with open(LIST, encoding="utf-8") as f:
            for line in f:
                parts = [part.strip() for part in line.split(" | ")]
                if len(parts) >= 3 and not line.startswith("#"):
                    reviewed[" | ".join(parts[:-1])] = parts[-1]
    return reviewed


def collect(folders, only):
    found = []
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(ROOT, folder, "*.[ch]"))):
            path = os.path.relpath(path, ROOT)
            if only in path:
                with open(os.path.join(ROOT, path), encoding="utf-8") as f:
                    found += mutants_of(path, f.read())
    return found


def try_samples():
    text = "int f(int a)\n{\n\tint b = a + 1;\n\n\tBM_ASSERT(a < b);\n\tg(-a);\n" \
           "\treturn a < b;\n}\n"
    found = [m.line.strip() for m in mutants_of("src/x.c", text)]
    assert found == ["int b = a - 1;", "int b = a + 0;", ";", "return a <= b;"], found


def run_all(mutants, jobs, scratch):
    tests = timed_tests()
    idle = [Worker(scratch, tests) for _ in range(jobs)]

    def judge(mutant):
        worker = idle.pop()
        try:
            return mutant, worker.verdict(mutant)
        finally:
            idle.append(worker)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for nr, (mutant, verdict) in enumerate(pool.map(judge, mutants), 1):
            if sys.stderr.isatty():
                print("\r%d/%d" % (nr, len(mutants)), end="", file=sys.stderr)
            yield mutant, verdict


def report(verdicts, reviewed):
    count = {kind: sum(v == kind for _, v in verdicts)
             for kind in ("killed", "survived", "same", "invalid")}
    unlisted = 0
    for mutant, verdict in verdicts:
        if verdict == "survived":
            reason = reviewed.get(mutant.key())
            unlisted += reason is None
            print("%s:%d: survived: %s%s" % (mutant.path, mutant.nr + 1, mutant.line.strip(),
                                             "  (%s)" % reason if reason else ""))
    alive = count["killed"] + count["survived"]
    rate = 100.0 * count["killed"] / alive if alive else 0.0
    print("%d mutants: %d killed, %d survived, %d of those not reviewed; %.1f %% killed "
          "(%d more make no difference to the compiler)"
          % (alive, count["killed"], count["survived"], unlisted, rate, count["same"]))
    return 0 if rate >= LEAST and unlisted == 0 else 1


def main():
    try_samples()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true", help="list the mutants, run nothing")
    parser.add_argument("folders", nargs="*", default=["src/memblock"])
    args = parser.parse_args()
    mutants = collect(args.folders, args.only)
    if args.show:
        for mutant in mutants:
            print("%s:%d: %s" % (mutant.path, mutant.nr + 1, mutant.line.strip()))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        return report(list(run_all(mutants, args.jobs, scratch)), read_list())


if __name__ == "__main__":
    sys.exit(main())
