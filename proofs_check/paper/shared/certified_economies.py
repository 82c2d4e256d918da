r"""Checks of named economies by ball arithmetic.

They say whether the candidate is an equilibrium at N, and with which probability its outcome is
nearly efficient.

Conventions: the economies are shipped ones, or a generated one, with exact numbers; an outcome is
CERTIFIED only where every sign that it needs is, and undecided otherwise.

Paper: the remark after Theorem 1 in section 3.2; the proof of Theorem 3 (i).
"""

from __future__ import annotations

from functools import cache, lru_cache, partial

from numeric.certify import CertifiedMargin, certify_margin
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.verifying.economies import shipped

ENGINE = "ball arithmetic"


@cache
def named(beginning: str) -> Economy:
    """Return the shipped economy whose name begins so."""
    (economy,) = [e for e in shipped() if e.name.startswith(beginning)]
    return economy


@lru_cache(maxsize=64)
def margin(economy: Economy, agents: int, expected: int = 1) -> CertifiedMargin:
    """Return the certified sign of the margin.

    A negative one for every stage-2 equilibrium, where those are shown to be unique; where it is expected,
    that is shown at once.
    """
    if expected == 1:
        found = certify_margin(economy, agents, scope="local")
        if found.sign == 1:
            return found
    return certify_margin(economy, agents)


def _open(reason: str) -> Outcome:
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, reason, engine=ENGINE)


def _nobody_inactive(beginning: str) -> Economy:
    return named(beginning).replacing(eta=0)


def eta_zero(parameters: Parameters) -> Outcome:
    """The certified sign of the margin at η = 0 in a shipped economy, N = 12, for every stage-2 equilibrium."""
    N, economy = 12, _nobody_inactive(parameters["economy"])
    found = margin(economy, N)
    if found.sign is None or found.evidence != Evidence.CERTIFIED:
        return _open(f"at N = {N}: {found.status}")
    values = {"economy": economy.name, "eta": 0, "N": N, "margin": found.margin}
    return exactly(found.sign == parameters["sign"], f"at N = {N}: {found.status}", values, ENGINE)


def not_monotone(parameters: Parameters) -> Outcome:
    """The certified signs of the margin of one shipped economy at two values of N.

    The candidate is an equilibrium at the smaller and none at the greater.
    """
    agents = (parameters["holds"], parameters["fails"])
    economy = named("three states, where")
    first, second = (margin(economy, N, sign) for N, sign in zip(agents, (1, -1), strict=True))
    for N, one in zip(agents, (first, second), strict=True):
        if one.sign is None or one.evidence != Evidence.CERTIFIED:
            return _open(f"at N = {N}: {one.status}")
    values = {
        f"margin at N = {N}": one.margin for N, one in zip(agents, (first, second), strict=True)
    }
    told = f"at N = {agents[0]}, {first.status}; at N = {agents[1]}, {second.status}"
    return exactly(
        first.sign == 1 and second.sign == -1 and agents[0] < agents[1], told, values, ENGINE
    )


CHECKS: dict[str, Check] = {
    "sec-3.2.eta-zero": Exact(eta_zero, only(partial(_nobody_inactive, "three states, where"))),
    "thm-1.not-monotone": Exact(not_monotone, only(partial(named, "three states, where"))),
}
"""The checks of this module by the names under which statements assert them."""
