r"""The section about a given economy.

It has the economy's data, the derivations with its own utility, and the numbers that the solvers
find.

A parameter with one value everywhere is put in as a number; the others keep their letters, with a
table of values.  The numbers of the last table are floating point: they illustrate the formulas and
prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.environment import with_values
from numeric.stage1 import solve_stage1
from proofs_check.output.latex.document import derivation_latex
from proofs_check.output.latex.letters import verbatim
from symbolic.derivations.given import derivations
from symbolic.derivations.given_utility import Given
from symbolic.deriving.derivation import Derivation
from symbolic.language.local_symbols import parameter_latex
from symbolic.language.notation import kappa_q, kappa_r, mu, p_z, pi, q_bar, r_bar, x, z
from symbolic.model.domain import conditions_of, value_sign
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


def economy_derivations(economy: Economy) -> tuple[Derivation, ...]:
    """Return the derivations for an economy, every step checked."""
    return derivations(given(economy))


def economy_sections(economy: Economy, seen: set[str] | None = None) -> tuple[str, ...]:
    """Return the LaTeX of the section about an economy."""
    labels = set() if seen is None else seen
    heading = f"\\section[The given economy]{{The economy ``{verbatim(economy.name)}''}}\n"
    parts = [heading, _data(economy)]
    parts += [derivation_latex(d, labels) for d in economy_derivations(economy)]
    return (*parts, _numbers(economy))


def _exact(value: Fraction) -> str:
    return (
        f"{value.numerator}" if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    )


def _row(label: str, values: Sequence[str]) -> str:
    return " & ".join((label, *values)) + r" \\"


def _table(
    head: Sequence[str], rows: Sequence[str], labels: Sequence[str], over: Sequence[str]
) -> str:
    """Return a table; long labels and headings are set on several lines.

    Args:
        head: What stands above the columns.
        rows: The rows, as LaTeX.
        labels: The users' texts in the first column.
        over: The users' texts above the others.
    """
    first = 0.28 if max(map(_size, labels)) > 20 else 0.0
    wide = max(map(_size, over), default=0) > 60 // len(head)
    share = (0.9 - (first or 0.15)) / (len(head) - 1) - 0.03
    left, right = (rf">{{\{side}\arraybackslash}}p" for side in ("raggedright", "raggedleft"))
    columns = rf"{left}{{{first}\textwidth}}" if first else "l"
    columns += (rf"{right}{{{share:.3f}\textwidth}}" if wide else "r") * (len(head) - 1)
    body = "\n".join(rows)
    opening = f"\\begin{{center}}\\begin{{tabular}}{{{columns}}}\\toprule\n"
    above = f"{_row(head[0], head[1:])} \\midrule\n"
    return f"{opening}{above}{body}\n\\bottomrule\\end{{tabular}}\\end{{center}}\n"


LONGEST = 48
"""Names that take more room than so many letters are written out once, and numbered elsewhere."""


def _size(name: str) -> int:
    """Return the room that a name takes, in letters; one without a font takes that of eight."""
    return sum(1 if c < "\u0700" else 8 for c in name)


def _short(kind: str, names: Sequence[str]) -> list[str]:
    """Return the names as tables show them: a long one by its kind and number."""
    return [f"{kind} {i}" if _size(n) > LONGEST else n for i, n in enumerate(names, 1)]


def _written_out(economy: Economy) -> str:
    """Return the sentences that give the long names in full."""
    return "".join(
        f"{short[:1].upper()}{short[1:]} is ``{verbatim(name)}''.\n\n"
        for kind, names in (("state", economy.states), ("type", economy.types))
        for short, name in zip(_short(kind, names), names, strict=True)
        if short != name
    )


def _data(economy: Economy) -> str:
    e, m = economy.environment, economy.mechanism
    states, types = _short("state", e.states), _short("type", e.types)
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
        _row(verbatim(s), [f"${_exact(v)}$" for v in (e.prior[i], *e.signal[i])])
        for i, s in enumerate(states)
    ]
    text = [
        _written_out(economy)
        + f"The data are {shown} and ${name_latex('eta')} = {_exact(m.eta)}$, and\n"
        + _table(head, rows, states, types)
    ]
    for name in given(economy).varying:
        table = e.parameters[name]
        lines = [
            _row(verbatim(t), [f"${_exact(v)}$" for v in table[i]]) for i, t in enumerate(types)
        ]
        text.append(
            f"The parameter ${parameter_latex(name)}$, by type and state:\n"
            + _table(["type", *map(verbatim, states)], lines, types, states)
        )
    return "\n".join(text)


def _numbers(economy: Economy) -> str:
    stage1, competitive = solve_stage1(economy), solve_competitive(economy)
    states, types = _short("state", economy.states), _short("type", economy.types)
    head = ["type", r"offer, first good", r"offer, second good", r"consumption"]
    rows = [
        _row(verbatim(t), [f"{v:.6f}" for v in (*stage1.offers[i], stage1.consumption[i])])
        for i, t in enumerate(types)
    ]
    parts = [
        "\\subsection{Numbers}\n",
        "Computed in floating point, rounded to six decimals. The best offers of the inactive and "
        "their consumption of the first good:\n",
        _table(head, rows, types, ()),
        f"Competitive equilibrium in each known state: the price ${formula_latex(p_z)}$ and the "
        "consumption of the first good by type.\n",
        _table(
            ["state", "price", *map(verbatim, types)],
            [
                _row(
                    verbatim(s),
                    [f"{v:.6f}" for v in (competitive.price[i], *competitive.allocations[i, :, 0])],
                )
                for i, s in enumerate(states)
            ],
            states,
            types,
        ),
    ]
    return "\n".join(parts)
