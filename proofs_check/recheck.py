"""Check certificates with nothing but the standard library: ``python recheck.py DIR``.

A certificate (format 2) is a statement and a proof that its denial is contradictory.  This file
trusts nothing in it: it reads the trees, turns formulas into fractions of polynomials with rational
coefficients, differentiates, clears denominators and decides.  A proof only proposes steps;
``Checker.refute`` lists them, each with the reason why it is sound.

Formulas: ["n", "3/2"] number, ["v", name], +, *, /, ["^", base, exponent], log, exp, abs, sign, min,
max, ["f", name, argument…] declared function, ["u", i, j, q, r, x, z] partial derivative of u,
["d", body, symbol] derivative, ["sum", name, set, body, left out…], ["prod", name, set, body].
Propositions: [relation, left, right], and, or, not, implies, iff, ["forall", name, set, part],
["exists", [name…], part] (of real numbers).

Names.  A name is declared once (a symbol, label, function or abbreviation) or bound by a binder,
whose name is declared nowhere and bound nowhere around it.  So scoping is lexical, a formula put in
a variable's place captures nothing, and no fact can name a variable that another one binds.

Soundness.  Whatever is not arithmetic is a *generator*, a name for a real number; equal arguments
(as fractions) give the same generator.  So what holds for all values of the generators holds in the
model.  A relation is used only when its conditions are shown: divisors not zero, logarithms of
positive numbers, roots of numbers at least zero; inside a sum for every element.  Sets are finite,
and may be empty unless the statement says that they are inhabited.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

Monomial = tuple[tuple[int, int], ...]  # (generator, exponent), increasing generators
Poly = dict[Monomial, Fraction]
Tree = Any  # nested tuples of texts and integers
SIZE, DEPTH, DIGITS, EXPONENT, TERMS, BITS, SECONDS = 4_000_000, 200, 400, 64, 20_000, 4_000, 60.0
END = [float("inf")]  # when the time for the present certificate is up
NAME, SET = re.compile(r"[A-Za-z_~][A-Za-z0-9_~]*"), re.compile(r"[!#-~]([ !#-~]*[!#-~])?")
WORDS = set("and or not implies iff for all in except d u log exp abs sign min max sum prod".split())
ASSUMED = dict(positive=">", nonnegative=">=", negative="<", nonpositive="<=", nonzero="!=")
ARITY = {"/": 2, "^": 2, "log": 1, "exp": 1, "abs": 1, "sign": 1}
ZERO, ONE, MINUS = ("n", "0"), ("n", "1"), ("n", "-1")
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
MEANS = {">": {">=", "!="}, ">=": {">="}, "=": {">=", "<="}, "!=": {"!="}}  # of left - right
FLIPPED = {">=": "<=", "<=": ">=", "!=": "!="}

class Rejected(Exception):
    """The certificate does not prove its statement; the message says why."""
def demand(condition: Any, why: str) -> None:  # reject the certificate unless the condition holds
    if not condition:
        raise Rejected(why)
def shortly(data: Any) -> str:  # what a file says, safe to print
    return ascii(data)[:60]

# -- polynomials and fractions ---------------------------------------------------------------------
def collected(terms: Any) -> Poly:  # add up pairs of a monomial and a coefficient
    total: Poly = {}
    for m, v in terms:
        total[m] = total[m] + v if m in total else v
    demand(time.monotonic() < END[0], f"it takes more than {SECONDS:g} s")
    demand(len(total) <= TERMS, f"a polynomial has more than {TERMS} terms")
    size = max((max(abs(v.numerator), v.denominator) for v in total.values()), default=0)
    demand(size.bit_length() <= BITS, f"a coefficient has more than {BITS} bits")
    return {m: v for m, v in total.items() if v}
def joined(m: Monomial, n: Monomial) -> Monomial:  # multiply two monomials
    exponents = dict(m)
    for g, e in n:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted(exponents.items()))
def times(a: Poly, b: Poly) -> Poly:
    demand(len(a) * len(b) <= 50 * TERMS, "a product of polynomials is too large")
    return collected((joined(m, n), v * w) for m, v in a.items() for n, w in b.items())
def monic(p: Poly) -> tuple[Fraction, Any]:  # leading coefficient, and the rest in hashable form
    lead = p[max(p)]
    return lead, tuple(sorted((m, v / lead) for m, v in p.items()))
class Frac(NamedTuple):
    """A numerator over a product of powers of polynomials with leading coefficient 1."""
    top: Poly
    bottom: dict[Any, int] = {}  # noqa: RUF012  # never changed in place
def number(value: Fraction | int) -> Frac:
    return Frac({(): Fraction(value)} if value else {})
def name(g: int) -> Frac:  # a generator as a fraction
    return Frac({((g, 1),): Fraction(1)})
def add(a: Frac, b: Frac) -> Frac:  # over the common multiple of the listed factors
    bottom = {f: max(a.bottom.get(f, 0), b.bottom.get(f, 0)) for f in {**a.bottom, **b.bottom}}
    tops = []
    for part in (a, b):
        missing = [dict(f) for f, e in bottom.items() for _ in range(e - part.bottom.get(f, 0))]
        tops.append(reduce(times, missing, part.top))
    total = collected((m, v) for top in tops for m, v in top.items())
    return Frac(total, bottom if total else {})
def multiply(a: Frac, b: Frac) -> Frac:  # a numerator that equals a listed factor cancels it
    both = a.top and b.top
    bottom = {f: a.bottom.get(f, 0) + b.bottom.get(f, 0) for f in {**a.bottom, **b.bottom} if both}
    top: Poly = {(): Fraction(1)}
    for part in (a.top, b.top):
        lead, key = monic(part) if part and bottom else (Fraction(0), None)
        cancels = bottom.get(key, 0) > 0
        bottom = {**bottom, key: bottom[key] - 1} if cancels else bottom
        top = times(top, {(): lead} if cancels else part)
    return Frac(top, {f: e for f, e in bottom.items() if e})
def inverse(a: Frac) -> Frac:  # that a is not zero is for the caller to show
    demand(a.top, "a divisor is the zero polynomial")
    lead, key = monic(a.top)
    one = Frac({(): 1 / lead}, {} if key == (((), Fraction(1)),) else {key: 1})
    return reduce(multiply, [power(Frac(dict(f)), e) for f, e in a.bottom.items()], one)
def power(a: Frac, exponent: int) -> Frac:
    demand(0 <= exponent <= EXPONENT, f"an exponent exceeds {EXPONENT}")
    return reduce(multiply, [a] * exponent, number(1))
def minus(a: Frac, b: Frac) -> Frac:
    return add(a, multiply(number(-1), b))
def equal(a: Frac, b: Frac) -> bool:
    return a.top == b.top if a.bottom == b.bottom else not minus(a, b).top
def rational(text: Any) -> Fraction:  # an exact number in lowest terms
    known = isinstance(text, str) and re.fullmatch(r"-?[0-9]+(/0*[1-9][0-9]*)?", text, re.ASCII)
    demand(known and len(text) <= DIGITS, f"no rational number of {DIGITS} digits: {shortly(text)}")
    demand(str(Fraction(text)) == text, f"not in lowest terms: {shortly(text)}")
    return Fraction(text)

# -- names and sorts -------------------------------------------------------------------------------
class Scope(NamedTuple):
    """What each name in sight is: ("symbol",), ("real",), ("element", set) or ("of", sort…)."""
    sets: dict[str, str] = {}  # noqa: RUF012  # never changed in place
    names: dict[str, tuple[str, ...]] = {}  # noqa: RUF012

    def having(self, new: Any, *what: str) -> Scope:  # with one more name
        known = isinstance(new, str) and len(new) <= 80 and NAME.fullmatch(new) and new not in WORDS
        demand(known, f"this is not a name: {shortly(new)}")
        demand(new not in self.names, f"the name {new} is used twice")
        demand(what[0] != "element" or what[1] in self.sets, f"the set of {new} is not declared")
        return self._replace(names={**self.names, new: what})
    def element(self, t: Tree, members: str) -> None:  # demand that a tree names an element of a set
        known = t[0] == "v" and len(t) == 2 and self.names.get(t[1]) == ("element", members)
        demand(known, f"no element of {members}: {shortly(t)}")
    def formula(self, t: Tree) -> None:  # demand that it is a formula whose names are in sight
        kind, parts = t[0], t[1:]
        what = self.names.get(t[1], ("",)) if parts and isinstance(t[1], str) else ("",)
        many = kind in ("+", "*") or (kind in ("min", "max") and len(parts) > 1)
        match t:
            case ("n", number_):
                rational(number_)
                parts = ()
            case ("v", _) if what[0] in ("symbol", "real"):
                parts = ()
            case (str(), *_) if many or ARITY.get(kind) == len(parts):
                pass
            case ("f", _, *arguments) if what[0] == "of" and len(arguments) == len(what) - 1:
                parts = [a for a, sort in zip(arguments, what[1:], strict=True) if sort == "real"]
                for a, sort in zip(arguments, what[1:], strict=True):
                    demand(sort == "real" or not self.element(a, sort), "")
            case ("u", int(i), int(j), q, r, x, z) if 0 <= min(i, j) <= i + j < 10:
                self.element(x, "X")
                self.element(z, "Z")
                parts = (q, r)
            case ("d", body, str(v)) if self.names.get(v) == ("symbol",):
                parts = (body,)
            case ("sum" | "prod", bound, str(members), body, *out) if len(out) <= (kind == "sum"):
                for label in out:
                    self.element(label, members)
                self.having(bound, "element", members).formula(body)
                parts = ()
            case _:
                raise Rejected(f"this formula is not understood: {shortly(t)}")
        for part in parts:
            self.formula(part)
    def proposition(self, p: Tree) -> None:  # demand that it is one whose names are in sight
        match p:
            case ("=" | "!=", ("v", str(v)), b) if self.names.get(v, ("",))[0] == "element":
                self.element(b, self.names[v][1])
            case (str(op), a, b) if op in OPPOSITE or op == "same sign":
                self.formula(a)
                self.formula(b)
            case ("and" | "or", *_) | ("not", _) | ("implies" | "iff", _, _):
                for part in p[1:]:
                    self.proposition(part)
            case ("forall", bound, str(members), part):
                self.having(bound, "element", members).proposition(part)
            case ("exists", tuple(bound), part) if bound:
                reduce(lambda s, v: s.having(v, "real"), bound, self).proposition(part)
            case _:
                raise Rejected(f"this proposition is not understood: {shortly(p)}")
def replaced(t: Tree, changes: dict[str, Tree]) -> Tree:  # trees in the place of names
    if not isinstance(t, tuple):
        return t
    if t[0] == "v":
        return changes.get(t[1], t)
    kept = 2 if t[0] in ("exists", "every") else 0  # a list of names
    return (*t[:kept], *(replaced(part, changes) for part in t[kept:]))
def nodes(t: Tree) -> Iterator[Tree]:  # a tree and its parts
    if isinstance(t, tuple):
        yield t
        for part in t:
            yield from nodes(part)

# -- reading formulas ------------------------------------------------------------------------------
Env = dict[str, int]  # the bound elements in sight, each a label among the generators
class Reader:
    """Reads formulas as fractions; owns the generators.  ``conditions`` collects what must hold."""

    def __init__(self, scope: Scope, where: dict[str, Tree]) -> None:
        self.scope, self.where = scope, where
        self.conditions: list[tuple[Frac, str]] = []
        self.rewritten: dict[int, Frac] = {}  # generators expressed by others (``let``)
        self.atoms: list[tuple[Any, tuple[Frac, ...]]] = []
        self.labels: list[frozenset[int]] = []  # the labels on which a generator depends
        self.height: list[int] = []  # how deeply sums are nested in it
        self.heads: dict[Any, list[int]] = {}  # by head, and ``met`` by head and arguments
        self.met: dict[Any, int] = {}
    def generators(self, a: Frac) -> set[int]:  # those that occur in a fraction
        return {g for p in (a.top, *a.bottom) for m in dict(p) for g, _ in m}
    def depends(self, a: Frac) -> frozenset[int]:  # the labels on which a fraction depends
        return frozenset().union(*(self.labels[g] for g in self.generators(a)))
    def generator(self, head: Any, args: tuple[Frac, ...] = ()) -> int:  # with equal arguments
        key = (head, *((tuple(a.top.items()), tuple(a.bottom.items())) for a in args))
        if key not in self.met:
            known = self.heads.setdefault(head, [])
            same = (g for g in known if all(map(equal, args, self.atoms[g][1])))
            self.met[key] = next(same, len(self.atoms))
        if (g := self.met[key]) == len(self.atoms):  # a sum does not depend on its own place-holder
            over = head[0] in ("sum", "prod")
            own = {g} if head[0] in ("label", "any", "hole") else set()
            inside = {h for a in args for h in self.generators(a)}
            self.atoms.append((head, args))
            known.append(g)
            bound = {head[1]} if over else set()
            self.labels.append(frozenset(own.union(*map(self.depends, args)) - bound))
            self.height.append(max((self.height[h] for h in inside), default=0) + over)
        return g
    def value(self, head: Any, *args: Frac) -> Frac:  # a generator, or what it is rewritten to
        g = self.generator(head, args)
        return self.rewritten.get(g, name(g))
    def anyone(self, members: str) -> int:  # an arbitrary element, which occurs nowhere else
        return self.generator(("any", len(self.atoms), members))
    def moved(self, a: Frac, old: int, new: int) -> Frac:  # a label in the place of another
        def within(g: int) -> Frac:
            if g == old or old not in self.labels[g]:
                return name(new if g == old else g)
            return self.value(self.atoms[g][0], *(self.moved(b, old, new) for b in self.atoms[g][1]))
        if old not in self.depends(a):
            return a
        terms = [reduce(multiply, [power(within(g), e) for g, e in m], number(v)) for m, v in a.top.items()]
        below = [power(inverse(self.moved(Frac(dict(f)), old, new)), e) for f, e in a.bottom.items()]
        return reduce(multiply, below, reduce(add, terms, number(0)))

    def read(self, t: Tree, env: Env) -> Frac:  # the value of a formula; of a label, the label
        kind, rest = t[0], t[1:]
        if kind == "v":
            return self.read_name(rest[0], env)
        if kind == "n":
            return number(rational(rest[0]))
        if kind in ("+", "*"):
            parts = [self.read(part, env) for part in rest]
            return reduce(add if kind == "+" else multiply, parts, number(int(kind == "*")))
        if kind == "/":
            return multiply(self.read(rest[0], env), self.one_over(rest[1], env))
        if kind == "^":
            return self.read_power(*rest, env)
        if kind == "d":  # before quantities are expressed by one another
            demand(not self.rewritten, "a derivative is taken after a substitution")
            return self.slope(self.read(rest[0], env), self.generator(("v", rest[1])))
        if kind in ("sum", "prod"):
            return self.read_over(t, env)
        names = {"u": 2, "f": 1}.get(kind, 0)
        arguments = [self.read(a, env) for a in rest[names:]]
        self.conditions += [(arguments[0], ">")] if kind == "log" else []
        return self.value((kind, *rest[:names], len(rest)), *arguments)
    def read_name(self, v: str, env: Env) -> Frac:  # a bound element, label, abbreviation or symbol
        what = self.scope.names.get(v, ("symbol",))
        if v in env or what[0] == "element":
            return name(env[v] if v in env else self.generator(("label", v, what[1])))
        return self.read(self.where[v], {}) if v in self.where else self.value(("v", v))
    def read_power(self, base: Tree, exponent: Tree, env: Env) -> Frac:  # a root is at least zero
        n = rational(exponent[1]) if exponent[0] == "n" else None
        if n is not None and n.denominator == 1:
            return power(self.read(base, env) if n >= 0 else self.one_over(base, env), abs(int(n)))
        below = self.read(base, env)
        self.conditions.append((below, ">=" if n is not None and n > 0 else ">"))
        return self.value(("^",), below, self.read(exponent, env))
    def one_over(self, t: Tree, env: Env) -> Frac:  # factor by factor; what is not zero is noted
        if t[0] == "*":
            return reduce(multiply, [self.one_over(part, env) for part in t[1:]], number(1))
        if t[0] == "^" and t[2][0] == "n" and rational(t[2][1]) in range(1, EXPONENT + 1):
            return power(self.one_over(t[1], env), int(rational(t[2][1])))
        self.conditions.append((value := self.read(t, env), "!="))
        return inverse(value)

    def read_over(self, t: Tree, env: Env) -> Frac:  # of a sum, the element left out is subtracted
        kind, bound, members, body, *out = t
        inside = self.read(body, {**env, bound: (label := self.anyone(members))})
        total = self.sum_of(inside, label) if kind == "sum" else self.over(kind, inside, label)
        for (place,) in (self.generators(self.read(element, env)) for element in out):
            total = minus(total, self.moved(inside, label, place))
        return total
    def over(self, kind: str, inside: Frac, label: int) -> Frac:  # the index becomes a place-holder
        depth = max((self.height[g] for g in self.generators(inside)), default=0)
        hole = self.generator(("hole", depth, self.atoms[label][0][2]))  # of no sum inside
        return self.value((kind, hole), self.moved(inside, label, hole))
    def sum_of(self, a: Frac, label: int) -> Frac:  # term by term; what is constant is pulled out
        inner = {f: e for f, e in a.bottom.items() if label in self.depends(Frac(dict(f)))}
        outer = {f: e for f, e in a.bottom.items() if f not in inner}
        total = number(0)
        for m, v in a.top.items():
            into = tuple((g, e) for g, e in m if label in self.labels[g])
            out = Frac({tuple(part for part in m if part not in into): v}, outer)
            term = self.over("sum", Frac({into: Fraction(1)}, inner), label)
            total = add(total, multiply(out, term))
        return total
    def slope(self, a: Frac, v: int) -> Frac:  # the derivative: of monomials, then of the divisor
        above = below = number(0)
        for m, c in a.top.items():
            for g, e in m:
                rest = tuple((h, k - (h == g)) for h, k in m if k > (h == g))
                above = add(above, multiply(Frac({rest: c * e}, a.bottom), self.slope_of(g, v)))
        for f, e in a.bottom.items():
            part = Frac(dict(f))
            below = add(below, multiply(multiply(number(e), self.slope(part, v)), inverse(part)))
        return minus(above, multiply(a, below))
    def slope_of(self, g: int, v: int) -> Frac:  # of a generator: the chain rule, a sum term by term
        head, args = self.atoms[g]
        if head[0] in ("sum", "prod"):
            label = self.anyone(self.atoms[head[1]][0][2])
            inside = self.slope(self.moved(args[0], head[1], label), v)
            demand(head[0] == "sum" or not inside.top, "no derivative of a product is known")
            return self.sum_of(inside, label)
        slopes = [self.slope(a, v) for a in args]
        if g == v or not any(s.top for s in slopes):
            return number(int(g == v))
        if head[0] in ("log", "exp"):
            return multiply(slopes[0], inverse(args[0]) if head[0] == "log" else name(g))
        if head[0] == "^":  # b^e = exp(e log b), which needs b > 0
            self.conditions.append((args[0], ">"))
            rate = multiply(multiply(args[1], slopes[0]), inverse(args[0]))
            by_exponent = multiply(slopes[1], self.value(("log", 1), args[0]))
            return multiply(name(g), add(rate, by_exponent))
        demand(head[0] == "u", f"no derivative of {head[0]!r} is known")
        up = [self.value(("u", head[1] + 1 - j, head[2] + j, head[3]), *args) for j in (0, 1)]
        return add(multiply(up[0], slopes[0]), multiply(up[1], slopes[1]))

# -- proofs ----------------------------------------------------------------------------------------
def normal(p: Tree, holds: bool = True) -> Tree:
    """Write p or its denial with and, or, forall, some (an element), exists, every (a number)."""
    kind, parts = p[0], p[1:]
    if kind in OPPOSITE:
        return p if holds else (OPPOSITE[kind], *parts)
    if kind == "not":
        return normal(parts[0], not holds)
    if kind in ("and", "or"):
        return ("and" if (kind == "and") == holds else "or", *(normal(q, holds) for q in parts))
    if kind in ("implies", "iff"):
        sides = [("or", ("not", a), b) for a, b in (parts, parts[::-1])]
        return normal(sides[0] if kind == "implies" else ("and", *sides), holds)
    if kind == "same sign":
        cases = (("and", (op, parts[0], ZERO), (op, parts[1], ZERO)) for op in "<=>")
        return normal(("or", *cases), holds)
    if kind == "forall":
        return ("forall" if holds else "some", *parts[:2], normal(parts[2], holds))
    return ("exists" if holds else "every", parts[0], normal(parts[1], holds))
def difference(p: Tree) -> Tree:  # the formula that a relation compares with zero from above
    return ("+", p[2 if "<" in p[0] else 1], ("*", MINUS, p[1 if "<" in p[0] else 2]))
def meaning(t: Tree) -> Tree:  # what a built-in function is: its definition, or two tangents
    kind, a, *more = t
    if kind == "abs":
        cases = [(">=", a), ("<", ("*", MINUS, a))]
        return ("or", *(("and", (op, a, ZERO), ("=", t, v)) for op, v in cases))
    if kind == "sign":
        return ("or", *(("and", (op, a, ZERO), ("=", t, v)) for op, v in zip(">=<", (ONE, ZERO, MINUS))))
    if kind in ("min", "max"):
        bounds = ((">=" if kind == "max" else "<=", t, part) for part in (a, *more))
        return ("and", *bounds, ("or", *(("=", t, part) for part in (a, *more))))
    if kind == "exp":
        return ("and", (">", t, ZERO), (">=", t, ("+", ONE, a)))
    if kind == "log":
        below = ("+", ONE, ("*", MINUS, ("/", ONE, a)))
        return ("and", ("<=", t, ("+", a, MINUS)), (">=", t, below))
    demand(kind == "^", f"nothing is known of {kind!r}")
    if more[0][0] != "n":
        return (">", t, ZERO)
    n = rational(more[0][1])
    demand(n.denominator > 1, "an integer power has no meaning of its own")
    root = ("=", ("^", t, ("n", str(n.denominator))), ("^", a, ("n", str(n.numerator))))
    return ("and", (">=", t, ZERO), root, ("or", ("<=", a, ZERO), (">", t, ZERO)))

class State(NamedTuple):
    """What may be used on a branch: the names in sight, numbered facts, and substitutions."""
    scope: Scope
    facts: tuple[Tree, ...] = ()
    lets: tuple[tuple[Tree, Tree], ...] = ()

    def plus(self, p: Tree) -> State:  # add a proposition in normal form, a conjunction part by part
        if p[0] == "and":
            return reduce(State.plus, p[1:], self)
        return self._replace(facts=(*self.facts, p))

class Checker:
    """Follows one proof.  ``known`` maps monic polynomials to what is shown of their signs."""

    def __init__(self, statement: Any, proof: Tree = ()) -> None:
        self.start, where = opened(statement)
        everything = nodes((*statement["where"], *statement["given"], statement["says"], proof))
        binders = [t for t in everything if t and t[0] in ("sum", "prod", "forall", "exists")]
        self.taken = {v for t in binders for v in (t[1] if t[0] == "exists" else t[1:2])}
        self.reader, self.state = Reader(self.start.scope, where), State(Scope())
        self.known: dict[Any, set[str]] = {}
        self.values: dict[int, tuple[Frac, str]] = {}  # usable relations: difference; > >= = or !=
        self.seen: set[Any] = set()
        self.cache: dict[Any, tuple[Frac, list[tuple[Frac, str]]]] = {}
    def inhabited(self, members: str) -> bool:  # a set that the statement says so of, or has a label
        scope = self.state.scope
        return scope.sets[members] == "inhabited" or ("element", members) in scope.names.values()

    def about(self, key: Any) -> set[str]:  # what is known; ``forall`` is read at labels that occur
        labels = self.reader.depends(Frac(dict(key)))
        for k, p in enumerate(self.state.facts) if labels else ():
            if p[0] == "forall" and (k, labels) not in self.seen:
                self.seen.add((k, labels))
                self.learn_at(p, {}, labels)
        return self.known.get(key, set())
    def learn_at(self, p: Tree, env: Env, labels: frozenset[int]) -> None:
        if p[0] == "forall":
            for label in sorted(g for g in labels if self.reader.atoms[g][0][2] == p[2]):
                self.learn_at(p[3], {**env, p[1]: label}, labels)
        for part in p[1:] if p[0] == "and" else [p]:
            self.learn(part, env)
    def sign(self, p: Poly, turn: int = 1) -> int | None:  # 1 if p times turn is shown > 0, 0 if >= 0
        about = self.about(monic(p)[1]) if p else {">=", "<="}
        about = {FLIPPED[a] for a in about} if p and monic(p)[0] * turn < 0 else about
        strict, weak = {">=", "!="} <= about, 0 if ">=" in about else None
        for m, v in p.items() if not strict else ():
            signs = [(self.about(monic(name(g).top)[1]), e) for g, e in m]
            if any({">=", "<="} <= a for a, _ in signs):  # a factor is zero
                continue
            odd = [">=" in a for a, e in signs if e % 2 and a & {">=", "<="}]
            right = (v * turn > 0) == (odd.count(False) % 2 == 0)
            if len(odd) < sum(e % 2 for _, e in signs) or not right:
                return weak
            strict = strict or all("!=" in a for a, _ in signs)
        return int(strict)
    def positive(self, a: Frac, turn: int = 1) -> int | None:  # the same for a fraction
        for f, e in a.bottom.items():
            up, down = self.sign(dict(f)), self.sign(dict(f), -1)
            if e % 2 and 1 not in (up, down):
                return None
            turn *= -1 if e % 2 and down == 1 else 1
        return self.sign(a.top, turn)
    def shown(self, a: Frac, relation: str) -> bool:  # whether a condition is shown
        if relation != "!=":
            return self.positive(a) in ((1,) if relation == ">" else (0, 1))
        known = a.top and "!=" in self.about(monic(a.top)[1])
        return bool(known or (a.top and 1 in (self.sign(a.top), self.sign(a.top, -1))))

    def fraction(self, t: Tree, env: Env | None = None) -> Frac:  # all conditions of t are shown
        key = (t, *(env or {}).items())
        if key not in self.cache:  # equal formulas have the same generators: one reading is enough
            self.reader.conditions = []
            self.cache[key] = self.reader.read(t, env or {}), self.reader.conditions
        value, conditions = self.cache[key]
        for a, relation in conditions:
            demand(self.shown(a, relation), f"a formula is not shown to be {relation} 0")
        return value
    def learn(self, p: Tree, env: Env) -> tuple[Frac, str] | None:  # None: it cannot be read yet
        try:
            demand(p[0] in OPPOSITE, "not a relation")
            value, relation = self.fraction(difference(p), env), p[0].replace("<", ">")
        except Rejected:
            return None
        below = Frac({(): Fraction(1)}, value.bottom)
        turn = 1 if self.positive(below) == 1 else -1 if self.positive(below, -1) == 1 else 0
        if value.top and turn and self.justified(value.top, env):
            lead, key = monic(value.top)
            said = {a if lead * turn > 0 else FLIPPED[a] for a in MEANS[relation]}
            self.known[key] = self.known.get(key, set()) | said
        return value, relation
    def justified(self, p: Poly, env: Env) -> bool:
        """Whether what is read at an arbitrary element counts: if there is none it says nothing."""
        outside = [self.reader.atoms[g][0] for g in {*env.values()} - self.reader.depends(Frac(p))]
        return all(head[0] != "any" or self.inhabited(head[2]) for head in outside)
    def enter(self, state: State) -> None:  # read the facts until no more conditions become shown
        if self.state is state:
            return
        self.reader.scope = state.scope
        if state.lets != self.state.lets:
            self.cache, self.reader.rewritten = {}, {}
            for v, formula in reversed(state.lets):
                (g,) = self.reader.generators(self.reader.read(v, {}))
                self.reader.rewritten[g] = self.reader.read(formula, {})
        self.state, self.known, self.values = state, {}, {}
        before = -1
        while before < (before := len(self.values)):
            self.seen = set()
            found = {k: self.learn(p, {}) for k, p in enumerate(state.facts)}
            self.values = {k: value for k, value in found.items() if value is not None}

    def fact(self, k: Any, *kinds: str) -> Tree:  # fact k, of one of these kinds
        demand(type(k) is int and 0 <= k < len(self.state.facts), "there is no such fact")
        demand(self.state.facts[k][0] in kinds, f"fact {k} is none of {' '.join(kinds)}")
        return self.state.facts[k]
    def named(self, state: State, new: Any, *what: str) -> State:  # a name that is nowhere else
        demand(new not in self.taken, f"a name is not new: {shortly(new)}")
        self.taken.add(new)
        return state._replace(scope=state.scope.having(new, *what))

    def refute(self, proof: Tree, state: State) -> None:
        """Follow a proof that the facts contradict each other."""
        self.enter(state)
        match proof:
            case ("by", combination):
                for formula, _ in combination:
                    state.scope.formula(formula)
                self.by(combination)
            case ("split", p, first, second):  # a proposition holds, or its denial does
                state.scope.proposition(p)
                self.refute(first, state.plus(normal(p)))
                self.refute(second, state.plus(normal(p, False)))
            case ("cases", k, *proofs):  # an alternative holds; not zero is negative or positive
                fact = self.fact(k, "or", "!=")
                parts = fact[1:] if fact[0] == "or" else [(op, *fact[1:]) for op in "<>"]
                for part, rest in zip(parts, proofs, strict=True):
                    self.refute(rest, state.plus(part))
            case ("at", k, label, rest):  # what holds for all elements holds at one
                _, bound, members, part = self.fact(k, "forall")
                state.scope.element(label, members)
                self.refute(rest, state.plus(replaced(part, {bound: label})))
            case ("some", k, new, rest):  # an element for which it holds gets a name
                _, bound, members, part = self.fact(k, "some")
                named = self.named(state, new, "element", members)
                self.refute(rest, named.plus(replaced(part, {bound: ("v", new)})))
            case ("term", k, new, *weights, rest):  # the sign of a sum says something of a term
                members, part = self.term(k, new, *weights)
                self.refute(rest, self.named(state, new, "element", members).plus(part))
            case ("put", k, formulas, rest):  # what holds for all numbers holds for these
                _, bound, part = self.fact(k, "every")
                for formula in formulas:
                    state.scope.formula(formula)
                    self.fraction(formula)
                held = [v for t in nodes(part) if t[0] == "d" for v in nodes(t)]
                demand(not {("v", v) for v in bound} & {*held}, "a variable is under a derivative")
                put = replaced(part, dict(zip(bound, formulas, strict=True)))
                self.refute(rest, state.plus(put))
            case ("name", k, new, rest):  # numbers for which it holds get names
                _, bound, part = self.fact(k, "exists")
                named = reduce(lambda s, v: self.named(s, v, "real"), new, state)
                names = {v: ("v", w) for v, w in zip(bound, new, strict=True)}
                self.refute(rest, named.plus(replaced(part, names)))
            case ("let", v, new, k, formula, rest):  # v is a formula in the difference of fact k
                self.refute(rest, self.let(state, v, new, k, formula))
            case ("square", formula, rest):  # a square is not negative
                state.scope.formula(formula)
                self.refute(rest, state.plus((">=", ("^", formula, ("n", "2")), ZERO)))
            case ("means", formula, rest):  # what a built-in function is
                state.scope.formula(formula)
                self.refute(rest, state.plus(normal(meaning(formula))))
            case _:
                raise Rejected(f"this step is not understood: {shortly(proof)}")
    def sum_in(self, k: Any) -> Tree:  # the sum that usable fact k compares with zero
        op, total, zero = self.fact(k, "<", "<=", ">", ">=")
        plain = total[0] == "sum" and len(total) == 4 and zero == ZERO and k in self.values
        demand(plain, f"fact {k} compares no sum with zero")
        return op, *total[1:]
    def term(self, k: Any, new: Any, weights: Any = None) -> tuple[str, Tree]:
        """Return the set, and what holds for some term of a sum because of the sum's sign."""
        op, bound, members, body = self.sum_in(k)
        part = (op, replaced(body, {bound: ("v", new)}), ZERO)
        if weights is None:  # numbers that add up to at most zero are not all positive, if any
            demand(op in "<>" or self.inhabited(members), "a set may be empty")
            return members, part
        above, bound, others, body = self.sum_in(weights)
        demand((above, others) == (">", members), "the weights are of another set, or not positive")
        weight = (">", replaced(body, {bound: ("v", new)}), ZERO)
        return members, ("or", ("and", weight, part), (op[0], *part[1:]))
    def let(self, state: State, v: Tree, new: Any, k: Any, formula: Tree) -> State:
        """Express v by a formula in the difference of fact k that gives v back."""
        fact, named = self.fact(k, "<", "<=", ">", ">="), self.named(state, new, "real")
        state.scope.formula(v)
        named.scope.formula(formula)
        value = self.fraction(v)
        (g,) = self.reader.generators(value)
        demand(v[0] in ("v", "f") and value == name(g) and k in self.values, "nothing to replace")
        again = self.fraction(replaced(formula, {new: difference(fact)}))
        demand(equal(again, value), "a substitution does not give the quantity back")
        lets = (*state.lets, (v, formula))
        return named._replace(lets=lets).plus((self.values[k][1], ("v", new), ZERO))
    def by(self, combination: Any) -> None:
        """Add up multiples of facts to what their signs forbid, or to the denial of 0 = 0."""
        total, strict, relations = number(0), False, []
        for multiplier, k in combination:
            demand(k in self.values, f"this fact is not usable: {shortly(k)}")
            (fact, relation), factor = self.values[k], self.fraction(multiplier)
            sign = self.positive(factor)
            right = relation == "=" or sign == 1 or (sign == 0 and relation != "!=")
            demand(right, "a multiplier has no sign")
            strict = strict or (relation == ">" and sign == 1)
            relations.append(relation)
            total = add(total, multiply(factor, fact))
        zero = relations.count("!=") == 1 and {*relations} <= {"=", "!="} and not total.top
        rest = self.positive(total, -1) if "!=" not in relations else None
        demand(zero or rest == 1 or (rest == 0 and strict), "the facts do not contradict each other")

