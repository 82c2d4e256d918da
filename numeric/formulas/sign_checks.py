r"""Whether a formula in u's partials is positive at every bundle.

For every type and state of an economy it is decided exactly, or sampled.

``symbolic.deciding.quadrant_signs`` decides it for all bundles where the utility has the form that
it reads (all families do).  Otherwise the formula is evaluated in floating point on a grid over the
consumption that is reachable, and wherever the value is not positive its sign is settled by ball
arithmetic at that point.

Conventions: evidence is ``CERTIFIED`` (exact numbers or ball arithmetic), ``DECIDED`` (exact, for
all bundles, by signs of coefficients, without a certificate), ``SAMPLED`` (floating point) or
``NONE``.

Paper: section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.environment import put_in
from numeric.formulas.ball_values import sign_at
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import GOODS, inside, lower_bounds
from numeric.formulas.family_signs import family_signs, set_apart
from numeric.formulas.family_signs import with_parameters as _with_parameters
from symbolic.deciding.quadrant_signs import sign
from symbolic.model.domain import Pair, from_edge

HOLDS, FAILS, UNDECIDED = "HOLDS", "FAILS", "UNDECIDED"
CERTIFIED, DECIDED, SAMPLED, NONE = "CERTIFIED", "DECIDED", "SAMPLED", "NONE"
STRENGTH = (NONE, SAMPLED, DECIDED, CERTIFIED)

BOX_POINTS = 25
MOST_BALLS = 20
"""How many doubtful points of a sample are settled by ball arithmetic.

Beyond this the sample is undecided.
"""

Finding = tuple[str, str, str]
"""Verdict, evidence, detail."""


def cells(economy: Economy) -> Iterator[tuple[int, int, str]]:
    """Iterate over types and states, with words for each."""
    for t, type_ in enumerate(economy.types):
        for s, state in enumerate(economy.states):
            yield t, s, f'type "{type_}" in state "{state}"'


def concrete(economy: Economy, formula: sp.Expr, type_: int, state: int) -> sp.Expr:
    """Put the utility of one type and state into a formula in u's partials."""
    return _concrete(economy, formula, (Fraction(0), Fraction(0)), type_, state)


def _concrete(economy: Economy, formula: sp.Expr, lower: Pair, type_: int, state: int) -> sp.Expr:
    e = economy.environment
    utility, names, symbols = set_apart(e.utility, formula)
    written = _with_parameters(formula, from_edge(utility, lower) if any(lower) else utility)
    return put_in(written, symbols, tuple(e.parameters[n][type_][state] for n in names))


def concrete_from_edge(economy: Economy, formula: sp.Expr, type_: int, state: int) -> sp.Expr:
    """Put the utility of one type and state into a formula, its goods counted from the edge of its domain.

    On q > a, r > b the formula is then one in s = q - a, t = r - b on the open quadrant, so that
    signs of coefficients decide it; where the domain is smaller, they decide it there all the more.
    """
    return _concrete(economy, formula, lower_bounds(economy, type_, state), type_, state)


def price_bounds(economy: Economy) -> tuple[Fraction, Fraction] | None:
    r"""Return :math:`\kappa_r/(\bar q+\kappa_q)` and :math:`(\bar r+\kappa_r)/\kappa_q`; None if κ is zero."""
    (kappa_q, kappa_r), (bar_q, bar_r) = economy.mechanism.kappa, economy.environment.endowment
    if 0 in (kappa_q, kappa_r):
        return None
    return kappa_r / (bar_q + kappa_q), (bar_r + kappa_r) / kappa_q


def together(findings: Iterable[Finding], summary: str) -> Finding:
    """Combine findings: the first that fails, else the first undecided, else the weakest evidence."""
    found = list(findings)
    for verdict in (FAILS, UNDECIDED):
        first = next((f for f in found if f[0] == verdict), None)
        if first is not None:
            return first
    evidence = weakest(*(f[1] for f in found))
    return HOLDS, evidence, f"{summary}: {next(f[2] for f in found if f[1] == evidence)}"


