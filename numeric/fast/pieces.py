"""What the texts of all kernels are built from: a loop over vectors, rows of arrays, averages over a belief.

Conventions: a kernel gets the number of columns, a multiple of ``LANES``, as ``%columns``; inside its
loop ``%i`` is the vector's index and ``%first`` the index of its first lane.  Tables hold scalars,
which are loaded into all lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import index

import sympy as sp

from numeric.fast import conditions as c
from numeric.fast.lanes import LANES, TYPE, constant
from numeric.fast.layout import Layout
from numeric.fast.straight_line import Code

KEPT = 0.1
"""What a step must leave of a quantity that has to stay positive."""


@dataclass(frozen=True)
class Rows:
    """An array whose rows are quantities and whose columns are lanes."""

    base: str
    stride: str

    def element(self, code: Code, row: int | str) -> str:
        """Append the address of a row at this vector."""
        place = row if isinstance(row, str) else index(row)
        start = code.add(f"mul i64 {self.stride}, {place}")
        offset = code.add(f"add i64 {start}, %first")
        return code.add(f"getelementptr double, ptr {self.base}, i64 {offset}")

    def load(self, code: Code, row: int | str) -> str:
        """Append the load of a row."""
        return code.add(f"load {TYPE}, ptr {self.element(code, row)}, align 8")

    def store(self, code: Code, row: int | str, value: str) -> None:
        """Append the store of a row."""
        code.lines.append(f"  store {TYPE} {value}, ptr {self.element(code, row)}, align 8")


def over_vectors(
    code: Code, name: str, parameters: str, body: Callable[[], None], end: str | None = None
) -> None:
    """Append a function whose body is run for each vector.

    Args:
        code: Where to append.
        name: The function's name.
        parameters: Its parameters, ``i64 %columns`` first.
        body: Appends the body; ends in the block ``end`` if that is given.
        end: The label of the body's last block; a new one if left out.
    """
    last = end or "vector.end"
    code.lines += [
        f"define void @{name}({parameters}) #0 {{",
        "entry:",
        "  br label %vector",
        "vector:",
        f"  %i = phi i64 [0, %entry], [%i.next, %{last}]",
        f"  %first = mul i64 %i, {LANES}",
    ]
    body()
    if end is None:
        code.lines += ["  br label %vector.end", "vector.end:"]
    code.lines += [
        "  %i.next = add i64 %i, 1",
        f"  %next = mul i64 %i.next, {LANES}",
        "  %more = icmp ult i64 %next, %columns",
        "  br i1 %more, label %vector, label %done",
        "done:",
        "  ret void",
        "}",
    ]


def number(code: Code, place: int, base: str = "%table") -> str:
    """Append the load of one number of a table into all lanes."""
    pointer = code.add(f"getelementptr double, ptr {base}, i64 {index(place)}")
    return code.splat(code.add(f"load double, ptr {pointer}, align 8, !invariant.load !{{}}"))


def negated(code: Code, value: str) -> str:
    """Append -v."""
    return code.binary("fsub", constant(0.0), value)


def positive_part(code: Code, value: str) -> str:
    """Append max(v, 0)."""
    return code.select(code.compare("ogt", value, constant(0.0)), value, constant(0.0))


def negative_part(code: Code, value: str) -> str:
    """Append max(-v, 0)."""
    below = code.compare("olt", value, constant(0.0))
    return code.select(below, negated(code, value), constant(0.0))


def weighted(code: Code, weights: Sequence[str], values: Sequence[str], first: str) -> str:
    """Append a first term plus the sum of weights times values."""
    products = [code.binary("fmul", s, value) for s, value in zip(weights, values, strict=True)]
    return code.total([first, *products])


def of_type(
    code: Code, layout: Layout, beliefs: list[str], at: int, base: str = "%table"
) -> dict[sp.Symbol, str]:
    """Load a type's numbers and average its coefficients over the belief."""
    k, Z = c.marginals(layout.shape), layout.shape.states
    found: dict[sp.Symbol, str] = {c.belief(z): value for z, value in enumerate(beliefs)}
    for name in k.numbers:
        found[c.number(name)] = number(code, at, base)
        at += 1
    for name in k.in_states:
        for z in range(Z):
            found[c.in_state(name, z)] = number(code, at + z, base)
        at += Z
    for symbol, _ in k.averages:
        found[symbol] = code.total(
            [code.binary("fmul", phi, number(code, at + z, base)) for z, phi in enumerate(beliefs)]
        )
        at += Z
    return found


def relative(view: Code, k: c.Condition | c.Response) -> str:
    """Append the slope over the sum of its terms' absolute values.

    Half of the logarithm of the ratio is no smaller.
    """
    gain = view.expression(k.gain)
    if k.logarithmic:
        return view.binary("fmul", constant(0.5), view.intrinsic("fabs", gain))
    cost = view.expression(k.cost)
    size = view.binary("fadd", view.intrinsic("fabs", gain), view.intrinsic("fabs", cost))
    return view.binary("fdiv", view.intrinsic("fabs", view.binary("fsub", gain, cost)), size)


def outside(code: Code, values: Sequence[str], least: Sequence[str]) -> str:
    """Append whether some value is below its least one, lane by lane."""
    return code.some([code.compare("olt", *pair) for pair in zip(values, least, strict=True)])
