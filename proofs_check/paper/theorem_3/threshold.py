r"""Theorem 3 as numbers with proof: a κ̄ for every smaller κ, computed anew for three shipped economies.

Paper: Theorem 3; the numbers are not in the paper.
"""

from __future__ import annotations

from fractions import Fraction

from numeric.certify import certify_uniform_efficiency
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.sign_checks import CERTIFIED
from numeric.theorem_3.achieving import limiting_loss
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.asserted import asserted
from proofs_check.verifying.economies import SHIPPED

ENGINE = "interval arithmetic"
EPSILON = Fraction(1, 20)
ECONOMIES = ("log", "crra", "unequal")
ALMOST_NOTHING = Fraction(1, 1000)
"""The part of κ̄ that the other good's κ is, where a larger κ̄ is refuted."""


def threshold(parameters: Parameters) -> Outcome:
    """Both conditions hold for every κ up to ``kappa_bar`` and every M from ``active`` and 100/κ on."""
    bar, values = Fraction(parameters["kappa_bar"]), {}
    for name in ECONOMIES:
        economy = load_economy(SHIPPED / f"{name}.toml")
        found = certify_uniform_efficiency(economy, EPSILON, 2 * EPSILON)
        if found.evidence != CERTIFIED or found.ceiling is None:
            return _open(f"{name}: {found.detail}")
        if found.ceiling < bar:
            return _refuted(name, bar)
        values[name] = f"kappa-bar {float(found.ceiling):.5g}"
    words = (
        f"for every kappa up to {float(bar):g} in both goods, every eta up to min kappa/(4 e) and "
        "every large M both conditions hold, for every stage-2 equilibrium"
    )
    return exactly(True, words, values, ENGINE)


def _refuted(name: str, bar: Fraction) -> Outcome:
    """Say whether the loss for large N exceeds ε at a κ below a κ̄ that is not certified."""
    economy = load_economy(SHIPPED / f"{name}.toml")
    for kappa in ((bar, bar * ALMOST_NOTHING), (bar * ALMOST_NOTHING, bar)):
        trial = economy.replacing(kappa=kappa, eta=ALMOST_NOTHING * min(kappa))
        loss = float(limiting_loss(trial).max())
        if loss > EPSILON:
            told = f"{name}: at kappa = ({float(kappa[0]):.3g}, {float(kappa[1]):.3g}) the loss is {loss:.4f}"
            return Outcome(Verdict.FAILS, Evidence.SAMPLED, told, engine="floating point")
    return _open(f"{name}: {float(bar):g} is neither certified nor refuted")


def _open(reason: str) -> Outcome:
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, reason, engine=ENGINE)


def _certified() -> tuple[Economy, ...]:
    return tuple(load_economy(SHIPPED / f"{name}.toml") for name in ECONOMIES)


CHECKS: dict[str, Check] = {"thm-3.threshold": Exact(threshold, _certified, ("tiny kappa",))}

CLAIMS = (
    Claim(
        id="thm-3.threshold",
        title="kappa-bar of Theorem 3 as a number, for three shipped economies (not in the paper)",
        source="Theorem 3",
        printed=asserted(
            "thm-3.threshold",
            r"\forall\kappa \in (0, \bar\kappa]^2\ \forall\eta \le \min(\kappa_q/4\bar q, "
            r"\kappa_r/4\bar r)\ \forall M \ge \max(M_1, 1/(k_0\kappa_q)):\ "
            r"P(t^* > \varepsilon \mid z) \le \varepsilon",
            words="In each of three economies (logarithms, powers, unequal endowments), for every "
            "kappa up to 0.045 in both goods, every eta up to min kappa/(4 e), every M of at least "
            "100,000 and 100 q-bar/kappa_q, and every stage-2 "
            "equilibrium: P(t* > 1/20 | z) <= 1/20 in every state, and at most 1/10 above the "
            "endowment is consumed per agent.",
            kappa_bar=Fraction(9, 200),
        ),
        mutants=(
            asserted("thm-3.threshold", kappa_bar=Fraction(1, 20)),
            asserted("thm-3.threshold", kappa_bar=Fraction(9, 100)),
        ),
        existence=True,
    ),
)
