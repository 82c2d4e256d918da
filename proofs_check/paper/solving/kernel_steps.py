r"""Compiled kernels that may take few steps, and the parts that their texts are built from, on numbers by themselves.

Newton's method with a wrong slope ends at the same root, only later; within few steps it does not get
there.  The parts are exp and log of vectors, sums, signs, powers and choices: a kernel that does nothing
else is compiled, and its rows are compared with the same in many digits.

Paper: equations (16)-(19); how it is computed is not in the paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any
from unittest import mock

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import conditions, engine, pieces, response_code, stage2_newton
from numeric.fast.lanes import LANES
from numeric.fast.layout import Layout, shape_of, table
from numeric.fast.straight_line import Code, bound
from numeric.stage2.kernel_rows import KernelRows, attempt, best_responses, kernel_rows
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stage_2 import ACTIVE, ROUNDING, configurations, missed
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
TAKING, GAME, RESPONSE = 3, 5, 5
"""How many steps suffice for price-takers, the game and a best response: convergence is quadratic."""


def few(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Games of five agents, and what a type answers to their totals, within few steps."""
    rows = configurations(ACTIVE, len(economy.types))
    sigma = np.array(rows)
    found = _limited(lambda: kernel_rows(economy, sigma, None))
    if found is None:  # nothing can be compiled here
        return
    shapes = [v.shape for v in (found.offers, found.totals, found.belief, found.price)]
    n, (X, Z) = len(rows), (len(economy.types), len(economy.states))
    tally.same("shapes", shapes, [(n, X, 2), (n, 2), (n, Z), (n,)])
    made = attempt(economy, sigma, found)
    for i, counts in enumerate(rows):
        wanted = [float(w) for w in by_hand.posterior(economy, counts)]
        tally.close("a belief", found.belief[i], wanted, 1e-14)
        Q, R = found.totals[i].tolist()
        tally.close("a price", found.price[i], R / Q, 1e-14)
        off = missed(economy, counts, made, i, float(factor))
        tally.holds("a game", max(off, float(made.residual[i])) < ROUNDING)
    for x in range(len(economy.types)):
        _answers(tally, economy, found, rows, x)


CROWDS = ((14633, 20011, 9007), (20011, 9007, 17178))
"""Counts after which two of three states are about as likely, although each agent tells much."""


