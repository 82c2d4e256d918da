r"""The letters of quantities that claims introduce: slack, weights, means, counts, offers named once.

Each is printed by one letter with an index or an accent, as in a paper; a name that is typed in a
formula never reaches a reader.  Two names may share a letter where no statement has both, which a
test holds.
"""

from __future__ import annotations

SLACK = {
    "slack_x": r"\varsigma_x",
    "slack_y": r"\varsigma_y",
    "left_q": r"\ell_q",
    "left_r": r"\ell_r",
    "kept": "k",
    "kept_q": "k_q",
    "kept_r": "k_r",
    "held_r": "k_r",
    "rest": r"\rho",
    "rest_q": r"\rho_q",
    "rest_r": r"\rho_r",
    "spare_q": r"\varsigma_q",
    "spare_r": r"\varsigma_r",
    "above": "d^{+}",
    "below": "d^{-}",
    "over": "d^{+}",
    "excess": "e",
    "falls": r"\Delta",
    "step": "h",
    "step_d": "h",
    "within": "w",
    "gap": "d",
    "gap_b": "d_b",
    "gap_Q": "d_Q",
    "off": "d",
    "off_1": "d_1",
    "off_2": "d_2",
    "bend": "e",
    "up": "d",
    "received": "c",
    "sold": "s",
    "receipts_r": "c_r",
}
"""What is left, missing, or moved."""

SHARES = {
    "share_q": "s_q",
    "share_r": "s_r",
    "weight_q": "w_q",
    "weight_r": "w_r",
    "weight_v": "v",
    "weight_w": "w",
    "weight_x": "w_x",
    "weight_y": "w_y",
    "weight_z": "w_z",
    "weight_z_prime": "w_{z'}",
    "other_x": "v_x",
    "other_y": "v_y",
    "active_share": r"\lambda_1",
    "inactive_share": r"\lambda_0",
    "ratio_y": "t_y",
    "P_active": "P_1",
    "P_inactive": "P_0",
}
"""Weights, shares and probabilities."""

NUMBERS = {
    "agents": "n",
    "of_the_type": "n_x",
    "count": "n",
    "goods": "g",
    "others_of_own_type": "n_x",
    "others_of_other_types": "n_y",
    "floor_eta_N": r"\lfloor \eta N \rfloor",
    "Ntilde_delta": r"\tilde{N}(\delta)",
    "Ntilde_delta2": r"\tilde{N}(\delta^{2})",
    "N1_deltatilde": r"N^{1}(\tilde{\delta})",
    "N1_eps": r"N^{1}(\epsilon)",
}
"""Counts of agents, and the thresholds of Theorem 2."""

MARKET = {
    "price": "p",
    "price_q": "p_q",
    "price_r": "p_r",
    "price_low": r"\underline{p}",
    "own_slope": "D_q",
    "cross_slope": "D_r",
    "offer_q": "o_q",
    "offer_r": "o_r",
    "mean_q": r"\overline{q}_m",
    "mean_offer_q": r"\beta^{m}_q",
    "mean_offer_r": r"\beta^{m}_r",
    "offers_of_others_q": r"B_q",
    "offers_of_others_r": r"B_r",
    "mean_demand": "q^{m}",
    "mean_demand_r": "r^{m}",
    "q_first": "q^{1}",
    "q_second": "q^{2}",
}
"""Prices, offers and demand."""

PAYOFFS = {
    "u_at": "u_1",
    "u_half": "u_{1/2}",
    "u_line": "u_1",
    "u_top": "u_2",
    "u_mid": r"u_{1/2}",
    "u_r_there": "@u@_{{@r@}}",
    "v_at": "v_1",
    "v_half": "v_{1/2}",
    "v_top": "v_2",
    "oscillation": r"\omega",
    "minus_second_along": "c",
    "loss": r"\ell",
    "loss_beyond": r"\ell^{+}",
    "gain_short": r"g^{-}",
    "gain": "g",
    "value": "m",
    "top_r": r"\hat{r}",
    "half_B": r"\frac{B}{2}",
    "M_high": r"\overline{M}",
    "M_low": r"\underline{M}",
}
"""Utilities, slopes and losses."""

GENERAL = {
    "first": "s_1",
    "second": "s_2",
    "third": "s_3",
    "fourth": "s_4",
    "within_q": "w_q",
    "within_r": "w_r",
    "offer": "o",
    "own_q": r"\hat{a}_q",
    "own_r": r"\hat{a}_r",
    "any_q": "y_q",
    "any_r": "y_r",
    "q_any": r"\tilde{q}",
    "q_chosen": "q^{*}",
    "offer_z_q": "q^{*}_z",
    "offer_z_r": "r^{*}_z",
    "c_1c": r"\tilde{c}_1",
    "c_2c": r"\tilde{c}_2",
    "p_limit": r"p^{\infty}",
    "g_slope_0": "g'(0)",
    "h_slope_0": "h'(0)",
    "g_slope_hat": r"g'(\hat{b}_q)",
    "h_slope_hat": r"h'(\hat{b}_r)",
    "rate": "K",
    "reach": r"\chi",
    "r_top": "r^{+}",
    "lipschitz": r"\Lambda",
    "number_of_types": "|X|",
    "largest_power": r"\overline{s}",
    "distance": "d",
    "distance_2": "d_2",
    "candidate": r"\sigma",
    "own_set": "A_1",
    "other_set": "A_2",
    "group": "g",
    "F_of_A": "F(A)",
    "F_on_path": "F^{*}",
    "N2_eps": r"N^{2}(\epsilon)",
    "N2_eps_over_D": r"N^{2}(\epsilon/D)",
    "delta_event": r"\delta_E",
    "eps": r"\epsilon",
    "share_a": r"\rho_a",
    "share_b": r"\rho_b",
    "share_c": r"\rho_c",
    "share_s": r"\rho_s",
    "share_v": r"\rho_v",
    "gain_g": "t_g",
    "gain_w": "t_w",
}
"""What general statements quantify over, and values that they name."""

LETTERS: dict[str, str] = {**SLACK, **SHARES, **NUMBERS, **MARKET, **PAYOFFS, **GENERAL}
"""LaTeX by name."""
