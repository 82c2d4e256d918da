r"""Formulas that are written out for an economy, against the printed ones by hand.

Each is evaluated operation by operation, as its tree has it, at points without any symmetry; derivatives are limits of
differences.

Paper: equations (4), (5), (14), (16)-(20); section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, log, prod

import sympy as sp

from numeric.codegen.formulas import formulas_for
from numeric.codegen.library import case, library, size
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check, Disagreement, Exact, Instance, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import POWERS, UNEQUAL_KAPPA, on_probes

STEP = 1e-5
BELIEF = (0.5, 0.2, 0.3)
OTHERS = (3.1, 2.3)
COUNTS = (2, 3, 1)
FUNCTIONS: dict[type[sp.Expr], Callable[[float], float]] = {sp.log: log, sp.exp: exp, sp.Abs: abs}


def _values(economy: Economy, name: str, at: Mapping[str, float]) -> dict[str, float]:
    """Return the outputs of a formula at numbers for its arguments, which must be exactly these."""
    try:
        arguments, outputs = formulas_for(economy)[name].built(economy)
    except TypeError as error:  # a formula with a letter that stands for nothing
        raise Disagreement(f"{name} cannot be written out") from error
    free = set().union(*(e.free_symbols for e in outputs.values()))
    if sorted(map(str, arguments)) != sorted(at) or not free <= set(arguments):
        raise Disagreement(f"{name} asks for {', '.join(map(str, arguments))}, not {', '.join(at)}")
    known: dict[sp.Expr, float] = {a: float(at[str(a)]) for a in arguments}
    return {k: _number(e, known) for k, e in outputs.items()}


def _number(e: sp.Expr, known: dict[sp.Expr, float]) -> float:
    """Return an expression's value, operation by operation; ``known`` has its symbols', and keeps its parts'."""
    if e not in known:
        parts = [_number(a, known) for a in e.args]
        if e.is_Add:
            known[e] = sum(parts)
        elif e.is_Mul:
            known[e] = prod(parts)
        elif e.is_Pow:
            known[e] = parts[0] ** parts[1]
        else:
            known[e] = FUNCTIONS[e.func](*parts) if parts else float(e)
    return known[e]


def _difference(function: Callable[[float], float], at: float) -> float:
    return (function(at + STEP) - function(at - STEP)) / (2 * STEP)


def _of_types(economy: Economy, x: int) -> float:
    """Return the largest gap of the formulas of one type."""
    top, (Q, R) = by_hand.endowment(economy), OTHERS
    p_1, tau = top[1] / top[0], [float(t) for t in by_hand.tau(economy, x)]

    def line(c: float) -> float:
        bundle = c, p_1 * (2 * top[0] - c)
        both = (by_hand.slope(economy, bundle, x, tau, i) for i in (0, 1))
        first, second = both
        return first - p_1 * second

    found = _values(economy, f"stage1_{x}", {"q": 0.8})
    worst = gap(found["slope"], line(0.8))
    worst = largest(worst, 1e-3 * gap(found["by_q"], _difference(line, 0.8)))
    phi = {f"phi_{z}": w for z, w in enumerate(BELIEF)}
    for name, own, slope in (
        ("seller", "b_q", by_hand.sale_slope),
        ("buyer", "b_r", by_hand.purchase_slope),
    ):

        def of(b: float, Q: float, R: float, slope: Callable[..., float] = slope) -> float:
            return slope(economy, x, BELIEF, (Q, R), b)

        found = _values(economy, f"{name}_{x}", {own: 0.3, "Q_others": Q, "R_others": R, **phi})
        worst = largest(worst, gap(found["slope"], of(0.3, Q, R)))
        moved = {
            "by_offer": _difference(lambda v: of(v, Q, R), 0.3),
            "by_Q": _difference(lambda v: of(0.3, v, R), Q),
            "by_R": _difference(lambda v: of(0.3, Q, v), R),
        }
        worst = largest(worst, *(1e-3 * gap(found[k], v) for k, v in moved.items()))
    first, second = (by_hand.slope(economy, top, x, BELIEF, i) for i in (0, 1))
    return largest(worst, gap(_values(economy, f"rate_{x}", phi)["rate"], first / second))


def _of_stage_2(economy: Economy, factor: float) -> float:
    top, kappa = by_hand.endowment(economy), [float(k) * factor for k in economy.mechanism.kappa]
    w, price, R, worst = (0.3, -0.2, 0.11), 1.3, 4.1, 0.0
    at = {f"w_{x}": v for x, v in enumerate(w)} | {f"sigma_{x}": n for x, n in enumerate(COUNTS)}
    at |= {f"phi_{z}": v for z, v in enumerate(BELIEF)} | {"price": price, "R": R}
    found = _values(economy, "stage2", at)
    for x, v in enumerate(w):
        bundle = top[0] - v / price, top[1] + v
        cost, gain = (by_hand.slope(economy, bundle, x, BELIEF, i) for i in (0, 1))
        wanted = price * gain * (1 - max(v, 0) / R) - cost * (1 - max(-v, 0) / R)
        worst = largest(worst, gap(found[f"condition_{x}"], wanted))
    M = sum(COUNTS)
    sold = sum(n * v for n, v in zip(COUNTS, w, strict=True))
    spent = sum(n * max(-v, 0) for n, v in zip(COUNTS, w, strict=True))
    worst = largest(worst, gap(found["clearing"], M * (kappa[1] - price * kappa[0]) - sold))
    return largest(worst, gap(found["total"], M * kappa[1] + spent - R))


