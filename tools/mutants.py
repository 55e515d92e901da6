#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py - does some test notice each small change to the code?

    mutants.py [--jobs N] [--only TEXT] [--part I/N] [--show] FOLDER...

FOLDER is src/memblock unless said so; --part takes each Nth mutant only, from the Ith on.

A mutant is the library with one token or statement changed. It is killed when a test program that
calls into its folder fails, dies or does not end. One that compiles to the code of the original is
no mutant and is not counted. The others survive: a test is missing, or the change makes no
difference that anyone could see. Then tools/mutants.txt says why, as

    FILE | the changed line, or "without" and the line | reason

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
SLOWEST = 5.0  # seconds; programs that take longer are left out
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
    def __init__(self, path, nr, line, said=None):
        self.path = path
        self.nr = nr
        self.line = line
        self.said = said or line.strip()

    def key(self):
        return "%s | %s" % (self.path, self.said)


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
            yield Mutant(path, nr, re.match(r"\t*", line)[0] + ";", "without " + line.strip())


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
        self.objects = {source: self.compile(source) for source in self.sources}

    def compile(self, source):
        out = object_of(source)
        ran = subprocess.run(["gcc", *FLAGS, "-c", "-o", out, source], cwd=self.folder,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if ran.returncode != 0:
            return None
        with open(os.path.join(self.folder, out), "rb") as f:
            return f.read()

    def write(self, path, content):
        with open(os.path.join(self.folder, path), "wb") as f:
            f.write(content)

    def touched_by(self, path):
        """What has to be compiled again: a file, or for a private header its folder."""
        if path.endswith(".c"):
            return [path]
        return [source for source in self.sources
                if os.path.dirname(source) == os.path.dirname(path) or "/base/" in path]

    def verdict(self, mutant):
        """'killed', 'survived', 'same' code as the original, or 'invalid' C."""
        with open(os.path.join(ROOT, mutant.path), encoding="utf-8") as f:
            original = f.read()
        lines = original.split("\n")
        lines[mutant.nr] = mutant.line
        self.write(mutant.path, "\n".join(lines).encode())
        touched = self.touched_by(mutant.path)
        try:
            built = {source: self.compile(source) for source in touched}
            if None in built.values():
                return "invalid"
            if all(built[source] == self.objects[source] for source in touched):
                return "same"
            return "survived" if self.passes_tests(mutant.path) else "killed"
        finally:
            self.write(mutant.path, original.encode())
            for source in touched:
                self.write(object_of(source), self.objects[source])

    def passes_tests(self, path):
        subprocess.run(["gcc", "-shared", "-o", "libbootmem.so", *map(object_of, self.sources)],
                       cwd=self.folder, check=True)
        name = os.path.basename(path).split(".")[0]
        tests = [test for test in self.tests if os.path.dirname(path) in test.folders]
        tests.sort(key=lambda test: name not in test.path)
        return all(self.passes(test.path, test.limit) for test in tests)

    def passes(self, test, limit):
        env = dict(os.environ, LD_LIBRARY_PATH=self.folder)
        try:
            ran = subprocess.run([test], env=env, cwd=ROOT, timeout=limit, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return False
        return ran.returncode == 0


class Test:
    """A test program, the folders it calls into, and how long it may take."""

    def __init__(self, path, folders, seconds):
        self.path = path
        self.folders = folders
        self.seconds = seconds
        self.limit = 10 * seconds + 2


def object_of(source):
    return source.replace("/", "_") + ".o"


def output(*command):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout.decode()


def listed_sources():
    out = output("make", "-s", "print-BM_SRCS", "print-BM_LIBFDT_SRCS")
    return [source for source in out.split() if os.path.exists(os.path.join(ROOT, source))]


def folders_of_symbols():
    """Where each symbol of the library is defined. What is inline belongs to whoever calls it."""
    where = {}
    for source in listed_sources():
        built = os.path.join(BUILD, source[:-1] + "o")
        for line in output("nm", "--defined-only", built).splitlines():
            where[line.split()[2]] = os.path.dirname(source)
    return where


def timed_tests(folders):
    """What calls into the folders, the quickest first; all pass before anything is changed."""
    tests = []
    where = folders_of_symbols()
    env = dict(os.environ, LD_LIBRARY_PATH=os.path.join(ROOT, BUILD))
    for name in output("make", "-s", "CONFIG=mutants", "print-UNIT_TESTS").split():
        path = os.path.join(ROOT, name)
        called = {where.get(line.split()[-1])
                  for line in output("nm", "--undefined-only", path).splitlines()}
        if not called & folders:
            continue
        start = time.monotonic()
        ran = subprocess.run([path], env=env, cwd=ROOT, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if ran.returncode != 0:
            sys.exit("mutants: %s fails already" % name)
        seconds = time.monotonic() - start
        if seconds < SLOWEST:
            tests.append(Test(path, called, seconds))
    return sorted(tests, key=lambda test: test.seconds)


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
    found = [m.said for m in mutants_of("src/x.c", text)]
    assert found == ["int b = a - 1;", "int b = a + 0;", "without g(-a);", "return a <= b;"], found


def run_all(mutants, jobs, scratch):
    tests = timed_tests({os.path.dirname(mutant.path) for mutant in mutants})
    idle = [Worker(scratch, tests) for _ in range(jobs)]
    if not all(idle[0].passes_tests(path) for path in {mutant.path for mutant in mutants}):
        sys.exit("mutants: the library is killed without any change")

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
    count = dict.fromkeys(("killed", "survived", "same", "invalid"), 0)
    unlisted = 0
    for mutant, verdict in verdicts:
        count[verdict] += 1
        if verdict == "survived":
            reason = reviewed.get(mutant.key())
            unlisted += reason is None
            print("%s:%d: survived: %s%s" % (mutant.path, mutant.nr + 1, mutant.said,
                                             "  (%s)" % reason if reason else ""), flush=True)
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
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--show", action="store_true", help="list the mutants, run nothing")
    parser.add_argument("folders", nargs="*", default=["src/memblock"])
    args = parser.parse_args()
    part, parts = map(int, args.part.split("/"))
    mutants = collect(args.folders, args.only)[part - 1::parts]
    if args.show:
        for mutant in mutants:
            print("%s:%d: %s" % (mutant.path, mutant.nr + 1, mutant.said))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        return report(run_all(mutants, args.jobs, scratch), read_list())


if __name__ == "__main__":
    sys.exit(main())
