r"""The paper's formulas written out by hand, slowly, for one economy: the other side of a claim.

A claim about economies computes with the toolkit on one side and with this module on the other, so
that an error on either side shows.  Nothing here imports a formula of ``symbolic.model`` or a solver
of ``numeric``: utilities are the economy's own expression, differentiated by SymPy; roots are found
by bisection and SciPy's Brent; Bayes' rule multiplies fractions.

Conventions: types and states are indices; bundles and offers are pairs of floats (q, r); counts are
tuples; probabilities are fractions.

Paper: (2), (3), (5)-(9), (14), (23)-(26).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, partial
from math import inf, isfinite, prod

import sympy as sp
from scipy.optimize import brentq

from numeric.economy.economy import Economy
from symbolic.language.notation import q, r

Pair = tuple[float, float]
Belief = Sequence[Fraction | float]
Function = Callable[[float, float], float]
HALVINGS = 64
"""Enough for an absolute error at the rounding of the larger end."""

RTOL = 4 * 2.0**-52
"""The least relative tolerance that SciPy's Brent takes."""


@lru_cache(maxsize=256)
def _written(formula: sp.Expr, order: tuple[int, int]) -> tuple[list[str], Callable[..., float]]:
    """Return a partial of a utility as a function of (*parameters, q, r), and the parameters' names."""
    parameters = sorted(formula.free_symbols - {q, r}, key=str)
    slope_ = sp.diff(formula, q, order[0], r, order[1])
    function = sp.lambdify((*parameters, q, r), slope_, "math", docstring_limit=0)
    return [str(s) for s in parameters], function


@lru_cache(maxsize=2048)
def utility(economy: Economy, x: int, z: int, order: tuple[int, int] = (0, 0)) -> Function:
    """Return a partial derivative of u(., .; x, z) as a function of a bundle."""
    names, function = _written(economy.environment.utility, order)
    values = [float(economy.environment.parameters[n][x][z]) for n in names]
    return partial(function, *values)


@lru_cache(maxsize=512)
def in_states(economy: Economy, x: int, order: tuple[int, int]) -> tuple[Function, ...]:
    """Return a partial derivative of u(., .; x, z) for every state z."""
    return tuple(utility(economy, x, z, order) for z in range(len(economy.states)))


