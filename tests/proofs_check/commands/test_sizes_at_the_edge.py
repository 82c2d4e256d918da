"""Sizes at the edge of floating point: a right answer, a refusal in one sentence, or not solved with its reason."""

import json
import math
from pathlib import Path
from typing import Any

import mpmath
import pytest
from click.testing import CliRunner

from numeric import load_economy, solve_stage2
from numeric.economy.economy import EconomyError
from numeric.games.compare import compare
from proofs_check.cli import main
from tests.bulk import leading
from tests.nasty import EXAMPLES

LOG = load_economy(EXAMPLES / "log.toml")
COMMANDS: dict[str, list[str]] = {
    "check": [],
    "solve": ["--configuration", "3,5"],
    "threshold": ["--to", "3"],
    "efficiency": ["--agents", "4"],
    "play": ["--agents", "6"],
    "pooling": ["--agents", "4"],
    "compare": ["--agents", "4"],
}
BEYOND: list[dict[str, Any]] = [
    *({"kappa": [k, k]} for k in ("1e-300", "1e-200", "1e-100", "1e-31", "1e31", "1e300")),
    *({"kappa": [k, k]} for k in ("1e-308", "5e-324", "1e308")),
    {"kappa": ["1e-300", "1/20"]},
    *({"endowment": [e, e]} for e in ("1e-300", "1e-31", "1e31", "1e300")),
    {"endowment": ["1e-300", "1e300"]},
    {"endowment": ["1e29", "1e29"], "kappa": ["1e-2", "1e-2"]},
]


@pytest.mark.parametrize("change", BEYOND, ids=range(len(BEYOND)))
def test_sizes_beyond_what_scans_resolve_are_refused_in_one_sentence(
    change: dict[str, Any],
) -> None:
    with pytest.raises(
        EconomyError, match=r"^(kappa|endowment)\b.* must be (0 or )?between 1e-|^kappa"
    ) as told:
        LOG.replacing(**change)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 150


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_so_at_once(command: str, tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(LOG.to_toml().replace("0.05", "1e-300"), encoding="utf-8")
    done = CliRunner().invoke(main, [command, str(path), *COMMANDS[command]])
    assert done.exit_code == 2
    assert "kappa must be 0 or between 1e-30 and 1e30 times the endowment" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("kappa", ["1/20", "1e-10", "1e-29"])
@pytest.mark.parametrize("counts", [[2, 2], [3, 5]])
def test_what_is_solved_at_a_tiny_kappa_satisfies_the_conditions_with_50_digits(
    kappa: str, counts: list[int]
) -> None:
    """For theta*log(q) + log(r), whose payoff is concave in the own offer."""
    economy = LOG.replacing(kappa=[kappa, kappa])
    found = solve_stage2(economy, [counts])
    assert found.solved[0]
    with mpmath.workdps(50):
        exact = economy.mechanism.kappa[0]
        k = mpmath.mpf(exact.numerator) / exact.denominator
        offers = [[mpmath.mpf(float(v)) for v in row] for row in found.offers[0]]
        Q, R = (
            sum(n * (b[good] + k) for n, b in zip(counts, offers, strict=True)) for good in (0, 1)
        )
        for x, (sold, bought) in enumerate(offers):
            belief = [mpmath.mpf(float(v)) for v in found.posterior[0]]
            theta = mpmath.fdot(belief, map(mpmath.mpf, economy.floats.parameters["theta"][x]))
            assert min(sold, bought) == 0
            # slopes of theta log(1 - b + bought) + log(1 + b R/Q) in the own offer of either good
            selling = R * (Q - sold) / Q**2 / (1 + sold * R / Q) - theta / (1 - sold)
            buying = theta * Q * (R - bought) / R**2 / (1 + bought * Q / R) - 1 / (1 - bought)
            for own, slope in ((sold, selling), (bought, buying)):
                assert abs(slope) < 1e-9 if own > 0 else slope < 1e-9


@pytest.mark.parametrize("eta", ["1e-300", "1e-10", "0." + "9" * 30, "0." + "9" * 150])
def test_eta_at_its_ends_gives_the_exact_number_of_active_agents(eta: str) -> None:
    economy = LOG.replacing(eta=eta)
    for agents in (2, 3, 10**6, 10**15):
        exact = math.ceil((1 - economy.mechanism.eta) * agents)
        assert economy.active(agents) == exact
    done = CliRunner().invoke(main, ["solve", str(EXAMPLES / "log.toml"), "--agents", str(10**15)])
    assert done.exit_code == 2
    assert "is not in the range" in done.stderr


@pytest.mark.parametrize("kappa", [5, "2/5", "1e10"])
def test_mechanisms_that_a_large_kappa_rules_out_are_not_solved_and_the_others_are(
    kappa: Any,
) -> None:
    economy = LOG.replacing(kappa=[kappa, kappa])
    names = ["two_stage", "two_stage_small_eta", "entry_fee", "entry_fee_rebate"]
    rows = {row.mechanism: row for row in compare(economy, [4], names)}
    assert rows["two_stage"].welfare is not None
    outside = [n for n in names[1:] if rows[n].welfare is None]
    assert outside == (names[1:] if kappa != "2/5" else [])
    for name in outside:
        assert "not below 1" in rows[name].status or "leaves nothing" in rows[name].status


@pytest.mark.parametrize("kappa", ["1e-10", "1e-20"])
def test_a_tiny_kappa_leaves_every_row_of_a_comparison_solved_or_told(kappa: str) -> None:
    economy = LOG.replacing(kappa=[kappa, kappa])
    for row in compare(economy, [4], ["entry_fee_rebate", "straw_poll"]):
        assert row.welfare is not None or row.status.startswith(("not solved", "undecided"))
        assert "gains -0" not in row.status


@pytest.mark.bulk
def test_a_mixed_market_far_apart_is_certified_without_overflow(tmp_path: Path) -> None:
    economy = LOG.replacing(kappa=["1e-29", "1/20"])
    path = tmp_path / "apart.toml"
    path.write_text(economy.to_toml(), encoding="utf-8")
    words = ["solve", str(path), "--configuration", "3,5", "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert json.loads(done.stdout)["solved"] in (True, False)


@pytest.mark.parametrize(
    "theta", leading(1, [["1e-300", "2e-300"], ["1e300", "9e299"], ["1e-300", "1e300"]])
)
def test_tastes_beyond_floating_point_leave_pooling_not_solved(
    theta: list[str], tmp_path: Path
) -> None:
    text = (EXAMPLES / "log.toml").read_text(encoding="utf-8")
    path = tmp_path / "taste.toml"
    rows = ", ".join(f"[{t}, {t}]" for t in theta)
    path.write_text(text.replace("[[0.8, 1.0], [1.0, 1.25]]", f"[{rows}]"), encoding="utf-8")
    done = CliRunner().invoke(main, ["pooling", str(path), "--agents", "4"])
    assert done.exit_code == 3
    assert "not solved" in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("Error: ")
