"""Economies for certificates that the shipped ones do not cover."""

from __future__ import annotations

from fractions import Fraction

from numeric import Economy


def three_equilibria() -> Economy:
    """Return an economy with three competitive equilibria.

    U_A = log(q)/2 - (3/2)^12 r^-11/11 and its mirror image.
    """
    c = Fraction(3, 2) ** 12
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["0.01", "0.01"],
        eta="0.1",
        utility="w*log(q) - v*r**(-11)/11 + y*log(r) - t*q**(-11)/11",
        parameters={"w": [["1/2"], [0]], "v": [[c], [0]], "y": [[0], ["1/2"]], "t": [[0], [c]]},
    )


def zero_trade() -> Economy:
    """Return a symmetric economy whose middle type trades exactly nothing at the price 1.

    Where as many weak as keen are active.
    """
    return Economy(
        prior=[1],
        signal=[["1/3", "1/3", "1/3"]],
        endowment=[1, 1],
        kappa=["0.05", "0.05"],
        eta="0.1",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [["1/2"], [1], [2]]},
    )


def not_concave() -> Economy:
    """Return an economy with u = q r, which is not concave."""
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=["0.05", "0.05"],
        eta="0.1",
        utility="w*q*r",
        parameters={"w": [[1], [2]]},
    )


def inferior() -> Economy:
    """Return an economy with concave utility in which the second good is inferior at some bundles.

    So that an offer need not be unique.
    """
    return Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[4, 4],
        kappa=["0.05", "0.05"],
        eta="0.1",
        utility="-exp(-q - r) + w*(log(q) + 2*log(r))",
        parameters={"w": [["0.0003"], ["0.0002"]]},
    )
