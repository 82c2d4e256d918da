r"""The exact check of what the exogenous offers and the inactive are paid.

Conventions: the example has :math:`\sqrt{\theta q} + \sqrt r` with rational demand.

Paper: section 6, first paragraphs.
"""

from __future__ import annotations

from fractions import Fraction
from fractions import Fraction as F

from numeric.competitive.exchange import competitive_at
from numeric.economy.economy import Economy
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.in_force import ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.theorem_3.checks import listed


def _of_roots(t: Fraction, price: Fraction) -> Fraction:
    r"""Return demand for the first good at endowments of one, :math:`u = \sqrt{tq} + \sqrt r`: (p + 1)t/(p(t + p))."""
    return (price + 1) * t / (price * (t + price))


TASTES, PRICE, KAPPA_Q = (F(1), F(4)), F(174, 125), F(1, 20)
"""θ² of the two types, the competitive price, and κ_q; κ_r is what makes the price clear the market."""


def _paying(eta: Fraction) -> Economy:
    """Return the economy with square roots whose competitive price is 174/125 in the first state."""
    mean = sum(_of_roots(t, PRICE) for t in TASTES) / 2
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=[KAPPA_Q, PRICE * (1 + KAPPA_Q - mean)],
        eta=eta,
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [[1, 1], [2, 2]]},
        name="both goods are paid out",
    )


def payout(parameters: Parameters) -> Outcome:
    """What is paid out of each good per agent in the first state for large N, exactly and in the toolkit.

    The exogenous offers pay (1 - η)(κ_q - κ_r/p, κ_r - pκ_q) and the inactive take η times their
    mean trade at p_1 = 1.
    """
    eta = F(parameters["eta"])
    economy = _paying(eta)
    kappa = economy.mechanism.kappa
    bought = sum(_of_roots(t, F(1)) for t in TASTES) / 2 - 1
    paid = (
        (1 - eta) * (kappa[0] - kappa[1] / PRICE) + eta * bought,
        (1 - eta) * (kappa[1] - PRICE * kappa[0]) - eta * bought,
    )
    mu = economy.floats.signal[0]
    price, bundles = competitive_at(economy, 0, mu)
    numeric = (1 - float(eta)) * (mu @ bundles) + float(eta) * (mu @ inactive_bundles(economy)) - 1
    gap = max(
        abs(price / float(PRICE) - 1),
        *(abs(float(p) - n) for p, n in zip(paid, numeric, strict=True)),
    )
    if gap > 1e-12:
        raise ArithmeticError(f"the toolkit finds other payouts, {gap:.1e} away")
    named = {
        "u": "theta sqrt(q) + sqrt(r), theta = 1, 2",
        "kappa": listed(kappa),
        "eta": eta,
        "p_2 in the limit": PRICE,
        "net payouts per agent": listed(paid),
    }
    met = (
        *hypotheses(economy, (*ENVIRONMENT, SEPARATING)),
        ("eta <= min(kappa_q/4, kappa_r/4)", f"{eta} <= {min(kappa) / 4}"),
        ("N is large: Theorem 1 and Proposition 2", "payouts per agent tend to these"),
    )
    one = sum(v > 0 for v in paid) == 1
    told = f"net payouts per agent tend to {paid[0]} and {paid[1]}"
    return exactly(one, told, named, satisfied=() if one else met)


CHECKS: dict[str, Check] = {
    "sec-6.payout": Exact(payout),
}
"""The checks of this module by the names under which statements assert them."""
