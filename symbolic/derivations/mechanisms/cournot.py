r"""The derivation that the loss of Cournot competition has two parts, of which a constant marginal cost leaves one.

Paper: footnote 1 (the derivation is not in the paper).
"""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Line, Text
from symbolic.deriving.rules import Algebra, Substitute
from symbolic.games.cournot import (
    beta,
    cost,
    curvature,
    efficient,
    mean,
    parts,
    square,
    theta,
    welfare,
)
from symbolic.language.proposition import equation
from symbolic.language.statement import (
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)

Claims = Mapping[str, Statement]
CONSTANT = Hypothesis(equation(curvature, 0), Provenance.ADDED, "marginal cost is constant")


def cournot(claims: Claims) -> Derivation:
    """Derive both parts of the loss, and what is left of them without curvature."""
    best = efficient()
    aggregate, divided = parts()
    return Derivation(
        "cournot",
        "Cournot competition: why a common constant marginal cost matters",
        "section 1, footnote 1 (not in the paper)",
        (*positive(beta, theta - cost), *nonnegative(curvature, square - mean**2)),
        (
            Text(
                "Firms produce quantities with mean {} and mean square {}; welfare per firm is",
                (mean, square),
            ),
            Chain(
                welfare(mean, square),
                (
                    Line(
                        "=",
                        (theta - cost) * mean - beta * mean**2 / 2 - curvature * square / 2,
                        Algebra(),
                    ),
                ),
            ),
            Text("It is largest where all produce {}. It falls short of that by", (best,)),
            Chain(
                welfare(best, best**2) - welfare(mean, square),
                (Line("=", aggregate + divided, Algebra()),),
            ),
            Case("Constant marginal cost", (CONSTANT,)),
            Text(
                "The first part is about the aggregate, the second about its division among firms, which "
                "differ in what they know. With a common constant marginal cost, {} zero, only the first "
                "is left,",
                (curvature,),
            ),
            Chain(
                aggregate + divided,
                (
                    Line("=", aggregate + divided, Algebra()),
                    Line(
                        "=",
                        beta / 2 * (mean - (theta - cost) / beta) ** 2,
                        Substitute(((curvature, 0),), note="constant marginal cost"),
                    ),
                ),
            ),
            Text(
                "and it vanishes with the error of the price. So an aggregate quantity that comes out right "
                "is efficient only because it does not matter who produces it.",
                by=("fn-1.parts", "fn-1.palfrey"),
            ),
        ),
    )
