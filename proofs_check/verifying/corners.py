r"""The corners of the paper's hypotheses at which an economy lies.

A claim that holds "on economies" says little if all of them are alike; so each economy is named by
what is extreme in it, read off its exact data, and a claim lists the corners of the economies on
which it holds.

Conventions: a corner is a few words; an economy may lie at several, or at none.

Paper: sections 2.1 and 2.2; A1 in section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from numeric.formulas.compiled import formulas_of, slope_of
from proofs_check.claims.checks import Instance
from symbolic.language.notation import q, r
from symbolic.language.slopes import diff
from symbolic.model.domain import domain

SMALL = Fraction(1, 100)
"""κ below this share of the endowment is called tiny."""
UNEQUAL = 2
NEAR_THE_AXIS = sp.Rational(1, 10**2000)
FAR_DOWN, FAR_UP = -100.0, 1e30
CLEAR = 1e-6
"""A determinant above this share of its parts is not zero, also as floating point computes it."""


@lru_cache(maxsize=256)
def corners_of(economy: Economy) -> tuple[str, ...]:
    """Return the corners at which an economy lies.

    >>> from proofs_check.verifying.economies import shipped
    >>> corners_of(next(e for e in shipped() if e.name.startswith("preferences without the type")))
    ('utility unbounded below', 'types that are signals only')
    """
    e, m = economy.environment, economy.mechanism
    shares = [k / v for k, v in zip(m.kappa, e.endowment, strict=True)]
    tables = list(e.parameters.values())
    found = {
        "one state": len(e.states) == 1,
        "utility unbounded below": _unbounded_below(economy),
        "types that are signals only": all(len({tuple(row) for row in t}) == 1 for t in tables),
        "preferences without the state": len(e.states) > 1
        and all(len(set(row)) == 1 for t in tables for row in t),
        "tiny kappa": 0 < min(shares) < SMALL,
        "no kappa": min(m.kappa) == 0,
        "unequal kappa": min(shares) > 0 and max(shares) >= UNEQUAL * min(shares),
        "nobody inactive": m.eta == 0,
        "states that no signal tells apart": len(set(e.signal)) < len(e.signal),
        "A1 fails": _a1_fails(economy),
        "non-separable utility": slope_of(e.utility, (1, 1)) != 0,
        "marginal utilities that blow up together": _together(economy),
        "singular Hessian": _singular(economy),
        "types alike": _alike(economy),
    }
    return tuple(name for name, holds in found.items() if holds)


def _unbounded_below(economy: Economy) -> bool:
    e = economy.environment
    utility = utility_at(e, 0, 0)
    edge, amount = domain(utility, e.endowment).lower[0], e.endowment[1]
    at = {q: sp.Rational(edge) + NEAR_THE_AXIS, r: sp.Rational(amount)}
    value = sp.N(utility.subs(at), 30)
    return bool(value.is_real and value < FAR_DOWN)


def _together(economy: Economy) -> bool:
    """Whether the second marginal utility grows without bound where the first good runs out."""
    utility, (first, second) = utility_at(economy.environment, 0, 0), economy.environment.endowment
    slope, at = diff(utility, r), {q: sp.Rational(first), r: sp.Rational(second)}
    near = {**at, q: domain(utility, economy.environment.endowment).lower[0] + NEAR_THE_AXIS}
    value = sp.N(slope.subs(near), 30) / sp.N(slope.subs(at), 30)
    return bool(value.is_real and value > FAR_UP)


def _singular(economy: Economy) -> bool:
    """Whether the Hessian of some type's utility has the determinant zero at the endowment, in exact numbers."""
    e, types = economy.environment, np.arange(len(economy.types))
    first, second = (float(v) for v in e.endowment)
    k = formulas_of(economy)
    uqq, uqr, urr = (k.partial(order, first, second, types) for order in ((2, 0), (1, 1), (0, 2)))
    # Far from zero in floating point, which costs a hundredth.
    doubtful = ~(abs(uqq * urr - uqr**2) > CLEAR * (abs(uqq * urr) + uqr**2))
    at = dict(zip((q, r), map(sp.Rational, e.endowment), strict=True))
    return any(
        _determinant(utility_at(e, int(x), int(z))).subs(at) == 0
        for x, z in zip(*np.nonzero(doubtful), strict=True)
    )


@lru_cache(maxsize=1024)
def _determinant(utility: sp.Expr) -> sp.Expr:
    """Return the determinant of a utility's Hessian."""
    first, second = diff(utility, q), diff(utility, r)
    return diff(first, q) * diff(second, r) - diff(first, r) ** 2


def _alike(economy: Economy) -> bool:
    """Whether two types have the same tastes and are equally telling about the states."""
    e = economy.environment
    return any(
        all(table[x] == table[y] for table in e.parameters.values())
        and all(row[x] * e.signal[0][y] == row[y] * e.signal[0][x] for row in e.signal)
        for x, y in combinations(range(len(economy.types)), 2)
    )


def _a1_fails(economy: Economy) -> bool:
    """Whether some group of types has one probability in two states."""
    signal, types = economy.environment.signal, range(len(economy.types))
    return len(signal) > 1 and any(
        len({sum((row[x] for x in group), Fraction(0)) for row in signal}) < len(signal)
        for size in range(1, len(types))
        for group in combinations(types, size)
    )


def tried_at(instances: Iterable[Instance], economies: Iterable[Economy]) -> tuple[str, ...]:
    """List the corners of the economies on which a claim holds, each once."""
    held = {i.economy for i in instances if i.holds and not i.undecided}
    at = {e.name: e for e in economies if e.name in held}
    named = (i.economy for i in instances if i.economy in at and i.economy in held)
    return tuple(dict.fromkeys(c for name in named for c in corners_of(at[name])))
