"""Trading posts for several goods: one post is the paper's game, more goods need cash in advance."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest

from numeric import Economy, EconomyError, load_economy, solve_stage2
from numeric.formulas.compiled import formulas_of
from numeric.goods.compare import compare_goods
from numeric.goods.economy import GoodsEconomy, goods_economy, load_goods
from numeric.goods.market import solve_posts, totals
from numeric.goods.search import better_offer, consumption
from numeric.goods.welfare import coefficient, competitive, welfare
from numeric.oracles.games import least_share
from proofs_check.paper.extended.goods_search import STEEP
from tests.numeric.games.settings import EXAMPLES

TWO = EXAMPLES / "goods.toml"


def one_post(cash: str = "1") -> GoodsEconomy:
    return goods_economy(
        {
            "goods": ["bread"], "shares": ["1/2", "1/2"], "endowment": [1], "cash": cash,
            "kappa": [["1/20", "1/20"]], "utility": "A*log(q1) + (1 - A)*log(m)",
            "parameters": {"A": ["3/10", "3/5"]},
        }
    )  # fmt: skip


def of_the_paper() -> Economy:
    return Economy(
        prior=[1], signal=[["1/2", "1/2"]], endowment=[1, 1], kappa=["1/20", "1/20"], eta=0,
        utility="A*log(q) + (1 - A)*log(r)", parameters={"A": [["3/10"], ["3/5"]]},
    )  # fmt: skip


def test_with_one_post_consumption_is_14() -> None:
    generator, k = np.random.default_rng(7), formulas_of(of_the_paper())
    offers = generator.uniform(size=(200, 1, 2))
    others = generator.uniform(0.1, 5, size=(200, 1, 2))
    total = others + offers
    found = consumption(np.ones((200, 2)), offers, total[..., 1] / total[..., 0])
    wanted = k.payoff(offers[:, 0, 0], offers[:, 0, 1], others[:, 0, 0], others[:, 0, 1])
    assert np.abs(found - wanted).max() < 1e-14 * np.abs(wanted).max()


@pytest.mark.parametrize("agents", [2, 8, 50])
def test_with_one_post_the_equilibrium_is_that_of_proposition_1(agents: int) -> None:
    found = solve_posts(one_post(), agents)
    paper = solve_stage2(of_the_paper(), [[agents // 2, agents // 2]], [[1.0]])
    assert found.solved
    assert found.offers[:, 0] == pytest.approx(paper.offers[0], abs=1e-11)
    assert found.price[0] == pytest.approx(paper.price[0], rel=1e-12)
    assert not found.multiplier.any()


def agent_by_agent(economy: GoodsEconomy, types: list[int], offers: np.ndarray) -> list[float]:
    """Return each agent's utility in the example with logs, post by post and agent by agent."""
    N, K = len(types), len(economy.goods)
    taste = dict(economy.parameters)
    values = []
    prices = []
    for k in range(K):
        good = sum(offers[n][k][0] for n in range(N)) + N * float(economy.kappa[k][0])
        cash = sum(offers[n][k][1] for n in range(N)) + N * float(economy.kappa[k][1])
        prices.append(cash / good)
    for n, x in enumerate(types):
        q = [1 - offers[n][k][0] + offers[n][k][1] / prices[k] for k in range(K)]
        m = 1 - sum(o[1] for o in offers[n]) + sum(prices[k] * offers[n][k][0] for k in range(K))
        A = [float(taste[f"A{k + 1}"][x]) for k in range(K)]
        values.append(sum(a * log(v) for a, v in zip(A, q, strict=True)) + (1 - sum(A)) * log(m))
    return values


@pytest.mark.parametrize("agents", [2, 4, 8])
def test_no_agent_of_a_small_market_gains_by_another_offer(agents: int) -> None:
    economy = load_goods(TWO)
    found = solve_posts(economy, agents)
    types = [n % 2 for n in range(agents)]
    made = [found.offers[x] for x in types]
    own = agent_by_agent(economy, types, np.array(made))
    for x, grid in ((0, np.linspace(0, 0.95, 7)), (1, np.linspace(0, 0.95, 7))):
        assert own[x] == pytest.approx(economy.value(found.bundles)[x], abs=1e-13)
        for sold, spent in product(product(grid, grid), product(grid, grid)):
            if sum(spent) <= 1:
                tried = [*made[:x], np.array([sold, spent]).T, *made[x + 1 :]]
                assert agent_by_agent(economy, types, np.array(tried))[x] <= own[x] + 1e-12


def test_a_search_meets_a_better_offer_where_there_is_one() -> None:
    economy = load_goods(TWO)
    found = solve_posts(economy, 10)
    assert found.gain <= 1e-9
    wrong = found.offers * 0.9
    total = totals(economy, 10, wrong)
    assert better_offer(economy, economy.held, wrong, total, 0) > 1e-4
    both = found.offers + 0.05  # a wash offer in cash that is needed elsewhere
    both[..., 1] /= np.maximum(both[..., 1].sum(axis=1), 1.0)[:, None]
    assert better_offer(economy, economy.held, both, totals(economy, 10, both), 1) > 1e-5


