r"""The exogenous offers of Claim 4, :math:`\kappa + \tilde\delta^N`, are positive from some N on.

Paper: section 7.2, Claim 4.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import eventually, paper, real, shown, tends
from symbolic.language.local_symbols import head
from symbolic.language.notation import kappa_q, kappa_r
from symbolic.language.proposition import And, Relation
from symbolic.language.statement import Statement

delta_q = head("delta_q_at", r"\tilde\delta_q^{{{0}}}")
delta_r = head("delta_r_at", r"\tilde\delta_r^{{{0}}}")
_K, _a, _b = real("K"), real("n_a"), real("n_b")
_vanish = (
    shown(tends(("e_a", "t_a", "m_a"), delta_q, 0), "thm-2.claim-3, thm-2.claim-4.delta-hats"),
    shown(tends(("e_b", "t_b", "m_b"), delta_r, 0), "thm-2.claim-3, thm-2.claim-4.delta-hats"),
)
POSITIVE = Statement(
    eventually(
        ("t", "n"),
        lambda n: And(
            (Relation(kappa_q + delta_q(n), ">", 0), Relation(kappa_r + delta_r(n), ">", 0))
        ),
    ),
    (*_vanish, paper(Relation(kappa_q, ">", 0), "(4)"), paper(Relation(kappa_r, ">", 0), "(4)")),
    words="What vanishes is smaller than kappa from some N on.",
    guide=(
        *(("put", ["e_a"], [kappa_q]), ("then",), ("name", ["t_a"], [_a])),
        *(("put", ["e_b"], [kappa_r]), ("then",), ("name", ["t_b"], [_b])),
        ("means", sp.Max(_a, _b)),
        *(("put", ["t"], [sp.Max(_a, _b)]), ("name", ["n"], [_K])),
        *(("put", ["m_a"], [_K]), ("then",), ("put", ["m_b"], [_K]), ("then",)),
    ),
)
POSITIVE_TOO_STRONG = (
    Statement(POSITIVE.says, POSITIVE.given[:-1], guide=POSITIVE.guide),
    Statement(POSITIVE.says, POSITIVE.given[1:], guide=POSITIVE.guide),
    Statement(
        eventually(("t", "n"), lambda n: Relation(kappa_q + delta_q(n), ">", kappa_q)),
        POSITIVE.given,
        guide=POSITIVE.guide,
    ),
)
"""No exogenous offers of the second good; a difference that does not vanish; one of a sign."""
