"""Cost against N and against the number of types, as a figure."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from benchmarks import cases
from benchmarks.measure import seconds
from numeric import solve_stage2
from numeric.theorem_1.continuation import continuations


def draw(file: Path, quick: bool) -> None:
    """Draw the time of F against N for two and three types, and of stage 2 against the number of types.

    The latter is for each configuration.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name, sizes in (
        ("log", (10**2, 10**3, 10**4, 10**5, 10**6)),
        ("three_types", (100, 300, 1000, 3000)),
    ):
        economy = cases.example(name)
        times = [
            median(seconds(lambda e=economy, n=N: continuations(e, [n])) for _ in range(3))
            for N in sizes
        ]
        left.loglog(sizes, times, "o-", label=f"{len(economy.types)} types")
    left.set(xlabel="M", ylabel="seconds", title="F for all pairs of types")
    left.legend()
    n = 50_000 if quick else 500_000
    numbers = (2, 3, 4)
    rates = []
    for types in numbers:
        economy, counts = cases.log(types), cases.configurations(types, n, 20_000)
        rates.append(
            1e9
            / n
            * median(seconds(lambda e=economy, c=counts: solve_stage2(e, c)) for _ in range(5))
        )
    right.plot(numbers, rates, "o-")
    right.set(
        xlabel="types",
        ylabel="nanoseconds for each configuration",
        title="stage 2, log utility",
        xticks=numbers,
        ylim=(0, None),
    )
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