def weakest(*evidence: str) -> str:
    """Return the weakest of several kinds of evidence, which is what a conclusion from all of them has."""
    return min(evidence, key=STRENGTH.index)


def all_positive(
    economy: Economy, conditions: Sequence[tuple[str, sp.Expr]], summary: str
) -> Finding:
    """Check that formulas in u's partials at (q, r; x, z) are positive at every bundle.

    It is checked for every type and state.

    Args:
        economy: The economy.
        conditions: Pairs of a name and a formula.
        summary: What to say when all hold.
    """
    return together(
        (
            _positive(economy, condition, *cell)
            for cell in cells(economy)
            for condition in conditions
        ),
        summary,
    )


def _positive(
    economy: Economy, condition: tuple[str, sp.Expr], type_: int, state: int, where: str
) -> Finding:
    name, formula = condition
    decided = family_signs(economy, formula)[type_][state]
    if decided != 1:
        decided = sign(concrete_from_edge(economy, formula, type_, state))
    if decided == 1:
        return HOLDS, DECIDED, "at all bundles, by signs of coefficients"
    if decided is not None:
        return (
            FAILS,
            DECIDED,
            f"{name} is {'negative' if decided else 'zero'} at every bundle for {where}",
        )
    points = reachable_bundles(economy, type_, state)
    exact = concrete(economy, formula, type_, state)
    at = dict(zip(GOODS, points.T, strict=True))
    (values,) = formulas_of(economy).in_states((formula,), at, type_)
    values = values[..., state]
    return _settled(exact, name, where, points[~(np.isfinite(values) & (values > 0))])


def _settled(formula: sp.Expr, name: str, where: str, doubtful: NDArray[np.float64]) -> Finding:
    """Judge a sample by the exact signs at the points where floating point does not give a positive number."""
    for at_q, at_r in doubtful[:MOST_BALLS]:
        exact = Fraction(float(at_q)), Fraction(float(at_r))
        found = sign_at(formula, dict(zip(GOODS, exact, strict=True)))
        shown = f"at (q, r) = ({at_q:.4g}, {at_r:.4g}) for {where}"
        if found == -1:
            return FAILS, CERTIFIED, f"{name} is negative {shown}"
        if found is None:
            return (
                UNDECIDED,
                SAMPLED,
                f"{name} is zero or undefined {shown}, or too close to zero to tell",
            )
    if len(doubtful) > MOST_BALLS:
        return (
            UNDECIDED,
            SAMPLED,
            f"the sign of {name} is beyond floating point at {len(doubtful)} bundles for {where}",
        )
    return HOLDS, SAMPLED, f"on {BOX_POINTS}x{BOX_POINTS} bundles of the reachable box"


def reachable_bundles(economy: Economy, type_: int = 0, state: int = 0) -> NDArray[np.float64]:
    """Return bundles on a logarithmic grid inside the domain of a type's utility in a state.

    The grid goes up to what an endowment buys at the bounds of the price, and twice the endowment
    at least; it is counted from the lower edges of the domain.

    Returns:
        Shape (n, 2).
    """
    d = economy.floats
    least, greatest = (
        float(v) for v in price_bounds(economy) or (Fraction(1, 1000), Fraction(1000))
    )
    tops = (d.endowment[0] + d.endowment[1] / least, d.endowment[1] + d.endowment[0] * greatest)
    edges = [float(v) for v in lower_bounds(economy, type_, state)]
    axes = [
        edge + np.geomspace(1e-4 * (bar - edge), max(2 * bar, top) - edge, BOX_POINTS)
        for bar, top, edge in zip(d.endowment, tops, edges, strict=True)
    ]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=-1)
    known = np.eye(len(economy.states))[state]
    return points[inside(economy, points[:, 0], points[:, 1], type_, known)]
