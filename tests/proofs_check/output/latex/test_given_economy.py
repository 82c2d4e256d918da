"""Derivations with a given utility.

Closed forms agree with the solvers, altered steps are refused, and the PDF compiles.
"""

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp
from click.testing import CliRunner

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.probability.posterior import type_posterior
from numeric.stage1 import solve_stage1
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from proofs_check.cli import main
from proofs_check.output.latex.economy_numbers import AGENTS, numbers
from proofs_check.output.latex.given_economy import (
    conditions_of,
    economy_derivations,
    economy_sections,
    given,
)
from proofs_check.verifying.economies import SHIPPED
from symbolic.derivations.given_utility import Given, power_form
from symbolic.deriving.derivation import Derivation, check
from symbolic.deriving.items import Chain, Fact, Known, StepError
from symbolic.language.notation import p, p_1, q, q_bar, r, r_bar, x, z
from symbolic.language.proposition import Relation
from symbolic.language.quotient import plain
from tests.bulk import leading

FILES = [
    *sorted(path.stem for path in SHIPPED.glob("*.toml")),
    *(f"mechanisms/{name}" for name in ("e1", "e2", "e3")),
]
WITH_CLOSED_DEMAND = ["ces", "crra", "log", "three_types"]


def economy(name: str) -> Economy:
    return load_economy(SHIPPED / f"{name}.toml")


def by_id(name: str) -> dict[str, Derivation]:
    return {d.id: d for d in economy_derivations(economy(name))}


def last_formula(derivation: Derivation) -> sp.Expr:
    """The last formula for the consumption of the first good."""
    found = [
        i.says.right
        for i in derivation.items
        if isinstance(i, Fact) and isinstance(i.says, Relation) and i.says.left == q
    ]
    return plain(found[-1])


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, FILES))
def test_every_shipped_economy_has_its_derivations_and_section(name: str) -> None:
    text = "\n".join(economy_sections(economy(name)))
    assert text.count(r"\subsection{") >= 4
    assert not re.search(r"Derivative|Subs|_given|_mean|\*\*|None", text)


@pytest.mark.parametrize("name", WITH_CLOSED_DEMAND)
def test_demand_in_closed_form_is_what_the_solver_finds(name: str) -> None:
    e, formula = economy(name), last_formula(by_id(name)["given-demand"])
    solved, data = solve_competitive(e), e.floats
    for state, price in enumerate(solved.price):
        for kind in range(len(e.types)):
            values = {
                h(x, z): data.parameters[s.name][kind, state] for s, h in given(e).heads.items()
            }
            found = formula.xreplace(values).subs(
                {p: price, q_bar: data.endowment[0], r_bar: data.endowment[1]}
            )
            assert float(found) == pytest.approx(solved.allocations[state, kind, 0], rel=1e-9)


@pytest.mark.parametrize("name", ["crra", "log", "three_types"])
def test_the_first_stage_in_closed_form_is_what_the_solver_finds(name: str) -> None:
    e, formula = economy(name), last_formula(by_id(name)["given-stage-1"])
    data, tau = e.floats, type_posterior(e)
    for kind, consumption in enumerate(solve_stage1(e).consumption):
        means = {
            sp.Symbol(f"{n} mean", real=True): float(tau[kind] @ table[kind])
            for n, table in data.parameters.items()
        }
        found = formula.subs(
            {
                **means,
                p_1: data.endowment[1] / data.endowment[0],
                q_bar: data.endowment[0],
                r_bar: data.endowment[1],
            }
        )
        assert float(found) == pytest.approx(consumption, rel=1e-9)


@pytest.mark.parametrize("name", ["ces", "log"])
def test_no_step_for_a_given_utility_can_be_changed_into_a_false_one(name: str) -> None:
    tried = 0
    for derivation in economy_derivations(economy(name)):
        known = Known(derivation.given)
        for item in derivation.items:
            wrong: object = None
            if isinstance(item, Chain):
                wrong = replace(
                    item,
                    lines=(
                        *item.lines[:-1],
                        replace(
                            item.lines[-1], formula=item.lines[-1].formula * sp.Rational(101, 100)
                        ),
                    ),
                )
            elif isinstance(item, Fact) and isinstance(item.says, Relation):
                wrong = replace(
                    item, says=replace(item.says, right=item.says.right * sp.Rational(101, 100))
                )
            if wrong is not None:
                with pytest.raises(StepError):
                    check(wrong, known.copy())  # type: ignore[arg-type]
                tried += 1
            check(item, known)
    assert tried >= 8


def test_the_rate_of_substitution_is_recognised_as_a_power_only_where_it_is_one() -> None:
    nothing: frozenset[str] = frozenset()
    assert power_form(Given(sp.log(q) + 2 * sp.log(r), (), nothing, nothing)) == (
        sp.Rational(1, 2),
        1,
    )
    assert power_form(Given(sp.sqrt(q) + r ** sp.Rational(1, 3), (), nothing, nothing)) is None
    assert power_form(Given(sp.log(q + r) + sp.log(r), (), nothing, nothing)) is None


@pytest.mark.bulk
def test_the_command_adds_the_section_of_a_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["derive", "payoffs", "--file", str(SHIPPED / "log.toml"), "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert "two states, log utility" in (tmp_path / "derivations.tex").read_text(encoding="utf-8")


def test_a_file_that_does_not_exist_is_status_2_and_nothing_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main,
        ["derive", "payoffs", "--file", str(tmp_path / "none.toml"), "--out", str(tmp_path / "d")],
    )
    assert done.exit_code == 2
    assert not (tmp_path / "d").exists()


@pytest.mark.bulk
@pytest.mark.skipif(
    shutil.which("pdflatex") is None and os.environ.get("CI") != "true",
    reason="pdflatex is not installed",
)
def test_the_pdf_with_a_given_economy_has_no_warning_and_no_wide_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main,
        ["derive", "payoffs", "--file", str(SHIPPED / "ces.toml"), "--out", str(tmp_path), "--pdf"],
    )
    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith("derivations.pdf")


def test_the_tables_hold_the_numbers_of_the_theorem() -> None:
    e = economy("three_types")
    text = "\n".join(numbers(e))
    for value in (*solve_stage1(e).intervals.ravel(), *solve_competitive(e).price):
        assert f"{value:.6f}" in text
    gains = slope(e).values
    for x_, row in enumerate(gains):
        for other, value in enumerate(row):
            assert (f"{value:.6f}" in text) or x_ == other
    for margin in threshold(e, AGENTS).margins:
        assert f"${margin.margin:.3e}$" in text


def test_an_economy_without_a_candidate_has_no_table_of_margins() -> None:
    e = economy("log")
    no_kappa = e.replacing(kappa=[0, 0])
    assert "margin" not in "\n".join(numbers(no_kappa))
    assert "margin" in "\n".join(numbers(e))


def test_both_sides_of_the_market_are_derived() -> None:
    found = by_id("ces")
    assert {"given-best-response", "given-best-response-second"} <= set(found)


def test_parameters_may_stay_symbols_where_conditions_are_listed() -> None:
    need = sp.Symbol("need", real=True)
    assert conditions_of(sp.log(q - need) + sp.sqrt(r)) == (q - need,)
