r"""Economies without any symmetry, on which every formula shows: three types, three states, nothing equal.

Where shares, states, goods or types are alike, an exchanged index or good changes nothing.  In these
economies no two numbers that could be exchanged are equal: endowments, κ, the prior, the rows and
the columns of the signal, and every parameter differ, over types and over states, and nobody has
one unit of a good: a factor of one hides.

* ``LOGARITHMS``: conditions are quotients of polynomials, and the state separates from the bundle;
* ``POWERS``: exponents differ over states too, so that it does not separate;
* ``MIXED``: a CES aggregate, whose cross derivative is not zero.

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from numeric.economy.economy import Economy
from proofs_check.claims.checks import (
    EconomyCheck,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    gathered,
)
from proofs_check.claims.extent import tried
from proofs_check.claims.verdict import Outcome, Verdict

_COMMON: dict[str, Any] = {
    "prior": ["1/2", "1/3", "1/6"],
    "signal": [["1/2", "1/3", "1/6"], ["1/5", "1/2", "3/10"], ["1/4", "1/8", "5/8"]],
    "endowment": ["6/5", "8/5"],
    "kappa": ["1/5", "1/7"],
    "eta": "2/7",
}


def _probe(name: str, utility: str, **parameters: list[list[str]]) -> Economy:
    return Economy(name=name, utility=utility, parameters=parameters, **_COMMON)


LOGARITHMS = _probe(
    "probe: logarithms",
    "theta*log(q) + log(r)",
    theta=[["1/2", "2/3", "3/5"], ["5/4", "1", "7/5"], ["9/4", "3", "5/2"]],
)
POWERS = _probe(
    "probe: powers",
    "theta*q**a/a + r**b/b",
    theta=[["2/3", "3/4", "1/2"], ["1", "7/6", "6/5"], ["2", "9/5", "7/3"]],
    a=[["1/3", "2/5", "3/8"], ["1/4", "3/10", "2/7"], ["4/9", "1/2", "3/7"]],
    b=[["1/2", "1/2", "1/2"], ["2/5", "2/5", "2/5"], ["3/5", "3/5", "3/5"]],
)
MIXED = _probe(
    "probe: CES",
    "(share*q**(1/3) + (1 - share)*r**(1/3))**(3*degree)/degree",
    share=[["1/3", "2/5", "3/8"], ["1/2", "4/7", "5/9"], ["2/3", "5/7", "3/4"]],
    degree=[["1/2", "1/2", "1/2"], ["2/5", "2/5", "2/5"], ["3/5", "3/5", "3/5"]],
)
TWO_TYPES = Economy(
    name="probe: two types",
    prior=["3/5", "2/5"],
    signal=[["2/3", "1/3"], ["1/5", "4/5"]],
    endowment=["6/5", "8/5"],
    kappa=["1/5", "1/7"],
    eta="2/7",
    utility="theta*log(q) + log(r)",
    parameters={"theta": [["1/2", "2/3"], ["9/4", "3"]]},
)
"""For what is costly in the number of types and states."""
PROBES = (LOGARITHMS, POWERS, MIXED)
UNEQUAL_KAPPA = ("1/5", "1/9")
"""In shares of the endowments of the probes one is more than twice the other."""


def on_probes(
    function: EconomyCheck,
    economies: tuple[Economy, ...] = PROBES,
    corners: tuple[str, ...] = (),
) -> Exact:
    """Return the check that makes a test of one economy on these, up to the first that it fails on.

    A quick run tries the first of them alone.  The corners are those that the test makes itself.
    """
    test = partial(_over, OnEconomies(function), economies)
    return Exact(test, partial(tried, economies), corners)


def _over(test: OnEconomies, economies: tuple[Economy, ...], parameters: Parameters) -> Outcome:
    return gathered(_until_failure(test, economies, parameters))


def _until_failure(
    test: OnEconomies, economies: tuple[Economy, ...], parameters: Parameters
) -> Iterator[Instance]:
    for economy in tried(economies):
        found = test(economy, parameters)
        yield found
        if found.verdict is Verdict.FAILS:
            return