# -- certificates ----------------------------------------------------------------------------------
def opened(s: Any) -> tuple[State, dict[str, Tree]]:  # the facts of a statement, and abbreviations
    keys = {"sets", "symbols", "labels", "functions", "where", "given", "says"}
    demand({*s} == keys, "a statement has other parts")
    for members, kind in s["sets"]:
        known = isinstance(members, str) and len(members) <= 80 and SET.fullmatch(members)
        demand(known and members != "real" and kind in ("inhabited", "finite"), "not a set")
    scope = Scope(dict(s["sets"]))
    demand(len(scope.sets) == len(s["sets"]), "a set is declared twice")
    for v, *assumed in s["symbols"]:
        demand({*assumed} <= {*ASSUMED, "integer"}, f"{shortly(v)} has unknown assumptions")
        scope = scope.having(v, "symbol")
    for v, members in s["labels"]:
        scope = scope.having(v, "element", members)
    for f, *sorts in s["functions"]:
        demand({*sorts} <= {"real", *scope.sets}, f"{shortly(f)} is a function of what is not declared")
        scope = scope.having(f, "of", *sorts)
    for v, formula in s["where"]:  # an abbreviation uses names before it only
        scope.formula(formula)
        scope = scope.having(v, "real")
    for p in (*s["given"], s["says"]):
        scope.proposition(p)
    signs = [(ASSUMED[a], ("v", v), ZERO) for v, *assumed in s["symbols"] for a in assumed if a in ASSUMED]
    facts = [*signs, *map(normal, s["given"]), normal(s["says"], False)]
    return reduce(State.plus, facts, State(scope)), dict(s["where"])
