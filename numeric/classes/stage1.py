r"""Stage 1 with classes: best offers contingent on being inactive, and the intervals of each class.

Inactive agents of class h consume on the line :math:`p_1q + r = W_h = p_1\bar q_h + \bar r_h`.  An agent
of the paper with the endowment :math:`(W_h/2p_1, W_h/2)` has the same line and the same price of stage 1,
so its consumption :math:`q_1(\alpha^*(x, h))`, intervals on :math:`[0, W_h/p_1]` and losses are those of
the class; the offers are counted from the class's own endowment.

Since one histogram is announced for each class, :math:`\alpha^*` must separate the types within each
class, and kinds of different classes may make equal offers.

Paper: section 3.2, (5)-(7); section 6, fourth paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from numeric.classes.economy import ClassEconomy, EndowmentClass
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.shown import Shown
from numeric.stage1 import solve_stage1
from numeric.status import Status, Told, joined
from numeric.theorem_1.margins import loss_rounding, losses

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class ClassStage1(Shown):
    """Solution of stage 1 by class.

    Args:
        offers: α*(x, h), shape (H, X, 2); NaN where not solved.
        consumption: Of the first good if inactive, shape (H, X).
        intervals: I_h(x) as closed intervals, shape (H, X, 2); NaN where a class is not separated.
        loss: What type x of class h loses by the best offer taken for x̄'s if inactive, shape (H, X, X);
            NaN where a class is not separated.
        rounding: Estimated rounding error of the losses, shape (H,).
        separating: Whether the types of every class make different offers.
        status: One sentence.
    """

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {
        "offers": ("class", "type", "good"),
        "consumption": ("class", "type"),
        "intervals": ("class", "type", "end"),
    }

    offers: Array
    consumption: Array
    intervals: Array
    loss: Array
    rounding: Array
    separating: bool
    status: Status | Told

    @property
    def solved(self) -> bool:
        """Whether every kind has one best offer."""
        return self.status.solved


@lru_cache(maxsize=256)
def solve_class_stage1(economy: ClassEconomy) -> ClassStage1:
    """Return the best offers of all kinds, and the intervals within classes.

    Args:
        economy: An economy with classes.

    Raises:
        EconomyError: The middle of a class's budget line lies where utility is not real.

    Paper: (5)-(7), class by class.

    >>> from numeric.classes.reader import load_classes
    >>> solved = solve_class_stage1(load_classes("examples/mechanisms/classes.toml"))
    >>> solved.consumption.round(4).tolist(), solved.separating
    ([[0.8492, 1.394], [1.0841, 1.7795]], True)
    """
    lines = [line_economy(economy, c) for c in economy.classes]
    solved = [solve_stage1(line) for line in lines]
    consumption = np.stack([s.consumption for s in solved])
    held = np.array([[float(v) for v in c.endowment] for c in economy.classes])
    sold = held[:, 0, None] - consumption
    offers = np.stack(
        [np.maximum(sold, 0.0), np.maximum(-sold, 0.0) * float(economy.price)], axis=-1
    )
    separating = all(s.separating for s in solved)
    X = len(economy.types)
    nothing = np.full((X, X), np.nan)
    loss = [losses(e, s) if s.separating else nothing for e, s in zip(lines, solved, strict=True)]
    error = [
        loss_rounding(e, s) if s.separating else np.nan for e, s in zip(lines, solved, strict=True)
    ]
    return ClassStage1(
        offers,
        consumption,
        np.stack([s.intervals for s in solved]),
        np.stack(loss),
        np.array(error),
        separating,
        joined(*(_named(economy, c, s.status) for c, s in zip(economy.classes, solved, strict=True))),
    )  # fmt: skip


def line_economy(economy: ClassEconomy, of: EndowmentClass) -> Economy:
    r"""Return the economy in which everybody holds :math:`(W_h/2p_1, W_h/2)`, whose budget line is the class's.

    Raises:
        EconomyError: Utility is not real there.
    """
    price = economy.price
    wealth = price * of.endowment[0] + of.endowment[1]
    try:
        return economy.per_head.replacing(endowment=[wealth / (2 * price), wealth / 2])
    except EconomyError as error:
        raise EconomyError(
            f'class "{of.name}"', f"must have a budget line whose middle is affordable: {error}"
        ) from None


def _named(economy: ClassEconomy, of: EndowmentClass, status: Status | Told) -> Status | Told:
    """Say in which class a status is more than solved."""
    if status == Status.SOLVED or len(economy.classes) == 1:
        return status
    member = status if isinstance(status, Status) else status.member
    return member.told(f'{status} (class "{of.name}")')
