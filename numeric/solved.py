r"""Stage 2 solved, with what is known of whether :math:`\beta^\sigma` is the only equilibrium.

``numeric.stage2`` finds an equilibrium and ``numeric.certify`` judges how many there are; here the
result of the one is given the judgement of the other, which is computed when it is asked for.

Paper: section 3.1; Proposition 1 and the remark on uniqueness after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from numpy.typing import ArrayLike

from numeric.certify.last_failure.uniqueness import known_uniqueness
from numeric.economy.economy import Economy
from numeric.stage2 import solve
from numeric.stage2.solution import Stage2


def solve_stage2(
    economy: Economy,
    configurations: ArrayLike,
    posterior: ArrayLike | None = None,
    *,
    kernel: bool | None = None,
    derivatives: Sequence[str] = (),
) -> Stage2:
    r"""Return :math:`\beta^\sigma` with totals, price, belief and residual.

    The result says itself which uniqueness is known (``Stage2.unique``), for Bayes' posterior.

    Args:
        economy: An economy with positive kappa.
        configurations: Counts of active agents by type, shape (n, X), integers, at least one agent
            in each row.
        posterior: Common beliefs, shape (n, Z) or (Z,); Bayes' :math:`\phi^\sigma` if left out.
        kernel: Whether to use the compiled kernel where it can be compiled; where many
            configurations are asked for if left out.
        derivatives: What the equilibrium is differentiated in; see
            ``numeric.stage2.solve.solve_stage2``.

    Raises:
        ValueError: The counts have the wrong shape, are negative, not integers, or all zero in some
            row; or κ is not positive.
        InputError: A name in ``derivatives`` stands for nothing in the economy.

    Paper: Proposition 1; equations (10), (16)-(19).

    >>> from numeric import load_economy
    >>> games = solve_stage2(load_economy("examples/log.toml"), [[30, 50]])
    >>> games.price.round(6).tolist(), games.unique.tolist()
    ([1.133683], ['global'])
    """
    found = solve.solve_stage2(
        economy, configurations, posterior, kernel=kernel, derivatives=derivatives
    )
    if posterior is not None:
        return found
    return replace(found, judge=partial(known_uniqueness, economy, configurations))
