r"""The notation table: every symbol of the paper that the formulas use, created once.

A symbol carries its name, its LaTeX form, what it means, the set that it lives in and the place in
the paper that introduces it. All symbols are real; that a quantity is *positive* is never an
assumption of the SymPy symbol but a hypothesis of a statement, so that it can be listed, dropped
and tested.  Quantities indexed by a type or a state, such as :math:`\sigma(x)` and
:math:`\mu_z(x)`, are applied functions of their labels (``Indexed`` below), and labels are symbols
too.

Conventions: ``Q_others`` and ``R_others`` are the paper's :math:`Q_-` and :math:`R_-` (the offers
of all others, the exogenous :math:`M\kappa` included); ``Q`` and ``R`` include the agent's own
offer.  Price is :math:`p = R/Q`, units of the second good per unit of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import sympy as sp


@dataclass(frozen=True)
class Entry:
    """One line of the notation table."""

    name: str
    latex: str
    meaning: str
    domain: str
    place: str


TABLE: dict[str, Entry] = {}


def enter(name: str, latex: str, meaning: str, domain: str, place: str) -> None:
    """Enter a line in the table.

    Raises:
        ValueError: The name is taken.
    """
    if name in TABLE:
        raise ValueError(f"the notation table already has an entry {name!r}")
    TABLE[name] = Entry(name, latex, meaning, domain, place)


def symbol(name: str, latex: str, meaning: str, domain: str, place: str) -> sp.Symbol:
    """Create a real symbol and enter it in the table.

    Raises:
        ValueError: The name is taken.
    """
    enter(name, latex, meaning, domain, place)
    return sp.Symbol(name, real=True)


def label(name: str, latex: str, meaning: str, domain: str, place: str) -> sp.Symbol:
    """Create a symbol for a type or a state, by which formulas are indexed; it is no number of the model."""
    enter(name, latex, meaning, domain, place)
    return sp.Symbol(name, integer=True)


class Indexed(sp.Function):  # type: ignore[misc]
    """A real quantity indexed by labels; its subclasses are the paper's indexed symbols."""

    indices: ClassVar[int] = 1

    @classmethod
    def eval(cls, *labels: Any) -> None:
        """Check the number of labels; never evaluate."""
        if len(labels) != cls.indices:
            raise TypeError(f"{cls.__name__} takes {cls.indices} label(s), got {len(labels)}")

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True

    def _eval_derivative(self, wrt: sp.Expr) -> sp.Expr:
        if wrt in self.free_symbols:
            raise NotImplementedError(f"the derivative of {self} in {wrt} is not defined")
        return sp.S.Zero


def indexed(
    name: str,
    latex: str,
    meaning: str,
    domain: str,
    place: str,
    *,
    labels: int = 1,
    module: str = __name__,
) -> type[Indexed]:
    r"""Create an indexed symbol.

    ``latex`` contains ``{0}``, ``{1}`` where the labels are printed.
    """
    enter(name, latex, meaning, domain, place)
    return type(name, (Indexed,), {"indices": labels, "__module__": module, "__doc__": meaning})


# Labels.
x = label("x", "x", "a type; in best responses, the agent's own type", "X", "2.1")
y = label("y", "y", "another type, or the running type of a sum", "X", "2.1")
x_bar = label("x_bar", r"\bar{x}", "the type that an offer is taken to come from", "X", "3.2")
z = label("z", "z", "a state of the world", "Z", "2.1")
z_prime = label("z_prime", "z'", "another state of the world", "Z", "2.1")
k = label("k", "k", "a block of a partition of the types", "{1, ..., K}", "7.2")
j = label(
    "j", "j", "a composition of the other active agents by type, within their blocks", "J", "7.2"
)
LABELS = frozenset({x, y, x_bar, z, z_prime, k, j})
INHABITED = frozenset(TABLE[s.name].domain for s in LABELS)
"""The paper's finite sets; each has an element."""


