r"""The two-stage mechanism with an entry fee: what is paid, and who would enter.

Everybody pays a fee f of both goods before types are drawn (:math:`2\kappa` unless the economy names
another), and the mechanism runs on what is left, :math:`(\bar q - f_q, \bar r - f_r)`, with
:math:`\eta` as in Theorem 3.  Per good the designer keeps

.. math:: Nf_q - M\Big(\kappa_q - \frac{\kappa_r}{p_2}\Big)
          - \sum_{\text{inactive}}\Big(\frac{a_r}{p_1} - a_q\Big) \ge 0

whatever is offered, if :math:`M\kappa_q + (N - M)(\bar q - f_q) \le Nf_q`.  An agent enters ex
ante if the expected utility of entering is at least that of the endowment, and after its type is
drawn if that holds for its type.

Conventions: without a rebate nothing is returned of what is not used, so with δ = 0 most of the fee
is waste; with it all of that is, and resources balance exactly.

Paper: section 6, the entry fee and participation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.outcome import Outcome
from numeric.games.references import limit_scenarios, no_trade
from numeric.games.scenarios import Scenarios, scenarios
from numeric.games.two_stage import eta_of_theorem_3, limit_of_two_stage, two_stage
from numeric.games.welfare import utilities
from numeric.mechanism.rebate import net_trade, rebate_limit
from numeric.mechanism.rebated_market import RebatedMarket
from numeric.mechanism.rebated_stages import RebatedGame, RebatedSolution
from numeric.status import NotSolved, Status, Told

Array = NDArray[np.float64]
Entering = Callable[[Economy, int | None], Outcome]
BETTER = 1e-9
"""Utils that a search must add to count, and that a margin must exceed."""

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


def fee_of(economy: Economy) -> tuple[Fraction, Fraction]:
    """Return the economy's fee, or 2κ where it names none."""
    m = economy.mechanism
    return m.entry_fee if any(m.entry_fee) else (FEE * m.kappa[0], FEE * m.kappa[1])


def after_fee(economy: Economy) -> Economy:
    r"""Return the economy on what the fee leaves, with :math:`\eta = \min\{\kappa_q/(4\bar q), \kappa_r/(4\bar r)\}`.

    Raises:
        NotSolved: The fee leaves nothing of a good, or η is not below 1.
    """
    tops = economy.environment.endowment
    left = [top - f for top, f in zip(tops, fee_of(economy), strict=True)]
    if min(left) <= 0:
        raise NotSolved("", "the fee leaves nothing of a good")
    eta = eta_of_theorem_3(economy)
    return economy.replacing(endowment=left, eta=eta, entry_fee=(0, 0), rebate=False)


def entry_fee(economy: Economy, agents: int | None) -> Outcome:
    """Return the outcome with the fee, at N or in the limit; measure it by the economy before the fee.

    Args:
        economy: An economy with κ > 0.
        agents: N, at least 2, or None.
    """
    left = after_fee(economy)
    if agents is None:
        return limit_of_two_stage(left, left.floats.eta)
    drawn = scenarios(left, agents, left.mechanism.inactive(agents))
    return two_stage(left, drawn)


def rebated_limit(economy: Economy) -> Outcome:
    """Return the limit with the fee when what is left of it is returned in equal shares.

    Raises:
        NotSolved: The fixed point of prices and stage-1 offers was not found.
    """
    left = after_fee(economy)
    fee, eta = np.array([float(f) for f in fee_of(economy)]), left.floats.eta
    found, mu = rebate_limit(left, fee), economy.floats.signal
    X, Z = len(economy.types), len(economy.states)
    return Outcome(
        np.tile(np.arange(X), 2),
        np.arange(Z),
        economy.floats.prior,
        np.concatenate([(1 - eta) * mu, eta * mu], axis=1),
        np.concatenate([found.active, found.inactive], axis=1),
    )


def rebated(economy: Economy, agents: int, drawn: Scenarios) -> tuple[Outcome, RebatedSolution]:
    """Return the outcome at N when what is left of the fee is returned in equal shares, and what is played.

    Where scenarios are drawn and many, stage 1 is solved, and deviations are tried, in a part of them.

    Args:
        economy: An economy with κ > 0.
        agents: N.
        drawn: Scenarios with as many inactive agents as the mechanism has.

    Raises:
        NotSolved: The fixed point of both stages was not found.
    """
    left, fee = after_fee(economy), np.array([float(f) for f in fee_of(economy)])
    market = RebatedMarket.of(left, fee, agents, drawn.idle)
    counts = drawn.active.astype(np.int64), drawn.inactive.astype(np.int64)
    game = RebatedGame(market, drawn.state, *counts, drawn.weight)
    found = (game.sampled() if drawn.draws else game).solve()
    whole = RebatedSolution(game, found.first, game.markets(found.first)) if drawn.draws else found
    outcome = Outcome(
        np.tile(np.arange(len(economy.types)), 2),
        drawn.state,
        drawn.weight,
        np.concatenate([drawn.active, drawn.inactive], axis=1).astype(float),
        np.concatenate(whole.bundles(), axis=1),
        drawn.draws,
        drawn.controls,
    )
    return outcome, found


