"""Claims about markets that the paper only mentions: several goods, supply functions, fees returned, classes.

As in ``toolkit`` the other side is written by hand and slowly, with no two numbers alike.  In modules
whose name begins with ``told`` a part of a method is replaced by answers that are made up, so that
what must come out is told in advance.
"""

from proofs_check.paper.extended import (
    benchmark,
    classes,
    executed_bounds,
    executed_offers,
    goods,
    goods_search,
    rebate_conditions,
    rebates,
    schedules,
    told_measures,
    told_mechanisms,
    told_rebates,
    told_slopes,
    told_steps,
    told_values,
)

MODULES = (
    goods,
    goods_search,
    benchmark,
    schedules,
    rebates,
    rebate_conditions,
    executed_bounds,
    executed_offers,
    told_steps,
    told_measures,
    told_values,
    told_mechanisms,
    told_rebates,
    told_slopes,
    classes,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "benchmark",
    "classes",
    "executed_bounds",
    "executed_offers",
    "goods",
    "goods_search",
    "rebate_conditions",
    "rebates",
    "schedules",
    "told_measures",
    "told_mechanisms",
    "told_rebates",
    "told_slopes",
    "told_steps",
    "told_values",
]
