r"""The derivation that for log utility the loss t* is minus the log of Debreu's coefficient.

Paper: section 5, (12) and (13); the coefficient and the derivation are not in the paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Fact, Line, Text
from symbolic.deriving.rules import Algebra, UseEquation
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.games.welfare import W_q, ln, log_utility, rho
from symbolic.language.local_symbols import local
from symbolic.language.notation import q, r
from symbolic.language.proposition import Relation, equation
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive

Claims = Mapping[str, Statement]
TASTE = local("A", "A")
LEVEL, GAIN = local("level", r"\bar{u}"), local("gain_t", "t")
COUNT, REST = local("group_count", "n"), local("others_use", "C_q")


def log_loss(claims: Claims) -> Derivation:
    """Derive that bundles with a gain t within W are bundles without one within a share of W."""
    products = (
        equation(ln(rho * q), ln(rho) + ln(q)),
        equation(ln(rho * r), ln(rho) + ln(r)),
    )
    gain = equation(GAIN, -ln(rho))
    better = Relation(log_utility(TASTE, q, r), ">=", LEVEL + GAIN)
    fits = Relation(COUNT * q + REST, "<=", W_q)
    given = (
        *positive(rho, q, r),
        *(Hypothesis(e, Provenance.DERIVED, "the logarithm of a product") for e in products),
        Hypothesis(gain, Provenance.ADDED, "the gain that belongs to the share"),
        Hypothesis(better, Provenance.PAPER, "everybody has the gain"),
        Hypothesis(fits, Provenance.PAPER, "the bundles use no more than there is"),
    )
    scaled = log_utility(TASTE, rho * q, rho * r)
    return Derivation(
        "log-loss",
        "For log utility the loss is a share of the resources",
        "section 5, (12) and (13) (not in the paper)",
        given,
        (
            Text(
                "Let an agent's utility be {}, and let some allocation within the resources give "
                "everybody {} more than the {} that the mechanism gives. Multiply all of its bundles "
                "by {}:",
                (log_utility(TASTE, q, r), GAIN, LEVEL, rho),
            ),
            Chain(
                scaled,
                (
                    Line(
                        "=",
                        log_utility(TASTE, q, r) + ln(rho),
                        UseEquation(products, note="the logarithms of the products"),
                    ),
                    Line("=", log_utility(TASTE, q, r) - GAIN, UseEquation((gain,))),
                    Line(">=", LEVEL, BySigns(note="everybody has the gain")),
                ),
            ),
            Text(
                "so everybody is as well off as before. Of the first good {} agents used {} each and "
                "the others {}; now they use",
                (COUNT, q, REST),
            ),
            Chain(
                COUNT * (rho * q) + rho * REST,
                (Line("=", rho * (COUNT * q + REST), Algebra()),),
            ),
            Fact(
                Relation(rho * (COUNT * q + REST), "<=", rho * W_q),
                Multiply(fits, rho, note="times the share"),
            ),
            Text(
                "the share {} of the resources at most, and likewise of the second. Every step can be "
                "undone by dividing. So gains that everybody can have within the resources, and "
                "shares of the resources that leave everybody as well off, correspond one to one by "
                "{}; a smaller share is a greater gain, since the logarithm increases, and the greatest "
                "gain belongs to the least share. The former is the loss of Theorem 3, the latter "
                "Debreu's coefficient.",
                (rho, gain),
                by=("sec-5.log-loss",),
            ),
        ),
    )