def frozen(data: Any, depth: int = DEPTH) -> Tree:  # lists as tuples, not nested too deeply
    demand(depth, f"it is nested more than {DEPTH} deep")
    if isinstance(data, list):
        return tuple(frozen(part, depth - 1) for part in data)
    demand(type(data) in (str, int), f"neither a list, a text nor an integer: {shortly(data)}")
    return data
def digest(statement: Any) -> str:
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
def check(data: Any) -> None:
    """Accept a certificate, or raise Rejected with a sentence; whatever it contains."""
    END[0] = time.monotonic() + SECONDS
    try:
        demand({*data} == {"format", "hash", "statement", "proof"}, "a certificate has other parts")
        demand(data["format"] == 2, "it is not of format 2")
        demand(data["hash"] == digest(data["statement"]), "the hash is not that of the statement")
        statement = {key: frozen(part) for key, part in data["statement"].items()}
        checker = Checker(statement, proof := frozen(data["proof"]))
        checker.refute(proof, checker.start)
    except Rejected:
        raise
    except Exception as error:  # nothing in a file may stop the check of the others
        raise Rejected(f"malformed ({type(error).__name__}: {shortly(str(error))})") from error
    finally:
        END[0] = float("inf")
def loaded(path: Path) -> Any:
    """Read a file as JSON, or raise Rejected with a sentence."""
    try:
        demand(path.is_file(), "it is no file")
        demand(path.stat().st_size <= SIZE, f"it has more than {SIZE} bytes")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Rejected(f"it cannot be read ({type(error).__name__})") from error

