"""Classes of endowments: one class is the paper, brute force agrees, and what is wrong with a file is said."""

import json
from dataclasses import replace
from fractions import Fraction
from math import log
from pathlib import Path

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner

from numeric import Economy, EconomyError, load_economy, solve_stage1, solve_stage2, threshold
from numeric.classes.compare import compare_classes
from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.classes.margins import class_continuation, class_margin, class_margins
from numeric.classes.outcomes import RULES, class_scenarios
from numeric.classes.profiles import profiles
from numeric.classes.reader import load_classes
from numeric.classes.shut_down import shut_down
from numeric.classes.stage1 import solve_class_stage1
from numeric.games.compare import compare
from numeric.oracles import classes as oracle
from numeric.probability.posterior import posterior
from proofs_check.cli import main
from tests.bulk import leading
from tests.numeric.games.settings import EXAMPLES

TWO = EXAMPLES / "classes.toml"


def one_class(economy: Economy, agents: int) -> ClassEconomy:
    e = economy.environment
    own = {"endowment": e.endowment, "agents": agents, "active": economy.active(agents)}
    return class_economy(
        [own],
        prior=e.prior, signal=e.signal, kappa=economy.mechanism.kappa, utility=e.utility,
        parameters=e.parameters, states=e.states, types=e.types,
    )  # fmt: skip


def small(active: tuple[int, int] = (2, 2)) -> ClassEconomy:
    found = load_classes(TWO)
    sizes = [replace(c, agents=m + 1, active=m) for c, m in zip(found.classes, active, strict=True)]
    return replace(found, classes=tuple(sizes))


def by_hand(economy: ClassEconomy) -> oracle.Setting:
    d = economy.per_head.floats
    taste = d.parameters["A"]
    return oracle.Setting(
        lambda q, r, x, z: taste[x, z] * _log(q) + (1 - taste[x, z]) * _log(r),
        d.prior.tolist(),
        d.signal.tolist(),
        [tuple(map(float, c.endowment)) for c in economy.classes],
        [c.agents for c in economy.classes],
        [c.active for c in economy.classes],
        tuple(d.kappa.tolist()),
    )


def _log(v: object) -> object:
    return log(v) if isinstance(v, float) else mpmath.log(v)


@pytest.mark.parametrize("name", ["log", "ces", "crra", "unequal", "stone_geary", "three_types"])
@pytest.mark.parametrize("agents", [6, 15])
def test_with_one_class_everything_is_as_in_the_paper(name: str, agents: int) -> None:
    economy = load_economy(EXAMPLES.parent / f"{name}.toml")
    classes, first = one_class(economy, agents), solve_stage1(economy)
    found = solve_class_stage1(classes)
    assert found.consumption[0] == pytest.approx(first.consumption, rel=1e-12, abs=1e-12)
    assert found.offers[0] == pytest.approx(first.offers, rel=1e-12, abs=1e-12)
    assert found.intervals[0] == pytest.approx(first.intervals, rel=1e-12, abs=1e-12)
    counts = [economy.active(agents) - 2, 2] + [0] * (len(economy.types) - 2)
    ours, theirs = solve_stage2(kind_economy(classes), [counts]), solve_stage2(economy, [counts])
    assert ours.offers == pytest.approx(theirs.offers, rel=1e-12, abs=1e-12)
    assert ours.posterior == pytest.approx(theirs.posterior, rel=1e-12)
    wanted, margin = threshold(economy, [agents]).margins[0], class_margin(classes).margin
    assert margin.margin == pytest.approx(wanted.margin, abs=1e-12)
    assert (margin.binding, margin.holds) == (wanted.binding, wanted.holds)


