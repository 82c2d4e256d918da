r"""Straight-line vector code, as LLVM's text, from SymPy expressions.

Every value is a vector of ``LANES`` doubles, one configuration in each lane, so nothing is left to
a loop vectoriser; what depends on a sign is a ``select``.  Equal subexpressions are computed
once.  A power with a symbolic exponent is split, :math:`x^{n + m e} = x^n (x^e)^m`, so that the
powers of one base that the derivatives of a utility contain share one logarithm and one
exponential.

Conventions: names start with ``%``; ``memo`` maps expressions to names and is copied when a loop
body is entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial, reduce
from itertools import count

import sympy as sp

from numeric.fast import elementary
from numeric.fast.lanes import FLAGS, LANES, TYPE, constant
from symbolic.model.signed import PositivePart, Step

WIDEST = '"min-legal-vector-width"="512" "prefer-vector-width"="512"'
"""Lets the compiler use the widest registers for what is already written as vectors."""
INLINED = 120
"""Up to this many calls of exp and log are written out in place.

With more the code would take long to compile.
"""


@dataclass
class Code:
    """A growing list of instructions.

    ``calls`` declares the intrinsics used, ``numbers`` names the instructions.
    """

    lines: list[str] = field(default_factory=list)
    memo: dict[sp.Expr, str] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, text: str) -> str:
        """Append an instruction and return the name of its value."""
        name = f"%v{next(self.numbers)}"
        self.lines.append(f"  {name} = {text}")
        return name

    def module(self) -> str:
        """Return the whole text."""
        calls = sum("@vector." in line for line in self.lines)
        attribute = (
            f"nounwind memory(none) {WIDEST} {'alwaysinline' if calls <= INLINED else 'noinline'}"
        )
        helpers = [elementary.exp(attribute), elementary.log(attribute)]
        return (
            "\n".join(
                [
                    *sorted(self.calls),
                    *helpers,
                    *self.lines,
                    f"attributes #0 = {{ nounwind {WIDEST} }}",
                ]
            )
            + "\n"
        )

    def inner(self) -> Code:
        """Return a view that appends to the same instructions but forgets what it computed."""
        return Code(self.lines, dict(self.memo), self.calls, self.numbers)

    def binary(self, operation: str, a: str, b: str) -> str:
        """Append fadd, fsub, fmul or fdiv."""
        return self.add(f"{operation} contract {TYPE} {a}, {b}")

    def total(self, names: list[str]) -> str:
        """Append a sum."""
        return reduce(partial(self.binary, "fadd"), names)

    def compare(self, how: str, a: str, b: str) -> str:
        """Append a comparison such as ``ogt``."""
        return self.add(f"fcmp {how} {TYPE} {a}, {b}")

    def select(self, flag: str, a: str, b: str) -> str:
        """Append a choice between two values."""
        return self.add(f"select {FLAGS} {flag}, {TYPE} {a}, {TYPE} {b}")

    def both(self, how: str, a: str, b: str) -> str:
        """Append ``and`` or ``or`` of two flags."""
        return self.add(f"{how} {FLAGS} {a}, {b}")

    def some(self, flags: list[str]) -> str:
        """Append whether one of several flags is set, lane by lane."""
        return reduce(partial(self.both, "or"), flags)

    def any(self, flag: str) -> str:
        """Append the test whether a flag is set in some lane."""
        return self.add(f"icmp ne i{LANES} {self.add(f'bitcast {FLAGS} {flag} to i{LANES}')}, 0")

    def intrinsic(self, name: str, *arguments: str) -> str:
        """Append a call of an LLVM intrinsic such as ``fabs``."""
        self.calls.add(
            f"declare {TYPE} @llvm.{name}.v{LANES}f64({', '.join([TYPE] * len(arguments))})"
        )
        return self.add(
            f"call contract {TYPE} @llvm.{name}.v{LANES}f64({', '.join(f'{TYPE} {a}' for a in arguments)})"
        )

    def elementary(self, name: str, argument: str) -> str:
        """Append exp or log."""
        return self.add(f"call {TYPE} @vector.{name}({TYPE} {argument})")

    def of_both(self, name: str, goods: tuple[str, str]) -> tuple[str, str]:
        """Append exp or log of a quantity of either good."""
        of_q, of_r = (self.elementary(name, of) for of in goods)
        return of_q, of_r

    def splat(self, scalar: str) -> str:
        """Append the copy of a scalar into all lanes."""
        first = self.add(f"insertelement {TYPE} poison, double {scalar}, i32 0")
        return self.add(
            f"shufflevector {TYPE} {first}, {TYPE} poison, <{LANES} x i32> zeroinitializer"
        )

    def expression(self, e: sp.Expr) -> str:
        """Append the instructions for an expression whose symbols are in the memo."""
        if e not in self.memo:
            self.memo[e] = self._computed(e)
        return self.memo[e]

    def expressions(self, *several: sp.Expr) -> list[str]:
        """Append the instructions for several expressions, sharing also parts of sums and products."""
        replacements, reduced = _shared(several)
        for symbol, part in replacements:
            self.memo[symbol] = self.expression(part)
        return [self.expression(e) for e in reduced]

    def _computed(self, e: sp.Expr) -> str:
        if e.is_Number:
            return constant(float(e))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(*e.as_base_exp())
        if isinstance(e, sp.exp):
            return self.elementary("exp", self.expression(e.args[0]))
        if isinstance(e, sp.log):
            return self.elementary("log", self.expression(e.args[0]))
        if isinstance(e, PositivePart | Step):
            inside = self.expression(e.args[0])
            positive = self.compare("ogt", inside, constant(0.0))
            return self.select(
                positive, inside if isinstance(e, PositivePart) else constant(1.0), constant(0.0)
            )
        raise TypeError(f"no vector code for {type(e).__name__}: {e}")

    def _sum(self, e: sp.Expr) -> str:
        plus = [a for a in e.args if not a.could_extract_minus_sign()]
        minus = [-a for a in e.args if a.could_extract_minus_sign()]
        result = self.total([self.expression(a) for a in plus]) if plus else constant(0.0)
        for a in minus:
            result = self.binary("fsub", result, self.expression(a))
        return result

    def _product(self, e: sp.Expr) -> str:
        # Each base is inverted once: the derivatives of a utility divide by the same few quantities
        # again and again.
        factors = (a.as_base_exp() for a in e.args)
        return self._multiplied([self._power(b, n) for b, n in factors])

    def _multiplied(self, names: list[str]) -> str:
        return reduce(partial(self.binary, "fmul"), names) if names else constant(1.0)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        key = sp.Pow(base, exponent)
        if key not in self.memo:
            self.memo[key] = self._raised(base, exponent)
        return self.memo[key]

    def _raised(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if base is sp.E:
            return self.elementary("exp", self.expression(exponent))
        whole, rest = _split(exponent)
        if rest == 0:
            return self._whole_power(base, whole)
        if whole:
            return self.binary(
                "fmul", self._power(base, sp.Integer(whole)), self._power(base, rest)
            )
        times, root = _unit(rest)
        if times != 1:
            return self._whole_power(sp.Pow(base, root), times)
        if root == sp.Rational(1, 2):
            return self.intrinsic("sqrt", self.expression(base))
        return self.elementary(
            "exp", self.binary("fmul", self.expression(root), self.expression(sp.log(base)))
        )

    def _whole_power(self, base: sp.Expr, n: int) -> str:
        times = abs(n)
        return self._repeated(self.expression(base) if n == times else self._inverse(base), times)

    def _inverse(self, base: sp.Expr) -> str:
        key = sp.Pow(base, -1, evaluate=False)
        if key not in self.memo:
            self.memo[key] = self.binary("fdiv", constant(1.0), self.expression(base))
        return self.memo[key]

    def _repeated(self, x: str, n: int) -> str:
        result = None
        while n:
            if n & 1:
                result = x if result is None else self.binary("fmul", result, x)
            n >>= 1
            x = self.binary("fmul", x, x) if n else x
        return constant(1.0) if result is None else result


@lru_cache(maxsize=256)
def _shared(several: tuple[sp.Expr, ...]) -> tuple[list[tuple[sp.Symbol, sp.Expr]], list[sp.Expr]]:
    names = (sp.Symbol(f"shared!{i}", positive=True) for i in count())
    replacements, reduced = sp.cse(several, symbols=names, order="none")
    return replacements, reduced


def _split(exponent: sp.Expr) -> tuple[int, sp.Expr]:
    """Return the whole number and the rest of an exponent."""
    number, rest = exponent.as_coeff_Add()
    if not number.is_Rational:
        return 0, exponent
    if rest == 0:
        whole, part = divmod(number, 1)
        return int(whole), part
    return (int(number), rest) if number.is_Integer else (0, exponent)


def _unit(rest: sp.Expr) -> tuple[int, sp.Expr]:
    """Write an exponent as a whole number times a unit: 2ρ is 2 times ρ, -γ is -1 times γ."""
    content, unit = rest.as_content_primitive()
    if unit.could_extract_minus_sign():
        content, unit = -content, -unit
    return (
        (int(content.p), unit / content.q)
        if content.is_Rational and not rest.is_Number
        else (1, rest)
    )


def bound(code: Code, names: Mapping[sp.Symbol, str]) -> Code:
    """Return an inner view in which symbols stand for given values."""
    view = code.inner()
    view.memo.update(names)
    return view