def text(t: Tree) -> str:
    """Write a formula or proposition so that a reader can tell what it says."""
    match t:
        case ("n" | "v", said):
            return said if said[:1] != "-" else f"({said})"
        case (("+" | "*" | "and" | "or") as kind, *parts):
            empty = {"+": "0", "*": "1", "and": "true", "or": "false"}[kind]
            return f"({f' {kind} '.join(map(text, parts))})" if parts else empty
        case ("f", f, *arguments):
            return f"{f}({', '.join(map(text, arguments))})"
        case ("u", i, j, q, r, x, z):
            return f"u[{i},{j}]({text(q)}, {text(r)}; {text(x)}, {text(z)})"
        case ("d", body, v):
            return f"d({text(body)})/d({v})"
        case (("sum" | "prod") as kind, v, members, body, *out):
            left_out = "".join(f" except {text(label)}" for label in out)
            return f'{kind}({v} in "{members}"{left_out}: {text(body)})'
        case ("forall", v, members, part):
            return f'(for all {v} in "{members}": {text(part)})'
        case ("exists", names, part):
            return f"(for some real {', '.join(names)}: {text(part)})"
        case (kind, *parts) if ARITY.get(kind) == 1 or kind in ("min", "max", "not"):
            return f"{kind}({', '.join(map(text, parts))})"
        case (kind, a, b):
            return f"({text(a)} {kind} {text(b)})"
    raise Rejected(f"this cannot be written: {shortly(t)}")
