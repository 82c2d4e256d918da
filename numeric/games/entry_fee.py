r"""The two-stage mechanism with the entry fee 2κ: what is paid, and who would enter.

Everybody pays :math:`2\kappa` of both goods before types are drawn, and the mechanism runs on what
is left, :math:`(\bar q - 2\kappa_q, \bar r - 2\kappa_r)`, with :math:`\eta` as in Theorem 3.  Per
good the designer keeps

.. math:: 2N\kappa_q - M\Big(\kappa_q - \frac{\kappa_r}{p_2}\Big)
          - \sum_{\text{inactive}}\Big(\frac{a_r}{p_1} - a_q\Big) \ge 0

whatever is offered, if :math:`(N - M)(\bar q - 2\kappa_q) \le (2N - M)\kappa_q`.  An agent enters ex
ante if the expected utility of entering is at least that of the endowment, and after its type is
drawn if that holds for its type.

Conventions: nothing is returned of what is not used; so with δ = 0 most of the fee is waste.

Paper: section 6, the entry fee and participation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.outcome import Outcome
from numeric.games.references import limit_scenarios, no_trade
from numeric.games.scenarios import scenarios
from numeric.games.two_stage import limit_of_two_stage, two_stage
from numeric.games.welfare import utilities

Array = NDArray[np.float64]
FEE = 2
"""The fee as a multiple of κ."""


@dataclass(frozen=True)
class Participation:
    """What entering adds to expected utility.

    Args:
        ex_ante: Before types are drawn, utils.
        interim: For each type, shape (X,), utils.
    """

    ex_ante: float
    interim: Array

    @property
    def enters(self) -> bool:
        """Whether an agent who does not know its type yet enters."""
        return self.ex_ante >= 0


def after_fee(economy: Economy) -> Economy:
    r"""Return the economy on what the fee leaves, with :math:`\eta = \min\{\kappa_q/(4\bar q), \kappa_r/(4\bar r)\}`.

    Raises:
        EconomyError: The fee leaves nothing of a good.
    """
    e, m = economy.environment, economy.mechanism
    left = [top - FEE * k for top, k in zip(e.endowment, m.kappa, strict=True)]
    eta = min(k / (4 * top) for k, top in zip(m.kappa, e.endowment, strict=True))
    return economy.replacing(endowment=left, eta=eta)


def entry_fee(economy: Economy, agents: int | None) -> Outcome:
    """Return the outcome with the fee, at N or in the limit; measure it by the economy before the fee.

    Args:
        economy: An economy with κ > 0.
        agents: N, at least 2, or None.
    """
    left = after_fee(economy)
    if agents is None:
        return limit_of_two_stage(left, left.floats.eta)
    drawn = scenarios(left, agents, agents - left.active(agents))
    return two_stage(left, agents, drawn)


def participation(economy: Economy, agents: int | None) -> Participation:
    """Return what entering adds to expected utility, ex ante and by type."""
    entered, per_head = utilities(economy, entry_fee(economy, agents))
    drawn = limit_scenarios(economy) if agents is None else scenarios(economy, agents)
    stayed, without = utilities(economy, no_trade(economy, agents, drawn))
    return Participation(per_head - without, entered - stayed)


def largest_accepted(economy: Economy, agents: int | None, *, digits: int = 5) -> Fraction | None:
    r"""Return the largest multiple t such that agents enter ex ante at :math:`t\kappa`, by bisection on (0, 1].

    None where they do not enter even at the least multiple tried; 1 where they enter at κ itself.

    Args:
        economy: An economy with κ > 0.
        agents: N, or None for the limit.
        digits: Decimal digits of t.
    """

    def enters(t: Fraction) -> bool:
        kappa = [t * k for k in economy.mechanism.kappa]
        return participation(economy.replacing(kappa=kappa), agents).enters

    steps = 10**digits
    low, high = 1, steps
    if enters(Fraction(1)):
        return Fraction(1)
    if not enters(Fraction(low, steps)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if enters(Fraction(middle, steps)) else (low, middle)
    return Fraction(low, steps)


def kept(economy: Economy, agents: int, price: Array, inactive: Array) -> Array:
    r"""Return what the designer keeps of the fee of N agents, both goods, shape (n, 2).

    Args:
        economy: The economy before the fee.
        agents: N.
        price: p_2 of n rounds, shape (n,).
        inactive: Total offers of the inactive of either good, shape (n, 2).
    """
    left, d = after_fee(economy), economy.floats
    M, top = left.active(agents), left.floats.endowment
    p_1 = top[1] / top[0]
    kappa = np.stack([d.kappa[0] - d.kappa[1] / price, d.kappa[1] - price * d.kappa[0]], axis=-1)
    net = np.stack(
        [inactive[:, 1] / p_1 - inactive[:, 0], p_1 * inactive[:, 0] - inactive[:, 1]], -1
    )
    return np.asarray(FEE * agents * d.kappa - M * kappa - net)


def guaranteed(economy: Economy, agents: int) -> bool:
    r"""Whether the fee covers every payout whatever is offered.

    By :math:`(N - M)(\bar q - 2\kappa_q) \le (2N - M)\kappa_q`, good by good: sufficient, not
    necessary.
    """
    left, kappa = after_fee(economy), economy.floats.kappa
    M = left.active(agents)
    return bool(((agents - M) * left.floats.endowment <= (2 * agents - M) * kappa).all())
