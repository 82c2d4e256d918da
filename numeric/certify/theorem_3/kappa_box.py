r"""Whether the ex post loss is at most ε for every κ of a box, every η up to its limit, and all near shares.

If bundles within the resources W of (12) gave everybody more than ε, then at the realised price p
:math:`\sum_n e_n(p, \bar u_n + \epsilon) < pW_q + W_r`.  Divide by N, and let h be the share of the
inactive, A the mean of :math:`q_1 - \bar q` over them, :math:`p_1 = \bar r/\bar q` and

.. math:: y = \kappa_q - \kappa_r/p = \sum_xs_xt_x .

The active consume :math:`(\bar q + y, \bar r - py)` on average, so W exceeds what is consumed by
the positive parts of :math:`-hA - (1-h)y` and of :math:`hp_1A + (1-h)py`, which are worth at most
:math:`(1-h)p|y| + h|A|\max(p, p_1)`.  With the bounds a, i of ``price_pieces``, the loss is at most
ε wherever

.. math:: (1-h)\Big(p|y| + \sum_xs_xa_x\Big) + h\max_x\big(|q_1(x) - \bar q|\max(p, p_1) + i_x\big) < 0 .

The composition of the inactive is free.  η is at most :math:`\min(\kappa_q/4\bar q,
\kappa_r/4\bar r)`, and given y and p the κ that belong to it bound h:
:math:`\kappa_q = y + \kappa_r/p`, :math:`\kappa_r = p(\kappa_q - y)`.

Paper: section 7.3; the proof there compares with a competitive allocation instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask, as_intervals
from numeric.certify.arithmetic.simplex_boxes import greatest_sum, weighted_sum
from numeric.certify.theorem_3.price_pieces import Pieces, inactive_bundle
from numeric.economy.economy import Economy


@dataclass(frozen=True)
class KappaBox:
    """All κ with ``low`` ≤ κ ≤ ``high``, good by good."""

    low: tuple[Fraction, Fraction]
    high: tuple[Fraction, Fraction]

    @classmethod
    def below(cls, ceiling: Fraction) -> KappaBox:
        """Return the box of all κ up to a ceiling in both goods."""
        return cls((Fraction(0), Fraction(0)), (ceiling, ceiling))

    @classmethod
    def at(cls, kappa: tuple[Fraction, Fraction]) -> KappaBox:
        """Return the box of one κ."""
        return cls(kappa, kappa)


def mean_trades(pieces: Pieces, shares: Intervals, box: KappaBox) -> Intervals:
    """Return bounds on y on each piece; crossed where no κ of the box has its price there."""
    price, n = pieces.price, len(pieces.price.lo)
    wide = Intervals(*(np.broadcast_to(e, (n, len(e))) for e in (shares.lo, shares.hi)))
    kappa_q = Intervals(Intervals.exact(box.low[0]).lo, Intervals.exact(box.high[0]).hi)
    kappa_r = Intervals(Intervals.exact(box.low[1]).lo, Intervals.exact(box.high[1]).hi)
    return weighted_sum(pieces.trades, wide).meet(kappa_q - kappa_r / price)


def possible(y: Intervals) -> Mask:
    """Whether a piece may hold the price of an equilibrium; also where nothing is known."""
    return np.asarray(~(y.lo > y.hi))


def loss_is_small(economy: Economy, pieces: Pieces, shares: Intervals, box: KappaBox) -> Mask:
    """Whether the loss is certified to be at most ε, on each piece.

    Args:
        economy: The economy.
        pieces: What is enclosed on the pieces, for this ε.
        shares: The box of the active's shares.
        box: The κ.
    """
    y = mean_trades(pieces, shares, box)
    price, n = pieces.price, len(pieces.price.lo)
    wide = Intervals(*(np.broadcast_to(e, (n, len(e))) for e in (shares.lo, shares.hi)))
    worth = np.maximum(
        (price * Intervals.points(y.hi)).hi,  # at most p κ_q - κ_r, as y is
        np.minimum((price * Intervals.points(-y.lo)).hi, _most_other(price, box)),
    )
    with np.errstate(invalid="ignore"):
        active = (Intervals.points(worth) + Intervals.points(greatest_sum(pieces.active, wide))).hi
        gap = np.maximum((Intervals.points(_idle(economy, pieces)) - active).hi, 0.0)
        whole = Intervals.points(active) + Intervals.points(_share(economy, price, y, box)) * gap
    return np.asarray(whole.negative | ~possible(y))


def _most_other(price: Intervals, box: KappaBox) -> Array:
    """Return the greatest κ_r - p κ_q."""
    return (as_intervals(box.high[1]) - price * box.low[0]).hi


def _idle(economy: Economy, pieces: Pieces) -> Array:
    """Return the greatest contribution of an inactive agent."""
    q_bar, r_bar = economy.environment.endowment
    own_price = Intervals.exact(r_bar / q_bar)
    higher = np.maximum(pieces.price.hi, own_price.hi)
    values = []
    for x in range(len(economy.types)):
        apart = (inactive_bundle(economy, x)[0] - q_bar).magnitude()
        moved = Intervals.points(higher) * Intervals.points(apart)
        values.append((moved + Intervals.points(pieces.inactive[:, x])).hi)
    return np.asarray(np.max(values, axis=0))


def _share(economy: Economy, price: Intervals, y: Intervals, box: KappaBox) -> Array:
    """Return the greatest share of the inactive, given y and p."""
    high_q, high_r = (Intervals.exact(v) for v in box.high)
    first = np.minimum(high_q.hi, (Intervals.points(y.hi) + high_r / price).hi)
    second = np.minimum(high_r.hi, (price * (high_q - Intervals.points(y.lo))).hi)
    parts = [
        (Intervals.points(np.maximum(v, 0.0)) / (4 * e)).hi
        for v, e in zip((first, second), economy.environment.endowment, strict=True)
    ]
    return np.minimum(np.minimum(parts[0], parts[1]), 1.0)
