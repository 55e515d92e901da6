#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bitproof.py - decide ACSL lemmas about bits, which the provers behind Frama-C cannot.

    frama-c -print -no-unicode FILE | bitproof.py        one line a lemma; exit status 0 if all hold

Frama-C knows `&`, `|`, `~`, `<<` and `>>` on integers only by a few axioms, and not enough follows
from them. Here the same lemma, as Frama-C prints it, becomes a formula over bit vectors, for which
z3 has a decision procedure. Every variable has a C type of at most 64 bits, so every term has a
bound; vectors are wide enough that nothing is ever cut off, and a two's complement vector means
what ACSL means by an integer. What is left open there is left open here: a shift by less than 0 or
more than 64, and a division by 0, give any value.
"""
import re
import subprocess
import sys

WIDEST = 1024
TYPES = {"_Bool": 1, "unsigned char": 8, "unsigned short": 16, "unsigned int": 32,
         "uint8_t": 8, "uint16_t": 16, "uint32_t": 32, "uint64_t": 64}
TOKEN = re.compile(r"\s*(<==>|==>|<<|>>|<=|>=|==|!=|&&|\|\||\\?[A-Za-z_]\w*|0x[0-9A-Fa-f]+|\d+|\S)")
LEMMA = re.compile(r"^(?:/\*@ )?lemma (\w+):\s*(.*?);\s*\*/", re.M | re.S)
NAMED = re.compile(r"^(?:/\*@ )?(?:predicate|logic integer) (\w+)\s*\(([^)]*)\) =\s*(.*?);\s*\*/",
                   re.M | re.S)
RELATIONS = {"==": "=", "!=": "distinct", "<": "bvslt", "<=": "bvsle", ">": "bvsgt", ">=": "bvsge"}
LEVELS = [("<==>",), ("==>",), ("||",), ("&&",), ("|",), ("^",), ("&",), tuple(RELATIONS),
          ("<<", ">>"), ("+", "-"), ("*", "/", "%")]
LOGIC = {"<==>": "=", "==>": "=>", "||": "or", "&&": "and"}
SUMS = {"+": "bvadd", "-": "bvsub"}
BITS = {"|": "bvor", "^": "bvxor", "&": "bvand"}


class Unknown(Exception):
    """Something this translation has no words for."""


class Term:
    """A vector and how many bits below the sign it may need, or a formula (bits is None)."""

    def __init__(self, text, bits=None):
        self.text = text
        self.bits = bits


class Vectors:
    """The vectors of one lemma, all of one width, and what is known of each variable."""

    def __init__(self, width):
        self.width = width
        self.widest = 0
        self.declared = []
        self.assumed = []
        self.cases = []

    def term(self, text, bits):
        self.widest = max(self.widest, bits)
        return Term(text, bits)

    def number(self, value):
        return self.term("(_ bv%d %d)" % (value, self.width), max(1, value.bit_length()))

    def anything(self):
        name = "v%d" % len(self.declared)
        self.declared.append(name)
        return name

    def variable(self, bits):
        name = self.anything()
        self.assumed.append("(bvult %s %s)" % (name, self.number(1 << bits).text))
        return self.term(name, bits)


class Lemma:
    """One lemma on its way to SMT-LIB: a parser that writes while it reads."""

    def __init__(self, text, predicates, types, vectors):
        self.tokens = TOKEN.findall(text)
        self.at = 0
        self.predicates = predicates
        self.types = types
        self.vectors = vectors

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self, *want):
        token = self.peek()
        if not token or (want and token not in want):
            raise Unknown("'%s' where one of %s was expected" % (token, want))
        self.at += 1
        return token

    def type_name(self):
        words = [self.next()]
        while words[0] == "unsigned" and self.peek() in ("char", "short", "int", "long"):
            words.append(self.next())
        return " ".join(words)

    def type_bits(self, name):
        if name not in self.types:
            raise Unknown("type " + name)
        return self.types[name]

    # --- grammar: each method reads one construct and returns its Term --------------------------

    def formula(self, env):
        token = self.peek()
        if token == "\\forall":
            return self.formula(self.binders(env))
        if token == "\\let":
            self.next()
            name = self.next()
            self.next("=")
            value = self.formula(env)
            self.next(";")
            return self.formula(dict(env, **{name: value}))
        return self.choice(env)

    def binders(self, env):
        """The variables of a \\forall; the whole lemma is in their scope."""
        env = dict(env)
        self.next("\\forall")
        more = ","
        while more == ",":
            bits = self.type_bits(self.type_name())
            env[self.next()] = self.vectors.variable(bits)
            more = self.next(",", ";")
        return env

    def choice(self, env):
        cond = self.binary(env, 0)
        if self.peek() != "?":
            return cond
        self.next()
        yes = self.choice(env)
        self.next(":")
        no = self.choice(env)
        bits = None if yes.bits is None else max(yes.bits, no.bits)
        text = "(ite %s %s %s)" % (cond.text, yes.text, no.text)
        return Term(text) if bits is None else self.vectors.term(text, bits)

    def binary(self, env, level):
        if level == len(LEVELS):
            return self.unary(env)
        left = self.binary(env, level + 1)
        if LEVELS[level][0] == "==":
            return self.relations(env, level, left)
        while self.peek() in LEVELS[level]:
            op = self.next()
            again = self.formula if self.peek() in ("\\let", "\\forall") else None
            # Implication leans to the right.
            deeper = level if op == "==>" else level + 1
            right = again(env) if again else self.binary(env, deeper)
            left = self.combine(op, left, right)
        return left

    def relations(self, env, level, left):
        links = []
        while self.peek() in RELATIONS:
            op = self.next()
            right = self.binary(env, level + 1)
            links.append("(%s %s %s)" % (RELATIONS[op], left.text, right.text))
            left = right
        return Term("(and true %s)" % " ".join(links)) if links else left

    def combine(self, op, left, right):
        a, b = left.text, right.text
        if op in LOGIC:
            return Term("(%s %s %s)" % (LOGIC[op], a, b))
        if op in BITS:
            return self.vectors.term("(%s %s %s)" % (BITS[op], a, b), max(left.bits, right.bits))
        if op in "+-":
            return self.vectors.term("(%s %s %s)" % (SUMS[op], a, b),
                                     max(left.bits, right.bits) + 1)
        if op == "*":
            return self.vectors.term("(bvmul %s %s)" % (a, b), left.bits + right.bits)
        open_ended = self.vectors.anything()
        if op in ("<<", ">>"):
            name, bits = ("bvshl", left.bits + 64) if op == "<<" else ("bvashr", left.bits)
            inside = "(bvule %s %s)" % (b, self.vectors.number(64).text)
        elif op in "/%":
            name, bits = ("bvsdiv" if op == "/" else "bvsrem"), left.bits
            inside = "(distinct %s %s)" % (b, self.vectors.number(0).text)
        else:
            raise Unknown(op)
        text = "(ite %s (%s %s %s) %s)" % (inside, name, a, b, open_ended)
        return self.vectors.term(text, bits)

    def unary(self, env):
        token = self.next()
        if token == "~":
            inner = self.unary(env)
            return self.vectors.term("(bvnot %s)" % inner.text, inner.bits)
        if token == "!":
            return Term("(not %s)" % self.unary(env).text)
        if token == "-":
            inner = self.unary(env)
            return self.vectors.term("(bvneg %s)" % inner.text, inner.bits + 1)
        if token[0].isdigit():
            return self.vectors.number(int(token, 0))
        if token == "(":
            return self.cast_or_group(env)
        if self.peek() == "(":
            return self.call(token, env)
        if token not in env:
            raise Unknown("'%s'" % token)
        return env[token]

    def cast_or_group(self, env):
        start = self.at
        name = self.type_name()
        if name in self.types and self.peek() == ")":
            self.next()
            bits = self.type_bits(name)
            mask = self.vectors.number((1 << bits) - 1).text
            return self.vectors.term("(bvand %s %s)" % (self.unary(env).text, mask), bits)
        self.at = start
        inner = self.formula(env)
        self.next(")")
        return inner

    def call(self, name, env):
        if name not in self.predicates:
            raise Unknown(name + "()")
        params, body = self.predicates[name]
        self.next("(")
        args = []
        while True:
            args.append(self.choice(env))
            if self.next(",", ")") == ")":
                break
        inner = Lemma(body, self.predicates, self.types, self.vectors)
        scope = dict(zip(params, args))
        if inner.peek() == "\\exists":
            return inner.some(scope)
        return inner.formula(scope)

    def some(self, env):
        """\\exists integer k; 0 <= k < N && ...: one of N formulas."""
        start = " ".join(self.tokens[:9])
        bound = re.fullmatch(r"\\exists integer (\w+) ; 0 <= \1 < (\d+)", start)
        if not bound or self.tokens[9] != "&&":
            raise Unknown("'%s' in an existential" % start)
        one_of = []
        for value in range(int(bound.group(2))):
            self.at = 10
            env[bound.group(1)] = self.vectors.number(value)
            one_of.append(self.formula(env).text)
        if one_of not in self.vectors.cases:
            self.vectors.cases.append(one_of)
        return Term("(or %s)" % " ".join(one_of))


def translate(text, predicates, types, width):
    """The lemma as a goal, over vectors of that width, and what is known of them."""
    vectors = Vectors(width)
    lemma = Lemma(text, predicates, types, vectors)
    goal = lemma.formula({})
    if lemma.peek():
        raise Unknown("'%s' at the end" % lemma.peek())
    return goal.text, vectors


def holds(text, predicates, types):
    """Is the lemma true for all values? None if z3 does not say."""
    _, vectors = translate(text, predicates, types, WIDEST)
    goal, vectors = translate(text, predicates, types, vectors.widest + 2)
    head = ["(set-logic QF_BV)"]
    head += ["(declare-const %s (_ BitVec %d))" % (v, vectors.width) for v in vectors.declared]
    head += ["(assert %s)" % a for a in vectors.assumed + ["(not %s)" % goal]]
    # Where a power of two is meant, try each by itself, and then any other value.
    one_of = vectors.cases[0] if vectors.cases else []
    each = one_of + ["(not (or false %s))" % " ".join(one_of)]
    script = "(reset)\n".join("\n".join(head + ["(assert %s)" % case, "(check-sat)", ""])
                              for case in each)
    ran = subprocess.run(["z3", "-T:300", "-in"], input=script, stdout=subprocess.PIPE, text=True)
    answers = ran.stdout.split()
    if answers == ["unsat"] * len(each):
        return True
    return False if "sat" in answers else None


def read(text):
    """The predicates and lemmas in what Frama-C printed, and the width of each type in it."""
    types = dict(TYPES)
    types["unsigned long"] = 32 if re.search(r"typedef unsigned long long uint64_t", text) else 64
    types["unsigned long long"] = 64
    for old, new in re.findall(r"^typedef ([\w ]+) (\w+);", text, re.M):
        if old in types:
            types.setdefault(new, types[old])
    predicates = {}
    for name, params, body in NAMED.findall(text):
        predicates[name] = ([p.split()[-1].lstrip("*") for p in params.split(",")], body)
    return LEMMA.findall(text), predicates, types


def refusal(text, predicates, types):
    """Why a lemma is not accepted; empty if it is."""
    try:
        verdict = holds(text, predicates, types)
    except Unknown as why:
        return "not understood: %s" % why
    return {True: "", False: "does not hold", None: "not decided"}[verdict]


def main():
    lemmas, predicates, types = read(sys.stdin.read())
    refused = 0
    for name, text in lemmas:
        why = refusal(text, predicates, types)
        refused += bool(why)
        print("lemma %s: %s" % (name, why or "holds"))
    return 1 if refused or not lemmas else 0


if __name__ == "__main__":
    sys.exit(main())
