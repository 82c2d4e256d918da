"""What a program gets by ``kernels(economy)``: the compiled formulas, best responses and beliefs.

Inside this layer modules take the formulas alone, from ``numeric.formulas.compiled``, so that what
they compute can stand here.

Paper: equations (8)-(9), (11), (14), (17)-(20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import CompiledFormulas
from numeric.mechanism.beliefs import Beliefs, beliefs
from numeric.stage2.best_response import best_response


@dataclass(frozen=True)
class Kernels(CompiledFormulas):
    """The lambdified formulas of one economy, its best responses and its beliefs."""

    def best_response(
        self, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type: ArrayLike
    ) -> NDArray[np.float64]:
        """Return the best offer against known totals; see ``numeric.stage2.best_response``.

        Output has a last axis (b_q, b_r).
        """
        return best_response(self.economy, Q_minus, R_minus, phi, type)

    def beliefs(
        self,
        histogram: Sequence[tuple[tuple[float, float], int]],
        own_type: int,
        own_offer: tuple[float, float],
    ) -> Beliefs:
        """Return what an active agent believes after any histogram [((a_q, a_r), count), …].

        See ``numeric.mechanism.beliefs``.
        """
        return beliefs(self.economy, histogram, own_type, own_offer)


def kernels(economy: Economy) -> Kernels:
    """Return the compiled formulas of an economy, with its best responses and beliefs.

    >>> from numeric.economy.reader import load_economy
    >>> k = kernels(load_economy("examples/log.toml"))
    >>> k.payoff(0.1, 0.0, 0.5, 0.5).round(4).tolist()
    [0.9, 1.0833]
    """
    return Kernels(economy)
