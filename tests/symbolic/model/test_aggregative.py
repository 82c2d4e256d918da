"""The price forms of stage 2 are the aggregative ones, and their slope in the offer is what the curvature says."""

import pytest
import sympy as sp

from symbolic.language.notation import Q, R, b_q, b_r, p, x, z
from symbolic.language.quotient import plain
from symbolic.language.utility import u_q, u_r
from symbolic.model import aggregative as forms


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_the_slope_in_the_offer_is_minus_curvature_less_the_own_share_of_the_total(
    side: str,
) -> None:
    own, total = (b_q, Q) if side == "seller" else (b_r, R)
    at_price, slopes, bent = (
        getattr(forms, f"{side}_{name}")() for name in ("at_price", "slopes", "curvature")
    )
    marginal = p * u_r(*at_price[:2], x, z) if side == "seller" else u_q(*at_price[:2], x, z) / p
    assert sp.expand(slopes[0] + bent.subs(forms.m, 1 - own / total) + marginal / total) == 0
    assert sp.expand(slopes[0] + bent.subs(forms.m, 1 - own / total) + 2 * marginal / total) != 0
    assert sp.expand(slopes[2] - own * marginal / total**2) == 0


@pytest.mark.parametrize("side", ["seller", "buyer"])
def test_the_price_form_is_the_aggregative_form_at_that_price(side: str) -> None:
    total = Q if side == "seller" else R
    _, _, cost, gain = getattr(forms, f"{side}_at_price")()
    there = {p: R / Q}
    terms = getattr(forms, f"{side}_terms")()
    assert [
        sp.expand(a.subs(there) - plain(b)) for a, b in zip((cost, gain), terms, strict=True)
    ] == [0, 0]
    line = forms.price_taking_slope(getattr(forms, f"{side}_at_price")(), total)
    own = b_q if side == "seller" else b_r
    assert sp.expand(gain - cost - line + own / total * (gain / (1 - own / total))) == 0
