r"""Endowments that differ and are known: the utility of a class, written in what another class would consume.

An agent who holds :math:`(\bar q - d_q, \bar r - d_r)` and offers b consumes (3) less d.  So with
:math:`u_h(q, r) = u(q - d_q, r - d_r)` it is an agent who holds :math:`(\bar q, \bar r)`: best responses,
prices and utilities are the same.

Paper: section 6, fourth paragraph; (3) and (14).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import q, q_bar, r, r_bar

d_q, d_r = sp.symbols("d_q d_r", real=True)
"""What a class lacks of either good."""


def lacks(taken: frozenset[str]) -> tuple[str, str]:
    """Return names for what a class lacks that no parameter has.

    >>> lacks(frozenset({"lacks_q"}))
    ('lacks_q_', 'lacks_r')
    """
    found = []
    for name in ("lacks_q", "lacks_r"):
        while name in taken:
            name += "_"
        found.append(name)
    return found[0], found[1]


def translated(utility: sp.Expr, of_q: str | None, of_r: str | None) -> sp.Expr:
    """Return u(q - d_q, r - d_r), the parameters d by name; a good without a name is left as it is.

    >>> from symbolic.language.parse import parse_utility
    >>> translated(parse_utility("log(q) + log(r)", []), "lacks_q", None)
    log(r) + log(-lacks_q + q)
    """
    moved = {
        good: good - sp.Symbol(name, real=True)
        for good, name in ((q, of_q), (r, of_r))
        if name is not None
    }
    return utility.xreplace(moved)


def held(consumed: tuple[sp.Expr, sp.Expr]) -> tuple[sp.Expr, sp.Expr]:
    """Return a formula of consumption with a class's endowment in the place of the largest one."""
    own = {q_bar: q_bar - d_q, r_bar: r_bar - d_r}
    first, second = (c.subs(own, simultaneous=True) for c in consumed)
    return first, second
