"""Check certificates again, with nothing but the standard library: ``python recheck.py DIR``, or ``check(certificate)``.

This file imports nothing of the project and trusts nothing that a certificate says about polynomials: it reads the trees of the statement, puts its definitions
in, turns formulas into fractions of polynomials with rational coefficients, differentiates, clears denominators and decides.  A certificate only proposes
steps: the statement is denied, and ``Checker.refute`` lists the steps that lead to a contradiction, each with the reason why it is sound.

Trees: ``["n", "3/2"]`` number, ``["s", name]`` symbol, ``["l", name, set]`` label, ``["i", name, labels…]`` indexed quantity, ``["u", i, j, q, r, x, z]``
partial derivative of u, ``["f", name, args…]`` any function, ``+``, ``*``, ``["^", base, exponent]``, ``["/", n, d]``, ``["d", body, symbol]`` derivative,
``["sum", body, index, set, excluded]``, ``["prod", …]`` likewise.  Propositions: ``[relation, left, right]``, and, or, not, implies, iff, exists, forall.

Soundness.  Whatever is not arithmetic is a *generator*, a name for a real number; equal arguments (as fractions) give the same generator.  So what holds for
all values of the generators holds in the model.  Sets are finite and not empty; functions are defined, and u is differentiable, where a statement uses
them so.  A relation is used only when its divisors are shown to be nonzero.  What is not understood is not used, or rejected.
"""

from __future__ import annotations

import hashlib
import json
import sys
from fractions import Fraction
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

Monomial = tuple[tuple[int, int], ...]  # (generator, exponent), increasing generators
Poly = dict[Monomial, Fraction]
Tree = Any
ZERO = ["n", "0"]
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
MEANS = {
    ">": {">=", "!="},
    ">=": {">="},
    "=": {">=", "<="},
    "!=": {"!="},
}  # of what a relation says about left - right
FLIPPED = {">=": "<=", "<=": ">=", "!=": "!="}


class Rejected(Exception):
    """The certificate does not prove its statement; the message says why."""


def demand(condition: Any, why: str) -> None:  # reject the certificate unless the condition holds
    if not condition:
        raise Rejected(why)


# -- polynomials and fractions --------------------------------------------------------------------------------------------------------------------------------
def collected(terms: Any) -> Poly:  # add up pairs of a monomial and a coefficient
    total: Poly = {}
    for m, v in terms:
        total[m] = total[m] + v if m in total else v
    return {m: v for m, v in total.items() if v}


def joined(m: Monomial, n: Monomial) -> Monomial:  # multiply two monomials
    exponents = dict(m)
    for g, e in n:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted(exponents.items()))


def times(a: Poly, b: Poly) -> Poly:
    return collected((joined(m, n), v * w) for m, v in a.items() for n, w in b.items())


def monic(
    p: Poly,
) -> tuple[
    Fraction, Any
]:  # split a polynomial that is not zero into its leading coefficient and the rest, in hashable form
    lead = p[max(p)]
    return lead, tuple(sorted((m, v / lead) for m, v in p.items()))


class Frac(NamedTuple):
    """A numerator over a product of powers of polynomials with leading coefficient 1 (each as its sorted items)."""

    top: Poly
    bottom: dict[Any, int] = {}  # noqa: RUF012  # never changed in place


def number(value: Fraction | int) -> Frac:
    return Frac({(): Fraction(value)} if value else {})


def name(g: int) -> Frac:  # a generator as a fraction
    return Frac({((g, 1),): Fraction(1)})


def add(a: Frac, b: Frac) -> Frac:  # over the common multiple of the listed factors
    bottom = {f: max(a.bottom.get(f, 0), b.bottom.get(f, 0)) for f in {**a.bottom, **b.bottom}}
    tops = [
        reduce(
            times,
            [dict(f) for f, e in bottom.items() for _ in range(e - part.bottom.get(f, 0))],
            part.top,
        )
        for part in (a, b)
    ]
    total = collected((m, v) for top in tops for m, v in top.items())
    return Frac(total, bottom if total else {})