def crowds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Beliefs after many signals, whose logarithms cancel; what a kernel reads, and how many rows it writes."""
    shape = shape_of(economy)
    X, Z = len(economy.types), len(economy.states)
    own, layout = _numbers(economy), Layout(shape)
    sizes = (layout.common, layout.of_type, layout.size, layout.rows)
    common = 4 + Z + 2 * Z * X
    wanted = (common, len(own[0]), common + X * len(own[0]), 2 * X + 2 + 1 + Z + 1)
    tally.same("how many numbers", sizes, wanted)
    read, e = table(economy), economy.environment
    tally.close(
        "given", read[:4], [float(v) for v in (*e.endowment, *economy.mechanism.kappa)], 1e-15
    )
    tally.close("of types", read[common:].reshape(X, -1), own, 1e-14)
    coarse, small = (read[4 + Z + i * Z * X :][: Z * X].tolist() for i in (0, 1))
    with mpmath.workdps(40):
        prior = [float(mpmath.log(mpmath.mpf(v.numerator) / v.denominator)) for v in e.prior]
        tally.close("log prior", read[4 : 4 + Z], prior, 1e-15)
        for a, b, m in zip(coarse, small, [m for row in e.signal for m in row], strict=True):
            missing = (
                mpmath.mpf(a) + mpmath.mpf(b) - mpmath.log(mpmath.mpf(m.numerator) / m.denominator)
            )
            tally.close("log likelihood", float(missing) * 2**75, 0.0, 8)
        rows = kernel_rows(economy, np.array(CROWDS), None)
        if rows is None:  # nothing can be compiled here
            return
        for i, counts in enumerate(CROWDS):
            weights = [
                mpmath.mpf(p.numerator) / p.denominator
                * mpmath.fprod((mpmath.mpf(m.numerator) / m.denominator) ** n for m, n in zip(row, counts, strict=True))
                for p, row in zip(e.prior, e.signal, strict=True)
            ]  # fmt: skip
            belief = [float(w / sum(weights)) * float(factor) for w in weights]
            tally.close("a crowd", rows.belief[i], belief, 1e-15)


def _numbers(economy: Economy) -> list[list[float]]:
    """Return what a kernel reads of each type: what does not vary over states, what does, and what is averaged."""
    tables = {
        k: [[float(v) for v in row] for row in t] for k, t in economy.environment.parameters.items()
    }
    fixed = [k for k in sorted(tables) if all(len(set(row)) == 1 for row in tables[k])]
    varying = [k for k in sorted(tables) if k not in fixed]
    return [
        [*(tables[k][x][0] for k in fixed), *(v for k in varying for v in tables[k][x])]
        for x in range(len(economy.types))
    ]


def _answers(
    tally: Tally, economy: Economy, found: KernelRows, rows: list[tuple[int, ...]], x: int
) -> None:
    """What a type answers to the totals of all games."""
    answer = _limited(lambda: best_responses(economy, found, np.arange(len(rows)), x))
    tally.holds("answers are compiled", answer is not None)
    if answer is None:
        return
    tally.holds("residuals", answer[1].max() < ROUNDING)
    for i in range(0, len(rows), 4):
        belief = [float(w) for w in by_hand.posterior(economy, rows[i])]
        Q, R = found.totals[i].tolist()
        best = by_hand.best_offer(economy, x, belief, (Q, R))[0]
        tally.close("an answer", answer[0][i], best, 1e-12)


def _limited(run: Callable[[], Any]) -> Any:
    """Return what kernels give that may take few steps; they are kept under another name."""
    kept_as = f"{engine._sources()}, {TAKING}, {GAME} and {RESPONSE} steps"
    with (
        mock.patch.object(stage2_newton, "PRICE_TAKING_STEPS", TAKING),
        mock.patch.object(stage2_newton, "GAME_STEPS", GAME),
        mock.patch.object(response_code, "STEPS", RESPONSE),
        mock.patch.object(engine, "_sources", return_value=kept_as),
    ):
        engine.function.cache_clear()
        found = run()
    engine.function.cache_clear()
    return found


GIVEN, OUT = pieces.Rows("%given", "%given.stride"), pieces.Rows("%out", "%stride")
A, B, C = sp.symbols("a b c", positive=True)
THIRD = sp.Rational(1, 3)
EXPRESSIONS: tuple[sp.Expr, ...] = (
    A - B + C - 2, A * B / C**2, A**5 * B**-3, sp.sqrt(A) * B, A ** (2 * THIRD), (A + B) ** -THIRD,
    A ** (C - 2), A ** (2 * C), A ** (C * THIRD), sp.exp(-A / B), sp.log(A / C), A ** -sp.Rational(7, 2),
    sp.exp(1) ** (A - C) + B, -A - B, (A * B) ** 7, 1 / (A + 1 / B), A ** (-2 * C), B ** (-C * THIRD),
)  # fmt: skip
PARTS = 6
"""Rows that are written after those of the expressions."""


def _text(_: conditions.Shape) -> str:
    """Return the text of a kernel that evaluates the expressions and the parts."""
    code = Code()

    def body() -> None:
        a, b, c, w = (GIVEN.load(code, row) for row in range(4))
        view = bound(code, {A: a, B: b, C: c})
        values = [view.expression(e) for e in EXPRESSIONS]
        values += [
            code.elementary("exp", w),
            pieces.positive_part(code, w),
            pieces.negative_part(code, w),
        ]
        values.append(pieces.weighted(code, [a, b], [w, c], c))
        flag = pieces.outside(code, [w, a, c], [c, b, a])
        values.append(
            code.select(flag, pieces.number(code, 1), pieces.negated(code, pieces.number(code, 2)))
        )
        values.append(code.elementary("log", w))
        for row, value in enumerate(values):
            OUT.store(code, row, value)

    parameters = "i64 %columns, ptr %given, ptr %out, i64 %given.stride, i64 %stride, ptr %table"
    pieces.over_vectors(code, "tried", parameters, body)
    return code.module()


def parts(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Expressions and parts at numbers of all sizes, exp and log next to their ends."""
    _logarithms(tally)
    shape = shape_of(economy)
    kept_as = hashlib.sha256(_text(shape).encode()).hexdigest()[:16]
    run = engine.function(shape, "tried", _text, "nppnnp", f"tried {kept_as}")
    if run is None:  # nothing can be compiled here
        return
    rng, n = np.random.default_rng(6), 16 * LANES
    given = np.exp(rng.uniform(-3, 3, size=(4, n)))
    given[3] = np.concatenate([rng.uniform(-30, 30, n // 2), np.linspace(-700, 700, n - n // 2)])
    given[3, -4:] = [-709, 710, -np.inf, np.inf]
    given[3, :3] = [0, 1 + 1e-9, 1 - 1e-9]
    given[0, :8] = [1, 2**0.5, 0.5**0.5, 1 - 1e-9, 1 + 1e-9, 1e-3, 3e5, 1e-50]
    given[1, :8] = given[2, :8] = 1.0
    out, table = np.empty((len(EXPRESSIONS) + PARTS, n)), np.array([7.0, 3.0, 5.0])
    run(n, given.ctypes.data, out.ctypes.data, n, n, table.ctypes.data)
    with mpmath.workdps(30):
        for e, row in zip(EXPRESSIONS, out, strict=False):
            function = sp.lambdify((A, B, C), e, "mpmath")
            sizes = sp.lambdify((A, B, C), _size(e), "mpmath")
            for i in (*range(8), *range(8, n, 17)):
                at = [mpmath.mpf(float(v)) for v in given[:3, i]]
                wanted, size = function(*at), sizes(*at)
                if 1e-300 < abs(wanted) < 1e300:
                    off = abs(mpmath.mpf(float(row[i])) - wanted * float(factor)) / size
                    tally.close(f"{e}", float(off), 0.0, 3e-14)
        for i in range(n):
            w = mpmath.mpf(float(given[3, i]))
            if abs(w) < 708:
                ratio = mpmath.mpf(float(out[len(EXPRESSIONS), i])) / mpmath.exp(w)
                tally.close("exp", float(ratio - 1), 0.0, 1e-15)
            if 0 < w < mpmath.inf:
                missing = mpmath.mpf(float(out[-1, i])) - mpmath.log(w)
                tally.close("log", float(missing / max(abs(mpmath.log(w)), 1e-12)), 0.0, 1e-15)
    tally.same("beyond", out[len(EXPRESSIONS), -4:].tolist(), [0.0, np.inf, 0.0, np.inf])
    tally.same(
        "no logarithm", np.isnan(out[-1]).tolist(), (~(given[3] > 0) | np.isinf(given[3])).tolist()
    )
    _, above, below, sums, chosen = out[len(EXPRESSIONS) : -1, :-2]
    a, b, c, w_ = given[:, :-2]
    tally.close("parts", [above, below], [np.maximum(w_, 0), np.maximum(-w_, 0)], 0.5)
    tally.same(
        "parts", (above - below == w_).all() and (above >= 0).all() and (below >= 0).all(), True
    )
    size = np.abs(a * w_) + np.abs(b * c) + c
    tally.close("a weighted sum", (sums - (c + a * w_ + b * c)) / size, 0 * size, 1e-15)
    less = (w_ < c) | (a < b) | (c < a)
    tally.same("outside", chosen.tolist(), np.where(less, 3.0, -5.0).tolist())
    tally.same("some are not", (less.any(), less.all()), (True, False))


def _logarithms(tally: Tally) -> None:
    """The logarithm of a product of powers, with or without bases whose logarithms are needed anyway."""
    root = A ** sp.Rational(2, 3) + C
    at = {A: 1.7, B: 0.6, C: 2.3}
    for factors in (
        [(A, C), (B, -C), (sp.E, A - B), (A + B, C), (C, A / 2)],
        [(A + B, -THIRD), (C, THIRD), (A, sp.Integer(1) / 5)],
    ):
        for rest in ([(B + C, 2)], [(root, -1), (B, 3)]):
            found = float(conditions._logarithms(factors, rest).subs(at))
            wanted = sum(float((e * sp.log(b)).subs(at)) for b, e in factors)
            tally.close("a logarithm", found, wanted, 1e-13)
    whole, fractional = conditions._factors(A**3 * B ** (C - 2) * (A + B) ** -THIRD / C)
    tally.same("whole powers", set(whole), {(A, 3), (B, -2), (C, -1)})
    tally.same("others", set(fractional), {(B, C), (A + B, -THIRD)})


def _size(e: sp.Expr) -> sp.Expr:
    """Return the sum of the absolute terms of a sum, and the absolute value of anything else."""
    return sp.Add(*(sp.Abs(a) for a in sp.Add.make_args(e))) * (
        1 + sum(sp.Abs(sp.log(s)) for s in (A, B, C))
    )


CHECKS: dict[str, Check] = {
    "prop-1.kernel-steps": on_probes(tallied(few), (LOGARITHMS, POWERS)),
    "sec-3.1.crowds": on_probes(tallied(crowds), (LOGARITHMS, POWERS, MIXED)),
    "eq-18.parts": on_probes(tallied(parts), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.kernel-steps",
        "compiled kernels for stage 2 and for best responses need few steps of Newton's method",
        "equations (4), (16)-(19)",
        r"\forall \sigma, x:\quad \left|\frac{\text{gain}_x - \text{cost}_x}{\text{gain}_x + \text{cost}_x}\right| "
        r"\le 4 \cdot 10^{-15}\quad\text{after five steps}",
        "value",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "sec-3.1.crowds",
        "what compiled kernels read of an economy, and their beliefs after tens of thousands of signals",
        "section 3.1",
        r"\phi^\sigma(z) = \frac{\pi(z) \prod_y \mu_z(y)^{\sigma(y)}}"
        r"{\sum_{z'} \pi(z') \prod_y \mu_{z'}(y)^{\sigma(y)}}",
        "value",
    ),
    stated(
        "eq-18.parts",
        "the parts that compiled kernels are built from: exp, log, powers, sums and choices, in many digits",
        "equations (16)-(19)",
        r"\forall a, b, c, w:\quad e^w,\ \log\tfrac ac,\ a^{c - 2},\ (a + b)^{-1/3},\ \max(w, 0),\ c + aw + bc",
        "value",
    ),
)
