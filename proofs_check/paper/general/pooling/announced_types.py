r"""What an announced offer tells of types and states: on the path, off it under A3, and under A2.

Types are independent given the state, so that the types :math:`\xi` of the others have in state z the
probability t(z), a product, and the counts of their blocks the probability
:math:`\prod_k \mu_z(Y_k)^{\lambda_-(Y_k)}` times a multinomial coefficient that cancels.

Paper: section 4, A2 and A3; section 7.2, before Claim 1a.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import derived, for_each, paper
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import k, lam_minus, mu, mu_A, mu_block, pi, x, y, z, z_prime
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement
from symbolic.language.sums import ProductOver, SumOver
from symbolic.model.semipooling import nontarget_weight

types_have = head("types_have", r"t({0})")
"""The probability of the types of the others but for the target, in a state."""
in_set = head("in_A", r"1_A({0})")
ways, open_after = local("ways", "c"), local("open_after", "o")
own_block = head("own_block", r"\mu_{{{0}}}(Y_{{k^*}})")
"""The probability, in a state, of the block that makes the offer in question."""


def _at_block(value: sp.Expr) -> sp.Expr:
    """Return a formula of Claim 1b for the set A that is the block that makes the offer."""
    return value.replace(mu_A, own_block)


def _on_path(state: sp.Expr) -> sp.Expr:
    return _at_block(nontarget_weight(state))


_counts = ProductOver(mu_block(z, k) ** lam_minus(k), k)
_SUPPORT = paper(for_each([z, k], Relation(mu_block(z, k), ">", 0)), "full support")
_OWN_SUPPORT = paper(Relation(own_block(z), ">", 0), "full support")
_COUNTS = derived(Relation(_counts, ">", 0), "full support")
_SEEN = derived(Relation(SumOver(_on_path(z_prime), z_prime), ">", 0), "full support")
_WAYS = paper(Relation(ways, ">", 0), "a multinomial coefficient")


def _path(seen: sp.Expr, given: tuple[Hypothesis, ...]) -> Statement:
    """Return that state and types, given counts with one more in a block, have Claim 1b's probabilities.

    Args:
        seen: The probability in a state of the own type and of all counts, the target's offer included.
        given: The hypotheses.
    """
    chances = pi(z) * mu(z, x) * mu(z, y) * types_have(z)
    belief = over(_on_path(z), SumOver(_on_path(z_prime), z_prime))
    claimed = belief * over(mu(z, y), own_block(z)) * over(types_have(z), _counts)
    return Statement(
        equation(over(ways * chances, SumOver(ways * seen, z_prime)), claimed),
        given,
        words="If the target makes the offer of a block, a non-target who sees one more agent there "
        "believes in states and types with the probabilities of Claim 1b, A being that block: the "
        "belief about the state times mu_z(xi~)/mu_z(Y_k) times the product of the others' shares.",
    )


ON_PATH = _path(_on_path(z_prime), (_SUPPORT, _OWN_SUPPORT, _COUNTS, _SEEN, _WAYS))
ON_PATH_TOO_STRONG = (
    _path(nontarget_weight(z_prime), ON_PATH.given),
    _path(_on_path(z_prime) / mu(z_prime, x), ON_PATH.given),
)
"""Another set in the place of the block; the own type left out of what has been seen."""

# A3: given the state, the set A says nothing about the types of the others.
_NONEMPTY = derived(
    Relation(SumOver(in_set(y) * mu(z, y), y), ">", 0), "A is nonempty, and full support"
)
_STATE = (
    paper(Relation(pi(z), ">", 0), "every state has positive probability"),
    paper(Relation(mu(z, x), ">", 0), "full support"),
)


def _others(joint: sp.Expr) -> Statement:
    """Return that the others have their types with the same probability whatever A is.

    Args:
        joint: The probability in a state that the deviator has type y and the others theirs.
    """
    own = pi(z) * mu(z, x)
    seen = own * SumOver(in_set(y) * joint, y)
    counted = own * SumOver(in_set(y) * mu(z, y), y) * _counts
    return Statement(
        equation(over(seen, counted), over(types_have(z), _counts)),
        (_SUPPORT, _NONEMPTY, _COUNTS, *_STATE),
        words="Whatever the nonempty set A, given the state and the counts of the others' blocks "
        "their types have the probability that they have without the deviating offer, since types "
        "are independent given the state.",
    )


OTHERS = _others(mu(z, y) * types_have(z))
joint_types = head("joint_types", r"t({0},{1})", 2)
OTHERS_TOO_STRONG = (_others(mu(z, y) * joint_types(z, y)),)
"""Others whose types go with the deviator's."""

# A2: whether the market is open is read off what is announced, so it tells no more of the state.
open_in = head("open_in", r"o({0})")
_told = head("announced_weight", r"w({0})")


def _open(chance: sp.Expr, at: sp.Expr) -> Statement:
    """Return that the belief given that the market is open is the one given the histogram."""
    weights = SumOver(_told(z_prime), z_prime)
    return Statement(
        equation(
            over(at * _told(z), SumOver(chance * _told(z_prime), z_prime)),
            over(_told(z), weights),
        ),
        (
            paper(Relation(at, ">", 0), "the market can be open after this histogram"),
            derived(Relation(weights, ">", 0), "full support"),
        ),
        words="Whether the market is open depends on the announced offers alone, and so it is as "
        "likely in one state as in another once these are known; it cancels from Bayes' rule.",
    )


OPEN = _open(open_after, open_after)
OPEN_TOO_STRONG = (_open(open_in(z_prime), open_in(z)),)
"""A rule that looks at offers that are not announced, which states make more or less likely."""
