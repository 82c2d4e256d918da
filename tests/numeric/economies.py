"""The shipped economies with their utilities typed by hand, for the oracles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath

from numeric import Economy, load_economy
from numeric.oracles.data import Data

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(p.stem for p in EXAMPLES.glob("*.toml"))
COMPILED = [name for name in NAMES if name != "stone_geary"]
"""Those whose utility is real on the whole quadrant, so that kernels are compiled for them."""

Utility = Callable[[Any, Any, dict[str, Any]], Any]


def _log(q: Any, r: Any, p: dict[str, Any]) -> Any:
    return p["theta"] * mpmath.log(q) + mpmath.log(r)


def _crra(q: Any, r: Any, p: dict[str, Any]) -> Any:
    power = 1 - p["aversion"]
    return p["theta"] * q**power / power + r**power / power


def _ces(q: Any, r: Any, p: dict[str, Any]) -> Any:
    inside = p["share"] * q ** p["rho"] + (1 - p["share"]) * r ** p["rho"]
    return 2 * mpmath.sqrt(inside ** (1 / p["rho"]))


def _powers(q: Any, r: Any, p: dict[str, Any]) -> Any:
    return p["theta"] * mpmath.cbrt(q) + mpmath.sqrt(r)


def _failing(q: Any, r: Any, p: dict[str, Any]) -> Any:
    return p["theta"] * q ** (mpmath.mpf(2) / 5) * 5 / 2 + r ** (mpmath.mpf(4) / 5) * 5 / 4


def _stone_geary(q: Any, r: Any, p: dict[str, Any]) -> Any:
    above_q, above_r = mpmath.mpf(q) - p["need_q"], mpmath.mpf(r) - p["need_r"]
    if not (above_q > 0 and above_r > 0):
        return -mpmath.inf
    return p["theta"] * mpmath.log(above_q) + mpmath.log(above_r)


TYPED: dict[str, Utility] = {
    "crra": _crra,
    "crra_outside": _crra,
    "ces": _ces,
    "unequal": _powers,
    "failing": _failing,
    "stone_geary": _stone_geary,
}


def data(economy: Economy, utility: Utility) -> Data:
    """Return an economy's numbers with a utility typed by hand."""
    e = economy.environment

    def u(q: Any, r: Any, x: int, z: int) -> Any:
        return utility(
            q,
            r,
            {
                k: mpmath.mpf(t[x][z].numerator) / t[x][z].denominator
                for k, t in e.parameters.items()
            },
        )

    return Data(u, e.prior, e.signal, e.endowment, economy.mechanism.kappa)


def example(name: str) -> tuple[Economy, Data]:
    """Return a shipped economy and its oracle's data."""
    economy = load_economy(EXAMPLES / f"{name}.toml")
    return economy, data(economy, TYPED.get(name, _log))
