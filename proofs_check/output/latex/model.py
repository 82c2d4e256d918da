r"""The parts of the document that are the same for every choice of derivations.

They are the notation, the model, assumptions and the bibliography.

Paper: section 2, and the references that the derivations need.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from proofs_check.output.latex.displays import breakable, referenced
from proofs_check.output.latex.prose import prose
from symbolic.language.notation import (
    TABLE,
    Entry,
    M,
    N,
    Q,
    Q_others,
    R,
    R_others,
    a_q,
    a_r,
    b_q,
    b_r,
    eta,
    kappa_q,
    kappa_r,
    mu,
    o_q,
    o_r,
    p_1,
    p_2,
    phi,
    pi,
    q,
    q_bar,
    r,
    r_bar,
    tau,
    x,
    z,
)
from symbolic.language.proposition import And, equation
from symbolic.language.statement import Hypothesis, Provenance
from symbolic.language.utility import u
from symbolic.model.market import P_2, others_totals, payoff, totals
from symbolic.model.offers import P_1, in_offer_set, inactive_payoff
from symbolic.printing.latex import formula_latex, name_latex
from symbolic.printing.latex_derivation import filled
from symbolic.printing.latex_statement import hypotheses_latex, proposition_latex

SETS = {"R_+": r"\mathbb{R}_{+}", "R_++": r"\mathbb{R}_{++}", "X": "X", "Z": "Z"}


def notation() -> str:
    """Return the notation table, line by line from ``symbolic.language.notation``."""
    rows = [
        rf"${_symbol(e)}$ & {prose(e.meaning)} & {_domain(e.domain)} & {prose(e.place)} \\"
        for e in TABLE.values()
    ]
    head = r"\toprule symbol & meaning & set & section \\ \midrule"
    columns = r"{@{}l>{\raggedright\arraybackslash}p{0.55\textwidth}>{\raggedright\arraybackslash}p{0.2\textwidth}l@{}}"
    body = "\n".join(rows)
    opening = f"\\section{{Notation}}\\label{{sec:notation}}\n\\begin{{longtable}}{columns}\n"
    return f"{opening}{head}\\endhead\n\\bottomrule\\endfoot\n{body}\n\\end{{longtable}}\n"


def _symbol(entry: Entry) -> str:
    """Return the symbol with its labels: a state for what belongs to states, a type otherwise."""
    labels = {"mu": ("z", "x"), "tau": ("x", "z"), "pi": ("z",), "phi": ("z",)}.get(
        entry.name, ("x", "z")
    )
    return (
        entry.latex.format(*(name_latex(n) for n in labels))
        if "{0}" in entry.latex
        else entry.latex
    )


def _domain(domain: str) -> str:
    if domain in SETS:
        return f"${SETS[domain]}$"
    return prose(domain.replace("{{", "{").replace("}}", "}").replace("_bar", "-bar"))


def _say(template: str, *objects: object) -> str:
    return referenced(filled(template, objects))


def model() -> str:
    """Return the model in a page, every formula from its symbolic object."""
    q_in, r_in = inactive_payoff()
    q_ac, r_ac = payoff()
    q_tot, r_tot = totals()
    q_oth, r_oth = others_totals()
    people = (
        "There are {} agents and two goods. An agent has a type {} in a finite set {} and is "
        "endowed with {} and {}. The state {} in a finite set {} has "
        "prior probability {}; given the state, types are independent, and a type has probability "
        "{}. An agent of a given type believes that the state "
        "is {} with probability {}. Utility from consuming {} and {} is {}: strictly increasing, "
        "strictly concave, twice continuously differentiable, with "
        "the Inada conditions, and such that competitive demand is monotone."
    )
    first = (
        "At stage 1 every agent makes an offer {}. A random share {} of the agents is inactive, "
        "{} are active. The offers of the inactive are executed at "
        "the price {}:"
    )
    paragraphs = (
        _say(
            people,
            N,
            x,
            "X",
            q_bar,
            r_bar,
            z,
            "Z",
            pi(z),
            mu(z, x),
            z,
            tau(x, z),
            q,
            r,
            u(q, r, x, z),
        ),
        _say("An offer {} gives up some of one good at most:", (o_q, o_r)),
        rf"\[{_conditions()}\tag{{1}}\]",
        _say(first, (a_q, a_r), eta, M, equation(p_1, P_1)),
        rf"\[{_pair(q_in, r_in)}.\tag{{2}}\]",
        _say(
            "The histogram of the offers of the active is announced, and at stage 2 each of them "
            "makes an offer {} and consumes",
            (b_q, b_r),
        ),
        rf"\[{_pair(q_ac, r_ac)},\qquad {proposition_latex(equation(p_2, P_2))},\tag{{3}}\]",
        _say(
            "where the totals contain an exogenous offer {} and {} for each active agent. If "
            "offers depend on the type alone they are",
            kappa_q,
            kappa_r,
        ),
        rf"\[{proposition_latex(equation(Q, q_tot))},\qquad {proposition_latex(equation(R, r_tot))},\tag{{4}}\]",
        _say("and an agent of type {} faces the totals of the others", x),
        rf"\begin{{align*}}{_aligned(Q_others, q_oth)},\\ {_aligned(R_others, r_oth)}.\end{{align*}}",
        _say(
            "The belief about the state at stage 2 is written {}, and the price of stage 2 is {}.",
            phi(z),
            p_2,
        ),
    )
    return "\\section{The model}\n" + "\n\n".join(paragraphs) + "\n"


def _pair(first: sp.Expr, second: sp.Expr) -> str:
    return (
        rf"{proposition_latex(equation(q, first))},\qquad {proposition_latex(equation(r, second))}"
    )


def _aligned(left: sp.Expr, right: sp.Expr) -> str:
    return f"{formula_latex(left)} &= {formula_latex(right)}"


def _conditions() -> str:
    offers = in_offer_set()
    assert isinstance(offers, And)
    return r",\quad ".join(proposition_latex(p) for p in offers.parts)


def assumptions(hypotheses: Iterable[Hypothesis]) -> str:
    """Return the hypotheses that the derivations use, by where they come from.

    Those with the same reason stand together.
    """
    found: dict[Provenance, dict[str, dict[Hypothesis, None]]] = {}
    for h in hypotheses:
        found.setdefault(h.provenance, {}).setdefault(h.reason, {}).setdefault(h)
    titles = {
        Provenance.ADDED: "Added here: not in the paper, and needed for a step",
        Provenance.PAPER: "In the paper",
        Provenance.DERIVED: "Derived from what the paper assumes",
    }
    parts = ["\\section{Assumptions}\n"]
    for kind, title in titles.items():
        if kind in found:
            lines = "\n".join(
                _assumption(reason, list(listed)) for reason, listed in found[kind].items()
            )
            parts.append(
                f"\\subsection*{{{title}}}\n\\begin{{itemize}}\n{lines}\n\\end{{itemize}}\n"
            )
    return "".join(parts)


def _assumption(reason: str, hypotheses: list[Hypothesis]) -> str:
    formulas = "; ".join(breakable(tex) for tex in hypotheses_latex(hypotheses))
    return rf"\item {formulas}" + (f": {prose(reason)}." if reason else ".")


BIBLIOGRAPHY = r"""\begin{thebibliography}{9}
\bibitem{HW} T.-W. Hu and N. Wallace. Information aggregation in a large two-stage market game. 2012.
\bibitem{SS} L. S. Shapley and M. Shubik. Trade using one commodity as a means of payment.
\emph{Journal of Political Economy}, 85:937--968, 1977.
\bibitem{DS} P. Dubey and M. Shubik. The noncooperative equilibria of a closed trading economy with
market supply and bidding strategies.
\emph{Journal of Economic Theory}, 17:1--20, 1978.
\end{thebibliography}
"""

__all__ = ["BIBLIOGRAPHY", "assumptions", "model", "notation"]