def standing(economy: Economy, found: RebatedSolution) -> Status | Told:
    """Say whether the candidate with a rebate is an equilibrium, as floating point has it."""
    gain, number = found.better(), found.game.market.inactive
    if gain > BETTER:
        return Status.BEATEN.told(f"{Status.BEATEN}, by {gain:.1e} utils")
    margin, (x, y) = found.margin()
    if margin > BETTER:
        return Status.SOLVED.told(
            f"{Status.SOLVED}: an equilibrium with {number} inactive, margin {margin:.2e}"
        )
    if margin >= -BETTER:
        return Status.UNDECIDED.told(
            f"undecided: with {number} inactive the margin is within its error"
        )
    return Status.BEATEN.told(
        f'not an equilibrium with {number} inactive: type "{economy.types[x]}" gains {-margin:.2e} utils '
        f'by being taken for "{economy.types[y]}"; the row shows the candidate all the same'
    )


def participation(
    economy: Economy, agents: int | None, entering: Entering | None = None
) -> Participation:
    """Return what entering adds to expected utility, ex ante and by type.

    Args:
        economy: An economy with κ > 0.
        agents: N, or None for the limit.
        entering: The outcome of entering; that of ``entry_fee`` if left out.
    """
    entered, per_head = utilities(economy, (entering or entry_fee)(economy, agents))
    drawn = limit_scenarios(economy) if agents is None else scenarios(economy, agents)
    stayed, without = utilities(economy, no_trade(economy, drawn))
    return Participation(per_head - without, entered - stayed)


def told(economy: Economy, found: Participation) -> str:
    """Say who enters, and what it adds."""
    stay = [f'"{name}"' for name, v in zip(economy.types, found.interim, strict=True) if not v >= 0]
    whom = f"; told their types {', '.join(stay)} would not" if stay else "; so would every type"
    enters = "agents enter" if found.enters else "agents do not enter"
    return f"{enters} ex ante: it adds {found.ex_ante:.4f} utils{whom}"


def largest_accepted(
    economy: Economy,
    agents: int | None,
    *,
    type_: int | None = None,
    entering: Entering | None = None,
    digits: int = 5,
) -> Fraction | None:
    r"""Return the largest multiple t of κ and of the fee at which agents enter, by bisection on (0, 1].

    None where they do not enter even at the least multiple tried; 1 where they enter at κ itself.

    Args:
        economy: An economy with κ > 0.
        agents: N, or None for the limit.
        type_: The type that has been drawn; None for entering ex ante.
        entering: The outcome of entering; that of ``entry_fee`` if left out.
        digits: Decimal digits of t.
    """

    def enters(t: Fraction) -> bool:
        m = economy.mechanism
        scaled = economy.replacing(
            kappa=[t * k for k in m.kappa], entry_fee=[t * f for f in m.entry_fee]
        )
        found = participation(scaled, agents, entering)
        return found.enters if type_ is None else bool(found.interim[type_] >= 0)

    steps = 10**digits
    if enters(Fraction(1)):
        return Fraction(1)
    tried = range(1, steps)
    most = bisect_right(tried, False, key=lambda k: not enters(Fraction(k, steps)))
    return Fraction(most, steps) if most else None


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
    taken = net_trade(d.kappa[0] - d.kappa[1] / price, price)
    p_1 = top[1] / top[0]
    net = net_trade(inactive[:, 0] - inactive[:, 1] / p_1, p_1)
    fee = np.array([float(f) for f in fee_of(economy)])
    return np.asarray(agents * fee + M * taken - net)


def guaranteed(economy: Economy, agents: int) -> bool:
    r"""Whether the fee covers every payout whatever is offered.

    By :math:`M\kappa_q + (N - M)(\bar q - f_q) \le Nf_q`, good by good and exactly: sufficient, not
    necessary.
    """
    left, kappa = after_fee(economy), economy.mechanism.kappa
    M, top = left.active(agents), left.environment.endowment
    return all(
        M * k + (agents - M) * e <= agents * f
        for k, e, f in zip(kappa, top, fee_of(economy), strict=True)
    )
