"""An independent judge of format-2 statements: exact evaluation at points of their hypotheses.

A *world* chooses the sizes of the sets, a rational number for every symbol, an element for every
label, a value for every function at every argument, and a polynomial for u at each pair of a type
and a state.  A relation that is not defined (a divisor is zero, a root is of a negative number)
gets a truth value by chance, the same wherever the same relation stands, since a proof must hold
whatever it is.  Derivatives are those of dual numbers.  Nothing is imported from the checker or
the engines: trees are read by lexical scoping.
"""

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from math import comb, factorial
from typing import Any

Number = Any


class Undefined(Exception):
    """A formula has no value here."""


class Unknown(Exception):
    """A value is not rational, so nothing can be said."""


class Dual:
    """value + slope * epsilon, for one symbol that is differentiated in (``level`` tells nested ones apart)."""

    def __init__(self, level: int, value: Number, slope: Number) -> None:
        self.level, self.value, self.slope = level, value, slope


def split(a: Number, level: int) -> tuple[Number, Number]:
    return (a.value, a.slope) if isinstance(a, Dual) and a.level == level else (a, Fraction(0))


def dual(level: int, value: Number, slope: Number) -> Number:
    return Dual(level, value, slope)


def highest(*numbers: Number) -> int:
    return max((n.level for n in numbers if isinstance(n, Dual)), default=0)


def plus(a: Number, b: Number) -> Number:
    if isinstance(a, Dual) or isinstance(b, Dual):
        level = highest(a, b)
        (p, dp), (q, dq) = split(a, level), split(b, level)
        return dual(level, plus(p, q), plus(dp, dq))
    return a + b


def times(a: Number, b: Number) -> Number:
    if isinstance(a, Dual) or isinstance(b, Dual):
        level = highest(a, b)
        (p, dp), (q, dq) = split(a, level), split(b, level)
        return dual(level, times(p, q), plus(times(dp, q), times(p, dq)))
    return a * b


def over_one(a: Number) -> Number:
    if level := highest(a):
        p, dp = split(a, level)
        inverse = over_one(p)
        return dual(level, inverse, times(Fraction(-1), times(dp, times(inverse, inverse))))
    if a == 0:
        raise Undefined
    return 1 / a


def raised(a: Number, n: int) -> Number:
    result: Number = Fraction(1)
    for _ in range(abs(n)):
        result = times(result, a)
    return over_one(result) if n < 0 else result


def real(a: Number) -> Fraction:
    while isinstance(a, Dual):
        a = a.value
    return a  # type: ignore[no-any-return]


def moves(a: Number) -> bool:
    return isinstance(a, Dual) and (bool(moves(a.slope)) or real(a.slope) != 0 or moves(a.value))


def root(a: Number, power: Fraction) -> Number:
    """a ** power for a power that is not an integer, where it is rational."""
    base = real(a)
    if base < 0 or (base == 0 and (power < 0 or moves(a))):
        raise Undefined
    found = [integer_root(n, power.denominator) for n in (base.numerator, base.denominator)]
    if None in found:
        raise Unknown
    value = Fraction(found[0], found[1]) ** abs(power.numerator)  # type: ignore[arg-type]
    value = value if power > 0 else 1 / value
    if not isinstance(a, Dual):
        return value
    p, dp = split(a, a.level)
    return dual(a.level, root(p, power), times(power, times(dp, root_over(p, power))))


def root_over(p: Number, power: Fraction) -> Number:
    return times(root(p, power), over_one(p))


def integer_root(n: int, k: int) -> int | None:
    guess = round(n ** (1 / k))
    return next((g for g in range(max(guess - 1, 0), guess + 2) if g**k == n), None)


