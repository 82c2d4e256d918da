r"""Beliefs after a pooled stage 1, for any number of types, blocks, states and agents.

Types are independent given the state, so that block counts :math:`\lambda` have in state z the
probability :math:`c(\lambda) \prod_k \mu_z(Y_k)^{\lambda(Y_k)}` with a multinomial coefficient that does
not depend on z; Bayes' rule divides by the sum over states, and the coefficient cancels.

Paper: section 7.2, Claims 1a and 1b.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.paper.general.words import derived, for_each, paper
from symbolic.language.local_symbols import local
from symbolic.language.notation import k, mu, mu_A, mu_block, z, z_prime
from symbolic.language.notation import x as own
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver
from symbolic.model.semipooling import (
    nontarget_posterior,
    nontarget_weight,
    target_posterior,
    target_weight,
)

Weight = Callable[[sp.Expr], sp.Expr]
ways = local("ways", "c")


def _by_bayes(weight: Weight, posterior: sp.Expr) -> Statement:
    """Return that a posterior is the share of a state in what has been seen, seen in as many ways in each."""
    chance = over(ways * weight(z), SumOver(ways * weight(z_prime), z_prime))
    return Statement(
        equation(chance, posterior),
        (
            paper(for_each([z, k], Relation(mu_block(z, k), ">", 0)), "full support"),
            paper(Relation(ways, ">", 0), "a multinomial coefficient"),
            derived(Relation(SumOver(weight(z_prime), z_prime), ">", 0), "full support"),
        ),
        words="Bayes' rule; the number of ways in which the counts arise does not depend on the state.",
    )


TARGET = _by_bayes(target_weight, target_posterior())
NONTARGET = _by_bayes(nontarget_weight, nontarget_posterior())
TARGET_TOO_STRONG = (
    _by_bayes(lambda state: target_weight(state) / mu(state, own), target_posterior()),
    _by_bayes(nontarget_weight, target_posterior()),
)
NONTARGET_TOO_STRONG = (
    _by_bayes(lambda state: nontarget_weight(state) / mu_A(state), nontarget_posterior()),
    _by_bayes(target_weight, nontarget_posterior()),
)
"""The own type, or what the offer is attributed to, left out of what has been seen."""
