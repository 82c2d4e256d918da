"""Results print themselves, escape names, and turn into tables named by types and states."""

import pytest

from numeric import (
    MissingExtra,
    load_economy,
    solve_competitive,
    solve_many,
    solve_stage1,
    solve_stage2,
)
from numeric.shown import WRITTEN


def test_columns_are_named_by_types_and_states() -> None:
    economy = load_economy("examples/log.toml")
    columns = solve_competitive(economy).columns(economy)
    assert list(columns["state"]) == list(economy.states)
    assert f"offers[{economy.types[1]}, r]" in columns
    assert list(solve_stage1(economy).columns(economy)["type"]) == list(economy.types)


def test_a_result_prints_a_few_rows_and_says_how_many_more() -> None:
    economy = load_economy("examples/log.toml")
    shown = repr(solve_stage2(economy, [[3, 5]] * 9))
    assert shown.startswith("Stage2:")
    assert shown.endswith("… 3 more")
    assert len(shown.splitlines()) == 9


def test_html_is_escaped_and_bounded() -> None:
    economy = load_economy("examples/log.toml")
    page = solve_stage2(economy, [[3, 5]] * (WRITTEN + 1))._repr_html_()
    assert page.count("<tr>") == WRITTEN + 1
    assert "… 1 more" in page
    assert "<script" not in page


def test_frames_need_pandas() -> None:
    economy = load_economy("examples/log.toml")
    found = solve_many(economy, kappa=[[0.05, 0.05], [0.1, 0.1]])
    try:
        import pandas  # noqa: F401
    except ImportError:
        with pytest.raises(MissingExtra, match=r"two-stage-market-game\[frames\]"):
            found.to_frame(economy)
        return
    assert found.to_frame(economy).shape[0] == 2