def formulas(economy: Economy, parameters: Parameters) -> Instance:
    """Every formula of every type, the posterior, the payoff and the residual of stage 2."""
    factor = float(parameters["kappa"])
    worst = max(_of_types(economy, x) for x in range(len(economy.types)))
    counts = {f"sigma_{x}": n for x, n in enumerate(COUNTS)}
    found = _values(economy, "posterior", counts)
    belief = [float(w) for w in by_hand.posterior(economy, COUNTS)]
    worst = largest(worst, gap(list(found.values()), belief))
    at = {"b_q": 0.3, "b_r": 0.2, "Q_others": OTHERS[0], "R_others": OTHERS[1]}
    found = _values(economy, "payoff", at)
    worst = largest(
        worst, gap((found["q"], found["r"]), by_hand.active_bundle(economy, (0.3, 0.2), OTHERS))
    )
    worst = largest(worst, _of_stage_2(economy, factor))
    tested = case(formulas_for(economy)["payoff"], economy, 7, 3)
    bundles = [
        by_hand.active_bundle(economy, (v[0], v[1]), (v[2], v[3])) for v in tested.inputs.tolist()
    ]
    worst = largest(worst, gap(tested.values, bundles), float(len(tested.text().splitlines()) != 7))
    for language, file, mark, wanted in (
        ("c", "twostage.c", "//", '#include "twostage.h"'),
        ("numpy", "twostage_library.py", "#", "import numpy"),
        ("fortran", "twostage.f90", "!", ""),
    ):
        head, _, rest = library(economy, language, 1)[file].partition("payoff(")
        notes = [line for line in head.splitlines() if line.startswith(f"{mark} ")]
        right = head.startswith(f"{mark} Generated by") and len(notes) >= 3 and wanted in head
        worst = largest(worst, float(not (right and "stage2(" in rest)))
    told = f"{len(formulas_for(economy))} formulas, largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def sizes(parameters: Parameters) -> Outcome:
    """The sizes to which rounding errors of sums, products, powers and functions are relative."""
    a, b, c = sp.symbols("a b c", real=True)
    x, y, z = 1.7, -0.6, 2.3
    cases = (
        (a, x), (sp.Rational(-7, 3), 7 / 3), (a + b + c, x - y + z),
        (a * b * c, 3 * abs(x * y * z)), (a * (b + c), (x * (-y + z)) + abs(x * (y + z))),
        ((a + b) ** 3, abs((x + y) ** 3) * (1 + 3 * (x - y) / abs(x + y))),
        ((b + c) ** sp.Rational(-1, 2), (y + z) ** -0.5 * (1 + 0.5 * (z - y) / (y + z))),
        (sp.log(a + b), abs(log(x + y)) + (x - y) / (x + y)),
        (sp.exp(a + b), exp(x + y) * (1 + x - y)), (c**a, z**x * (1 + z + x)),
        (sp.Abs(a + b), abs(x + y) + (x - y)),
    )  # fmt: skip
    worst, factor = 0.0, float(parameters["size"])
    for e, wanted in cases:
        found = size(sp.sympify(e), {a: x, b: y, c: z}, {})
        worst = largest(worst, gap(found, wanted * factor))
    for e, at, wanted in ((a * b + c, (0.0, y, z), z), (a + b, (x, -x, z), 2 * x)):
        given = dict(zip((a, b, c), at, strict=True))
        worst = largest(worst, gap(size(e, given, {}), wanted * factor))
    return sampled(worst < 1e-14, f"{len(cases)} expressions, largest gap {worst:.1e}", len(cases))


CHECKS: dict[str, Check] = {
    "eq-14.written-out": on_probes(formulas, (POWERS.replacing(kappa=UNEQUAL_KAPPA),)),
    "eq-14.sizes": Exact(sizes, corners=("a term that is zero", "terms that cancel")),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-14.written-out",
        "formulas written out for an economy with three types and three states",
        "equations (4), (5), (14), (16)-(20)",
        r"L_x'(q),\ g'(b),\ h'(b),\ \phi^\sigma(z),\ M(\kappa_r - p\kappa_q) - \sum_x \sigma(x) w_x,\ "
        r"M\kappa_r + \sum_x \sigma(x) w_x^- - R",
        "kappa",
    ),
    stated(
        "eq-14.sizes",
        "the sizes to which rounding errors of a written-out formula are relative",
        "equation (14)",
        r"|ab| \mapsto s_a|b| + |a|s_b,\quad |a + b| \mapsto s_a + s_b,\quad "
        r"|a^n| \mapsto |a^n|(1 + |n| s_a/|a|)",
        "size",
    ),
)
