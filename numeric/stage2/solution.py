"""What the solvers of stage 2 return: equilibrium offers for many configurations.

Paper: section 3.1; Proposition 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from numeric.derivatives.stage2 import Stage2Derivatives
from numeric.economy.economy import Economy
from numeric.shown import Shown
from numeric.stage2.problem import Flags
from numeric.status import NotSolved, Status

Array = NDArray[np.float64]
TOLERANCE = 1e-10
SOLVED = Status.SOLVED
_STATUSES = np.array([Status.NO_ROOT, Status.SOLVED, Status.BEATEN], dtype=object)


@dataclass(frozen=True, repr=False)
class Stage2(Shown):
    """Equilibrium offers for n configurations.

    Args:
        offers: β^σ(x), shape (n, X, 2); NaN where not solved.
        totals: (Q, R) with Mκ included, shape (n, 2).
        price: R/Q, shape (n,).
        posterior: The common belief used, shape (n, Z).
        residual: The largest relative first-order condition and relative gap in Q and R, shape
            (n,).
        beaten: Where the conditions hold but a direct search finds a better offer, shape (n,); None
            where utility is decided to be increasing and concave.
        derivatives: Of offers, price and totals, if they were asked for; None otherwise.
        judge: What certifies uniqueness, called when ``unique`` is asked for; None where nothing
            does.
    """

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {
        "offers": ("configuration", "type", "good"),
        "totals": ("configuration", "good"),
        "price": ("configuration",),
        "posterior": ("configuration", "state"),
        "residual": ("configuration",),
    }

    offers: Array
    totals: Array
    price: Array
    posterior: Array
    residual: Array
    beaten: Flags | None = None
    derivatives: Stage2Derivatives | None = None
    judge: Callable[[], NDArray[np.object_]] | None = field(default=None, compare=False)

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which configurations are solved, shape (n,)."""
        return np.asarray(self.residual <= TOLERANCE)

    @property
    def status(self) -> NDArray[np.object_]:
        """One sentence for each configuration, shape (n,); made when asked for."""
        code = self.solved.astype(np.intp)
        if self.beaten is not None:
            code = np.where(self.beaten, 2, code)
        return _STATUSES[code]

    def required(self) -> Stage2:
        """Return this, in which every configuration is solved.

        Raises:
            NotSolved: One is not; the status is that of the first.
        """
        left = np.flatnonzero(~self.solved)
        if len(left):
            raise NotSolved("stage 2", str(self.status[left[0]]))
        return self

    @cached_property
    def unique(self) -> NDArray[np.object_]:
        """Which uniqueness is certified for each configuration, shape (n,).

        "global" where there is no other equilibrium, "local" where there is none near it, None
        where neither is known or the configuration is not solved.  It is computed when it is first
        asked for, and takes far longer than the solution.
        """
        found: NDArray[np.object_] = np.full(len(self.residual), None, dtype=object)
        if self.judge is not None:
            found[self.solved] = self.judge()[self.solved]
        return found

    def allocations(self, economy: Economy) -> Array:
        r"""Return the consumption of every type that is present, shape (n, X, 2).

        It is :math:`(\bar q - b_q + b_r/p,\ \bar r - b_r + p b_q)`.  Paper: equation (3).
        """
        e, b, p = economy.floats.endowment, self.offers, self.price[:, None]
        return np.stack(
            [e[0] - b[..., 0] + b[..., 1] / p, e[1] - b[..., 1] + p * b[..., 0]], axis=-1
        )
