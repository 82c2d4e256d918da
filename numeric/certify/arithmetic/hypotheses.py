r"""What a certificate about best responses rests on: u is strictly increasing and strictly concave.

With these, a first-order condition has at most one root on a line through the endowment, and the
root is the best offer; that it exists is certified by its bracket, so Inada behaviour is not
assumed.  The signs of the partials are decided for all bundles where
``symbolic.deciding.quadrant_signs`` can; otherwise they are sampled, and what is certified then
holds *given* them.

Paper: section 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from numeric.assumptions import regular
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED, DECIDED, HOLDS, SAMPLED


@dataclass(frozen=True)
class Given:
    """A hypothesis with its verdict and evidence, in the words of ``twostage check``."""

    title: str
    verdict: str
    evidence: str


def given(economy: Economy) -> tuple[Given, ...]:
    """Return the hypotheses that every certificate of this economy rests on."""
    return tuple(Given(a.title, a.verdict, a.evidence) for a in regular(economy))


def obstacle(hypotheses: tuple[Given, ...]) -> str | None:
    """Return a sentence on the first hypothesis that does not hold; None if all do.

    Nothing is certified without them.
    """
    failing = next((h for h in hypotheses if h.verdict != HOLDS), None)
    return (
        None
        if failing is None
        else f"nothing is certified: that {failing.title} is {failing.verdict}"
    )


def proved(hypotheses: tuple[Given, ...]) -> bool:
    """Whether every hypothesis is decided or certified.

    Where one is only sampled, nothing that rests on it may be called existing, unique or complete.
    """
    return evidence(hypotheses) == CERTIFIED


def qualified(status: str, hypotheses: tuple[Given, ...]) -> str:
    """Return a sentence with the hypotheses that it rests on and that are only sampled."""
    weak = [h.title for h in hypotheses if h.evidence not in (CERTIFIED, DECIDED)]
    return f"not proved, but if {' and '.join(weak)} (only sampled): {status}" if weak else status


def evidence(hypotheses: tuple[Given, ...]) -> str:
    """Return CERTIFIED, or SAMPLED where a hypothesis is only sampled."""
    return CERTIFIED if all(h.evidence in (CERTIFIED, DECIDED) for h in hypotheses) else SAMPLED