def multiply(a: Frac, b: Frac) -> Frac:  # a numerator that equals a listed factor cancels it
    bottom = (
        {f: a.bottom.get(f, 0) + b.bottom.get(f, 0) for f in {**a.bottom, **b.bottom}}
        if a.top and b.top
        else {}
    )
    top: Poly = {(): Fraction(1)}
    for part in (a.top, b.top):
        lead, key = monic(part) if part and bottom else (0, None)
        cancels = bottom.get(key, 0) > 0
        bottom = {**bottom, key: bottom[key] - 1} if cancels else bottom
        top = times(top, {(): Fraction(lead)} if cancels else part)
    return Frac(top, {f: e for f, e in bottom.items() if e})


def inverse(a: Frac) -> Frac:  # that a is not zero is for the caller to show
    demand(a.top, "a denominator is the zero polynomial")
    lead, key = monic(a.top)
    one = Frac({(): 1 / lead}, {} if key == (((), Fraction(1)),) else {key: 1})
    return reduce(multiply, [power(Frac(dict(f)), e) for f, e in a.bottom.items()], one)


def power(a: Frac, exponent: int) -> Frac:
    demand(0 <= exponent <= 64, "an exponent exceeds 64")
    return reduce(multiply, [a] * exponent, number(1))


def minus(a: Frac, b: Frac) -> Frac:
    return add(a, multiply(number(-1), b))


def equal(a: Frac, b: Frac) -> bool:
    return a.top == b.top if a.bottom == b.bottom else not minus(a, b).top


def rational(text: Any) -> Fraction:  # an exact number
    demand(
        isinstance(text, str) and len(text) < 100 and {*text} <= {*"-/0123456789"},
        f"{text!r} is not a rational number",
    )
    return Fraction(text)


# -- reading formulas -----------------------------------------------------------------------------------------------------------------------------------------
class Env(NamedTuple):
    """Where a tree is read: definitions from ``level`` on apply; ``bound`` indices; ``local`` witnesses of existential variables."""

    level: int = 0
    bound: dict[str, int] = {}  # noqa: RUF012
    local: dict[str, tuple[Tree, Any]] = {}  # noqa: RUF012


