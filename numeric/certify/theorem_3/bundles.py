r"""Bundles that suggest sharp lower bounds on an expenditure function, in floating point.

For any bundle c, :math:`e(p, v) \ge [\nabla u(c)\,c + v - u(c)]/\lambda` with :math:`\lambda =
\max(u_q(c)/p, u_r(c))`, by concavity; it is sharp where c is the cheapest bundle that gives v.
Nothing rests on the bundles returned here but sharpness.

Paper: section 5; the bound is not in the paper.
"""

from __future__ import annotations

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from symbolic.language.notation import q, r
from symbolic.model.efficiency import linearised

NEWTON = 30
LONGEST = 0.5
"""Of a step in the logarithm of a good."""


def cheapest(
    economy: Economy, type_: int, state: int, price: Array, start: tuple[float, float], more: float
) -> Array:
    """Return about the cheapest bundles, shape (n, 2), that give more utils than a bundle.

    Args:
        economy: The economy.
        type_: x.
        state: z.
        price: Prices of the first good, shape (n,).
        start: The bundle.
        more: How many utils more.
    """
    logs = np.log(np.broadcast_to(np.array(start), (len(price), 2))).copy()
    with np.errstate(all="ignore"):
        wanted = _values(economy, type_, state, logs)[1] + more
        for _ in range(NEWTON):
            rate, u, rate_q, rate_r, u_q, u_r = _values(economy, type_, state, logs)
            first, second = np.log(price) - rate, wanted - u
            det = rate_q * u_r - rate_r * u_q
            step = np.stack([first * u_r - rate_r * second, rate_q * second - u_q * first], axis=-1)
            logs = logs + np.clip(np.nan_to_num(step / det[:, None]), -LONGEST, LONGEST)
    return np.asarray(np.exp(logs))


def _values(economy: Economy, type_: int, state: int, logs: Array) -> list[Array]:
    at = {q: np.exp(logs[:, 0]), r: np.exp(logs[:, 1])}
    found = formulas_of(economy).in_states(linearised(), at, np.array(type_))
    return [np.broadcast_to(v[..., state], logs.shape[:1]) for v in found]
