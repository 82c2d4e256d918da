"""Check certificates with nothing but the standard library: ``python recheck.py DIR``.

A certificate (format 2) is a statement and a proof that its denial is contradictory.  Nothing in it
is trusted: a proof proposes steps, and ``Checker.refute`` says why each is sound.

A name is declared once (a symbol, label, function or abbreviation) or bound by a binder, whose name
is declared nowhere and, as written, bound nowhere around it.  So a formula in a variable's place
captures nothing; where it binds a name again, that is another variable.

Whatever is not arithmetic is a *generator*, a name for a real number; equal arguments (as
fractions) give the same one.  So what holds for all their values holds in the model.  Relations are
used only when their conditions are shown (divisors not zero, logarithms of positive numbers, roots
of numbers at least zero), inside a sum for every element.  Sets are finite, maybe empty.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

Monomial = tuple[tuple[int, int], ...]  # (generator, exponent), increasing generators
Poly = dict[Monomial, Fraction | int]  # whole numbers are mostly integers: ``ratio`` divides
Tree = Any  # nested tuples of texts and integers
SIZE, DEPTH, DIGITS, EXPONENT, TERMS, BITS, SECONDS = 4_000_000, 200, 400, 64, 20_000, 4_000, 60.0
END, STEPS, LARGE = [float("inf")], [0], 2**BITS  # when time is up; steps since the clock was read
NAME = re.compile(r"[A-Za-z_~][A-Za-z0-9_~]{0,79}")
SET = re.compile(r"(?!real$|truth$)[!#-~]([ !#-~]{0,78}[!#-~])?")
WORDS = re.compile("and|or|not|implies|iff|for|all|in|except|d|u|log|exp|abs|sign|min|max|sum|prod")
ASSUMED = dict(positive=">", nonnegative=">=", negative="<", nonpositive="<=", nonzero="!=")
ZERO, ONE, MINUS, LATE = ("n", "0"), ("n", "1"), ("n", "-1"), f"it takes over {SECONDS:g} s"
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
MEANS = {">": {">=", "!="}, ">=": {">="}, "=": {">=", "<="}, "!=": {"!="}}  # of left - right
FLIPPED = {">=": "<=", "<=": ">=", "!=": "!="}
SHAPES = {  # kinds: what they are, what their parts are, how many there are at least and at most
    "+ *": ("real", "real", 0, SIZE), "min max": ("real", "real", 2, SIZE),
    "/ ^": ("real", "real", 2, 2), "log exp abs sign": ("real", "real", 1, 1),
    "= != < <= > >= same_sign": ("truth", "real", 2, 2), "and or": ("truth", "truth", 0, SIZE),
    "implies iff": ("truth", "truth", 2, 2), "not": ("truth", "truth", 1, 1)}
SHAPE = {kind.replace("_", " "): rest for many, rest in SHAPES.items() for kind in many.split()}
class Rejected(Exception):
    """The certificate does not prove its statement; the message says why."""
def demand(condition: Any, why: str, *shown: Any) -> None:  # reject unless the condition holds
    if not condition:
        raise Rejected(why.format(*shown) if shown else why)
def spend(steps: int) -> None:  # the clock is read once in ten thousand steps
    STEPS[0] += steps
    if STEPS[0] > 10_000:
        STEPS[0] = 0
        demand(time.process_time() < END[0], LATE)
def collected(terms: Any) -> Poly:  # add up pairs of a monomial and a coefficient
    total: Poly = {}
    for m, v in terms:
        total[m] = total[m] + v if m in total else v
    spend(10 + len(total))
    large = [v for v in total.values() if not -LARGE < v.numerator < LARGE > v.denominator]
    demand(len(total) <= TERMS and not large, "over {} terms, or {} bits in one", TERMS, BITS)
    return {m: v for m, v in total.items() if v}
def joined(m: Monomial, n: Monomial) -> Monomial:  # multiply two monomials
    product = (of := dict(m)) | {g: of.get(g, 0) + e for g, e in n} if m and n else {}
    return tuple(sorted(product.items())) if product else m or n
def times(a: Poly, b: Poly) -> Poly:
    demand(len(a) * len(b) <= 50 * TERMS, "a product of polynomials is too large")
    return collected((joined(m, n), v * w) for m, v in a.items() for n, w in b.items())
def ratio(v: Fraction | int, w: Fraction | int) -> Fraction | int:  # integers add up quickly
    return Fraction(v, w) if v % w else v // w
def monic(p: Poly) -> tuple[Any, Any]:  # leading coefficient, and the rest in hashable form
    lead = p[max(p)]
    return lead, tuple(sorted((m, v if lead == 1 else ratio(v, lead)) for m, v in p.items()))
class Frac(NamedTuple):  # a numerator over a product of powers of monic polynomials
    top: Poly
    bottom: dict[Any, int] = {}  # noqa: RUF012  # never changed in place
def number(value: Fraction | int) -> Frac:
    return Frac({(): value} if value else {})
def name(g: int) -> Frac:  # a generator as a fraction
    return Frac({((g, 1),): 1})
def add(*parts: Frac) -> Frac:  # over the common multiple of the listed factors
    bottom = {f: max(x.bottom.get(f, 0) for x in parts) for y in parts for f in y.bottom}
    tops = [reduce(times, [dict(f) for f in bottom for _ in range(bottom[f] - x.bottom.get(f, 0))],
                   x.top) for x in parts]
    return Frac(total := collected(p for top in tops for p in top.items()), bottom if total else {})
def multiply(a: Frac, b: Frac) -> Frac:  # a numerator that equals a listed factor cancels it
    if not (a.bottom or b.bottom) or not (a.top and b.top):
        return Frac(times(a.top, b.top))
    bottom = {f: a.bottom.get(f, 0) + b.bottom.get(f, 0) for f in {**a.bottom, **b.bottom}}
    tops = [a.top, b.top]
    for i, part in enumerate(tops):
        lead, key = monic(part)
        if bottom.get(key):
            tops[i], bottom[key] = {(): lead}, bottom[key] - 1
    return Frac(times(*tops), {f: e for f, e in bottom.items() if e})
def inverse(a: Frac) -> Frac:  # that a is not zero is for the caller to show
    demand(a.top, "a divisor is the zero polynomial")
    lead, key = monic(a.top)
    one = Frac({(): ratio(1, lead)}, {} if key == (((), 1),) else {key: 1})
    return reduce(multiply, [power(Frac(dict(f)), e) for f, e in a.bottom.items()], one)
def power(a: Frac, exponent: int) -> Frac:
    demand(0 <= exponent <= EXPONENT, "an exponent exceeds {}", EXPONENT)
    return reduce(multiply, [a] * exponent or [number(1)])
def minus(a: Frac, b: Frac) -> Frac:
    return add(a, multiply(number(-1), b))
def equal(a: Frac, b: Frac) -> bool:
    return a.top == b.top if a.bottom == b.bottom else not minus(a, b).top
@cache
def rational(text: Any) -> Fraction | int:  # an exact number
    known = len(text) <= DIGITS and re.fullmatch(r"-?[0-9]+(/0*[1-9][0-9]*)?", text, re.ASCII)
    demand(known and str(Fraction(text)) == text, f"no rational number, lowest terms: {text!a:.60}")
    return ratio(Fraction(text), 1)
class Scope(NamedTuple):  # names are (symbol,), (real,), (element, set) or (of, sort…)
    sets: dict[str, str] = {}  # noqa: RUF012  # never changed in place
    names: dict[str, tuple[str, ...]] = {}  # noqa: RUF012
    def having(self, new: Any, *what: str) -> Scope:  # with one more name
        demand(NAME.fullmatch(new) and not WORDS.fullmatch(new), f"not a name: {new!a:.60}")
        demand(new not in self.names, f"the name {new} is used twice")
        demand(what[0] != "element" or what[1] in self.sets, f"the set of {new} is not declared")
        return self._replace(names={**self.names, new: what})
    def inhabited(self, members: str) -> bool:  # by the statement, or since it has a label
        return self.sets[members] == "inhabited" or ("element", members) in self.names.values()
    def fits(self, t: Tree, sort: str) -> None:  # demand a "real", "truth" or element of a set
        def what(v: Tree) -> tuple[str, ...]:
            return self.names.get(v, ("",))
        spend(1)
        demand(isinstance(t, tuple) and t and isinstance(t[0], str), "no {}: {!a:.60}", sort, t)
        parts, inner, sorts, numbers = t[1:], self, [sort], [("symbol",), ("real",)]
        match (sort, *t):
            case ("real", "n", digits) if rational(digits) is not None:
                parts, sorts = (), []
            case (_, "v", v) if what(v) in (("element", sort), *numbers[: 2 * (sort == "real")]):
                parts, sorts = (), []
            case ("truth", "=" | "!=", ("v", v), _) if what(v)[0] == "element":
                sorts = [what(v)[1]] * 2
            case ("real", "f", f, *parts) if what(f)[0] == "of":
                sorts = [*what(f)[1:]]
            case ("real", "u", int(i), int(j), *parts) if 0 <= min(i, j) <= i + j < 10:
                sorts = ["real", "real", "X", "Z"]
            case ("real", "d", *parts, v) if what(v) == ("symbol",):
                pass
            case (("real", "sum" | "prod", bound, str(members), *parts)
                  | ("truth", "forall", bound, str(members), *parts)):
                if t[0] == "sum" and len(parts) == 2:
                    self.fits(parts.pop(), members)  # the element left out
                inner = self.having(bound, "element", members)
            case ("truth", "exists", tuple(bound), *parts) if bound:
                inner = reduce(lambda s, v: s.having(v, "real"), bound, self)
            case _:
                of, parts_of, least, most = SHAPE.get(t[0], ("", "", 0, 0))
                demand(sort == of and least <= len(parts) <= most, "no {}: {!a:.60}", sort, t)
                sorts = [parts_of] * len(parts)
        demand(len(parts) == len(sorts), "it has other parts: {!a:.60}", t)
        list(map(inner.fits, parts, sorts))
def binds(t: Tree) -> Tree:  # the names that a tree binds
    many, one = ("exists", "every"), ("sum", "prod", "forall", "some")
    return t[1] if t[:1] and t[0] in many else t[1:2] if t[:1] and t[0] in one else ()
def replaced(t: Tree, changes: dict[Tree, Tree]) -> Tree:  # trees in the place of free names
    if not changes or not isinstance(t, tuple) or t[:1] == ("v",):
        return changes.get(t, t) if changes else t
    bound = binds(t)  # what is bound again is another variable
    free = {old: new for old, new in changes.items() if old[1] not in bound} if bound else changes
    return (*t[: 2 * bool(bound)], *(replaced(part, free) for part in t[2 * bool(bound) :]))
def nodes(t: Tree) -> Iterator[Tree]:  # a tree and its parts
    left = [t]
    while left:
        if isinstance(part := left.pop(), tuple):
            spend(1 + len(part))
            yield part
            left += part[::-1]
Env = dict[str, int]  # bound elements in sight, each a label among the generators
class Reader:  # of formulas as fractions; ``conditions`` collects what must hold
    def __init__(self) -> None:
        self.scope, self.conditions = Scope(), list[tuple[Frac, str]]()
        self.atoms = list[tuple[Any, tuple[Frac, ...]]]()  # the generators: head and arguments,
        self.labels, self.height = list[frozenset[int]](), list[int]()  # labels in it, nested sums
        self.heads, self.met = dict[Any, list[int]](), dict[Any, int]()  # by head; with arguments
    def generators(self, a: Frac) -> set[int]:  # those that occur in a fraction
        return {g for p in (a.top, *a.bottom) for m in dict(p) for g, _ in m}
    def depends(self, a: Frac) -> frozenset[int]:  # the labels on which a fraction depends
        return frozenset().union(*(self.labels[g] for g in self.generators(a)))
    def generator(self, head: Any, *args: Frac) -> int:  # with equal arguments
        key = (head, *((tuple(a.top.items()), tuple(a.bottom.items())) for a in args))
        if key not in self.met:
            known = self.heads.setdefault(head, [])
            same = (g for g in known if all(map(equal, args, self.atoms[g][1])))
            self.met[key] = next(same, len(self.atoms))
        if (g := self.met[key]) == len(self.atoms):  # a sum does not depend on its own place-holder
            inside = {h for a in args for h in self.generators(a)}
            own, over = head[0] in ("label", "any", "hole"), head[0] in ("sum", "prod")
            labels = set().union({g} if own else (), *map(self.depends, args))
            self.atoms.append((head, args))
            known.append(g)
            self.labels.append(frozenset(labels - ({head[1]} if over else set())))
            self.height.append(max((self.height[h] for h in inside), default=0) + over)
        return g
    def anyone(self, members: str) -> int:  # an arbitrary element, which occurs nowhere else
        return self.generator(("any", len(self.atoms), members))
    def moved(self, a: Frac, old: int, new: int) -> Frac:  # a label in the place of another
        def within(g: int) -> Frac:
            if g == old or old not in self.labels[g]:
                return name(new if g == old else g)
            head, args = self.atoms[g]
            return name(self.generator(head, *(self.moved(b, old, new) for b in args)))
        if old not in self.depends(a):
            return a
        tops = ([number(v), *(power(within(g), e) for g, e in m)] for m, v in a.top.items())
        total = add(*(reduce(multiply, factors) for factors in tops))
        for f, e in a.bottom.items():
            total = multiply(total, power(inverse(self.moved(Frac(dict(f)), old, new)), e))
        return total
    def read(self, t: Tree, env: Env) -> Frac:  # the value of a formula; of a label, the label
        match t:
            case ("v", v):
                what = self.scope.names.get(v, ("",))
                free = ("label", v, what[1]) if what[0] == "element" else ("v", v)
                return name(env[v] if v in env else self.generator(free))
            case ("n", digits):
                return number(rational(digits))
            case ("+" | "*" as kind, *parts):
                values = [self.read(part, env) for part in parts]
                return add(*values) if kind == "+" else reduce(multiply, values or [number(1)])
            case ("/", above, below):
                return multiply(self.read(above, env), self.one_over(below, env))
            case ("^", base, ("n", digits)) if (n := rational(digits)).denominator == 1:
                below = self.read(base, env) if n >= 0 else self.one_over(base, env)
                return power(below, abs(int(n)))
            case ("^", base, exponent):  # a root is of what is at least zero
                root = exponent[0] == "n" and rational(exponent[1]) > 0
                self.conditions.append((below := self.read(base, env), ">=" if root else ">"))
                return name(self.generator(("^",), below, self.read(exponent, env)))
            case ("d", part, v):
                return self.slope(self.read(part, env), self.generator(("v", v)))
            case ("sum" | "prod" as kind, bound, members, body, *out):
                each = self.read(body, {**env, bound: (label := self.anyone(members))})
                total = self.sum_of(each, label) if kind == "sum" else self.over(kind, each, label)
                for left_out in out:  # it is subtracted
                    (place,) = self.generators(self.read(left_out, env))
                    total = minus(total, self.moved(each, label, place))
                return total
        names = {"u": 2, "f": 1}.get(t[0], 0)
        arguments = [self.read(a, env) for a in t[1 + names :]]
        self.conditions += [(arguments[0], ">")] if t[0] == "log" else []
        return name(self.generator((*t[: 1 + names], len(t) - 1), *arguments))
    def one_over(self, t: Tree, env: Env) -> Frac:  # factor by factor; what is not zero is noted
        if t[0] == "*":
            return reduce(multiply, [self.one_over(part, env) for part in t[1:]], number(1))
        if t[0] == "^" and t[2][0] == "n" and rational(t[2][1]) in range(1, EXPONENT + 1):
            return power(self.one_over(t[1], env), int(rational(t[2][1])))
        self.conditions.append((value := self.read(t, env), "!="))
        return inverse(value)
    def over(self, kind: str, inside: Frac, label: int) -> Frac:  # the index becomes a place-holder
        depth = max((self.height[g] for g in self.generators(inside)), default=0)
        hole = self.generator(("hole", depth, self.atoms[label][0][2]))  # of no sum inside
        return name(self.generator((kind, hole), self.moved(inside, label, hole)))
    def sum_of(self, a: Frac, label: int) -> Frac:  # term by term; what is constant is pulled out
        inner = {f: e for f, e in a.bottom.items() if label in self.depends(Frac(dict(f)))}
        outer = {f: e for f, e in a.bottom.items() if f not in inner}
        sums = []
        for m, v in a.top.items():
            into = tuple((g, e) for g, e in m if label in self.labels[g])
            out = Frac({tuple(part for part in m if part not in into): v}, outer)
            sums.append(multiply(out, self.over("sum", Frac({into: 1}, inner), label)))
        return add(*sums)
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
    def slope_of(self, g: int, v: int) -> Frac:  # the chain rule; a sum term by term
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
            rate = multiply(slopes[0], inverse(args[0])), name(self.generator(("log", 1), args[0]))
            return multiply(name(g), add(multiply(args[1], rate[0]), multiply(slopes[1], rate[1])))
        demand(head[0] == "u", f"no derivative of {head[0]!r} is known")
        i, j, n = head[1:]
        up = [name(self.generator(("u", i + 1 - k, j + k, n), *args)) for k in (0, 1)]
        return add(multiply(up[0], slopes[0]), multiply(up[1], slopes[1]))
def normal(p: Tree, holds: bool = True) -> Tree:  # denied, forall is some, exists is every
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
    denied = {"forall": "some", "exists": "every"}[kind]
    return (kind if holds else denied, *parts[:-1], normal(parts[-1], holds))
def prefix(p: Tree) -> tuple[list[Tree], Tree]:  # elements that are quantified first, and the rest
    return ([p[1:3], *(rest := prefix(p[3]))[0]], rest[1]) if p[0] == "forall" else ([], p)
def sloped(p: Tree) -> set[Tree]:  # what is under a derivative
    return {part for t in nodes(p) if t[:1] == ("d",) for part in nodes(t)}
def meaning(t: Tree) -> Tree:  # what a built-in function is: its definition, or two tangents
    kind, a, *more = t
    cases = {"abs": [(">=", a), ("<", ("*", MINUS, a))],
             "sign": [(">", ONE), ("=", ZERO), ("<", MINUS)]}
    if kind in cases:
        return ("or", *(("and", (op, a, ZERO), ("=", t, v)) for op, v in cases[kind]))
    if kind in ("min", "max"):
        bounds = ((">=" if kind == "max" else "<=", t, part) for part in t[1:])
        return ("and", *bounds, ("or", *(("=", t, part) for part in t[1:])))
    if kind == "exp":
        return ("and", (">", t, ZERO), (">=", t, ("+", ONE, a)))
    if kind == "log":
        above = ("+", a, MINUS)
        return ("and", ("<=", t, above), (">=", t, ("+", ONE, ("*", MINUS, ("/", ONE, a)))))
    n = rational(more[0][1]) if kind == "^" and more[0][0] == "n" else Fraction(1, 2)
    demand(kind == "^" and n.denominator > 1, f"nothing is known of {kind!r}")
    root = ("=", ("^", t, ("n", str(n.denominator))), ("^", a, ("n", str(n.numerator))))
    known = ("and", (">=", t, ZERO), root, ("or", ("<=", a, ZERO), (">", t, ZERO)))
    return known if more[0][0] == "n" else (">", t, ZERO)
class State(NamedTuple):  # the names in sight and the facts (closed trees) of a branch
    scope: Scope
    facts: tuple[Tree, ...] = ()
    def plus(self, p: Tree) -> State:  # add what is in normal form, a conjunction part by part
        if p[0] == "and":
            return reduce(State.plus, p[1:], self)
        demand([*map(len, nodes(p))], "")  # walked while there is time
        return self._replace(facts=(*self.facts, p))
    def extends(self, less: State) -> bool:  # it has the other's facts and names
        old, new = less.scope.names.items(), self.scope.names.items()
        return self.facts[: len(less.facts)] == less.facts and old <= new
class Checker:  # ``known`` maps polynomials to signs, ``values`` usable facts to differences
    def __init__(self, statement: Any, proof: Tree = ()) -> None:
        self.start = opened(statement)
        self.taken = {v for t in nodes((*statement.values(), proof)) for v in binds(t)}
        self.reader, self.state, self.seen, self.why = Reader(), State(Scope()), set[Any](), ""
        self.known, self.values = dict[Any, set[str]](), dict[int, tuple[Frac, str]]()
        self.cache: dict[Any, tuple[Frac, list[tuple[Frac, str]]]] = {}
        self.path: list[Any] = [(State(Scope()), {}, {}, set())]  # each state extends the last
        self.whole = set[Any]()  # facts (at labels) of which nothing is left to learn
        self.foralls: list[tuple[int, Tree]] = []
    def about(self, key: Any) -> set[str]:  # what is known; ``forall`` is read at labels that occur
        labels = self.reader.depends(Frac(dict(key))) if self.foralls else frozenset()
        for k, p in self.foralls if labels else ():
            if (k, labels) not in self.seen:
                self.seen.add((k, labels))
                self.whole |= {(k, labels)} if self.learn_at(p, {}, labels) else set()
        return self.known.get(key, set())
    def learn_at(self, p: Tree, env: Env, labels: frozenset[int]) -> bool:
        if p[0] == "forall":
            at = sorted(g for g in labels if self.reader.atoms[g][0][2] == p[2])
            return False not in [self.learn_at(p[3], {**env, p[1]: g}, labels) for g in at]
        return False not in [self.learn(q, env) for q in (p[1:] if p[0] == "and" else [p])]
    def sign(self, p: Poly, turn: int = 1) -> int | None:  # 1: turn p is shown > 0; 0: >= 0
        about = self.about(monic(p)[1]) if p else {">=", "<="}
        about = {FLIPPED[a] for a in about} if p and p[max(p)] * turn < 0 else about
        strict, weak = {">=", "!="} <= about, 0 if ">=" in about else None
        for m, v in p.items() if not strict else ():
            signs = [(self.about(((((g, 1),), 1),)), e) for g, e in m]
            if any({">=", "<="} <= a for a, _ in signs):  # a factor is zero
                continue
            odd = [">=" in a for a, e in signs if e % 2 and a & {">=", "<="}]
            right = (v * turn > 0) == (odd.count(False) % 2 == 0)
            if len(odd) < sum(e % 2 for _, e in signs) or not right:
                return weak
            strict = strict or all("!=" in a for a, _ in signs)
        return int(strict)
    def positive(self, a: Frac, turn: int = 1) -> int | None:  # the same for a fraction
        for p in (dict(f) for f, e in a.bottom.items() if e % 2):
            turn *= 1 if self.sign(p) == 1 else -1 if self.sign(p, -1) == 1 else 0
        return self.sign(a.top, turn) if turn else None
    def shown(self, a: Frac, relation: str) -> bool:  # whether a condition is shown
        if relation != "!=":
            return self.positive(a) in ((1,) if relation == ">" else (0, 1))
        known = a.top and "!=" in self.about(monic(a.top)[1])
        return bool(known or (a.top and 1 in (self.sign(a.top), self.sign(a.top, -1))))
    def fraction(self, t: Tree, env: Env | None = None) -> Frac:  # all conditions of t are shown
        if env is None:  # it is a formula of the proof
            self.state.scope.fits(t, "real")
        key = (t, *(env or {}).items())
        if key not in self.cache:  # equal formulas have the same generators: one reading is enough
            self.reader.conditions = []
            self.cache[key] = self.reader.read(t, env or {}), self.reader.conditions
        value, conditions = self.cache[key]
        for a, relation in conditions:
            demand(self.shown(a, relation), f"a formula is not shown to be {relation} 0")
        return value
    def learn(self, p: Tree, env: Env, k: int | None = None) -> bool:  # whether this is all of it
        if p[0] not in OPPOSITE:  # no relation: it says no sign
            return True
        try:
            a, b = p[:0:-1] if "<" in p[0] else p[1:]  # their difference is compared with zero
            value, relation = self.fraction(("+", a, ("*", MINUS, b)), env), p[0].replace("<", ">")
        except Rejected as error:  # it cannot be read yet
            self.why = str(error)
            return False
        self.values |= {} if k is None else {k: (value, relation)}
        below, turn = Frac({(): 1}, value.bottom), int(not value.bottom)
        turn = turn or next((t for t in (1, -1) if self.positive(below, t) == 1), 0)
        outside = {*env.values()} - self.reader.depends(Frac(value.top)) if env else set()
        heads = [self.reader.atoms[g][0] for g in outside]  # an arbitrary element may not exist
        exist = all(head[0] != "any" or self.state.scope.inhabited(head[2]) for head in heads)
        if value.top and turn and exist:
            lead, key = monic(value.top)
            said = {a if lead * turn > 0 else FLIPPED[a] for a in MEANS[relation]}
            self.known[key] = self.known.get(key, set()) | said
        return bool(turn and exist) or not value.top
    def enter(self, state: State) -> None:  # read the facts until no more becomes known
        if self.state is state:
            return
        while not state.extends(self.path[-1][0]):
            self.path.pop()
        if self.path[-1][0] is not state:  # what some of its facts say, all of them say
            self.path.append((state, *(known.copy() for known in self.path[-1][1:])))
        self.state, self.known, self.values, self.whole = self.path[-1]
        self.foralls = [(k, p) for k, p in enumerate(state.facts) if p[0] == "forall"]
        self.reader.scope, size = state.scope, -1
        while size < (size := len(self.values) + sum(map(len, self.known.values()))):
            self.seen = {*self.whole}
            left = [(k, p) for k, p in enumerate(state.facts) if k not in self.whole]
            self.whole |= {k for k, p in left if self.learn(p, {}, k)}
    def fact(self, k: Any, *kinds: str) -> Tree:  # fact k, of one of these kinds
        fact = self.state.facts[k] if k in range(len(self.state.facts)) else ("none",)
        demand(fact[0] in kinds, f"fact {k!a:.60} is not of kind {' or '.join(kinds)}")
        return fact
    def named(self, state: State, news: Any, *whats: tuple[str, ...]) -> State:  # nowhere else
        for new, what in zip(news, whats, strict=True):
            demand(new not in self.taken, f"a name is not new: {new!a:.60}")
            self.taken.add(new)
            state = state._replace(scope=state.scope.having(new, *what))
        return state
    def refute(self, proof: Tree, state: State) -> None:  # show that the facts contradict
        self.enter(state)
        match proof:  # ``says``: what holds, one of these, each to be refuted by one of ``rests``
            case ("by", combination, *rests):
                self.by(combination)
                says = []
            case ("split", p, *rests):  # a proposition holds, or its denial does
                state.scope.fits(p, "truth")
                says = [normal(p), normal(p, False)]
            case ("cases", k, *rests):  # an alternative holds; not zero is negative or positive
                op, *parts = self.fact(k, "or", "!=")
                says = parts if op == "or" else [("<", *parts), (">", *parts)]
            case ("at" | "some" | "part" as step, k, e, *rests):  # all hold; one holds and is named
                _, v, members, part = self.fact(k, "some" if step == "some" else "forall")
                if step == "some":
                    state, e = self.named(state, [e], ("element", members)), ("v", e)
                state.scope.fits(e, members)
                says = [replaced(part, {("v", v): e})]
                if step == "part":  # a sum of terms >= 0 is at least each of them
                    demand(part[::2] == (">=", ZERO), f"fact {k} says of no term that it is >= 0")
                    says = [(">=", ("sum", v, members, part[1]), says[0][1])]
            case ("term", k, new, *more):  # the sign of a sum says something of a term
                rests = more[-1:]
                members, part = self.term(k, new, *more[:-1])
                state, says = self.named(state, [new], ("element", members)), [part]
            case ("put", k, formulas, *rests):  # what holds for all numbers holds for these
                _, bound, part = self.fact(k, "every")
                list(map(self.fraction, formulas))  # all defined
                demand(not {("v", v) for v in bound} & sloped(part), "a name is under a derivative")
                says = [replaced(part, {("v", v): t for v, t in zip(bound, formulas, strict=True)})]
            case ("name", k, news, *rests):  # numbers that exist get names, one for each element
                bound, part = prefix(self.fact(k, "forall", "exists"))
                demand(part[0] == "exists" and not sloped(part), "no numbers that can be named")
                what = ("of", *(members for _, members in bound)) if bound else ("real",)
                state = self.named(state, news, *[what] * len(news))
                new = [("f", v, *(("v", x) for x, _ in bound)) if bound else ("v", v) for v in news]
                fact = replaced(part[2], {("v", v): t for v, t in zip(part[1], new, strict=True)})
                says = [reduce(lambda p, b: ("forall", *b, p), bound[::-1], fact)]
            case ("least", fact, news, *rests):  # where in finite sets a formula is least
                bound, part = prefix(fact)
                demand(all(state.scope.inhabited(s) for _, s in bound), "a set may be empty")
                put = {("v", v): ("v", new) for (v, _), new in zip(bound, news, strict=True)}
                demand(part[0] == ">=" and part[2] == replaced(part[1], put), "not where least")
                demand(not {*put.values()} & {*nodes(part[1])}, "the place is in the formula")
                state, says = self.named(state, news, *(("element", s) for _, s in bound)), [fact]
                state.scope.fits(fact, "truth")
            case ("same", k, j, *rests):  # of two elements that are one, each stands for the other
                (_, *pair), fact = self.fact(k, "="), dict(enumerate(state.facts))[j]
                element = [state.scope.names.get(v[1], ("",))[0] for v in pair if v[0] == "v"]
                demand(element == ["element"] * 2 and not sloped(fact), "they are no elements")
                says = [replaced(fact, {pair[0]: pair[1]})]
            case ("swap", ("sum", a, of_a, ("sum", b, of_b, body)) as t, *rests):  # finite sums
                state.scope.fits(t, "real")
                says = [("=", t, ("sum", b, of_b, ("sum", a, of_a, body)))]
            case ("square" | "means" as s, t, *rests):  # >= 0; what a built-in function is
                state.scope.fits(t, "real")
                says = [(">=", ("^", t, ("n", "2")), ZERO) if s == "square" else normal(meaning(t))]
            case _:
                raise Rejected(f"this step is not understood: {proof!a:.60}")
        for rest, fact in zip(rests, says, strict=True):
            self.refute(rest, state.plus(fact))
    def term(self, k: Any, new: Any, *weights: Any) -> tuple[str, Tree]:
        read = []
        for j in (k, *weights):
            op, total, zero = self.fact(j, "<", "<=", ">", ">=")
            whole = total[0] == "sum" and len(total) == 4 and zero == ZERO and j in self.values
            demand(whole, f"fact {j} compares no sum with zero")
            read.append((total[2], (op, replaced(total[3], {("v", total[1]): ("v", new)}), ZERO)))
        (members, part), *others = read
        if not others:  # numbers that add up to at most zero are not all positive, if any
            demand(part[0] in "<>" or self.state.scope.inhabited(members), "a set may be empty")
            return members, part
        ((place, weight),) = others
        demand((weight[0], place) == (">", members), "the weights are of another set, or not > 0")
        return members, ("or", ("and", weight, part), (part[0][0], *part[1:]))
    def by(self, combination: Any) -> None:  # multiples of facts add up to an impossible sign
        total, strict, relations = number(0), False, []
        for multiplier, k in combination:
            demand(k in self.values, f"fact {k!a:.60} is not usable: {self.why}")
            (fact, relation), factor = self.values[k], self.fraction(multiplier)
            sign = self.positive(factor)
            right = relation == "=" or sign == 1 or (sign == 0 and relation != "!=")
            demand(right, "a multiplier has no sign")
            strict = strict or (relation == ">" and sign == 1)
            relations.append(relation)
            total = add(total, multiply(factor, fact))
        zero = relations.count("!=") == 1 and {*relations} <= {"=", "!="} and not total.top
        rest = self.positive(total, -1) if "!=" not in relations else None
        demand(zero or rest == 1 or (rest == 0 and strict), "the facts are no contradiction")
def opened(s: Any) -> State:  # the facts of a statement, with its abbreviations put in
    demand(len(s) == 7, "a statement has seven parts")
    scope, where, facts = Scope(dict(s["sets"])), dict[Tree, Tree](), list[Tree]()
    for members, kind in s["sets"]:
        known = SET.fullmatch(members) and kind in ("inhabited", "finite")
        demand(known and len(scope.sets) == len(s["sets"]), f"not one set: {members!a:.60}")
    for v, *assumed in s["symbols"]:
        demand({*assumed} <= {*ASSUMED, "integer"}, f"{v!a:.60} has unknown assumptions")
        scope = scope.having(v, "symbol")
        facts += [(ASSUMED[a], ("v", v), ZERO) for a in assumed if a in ASSUMED]
    for v, members in s["labels"]:
        scope = scope.having(v, "element", members)
    for f, *sorts in s["functions"]:
        demand({*sorts} <= {"real", *scope.sets}, f"what is {f!a:.60} a function of?")
        scope = scope.having(f, "of", *sorts)
    for v, formula in s["where"]:  # an abbreviation uses names before it only
        scope.fits(formula, "real")
        scope, where[("v", v)] = scope.having(v, "real"), replaced(formula, where)
    for p in (*s["given"], s["says"]):
        scope.fits(p, "truth")
    facts += [*map(normal, s["given"]), normal(s["says"], False)]
    scope = scope._replace(names={**scope.names, **{v: ("abbreviation",) for _, v in where}})
    return reduce(State.plus, [replaced(p, where) for p in facts], State(scope))
def frozen(data: Any, depth: int = DEPTH) -> Tree:  # lists as tuples
    demand(type(data) is list, "no list, text or integer: {!a:.60}", data)
    demand(depth > bool(data), "it is nested more than {} deep", DEPTH)
    return tuple([p if type(p) in (str, int) else frozen(p, depth - 1) for p in data])
def check(data: Any) -> None:  # accept a certificate, or raise Rejected, whatever it contains
    END[0] = time.process_time() + SECONDS
    try:
        known = {*data} == {"format", "hash", "statement", "proof"} and data["format"] == 2
        demand(known, "it is not a certificate of format 2")
        said = json.dumps(data["statement"], sort_keys=True, separators=(",", ":")).encode()
        demand(data["hash"] == hashlib.sha256(said).hexdigest(), "the hash is another statement's")
        statement = {key: frozen(part) for key, part in data["statement"].items()}
        checker = Checker(statement, proof := frozen(data["proof"]))
        checker.refute(proof, checker.start)
    except Exception as error:  # nothing in a file may stop the check of the others
        other = Rejected(f"malformed ({type(error).__name__}: {str(error)!a:.60})")
        raise error if isinstance(error, Rejected) else other from error
    finally:
        END[0] = float("inf")
def loaded(path: Path) -> Any:  # a file as JSON
    try:
        demand(path.is_file() and path.stat().st_size <= SIZE, f"it is no file of {SIZE} bytes")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Rejected(f"it cannot be read ({type(error).__name__})") from error
def text(t: Tree) -> str:  # a formula or proposition, to be read
    if t[0] == "exists":
        return f"(exists {' '.join(t[1])}: {text(t[2])})"
    kind, *parts = [str(part) if isinstance(part, str | int) else text(part) for part in t]
    if kind in ("n", "v"):
        return f"({parts[0]})" if parts[0][0] == "-" else parts[0]
    if kind in ("sum", "prod", "forall"):
        left_out = f" except {parts[3]}" if len(parts) > 3 else ""
        return f'({kind} {parts[0]} in "{parts[1]}"{left_out}: {parts[2]})'
    if len(parts) != 1 and kind in {*SHAPE} - {"min", "max"}:  # an empty sum and the like: "(+)"
        return f"({f' {kind} '.join(parts) or kind})"
    kind, *parts = parts if kind == "f" else (kind, *parts)
    return f"{kind}({', '.join(parts)})"
def sentences(s: Any) -> Iterator[str]:  # a statement line by line
    for part in ("sets", "symbols", "labels", "functions"):
        yield from (f"{part[:-1]} {', '.join(line)}" for line in s[part])
    yield from (f"where {v} = {text(formula)}" for v, formula in s["where"])
    yield from (f"given {text(p)}" for p in s["given"])
    yield f"then {text(s['says'])}"
def main(folder: str) -> int:  # an id is printed only where the manifest vouches for it
    paths, bad, vouched = {*Path(folder).glob("*.json"), *Path(folder).glob("*/*.json")}, 0, {}
    for path in sorted(paths, key=lambda p: (p.name != "manifest.json", p)):
        try:
            if (data := loaded(path)) and path.name == "manifest.json":
                vouched = {(c["certificate"], c["statement"]): c["id"] for c in data["claims"]}
            elif path.name not in ("results.json", "chain.json"):
                check(data)
                id_ = vouched.get((path.name, data["hash"]), "what no manifest lists by this name")
                print(f"{path.name!a:.60} proves {id_!a:.60}:")
                print(*sentences(data["statement"]), "", sep="\n")
        except (Rejected, LookupError, TypeError) as error:
            bad = print(f"{path.name!a:.60} is REJECTED: {error}") or 1
    return bad or int(not paths)
if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