def sentences(statement: Any) -> Iterator[str]:
    """Write a statement line by line."""
    s = {key: frozen(part) for key, part in statement.items()}
    yield from (f'set "{members}", {kind}' for members, kind in s["sets"])
    yield from (f"number {' '.join(line)}" for line in s["symbols"])
    yield from (f'element {v} of "{members}"' for v, members in s["labels"])
    yield from (f"function {f}({', '.join(sorts)})" for f, *sorts in s["functions"])
    yield from (f"where {v} = {text(formula)}" for v, formula in s["where"])
    yield from (f"given {text(p)}" for p in s["given"])
    yield f"then {text(s['says'])}"
def main(folder: str) -> int:
    """Check every certificate of a folder; an id is printed only where its manifest vouches for it."""
    root, bad = Path(folder), 0
    try:
        claims = loaded(root / "manifest.json")["claims"]
        vouched = {c["certificate"]: (c["id"], c["statement"]) for c in claims if c["certificate"]}
    except (Rejected, LookupError, TypeError) as error:
        print(f"no manifest says which claims these certificates prove: {error}")
        vouched, bad = {}, 1
    inner = root / "certificates"
    paths = sorted((inner if inner.is_dir() else root).glob("*.json"))
    for path in (p for p in paths if p.name not in ("manifest.json", "results.json")):
        try:
            check(data := loaded(path))
            id_, statement = vouched.pop(path.name, ("", ""))
            words = f"proves {shortly(id_)}" if id_ else "proves a statement"
            if statement not in ("", data["hash"]):
                words, bad = f"proves a statement that is not that of {shortly(id_)}", 1
            print(f"{shortly(path.name)} {words}:", *sentences(data["statement"]), sep="\n  ")
        except Rejected as error:
            print(f"{shortly(path.name)} is REJECTED: {error}")
            bad = 1
    for missing, (id_, _) in vouched.items():
        print(f"{shortly(missing)} is MISSING: the manifest says that it proves {shortly(id_)}")
    return int(bad or bool(vouched) or not paths)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
