r"""Kinds as types: an agent's trades depend on its endowment only through what it consumes.

Let :math:`(\bar q, \bar r)` be the largest endowments of either good, and d = :math:`(\bar q - \bar q_h,
\bar r - \bar r_h)`.  An agent of class h with utility u, and one with the endowment :math:`(\bar q, \bar
r)` and

.. math:: u_h(q, r; x, z) = u(q - d_q,\ r - d_r;\ x, z),

get the same utility from every offer at every price, by (3) and (14) alike, so they have the same best
responses.  Hence stage 2 with classes *is* stage 2 of an economy whose types are the kinds, which every
solver of the toolkit takes; its domain, q > d_q and r > d_r, is what the class can afford.  A signal
:math:`\mu_z(x)M_h/M` for kind (x, h) gives the posterior that :math:`\mu` gives, the class sizes
cancelling, and the competitive equilibrium with the classes' shares.

Paper: section 6, fourth paragraph; (3) and (14).  That utilities agree is claim
``sec-6.endowments.translated``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product

from numeric.classes.economy import ClassEconomy
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, Pair
from numeric.formulas.domain import lower_bounds
from symbolic.games.classes import lacks, translated

LONGEST = 200


def largest(economy: ClassEconomy) -> Pair:
    """Return the largest endowment of either good over the classes."""
    first, second = (max(c.endowment[g] for c in economy.classes) for g in (0, 1))
    return first, second


def labels(economy: ClassEconomy) -> tuple[str, ...] | None:
    """Return the names of the kinds, or None where one is longer than ``LONGEST`` or stands for two."""
    names = economy.kinds
    short = all(len(name) <= LONGEST for name in names)
    return names if short and len({*names}) == len(names) else None


@lru_cache(maxsize=256)
def kind_economy(economy: ClassEconomy) -> Economy:
    """Return the economy whose types are the kinds, with translated utilities.

    Raises:
        EconomyError: Utility does not stop where a class has nothing left of a good.

    >>> from numeric.classes.reader import load_classes
    >>> made = kind_economy(load_classes("examples/mechanisms/classes.toml"))
    >>> made.types[1], [str(v) for v in made.environment.endowment]
    ('keen (farmers)', ['3/2', '7/4'])
    """
    e, top = economy.per_head.environment, largest(economy)
    Z, X, H = len(e.states), len(e.types), len(economy.classes)
    missing = [tuple(t - v for t, v in zip(top, c.endowment, strict=True)) for c in economy.classes]
    parameters = {name: list(table) * H for name, table in e.parameters.items()}
    names = lacks(frozenset(parameters))
    needed = [any(d[good] for d in missing) for good in (0, 1)]
    for good, name in enumerate(names):
        if needed[good]:
            parameters[name] = [(d[good],) * Z for d in missing for _ in range(X)]
    made = Economy(
        prior=e.prior,
        signal=[[m * Fraction(c.active, economy.active) for c in economy.classes for m in row]
                for row in e.signal],
        endowment=top,
        kappa=economy.per_head.mechanism.kappa,
        eta=economy.per_head.mechanism.eta,
        utility=translated(e.utility, *(n if need else None for n, need in zip(names, needed, strict=True))),
        parameters=parameters,
        states=e.states,
        types=labels(economy),
        name=economy.name,
    )  # fmt: skip
    _check_edges(economy, made, missing)
    return made


def _check_edges(economy: ClassEconomy, made: Economy, missing: list[tuple[Fraction, ...]]) -> None:
    """Check that utility ends where a class has nothing left, so that no offer exceeds an endowment."""
    X = len(economy.types)
    for k, (h, x) in enumerate(product(range(len(missing)), range(X))):
        edge, d = lower_bounds(made, k), missing[h]
        if edge[0] < d[0] or edge[1] < d[1]:
            raise EconomyError(
                "utility",
                "must not be real for negative amounts of a good that classes hold unequally, as "
                f'Inada conditions ask, and is for type "{economy.types[x]}"',
            )
