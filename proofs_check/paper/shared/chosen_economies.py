r"""The economies that examples about Theorem 2 use, and two in which the goods are alike.

Paper: sections 4 and 7.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from numeric.economy.economy import Economy


@cache
def named_economy() -> Economy:
    """Return three types, two states and log utility, with signals far apart."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["3/5", "1/4", "3/20"], ["1/10", "3/10", "3/5"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/5",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [["1/2", "3/5"], ["1", "6/5"], ["2", "12/5"]]},
        name="three types, two states, log utility",
    )


@cache
def mirrored() -> tuple[Economy, Economy]:
    """Return two economies with the price 1 in which each type is another with the goods exchanged.

    That price is the only one of the first, and in the second the one in the middle of three.
    κ is a power of two, so that excess demand at the price 1 is exactly zero in floating point.
    """
    alike: dict[str, Any] = {
        "prior": [1],
        "signal": [["1/2", "1/2"]],
        "endowment": [1, 1],
        "kappa": ["1/64", "1/64"],
        "eta": "1/10",
    }
    powers = "weight_q*q**(1 - gamma_q)/(1 - gamma_q) + weight_r*r**(1 - gamma_r)/(1 - gamma_r)"
    tastes = {
        "gamma_q": [[2], [18]],
        "gamma_r": [[18], [2]],
        "weight_q": [["1/6000"], [1]],
        "weight_r": [[1], ["1/6000"]],
    }
    return (
        Economy(utility="theta*log(q) + log(r)", parameters={"theta": [["1/2"], [2]]}, **alike),
        Economy(utility=powers, parameters=tastes, **alike),
    )


def all_sold() -> list[Economy]:
    """Return two economies in which everybody sells all of the first good, and all of the second.

    Their prices are at the ends of the range in which equilibrium prices lie.
    """
    return [
        Economy(
            prior=[1],
            signal=[["1/2", "1/2"]],
            endowment=[1, 1],
            kappa=["1/10", "1/7"],
            eta="1/10",
            utility=utility,
            parameters={"theta": "1/1000"},
        )
        for utility in ("theta*q + log(r)", "log(q) + theta*r")
    ]


@cache
def near_indifferent() -> Economy:
    """Return two types with powers 1/5 whose candidate, at N = 9, is an equilibrium by little."""
    return Economy(
        prior=["2/3", "2/9", "1/9"],
        signal=[["6/11", "5/11"], ["1/2", "1/2"], ["12/19", "7/19"]],
        endowment=["5/4", 3],
        kappa=["1/50", "1/10"],
        eta="12/25",
        utility="5*theta*q**(1/5) + 5*r**(1/5)",
        parameters={"theta": [["19/20", "4/5", "11/20"], ["1", "9/10", "4/5"]]},
        name="two types, three states, powers",
    )


@cache
def one_rate() -> Economy:
    r"""Return an economy whose types all have the marginal rate of substitution 4 at the endowment.

    That is :math:`\kappa_r/\kappa_q`, so that no trade is an equilibrium of stage 2; but the types
    differ in curvature, so that :math:`\alpha^*` separates them: at :math:`p_1 = 1` they consume
    32/17 and 512/257 of the first good.
    """
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["2/3", "1/3"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=["1/20", "1/5"],
        eta="1/10",
        utility="4*q**(1 - g)/(1 - g) + r**(1 - g)/(1 - g)",
        parameters={"g": [["1/2", "1/2"], ["1/4", "1/4"]]},
        name="one rate of substitution at the endowment",
    )


def only(make: Callable[[], Economy]) -> Callable[[], Sequence[Economy]]:
    """Return what makes this one economy, in a form that another process can be sent."""
    return partial(_alone, make)


def _alone(make: Callable[[], Economy]) -> tuple[Economy]:
    return (make(),)
