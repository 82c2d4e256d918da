"""SymPy expressions as NumPy functions, written by a printer that knows what utilities are made of.

An expression becomes a graph in which equal parts are one node; a product is multiplied from its most
frequent factor on, so that products share what they begin with.  A part that is used once is written
where it is used, so that few arrays live at a time.  Whole powers up to ``CHAIN`` are products, and
negative ones quotients: they are quicker than NumPy's power and as exact.  What has anything else than
sums, products, powers, exp and log goes to SymPy's own printer, which takes ten times as long.

A few numbers are combined much more quickly one by one, as Python's floats, than in arrays: a function
that is written here can be had for them too, and then computes the same to the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from math import exp, isfinite, log, pow, sqrt
from operator import pow as power
from types import FunctionType
from typing import Any

import numpy as np
import sympy as sp

Compiled = Callable[..., Any]
CHAIN = 4
"""The greatest whole power that is written as a product."""
DEEP = 40
"""How many parentheses may stand inside one another."""
_NAMES: dict[str, Any] = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt, "power": power}


def _power(base: float, exponent: float) -> float:
    """Return a power as NumPy computes it for one exponent."""
    if exponent == 2:
        return base * base
    if exponent == -1:
        return 1 / base
    return sqrt(base) if exponent == 0.5 else pow(base, exponent)


_OF_NUMBERS: dict[str, Any] = {"log": log, "exp": exp, "sqrt": sqrt, "power": _power}
_WRITTEN = "<formula>"
"""The file that functions written here say they are from."""


def lambdified(arguments: list[sp.Symbol], expressions: sp.Expr | list[sp.Expr]) -> Compiled:
    """Compile expressions as a function of the arguments, computing once what they share.

    >>> from sympy.abc import x, y
    >>> lambdified([x, y], [x / y, sp.log(x)])(1.0, 2.0)
    [0.5, np.float64(0.0)]
    """
    several = expressions if isinstance(expressions, list) else [expressions]
    names = {s: f"a{i}" for i, s in enumerate(arguments)}
    graph = _Graph(names)
    try:
        nodes = [graph.node(e) for e in several]
    except _UnknownPart:
        function: Compiled = sp.lambdify(
            arguments, expressions, "numpy", cse=True, docstring_limit=0
        )
        return function
    lines, texts = graph.written(nodes)
    result = f"[{', '.join(texts)}]" if isinstance(expressions, list) else texts[0]
    head = f"def compiled({', '.join(names[s] for s in arguments)}):"
    return _defined("\n    ".join([head, *lines, f"return {result}"]), dict(_NAMES))


def _defined(source: str, namespace: dict[str, Any]) -> Compiled:
    exec(compile(source, _WRITTEN, "exec"), namespace)
    written: Compiled = namespace["compiled"]
    return written


def on_numbers(function: Compiled) -> Compiled | None:
    """Return a function of ``lambdified`` for Python's floats, which computes the same to the last bit.

    It raises ArithmeticError or ValueError where NumPy would give something else than a number.  None
    if SymPy wrote the function, or NumPy has a logarithm, say, of its own that rounds otherwise.

    >>> from sympy.abc import x, y
    >>> on_numbers(lambdified([x, y], [x / y, sp.sqrt(x)]))(1.0, 2.0)
    [0.5, 1.0]
    """
    code = getattr(function, "__code__", None)
    if code is None or code.co_filename != _WRITTEN or not _as_exact().issuperset(code.co_names):
        return None
    return FunctionType(code, _OF_NUMBERS)


@cache
def weighted(count: int) -> Compiled:
    """Return what maps a function of ``on_numbers`` with so many values to the weighted sums of them.

    Its arguments are the function, what it is given first, what it is given then in each state, and
    the weights of the states, of which only positive ones count.

    >>> weighted(1)(lambda a, b: [a + b], (1.0,), [(2.0,), (3.0,)], [0.5, 1.0])
    (5.5,)
    """
    numbers = range(count)
    source = [
        "def compiled(function, given, rows, weights):",
        *(f"    s{i} = -0.0" for i in numbers),  # the one number that changes no other
        "    for row, weight in zip(rows, weights):",
        "        if weight > 0:",
        f"            {''.join(f'v{i}, ' for i in numbers)} = function(*given, *row)",
        *(f"            s{i} += weight * v{i}" for i in numbers),
        "        else:",
        *(f"            s{i} += 0.0" for i in numbers),
        f"    return {''.join(f's{i}, ' for i in numbers)}",
    ]
    return _defined("\n".join(source), {})


@cache
def _as_exact() -> frozenset[str]:
    """Return the names of the functions that NumPy computes as C does, judged by a sample."""
    points = np.linspace(0.01, 3.0, 512)
    ours = {
        name: [function(v, v) if name == "power" else function(v) for v in points.tolist()]
        for name, function in _OF_NUMBERS.items()
    }
    return frozenset(
        name
        for name, function in _NAMES.items()
        if (function(*[points] * (1 + (name == "power"))) == ours[name]).all()
    )


@lru_cache(maxsize=512)
def apart(parameter: sp.Symbol) -> sp.Dummy:
    """Return a symbol that no formula has for a parameter, which may be called p, as a price is."""
    return sp.Dummy(str(parameter.name))


class _UnknownPart(TypeError):
    """An expression has a part that is not written here."""


class _Graph:
    """Nodes by number: a text, or an operation on nodes; equal ones are one node."""

    def __init__(self, names: dict[sp.Symbol, str]) -> None:
        self.names = names
        self.memo: dict[sp.Expr, int] = {}
        self.parts: list[tuple[Any, ...]] = []
        self.numbers: dict[tuple[Any, ...], int] = {}

    def put(self, *part: Any) -> int:
        """Return the number of a node."""
        found = self.numbers.get(part)
        if found is None:
            found = self.numbers[part] = len(self.parts)
            self.parts.append(part)
        return found

    def node(self, e: sp.Expr) -> int:
        """Return the node of an expression."""
        found = self.memo.get(e)
        if found is None:
            found = self.memo[e] = self._made(e)
        return found

    def _made(self, e: sp.Expr) -> int:
        if e.is_Symbol:
            if e not in self.names:
                raise _UnknownPart
            return self.put("text", self.names[e])
        if e.is_Number or e.is_NumberSymbol:
            return self._number(float(e) if e.is_real else float("nan"))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul or e.is_Pow:
            return self._quotient(e)
        if isinstance(e, sp.exp | sp.log) and len(e.args) == 1:
            return self.put("call", "exp" if isinstance(e, sp.exp) else "log", self.node(e.args[0]))
        raise _UnknownPart

    def _number(self, value: float) -> int:
        if not isfinite(value):
            raise _UnknownPart
        return self.put("text", repr(value))

    def _sum(self, e: sp.Expr) -> int:
        sides: tuple[list[int], list[int]] = ([], [])
        for a in e.args:
            lead = a.args[0] if a.is_Mul else a
            negative = bool(lead.is_Number and lead.is_negative)
            sides[negative].append(self.node(-a if negative else a))
        return self.put("sum", *map(tuple, sides))

    def _quotient(self, e: sp.Expr) -> int:
        sides: tuple[list[int], list[int]] = ([], [])
        opposite = False
        for a in e.args if e.is_Mul else (e,):
            base, exponent = (a.base, a.exp) if a.is_Pow else (a, sp.S.One)
            if a.is_Number and a.is_negative:
                opposite, base = not opposite, -a
                if base is sp.S.One:
                    continue
            below = exponent.is_Rational and exponent.is_negative
            sides[bool(below)].extend(self._power(base, -exponent if below else exponent))
        found = self._product(sides[0])
        if sides[1]:
            found = self.put("/", found, self._product(sides[1]))
        return self.put("opposite", found) if opposite else found

    def _product(self, factors: list[int]) -> int:
        if not factors:
            return self._number(1.0)
        return factors[0] if len(factors) == 1 else self.put("product", *sorted(factors))

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> list[int]:
        """Return the factors that make up a power whose exponent is no negative number."""
        if base is sp.E:
            return [self.put("call", "exp", self.node(exponent))]
        if exponent.is_Integer and exponent <= CHAIN:
            return [self.node(base)] * int(exponent)
        if exponent is sp.S.Half:
            return [self.put("call", "sqrt", self.node(base))]
        return [self.put("**", self.node(base), self.node(exponent))]

    def written(self, wanted: Sequence[int]) -> tuple[list[str], list[str]]:
        """Return lines that give names to what is used more than once, and the texts of the nodes asked for."""
        wanted = self._in_pairs(wanted)
        uses = Counter(wanted)
        below, seen = list(wanted), set(wanted)
        while below:
            operands = _operands(self.parts[below.pop()])
            uses.update(operands)
            below.extend(new := set(operands) - seen)
            seen |= new
        lines: list[str] = []
        texts: dict[int, tuple[str, int]] = {}

        def text(node: int) -> tuple[str, int]:
            if node not in texts:
                part = self.parts[node]
                inside = [text(n) for n in _operands(part)]
                formula, depth = _formula(part, [t for t, _ in inside]), 1
                depth += max((d for _, d in inside), default=0)
                if part[0] != "text" and (uses[node] > 1 or depth > DEEP):
                    name = f"v{len(lines)}"
                    lines.append(f"{name} = {formula}")
                    formula, depth = name, 0
                texts[node] = formula, depth
            return texts[node]

        found = [text(n)[0] for n in wanted]
        return lines, found

    def _in_pairs(self, wanted: Sequence[int]) -> list[int]:
        """Write sums and products as operations on two, and return what has become of the nodes asked for."""
        frequent = Counter(
            n for part in self.parts if part[0] == "product" for n in dict.fromkeys(part[1:])
        )
        new: list[int] = []
        for part in tuple(self.parts):
            if part[0] == "product":
                factors = sorted(part[1:], key=lambda n: (-frequent[n], n))
                new.append(self._chain("*", [new[n] for n in factors]))
            elif part[0] == "sum":
                plus, minus = ([new[n] for n in side] for side in part[1:])
                if not plus:
                    new.append(self.put("opposite", self._chain("+", minus)))
                    continue
                new.append(self._chain("-", [self._chain("+", plus), *minus]))
            elif part[0] in ("text", "call"):
                new.append(self.put(*part[:2], *(new[n] for n in part[2:])))
            else:
                new.append(self.put(part[0], *(new[n] for n in part[1:])))
        return [new[n] for n in wanted]

    def _chain(self, operation: str, nodes: list[int]) -> int:
        found = nodes[0]
        for n in nodes[1:]:
            found = self.put(operation, found, n)
        return found


def _operands(part: tuple[Any, ...]) -> tuple[int, ...]:
    if part[0] == "text":
        return ()
    return part[2:] if part[0] == "call" else part[1:]


def _formula(part: tuple[Any, ...], inside: list[str]) -> str:
    if part[0] == "text":
        return str(part[1])
    if part[0] == "call":
        return f"{part[1]}({inside[0]})"
    if part[0] == "**":
        return f"power({inside[0]}, {inside[1]})"
    return f"(-{inside[0]})" if part[0] == "opposite" else f"({inside[0]}{part[0]}{inside[1]})"