class Reader:
    """Reads trees as fractions; owns the generators.  ``divisors`` collects what must not be zero; ``where`` is the list of definitions."""

    def __init__(self, where: Any) -> None:
        self.where, self.defined = where, len(where)
        self.divisors: list[Frac] = []
        self.atoms: list[tuple[Any, tuple[Frac, ...]]] = []
        self.labels: list[frozenset[int]] = []  # the labels that a generator depends on
        self.height: list[int] = []  # how deeply sums are nested in it
        self.heads: dict[
            Any, list[int]
        ] = {}  # by head, and ``found`` by head and arguments as they were met
        self.found: dict[Any, int] = {}

    def generators(self, a: Frac) -> set[int]:  # those that occur in a fraction
        return {g for p in (a.top, *a.bottom) for m in dict(p) for g, _ in m}

    def depends(self, a: Frac) -> frozenset[int]:  # the labels that a fraction depends on
        return frozenset().union(*(self.labels[g] for g in self.generators(a)))

    def generator(
        self, head: Any, args: tuple[Frac, ...] = ()
    ) -> int:  # the one with this head and equal arguments, a new one if there is none
        key = (head, *((tuple(a.top.items()), tuple(a.bottom.items())) for a in args))
        if key not in self.found:
            same = (
                g
                for g in self.heads.setdefault(head, [])
                if all(equal(a, b) for a, b in zip(args, self.atoms[g][1], strict=True))
            )
            self.found[key] = next(same, len(self.atoms))
        if (new := self.found[key]) == len(self.atoms):
            self.atoms.append((head, args))
            self.heads[head].append(new)
            self.labels.append(
                frozenset({new} if head[0] == "l" else ()).union(*map(self.depends, args))
            )
            self.height.append(
                max((self.height[g] for a in args for g in self.generators(a)), default=0)
                + (head[0] in ("sum", "prod"))
            )
        return new

    def label(
        self, t: Tree, members: str, env: Env
    ) -> int:  # the element of a set that a tree names
        g = max(self.generators(value := self.read(t, env)), default=0)
        demand(
            value == name(g) and self.atoms[g][0][::2] == ("l", members),
            "not an element of the set",
        )
        return g

    def moved(self, a: Frac, old: int, new: int) -> Frac:  # a label in the place of another
        def within(g: int) -> int:
            head, args = self.atoms[g]
            return (
                new
                if g == old
                else g
                if old not in self.labels[g]
                else self.generator(head, tuple(self.moved(b, old, new) for b in args))
            )

        if old not in self.depends(a):
            return a
        terms = [
            reduce(multiply, [power(name(within(g)), e) for g, e in m], number(v))
            for m, v in a.top.items()
        ]
        below = [
            power(inverse(self.moved(Frac(dict(f)), old, new)), e) for f, e in a.bottom.items()
        ]
        return reduce(multiply, below, reduce(add, terms, number(0)))

    def read(self, t: Tree, env: Env) -> Frac:
        kind, rest = t[0], t[1:]
        if kind in ("s", "l", "i"):
            return self.read_name(t, env)
        if kind == "n":
            return number(rational(rest[0]))
        if kind in ("+", "*"):
            return reduce(
                add if kind == "+" else multiply,
                [self.read(part, env) for part in rest],
                number(int(kind == "*")),
            )
        if kind == "/":
            return multiply(self.read(rest[0], env), self.one_over(rest[1], env))
        if kind == "^" and rest[1][0] == "n" and rational(rest[1][1]).denominator == 1:
            n = int(rational(rest[1][1]))
            return power(self.read(rest[0], env) if n >= 0 else self.one_over(rest[0], env), abs(n))
        if kind == "d":  # before quantities are expressed by one another
            v = max(self.generators(value := self.read(rest[1], env)), default=0)
            demand(
                len(self.where) == self.defined and value == name(v) and self.atoms[v][0][0] == "s",
                "only symbols are differentiated in",
            )
            return self.slope(self.read(rest[0], env), v)
        if kind in ("sum", "prod"):
            return self.read_over(t, env)
        names = {"u": 2, "f": 1, "^": 0}
        demand(
            kind in names and (kind != "u" or [type(n) for n in rest[:2]] == [int, int]),
            f"a formula of kind {kind!r} is not understood",
        )
        return name(
            self.generator(
                (kind, *rest[: names[kind]], len(rest)),
                tuple(self.read(a, env) for a in rest[names[kind] :]),
            )
        )

    def read_name(
        self, t: Tree, env: Env
    ) -> (
        Frac
    ):  # a symbol, a label or an indexed quantity: bound, defined, a witness, or a generator
        if t[0] != "i" and t[1] in env.bound:
            return name(env.bound[t[1]])
        if not any(a[1] in env.bound for a in t[2:] if t[0] == "i"):
            for k in range(env.level, len(self.where)):
                if self.where[k][0] == t:
                    return self.read(self.where[k][1], Env(k + 1))
        if t[0] == "s" and t[1] in env.local:
            return self.read(*env.local[t[1]])
        demand(
            all(isinstance(part, str) for part in t[1 : 2 if t[0] == "i" else None]),
            "a name is not a text",
        )
        return name(
            self.generator(("i", t[1], len(t)), tuple(self.read(a, env) for a in t[2:]))
            if t[0] == "i"
            else self.generator(tuple(t))
        )

    def one_over(
        self, t: Tree, env: Env
    ) -> Frac:  # factor by factor; what must not be zero is noted
        if t[0] == "*":
            return reduce(multiply, [self.one_over(part, env) for part in t[1:]], number(1))
        if t[0] == "^" and t[2][0] == "n" and rational(t[2][1]) in range(1, 65):
            return power(self.one_over(t[1], env), int(rational(t[2][1])))
        self.divisors.append(value := self.read(t, env))
        return inverse(value)

    def read_over(
        self, t: Tree, env: Env
    ) -> Frac:  # a sum or product over a set; the element left out of a sum is subtracted
        kind, body, index, members, *excluded = t
        label = self.generator(("l", len(self.atoms), members))  # it occurs nowhere else
        inside = self.read(body, env._replace(bound={**env.bound, index: label}))
        if not excluded:
            return self.sum_of(inside, label) if kind == "sum" else self.over("prod", inside, label)
        demand(kind == "sum", "a product with an element left out is not understood")
        return minus(
            self.sum_of(inside, label),
            self.moved(inside, label, self.label(excluded[0], members, env)),
        )

    def over(
        self, kind: str, inside: Frac, label: int
    ) -> (
        Frac
    ):  # the generator for a sum or product; its index is renamed to say how deeply it is nested
        depth = max((self.height[g] for g in self.generators(inside)), default=0)
        to = self.generator(("l", -1 - depth, self.atoms[label][0][2]))
        return name(self.generator((kind, to), (self.moved(inside, label, to),)))

    def sum_of(
        self, a: Frac, label: int
    ) -> Frac:  # term by term; what does not depend on the label is pulled out
        outer = {f: e for f, e in a.bottom.items() if label not in self.depends(Frac(dict(f)))}
        inner = {f: e for f, e in a.bottom.items() if f not in outer}
        total = number(0)
        for m, v in a.top.items():
            into = tuple((g, e) for g, e in m if label in self.labels[g])
            out = tuple(part for part in m if part not in into)
            total = add(
                total,
                multiply(
                    Frac({out: v}, outer), self.over("sum", Frac({into: Fraction(1)}, inner), label)
                ),
            )
        return total

    def slope(
        self, a: Frac, v: int
    ) -> (
        Frac
    ):  # the derivative in a symbol: monomial by monomial, then factor by factor of the divisor
        terms = [
            (Frac({tuple((h, k - (h == g)) for h, k in m if k > (h == g)): c * e}, a.bottom), g)
            for m, c in a.top.items()
            for g, e in m
        ]
        below = [
            multiply(number(e), multiply(self.slope(Frac(dict(f)), v), inverse(Frac(dict(f)))))
            for f, e in a.bottom.items()
        ]
        above = reduce(add, [multiply(rest, self.slope_of(g, v)) for rest, g in terms], number(0))
        return minus(above, multiply(a, reduce(add, below, number(0))))

    def slope_of(
        self, g: int, v: int
    ) -> Frac:  # of a generator: a partial of u by the chain rule, a sum term by term
        head, args = self.atoms[g]
        slopes = [self.slope(a, v) for a in args]
        if g == v or not any(s.top for s in slopes):
            return number(int(g == v))
        if head[0] == "sum":
            return self.sum_of(slopes[0], head[1])
        demand(
            head[0] == "u" and not slopes[2].top and not slopes[3].top,
            f"no derivative of {head[0]!r} is known",
        )
        up = [
            name(self.generator(("u", head[1] + 1 - j, head[2] + j, head[3]), args)) for j in (0, 1)
        ]
        return add(multiply(up[0], slopes[0]), multiply(up[1], slopes[1]))


