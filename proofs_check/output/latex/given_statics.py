"""How the competitive prices of a given economy move, as a table: the implicit function theorem in numbers.

Paper: section 3.1; the derivatives are not in the paper.
"""

from __future__ import annotations

from numeric.competitive.competitive import solve_competitive
from numeric.derivatives.early import competitive_derivatives
from numeric.economy.economy import Economy
from proofs_check.output.latex.given_economy import economy_sections
from proofs_check.output.latex.letters import verbatim
from proofs_check.output.latex.tables import table, table_row
from symbolic.language.notation import p_z
from symbolic.printing.latex import formula_latex


def sections(economy: Economy, *, statics: bool) -> tuple[str, ...]:
    """Return the sections about an economy, with how its prices move if that is asked for."""
    found = economy_sections(economy)
    return (*found, statics_section(economy)) if statics else found


def statics_section(economy: Economy) -> str:
    """Return the LaTeX of the table: what moves by rows, the price of each state by columns."""
    market = solve_competitive(economy)
    head = (
        "\\subsection{How the competitive prices move}\n"
        f"Derivatives of the price ${formula_latex(p_z)}$ in each known state with respect to what stands "
        "on the left, computed in floating point by the formulas derived above. "
    )
    if not market.solved:
        return head + "There is no table: a competitive equilibrium was not found.\n"
    e = economy.environment
    names = (*e.parameters, "kappa_q", "kappa_r", "q_bar", "r_bar", "signal")
    moved = competitive_derivatives(economy, market.price, market.allocations, names)
    rows = [
        table_row(verbatim(name), [f"{v:.6f}" for v in line])
        for name, line in zip(moved.names, moved.price, strict=True)
    ]
    kinks = "".join(f" {verbatim(k)}." for k in moved.kinks)
    states = [verbatim(s) for s in economy.states]
    return f"{head}\n{table(['', *states], rows, moved.names, economy.states)}{kinks}\n"
