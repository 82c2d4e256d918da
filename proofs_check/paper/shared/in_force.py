r"""The paper's hypotheses at a counterexample, one by one, each evaluated there.

A counterexample refutes a sentence of the paper only where everything holds that the paper assumes
at that place.  For an economy the hypotheses of section 2.1 are those of
``numeric.assumptions``: signs of coefficients, exact numbers, enclosures; nothing is taken for
granted, and one that does not hold is an error of ours.

Paper: section 2.1; "separating" in Theorem 1; A1 in section 4.
"""

from __future__ import annotations

from functools import lru_cache

from numeric.assumptions import check_assumptions
from numeric.economy.economy import Economy

Met = tuple[str, str]
ENVIRONMENT = (
    "sec-2.1.increasing",
    "sec-2.1.concave",
    "sec-2.1.inada",
    "sec-2.1.monotone-demand",
    "sec-2.1.informative",
)
"""What section 2.1 assumes of every economy, but for positive probabilities."""
BUT_INFORMATIVE = tuple(h for h in ENVIRONMENT if h != "sec-2.1.informative")
"""For what is about one state, or about states that signals do not tell apart."""
SEPARATING = "sec-3.2.separating"
PART_ONLY = "utility is real on a part of the quadrant only, which section 2.1 does not admit"
"""Why a claim whose proof uses Inada's conditions at the axes says nothing of such an economy."""
A1 = "sec-4.A1"


class NotInForceError(ArithmeticError):
    """A counterexample does not satisfy a hypothesis of the paper."""


@lru_cache(maxsize=64)
def hypotheses(economy: Economy, wanted: tuple[str, ...] = ENVIRONMENT) -> tuple[Met, ...]:
    """Return the hypotheses named, with what is known of each in an economy.

    Args:
        economy: The economy of the counterexample.
        wanted: Ids as in ``numeric.assumptions``.

    Returns:
        Pairs (hypothesis, value), positive probabilities and the mechanism's constants first.

    Raises:
        NotInForceError: One of them is not known to hold.
    """
    listed = {a.id: a for a in check_assumptions(economy, wanted)}
    met = [*positive_probabilities(economy), *mechanism(economy)]
    for id_ in wanted:
        found = listed[id_]
        if found.verdict != "HOLDS":
            raise NotInForceError(f'in "{economy.name}": {found.title}: {found.detail}')
        met.append((found.title, f"{found.detail} ({found.evidence})"))
    return tuple(met)


def positive_probabilities(economy: Economy) -> tuple[Met, ...]:
    """Return the least prior and signal probabilities, which are positive in every economy."""
    e = economy.environment
    return (
        ("every state has positive probability", f"at least {min(e.prior)}"),
        (
            "every type has positive probability in every state",
            f"at least {min(p for row in e.signal for p in row)}",
        ),
    )


def mechanism(economy: Economy) -> tuple[Met, ...]:
    """Return the mechanism's constants with the ranges that section 2.2 gives them.

    Raises:
        NotInForceError: One lies outside.
    """
    kappa, eta = economy.mechanism.kappa, economy.mechanism.eta
    if min(kappa) <= 0 or not 0 < eta < 1:
        raise NotInForceError(f'in "{economy.name}": kappa > 0 and 0 < eta < 1')
    return (("kappa > 0", ", ".join(map(str, kappa))), ("0 < eta < 1", str(eta)))
