#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""prove.py - prove what the contracts in proofs/ say, for every input.

    prove.py [--jobs N] [--only TEXT] [--update]

A file of proofs/ names in its head the functions it proves, the machines it proves them for, and
options of Frama-C's WP, such as -warn-unsigned-overflow, and of z3. About arrays of any length z3
is told to use what holds for all only where a term asks for it (smt.mbqi=false); otherwise it looks
for models without end. Each function must have a contract, and a comment "name() - what it says",
which becomes its row on docs/proofs.md. It is proved to keep the contract, to stay in bounds, and
to end; lemmas about bits are proved by bitproof.py. A function of src/base that nobody proves, one
without goals, and words that let something pass unproved (axiom, admit) are failures.

Then the proof itself is tried. Each entry of proofs/faults.txt plants a fault in a copy of the
code, or in a lemma, and that must not be provable.

--only TEXT takes the files of proofs/ whose name has TEXT. --update writes the table on
docs/proofs.md; without it, a full run fails if the table is not what it would write.

One line a function. The last line is "N passed, N failed". Exit status: 0 if none failed.
"""
import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import bitproof

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FAULTS = os.path.join("proofs", "faults.txt")
PAGE = os.path.join("docs", "proofs.md")
MARKS = ("<!-- table -->\n", "<!-- end -->\n")
MACHINES = {
    "64": ["-machdep", "x86_64"],
    "32": ["-machdep", "x86_32"],
    "pa32": ["-machdep", "x86_32", "-cpp-extra-args=-DBM_PHYS_ADDR_BITS=32"],
}
FRAMA_C = ["frama-c", "-c11", "-cpp-extra-args=-Iinclude -Isrc -Iproofs -DBM_DEBUG=0"]
PROVE = ["-wp", "-wp-rte", "-wp-prop=-@lemma", "-wp-cache", "none", "-wp-par", "1",
         "-wp-prover", "z3,cvc4"]
# Seconds for one goal and prover. Mostly one prover knows at once and the other never, so the first
# round is short; what it leaves open gets a long one. A fault has to stay open in a short one.
PATIENCE, FAULT_PATIENCE = (5, 60), (5,)
UNPROVED = re.compile(r"\b(axiom|axiomatic|admit)\b")
ANNOTATION = re.compile(r"/\*@.*?\*/|//@[^\n]*", re.S)
DEFINITION = re.compile(r"^[A-Za-z_][\w *]*?\b(\w+)\([^;{}()]*\)\n\{", re.M)
CONTRACT = re.compile(r"/\*@(?:(?!\*/).)*?\*/\n[A-Za-z_][\w *]*?\b(\w+)\([^;{}]*\);", re.S)
SAYS = re.compile(r"^/\* (\w+)\(\) - (.+?) \*/$", re.M)


def read(path, root=ROOT):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


class Proof:
    """One file of proofs/: what it proves, of which source, on which machines."""

    def __init__(self, path):
        self.path = path
        self.text = read(path)
        proves = self.head("Proves").split(": ")
        self.source = proves[0]
        self.names = proves[1].split() if len(proves) > 1 else self.defined()
        self.machines = self.head("Machines").split()
        self.options = self.head("Options").split()
        self.lemmas = re.findall(r"\blemma (\w+):", self.text)

    def head(self, word):
        found = re.search(r"^ \* %s: (.*(?:\n \*  .*)*)$" % word, self.text, re.M)
        return re.sub(r"\n \* +", " ", found.group(1)) if found else ""

    def defined(self):
        """All functions of the source but those that the head leaves out."""
        left_out = self.head("Leaves out").split()
        return [n for n in DEFINITION.findall(read(self.source)) if n not in left_out]


class Result:
    """What came of one function or lemma on all machines."""

    def __init__(self):
        self.goals = 0
        self.seen = 0
        self.wrong = []


# --- Frama-C ------------------------------------------------------------------------------------


class Prover:
    """Frama-C, with its own list of the provers that there are, where z3 takes options by file."""

    def __init__(self, scratch):
        self.scratch = scratch
        z3 = os.path.join(scratch, "z3")
        with open(z3, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec %s $Z3_OPTIONS \"$@\"\n" % shutil.which("z3"))
        os.chmod(z3, 0o755)
        self.env = dict(os.environ, WHY3CONFIG=os.path.join(scratch, "why3.conf"),
                        PATH=scratch + os.pathsep + os.environ["PATH"])
        subprocess.run(["why3", "config", "detect"], env=self.env, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)

    def run(self, tree, proof, machine, options):
        # Frama-C finds files from PWD, not from where it is.
        return subprocess.run([*FRAMA_C, *MACHINES[machine], proof.path, *options], cwd=tree,
                              env=dict(self.env, PWD=tree, Z3_OPTIONS=proof.head("z3")),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)

    def functions(self, tree, proof, machine, names, patience):
        """{name: (number of goals, [those that are not proved])}."""
        told = {}
        for seconds in patience:
            told.update(self.round(tree, proof, machine, names, seconds))
            names = [name for name in names if told[name][1]]
            if not names:
                break
        return told

    def round(self, tree, proof, machine, names, patience):
        """The same, with so many seconds for each goal."""
        report = tempfile.mktemp(".json", dir=self.scratch)
        ran = self.run(tree, proof, machine, [
            *PROVE, *proof.options, "-wp-timeout", str(patience), "-wp-fct", ",".join(names),
            "-wp-report-json", report])
        if ran.returncode != 0 or not os.path.exists(report):
            raise RuntimeError("%s: %s" % (proof.path, ran.stdout))
        with open(report, encoding="utf-8") as file:
            sections = json.load(file).get("wp:functions", {})
        return {name: self.goals(sections.get(name, {})) for name in names}

    @staticmethod
    def goals(section):
        total, still_open = 0, []
        for goal, by in section.items():
            count = by["wp:main"]
            if goal == "wp:section":
                total = count["total"]
            elif count.get("valid", 0) != count["total"]:
                still_open.append(goal)
        return total, still_open

    def lemmas(self, tree, proof, machine, names):
        """{name: (1, [why it is not accepted])}."""
        text = self.run(tree, proof, machine, ["-print", "-no-unicode"]).stdout
        lemmas, named, types = bitproof.read(text)
        told = {name: (1, ["could not be read"]) for name in names}
        for name, body in lemmas:
            if name in names:
                why = bitproof.refusal(body, named, types)
                told[name] = 1, [why] if why else []
        return told


# --- what is to be proved -------------------------------------------------------------------------


def complaints(proofs, says):
    """What is wrong before anything is proved."""
    shared = "".join(map(read, sorted(glob.glob("proofs/*.h", root_dir=ROOT))))
    for proof in proofs:
        contracts = set(CONTRACT.findall(shared + proof.text))
        for name in proof.names:
            if name not in contracts:
                yield "%s: %s() has no contract" % (proof.path, name)
            if name not in says:
                yield "%s: nothing says what the contract of %s() is" % (proof.path, name)
    proved = {(p.source, n) for p in proofs for n in p.names + p.head("Leaves out").split()}
    for path in sorted(glob.glob("src/base/*.[ch]", root_dir=ROOT)):
        for name in DEFINITION.findall(read(path)):
            if (path, name) not in proved:
                yield "%s: nobody proves %s()" % (path, name)
    for path in glob.glob("src/**/*.[ch]", root_dir=ROOT, recursive=True) + \
            glob.glob("proofs/*.[ch]", root_dir=ROOT):
        if any(UNPROVED.search(a) for a in ANNOTATION.findall(read(path))):
            yield "%s: an annotation that nobody proves" % path


def read_faults():
    """(file of proofs/, function or lemma, the line as it is, the line as it must not be)."""
    text = re.sub(r"^#.*\n", "", read(FAULTS), flags=re.M)
    for entry in text.strip().split("\n\n"):
        head, old, new = entry.split("\n")
        yield (*head.split(), old.strip(), new.strip())


class Run:
    def __init__(self, prover, pool):
        self.prover = prover
        self.pool = pool
        self.results = {}
        self.passed = 0
        self.failed = 0

    def say(self, ok, what):
        self.passed += ok
        self.failed += not ok
        print("  %-4s %s" % ("ok" if ok else "FAIL", what), flush=True)

    def prove(self, proofs):
        work = {}
        for proof in proofs:
            for machine in proof.machines:
                work[self.pool.submit(self.prover.functions, ROOT, proof, machine, proof.names,
                                      PATIENCE)] = proof, machine
                if proof.lemmas:
                    work[self.pool.submit(self.prover.lemmas, ROOT, proof, machine,
                                          proof.lemmas)] = proof, machine
        for ended in concurrent.futures.as_completed(work):
            for name, (goals, wrong) in ended.result().items():
                self.add(*work[ended], name, goals, wrong)

    def add(self, proof, machine, name, goals, wrong):
        """A line is printed when the last machine is through."""
        result = self.results.setdefault((proof.path, name), Result())
        result.goals += goals
        result.seen += 1
        if wrong or goals == 0:
            result.wrong.append("%s: %s" % (machine, " ".join(wrong) or "no goals"))
        if result.seen == len(proof.machines):
            kind = "lemma " if name in proof.lemmas else ""
            what = "%-26s %4d goals  %s" % (kind + name, result.goals, proof.path)
            self.say(not result.wrong, "\n       ".join([what] + result.wrong))

    # --- faults -----------------------------------------------------------------------------------

    def try_faults(self, proofs):
        by_path = {p.path: p for p in proofs}
        work = {self.pool.submit(self.is_noticed, by_path[path], name, old, new): (name, new)
                for path, name, old, new in read_faults() if path in by_path}
        for ended in concurrent.futures.as_completed(work):
            self.say(ended.result(), "fault in %s is noticed: %s" % work[ended])

    def is_noticed(self, proof, name, old, new):
        tree = tempfile.mkdtemp(dir=self.prover.scratch)
        for part in ("src", "include", "proofs"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(tree, part))
        path = proof.path if name in proof.lemmas else proof.source
        text = read(path)
        if text.count(old) != 1:
            raise RuntimeError("%s: not there, or twice: %s" % (FAULTS, old))
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))
        prove = self.prover.lemmas if name in proof.lemmas else self.prover.functions
        more = [] if name in proof.lemmas else [FAULT_PATIENCE]
        return any(prove(tree, proof, machine, [name], *more)[name][1]
                   for machine in proof.machines)

    # --- the page ---------------------------------------------------------------------------------

    def table(self, proofs, says):
        lines = ["", "| source | function | goals | what is proved |", "|---|---|---|---|"]
        for proof in proofs:
            lines += ["| `%s` | `%s` | %d | %s |" % (
                proof.source, name, self.results[proof.path, name].goals, says.get(name, ""))
                for name in proof.names]
        lemmas = sum(len(p.lemmas) for p in proofs)
        goals = sum(r.goals for r in self.results.values())
        lines += ["| | lemmas | %d | facts about bits |" % sum(
            self.results[p.path, n].goals for p in proofs for n in p.lemmas)]
        lines += ["", "%d functions, %d lemmas, %d goals." % (
            len(self.results) - lemmas, lemmas, goals), ""]
        return "\n".join(lines) + "\n"

    def check_page(self, table, update):
        page = read(PAGE)
        head, rest = page.split(MARKS[0])
        tail = rest.split(MARKS[1])[1]
        new = head + MARKS[0] + table + MARKS[1] + tail
        if update:
            with open(os.path.join(ROOT, PAGE), "w", encoding="utf-8") as file:
                file.write(new)
        self.say(update or new == page, "the table on %s is what was proved" % PAGE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="files of proofs/ whose name has this text")
    parser.add_argument("--update", action="store_true", help="write the table on " + PAGE)
    args = parser.parse_args()
    start = time.monotonic()
    paths = sorted(glob.glob("proofs/*.c", root_dir=ROOT))
    says = dict(SAYS.findall("".join(map(read, glob.glob("proofs/*.[ch]", root_dir=ROOT)))))
    proofs = [Proof(path) for path in paths if args.only in path]
    with tempfile.TemporaryDirectory() as scratch, \
            concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        run = Run(Prover(scratch), pool)
        for wrong in complaints(proofs, says) if not args.only else ():
            run.say(False, wrong)
        run.prove(proofs)
        run.try_faults(proofs)
    if not args.only:
        run.check_page(run.table(proofs, says), args.update)
    print("%d goals in %.0f s" % (sum(r.goals for r in run.results.values()),
                                  time.monotonic() - start))
    print("%d passed, %d failed" % (run.passed, run.failed))
    return 1 if run.failed or not run.results else 0


if __name__ == "__main__":
    sys.exit(main())