# -- proofs ---------------------------------------------------------------------------------------------------------------------------------------------------
def normal(
    p: Tree, holds: bool = True
) -> (
    Tree
):  # p or its denial in terms of and, or, forall, some; ``at`` is a denied exists at its witness
    kind, parts = p[0], p[1:]
    if kind in OPPOSITE:
        return p if holds else [OPPOSITE[kind], *parts]
    if kind == "not":
        return normal(parts[0], not holds)
    if kind in ("and", "or"):
        return [
            "and" if (kind == "and") == holds else "or",
            *(normal(part, holds) for part in parts),
        ]
    if kind in ("implies", "iff"):
        sides = [["or", ["not", a], b] for a, b in (parts, parts[::-1])]
        return normal(sides[0] if kind == "implies" else ["and", *sides], holds)
    if kind == "same sign":
        return normal(
            ["or", *(["and", [op, parts[0], ZERO], [op, parts[1], ZERO]] for op in "<=>")], holds
        )
    if kind == "forall":
        return ["forall" if holds else "some", *parts[:2], normal(parts[2], holds)]
    return (
        ["at", normal(parts[1], False), parts[2]]
        if kind == "exists" and not holds
        else ["not used"]
    )


def difference(p: Tree) -> Tree:  # the formula that a relation compares with zero from above
    return ["+", p[2 if "<" in p[0] else 1], ["*", ["n", "-1"], p[1 if "<" in p[0] else 2]]]


