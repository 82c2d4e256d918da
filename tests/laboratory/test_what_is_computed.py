"""The laboratory's own arithmetic agrees with the engine, and its words with its arithmetic."""

import doctest
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from laboratory import amounts, economies, export, pictures, utility, words
from laboratory.economies import ONE_STAGE_ETA, Scale, points, read
from laboratory.strategies import Learning, Random, strategy
from laboratory.treatment import DEFAULTS, treatment
from numeric import load_economy
from numeric.economy.reader import read_economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import type_posterior

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted(path.name for path in EXAMPLES.glob("*.toml"))


@pytest.mark.parametrize("module", [amounts, utility])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FILES)
def test_utility_belief_and_file_are_those_of_the_engine(name: str, tmp_path: Path) -> None:
    lab, engine = read(name), load_economy(str(EXAMPLES / name))
    chance = np.random.default_rng(1)
    for x, kind in enumerate(lab.types):
        for z, steps in enumerate(lab.programs(kind).values()):
            for _ in range(20):
                q, r = chance.uniform(0.2, 3, size=2)
                asked = (np.array([[q]]), np.array([[r]]), np.array([x]), z)
                wanted = float(formulas_of(engine).utility(*asked)[0, 0])
                assert utility.value(steps, q, r) == pytest.approx(wanted, rel=1e-12, abs=1e-12)
        assert list(lab.belief(kind).values()) == pytest.approx(type_posterior(engine)[x].tolist())
    assert load_economy(str(lab.written(tmp_path))).environment == engine.environment
    changed = lab.changed(["1/7", "0.03"], "0.25")
    again = load_economy(str(changed.written(tmp_path)))
    assert again.mechanism.kappa == (Fraction(1, 7), Fraction(3, 100))
    assert again.mechanism.eta == Fraction(1, 4)
    for agents in (2, 7, 8, 40, 1001):
        assert changed.active(agents) == again.active(agents)
        assert lab.changed(eta=ONE_STAGE_ETA).active(agents) == agents


def test_a_utility_with_other_syntax_is_refused_and_outside_its_domain_it_is_not_a_number() -> None:
    for text in (
        "q.real",
        "__import__('os')",
        "q if r else 1",
        "lambda: 1",
        "True",
        "[q]",
        "z",
        "q(",
    ):
        with pytest.raises(ValueError, match="utility must"):
            utility.program(text, {})
    for text in ("log(q - 2)", "1/(q - 1)", "exp(1000*q)", "sqrt(-q)", "(-q)**0.5"):
        assert np.isnan(utility.value(utility.program(text, {}), 1, 1)), text
    assert utility.value(utility.program("2*q^2 - -r", {}), 3, 1) == 19


def test_states_and_types_are_drawn_with_the_chances_of_the_economy() -> None:
    lab, chance = read("three_types.toml"), random.Random(7)
    drawn = [lab.draw(5, chance) for _ in range(4000)]
    for z, state in enumerate(lab.states):
        kinds = [kind for s, row in drawn if s == state for kind in row]
        assert len(kinds) / 5 / 4000 == pytest.approx(float(lab.prior[z]), abs=0.03)
        for x, kind in enumerate(lab.types):
            share = kinds.count(kind) / len(kinds)
            assert share == pytest.approx(float(lab.signal[z][x]), abs=0.02)


def test_points_are_counted_from_the_endowment() -> None:
    steps = utility.program("log(q) + 2*log(r)", {})
    assert points(steps, (1, 2), 1, 2, Scale(100, 1000)) == 100
    assert points(steps, (1, 2), 2, 2, Scale(100, 1000)) == pytest.approx(100 + 1000 * np.log(2))


NONSENSE = ["", " ", "abc", "-1", "1e-3", "2", "1.2.3", "0x1", "nan", "inf", "٣", "1" * 31, "=1"]


@pytest.mark.parametrize("typed", [*NONSENSE, "1 000", "<b>"])
def test_nonsense_is_no_amount(typed: str) -> None:
    amount, sentence = amounts.read_amount(typed, 1.0)
    assert amount is None
    assert "number from 0 to 1" in sentence


