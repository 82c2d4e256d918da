"""The figures of docs/section_6.md are what the library computes."""

import re
from pathlib import Path

import pytest

from numeric.classes.compare import compare_classes
from numeric.classes.margins import class_margins
from numeric.classes.reader import load_classes
from numeric.classes.shut_down import shut_down
from numeric.cournot import cournot
from numeric.games.compare import compare
from numeric.games.entry_fee import largest_accepted, participation, rebated_limit
from numeric.games.welfare import welfare
from numeric.goods.compare import compare_goods
from numeric.goods.economy import load_goods
from numeric.supply_functions import supply_functions
from proofs_check.paper import CLAIMS
from tests.numeric.games.settings import EXAMPLES, example

PAGE = (Path(__file__).parents[2] / "docs" / "section_6.md").read_text(encoding="utf-8")
SETTING = (0.4, 0.6), ((0.7, 0.3), (0.2, 0.8)), (1.0, 1.5)


def row(title: str) -> list[float]:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {title} |"))
    return [float(cell) for cell in line.split("|")[2:-1]]


@pytest.mark.parametrize(
    ("curvature", "words"), [(0.0, "constant marginal cost"), (0.5, "λ = 1/2")]
)
def test_the_table_of_cournot(curvature: float, words: str) -> None:
    found = [cournot(*SETTING, firms=n, curvature=curvature) for n in (10, 100, 1000, None)]
    assert row(f"Cournot, {words}: the aggregate") == pytest.approx(
        [f.aggregate for f in found], rel=6e-3, abs=1e-9
    )
    assert row(f"Cournot, {words}: division among firms") == pytest.approx(
        [f.misallocation for f in found], rel=6e-3, abs=1e-9
    )


def test_the_table_of_supply_functions() -> None:
    found = [supply_functions(n, correlation=0.5, demand=10, slope=1 / n) for n in (10, 100, 1000)]
    shown = row("supply functions, λ = 1: the aggregate")[:3]
    assert shown == pytest.approx([f.aggregate for f in found], rel=6e-3)
    shown = row("supply functions, λ = 1: division among traders")[:3]
    assert shown == pytest.approx([f.misallocation for f in found], rel=6e-3)


def test_more_states_than_signals_keep_a_loss() -> None:
    found = cournot(
        (0.3, 0.3, 0.4), ((0.7, 0.3), (0.5, 0.5), (0.2, 0.8)), (1, 1.6, 1.3), firms=None
    )
    assert "keeps a loss of 0.0234" in PAGE
    assert found.loss == pytest.approx(0.0234, abs=5e-5)


def test_the_figures_of_the_fee() -> None:
    for name, costs, most, loss in (("e1", 0.063, 0.0205, 0.008), ("e3", 0.056, 0.0239, 0.006)):
        economy = example(name)
        assert f"{costs}" in PAGE
        assert f"{most}" in PAGE
        assert f"{loss} %" in PAGE
        assert -participation(economy, 100).ex_ante == pytest.approx(costs, abs=5e-4)
        accepted = largest_accepted(economy, 100, digits=3)
        assert float(accepted or 0) * 0.05 == pytest.approx(most, abs=6e-5)
        found = welfare(economy, rebated_limit(economy))
        assert 100 * found.paper == pytest.approx(loss, abs=5e-4)


def test_the_figures_of_the_posts() -> None:
    rows = compare_goods(load_goods(EXAMPLES / "goods.toml"), [10, 100, 1000])
    lost = [100 * r.welfare.misallocation for r in rows if r.mechanism == "posts" and r.welfare]
    assert "6.81, 5.33 and 5.20 %" in PAGE
    assert lost == pytest.approx([6.81, 5.33, 5.20], abs=6e-3)
    again = [
        100 * r.welfare.misallocation
        for r in rows
        if r.mechanism == "posts_two_rounds" and r.welfare
    ]
    assert "0.78, 0.074 and 0.054 %" in PAGE
    assert again == pytest.approx([0.78, 0.074, 0.054], abs=2e-3)


def test_every_claim_that_the_page_names_is_one() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    named = {id_ for line in table for id_ in re.findall(r"`((?:sec|fn)-[^`]+)`", line)}
    assert len(named) > 10
    assert named <= set(CLAIMS)


def test_the_figures_of_classes_of_endowments() -> None:
    economy = load_classes(EXAMPLES / "classes.toml")
    found = shut_down(economy)
    for shown, value in (
        ("2.4·10⁻⁶", found.every / 1e-6), ("0.014", found.some),
        ("13.6 %", 100 * found.loss), ("3.5·10⁻⁷", found.cost / 1e-7),
    ):  # fmt: skip
        assert shown in PAGE
        assert float(re.match(r"[\d.]+", shown)[0]) == pytest.approx(value, rel=0.03)
    margins = class_margins(economy, [30, 60, 90, 120])
    assert [m.holds for m in margins] == [False, False, True, True]
    rows = compare_classes(economy, [30, None], ["no_trade", "two_stage"])
    loss = {(r.mechanism, r.agents): 100 * r.welfare.misallocation for r in rows if r.welfare}
    assert "0.138, 0.067 and 0.061" in PAGE
    assert loss["two_stage", 30] == pytest.approx(0.138, abs=5e-4)
    assert loss["two_stage", None] == pytest.approx(0.061, abs=5e-4)
    assert loss["no_trade", None] == pytest.approx(16.4, abs=0.05)


def test_the_figures_of_the_rebate_at_finite_n() -> None:
    economy = example("e1").replacing(entry_fee=["0.1", "0.1"], rebate=True)
    rows = compare(economy, [10, 100], ["entry_fee_rebate"])
    assert "0.31 % and 0.0093 % at N = 10 and 100 in E1" in PAGE
    found = [100 * row.welfare.misallocation for row in rows if row.welfare]
    assert found == pytest.approx([0.31, 0.0093], rel=0.01)
