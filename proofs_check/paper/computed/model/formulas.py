r"""Formulas of the model with sums written out, and the families of utilities, at numbers.

Each formula is evaluated at exact numbers for three types and three states, and compared with the
printed one typed by hand in fractions.

Paper: equations (1)-(4); sections 2.1 and 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction as F
from math import log, prod
from typing import Any

import sympy as sp

from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest
from symbolic.language.notation import (
    M,
    N,
    Q,
    R,
    b_q,
    b_r,
    eta,
    k,
    kappa_q,
    kappa_r,
    lam,
    lam_minus,
    mu,
    mu_A,
    mu_block,
    o_q,
    o_r,
    p,
    pi,
    q,
    q_bar,
    q_z,
    r,
    r_bar,
    s_q,
    s_r,
    sigma,
    x,
    y,
    z,
    z_prime,
)  # fmt: skip
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import plain
from symbolic.language.sums import unrolled
from symbolic.language.utility import UtilityPartial
from symbolic.model import (
    aggregative,
    bayes,
    competitive,
    efficiency,
    feasibility,
    market,
    offers,
    semipooling,
)
from symbolic.model import families as families_
from symbolic.model.families import FAMILIES

COUNTS, TYPE, STATE = (3, 4, 2), 1, 2
NUMBERS = {M: F(9), q_bar: F(2), r_bar: F(3, 2), kappa_q: F(1, 5), kappa_r: F(1, 7), p: F(5, 4)}
SOLD, BOUGHT = (F(1, 3), F(0), F(1, 8)), (F(0), F(2, 5), F(1, 16))
PRIOR = (F(1, 2), F(1, 3), F(1, 6))
SIGNAL = ((F(1, 2), F(1, 3), F(1, 6)), (F(1, 5), F(1, 2), F(3, 10)), (F(1, 4), F(1, 8), F(5, 8)))
DEMANDED = (F(1, 2), F(3, 4), F(9, 5))


def evaluated(formula: sp.Expr, more: Mapping[Any, F] | None = None) -> F:
    """Return a formula of the model at the numbers, its sums written out."""
    three = (0, 1, 2)
    sets = {y: three, z_prime: three, k: (0, 1)}
    own = plain(unrolled(sp.sympify(formula).subs({x: TYPE, z: STATE}), sets))
    at: dict[Any, Any] = {**NUMBERS, **(more or {})}
    for i in three:
        at |= {sigma(i): COUNTS[i], s_q(i): SOLD[i], s_r(i): BOUGHT[i], pi(i): PRIOR[i]}
        at |= {mu(i, j): SIGNAL[i][j] for j in three} | {q_z(i): DEMANDED[i]}
    value = own.xreplace({a: sp.Rational(F(v).numerator, F(v).denominator) for a, v in at.items()})
    if not value.is_Rational:
        raise ArithmeticError(f"a number was expected, found {value}")
    return F(int(value.p), int(value.q))


def _weight(state: int) -> F:
    return PRIOR[state] * prod(
        (m**n for m, n in zip(SIGNAL[state], COUNTS, strict=True)), start=F(1)
    )


def _sums(factor: F) -> list[tuple[F, F]]:
    """Return pairs (by the formula, by hand) of everything that has a sum over types or states."""
    whole = [
        sum((n * b for n, b in zip(COUNTS, side, strict=True)), F(0)) + NUMBERS[M] * k * factor
        for side, k in ((SOLD, NUMBERS[kappa_q]), (BOUGHT, NUMBERS[kappa_r]))
    ]
    own = SOLD[TYPE], BOUGHT[TYPE]
    pairs = list(zip(map(evaluated, market.totals()), whole, strict=True))
    others = [a - b for a, b in zip(whole, own, strict=True)]
    pairs += zip(map(evaluated, market.others_totals()), others, strict=True)
    pairs.append((evaluated(bayes.weight()), _weight(STATE)))
    pairs.append((evaluated(bayes.posterior()), _weight(STATE) / sum(map(_weight, range(3)))))
    alone = [PRIOR[s] * SIGNAL[s][TYPE] for s in range(3)]
    pairs.append((evaluated(bayes.own_posterior()), alone[STATE] / sum(alone)))
    held = sum((m * d for m, d in zip(SIGNAL[STATE], DEMANDED, strict=True)), F(0))
    over = NUMBERS[kappa_r] / NUMBERS[p] + held - NUMBERS[q_bar] - NUMBERS[kappa_q]
    pairs.append((evaluated(competitive.excess_demand()), over))
    return pairs


def _conditions() -> list[tuple[F, F]]:
    """Return pairs of bundles, costs and gains of both sides with marginal utilities 3/2 and 5/3."""
    total = {Q: F(7), R: F(9), b_q: F(1, 3), b_r: F(2, 5), aggregative.m: F(4, 5)}
    price, known = total[R] / total[Q], {(1, 0): F(3, 2), (0, 1): F(5, 3)}
    known |= {(2, 0): F(-2, 3), (1, 1): F(1, 7), (0, 2): F(-3, 4)}

    def at(formula: sp.Expr) -> F:
        written = plain(sp.sympify(formula))
        values = {
            a: sp.Rational(known[a.order].numerator, known[a.order].denominator)
            for a in written.atoms(UtilityPartial)
        }
        return evaluated(written.xreplace(values), total)

    sold, spent, given = total[b_q], total[b_r], NUMBERS[p]
    wanted = (
        *(NUMBERS[q_bar] - sold, NUMBERS[r_bar] + price * sold),
        *(NUMBERS[q_bar] + spent / price, NUMBERS[r_bar] - spent),
        *(known[1, 0], known[0, 1] * price * (1 - sold / total[Q])),
        *(known[0, 1], known[1, 0] / price * (1 - spent / total[R])),
        -(F(-2, 3) - given * (1 + F(4, 5)) * F(1, 7) + given**2 * F(4, 5) * F(-3, 4)),
        -(F(-3, 4) - (1 + F(4, 5)) * F(1, 7) / given + F(4, 5) * F(-2, 3) / given**2),
    )
    formulas = (
        *aggregative.seller_bundle(),
        *aggregative.buyer_bundle(),
        *aggregative.seller_terms(),
        *aggregative.buyer_terms(),
        aggregative.seller_curvature(),
        aggregative.buyer_curvature(),
    )
    return list(zip(map(at, formulas), wanted, strict=True))


def _pooled() -> list[tuple[F, F]]:
    """Return pairs of what is believed of blocks of types, one of which is {0, 1}, the other {2}; A is {1}."""
    counts, at = (5, 3), dict[Any, F]()
    for i, row in enumerate(SIGNAL):
        at |= {mu_block(i, 0): row[0] + row[1], mu_block(i, 1): row[2], mu_A(i): row[1]}
    for j, n in enumerate(counts):
        at |= {lam(j): F(n), lam_minus(j): F(n)}
    seen = [
        PRIOR[i] * row[TYPE] * (row[0] + row[1]) ** counts[0] * row[2] ** counts[1]
        for i, row in enumerate(SIGNAL)
    ]
    known = [w * row[1] for w, row in zip(seen, SIGNAL, strict=True)]
    return [
        (evaluated(semipooling.target_weight(), at), seen[STATE]),
        (evaluated(semipooling.target_posterior(), at), seen[STATE] / sum(seen)),
        (evaluated(semipooling.nontarget_weight(), at), known[STATE]),
        (evaluated(semipooling.nontarget_posterior(), at), known[STATE] / sum(known)),
    ]


def _used() -> list[tuple[F, F]]:
    """Return pairs of the price of stage 2 and of bounds on what all consume of the first good."""
    N_, share = F(12), F(1, 4)
    at: dict[Any, F] = {Q: F(7), R: F(9), N: N_, eta: share}
    most, active = 2 * NUMBERS[q_bar], NUMBERS[q_bar] + NUMBERS[kappa_q]
    consumed = NUMBERS[M] * active + (N_ - NUMBERS[M]) * most
    return [
        (evaluated(market.P_2, at), F(9, 7)),
        (evaluated(feasibility.consumed(), at), consumed),
        (evaluated(feasibility.first_line(), at), (1 - share) * N_ * active + share * N_ * most),
    ]


def _admitted(offer: tuple[F, F]) -> bool:
    """Whether every relation of (1) holds at an offer."""
    signs = {">=": lambda v: v >= 0, "<=": lambda v: v <= 0, "=": lambda v: v == 0}
    admitted = offers.in_offer_set()
    assert isinstance(admitted, And)
    at = {o_q: offer[0], o_r: offer[1]}
    return all(
        isinstance(part, Relation) and signs[part.operator](evaluated(part.left - part.right, at))
        for part in admitted.parts
    )


INSIDE = ((F(2), F(0)), (F(0), F(3, 2)), (F(0), F(0)))
OUTSIDE = (
    *((F(1), F(1, 9)), (F(21, 10), F(0)), (F(0), F(8, 5))),
    *((F(-1, 9), F(0)), (F(0), F(-1, 9))),
)


def written_out(parameters: Parameters) -> Outcome:
    """Totals, beliefs, excess demand, conditions, resources and the set of offers, in fractions."""
    pairs = [*_sums(F(parameters["kappa"])), *_conditions(), *_pooled(), *_used()]
    symbols = (efficiency.used_q, efficiency.used_r)
    for used in (
        (F(25), F(17)),
        (F(23), F(19)),
    ):  # more of one good than there is, less of the other
        at = {**dict(zip(symbols, used, strict=True)), N: F(12)}
        for good, own in enumerate((q_bar, r_bar)):
            wanted = max(used[good], 12 * NUMBERS[own])
            pairs.append((evaluated(efficiency.available()[good], at), wanted))
    same = (
        all(a == b for a, b in pairs)
        and all(map(_admitted, INSIDE))
        and not any(map(_admitted, OUTSIDE))
    )
    verdict = Verdict.HOLDS if same else Verdict.FAILS
    wrong = next((f"{a} instead of {b}" for a, b in pairs if a != b), f"{len(pairs)} numbers agree")
    return Outcome(verdict, Evidence.SAMPLED, wrong, engine="exact arithmetic", instances=1)


THETA, SHARE, AVERSION, RHO, DEGREE, POWER_Q, POWER_R = 1.7, 0.4, 0.6, 0.3, 0.55, 0.35, 0.45
FORMULAS = {
    "log": families_.logarithmic,
    "cobb-douglas": families_.cobb_douglas,
    "crra": families_.crra,
    "powers": families_.powers,
    "ces": families_.ces,
    "log-ces": families_.log_ces,
}
BY_HAND: dict[str, Callable[[float, float], float]] = {
    "log": lambda a, b: THETA * log(a) + log(b),
    "cobb-douglas": lambda a, b: a**POWER_Q * b**POWER_R,
    "crra": lambda a, b: (THETA * a ** (1 - AVERSION) + b ** (1 - AVERSION)) / (1 - AVERSION),
    "powers": lambda a, b: THETA * a**POWER_Q / POWER_Q + b**POWER_R / POWER_R,
    "ces": lambda a, b: (SHARE * a**RHO + (1 - SHARE) * b**RHO) ** (DEGREE / RHO) / DEGREE,
    "log-ces": lambda a, b: log(SHARE * a**RHO + (1 - SHARE) * b**RHO) / RHO,
}


def families(parameters: Parameters) -> Outcome:
    """The families of utilities at two bundles and two near the axes, their names and parameters."""
    numbers = {
        "theta": THETA, "share": SHARE, "aversion": AVERSION, "rho": RHO,
        "degree": DEGREE, "power_q": POWER_Q, "power_r": POWER_R,
    }  # fmt: skip
    worst = float(set(FAMILIES) != set(BY_HAND))
    for name, family in FAMILIES.items():
        worst = largest(worst, float(FORMULAS[name]() != family.formula))
        at = {s: numbers[str(s)] for s in family.formula.free_symbols - {q, r}}
        worst = largest(
            worst, float(set(map(str, at)) != set(family.parameters) or family.name != name)
        )
        for bundle in ((0.6, 1.9), (2.3, 0.4), (1e-9, 1.5), (1.25, 1e-12)):
            value = float(family.formula.subs({**at, q: bundle[0], r: bundle[1]}))
            worst = largest(
                worst, abs(value / BY_HAND[name](*bundle) / float(parameters["value"]) - 1)
            )
    verdict = Verdict.HOLDS if worst < 1e-13 else Verdict.FAILS
    told = f"largest relative gap {worst:.1e}"
    return Outcome(verdict, Evidence.SAMPLED, told, engine="floating point", instances=len(BY_HAND))


CHECKS: dict[str, Check] = {
    "eq-4.written-out": Exact(
        written_out, corners=("offers on a boundary", "types that offer nothing")
    ),
    "sec-2.1.families": Exact(families, corners=("consumption near an axis",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-4.written-out",
        "totals, beliefs, excess demand, conditions, resources and offers with sums written out",
        "equations (1), (4), (9), (12)",
        r"\forall \sigma, s, x, z:\quad (Q, R) = \sum_y \sigma(y) s^y + M\kappa,\quad (Q_-, R_-) = (Q, R) - s^x,\quad "
        r"\phi^\sigma(z) = \frac{\pi(z) \prod_y \mu_z(y)^{\sigma(y)}}"
        r"{\sum_{z'} \pi(z') \prod_y \mu_{z'}(y)^{\sigma(y)}}",
        "kappa",
    ),
    stated(
        "sec-2.1.families",
        "the families of utilities are those that are named",
        "section 2.1",
        r"\forall q, r > 0:\quad "
        r"u(q, r; x, z) \in \left\{\theta \log q + \log r,\quad q^a r^b,\quad "
        r"\frac{\theta q^{1-\gamma} + r^{1-\gamma}}{1 - \gamma},\quad "
        r"\frac{\theta q^a}a + \frac{r^b}b,\quad \frac{(a q^\rho + (1-a) r^\rho)^{s/\rho}}s,\quad "
        r"\frac{\log(a q^\rho + (1-a) r^\rho)}\rho\right\}",
        "value",
    ),
)
