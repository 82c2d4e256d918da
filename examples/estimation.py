"""Recover a taste parameter from observed offers: by its gradient, and by simulation.

Observed are the stage-2 offers of each type in many rounds, with an error of measurement, and how
many agents of each type were active.  Theta has one value for each type (the same in all states).

* By its gradient: least squares with SciPy, the derivatives of the equilibrium offers from the
  implicit function theorem.
* By simulation: the configurations are not observed; the mean price of each state is matched by
  simulated means, with one set of random draws for all candidates.

Run it with ``python estimation.py``.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import least_squares

from numeric import Economy, solve_stage2

TRUE = np.array([0.8, 1.25])
ROUNDS, ACTIVE, ERROR = 60, 12, 0.002


def economy(theta: np.ndarray) -> Economy:
    """Return the economy whose types have these tastes."""
    return Economy(
        prior=["1/2", "1/2"], signal=[["3/5", "2/5"], ["2/5", "3/5"]], endowment=[1, 1],
        kappa=["1/20", "1/20"], eta="1/10", utility="theta*log(q) + log(r)",
        parameters={"theta": np.repeat(theta[:, None], 2, axis=1)},
    )  # fmt: skip


def offers_and_slopes(theta: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return offers (m,) and their derivatives in theta (m, 2)."""
    solved = solve_stage2(economy(theta), counts, derivatives=["theta"])
    by_cell = solved.derivatives.offers.reshape(2, 2, -1)  # type and state that move
    return solved.offers.ravel(), by_cell.sum(axis=1).T


def by_gradient(counts: np.ndarray, observed: np.ndarray) -> dict[str, object]:
    """Estimate theta by nonlinear least squares with the exact Jacobian."""
    start, began = np.array([1.0, 1.1]), time.perf_counter()
    found = least_squares(
        lambda t: offers_and_slopes(t, counts)[0] - observed, start,
        jac=lambda t: offers_and_slopes(t, counts)[1],
    )  # fmt: skip
    return {"theta": found.x, "iterations": found.nfev, "seconds": time.perf_counter() - began}


def mean_prices(theta: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return the mean price of stage 2 in each state over simulated configurations (2, n, 2)."""
    return np.array([solve_stage2(economy(theta), state).price.mean() for state in draws])


def by_simulation(draws: np.ndarray, observed: np.ndarray) -> dict[str, object]:
    """Estimate theta by matching the mean price of each state."""
    start, began = np.array([1.0, 1.1]), time.perf_counter()
    found = least_squares(lambda t: mean_prices(t, draws) - observed, start, diff_step=1e-4)
    return {"theta": found.x, "iterations": found.nfev, "seconds": time.perf_counter() - began}


def main() -> dict[str, dict[str, object]]:
    """Simulate data at the true theta, estimate, and say how well it went."""
    rng = np.random.default_rng(7)
    signal = economy(TRUE).floats.signal
    counts = np.concatenate([rng.multinomial(ACTIVE, row, ROUNDS // 2) for row in signal])
    counts = np.clip(counts, 1, None)
    clean = solve_stage2(economy(TRUE), counts).offers
    observed = np.where(clean > 0, clean + ERROR * rng.standard_normal(clean.shape), 0.0).ravel()
    here, h = np.array([1.0, 1.1]), 1e-6
    slopes = offers_and_slopes(here, counts)[1]
    differences = [
        (offers_and_slopes(here + step, counts)[0] - offers_and_slopes(here - step, counts)[0])
        / (2 * h)
        for step in h * np.eye(2)
    ]
    gap = np.abs(slopes - np.stack(differences, axis=-1)).max()
    draws, fresh = (
        np.stack([rng.multinomial(ACTIVE, row, 400) for row in signal]) for _ in range(2)
    )
    results = {
        "by gradient": by_gradient(counts, observed),
        "by simulation": by_simulation(draws, mean_prices(TRUE, fresh)),
    }
    print(f"gradient against differences: {gap:.1e}")
    for name, found in results.items():
        theta, n, seconds = found["theta"], found["iterations"], found["seconds"]
        print(
            f"{name}: theta {np.round(theta, 4)} ({TRUE} is true), {n} evaluations, {seconds:.2f} s"
        )
    return results | {"gradient": {"gap": gap}}


if __name__ == "__main__":
    main()
