r"""Partitions of the types, of any number of types: what A1 says of their blocks, and that some block pools.

Conventions: K is the number of blocks, X that of types; k runs over blocks.

Paper: section 4, A1; section 7.2, below Claim 0.
"""

from __future__ import annotations

from proofs_check.paper.general.words import element, for_each, paper, some
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import k, mu_block, z, z_prime
from symbolic.language.proposition import Implies, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

blocks, types = local("blocks", "K"), local("types", "|X|")
size = head("size", r"|Y_{{{0}}}|")
others = head("other_blocks", r"\#\{{l \ne {0}\}}")
v = element("v")

_NUMBER = paper(equation(SumOver(1, k), blocks), "K is the number of blocks")
_COVER = paper(equation(SumOver(size(k), k), types), "the blocks have all types, each once")
_FEWER = paper(Relation(blocks, "<", types), "K < |X|")
POOLS = Statement(
    some(k, Relation(size(k), ">", 1)),
    (_NUMBER, _COVER, _FEWER),
    words="Sizes are whole numbers, so that more than one is two at least.",
    guide=(
        (
            "have",
            for_each([k], Relation(1 - size(k), ">=", 0)),
            (("some", "k", v), ("everywhere", "k", v)),
        ),
        ("have", Relation(SumOver(1 - size(k), k), ">=", 0)),
    ),
)
POOLS_TOO_STRONG = (
    Statement(POOLS.says, POOLS.given[:-1], guide=POOLS.guide),
    Statement(some(k, Relation(size(k), ">", 2)), POOLS.given, guide=POOLS.guide),
)
"""As many blocks as types; three types in one block."""

_A1 = paper(
    for_each(
        [k],
        Implies(
            Relation(others(k), ">=", 1),
            Relation(mu_block(z, k), "!=", mu_block(z_prime, k)),
        ),
    ),
    "A1, of a block and all types outside, where there are some",
)
_OUTSIDE = paper(for_each([k], equation(others(k), blocks - 1)), "all other blocks lie outside")
_TWO = paper(Relation(blocks, ">=", 2), "K >= 2")
TELLS = Statement(
    for_each([k], Relation(mu_block(z, k), "!=", mu_block(z_prime, k))),
    (_A1, _OUTSIDE, _TWO),
    words="A block and the union of the others are a bipartition; every block tells the states apart.",
    guide=(("some", "k", v), ("everywhere", "k", v)),
)
TELLS_TOO_STRONG = (
    Statement(TELLS.says, TELLS.given[:-1], guide=TELLS.guide),
    Statement(TELLS.says, TELLS.given[1:], guide=TELLS.guide),
)
"""A single block; signals that violate A1."""