class State(NamedTuple):
    """What may be used: definitions, and facts (propositions with the place where they are read)."""

    where: tuple[Any, ...]
    facts: tuple[tuple[Tree, Env], ...] = ()

    def plus(self, p: Tree, env: Env) -> State:  # a conjunction part by part
        if p[0] == "at":
            return self.plus(
                p[1], env._replace(local={**env.local, **{v: (t, env) for v, t in p[2]}})
            )
        return (
            reduce(lambda s, part: s.plus(part, env), p[1:], self)
            if p[0] == "and"
            else self._replace(facts=(*self.facts, (p, env)))
        )


class Checker:
    """Follows one proof.  ``known`` maps polynomials with leading coefficient 1 to what is shown: at least zero, at most zero, not zero."""

    def __init__(self, statement: Any) -> None:
        self.text, self.reader, self.state = (
            json.dumps(statement),
            Reader(tuple(statement["where"])),
            State(()),
        )
        self.known: dict[Any, set[str]] = {}
        self.values: dict[
            int, tuple[Frac, str]
        ] = {}  # the facts that are relations and understood: left - right, or right - left, and the relation to zero
        self.seen: set[Any] = set()
        self.read: dict[
            str, tuple[Frac, list[Frac]]
        ] = {}  # formulas under the present definitions, with their divisors

    def about(
        self, key: Any
    ) -> set[
        str
    ]:  # what is known of a polynomial; what holds for all elements of a set is read at the labels that occur in it
        for label in self.reader.depends(Frac(dict(key))):
            for k, (p, env) in enumerate(self.state.facts):
                if (
                    p[0] == "forall"
                    and p[2] == self.reader.atoms[label][0][2]
                    and (k, label) not in self.seen
                ):
                    self.seen.add((k, label))
                    for part, place in (
                        State(()).plus(p[3], env._replace(bound={**env.bound, p[1]: label})).facts
                    ):
                        self.learn(part, place)
        return self.known.get(key, set())

    def sign(
        self, p: Poly, turn: int = 1
    ) -> (
        int | None
    ):  # 1 if p (times turn) is shown to be positive, 0 if at least zero, else nothing
        about = self.about(monic(p)[1]) if p else {">=", "<="}
        about = {FLIPPED[a] for a in about} if p and monic(p)[0] * turn < 0 else about
        strict, weak = {">=", "!="} <= about, 0 if ">=" in about else None
        for m, v in p.items() if not strict else ():
            signs = [(self.about(monic({((g, 1),): Fraction(1)})[1]), e) for g, e in m]
            if any({">=", "<="} <= a for a, _ in signs):  # a factor is zero
                continue
            odd = [">=" in a for a, e in signs if e % 2 and a & {">=", "<="}]
            if len(odd) < sum(e % 2 for _, e in signs) or (v * turn > 0) != (
                odd.count(False) % 2 == 0
            ):
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

    def fraction(
        self, t: Tree, env: Env
    ) -> Frac:  # a formula whose divisors are all shown to be nonzero
        if (
            (key := repr((t, env))) not in self.read
        ):  # the generators of equal formulas are the same, so one reading is enough while the definitions stay
            self.reader.divisors = []
            self.read[key] = self.reader.read(t, env), self.reader.divisors
        value, divisors = self.read[key]
        for d in divisors:
            shown = d.top and (
                "!=" in self.about(monic(d.top)[1]) or 1 in (self.sign(d.top), self.sign(d.top, -1))
            )
            demand(shown, "a divisor is not shown to be nonzero")
        return value

    def learn(
        self, p: Tree, env: Env
    ) -> (
        tuple[Frac, str] | None
    ):  # read a relation and note what it says; one that cannot be read yet is left alone
        try:
            demand(p[0] in OPPOSITE and len(p) == 3, "not a relation")
            value, relation = self.fraction(difference(p), env), p[0].replace("<", ">")
        except Rejected:
            return None
        below = Frac({(): Fraction(1)}, value.bottom)
        turn = 1 if self.positive(below) == 1 else -1 if self.positive(below, -1) == 1 else 0
        if value.top and turn:
            lead, key = monic(value.top)
            self.known[key] = self.known.get(key, set()) | {
                a if lead * turn > 0 else FLIPPED[a] for a in MEANS[relation]
            }
        return value, relation

    def enter(
        self, state: State
    ) -> (
        None
    ):  # read the facts; one with divisors counts once these are shown to be nonzero by the others
        if self.state is state:
            return
        self.read = self.read if self.reader.where is state.where else {}
        self.state, self.reader.where, self.known, self.values, self.seen = (
            state,
            state.where,
            {},
            {},
            set(),
        )
        before = -1
        while before < (before := len(self.values)):
            found = {k: self.learn(p, env) for k, (p, env) in enumerate(state.facts)}
            self.values = {k: value for k, value in found.items() if value is not None}

    def new(self, text: Any) -> str:  # a name that occurs nowhere yet
        demand(
            isinstance(text, str)
            and json.dumps(text) not in self.text
            and text not in {str(h[1]) for h in self.reader.heads},
            "a new name is not new",
        )
        return str(text)

    def refute(
        self, proof: Any, state: State
    ) -> None:  # follow a proof that the facts contradict each other
        step, *args = proof
        self.enter(state)
        fact, env = state.facts[args[0]] if step in ("cases", "at", "some") else (ZERO, Env())
        if step == "split":  # a proposition holds, or its denial does
            self.refute(args[1], state.plus(normal(args[0]), env))
            self.refute(args[2], state.plus(normal(args[0], False), env))
        elif (
            step == "cases"
        ):  # one of the alternatives holds; what is not zero is negative or positive
            demand(fact[0] in ("or", "!="), "a fact is no alternative")
            for part, rest in zip(
                fact[1:] if fact[0] == "or" else [[op, *fact[1:]] for op in "<>"],
                args[1:],
                strict=True,
            ):
                self.refute(rest, state.plus(part, env))
        elif step == "at":  # what holds for all elements holds at one
            demand(fact[0] == "forall", "a fact is not about all elements")
            self.refute(
                args[2],
                state.plus(
                    fact[3],
                    env._replace(
                        bound={**env.bound, fact[1]: self.reader.label(args[1], fact[2], Env())}
                    ),
                ),
            )
        elif step == "some":  # an element for which it holds gets a name
            index, members, part = (
                fact[1:] if fact[0] == "some" else self.term(fact, args[0], *args[2:-1])
            )
            label = self.reader.generator(("l", self.new(args[1]), members))
            self.refute(args[-1], state.plus(part, env._replace(bound={**env.bound, index: label})))
        elif (
            step == "let"
        ):  # name the difference in fact k by a new symbol, and v by a formula in it that gives v back: v = formula(difference)
            v, new, k, formula, rest = args
            demand(
                self.values[k][1] in (">", ">=")
                and v[0] in ("s", "i")
                and v not in [d[0] for d in state.where],
                "nothing to substitute",
            )
            again = self.fraction(
                formula,
                Env(local={self.new(new): (difference(state.facts[k][0]), state.facts[k][1])}),
            )
            demand(
                not minus(again, self.fraction(v, Env())).top,
                "a substitution does not give the quantity back",
            )
            self.refute(
                rest,
                State((*state.where, [v, formula]), state.facts).plus(
                    [self.values[k][1], ["s", new], ZERO], Env()
                ),
            )
        elif step == "square":  # a square is not negative
            self.refute(args[1], state.plus([">=", ["^", args[0], ["n", "2"]], ZERO], env))
        else:
            demand(step == "by", f"the step {step!r} is not understood")
            self.by(args[0])

    def term(
        self, fact: Tree, k: int, weights: Any = None
    ) -> Any:  # the index, the set, and what holds for some term of a sum because of the sum's sign
        (op, total, zero), holds = fact, [fact[0], fact[1][1], ZERO]
        demand(
            k in self.values
            and op in ("<", "<=", ">", ">=")
            and total[0] == "sum"
            and len(total) == 4
            and zero == ZERO,
            "no sum compared with zero",
        )
        if (
            weights is not None
        ):  # with a positive sum of weights: for some term whose weight is positive, or strictly for some term
            (above, other, bound), place = self.state.facts[weights]
            demand(
                (above, bound, other[0], other[2:]) == (">", ZERO, "sum", total[2:])
                and weights in self.values,
                "no weights",
            )
            demand(place == self.state.facts[k][1], "the weights belong to another place")
            holds = ["or", ["and", [">", other[1], ZERO], holds], [op[0], total[1], ZERO]]
        return total[2], total[3], holds

    def by(
        self, combination: Any
    ) -> None:  # multiples of facts add up to what the facts make positive and the coefficients at most zero (or 0 != 0)
        total, strict, relations = number(0), False, []
        for multiplier, k in combination:
            (fact, relation), factor = self.values[k], self.fraction(multiplier, Env())
            sign = self.positive(factor)
            demand(
                relation == "=" or sign == 1 or (sign == 0 and relation != "!="),
                "a multiplier has no sign",
            )
            strict = strict or (relation == ">" and sign == 1)
            relations.append(relation)
            total = add(total, multiply(factor, fact))
        zero = relations.count("!=") == 1 and {*relations} <= {"=", "!="} and not total.top
        rest = self.positive(total, -1) if "!=" not in relations else None
        demand(
            zero or rest == 1 or (rest == 0 and strict),
            "no contradiction by the signs of the coefficients",
        )


def check(certificate: Any) -> None:  # accept it, or raise Rejected
    try:
        statement = certificate["statement"]
        digest = hashlib.sha256(
            json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()
        demand(
            certificate["format"] == 1 and certificate["hash"] == digest,
            "the hash is not that of the statement",
        )
        facts = [*map(normal, statement["given"]), normal(statement["says"], False)]
        Checker(statement).refute(
            certificate["proof"],
            reduce(lambda state, p: state.plus(p, Env()), facts, State(tuple(statement["where"]))),
        )
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Rejected(f"malformed ({type(error).__name__}: {error})") from error


def main(folder: str) -> int:  # check every certificate in a folder
    words = []  # return 1 if one is rejected or stale, or there is none
    for path in sorted(p for p in Path(folder).rglob("*.json") if p.name != "results.json"):
        try:
            check(data := json.loads(path.read_text(encoding="utf-8")))
            words.append(
                "proved"
                if data.get("current", data["hash"]) == data["hash"]
                else "STALE: the statement has changed since"
            )
        except (Rejected, ValueError) as error:
            words.append(f"REJECTED: {error}")
        print(f"{path.stem}: {words[-1]}")
    return int(set(words) != {"proved"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
