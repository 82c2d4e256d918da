r"""Where Newton's methods for price-takers and for stage 2 come to rest: not before every number of every row has.

By symmetry the price may be right from the start, and a type may not trade at all, while others are not
yet where they end; of two rows one may have settled long before the other.

Paper: Proposition 2; section 3.1; equations (16)-(19).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
MIRRORED = Economy(
    name="two types with the goods exchanged, and one that does not trade",
    prior=[1],
    signal=[["2/5", "2/5", "1/5"]],
    endowment=[1, 1],
    kappa=["1/64", "1/64"],
    eta="1/10",
    utility="weight_q*q**(1 - gamma_q)/(1 - gamma_q) + weight_r*r**(1 - gamma_r)/(1 - gamma_r)",
    parameters={
        "gamma_q": [[2], [4], [3]],
        "gamma_r": [[4], [2], [3]],
        "weight_q": [["1/8"], [1], [1]],
        "weight_r": [[1], ["1/8"], [1]],
    },
)
"""At the price 1 the third type wants what it has, and the other two want the reverse of each other."""
EVEN, UNEVEN = [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]


def takers(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Price-takers whose price is right from the start, with others or alone, to rounding and roughly."""
    k_q, k_r = (float(k * factor) for k in economy.mechanism.kappa)
    for rows in ([EVEN], [EVEN, UNEVEN], [UNEVEN, EVEN, EVEN]):
        shares, belief = np.array(rows), np.ones((len(rows), 1))
        for tolerance, allowed in ((1e-15, 1e-12), (1e-4, 1e-5)):
            sales, price = price_taking(economy, shares, belief, tolerance=tolerance)
            for i, row in enumerate(rows):
                p, sold = float(price[i]), sales[i].tolist()
                traded = sum(s * t for s, t in zip(row, sold, strict=True))
                tally.close("the market", traded, k_r / p - k_q, allowed)
                for x, t in enumerate(sold if tolerance < 1e-5 else ()):
                    offered, spent = by_hand.price_taker(economy, x, [1.0], p)
                    tally.close("a trade", t, offered - spent / p, 1e-12)


CHECKS: dict[str, Check] = {
    "prop-2.at-rest": on_probes(tallied(takers), (MIRRORED,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-2.at-rest",
        "price-takers of several rows come to rest together, although one price is right from the start",
        "Proposition 2",
        r"\forall \rho:\quad \sum_x \rho(x) t(x) = \frac{\kappa_r}{p} - \kappa_q,\quad u_q = p\,u_r",
        "value",
        depends_on=("prop-2.price-takers",),
    ),
)