@pytest.mark.parametrize("counts", [((2, 0), (0, 2)), ((1, 1), (1, 1)), ((1, 1), (2, 0))])
def test_stage_2_is_what_agents_with_endowments_of_their_own_play(
    counts: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    economy = small()
    made, setting = kind_economy(economy), by_hand(economy)
    found = solve_stage2(made, [counts[0] + counts[1]])
    start = found.offers[0].reshape(2, 2, 2)
    types = [x for row in counts for x, n in enumerate(row) for _ in range(n)]
    belief = oracle.believed(setting, types)
    assert found.posterior[0] == pytest.approx(belief, rel=1e-12)
    slow = oracle.equilibrium(setting, counts, start.tolist(), belief)
    Q, R = oracle.total(setting, counts, start.tolist())
    for h, row in enumerate(counts):
        for x, n in enumerate(row):
            if n:
                assert start[h, x] == pytest.approx([float(v) for v in slow[h][x]], abs=1e-12)
                rest = (Q - start[h, x, 0], R - start[h, x, 1])
                best = oracle.best_offer(setting, h, x, rest, belief)
                assert start[h, x] == pytest.approx(best, abs=1e-6)
    assert found.totals[0] == pytest.approx((Q, R), rel=1e-12)


@pytest.mark.bulk
@pytest.mark.parametrize("active", leading(1, [pytest.param(n) for n in ((2, 2), (3, 1), (1, 3))]))
def test_values_and_losses_are_those_of_every_sequence_of_types(active: tuple[int, int]) -> None:
    economy = small(active)
    setting, made = by_hand(economy), kind_economy(economy)

    def offers(counts: oracle.Counts) -> list[list[tuple[float, float]]]:
        return solve_stage2(made, [counts[0] + counts[1]]).offers[0].reshape(2, 2, 2).tolist()

    fast, first = class_continuation(economy), solve_class_stage1(economy)
    assert fast.solved
    for h in range(2):
        for x in range(2):
            for y in range(2):
                slow = oracle.value(setting, h, x, y, offers)
                assert fast.values[h, x, y] == pytest.approx(slow, abs=1e-9)
                lost = oracle.loss(setting, h, x, y, float(economy.price))
                assert first.loss[h, x, y] == pytest.approx(lost, abs=2e-8)


def test_the_margin_weighs_cost_and_gain_by_the_shares_of_the_own_class() -> None:
    economy = small((3, 1))
    found, values = class_margin(economy), class_continuation(economy).values
    cost = solve_class_stage1(economy).loss
    for h, (inactive, active) in enumerate([(1 / 4, 3 / 4), (1 / 2, 1 / 2)]):
        gain = values[h] - np.diag(values[h])[:, None]
        assert found.cost[h] == pytest.approx(inactive * cost[h], abs=1e-15)
        assert found.gain[h] == pytest.approx(active * gain, abs=1e-15)
    off = ~np.eye(2, dtype=bool)
    assert found.margin.margin == pytest.approx((found.cost - found.gain)[:, off].min(), abs=1e-15)


def test_mirrored_classes_have_mirrored_margins() -> None:
    mirror = class_economy(
        [
            {"endowment": ["3/2", "1/2"], "agents": 5, "active": 4},
            {"endowment": ["1/2", "3/2"], "agents": 5, "active": 4},
        ],
        prior=[1], signal=[["1/2", "1/2"]], kappa=["1/20", "1/20"],
        utility="A*log(q) + (1 - A)*log(r)", parameters={"A": [["1/3"], ["2/3"]]},
    )  # fmt: skip
    found = class_margin(mirror)
    assert found.gain[0] == pytest.approx(found.gain[1][::-1, ::-1], abs=1e-12)
    assert found.cost[0] == pytest.approx(found.cost[1][::-1, ::-1], abs=1e-12)


@pytest.mark.bulk
def test_truncated_sums_are_within_their_bound_of_whole_ones() -> None:
    economy = load_classes(TWO).smallest.times(6)
    whole, cut = class_continuation(economy, exact=True), class_continuation(economy, exact=False)
    assert cut.count < whole.count
    gap = np.abs(whole.values - cut.values).max(axis=-1)
    assert (gap <= cut.truncation + whole.rounding + cut.rounding).all()
    assert profiles(economy, exact=True).left_out == 0


def test_the_posterior_does_not_see_the_classes() -> None:
    economy = load_classes(TWO)
    counts = np.array([3, 15, 7, 2])
    wanted = posterior(economy.per_head, counts[:2] + counts[2:])
    assert posterior(kind_economy(economy), counts) == pytest.approx(wanted, rel=1e-12)


def test_repeated_profiles_become_equilibria() -> None:
    rows = class_margins(load_classes(TWO), [30, 60, 120, 240])
    assert [m.holds for m in rows] == [False, False, True, True]
    with pytest.raises(ValueError, match="multiple of 30"):
        class_margins(load_classes(TWO), [35])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("agents = 20", "agents = 2.5", 'entry 1, agents must be a whole number, at least 1 and at'),
        ("active = 18", "active = 21", "entry 1, active must be a whole number, at least 1 and at"),
        ("active = 18", "", '"active" is missing; required are endowment, agents, active'),
        ("active = 18", "active = 18\nsize = 2", '"size" is not a key of a class'),
        ("[1.5, 0.5]", "[1.5, 0]", "entry 1, endowment must be positive for both goods, got 0"),
        ("kappa = [0.05, 0.05]", "kappa = [0.05, 0]", "kappa must be positive for both goods"),
        ("prior = ", "eta = 0.1\nprior = ", '"eta" follows from the agents and the active'),
        ("prior = ", "endowment = [1, 1]\nprior = ", '"endowment" is given by each of the classes'),
        ('name = "traders"', 'name = "farmers"', 'must be distinct, got "farmers" twice'),
        ("A*log(q) + (1 - A)*log(r)", "-A*exp(-q) - exp(-r)", "Inada conditions ask"),
        ("A*log(q)", "A*log(q - 0.6)", "entry 2, endowment must lie where utility is real"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_one_sentence(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.toml"
    text = TWO.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EconomyError) as caught:
        kind_economy(load_classes(file))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_price_of_stage_1_is_that_of_endowments_per_head() -> None:
    economy = load_classes(TWO)
    assert economy.price == Fraction(55, 70)
    assert economy.per_head.environment.endowment == (Fraction(7, 6), Fraction(11, 12))
    assert (economy.smallest.agents, load_classes(TWO).smallest.times(3)) == (30, economy.times(3))


def test_with_one_class_the_rows_are_those_of_the_paper() -> None:
    economy = load_economy(EXAMPLES / "e1.toml")
    ours = compare_classes(one_class(economy, 10), [10, None])
    theirs = {(r.mechanism, r.agents): r for r in compare(economy, [10, None], list(RULES))}
    for row in ours:
        other = theirs[row.mechanism, row.agents]
        assert row.welfare is not None
        assert other.welfare is not None
        for measure in ("misallocation", "paper", "endowment", "per_head"):
            wanted = getattr(other.welfare, measure)
            assert getattr(row.welfare, measure) == pytest.approx(wanted, abs=1e-12)
        assert row.status.solved == other.status.solved


def test_nothing_is_lost_of_what_classes_bring() -> None:
    economy = small()
    drawn = class_scenarios(economy)
    outcome = RULES["pooled_information"](economy, drawn, economy.agents)
    brought = sum(c.agents * np.array([float(v) for v in c.endowment]) for c in economy.classes)
    kappa = economy.per_head.floats.kappa
    gone = brought - outcome.used()
    made = kind_economy(economy)
    price = solve_stage2(made, drawn.all).price
    taken = economy.agents * (kappa[1] / price - kappa[0])
    assert gone[:, 0] == pytest.approx(taken, abs=1e-10)
    assert gone[:, 1] == pytest.approx(-price * taken, abs=1e-10)


@pytest.mark.bulk
def test_the_modified_shut_down_rule_by_hand() -> None:
    mirror = class_economy(
        [{"endowment": e, "agents": 3, "active": 2} for e in (["3/2", "1/2"], ["1/2", "3/2"])],
        prior=["1/3", "2/3"], signal=[["2/5", "3/5"], ["3/4", "1/4"]], kappa=["1/50", "1/50"],
        utility="log(q)/2 + log(r)/2",
    )  # fmt: skip
    found = shut_down(mirror)
    agree = [0.4**3 + 0.6**3, 0.75**3 + 0.25**3]
    assert found.every == pytest.approx((agree[0] ** 2 + 2 * agree[1] ** 2) / 3, rel=1e-12)
    some = [1 - (1 - a) ** 2 for a in agree]
    assert found.some == pytest.approx((some[0] + 2 * some[1]) / 3, rel=1e-12)
    assert found.loss == pytest.approx(1 - np.sqrt(3) / 2, abs=1e-9)
    assert 0 < found.cost < found.every * log(4 / 3) / 2
    alone = class_economy(
        [{"endowment": e, "agents": 1, "active": 1} for e in (["3/2", "1/2"], ["1/2", "3/2"])],
        prior=[1], signal=[["2/5", "3/5"]], kappa=["1/50", "1/50"], utility="log(q) + log(r)",
    )  # fmt: skip
    assert shut_down(alone).every == pytest.approx(1.0)


def test_commands_read_classes_and_others_refuse_them() -> None:
    runner = CliRunner()
    asked = ["solve", str(TWO), "--configuration", "10,8/4,5", "--json"]
    data = json.loads(runner.invoke(main, asked).stdout)
    rows = data["stage2"]["types"]
    sold = 27 * 0.05 + sum(r["count"] * r["offer"][0] for k in rows.values() for r in k.values())
    assert data["stage2"]["totals"][0] == pytest.approx(sold, rel=1e-10)
    assert rows["farmers"]["keen"]["allocation"][0] == pytest.approx(
        1.5 - rows["farmers"]["keen"]["offer"][0], abs=1e-12
    )
    data = json.loads(runner.invoke(main, ["threshold", str(TWO), "--to", "60", "--json"]).stdout)
    assert data["fails"] == [30, 60]
    for command in ("check", "efficiency", "pooling"):
        found = runner.invoke(main, [command, str(TWO)])
        assert found.exit_code == 2
    wrong = runner.invoke(main, ["solve", str(TWO), "--configuration", "10,8/4,4"])
    assert (wrong.exit_code, "count the 9 active agents" in wrong.stderr) == (2, True)