def set_of(index: sp.Symbol) -> str:
    """Name the set that a label, or the index of a sum or quantifier, runs over.

    An index whose name is not in the notation table runs over a finite set of its own, which may be empty.

    Raises:
        ValueError: The name belongs to a number of the model, whose domain is not a finite set.

    >>> set_of(y), set_of(sp.Symbol("i"))
    ('X', 'range of i')
    """
    if index.name not in TABLE:
        return f"range of {index.name}"
    if TABLE[index.name].domain not in INHABITED:
        raise ValueError(f"{index.name} is a number of the model, not an index")
    return TABLE[index.name].domain


# The environment.
q = symbol("q", "q", "consumption of the first good", "R_+", "2.1")
r = symbol("r", "r", "consumption of the second good", "R_+", "2.1")
q_bar = symbol("q_bar", r"\bar{q}", "endowment of the first good", "R_++", "2.1")
r_bar = symbol("r_bar", r"\bar{r}", "endowment of the second good", "R_++", "2.1")
pi = indexed("pi", r"\pi({0})", "prior probability of a state", "(0, 1]", "2.1")
mu = indexed(
    "mu", r"\mu_{{{0}}}({1})", "probability of a type given a state", "(0, 1]", "2.1", labels=2
)
tau = indexed(
    "tau",
    r"\tau_{{{0}}}({1})",
    "posterior of a state given one's own type",
    "(0, 1]",
    "2.1",
    labels=2,
)

# The mechanism.
N = symbol("N", "N", "number of agents", "positive integers", "2.1")
M = symbol(
    "M",
    "M",
    "number of active agents, the smallest integer not below (1 - eta) N",
    "positive integers",
    "2.2",
)
eta = symbol("eta", r"\eta", "share of inactive agents", "(0, 1)", "2.2")
kappa_q = symbol(
    "kappa_q", r"\kappa_q", "exogenous offer of the first good per active agent", "R_++", "2.2"
)
kappa_r = symbol(
    "kappa_r", r"\kappa_r", "exogenous offer of the second good per active agent", "R_++", "2.2"
)
p_1 = symbol("p_1", "p_1", "the fixed price of stage 1", "R_++", "2.2")
p_2 = symbol("p_2", "p_2", "the price of stage 2", "R_++", "2.2")
p = symbol("p", "p", "a price: units of the second good for one of the first", "R_++", "7.1")
o_q = symbol("o_q", "o_q", "offer of the first good", "[0, q_bar]", "2.2")
o_r = symbol("o_r", "o_r", "offer of the second good", "[0, r_bar]", "2.2")
a_q = symbol("a_q", "a_q", "stage-1 offer of the first good", "[0, q_bar]", "2.2")
a_r = symbol("a_r", "a_r", "stage-1 offer of the second good", "[0, r_bar]", "2.2")
b_q = symbol("b_q", "b_q", "stage-2 offer of the first good", "[0, q_bar]", "2.2")
b_r = symbol("b_r", "b_r", "stage-2 offer of the second good", "[0, r_bar]", "2.2")
Q = symbol("Q", "Q", "total offers of the first good at stage 2", "R_++", "2.2")
R = symbol("R", "R", "total offers of the second good at stage 2", "R_++", "2.2")
Q_others = symbol(
    "Q_others", "Q_-", "offers of the first good by all others, M kappa_q included", "R_++", "7"
)
R_others = symbol(
    "R_others", "R_-", "offers of the second good by all others, M kappa_r included", "R_++", "7"
)

# Offers before and after Lemma 1.
b_q_prime = symbol(
    "b_q_prime", "b'_q", "an unrestricted offer of the first good", "[0, q_bar]", "7"
)
b_r_prime = symbol(
    "b_r_prime", "b'_r", "an unrestricted offer of the second good", "[0, r_bar]", "7"
)
b_q_double = symbol(
    "b_q_double", "b''_q", "the equivalent one-sided offer of the first good", "[0, q_bar]", "7"
)
b_r_double = symbol(
    "b_r_double", "b''_r", "the equivalent one-sided offer of the second good", "[0, r_bar]", "7"
)
gamma = symbol("gamma", r"\gamma", "net purchase of the first good", "(0, Q_-)", "7")