class World:
    """A choice of everything that a statement leaves open."""

    def __init__(self, statement: dict[str, Any], seed: int) -> None:
        self.statement, self.seed = statement, seed
        draw = random.Random(f"{seed} world")
        self.where = dict(statement["where"])
        self.sizes = {
            name: draw.choice((1, 1, 2, 2, 3) if kind == "inhabited" else (0, 0, 1, 2))
            for name, kind in statement["sets"]
        }
        for _, members in statement["labels"]:
            self.sizes[members] = max(self.sizes[members], 1)
        self.elements = {
            v: draw.randrange(self.sizes[members]) for v, members in statement["labels"]
        }
        self.style = draw.random()
        self.values = {v: self.number(draw, assumed) for v, *assumed in statement["symbols"]}
        self.tables: dict[Any, Fraction] = {}
        self.sorts = {f: sorts for f, *sorts in statement["functions"]}
        self.level = 0

    def number(self, draw: random.Random, assumed: list[str] = []) -> Fraction:  # noqa: B006
        """A small rational number; often positive, sometimes zero, of the assumed sign."""
        size = Fraction(draw.randint(1, 9), draw.choice((1, 1, 1, 2, 3)))
        if draw.random() < 0.3:
            size = size**2
        if "integer" in assumed:
            size = Fraction(draw.randint(1, 5))
        zero = {"positive", "negative", "nonzero"}.isdisjoint(assumed) and draw.random() < 0.12
        minus = draw.random() < (0.05 if self.style < 0.6 else 0.4)
        if {"positive", "nonnegative"} & {*assumed}:
            minus = False
        if {"negative", "nonpositive"} & {*assumed}:
            minus = True
        return Fraction(0) if zero else -size if minus else size

    # -- formulas -------------------------------------------------------------------------------

    def value(self, t: Any, env: dict[str, Any]) -> Number:
        kind, rest = t[0], t[1:]
        if kind == "n":
            return Fraction(rest[0])
        if kind == "v":
            return self.named(rest[0], env)
        if kind == "+":
            total: Number = Fraction(0)
            for part in rest:
                total = plus(total, self.value(part, env))
            return total
        if kind == "*":
            product: Number = Fraction(1)
            for part in rest:
                product = times(product, self.value(part, env))
            return product
        if kind == "/":
            return times(self.value(rest[0], env), over_one(self.value(rest[1], env)))
        if kind == "^":
            return self.power(rest[0], rest[1], env)
        if kind in ("sum", "prod"):
            return self.over(t, env)
        if kind == "d":
            return self.slope(rest[0], rest[1], env)
        if kind == "f":
            return self.function(rest[0], rest[1:], env)
        if kind == "u":
            return self.utility(rest, env)
        return self.built_in(kind, [self.value(part, env) for part in rest])

    def named(self, v: str, env: dict[str, Any]) -> Number:
        if v in env:
            return env[v]
        if v in self.where:
            return self.value(self.where[v], {k: n for k, n in env.items() if k in self.values})
        return self.values[v] if v in self.values else self.elements[v]

    def power(self, base: Any, exponent: Any, env: dict[str, Any]) -> Number:
        b = self.value(base, env)
        if exponent[0] == "n":
            e = Fraction(exponent[1])
            return raised(b, e.numerator) if e.denominator == 1 else root(b, e)
        e = self.value(exponent, env)
        if real(b) <= 0:
            raise Undefined
        if moves(e):
            raise Unknown
        e = real(e)
        return raised(b, e.numerator) if e.denominator == 1 and abs(e) < 30 else root(b, e)

    def over(self, t: Any, env: dict[str, Any]) -> Number:
        kind, bound, members, body, *out = t
        left_out = {self.value(label, env) for label in out}
        total: Number = Fraction(0) if kind == "sum" else Fraction(1)
        for element in range(self.sizes[members]):
            term = self.value(body, {**env, bound: element})  # defined for the one left out, too
            if element not in left_out:
                total = plus(total, term) if kind == "sum" else times(total, term)
        return total

    def slope(self, body: Any, v: str, env: dict[str, Any]) -> Number:
        self.level += 1
        level = self.level
        at = self.named(v, env)
        result = self.value(body, {**env, v: dual(level, at, Fraction(1))})
        self.level -= 1
        return split(result, level)[1]

    def function(self, f: str, arguments: Any, env: dict[str, Any]) -> Number:
        args = [self.value(a, env) for a in arguments]
        if any(map(moves, args)):
            raise Unknown  # nothing is known of its derivative
        key = (f, *(real(a) if isinstance(a, Dual) else a for a in args))
        if key not in self.tables:
            self.tables[key] = self.number(random.Random(f"{self.seed} {key}"))
        return self.tables[key]

    def utility(self, rest: Any, env: dict[str, Any]) -> Number:
        """A polynomial of degree two in each good, often rising and concave."""
        (i, j), (q, r, x, z) = rest[:2], [self.value(part, env) for part in rest[2:]]
        draw = random.Random(f"{self.seed} u {x} {z}")
        total: Number = Fraction(0)
        powers_q, powers_r = ([raised(good, n) for n in range(4)] for good in (q, r))
        for a in range(4):
            for b in range(4 - a):
                c = self.coefficient(draw, a, b)
                if a >= i and b >= j and c != 0:
                    size = c * factorial(a) // factorial(a - i) * factorial(b) // factorial(b - j)
                    total = plus(total, times(size, times(powers_q[a - i], powers_r[b - j])))
        return total

    def coefficient(self, draw: random.Random, a: int, b: int) -> Fraction:
        size = Fraction(draw.randint(1, 60))
        if self.style > 0.7:
            return draw.choice((-1, 0, 1)) * size
        concave = {(1, 0): 1000 + size, (0, 1): 1000 + size, (2, 0): -size, (0, 2): -size}
        return Fraction(concave.get((a, b), 0)) * comb(a + b, a)

    def built_in(self, kind: str, args: list[Number]) -> Number:
        if kind in ("log", "exp"):
            if kind == "log" and real(args[0]) <= 0:
                raise Undefined
            if real(args[0]) != (1 if kind == "log" else 0) or moves(args[0]):
                raise Unknown
            return Fraction(kind == "exp")
        if any(map(moves, args)):
            raise Unknown
        plain = [real(a) for a in args]
        if kind == "abs":
            return abs(plain[0])
        if kind == "sign":
            return Fraction((plain[0] > 0) - (plain[0] < 0))
        return min(plain) if kind == "min" else max(plain)

    # -- propositions ---------------------------------------------------------------------------

    def holds(self, p: Any, env: dict[str, Any]) -> bool:
        """Evaluate a proposition; raise Unknown where that cannot be done exactly."""
        kind, parts = p[0], p[1:]
        if kind == "and":
            return all([self.holds(part, env) for part in parts])  # noqa: C419 - every part is read
        if kind == "or":
            return any([self.holds(part, env) for part in parts])  # noqa: C419 - every part is read
        if kind == "not":
            return not self.holds(parts[0], env)
        if kind == "implies":
            return not self.holds(parts[0], env) or self.holds(parts[1], env)
        if kind == "iff":
            return self.holds(parts[0], env) == self.holds(parts[1], env)
        if kind == "forall":
            bound, members, part = parts
            return all([self.holds(part, {**env, bound: e}) for e in range(self.sizes[members])])  # noqa: C419
        if kind == "exists":
            return self.found(parts[0], parts[1], env)
        return self.compared(kind, parts, env)

    def found(self, names: Any, part: Any, env: dict[str, Any]) -> bool:
        """Try some numbers; that none of them does says nothing."""
        draw = random.Random(f"{self.seed} exists {json.dumps(names)}")
        for _ in range(30):
            if self.holds(part, {**env, **{v: self.number(draw) for v in names}}):
                return True
        raise Unknown

    def compared(self, kind: str, parts: Any, env: dict[str, Any]) -> bool:
        values = self.defined(parts, env)
        if kind == "same sign":
            if values is not None:
                a, b = ((v > 0) - (v < 0) for v in values)
                return a == b
            zero = ["n", "0"]
            return any(
                self.compared(op, [parts[0], zero], env)
                and self.compared(op, [parts[1], zero], env)
                for op in "<=>"
            )
        if values is None:
            opposite = {">=": "<", "<=": ">", "!=": "="}
            stands = opposite.get(kind, kind)
            names = json.dumps([stands, *parts]) + str(sorted((k, str(n)) for k, n in env.items()))
            return (
                random.Random(f"{self.seed} {names}").random() < 0.5
                if stands == kind
                else not (self.compared(stands, parts, env))
            )
        left, right = values
        return {
            "=": left == right,
            "!=": left != right,
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }[kind]

    def defined(self, parts: Any, env: dict[str, Any]) -> list[Fraction] | None:
        """Return the values of formulas, None if one of them has none."""
        try:
            return [real(self.value(p, env)) for p in parts]
        except Undefined:
            return None

    def admits(self) -> bool:
        """Whether the hypotheses hold; an equation that fails sets its left side, if it can."""
        for given in self.statement["given"]:
            if self.holds(given, {}):
                continue
            if given[0] == "=" and given[1][0] == "v" and given[1][1] in self.values:
                self.values[given[1][1]] = real(self.value(given[2], {}))
            elif given[0] == "=" and given[1][0] == "f":
                args = [self.value(a, {}) for a in given[1][2:]]
                self.tables[(given[1][1], *args)] = real(self.value(given[2], {}))
            else:
                return False
        assumed = {"positive": ">", "nonnegative": ">=", "negative": "<", "nonpositive": "<="}
        for v, *signs in self.statement["symbols"]:
            for sign in signs:
                op = assumed.get(sign, "!=" if sign == "nonzero" else "=")
                bound = ["v", v] if op == "=" else ["n", "0"]
                if not self.holds([op, ["v", v], bound], {}):
                    return False
        return all(self.holds(given, {}) for given in self.statement["given"])


def worlds(statement: dict[str, Any], count: int, seed: int = 0) -> Iterator[World]:
    """Iterate over worlds in which the hypotheses hold."""
    for k in range(count):
        world = World(statement, seed * 1_000_003 + k)
        try:
            if world.admits():
                yield world
        except (Unknown, Undefined, OverflowError):
            continue


def judged(statement: dict[str, Any], count: int = 60, seed: int = 0) -> tuple[int, World | None]:
    """Return in how many worlds the statement was evaluated, and one in which it is false, or None."""
    evaluated = 0
    for world in worlds(statement, count, seed):
        try:
            holds = world.holds(statement["says"], {})
        except (Unknown, Undefined, OverflowError):
            continue
        evaluated += 1
        if not holds:
            return evaluated, world
    return evaluated, None
