r"""The section about a given economy.

Its data, the derivations with its own utility, and the numbers that the solvers find.

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
from numeric.stage1 import solve_stage1
from proofs_check.output.latex.document import derivation_latex
from proofs_check.output.latex.prose import escaped
from symbolic.derivations.given import Given, derivations
from symbolic.deriving.derivation import Derivation
from symbolic.language.notation import kappa_q, kappa_r, mu, p_z, pi, q_bar, r_bar, x, z
from symbolic.printing.latex import formula_latex, name_latex


def given(economy: Economy) -> Given:
    """Return the utility of an economy, with what its parameters' values say about signs."""
    e = economy.environment
    values = {name: [v for row in table for v in row] for name, table in e.parameters.items()}
    fixed = {n: v[0] for n, v in values.items() if len(set(v)) == 1}
    formula = e.utility.subs(
        {sp.Symbol(n, real=True): sp.Rational(v.numerator, v.denominator) for n, v in fixed.items()}
    )
    varying = tuple(sorted(n for n in values if n not in fixed))
    return Given(
        formula,
        varying,
        frozenset(n for n in varying if min(values[n]) > 0),
        frozenset(n for n in varying if max(values[n]) < 1),
    )


def economy_derivations(economy: Economy) -> tuple[Derivation, ...]:
    """Return the derivations for an economy, every step checked."""
    return derivations(given(economy))


def economy_sections(economy: Economy, seen: set[str] | None = None) -> tuple[str, ...]:
    """Return the LaTeX of the section about an economy."""
    labels = set() if seen is None else seen
    parts = [f"\\section{{The economy ``{escaped(economy.name)}''}}\n", _data(economy)]
    parts += [derivation_latex(d, labels) for d in economy_derivations(economy)]
    return (*parts, _numbers(economy))


def _exact(value: Fraction) -> str:
    return (
        f"{value.numerator}" if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    )


def _row(label: str, values: Sequence[str]) -> str:
    return " & ".join((label, *values)) + r" \\"


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    columns = "l" + "r" * (len(head) - 1)
    body = "\n".join(rows)
    opening = (
        f"\\begin{{center}}\\begin{{tabular}}{{{columns}}}\\toprule\n{_row(head[0], head[1:])} "
        ""
        "\\midrule\n"
    )
    return f"{opening}{body}\n\\bottomrule\\end{{tabular}}\\end{{center}}\n"


def _data(economy: Economy) -> str:
    e, m = economy.environment, economy.mechanism
    prior, signal = formula_latex(pi(z)), formula_latex(mu(z, x))
    scalars = (
        (q_bar, e.endowment[0]),
        (r_bar, e.endowment[1]),
        (kappa_q, m.kappa[0]),
        (kappa_r, m.kappa[1]),
    )
    shown = ", ".join(rf"${formula_latex(s)} = {_exact(v)}$" for s, v in scalars)
    head = ["state", f"${prior}$", *(rf"${signal}$, {escaped(t)}" for t in e.types)]
    rows = [
        _row(escaped(s), [f"${_exact(v)}$" for v in (e.prior[i], *e.signal[i])])
        for i, s in enumerate(e.states)
    ]
    text = [
        f"The data are {shown} and ${name_latex('eta')} = {_exact(m.eta)}$, and\n"
        + _table(head, rows)
    ]
    for name in given(economy).varying:
        table = e.parameters[name]
        lines = [
            _row(escaped(t), [f"${_exact(v)}$" for v in table[i]]) for i, t in enumerate(e.types)
        ]
        text.append(
            f"The parameter ${name_latex(name)}$, by type and state:\n"
            + _table(["type", *map(escaped, e.states)], lines)
        )
    return "\n".join(text)


def _numbers(economy: Economy) -> str:
    stage1, competitive = solve_stage1(economy), solve_competitive(economy)
    head = ["type", r"offer, first good", r"offer, second good", r"consumption"]
    rows = [
        _row(escaped(t), [f"{v:.6f}" for v in (*stage1.offers[i], stage1.consumption[i])])
        for i, t in enumerate(economy.types)
    ]
    parts = [
        "\\subsection{Numbers}\n",
        "Computed in floating point, rounded to six decimals. The best offers of the inactive and "
        "their consumption of the first good:\n",
        _table(head, rows),
        f"Competitive equilibrium in each known state: the price ${formula_latex(p_z)}$ and the "
        "consumption of the first good by type.\n",
        _table(
            ["state", "price", *map(escaped, economy.types)],
            [
                _row(
                    escaped(s),
                    [f"{v:.6f}" for v in (competitive.price[i], *competitive.allocations[i, :, 0])],
                )
                for i, s in enumerate(economy.states)
            ],
        ),
    ]
    return "\n".join(parts)
