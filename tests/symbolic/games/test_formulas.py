"""The formulas of the comparison's mechanisms against the forms that one would write by hand."""

import sympy as sp

from symbolic.games.market import bidding, bundle, market
from symbolic.games.pari_mutuel import executed_slope, payout, price_slope
from symbolic.language.notation import (
    N,
    Q_others,
    R,
    R_others,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    p,
    p_2,
    q_bar,
    r_bar,
    x,
    z,
)  # fmt: skip
from symbolic.language.quotient import plain
from symbolic.language.utility import u_q, u_r


def same(a: sp.Expr, b: sp.Expr) -> bool:
    return bool(sp.simplify(plain(a) - plain(b)) == 0)


def test_an_executed_sale_moves_the_price_that_it_is_paid_at() -> None:
    at = (q_bar - b_q, r_bar + p * b_q, x, z)
    assert same(executed_slope(0), -u_q(*at) + u_r(*at) * (p + b_q * price_slope))
    assert not same(executed_slope(0), -u_q(*at) + u_r(*at) * p)


def test_an_executed_purchase_moves_it_too() -> None:
    at = (q_bar + b_r / p, r_bar - b_r, x, z)
    expected = u_q(*at) * (1 / p - b_r * price_slope / p**2) - u_r(*at)
    assert same(executed_slope(1), expected)


def test_what_is_paid_out_is_worth_nothing_at_the_price() -> None:
    first, second = payout()
    assert same(p_2 * first + second, sp.S.Zero)
    assert same(first, N * (kappa_q - kappa_r / p_2))


def test_in_the_large_market_the_own_offer_does_not_move_the_price() -> None:
    price = R_others / Q_others
    first, second = bundle(large=True)
    assert same(first, q_bar - b_q + b_r / price)
    assert same(second, r_bar - b_r + price * b_q)
    # On O at a zero offer both markets agree: the slope is the same.
    at = {b_q: 0, b_r: 0}
    for i in (0, 1):
        assert same(plain(market(True).slopes[i]).subs(at), plain(market(False).slopes[i]).subs(at))


def test_a_sell_all_bid_earns_less_than_the_price_by_its_share_of_the_bids() -> None:
    slope, by_bid, by_total = bidding()
    at = (N * q_bar * b_r / R, r_bar - b_r + R / N, x, z)
    expected = u_q(*at) * N * q_bar * (R - b_r) / R**2 - u_r(*at) * (1 - 1 / N)
    forms = {f: sp.Symbol(f.func.__name__) for f in plain(slope).atoms(u_q, u_r)}
    ours = plain(slope).xreplace(forms)
    names = {sp.Symbol("u_q"): N * q_bar * (R - b_r) / R**2, sp.Symbol("u_r"): -(1 - 1 / N)}
    for name, coefficient in names.items():
        assert same(sp.expand(ours).coeff(name), coefficient)
    for f in forms:
        assert same(f.args[0], at[0])
        assert same(f.args[1], at[1])
    assert expected.free_symbols >= {N, R, b_r}
    assert by_bid != 0
    assert by_total != 0
