r"""The exact check of what the exogenous offers and the inactive are paid.

Conventions: the examples have :math:`\theta\sqrt q + \sqrt r` with rational demand.

Paper: section 6, first paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from fractions import Fraction as F

from numeric.competitive.exchange import competitive_at
from numeric.economy.economy import Economy
from numeric.theorem_3.realised import inactive_bundles
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.in_force import ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.theorem_3.checks import listed


def _of_roots(t: Fraction, price: Fraction) -> Fraction:
    r"""Return demand for the first good at endowments of one, :math:`u = \sqrt{tq} + \sqrt r`: (p + 1)t/(p(t + p))."""
    return (price + 1) * t / (price * (t + price))


PRIOR, SIGNAL = (F(1, 5), F(4, 5)), ((F(1, 2), F(1, 2)), (F(1, 3), F(2, 3)))
KAPPA_Q = F(1, 20)
BOTH = ("both goods are paid out", ((F(1), F(1)), (F(2), F(2))), F(174, 125))
NONE = ("no good is paid out", ((F(2), F(1, 4)), (F(3), F(1, 2))), F(12, 5))
"""Two economies: a name, the tastes θ of each type in both states, and the price p_2 in the first state."""
Named = tuple[str, tuple[tuple[Fraction, Fraction], ...], Fraction]


def _paying(named: Named, eta: Fraction) -> Economy:
    """Return an economy with square roots; κ_r is what makes the price clear the first state's market."""
    name, tastes, price = named
    mean = _mean([by_state[0] for by_state in tastes], price)
    return Economy(
        prior=PRIOR,
        signal=SIGNAL,
        endowment=[1, 1],
        kappa=[KAPPA_Q, price * (1 + KAPPA_Q - mean)],
        eta=eta,
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": tastes},
        name=name,
    )


def _mean(tastes: Sequence[Fraction], price: Fraction) -> Fraction:
    """Return what the types of the first state demand of the first good at a price, on average."""
    return sum((m * _of_roots(t**2, price) for m, t in zip(SIGNAL[0], tastes, strict=True)), F(0))


def _expected(tastes: Sequence[Fraction], x: int) -> Fraction:
    """Return the mean taste of a type of stage 1, which does not know the state."""
    weights = [p * row[x] for p, row in zip(PRIOR, SIGNAL, strict=True)]
    return sum((w * t for w, t in zip(weights, tastes, strict=True)), F(0)) / sum(weights)


def _paid(named: Named, eta: Fraction) -> tuple[Economy, tuple[Fraction, Fraction]]:
    """Return what is paid out of each good per agent in the first state for large N.

    The exogenous offers pay (1 - η)(κ_q - κ_r/p, κ_r - pκ_q) and the inactive take η times their
    mean trade at p_1 = 1.

    Raises:
        ArithmeticError: The toolkit finds another price or other payouts.
    """
    economy, price = _paying(named, eta), named[2]
    kappa = economy.mechanism.kappa
    bought = _mean([_expected(t, x) for x, t in enumerate(named[1])], F(1)) - 1
    paid = (
        (1 - eta) * (kappa[0] - kappa[1] / price) + eta * bought,
        (1 - eta) * (kappa[1] - price * kappa[0]) - eta * bought,
    )
    mu = economy.floats.signal[0]
    found, bundles = competitive_at(economy, 0, mu)
    numeric = (1 - float(eta)) * (mu @ bundles) + float(eta) * (mu @ inactive_bundles(economy)) - 1
    gap = max(
        abs(found / float(price) - 1),
        *(abs(float(p) - n) for p, n in zip(paid, numeric, strict=True)),
    )
    if not gap <= 1e-12:
        raise Disagreement(f"the toolkit finds other payouts, {gap:.1e} away")
    return economy, paid


def payout(parameters: Parameters) -> Outcome:
    """How many goods are paid out on balance in two economies, exactly and in the toolkit."""
    eta = F(parameters["eta"])
    cases = [(named, *_paid(named, eta)) for named in (BOTH, NONE)]
    values: dict[str, object] = {"u": "theta sqrt(q) + sqrt(r)", "eta": eta}
    met: list[tuple[str, str]] = []
    for (name, tastes, price), economy, paid in cases:
        least = min(economy.mechanism.kappa) / 4
        values |= {
            f"{name}: theta by type": "; ".join(listed(t) for t in tastes),
            f"{name}: kappa": listed(economy.mechanism.kappa),
            f"{name}: p_2 in the limit": price,
            f"{name}: net payouts per agent": listed(paid),
        }
        met += [(f"{name}: {h}", v) for h, v in hypotheses(economy, (*ENVIRONMENT, SEPARATING))]
        met.append((f"{name}: eta <= min(kappa_q/4, kappa_r/4)", f"{eta} <= {least}"))
    met.append(("N is large: Theorem 1 and Proposition 2", "payouts per agent tend to these"))
    counts = [sum(v > 0 for v in paid) for _, _, paid in cases]
    one = all(n == 1 for n in counts)
    told = f"{counts[0]} goods are paid out on balance in one economy, {counts[1]} in another"
    return exactly(one, told, values, satisfied=() if one else met)


CHECKS: dict[str, Check] = {
    "sec-6.payout": Exact(payout),
}
"""The checks of this module by the names under which statements assert them."""
