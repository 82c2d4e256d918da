"""Claims about what the toolkit computes besides the paper's equilibria: other mechanisms, many economies.

One module for each part of the toolkit; as in ``computed`` the other side is written by hand and
slowly, on economies without any symmetry.
"""

from proofs_check.paper.toolkit import (
    by_agents,
    by_rounds,
    cournot,
    drawn,
    fees,
    kinks,
    many_economies,
    many_ends,
    many_rows,
    margins,
    mechanisms,
    mechanisms_limit,
    one_stage_conditions,
    one_stage_games,
    pari_mutuel,
    pari_mutuel_drawn,
    pari_mutuel_search,
    searched,
    steps,
    written_out,
)

MODULES = (
    cournot,
    many_economies,
    many_rows,
    many_ends,
    one_stage_conditions,
    one_stage_games,
    mechanisms,
    drawn,
    fees,
    pari_mutuel,
    pari_mutuel_search,
    pari_mutuel_drawn,
    kinks,
    written_out,
    steps,
    searched,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "by_agents",
    "by_rounds",
    "cournot",
    "drawn",
    "fees",
    "kinks",
    "many_economies",
    "many_ends",
    "many_rows",
    "margins",
    "mechanisms",
    "mechanisms_limit",
    "one_stage_conditions",
    "one_stage_games",
    "pari_mutuel",
    "pari_mutuel_drawn",
    "pari_mutuel_search",
    "searched",
    "steps",
    "written_out",
]
