"""Stand-ins for methods of stage 2, and single methods, for tests of the cascade."""

from numeric import Economy
from numeric.stage2.problem import Attempt, Stage2Problem
from numeric.stage2.solve import bayes


def nothing(problem: Stage2Problem) -> Attempt:
    """Solve no configuration."""
    return Attempt.none(*problem.sigma.shape)


def problem(economy: Economy, sigma: object) -> Stage2Problem:
    """Return the problem of configurations with Bayes' posterior."""
    import numpy as np

    counts = np.atleast_2d(np.asarray(sigma, dtype=float))
    return Stage2Problem(economy, counts, bayes(economy, counts))
