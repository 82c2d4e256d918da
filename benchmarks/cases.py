"""Economies and configurations that are measured."""

from __future__ import annotations

import numpy as np

from numeric import Economy, load_economy

THETA_2 = [[0.8, 1.0], [1.0, 1.25]]
THETA = {
    2: THETA_2,
    3: [[0.7, 0.9], [0.9, 1.1], [1.2, 1.5]],
    4: [[0.6, 0.8], [0.8, 1.0], [1.0, 1.2], [1.2, 1.5]],
}
SIGNAL = {
    2: [[0.6, 0.4], [0.4, 0.6]],
    3: [[0.5, 0.3, 0.2], [0.25, 0.35, 0.4]],
    4: [[0.4, 0.3, 0.2, 0.1], [0.15, 0.25, 0.3, 0.3]],
}


def log(types: int = 2) -> Economy:
    """Return an economy with log utility."""
    return _economy(types, "theta*log(q) + log(r)", {"theta": THETA[types]}, f"log, {types} types")


def crra() -> Economy:
    """Return constant relative risk aversion 0.7."""
    formula = "theta*q**(1 - aversion)/(1 - aversion) + r**(1 - aversion)/(1 - aversion)"
    return _economy(2, formula, {"theta": THETA_2, "aversion": "0.7"}, "CRRA 0.7, 2 types")


def ces() -> Economy:
    """Return a non-separable CES aggregate under a square root."""
    formula = "(share*q**rho + (1 - share)*r**rho)**(degree/rho)/degree"
    return _economy(
        2,
        formula,
        {"share": [[0.35, 0.45], [0.5, 0.6]], "rho": "0.25", "degree": "0.5"},
        "CES 1/4, 2 types",
    )


def example(name: str) -> Economy:
    """Return a shipped economy."""
    return load_economy(f"examples/{name}.toml")


def _economy(types: int, utility: str, parameters: dict[str, object], name: str) -> Economy:
    return Economy(
        prior=["1/2", "1/2"],
        signal=SIGNAL[types],
        endowment=[1, 1],
        kappa=["0.05", "0.05"],
        eta="0.1",
        utility=utility,
        parameters=parameters,
        name=name,
    )


def configurations(types: int, n: int, active: int | None = None) -> np.ndarray:
    """Return n configurations of M agents (n + 1 by default).

    Every split between two types, or random ones for more types.
    """
    M = n + 1 if active is None else active
    if types == 2:
        first = np.arange(1, n + 1) if active is None else np.linspace(1, M - 1, n).astype(np.int64)
        return np.stack([M - first, first], axis=1)
    return np.random.default_rng(1).multinomial(M, np.full(types, 1 / types), size=n)
