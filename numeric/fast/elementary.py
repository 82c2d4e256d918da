r"""exp and log of vectors, as LLVM's text.

No library is called, so kernels are the same on every system and keep their registers.

.. math:: e^x = 2^n e^s,\quad n = \mathrm{round}(x/\log 2),\quad |s| \le \tfrac12\log 2,

.. math:: \log x = n\log 2 + 2\left(s + \tfrac{s^3}{3} + \tfrac{s^5}{5} + \cdots\right),\quad
          s = \frac{m-1}{m+1},\ x = 2^n m,\ \sqrt{1/2} \le m < \sqrt2,

with plain Taylor polynomials, whose remainders are below the last bit on these intervals; log 2 is
the sum of a short and a small number, so that :math:`n\log 2` loses nothing.  Both are good to
about two units in the last place.

Conventions: exp is 0 below -708 and infinite above 709; log is NaN outside the normal positive
numbers.
"""

from __future__ import annotations

import math
import struct

import mpmath

from numeric.fast.lanes import INTEGERS, LANES, TYPE, constant, integers

EXP_DEGREE, LOG_TERMS = 13, 11
EXP_SERIES = [1 / math.factorial(k) for k in range(2, EXP_DEGREE + 1)]
LOG_SERIES = [2 / (2 * k + 1) for k in range(1, LOG_TERMS)]
ROUNDER = 6755399441055744.0
"""1.5 times 2^52: adding it rounds to a whole number and leaves that number in the last bits."""


def _log_2() -> tuple[float, float]:
    """Return a multiple of 2^-32 and what is missing to log 2."""
    with mpmath.workdps(40):
        short = float(mpmath.nint(mpmath.log(2) * 2**32)) / 2**32
        return short, float(mpmath.log(2) - short)


SHORT, SMALL = _log_2()


def bits(value: float) -> int:
    """Return the bits of a double as a signed integer."""
    found: int = struct.unpack(">q", struct.pack(">d", value))[0]
    return found


class _Body:
    """Instructions of a function of one vector."""

    def __init__(self, name: str, attribute: str) -> None:
        self.lines = [f"define internal {TYPE} @vector.{name}({TYPE} %x) {attribute} {{"]

    def __call__(self, text: str) -> str:
        self.lines.append(f"  %e{len(self.lines)} = {text}")
        return f"%e{len(self.lines) - 1}"

    def f(self, operation: str, a: str, b: str) -> str:
        return self(f"{operation} contract {TYPE} {a}, {b}")

    def select(self, how: str, a: str, b: str, yes: str, no: str) -> str:
        return self(
            f"select <{LANES} x i1> {self(f'fcmp {how} {TYPE} {a}, {b}')}, {TYPE} {yes}, {TYPE} "
            f"{no}"
        )

    def polynomial(self, x: str, coefficients: list[float]) -> str:
        """Evaluate by pairs, pairs of pairs and so on (the highest coefficient last).

        The chain is short where Horner's rule would wait for each product.
        """
        parts = [constant(value) for value in coefficients]
        while parts[1:]:
            pairs = [
                self.f("fadd", self.f("fmul", b, x), a)
                for a, b in zip(parts[::2], parts[1::2], strict=False)
            ]
            parts = pairs + parts[len(parts) - len(parts) % 2 :]
            x = self.f("fmul", x, x)
        return parts[0]

    def end(self, value: str) -> str:
        return "\n".join([*self.lines, f"  ret {TYPE} {value}", "}"])


def exp(attribute: str) -> str:
    """Return the definition of ``@vector.exp``."""
    b = _Body("exp", attribute)
    low = b.select("olt", "%x", constant(-708.0), constant(-708.0), "%x")
    x = b.select("ogt", low, constant(709.0), constant(709.0), low)
    shifted = b.f("fadd", b.f("fmul", x, constant(1 / math.log(2))), constant(ROUNDER))
    n = b.f("fsub", shifted, constant(ROUNDER))
    s = b.f(
        "fsub", b.f("fsub", x, b.f("fmul", n, constant(SHORT))), b.f("fmul", n, constant(SMALL))
    )
    # 1 + s + s²(…): the large terms are added last.
    tail = b.polynomial(s, EXP_SERIES)
    value = b.f("fadd", b.f("fadd", b.f("fmul", b.f("fmul", s, s), tail), s), constant(1.0))
    whole = b(
        f"sub {INTEGERS} {b(f'bitcast {TYPE} {shifted} to {INTEGERS}')}, {integers(bits(ROUNDER))}"
    )
    raised = b(
        f"add {INTEGERS} {b(f'bitcast {TYPE} {value} to {INTEGERS}')}, {b(f'shl {INTEGERS} {whole}, {integers(52)}')}"
    )
    scaled = b(f"bitcast {INTEGERS} {raised} to {TYPE}")
    bounded = b.select("olt", "%x", constant(-708.0), constant(0.0), scaled)
    return b.end(b.select("ogt", "%x", constant(709.0), constant(math.inf), bounded))


def log(attribute: str) -> str:
    """Return the definition of ``@vector.log``."""
    b = _Body("log", attribute)
    raw = b(f"bitcast {TYPE} %x to {INTEGERS}")
    above = b(f"sub {INTEGERS} {raw}, {integers(bits(math.sqrt(0.5)))}")
    n = b(f"ashr {INTEGERS} {above}, {integers(52)}")
    m = b(
        f"bitcast {INTEGERS} {b(f'sub {INTEGERS} {raw}, ' + b(f'shl {INTEGERS} {n}, {integers(52)}'))} "
        ""
        f"to {TYPE}"
    )
    exponent = b(f"sitofp {INTEGERS} {n} to {TYPE}")
    f = b.f("fsub", m, constant(1.0))
    s = b.f("fdiv", f, b.f("fadd", m, constant(1.0)))
    square = b.f("fmul", s, s)
    series = b.f("fmul", square, b.polynomial(square, LOG_SERIES))
    # 2s is f - s f exactly in real numbers; f carries no rounding error.
    small = b.f(
        "fadd", b.f("fmul", s, b.f("fsub", series, f)), b.f("fmul", exponent, constant(SMALL))
    )
    value = b.f("fadd", b.f("fmul", exponent, constant(SHORT)), b.f("fadd", f, small))
    normal = b.select("oge", "%x", constant(2.2250738585072014e-308), value, constant(math.nan))
    return b.end(b.select("olt", "%x", constant(math.inf), normal, constant(math.nan)))
