"""Play beside theory: whoever follows the theory is at no distance from it."""

import csv
from math import comb, log
from pathlib import Path

import numpy as np
import pytest

from laboratory.compare import main, offers, prices, signed, summary
from laboratory.theory import unannounced
from numeric import Economy, load_economy, solve_stage1, solve_stage2
from tests.proofs_check.answers.test_play_export import COLUMNS, ECONOMIES, LOG, rows

MORE = ("seat", "stage1_by", "equilibrium1_q", "equilibrium1_r", "equilibrium2_q", "equilibrium2_r")


def told(moved: float = 0.0) -> list[dict[str, str]]:
    """A round of the candidate, whose first offers of the first good are moved afterwards."""
    found = []
    for row in rows():
        theory = {f"equilibrium{n}_{g}": row[f"stage{n}_{g}"] for n in (1, 2) for g in "qr"}
        made = float(row["stage1_q"])
        shown = {"stage1_q": repr(made + moved)} if made else {}
        found.append({**row, **theory, **shown, "seat": "person", "stage1_by": "self"})
    return found


def test_who_follows_the_theory_is_at_no_distance_and_who_does_not_is() -> None:
    assert all(row[-1] == "0.00000" for row in summary(offers(told(), ECONOMIES)))
    table = {(row[0], row[2]): row for row in summary(offers(told(0.01), ECONOMIES))}
    weak = solve_stage1(ECONOMIES["log.toml"]).offers[0, 0]
    assert table["1", "weak"][4:] == [f"{weak + 0.01:.5f}", f"{weak:.5f}", "0.01000"]
    assert table["1", "keen"][-1] == "0.00000"


def test_without_an_announcement_the_theory_is_the_one_stage_game_among_the_active() -> None:
    silent = [{**row, "announce": "0"} for row in told()]
    for row in silent:
        row["equilibrium2_q"] = row["equilibrium2_r"] = ""
    found = [o for o in offers(silent, ECONOMIES) if o.stage == 2]
    active = sum(row["active"] == "1" for row in silent)
    assert len(found) == active > 2
    weak = next(o for o in found if o.type == "weak")
    assert weak.theory == unannounced(ECONOMIES["log.toml"], active, "weak")[0]
    economy, rng = ECONOMIES["log.toml"], np.random.default_rng(1)
    best = _payoff_of_weak(economy, active, weak.theory)
    others = rng.uniform(0, 0.5, 8)
    assert all(_payoff_of_weak(economy, active, b) < best for b in [*others, weak.theory * 1.01])
    assert unannounced(economy, 1, "weak") is None


def _payoff_of_weak(economy: Economy, agents: int, offer: float) -> float:
    """The expected utility of a weak agent who offers so much of the first good, by enumeration."""
    pi, mu = economy.floats.prior, economy.floats.signal
    theirs = [np.array(unannounced(economy, agents, kind)) for kind in economy.types]
    total = 0.0
    for z, theta in enumerate(economy.floats.parameters["theta"][0]):
        for weak in range(agents):
            chance = comb(agents - 1, weak) * mu[z][0] ** weak * mu[z][1] ** (agents - 1 - weak)
            offers_q, offers_r = weak * theirs[0] + (agents - 1 - weak) * theirs[1] + agents * 0.05
            kept = 1 - offer, 1 + offer * offers_r / (offers_q + offer)
            total += pi[z] * mu[z][0] * chance * (theta * log(kept[0]) + log(kept[1]))
    return total


def test_prices_are_compared_with_the_true_configuration_and_the_competitive_price() -> None:
    (price,) = prices(told(), ECONOMIES)
    economy = ECONOMIES["log.toml"].replacing(eta="0.3")
    active = [row["type"] for row in told() if row["active"] == "1"]
    counts = [active.count(kind) for kind in economy.types]
    assert price.made == pytest.approx(solve_stage2(economy, [counts]).price[0], rel=1e-9)
    assert price.stage2 == solve_stage2(economy, [counts]).price[0]
    # θ of the high state: 1 and 1.25, shares 0.4 and 0.6, κ = 0.05: by hand from the demands
    share = 0.4 * 1 / 2 + 0.6 * 1.25 / 2.25
    by_hand = (share + 0.05) / (1 - share + 0.05)
    assert price.competitive == pytest.approx(by_hand, rel=1e-9)


def test_it_writes_tables_and_drawings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "data.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*COLUMNS, *MORE])
        writer.writeheader()
        writer.writerows(told(0.02))
    assert main([str(file), "--out", str(tmp_path / "out")]) == 0
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {"offers.csv", "prices.csv", "stage1.svg", "stage2.svg", "prices.svg"}
    assert "1 prices, on average" in capsys.readouterr().out
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")]) == 2
    assert load_economy(str(LOG)).types == ("weak", "keen")
    assert signed(0.1, 0, (0.5, 1)) == 0.2
