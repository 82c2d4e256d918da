"""The figures that a report of all claims shows, for the shipped economies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.output.figures import of_economies as figures
from proofs_check.output.figures.data import Figure, figure_data
from proofs_check.verifying.economies import SHIPPED


def figures_of_examples() -> list[dict[str, Any]]:
    """Compute the report's figures as data.

    None where only the packages are installed, without the examples.
    """
    if not SHIPPED.is_dir():
        return []
    log, failing, three = (
        load_economy(SHIPPED / f"{name}.toml") for name in ("log", "failing", "three_types")
    )
    made: list[tuple[str, Figure]] = [
        ("stage1", figures.stage1_figure(three)),
        ("payoffs", figures.payoffs_figure(log, [3, 5])),
        ("convergence", figures.convergence_figure(three)),
        ("margin-log", figures.margin_figure(log, _spread(2, 1000))),
        ("margin-failing", figures.margin_figure(failing, _spread(2, 400))),
        ("loss", figures.loss_figure(_small(log), 200)),
    ]
    return [figure_data(replace(figure, id=name)) for name, figure in made]


def _spread(first: int, last: int) -> list[int]:
    """Return all N up to 60 and then every twentieth part."""
    numbers = list(range(first, min(last, 60) + 1))
    while numbers[-1] < last:
        numbers.append(min(last, numbers[-1] + max(1, numbers[-1] // 20)))
    return numbers


def _small(economy: Economy) -> Economy:
    """Return the economy with small κ and η, where Theorem 3 says something."""
    return economy.replacing(kappa=("1/100", "1/100"), eta="1/400")