def test_binding_cash_does_not_vanish_and_slack_cash_does() -> None:
    economy = load_goods(TWO)
    rows = {(r.mechanism, r.agents): r for r in compare_goods(economy, [10, 100, 1000])}
    lost = [100 * rows["posts", N].welfare.misallocation for N in (10, 100, 1000)]  # type: ignore[union-attr]
    again = [
        100 * rows["posts_two_rounds", N].welfare.misallocation  # type: ignore[union-attr]
        for N in (10, 100, 1000)
    ]
    assert lost == pytest.approx([6.807, 5.329, 5.200], abs=1e-3)
    assert again == pytest.approx([0.779, 0.074, 0.054], abs=1e-3)
    assert all(rows["posts", N].multiplier.min() > 0 for N in (10, 100, 1000))  # type: ignore[union-attr]
    assert competitive(economy).spent == pytest.approx([3.15, 3.15])
    second = rows["posts_two_rounds", 100]
    assert not second.status.solved
    assert "not an equilibrium" in str(second.status)
    assert second.price[0] > 1.5 * rows["posts", 100].price[0]  # type: ignore[index]
    single = one_post()
    goal = competitive(single)
    away = [np.abs(solve_posts(single, N).bundles - goal.bundles).max() for N in (1000, 2000)]
    assert away[0] / away[1] == pytest.approx(2, rel=0.02)


def test_where_cash_binds_there_is_a_price_band_without_trade() -> None:
    """Both types would buy the third good at its price, and would not sell it, if cash were not short."""
    economy = goods_economy(
        {
            "goods": ["a", "b", "c"], "shares": ["1/2", "1/2"], "endowment": [1, 1, 1], "cash": 1,
            "kappa": [["1/50", "1/50"]] * 3,
            "utility": "A1*log(q1) + A2*log(q2) + A3*log(q3) + (1 - A1 - A2 - A3)*log(m)",
            "parameters": {"A1": ["1/20", "3/5"], "A2": ["3/5", "1/20"], "A3": "1/5"},
        }
    )  # fmt: skip
    found = solve_posts(economy, 100)
    u = economy.marginal(found.bundles)
    rate = u[:, 2] / u[:, -1]
    assert found.solved
    assert not found.offers[:, 2].any()
    assert found.price[2] == 1
    assert (rate > 1.3).all()
    assert (rate < 1 + found.multiplier).all()


def test_the_coefficient_is_that_of_two_goods_where_there_are_two() -> None:
    economy = one_post()
    bundles, total = np.array([[0.7, 1.5], [1.3, 0.6]]), np.array([1.1, 1.05])
    found = coefficient(economy, bundles, total)
    wanted = least_share([0.3, 0.6], [0.5, 0.5], bundles.tolist(), total.tolist())
    assert found == pytest.approx(wanted, abs=1e-9)
    assert abs(welfare(economy, competitive(economy).bundles).misallocation) < 1e-9


GOOD = TWO.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("cash = 1.0", "", '"cash" is missing; required are goods'),
        ("cash = 1.0", "cash = 0", "cash must be positive, got 0"),
        ("cash = 1.0", "cash = 1.0\neta = 0.1", '"eta" is not a key of a file of goods'),
        (
            "endowment = [1.0, 1.0]",
            "endowment = [1.0]",
            "endowment must have 2 numbers, one per good",
        ),
        ("[[0.02, 0.02], [0.02, 0.02]]", "[[0.02, 0.02]]", "kappa must have 2 pairs, one per good"),
        ("shares = [0.5, 0.5]", "shares = [0.5, 0.4]", "shares sums to 0.9, must sum to 1"),
        ("A1*log(q1)", "A1*log(q)", "utility must be in q1, q2, m"),
        ("A1*log(q1)", "A1*log(q3)", 'utility uses an unknown name "q3"'),
        ("A1 = [0.1, 0.8]", "A1 = [0.1]", 'parameter "A1" must have 2 numbers, one per type'),
    ],
)
def test_a_bad_file_of_goods_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert GOOD.count(old) >= 1
    import tomllib
    from decimal import Decimal

    with pytest.raises(EconomyError) as error:
        goods_economy(tomllib.loads(GOOD.replace(old, new, 1), parse_float=Decimal))
    assert sentence in str(error.value)


def test_a_file_of_goods_is_for_the_comparison_of_goods() -> None:
    with pytest.raises(EconomyError, match="economy of several goods, and two are meant here"):
        load_economy(TWO)
    assert load_goods(TWO).shares == (Fraction(1, 2), Fraction(1, 2))
    with pytest.raises(ValueError, match="divide into the types, got 11"):
        solve_posts(load_goods(TWO), 11)


def test_what_rounding_takes_below_nothing_is_worth_nothing() -> None:
    """Of a utility that is great where consumption is negative the search once found 10^15 utils."""
    posts = solve_posts(STEEP, 40)
    assert posts.solved
    assert posts.gain <= 1e-9
    assert competitive(STEEP).bundles.min() > 0
