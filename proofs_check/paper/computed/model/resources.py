r"""The resource chain of Theorem 3 and what makes demand monotone, at numbers typed by hand.

The proofs need inequalities only, most of them with room to spare; here each formula is compared
with the printed one in fractions, so that an error of a hundredth shows.

Paper: sections 2.1, 5 and 6; the proof of Theorem 3 (i).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as F
from math import ceil
from typing import Any

import sympy as sp

from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.stated import stated
from symbolic.language.notation import M, N, eta, kappa_q, p, q, q_bar, r, r_bar, x, z
from symbolic.language.quotient import plain
from symbolic.language.utility import u_q, u_qr, u_r, u_rr
from symbolic.model import feasibility as chain
from symbolic.model import monotone_demand

Q_BAR, KAPPA = F(7, 3), F(29, 2)
SHARES = ((17, F(3, 10)), (20, F(1, 4)), (23, F(5, 46)))
"""N and η: M is rounded up a little, not at all, and by half."""


def value(formula: Any, at: Mapping[Any, F]) -> F:
    """Return a formula at numbers."""
    found = plain(sp.sympify(formula)).xreplace({s: sp.Rational(v) for s, v in at.items()})
    return F(int(found.p), int(found.q))


def _sizes(n: int, share: F) -> list[tuple[F, F]]:
    """Pairs of what the toolkit writes and what is written here: sizes, and the lines of the chain."""
    active = ceil((1 - share) * n)
    hidden = {
        chain.exact: (1 - share) * n,
        chain.rounding: active - (1 - share) * n,
        chain.inactive: F(n - active),
        chain.spare: KAPPA - 4 * share * Q_BAR,
    }
    wanted = {eta: share, N: F(n), M: F(active)}
    at = {**wanted, q_bar: Q_BAR, kappa_q: KAPPA}
    small = chain.small_eta()
    return [
        *((value(d.formula, hidden), wanted[d.symbol]) for d in chain.sizes()),
        (F(len(chain.sizes())), F(3)),
        (value(small.formula, {**hidden, **at}), at[small.symbol]),
        (value(chain.second_line(), at), n * Q_BAR + n * KAPPA * 3 / 2),
        (value(chain.comparison(), at), active * Q_BAR + 2 * active * KAPPA),
        (
            value(chain.paid_with_fee(), at),
            active * KAPPA + (n - active) * Q_BAR - 2 * (n - active) * KAPPA,
        ),
    ]


def written_out(parameters: Parameters) -> Outcome:
    """The resource chain and the terms of monotone demand, in fractions."""
    pairs = [pair for n, share in SHARES for pair in _sizes(n, share)]
    slopes = (u_q, F(5, 2)), (u_r, F(7, 4)), (u_qr, F(1, 3)), (u_rr, F(-9, 5))
    bundle = {q: F(3, 2), r: F(11, 4)}
    at = {**{s(q, r, x, z): v for s, v in slopes}, **bundle}
    (_, a), (_, b), (_, c), (_, d) = slopes
    normal = b * c - a * d
    pairs += [
        (value(monotone_demand.normality(), at), normal),
        (value(monotone_demand.substitution(), at), a * b - bundle[r] * normal),
    ]
    line = {s(q, p * (q_bar - q) + r_bar, x, z): v for s, v in slopes}
    effect = monotone_demand.price_effect().xreplace({k: sp.Rational(v) for k, v in line.items()})
    numbers = {p: F(4, 3), q: bundle[q], q_bar: Q_BAR}
    pairs.append((value(effect, numbers), (Q_BAR - bundle[q]) * (c - F(4, 3) * d) - b))
    moved = F(parameters["value"])
    wrong = next((f"{a} instead of {b * moved}" for a, b in pairs if a != b * moved), None)
    return Outcome(
        Verdict.HOLDS if wrong is None else Verdict.FAILS,
        Evidence.SAMPLED,
        wrong or f"{len(pairs)} numbers agree",
        engine="exact arithmetic",
        instances=1,
    )


CHECKS: dict[str, Check] = {
    "thm-3.resources.written-out": Exact(written_out, corners=("M = (1-η)N",))
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-3.resources.written-out",
        "the resource chain and the terms of monotone demand at numbers",
        "section 2.1 and footnote 2; the resource chain in the proof of Theorem 3 (i); section 6",
        r"M = \lceil (1-\eta)N \rceil,\quad N\left[\bar q + \kappa_q + \tfrac12 \kappa_q\right],\quad "
        r"M(\bar q + 2\kappa_q),\quad M\kappa_q + (N - M)(\bar q - 2\kappa_q),\quad "
        r"u_q u_r - r(u_r u_{qr} - u_q u_{rr})",
        "value",
    ),
)
