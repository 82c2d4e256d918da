r"""The section about a given economy.

It has the economy's data, the derivations with its own utility, and the numbers that the solvers
find.

A parameter with one value everywhere is put in as a number; the others keep their letters, with a
table of values.  The numbers of the last table are floating point: they illustrate the formulas and
prove nothing.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from numeric.economy.economy import Economy
from numeric.economy.environment import with_values
from proofs_check.output.latex.document import derivation_latex
from proofs_check.output.latex.economy_numbers import numbers
from proofs_check.output.latex.letters import verbatim
from proofs_check.output.latex.tables import short_names, table, table_row
from symbolic.deciding.quadrant_signs import sign
from symbolic.derivations.given import derivations
from symbolic.derivations.given_utility import Given
from symbolic.deriving.derivation import Derivation
from symbolic.language.local_symbols import parameter_latex
from symbolic.language.notation import kappa_q, kappa_r, mu, pi, q_bar, r_bar, x, z
from symbolic.model.domain import GOODS, needed, value_sign
from symbolic.printing.latex import formula_latex, name_latex


def given(economy: Economy) -> Given:
    """Return the utility of an economy, with what its parameters' values say about signs."""
    e = economy.environment
    values = {name: [v for row in table for v in row] for name, table in e.parameters.items()}
    fixed = {n: v[0] for n, v in values.items() if len(set(v)) == 1}
    formula = e.utility.subs({sp.Symbol(n, real=True): sp.Rational(v) for n, v in fixed.items()})
    varying = tuple(sorted(n for n in values if n not in fixed))
    return Given(
        formula,
        varying,
        frozenset(n for n in varying if min(values[n]) > 0),
        frozenset(n for n in varying if max(values[n]) < 1),
        _conditions(economy, formula),
    )


def _conditions(economy: Economy, formula: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return what must be positive for u to be real.

    The conditions of the formula, with the sign that all types and states give them at the
    endowment.
    """
    e = economy.environment
    found = []
    for condition in conditions_of(formula):
        here = {
            value_sign(with_values(condition, e, x, z), e.endowment)
            for x in range(len(e.types))
            for z in range(len(e.states))
        }
        if len(here) == 1:
            found.append(condition * here.pop())
    return tuple(found)


def conditions_of(utility: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return every formula that must be positive, or must not vanish, for a utility to be real.

    Its parameters may be symbols.  Formulas that are positive on the quadrant are left out.
    """
    return tuple(
        dict.fromkeys(f for f, _ in needed(utility) if f.free_symbols & {*GOODS} and sign(f) != 1)
    )


def economy_derivations(economy: Economy) -> tuple[Derivation, ...]:
    """Return the derivations for an economy, every step checked."""
    return derivations(given(economy))


def economy_sections(economy: Economy, seen: set[str] | None = None) -> tuple[str, ...]:
    """Return the LaTeX of the section about an economy."""
    labels = set() if seen is None else seen
    heading = f"\\section[The given economy]{{The economy ``{verbatim(economy.name)}''}}\n"
    parts = [heading, _data(economy)]
    parts += [derivation_latex(d, labels) for d in economy_derivations(economy)]
    return (*parts, *numbers(economy))


def _exact(value: Fraction) -> str:
    return (
        f"{value.numerator}" if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    )


def _written_out(economy: Economy) -> str:
    """Return the sentences that give the long names in full."""
    return "".join(
        f"{short[:1].upper()}{short[1:]} is ``{verbatim(name)}''.\n\n"
        for kind, names in (("state", economy.states), ("type", economy.types))
        for short, name in zip(short_names(kind, names), names, strict=True)
        if short != name
    )


def _data(economy: Economy) -> str:
    e, m = economy.environment, economy.mechanism
    states, types = short_names("state", e.states), short_names("type", e.types)
    prior, signal = formula_latex(pi(z)), formula_latex(mu(z, x))
    scalars = (
        (q_bar, e.endowment[0]),
        (r_bar, e.endowment[1]),
        (kappa_q, m.kappa[0]),
        (kappa_r, m.kappa[1]),
    )
    shown = ", ".join(rf"${formula_latex(s)} = {_exact(v)}$" for s, v in scalars)
    head = ["state", f"${prior}$", *(rf"${signal}$, {verbatim(t)}" for t in types)]
    rows = [
        table_row(verbatim(s), [f"${_exact(v)}$" for v in (e.prior[i], *e.signal[i])])
        for i, s in enumerate(states)
    ]
    text = [
        _written_out(economy)
        + f"The data are {shown} and ${name_latex('eta')} = {_exact(m.eta)}$, and\n"
        + table(head, rows, states, types)
    ]
    for name in given(economy).varying:
        values = e.parameters[name]
        lines = [
            table_row(verbatim(t), [f"${_exact(v)}$" for v in values[i]])
            for i, t in enumerate(types)
        ]
        text.append(
            f"The parameter ${parameter_latex(name)}$, by type and state:\n"
            + table(["type", *map(verbatim, states)], lines, types, states)
        )
    return "\n".join(text)