@pytest.mark.parametrize(
    ("typed", "amount"), [("0", 0.0), (" 1 ", 1.0), ("0,5", 0.5), (".25", 0.25), ("1.", 1.0)]
)
def test_numbers_are_amounts(typed: str, amount: float) -> None:
    assert amounts.read_amount(typed, 1.0) == (amount, "")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"rounds": 0}, "rounds must be a whole number from 1"),
        ({"rounds": 2.5}, "rounds must be"),
        ({"practice_rounds": 10}, "practice_rounds must be a whole number from 0 to 9"),
        ({"stages": 3}, "stages must be"),
        ({"absent": "guess"}, "absent must be one of nothing, candidate"),
        ({"economy": "../secret.toml"}, "without a folder"),
        ({"economy": "none.toml"}, "must be a file in"),
        ({"eta": "2"}, "eta, kappa_q and kappa_r must suit"),
        ({"kappa_q": "none"}, "eta, kappa_q and kappa_r must suit"),
    ],
)
def test_a_wrong_treatment_is_one_sentence(entry: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        treatment({**DEFAULTS, **entry})


def test_a_treatment_changes_kappa_and_eta_and_one_stage_has_nobody_inactive() -> None:
    chosen = treatment({"eta": "0.25", "kappa_q": "0.1"})
    assert chosen.economy.eta == Fraction(1, 4)
    assert chosen.economy.kappa == (Fraction(1, 10), Fraction(1, 20))
    one = treatment({"stages": 1})
    assert (one.announce, one.show_posterior, one.economy.active(999)) == (False, False, 999)


@pytest.mark.parametrize("name", FILES)
def test_worked_examples_and_answers_follow_the_rules(name: str) -> None:
    known = words.facts(treatment({"economy": name}), 12)
    q, r = known["endowment"]
    shown = {key: float(text) for key, text in words.example(known).items()}
    assert shown["more"] == pytest.approx(r + shown["give"] * r / q, abs=2e-3)
    assert shown["price"] == pytest.approx(shown["total_r"] / shown["total_q"], abs=2e-3)
    assert shown["total_q"] == pytest.approx(
        shown["put_q"] + known["active"] * known["kappa"][0], abs=1e-3
    )
    for question in words.questions(known):
        assert question.accepts(question.right)
        assert not question.accepts("")
        assert not question.accepts("<script>")
        others = [c for c, _ in question.choices if c != question.right] or [
            str(float(question.right) + 0.02)
        ]
        assert not any(question.accepts(other) for other in others)
    assert len(words.questions({**known, "two_stages": False})) == 3


def test_names_from_a_file_are_never_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (EXAMPLES / "log.toml").read_text(encoding="utf-8").replace('"weak"', '"<img src=x>"')
    (tmp_path / "bad.toml").write_text(text.replace('"low"', '"<b>&"'), encoding="utf-8")
    monkeypatch.setattr(economies, "FOLDERS", (tmp_path,))
    chosen = treatment({"economy": "bad.toml"})
    for page in (words.types_table(chosen.economy), words.points_table(chosen)):
        assert "<img" not in page
        assert "<b>" not in page
        assert "&lt;img src=x&gt;" in page
    assert read_economy(chosen.economy.text()).types[0] == "<img src=x>"


def test_the_drawing_has_a_bar_for_each_offer_and_the_table_every_count() -> None:
    offers = {(0.0, 0.07): 3, (0.2, 0.0): 2, (0.0, 0.0): 1}
    bars = [{"offer": list(offer), "count": count} for offer, count in offers.items()]
    svg = pictures.histogram_svg(bars, [1.0, 1.0])
    assert svg.count("<rect") == 3
    assert pictures.histogram_rows(bars) == [("0.07 B", 3), ("0.2 A", 2), ("nothing", 1)]
    near = [{"offer": [0.2, 0.0], "count": 2}, {"offer": [0.2001, 0.0], "count": 5}]
    merged = pictures.histogram_svg(near, [1.0, 1.0])
    assert merged.count("<rect") == 1
    assert ">7</text>" in merged


def test_the_learning_bot_takes_the_best_offer_at_the_price_it_has_seen() -> None:
    lab, bot = read("log.toml"), Learning()
    seen = {
        "endowment": [1.0, 1.0],
        "belief": lab.belief("keen"),
        "programs": lab.programs("keen"),
    }
    # θ̄ log q + log r at price p: q = θ̄(1 + p) / (p(1 + θ̄)), so at p = 1 an offer of (θ̄ - 1)/(1 + θ̄)
    mean = sum(lab.belief("keen")[s] * t for s, t in (("low", 1.0), ("high", 1.25)))
    assert bot.first(seen) == pytest.approx((0, (mean - 1) / (1 + mean)), abs=1 / 200)
    bot.results({"price": 1.5})
    q = mean * 2.5 / (1.5 * (1 + mean))
    assert bot.second(seen) == pytest.approx((1 - q, 0), abs=1 / 200)
    with pytest.raises(ValueError, match="equilibrium, random or learning"):
        strategy("clever", None, random.Random())  # type: ignore[arg-type]


def test_the_random_bot_offers_one_good() -> None:
    bot, seen = Random(random.Random(3)), {"endowment": [2.0, 3.0]}
    offers = [bot.first(seen) for _ in range(200)]
    assert all(min(o) == 0 and 0 <= o[0] <= 2 and 0 <= o[1] <= 3 for o in offers)
    assert {o[0] > 0 for o in offers} == {True, False}


def test_no_cell_of_the_export_is_a_formula_and_bots_are_named() -> None:
    assert export._plain("=1+1") == "'=1+1"
    assert export.seat("bot-random-3") == "bot: random"
    assert export.seat("bottom") == export.seat(None) == "person"
