r"""Equations (30) and (31): what the target and the others maximise at stage 2, and what random totals change.

Paper: section 7.2, from Claim 1 to Claim 2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.pooled import objectives as pooled
from proofs_check.paper.shared.asserted import asserted
from symbolic.language.statement import Statement


def _objective(agent: str, kappas: int) -> Statement:
    symbol = r"\tilde H_x^{\lambda}" if agent == "target" else r"\hat H_x^{\lambda_-}"
    return asserted(
        "eq-30.brute",
        rf"\forall b:\ {symbol}(b) = \sum_z\phi(z)\mathrm{{E}}_{{\gamma_z}}u(\cdot, \cdot; x, z)",
        words=f"In the worked economy with M = 4 and given offers of all roles, the toolkit's "
        f"value and slopes at zero of the best one-sided offers of a {agent} of each type are "
        "those of the mean, over every sequence of the others' types, of the utility that the "
        "market pays out.",
        agent=agent,
        kappas=kappas,
    )


CLAIMS = (
    Claim(
        id="eq-30",
        title="the target's objective",
        source="equation (30)",
        printed=_objective("target", 4),
        depends_on=("thm-2.claim-1a", "thm-2.claim-1.types", "eq-14"),
        mutants=(_objective("target", 3), _objective("target", 5)),
        general=pooled.EQ_30,
        strengthened=pooled.EQ_30_TOO_STRONG,
    ),
    Claim(
        id="eq-31",
        title="a non-target's objective",
        source="equation (31)",
        printed=_objective("non-target", 4),
        note="The superscript on the left side is printed as lambda^N; it is lambda_-^N, since the "
        "agent does not count itself.",
        depends_on=("thm-2.claim-1b", "thm-2.claim-1.types", "eq-14"),
        mutants=(_objective("non-target", 3), _objective("non-target", 5)),
        general=pooled.EQ_31,
        strengthened=pooled.EQ_31_TOO_STRONG,
    ),
    Claim(
        id="eq-30.both-sides",
        title="with random totals both sides can rise at zero: (20) does not extend (not in the paper)",
        source="equations (20) and (30)",
        printed=asserted(
            "eq-30.both-sides",
            r"\exists Q_-, R_-:\ \mathrm{E}g'(0) > 0,\ \mathrm{E}h'(0) > 0",
            words="With u = -1/q - 1/r, endowment 1 and totals (1, 2) or (2, 1) with equal chances "
            "both slopes at zero are positive, exactly and in the toolkit.",
            R=sp.S(2),
        ),
        mutants=(asserted("eq-30.both-sides", R=sp.S.One),),
        existence=True,
    ),
    Claim(
        id="eq-30.two-sided",
        title="with random totals the restriction to one-sided offers binds: Lemma 1 does not extend "
        "(not in the paper)",
        source="Lemma 1 and equation (30)",
        printed=asserted(
            "eq-30.two-sided",
            r"\exists b \notin \mathcal O:\ \mathrm{E}H(b) > \max_{b' \in \mathcal O}\mathrm{E}H(b')",
            words="With u = -1/q - 1/r, endowment 1 and totals (1, 2) or (2, 1) with equal chances "
            "the two-sided offer (1/5, 1/5) gives more than any one-sided offer can.",
            offer=sp.Rational(1, 5),
        ),
        depends_on=("eq-30.both-sides",),
        mutants=(
            asserted("eq-30.two-sided", offer=sp.S.Zero),
            asserted("eq-30.two-sided", offer=sp.Rational(9, 10)),
        ),
        existence=True,
    ),
    Claim(
        id="eq-30.none",
        title="the stage-2 game after a semi-pooling stage 1 need not have a pure symmetric "
        "equilibrium (not in the paper)",
        source="equations (30) and (31)",
        printed=asserted(
            "eq-30.none",
            r"\exists\lambda, A\ \forall\beta:\ \beta \ne \text{best response to } \beta",
            words="In the worked economy with M = 4, blocks {0} and {1, 2} and counts (0, 3) the "
            "answer of the middle type to its own offer, the others' best answers settled, jumps "
            "across the diagonal and crosses it nowhere else; where it jumps, both answers are worth "
            "as much as a best offer, over every sequence of the others' types.",
            counts=(0, 3),
            A=(0, 1),
        ),
        note="With random totals best responses jump across zero.  Theorem 2 is not affected: "
        "without an equilibrium at stage 2 the candidate is none.",
        depends_on=("eq-30.both-sides",),
        mutants=(asserted("eq-30.none", counts=(0, 3), A=(0,)),),
    ),
)
__all__ = ["CLAIMS"]
