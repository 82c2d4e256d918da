r"""What a visitor of the page chooses: an economy, κ, η, N, and how much signals say.

Signals are moved between saying nothing and more than in the file:

.. math:: \mu_z^\lambda(x) = m(x) + \lambda\,(\mu_z(x) - m(x)),\qquad m(x) = \sum_z \pi(z)\mu_z(x),

with λ = 1 for the file's, and below the λ at which some probability would vanish.

Paper: sections 2.1, 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.verifying.economies import SHIPPED
from symbolic.language.errors import InputError

MOST_AGENTS = 400
_DECIMAL = re.compile(r"\d{1,6}(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """An economy as chosen, and N."""

    economy: Economy
    agents: int


def offered() -> list[str]:
    """Return the names of the files that the page offers."""
    return sorted(path.name for path in SHIPPED.glob("*.toml"))


def most_informative(economy: Economy) -> Fraction | None:
    """Return the λ at which some probability of a signal would vanish; None where signals say nothing."""
    prior, signal = economy.environment.prior, economy.environment.signal
    bounds = []
    for x in range(len(economy.types)):
        mean = sum(p * row[x] for p, row in zip(prior, signal, strict=True))
        bounds += [mean / (mean - row[x]) for row in signal if row[x] < mean]
    return min(bounds, default=None)


def with_signals(economy: Economy, strength: Fraction) -> Economy:
    """Return the economy with signals of the strength λ.

    >>> economy = Economy(
    ...     prior=[0.5, 0.5],
    ...     signal=[[0.6, 0.4], [0.4, 0.6]],
    ...     endowment=[1, 1],
    ...     kappa=[0.1, 0.1],
    ...     eta=0.1,
    ...     utility="log(q) + log(r)",
    ... )
    >>> with_signals(economy, Fraction(1, 2)).environment.signal[0]
    (Fraction(11, 20), Fraction(9, 20))
    """
    prior, signal = economy.environment.prior, economy.environment.signal
    columns = range(len(economy.types))
    mean = [sum(p * row[x] for p, row in zip(prior, signal, strict=True)) for x in columns]
    moved = [[mean[x] + strength * (row[x] - mean[x]) for x in columns] for row in signal]
    return economy.replacing(signal=moved)


def chosen(given: Mapping[str, str]) -> Choice:
    """Read what the page sends: economy, eta, kappa_q, kappa_r, agents, signals.

    Raises:
        InputError: Something is unusable; one sentence says what.
    """
    name = given.get("economy", "log.toml")
    if name not in offered():
        raise InputError("economy", f"must be one of {', '.join(offered())}", repr(name[:40]))
    economy = _loaded(name)
    kappa = [_number(given, f"kappa_{g}", economy.mechanism.kappa[i]) for i, g in enumerate("qr")]
    if min(kappa) <= 0 or any(
        k > e for k, e in zip(kappa, economy.environment.endowment, strict=True)
    ):
        raise InputError("kappa", "must be positive and at most the endowment")
    eta = _number(given, "eta", economy.mechanism.eta)
    if not 0 < eta < 1:
        raise InputError("eta", "must be between 0 and 1", f"{float(eta):g}")
    changed = economy.replacing(kappa=kappa, eta=eta)
    strength, most = _number(given, "signals", Fraction(1)), most_informative(economy)
    if not strength > 0 or (most is not None and strength >= most):
        below = "" if most is None else f" and below {float(most):.4g}"
        raise InputError("signals", f"must be above 0{below}", f"{float(strength):g}")
    agents = _number(given, "agents", Fraction(20))
    if not 2 <= agents <= MOST_AGENTS or agents.denominator != 1:
        raise InputError("agents", f"must be a whole number from 2 to {MOST_AGENTS}")
    if strength != 1:
        changed = with_signals(changed, strength)
    return Choice(changed, int(agents))


@lru_cache(maxsize=64)
def _loaded(name: str) -> Economy:
    return load_economy(str(SHIPPED / name))


def _number(given: Mapping[str, str], name: str, otherwise: Fraction) -> Fraction:
    if name not in given:
        return otherwise
    if not _DECIMAL.fullmatch(given[name]):
        raise InputError(name, "must be a number such as 0.05", repr(given[name][:40]))
    return Fraction(given[name])
