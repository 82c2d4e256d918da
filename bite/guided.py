r"""Code that only says where to look: whatever it returns, what is certified or called solved is right.

A certificate asks floating point for guesses, for step sizes and for places to cut, and then proves
what it says in balls or outward rounding.  An edit of a guess can make a certificate slower, wider or
missing, but not wrong, so a claim about what is certified need not notice it.  A solver's start, or
the length or direction of its steps, decides whether and when it ends; what it ends at is judged by
its conditions alone, and what judges is claimed (``prop-1.judged`` and others).  A survivor in one of
these functions is therefore reported apart, as ``guided``, with the reason that is given here; it is
still run, and still counts as not caught in the strict share.

Conventions: a function is named with its module; that results do not rest on it is tested one by one
in ``tests/bite/test_guided.py`` and ``test_guided_solvers.py``, which spoil it and look at what is
certified or called solved; at most ``MOST`` of a sample may be excused so.
"""

from __future__ import annotations

from bite.mutants import Mutant

MOST = 0.05
"""The greatest share of a sample that is guided, or equivalent; what exceeds it counts as survived."""

_GUESS = "a guess in floating point; what is certified around it is proved, or nothing is"
_CUT = "where a range is cut; each part is judged on its own"

GUIDED: dict[str, str] = {
    "numeric.certify.stage2.sections.section": _GUESS,
    "numeric.certify.stage2.sections.price_taking_offers": _GUESS,
    "numeric.certify.stage2.sections._newton": _GUESS,
    "numeric.certify.stage2.sections._step": _GUESS,
    "numeric.certify.stage2.excess._guess": _GUESS,
    "numeric.certify.stage2.market.Market._steps": _GUESS,
    "numeric.certify.stage2.sides._middle": _CUT,
    "numeric.certify.stage2.search._located": _GUESS,
    "numeric.certify.stage2.search.first_boxes": _CUT,
    "numeric.certify.arithmetic.falling_root.quick_root": _GUESS,
    "numeric.certify.arithmetic.falling_root._interpolated": _GUESS,
    "numeric.certify.theorem_1.trades.about": _GUESS,
    "numeric.certify.theorem_1.deviator._about": _GUESS,
    "numeric.certify.theorem_1.price_hull._root": _GUESS,
    "numeric.certify.last_failure.gains._guess": _GUESS,
    "numeric.certify.theorem_2.random_offers._start": _GUESS,
    "numeric.certify.theorem_3.bundles.cheapest": _GUESS,
    "numeric.certify.theorem_3.bundles._values": _GUESS,
    "numeric.certify.arithmetic.krawczyk._approximate_inverse": _GUESS,
}
"""Functions on whose values no certified result rests, each with the reason."""


_STEP = "a step or a start of a solver; what it ends at is judged by its conditions, and the judge is claimed"

SOLVERS: dict[str, str] = dict.fromkeys(
    (
        "numeric.games.bounded._starts",
        "numeric.games.debreu._mean",
        "numeric.games.private._newton_step",
        "numeric.games.sell_all._length",
        "numeric.games.sides._start",
        "numeric.mechanism.rebated_market.RebatedMarket._start",
        "numeric.mechanism.rebated_market.RebatedMarket._step",
        "numeric.stage2.aggregative._stay_inside",
        "numeric.stage2.aggregative.start",
        "numeric.stage2.few_games._Game._length",
        "numeric.stage2.signed_newton._inside",
        "numeric.stage2.signed_newton._positive",
        "numeric.stage2.signed_newton._price_taking",
    ),
    _STEP,
)
"""Functions that change only where a solver begins and how it moves, each with the reason."""


def reason(mutant: Mutant) -> str | None:
    """Return why no certified result rests on a mutant's function, or None.

    Functions inside a listed one count with it.
    """
    return next(
        (
            why
            for name, why in (GUIDED | SOLVERS).items()
            if mutant.function == name or mutant.function.startswith(f"{name}.")
        ),
        None,
    )
