#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py - does some test notice each small change to the code?

    mutants.py [--jobs N] [--part I/N] [--show] [TEXT...]

Takes the files of src/ whose path contains a TEXT, src/memblock unless said so; --part takes each
Nth mutant only, from the Ith on.

A mutant is the library with one token or statement changed. It is killed when a test program that
calls into its folder fails, dies or does not end. One that compiles to the code of the original is
no mutant and is not counted, nor is one that the build refuses: because it is not C, or because it
uses a variable that has no value. The others survive: a test is missing, or the change makes no
difference that anyone could see. Then tools/mutants.txt says why, as

    FILE | FUNCTION | the changed line, or "without" and the line | reason

A line there that no mutant needs any more is to be taken out.

Assertions are left alone: they are there for the tests, not the other way round.

The tests are linked once, against the library as a shared object. A mutant is what it changes of
that, compiled and loaded before it: one compiler run, one small link, and test programs until one
fails, those first that killed most of this file for the time they took. Test programs that include
a changed header have it in themselves as well, and are also run built anew.

Exit status: 0 if at least 95 % were killed, every survivor is listed and nothing else is, else 1.
"""
import argparse
import collections
import concurrent.futures
import functools
import glob
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import tidy

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "tools", "mutants.txt")
BUILD = os.path.join("build", "mutants")
LIBRARY = os.path.join(ROOT, BUILD, "libbootmem.so")
HARNESS = os.path.join(ROOT, BUILD, "libharness.a")
LEAST = 95.0
SLOWEST = 2.0  # seconds; programs that take longer are left out
BUILDING = 1.0  # seconds; what it takes to build a test program
STUCK = 60.0  # seconds until a program that only waits is stopped
FLAGS = ["-std=c11", "-O1", "-DBM_DEBUG=1", "-ffreestanding", "-fPIC",
         "-Werror=uninitialized", "-Werror=maybe-uninitialized", "-Iinclude", "-Isrc"]

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
    def __init__(self, path, function, nr, line, said=None):
        self.path = path
        self.function = function
        self.nr = nr
        self.line = line
        self.said = said or line.strip()

    def key(self):
        return "%s | %s | %s" % (self.path, self.function, self.said)


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
    for function in tidy.functions(file):
        for nr in range(function.first, function.last - 1):
            line, code = file.lines[nr], file.code[nr]
            if NOT_CODE.match(code):
                continue
            for start, end, new in changed_tokens(code):
                yield Mutant(path, function.name, nr, line[:start] + new + line[end:])
            if STATEMENT.match(code) and not DECLARATION.match(code) and opens_alone(file, nr):
                yield Mutant(path, function.name, nr, re.match(r"\t*", line)[0] + ";",
                             "without " + line.strip())


def opens_alone(file, nr):
    """Is the statement on this line a whole one, not the end of one begun above?"""
    before = file.code[nr - 1].rstrip()
    return before.endswith((";", "{", "}", ")", ":", "else")) or not before.strip()


class Worker:
    """A copy of the sources in which one mutant after the other lives."""

    def __init__(self, scratch, tests):
        self.folder = tempfile.mkdtemp(dir=scratch)
        for part in ("src", "include"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(self.folder, part))
        os.symlink(os.path.join(ROOT, "tests"), os.path.join(self.folder, "tests"))
        self.tests = tests
        self.originals = {}

    def run(self, *command):
        return subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

    def compile(self, source):
        """The object file, or None if this is not C."""
        out = object_of(source)
        if self.run("gcc", *FLAGS, "-c", "-o", out, source) != 0:
            return None
        with open(os.path.join(self.folder, out), "rb") as f:
            return f.read()

    def original(self, source):
        if source not in self.originals:
            self.originals[source] = self.compile(source)
        return self.originals[source]

    def verdict(self, mutant):
        """'killed', 'survived', 'same' code as the original, or 'invalid' C."""
        with open(os.path.join(self.folder, mutant.path), encoding="utf-8") as f:
            text = f.read()
        sources = compiled_from(mutant.path)
        originals = [self.original(source) for source in sources]
        lines = text.split("\n")
        lines[mutant.nr] = mutant.line
        self.write(mutant.path, "\n".join(lines))
        built = [self.compile(source) for source in sources]
        changed = [source for source, new, old in zip(sources, built, originals) if new != old]
        if None in built:
            found = "invalid"
        elif not changed:
            found = "same"
        else:
            self.link(changed)
            found = "survived" if self.passes_tests(mutant.path) else "killed"
        self.write(mutant.path, text)
        return found

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as f:
            f.write(text)

    def link(self, sources):
        """What does not link would seem killed, so nothing may stay undefined."""
        if self.run("gcc", "-shared", "-Wl,-z,defs", "-o", "mutant.so",
                    *map(object_of, sources), LIBRARY) != 0:
            sys.exit("mutants: cannot link %s" % " ".join(sources))

    def passes(self, test, anew=False):
        program = self.built_anew(test) if anew else test.path
        return test.passes(program, preload=os.path.join(self.folder, "mutant.so"))

    def passes_tests(self, path):
        tests = [test for test in self.tests if os.path.dirname(path) in test.folders]
        runs = [(test, anew) for test in tests for anew in {False, path in test.includes}]
        runs.sort(key=lambda run: run[0].price(path, run[1]))
        for test, anew in runs:
            if not self.passes(test, anew):
                test.kills[path, anew] += 1
                return False
        return True

    def built_anew(self, test):
        """The test program with the headers of this worker."""
        compiler, libs = test_commands()
        if self.run(*compiler, "-o", "test", test.source, HARNESS, LIBRARY, *libs) != 0:
            sys.exit("mutants: cannot build %s" % test.source)
        return os.path.join(self.folder, "test")


class Test:
    """A test program, the folders it calls into, how long it takes, what it killed."""

    def __init__(self, name, folders):
        self.path = os.path.join(ROOT, name)
        self.source = os.path.relpath(name, BUILD) + ".c"
        self.includes = read_words(name + ".d")
        self.folders = folders
        self.seconds = SLOWEST
        self.kills = collections.Counter()

    def measure(self):
        """Run it once as it is; times are those of the CPU, so a busy machine kills nothing."""
        before = cpu_seconds_of_children()
        if not self.passes(self.path):
            sys.exit("mutants: %s fails already" % self.path)
        self.seconds = cpu_seconds_of_children() - before

    def price(self, path, anew):
        """How long it takes for each mutant of a file that it kills."""
        return (self.seconds + anew * BUILDING) / (1 + self.kills[path, anew])

    def passes(self, program, preload=""):
        env = dict(os.environ, LD_LIBRARY_PATH=os.path.dirname(LIBRARY), LD_PRELOAD=preload,
                   CMOCKA_TEST_ABORT="1")
        try:
            return subprocess.run([program], env=env, cwd=ROOT,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, preexec_fn=self.limit,
                                  timeout=STUCK).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def limit(self):
        signal.setitimer(signal.ITIMER_PROF, 0.2 + 5 * self.seconds)


def cpu_seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def object_of(source):
    return source.replace("/", "_") + ".o"


def output(*command):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout.decode()


@functools.lru_cache(None)
def listed_sources():
    out = output("make", "-s", "print-BM_SRCS", "print-BM_LIBFDT_SRCS")
    return [source for source in out.split() if os.path.exists(os.path.join(ROOT, source))]


@functools.lru_cache(None)
def test_commands():
    """What goes before and behind the files that a test program is made of."""
    compiler, flags, libs = output("make", "-s", "CONFIG=mutants", "print-COMPILE",
                                   "print-TESTING", "print-TEST_LIBS").splitlines()
    return compiler.split() + flags.split(), libs.split()


def read_words(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as f:
        return f.read().split()


@functools.lru_cache(None)
def compiled_from(path):
    """The sources of the library that a file is part of, by what the compiler wrote down."""
    return [source for source in listed_sources()
            if path in read_words(os.path.join(BUILD, source[:-1] + "d"))]


def folders_of_symbols():
    """Where each symbol of the library is defined. What is inline belongs to whoever calls it."""
    where = {}
    for source in listed_sources():
        built = os.path.join(BUILD, source[:-1] + "o")
        for line in output("nm", "--defined-only", built).splitlines():
            where[line.split()[2]] = os.path.dirname(source)
    return where


def measured_tests(paths):
    """What calls into the folders, but for the slowest; all pass before anything is changed."""
    tests = []
    folders = {os.path.dirname(path) for path in paths}
    where = folders_of_symbols()
    for name in output("make", "-s", "CONFIG=mutants", "print-UNIT_TESTS").split():
        called = {where.get(line.split()[-1])
                  for line in output("nm", "--undefined-only", name).splitlines()}
        if called & folders:
            tests.append(Test(name, called))
            tests[-1].measure()
    return [test for test in tests if test.seconds < SLOWEST]


def is_wanted(path, texts):
    return any(text in path for text in texts)


def read_list(texts):
    """Reason by mutant."""
    with open(LIST, encoding="utf-8") as f:
        parts = [line.strip().rsplit(" | ", 1) for line in f if not line.startswith("#")]
    return {key: reason for key, reason in parts if is_wanted(key.split(" | ")[0], texts)}


def collect(texts):
    found = []
    for path in sorted(glob.glob(os.path.join(ROOT, "src", "*", "*.[ch]"))):
        path = os.path.relpath(path, ROOT)
        if is_wanted(path, texts):
            with open(os.path.join(ROOT, path), encoding="utf-8") as f:
                found += mutants_of(path, f.read())
    return found


def try_samples():
    text = "int f(int a)\n{\n\tint b = a + 1;\n\n\tBM_ASSERT(a < b);\n\tg(-a);\n" \
           "\treturn a < b;\n}\n"
    found = [m.said for m in mutants_of("src/x.c", text)]
    assert found == ["int b = a - 1;", "int b = a + 0;", "without g(-a);", "return a <= b;"], found


def run_all(mutants, jobs, scratch):
    paths = {mutant.path for mutant in mutants}
    tests = measured_tests(paths)
    idle = [Worker(scratch, tests) for _ in range(jobs)]
    check_unchanged(idle[0], paths)

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


def check_unchanged(worker, paths):
    """What kills the files as they are would kill every mutant of them."""
    sources = sorted({source for path in paths for source in compiled_from(path)})
    if None in map(worker.original, sources):
        sys.exit("mutants: the library does not compile")
    worker.link(sources)
    if not all(map(worker.passes, worker.tests)):
        sys.exit("mutants: the library is killed without any change")


def report(verdicts, reviewed, untried):
    """@untried are the mutants that this run leaves out."""
    files = {}
    survivors = set()
    for mutant, verdict in verdicts:
        count = files.setdefault(mutant.path, collections.Counter())
        count[verdict] += 1
        if verdict == "survived":
            survivors.add(mutant.key())
            reason = reviewed.get(mutant.key())
            print("%s:%d: survived: %s%s" % (mutant.path, mutant.nr + 1, mutant.said,
                                             "  (%s)" % reason if reason else ""), flush=True)
    for path, count in files.items():
        print("%-28s %s" % (path, summary(count)))
    stale = reviewed.keys() - survivors - untried
    for key in sorted(stale):
        print("%s: listed, but does not survive: %s" % (os.path.relpath(LIST, ROOT), key))
    total = sum(files.values(), collections.Counter())
    unlisted = len(survivors - reviewed.keys())
    print("%s, %d of those not reviewed" % (summary(total), unlisted))
    return 0 if rate(total) >= LEAST and unlisted == 0 and not stale else 1


def rate(count):
    return 100.0 * count["killed"] / max(1, count["killed"] + count["survived"])


def summary(count):
    return "%4d mutants: %5.1f %% killed, %d survived" % (
        count["killed"] + count["survived"], rate(count), count["survived"])


def main():
    try_samples()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--show", action="store_true", help="list the mutants, run nothing")
    parser.add_argument("texts", nargs="*", default=["src/memblock"])
    args = parser.parse_args()
    part, parts = map(int, args.part.split("/"))
    mutants = collect(args.texts)
    untried = {mutant.key() for mutant in mutants}
    mutants = mutants[part - 1::parts]
    untried -= {mutant.key() for mutant in mutants}
    if args.show:
        for mutant in mutants:
            print("%s:%d: %s: %s" % (mutant.path, mutant.nr + 1, mutant.function, mutant.said))
        return 0
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as scratch:
        return report(run_all(mutants, args.jobs, scratch), read_list(args.texts), untried)


if __name__ == "__main__":
    sys.exit(main())