@lru_cache(maxsize=4096)
def posterior(economy: Economy, counts: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Return P[z | counts of types] by multiplying likelihoods.  Paper: section 3.1."""
    e = economy.environment
    weights = [
        p * prod((m**n for m, n in zip(row, counts, strict=True)), start=Fraction(1))
        for p, row in zip(e.prior, e.signal, strict=True)
    ]
    return tuple(w / sum(weights) for w in weights)


def tau(economy: Economy, x: int) -> tuple[Fraction, ...]:
    """Return P[z | x].  Paper: section 2.1."""
    return posterior(economy, tuple(int(y == x) for y in range(len(economy.types))))


def _real_values(economy: Economy, bundle: Pair, x: int) -> list[float] | None:
    """Return the utility of a bundle for a type in every state; None where one is no real number."""
    try:
        values = [u(*bundle) for u in in_states(economy, x, (0, 0))]
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return values if all(not isinstance(v, complex) and isfinite(v) for v in values) else None


def is_real(economy: Economy, bundle: Pair, x: int) -> bool:
    """Whether the utility of a type is a real number at a bundle, in every state."""
    return _real_values(economy, bundle, x) is not None


def expected(economy: Economy, bundle: Pair, x: int, belief: Belief) -> float:
    """Return the expected utility of a bundle for a type under a belief over states.

    Minus infinity where utility is not real.
    """
    values = _real_values(economy, bundle, x)
    if values is None:
        return -inf
    return sum([float(w) * v for w, v in zip(belief, values, strict=True)])


def reach(
    economy: Economy, x: int, path: Callable[[float], Pair], start: float, end: float
) -> float:
    """Return how far from start towards end the bundles of a path have real utility, by bisection."""
    if is_real(economy, path(end), x):
        return end
    for _ in range(HALVINGS):
        middle = 0.5 * (start + end)
        start, end = (middle, end) if is_real(economy, path(middle), x) else (start, middle)
    return start


def slope(economy: Economy, bundle: Pair, x: int, belief: Belief, good: int) -> float:
    """Return the expected marginal utility of a good."""
    return marginal(economy, x, belief, good)(*bundle)


def marginal(economy: Economy, x: int, belief: Belief, good: int) -> Function:
    """Return the expected marginal utility of a good as a function of a bundle."""
    partials = in_states(economy, x, (1, 0) if good == 0 else (0, 1))
    terms = list(zip(map(float, belief), partials, strict=True))
    return lambda first, second: sum([w * u(first, second) for w, u in terms])


@lru_cache(maxsize=512)
def endowment(economy: Economy) -> Pair:
    """Return the endowment as floats."""
    first, second = (float(v) for v in economy.environment.endowment)
    return first, second


def inactive_bundle(economy: Economy, offer: Pair) -> Pair:
    """Return (q - a_q + a_r/p_1, r - a_r + p_1 a_q).  Paper: (2)."""
    (top_q, top_r), (a_q, a_r) = endowment(economy), offer
    p_1 = top_r / top_q
    return top_q - a_q + a_r / p_1, top_r - a_r + p_1 * a_q


def active_bundle(economy: Economy, offer: Pair, others: Pair) -> Pair:
    """Return consumption at p_2 = R/Q, the own offer included.  Paper: (3), (4)."""
    (top_q, top_r), (b_q, b_r) = endowment(economy), offer
    p_2 = (others[1] + b_r) / (others[0] + b_q)
    return top_q - b_q + b_r / p_2, top_r - b_r + p_2 * b_q


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a decreasing function changes sign; an end if it does not.

    Bisection until both ends of the bracket were evaluated, then Brent's method, to a relative
    error of four roundings.
    """
    values: dict[float, float] = {}
    for _ in range(HALVINGS):
        if not low < high:  # it is positive everywhere, or nowhere
            return low
        if isfinite(values.get(low, inf)) and isfinite(values.get(high, inf)):
            return float(brentq(function, low, high, xtol=1e-300, rtol=RTOL, maxiter=1000))
        middle = 0.5 * (low + high)
        values[middle] = function(middle)
        low, high = (middle, high) if values[middle] > 0 else (low, middle)
    return 0.5 * (low + high)


@lru_cache(maxsize=256)
def best_consumption(economy: Economy, x: int) -> float:
    """Return the consumption of the first good that maximises G_x on its line.  Paper: (5)."""
    return best_on_line(economy, x, tau(economy, x))


def best_on_line(economy: Economy, x: int, belief: Belief) -> float:
    """Return the best consumption of the first good at p_1 under any belief."""
    top_q, top_r = endowment(economy)
    p_1, (first, second) = top_r / top_q, (marginal(economy, x, belief, i) for i in (0, 1))

    def rises(c: float) -> float:
        bundle = c, p_1 * (2 * top_q - c)
        return first(*bundle) - p_1 * second(*bundle)

    def line(c: float) -> Pair:
        return c, p_1 * (2 * top_q - c)

    low = reach(economy, x, line, top_q, 2e-15 * top_q)
    high = reach(economy, x, line, top_q, 2 * top_q * (1 - 1e-15))
    return root(rises, low, high)


def intervals(consumed: Sequence[float], top: float) -> list[Pair]:
    """Return the closed intervals I(x) of [0, top], meeting half-way.  Paper: (7)."""
    listed = []
    for own in consumed:
        below = [c for c in consumed if c < own]
        above = [c for c in consumed if c > own]
        low = (own + max(below)) / 2 if below else 0.0
        high = (own + min(above)) / 2 if above else top
        listed.append((low, high))
    return listed


def owners(consumption: float, cells: Sequence[Pair]) -> list[int]:
    """Return the types y with q_1 in I(y), as printed: both ends belong.  Paper: (8)."""
    return [y for y, (low, high) in enumerate(cells) if low <= consumption <= high]


def sale_slope(economy: Economy, x: int, belief: Belief, others: Pair, b: float) -> float:
    """Return g'(b), the slope of the payoff in an offer of the first good.  Paper: section 7.1."""
    return _sale(economy, x, belief, others)(b)


def _sale(economy: Economy, x: int, belief: Belief, others: Pair) -> Callable[[float], float]:
    (top_q, top_r), (Q, R) = endowment(economy), others
    first, second = (marginal(economy, x, belief, i) for i in (0, 1))

    def at(b: float) -> float:
        bundle = top_q - b, top_r + b * R / (Q + b)
        gain = R * Q / (Q + b) ** 2
        return gain * second(*bundle) - first(*bundle)

    return at


def purchase_slope(economy: Economy, x: int, belief: Belief, others: Pair, b: float) -> float:
    """Return h'(b), the slope of the payoff in an offer of the second good.  Paper: section 7.1."""
    return _purchase(economy, x, belief, others)(b)


def _purchase(economy: Economy, x: int, belief: Belief, others: Pair) -> Callable[[float], float]:
    (top_q, top_r), (Q, R) = endowment(economy), others
    first, second = (marginal(economy, x, belief, i) for i in (0, 1))

    def at(b: float) -> float:
        bundle = top_q + b * Q / (R + b), top_r - b
        gain = R * Q / (R + b) ** 2
        return gain * first(*bundle) - second(*bundle)

    return at


def most_offered(economy: Economy, x: int, others: Pair, good: int) -> float:
    """Return the largest offer of one good alone that leaves a bundle with real utility."""

    def path(b: float) -> Pair:
        return active_bundle(economy, (b, 0.0) if good == 0 else (0.0, b), others)

    return reach(economy, x, path, 0.0, endowment(economy)[good] * (1 - 1e-15))


def best_offer(economy: Economy, x: int, belief: Belief, others: Pair) -> tuple[Pair, float]:
    """Return the best one-sided offer against known totals, and its expected utility.

    On each side the slope is bisected; the best of both and of no offer is taken.  Paper: (17)-(19).
    """
    return _best_offer(economy, x, tuple(float(w) for w in belief), (others[0], others[1]))


@lru_cache(maxsize=4096)
def _best_offer(
    economy: Economy, x: int, belief: tuple[float, ...], others: Pair
) -> tuple[Pair, float]:
    most = [most_offered(economy, x, others, good) for good in (0, 1)]

    def best(written: Callable[..., Callable[[float], float]], most_: float) -> float:
        at = written(economy, x, belief, others)
        return root(at, 0.0, most_) if at(0.0) > 0 else 0.0

    offers = [(best(_sale, most[0]), 0.0), (0.0, best(_purchase, most[1])), (0.0, 0.0)]
    values = [expected(economy, active_bundle(economy, b, others), x, belief) for b in offers]
    found = max(range(3), key=lambda i: values[i])
    return offers[found], values[found]


def price_taker(economy: Economy, x: int, belief: Belief, price: float) -> Pair:
    """Return the offer whose trade at a given price is best.  Paper: the limit in Proposition 2."""
    top_q, top_r = endowment(economy)
    first, second = (marginal(economy, x, belief, i) for i in (0, 1))

    def rises(c: float) -> float:
        bundle = c, top_r + price * (top_q - c)
        return first(*bundle) - price * second(*bundle)

    def line(c: float) -> Pair:
        return c, top_r + price * (top_q - c)

    low = reach(economy, x, line, top_q, 1e-14 * top_q)
    high = reach(economy, x, line, top_q, (top_q + top_r / price) * (1 - 1e-15))
    c = root(rises, low, high)
    return max(top_q - c, 0.0), max(c - top_q, 0.0) * price