# Configurations, profiles and beliefs.
sigma = indexed(
    "sigma", r"\sigma({0})", "number of active agents of a type", "{{0, ..., M}}", "3.1"
)
phi = indexed("phi", r"\phi({0})", "common posterior of a state at stage 2", "[0, 1]", "3.1")
beta_q = indexed(
    "beta_q", r"\beta_q({0})", "stage-2 equilibrium offer of the first good", "[0, q_bar]", "3.1"
)
beta_r = indexed(
    "beta_r", r"\beta_r({0})", "stage-2 equilibrium offer of the second good", "[0, r_bar]", "3.1"
)
s_q = indexed("s_q", r"s^{{{0}}}_q", "offer of the first good in a profile", "[0, q_bar]", "7.1")
s_r = indexed("s_r", r"s^{{{0}}}_r", "offer of the second good in a profile", "[0, r_bar]", "7.1")

# The price-taking form of the payoff (Proposition 2) and the totals that a defector faces.
c_1 = symbol("c_1", "c_1", "one over the others' offers of the first good", "[0, 1/kappa_q]", "7.1")
c_2 = symbol(
    "c_2", "c_2", "one over the others' offers of the second good", "[0, 1/kappa_r]", "7.1"
)
sigma_star = indexed(
    "sigma_star",
    r"\sigma^*({0})",
    "configuration of the active agents that an agent believes",
    "{{0, ..., M}}",
    "3.2",
)
sigma_prime = indexed(
    "sigma_prime",
    r"\sigma'({0})",
    "configuration that an agent thinks the others believe",
    "{{0, ..., M}}",
    "3.2",
)

# Competitive equilibrium of the economy with known state.
p_z = symbol("p_z", "p^z", "competitive equilibrium price when the state is z", "R_++", "3.1")
q_z = indexed("q_z", r"q^z({0})", "competitive consumption of the first good", "R_+", "3.1")
r_z = indexed("r_z", r"r^z({0})", "competitive consumption of the second good", "R_+", "3.1")
beta_z_q = indexed(
    "beta_z_q", r"\beta^z_q({0})", "competitive offer of the first good", "[0, q_bar]", "3.1"
)
beta_z_r = indexed(
    "beta_z_r", r"\beta^z_r({0})", "competitive offer of the second good", "[0, r_bar]", "3.1"
)

# Semi-pooling (Theorem 2): blocks of types, what is observed of them, and the totals of the others
# in each composition.
lam = indexed(
    "lam",
    r"\lambda({0})",
    "number of non-target agents whose offer is that of a block",
    "{{0, ..., M}}",
    "7.2",
)
lam_minus = indexed(
    "lam_minus", r"\lambda_-({0})", "the same without the agent itself", "{{0, ..., M}}", "7.2"
)
mu_block = indexed(
    "mu_block",
    r"\mu_{{{0}}}(Y_{{{1}}})",
    "probability of a block given a state",
    "(0, 1]",
    "4",
    labels=2,
)
mu_A = indexed(
    "mu_A",
    r"\mu_{{{0}}}(A)",
    "probability of the types that an offer is attributed to",
    "(0, 1]",
    "4",
)
gamma_z = indexed(
    "gamma_z",
    r"\gamma_{{{0}}}({1})",
    "probability of a composition given a state",
    "[0, 1]",
    "7.2",
    labels=2,
)
Q_j = indexed(
    "Q_j", r"Q_-({0})", "offers of the first good by the others in a composition", "R_++", "7.2"
)
R_j = indexed(
    "R_j", r"R_-({0})", "offers of the second good by the others in a composition", "R_++", "7.2"
)
