"""Places of the abstract, the introduction and section 2."""

from proofs_check.places.place import claim, definition, narrative

PLACES = (
    narrative("abstract", "first sentence", "A market-game mechanism", "says what is studied"),
    narrative(
        "abstract",
        "description",
        "The mechanism has two stages",
        "described again, with formulas, in section 2.2",
    ),
    claim(
        "abstract",
        "existence",
        "there exists an essentially unique equilibrium",
        "thm-1",
        "abstract.essentially-unique",
    ),
    claim(
        "abstract",
        "efficiency",
        "almost ex post efficient",
        "thm-3.i",
        "thm-3.ii",
        "abstract.almost-efficient",
    ),
    narrative(
        "1",
        "first paragraph",
        "We study strategic trade",
        "motivation and requirements on a mechanism; no statement about the model",
    ),
    narrative(
        "1",
        "second to fourth paragraph",
        "There are two main candidate mechanisms",
        "about other papers and mechanisms",
    ),
    claim(
        "1", "demand schedules", "must use demand schedules as actions", "sec-1.supply-functions"
    ),
    claim(
        "1",
        "one-stage market games",
        "Previous work on market games does not",
        "sec-1.one-stage",
        "sec-1.schedule",
    ),
    claim("1", "footnote 1", "Palfrey uses a Cournot mechanism", "fn-1.cournot", "fn-1.parts"),
    narrative(
        "1",
        "description of the mechanism",
        "Our mechanism elicits information",
        "described again, with formulas, in section 2.2",
    ),
    claim("1", "the trade-off of stage 1", "Contingent on becoming inactive", "eq-5", "eq-10"),
    claim("1", "beliefs decide", "affects his final payoff only by way of", "sec-1.beliefs-only"),
    claim("1", "first result", "If a mild genericity condition holds", "thm-1", "sec-3.2.generic"),
    claim(
        "1",
        "what stage 1 reveals",
        "stage-1 actions reveal the private information",
        "sec-2.3.reveals",
    ),
    claim(
        "1",
        "resolution of the trade-off, candidate",
        "resolved entirely in favor of",
        "thm-1",
        "eq-10",
    ),
    claim("1", "second result", "any such equilibrium reveals", "thm-2"),
    claim("1", "convergence", "the stage-2 behavior converges to", "prop-2", "sec-1.limit-economy"),
    claim(
        "1",
        "third result",
        "almost ex post efficient",
        "thm-3.i",
        "thm-3.ii",
        "abstract.almost-efficient",
    ),
    narrative("1", "comparison", "In closely related settings", "about other papers"),
    narrative("2", "opening", "We describe, in turn", "announces the section"),
    claim(
        "2.1",
        "utility",
        "strictly increasing, strictly concave, continuously twice differentiable",
        "sec-2.1.inada",
    ),
    definition("2.1", "endowments", "the per capita endowment", "the endowment (q-bar, r-bar)"),
    claim(
        "2.1",
        "monotone demand",
        "the implied complete-information competitive demands",
        "lemma-2.monotone-demand",
    ),
    claim("2.1", "footnote 2", "A gross-substitutes assumption", "fn-2"),
    definition(
        "2.1",
        "sequence of events",
        "nature draws a state",
        "pi, mu and the type realisations, i.i.d. given the state",
    ),
    claim("2.1", "posterior of a type", "the implied posterior probability", "sec-2.1.posterior"),
    definition("2.1", "full support", "pi(z) > 0 and mu_z(x) > 0", "the full-support assumption"),
    claim("2.1", "informativeness", "z different from z' implies", "sec-3.1.concentration"),
    claim(
        "2.1",
        "merging states",
        "without loss of generality",
        "sec-2.1.merging",
        "sec-2.1.merging.demand",
        "sec-2.1.merging.ex-post",
    ),
    narrative("2.1", "interpretation", "x is an idiosyncratic taste shock", "interpretation"),
    claim("2.1", "types as pairs", "x = (x^t, x^s)", "sec-2.1.pairs"),
    definition("2.2", "equation (1)", "the set of offers", "the set of one-sided offers"),
    definition(
        "2.2",
        "M",
        "the smallest integer no less than",
        "M, and the uniform assignment of agents to active and inactive",
    ),
    claim(
        "2.2", "equation (2)", "payoff for each inactive agent", "eq-2.budget", "eq-2.nonnegative"
    ),
    definition("2.2", "histogram", "the mechanism announces", "the histogram nu"),
    claim("2.2", "footnote 3", "We could let the mechanism announce two", "fn-3"),
    claim("2.2", "equation (3)", "payoff of an active agent", "eq-3.budget", "eq-3.nonnegative"),
    claim(
        "2.2",
        "equation (4)",
        "total offers",
        "eq-4.accounting",
        "eq-4.round",
        "sec-2.2.kappa-value",
    ),
    claim(
        "2.2", "role of kappa, payoffs", "avoid the need to define payoffs", "sec-2.2.kappa-defined"
    ),
    claim("2.2", "role of kappa, no trade", "prevent no-trade from being", "sec-2.2.no-trade"),
    definition("2.2", "price", "p_2 functions as", "p_2 = R/Q"),
    narrative(
        "2.2",
        "footnote 4",
        "Our market game is a version of",
        "names the variant of the market game and cites the literature",
    ),
    claim(
        "2.2",
        "feasibility",
        "As it stands, this mechanism violates",
        "sec-2.2.inactive-clearing",
        "eq-4.accounting",
    ),
    claim(
        "2.2",
        "size of the departure",
        "the departure from feasibility",
        "sec-2.2.departure",
        "sec-2.2.balancedness",
    ),
    claim(
        "2.2",
        "role of the constraint",
        "The restriction in O",
        "sec-2.2.ray",
        "prop-1.best-response",
    ),
    narrative(
        "2.2",
        "footnote 5",
        "All proofs appear",
        "says where proofs are (that of Claim 1 of section 7.3 is omitted)",
    ),
    claim("2.2", "Lemma 1", "Fix stage-2 offers of all other agents", "lemma-1"),
    claim(
        "2.2",
        "remark below Lemma 1",
        "Obviously, the restriction is also not binding",
        "sec-2.2.inactive-one-sided",
    ),
    definition(
        "2.3", "strategies", "A stage-1 strategy is", "strategies and nu net of the own action"
    ),
    definition(
        "2.3",
        "equilibrium",
        "is a perfect bayesian equilibrium",
        "equilibrium; the own stage-2 strategy is understood in the condition on stage 1",
    ),
    definition(
        "2.3",
        "symmetric equilibrium",
        "Throughout the paper, we focus on",
        "symmetric equilibrium as a triple (s_1, s_2, phi)",
    ),
    definition(
        "2.3", "separating equilibrium", "x different from y implies", "separating equilibrium"
    ),
    claim("2.3", "common belief", "all active agents share the same belief", "sec-2.3.reveals"),
)
