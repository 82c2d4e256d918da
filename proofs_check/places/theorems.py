"""Places of sections 4, 5 and 6."""

from proofs_check.places.place import claim, definition, narrative

PLACES = (
    narrative("4", "opening", "Here we show under some mild", "announces the section"),
    claim("4", "A1", "any bipartition", "sec-4.A1"),
    claim("4", "A1, consequence", "for any partition", "sec-4.A1", "sec-4.A1.stronger"),
    claim("4", "A1, genericity", "are nongeneric", "sec-4.A1.nongeneric"),
    claim(
        "4", "A2", "all agents make the same stage-1 offer", "sec-4.A2.reading", "sec-4.A2.no-trade"
    ),
    claim("4", "A2, rules out pooling", "rules out any equilibrium", "sec-4.A2.rules-out"),
    claim(
        "4",
        "A2, other equilibria",
        "does not change any other",
        "sec-4.A2.other-equilibria",
        "sec-4.A2.existence",
    ),
    claim(
        "4",
        "A2, costless",
        "costless in terms of realized welfare",
        "sec-4.A2.costless",
        "sec-4.A2.small",
        "sec-4.A2.trade",
    ),
    claim("4", "A3", "a single deviating offer", "sec-4.A3.nonempty", "sec-4.A3.mixture"),
    claim(
        "4",
        "A3, scope",
        "allows there to be an arbitrary set",
        "sec-4.A3.nonempty",
        "sec-4.A3.others",
    ),
    narrative("4", "A3, comparison", "essentially the requirement", "about another paper"),
    claim("4", "footnote 9", "A less restrictive extension", "fn-9"),
    claim("4", "Theorem 2", "any equilibrium is separating", "thm-2"),
    claim(
        "4",
        "remark after Theorem 2, stage 1",
        "stage-1 behavior is characterized by",
        "sec-4.alpha-star",
    ),
    claim(
        "4", "remark after Theorem 2, stage 2", "close to price-taking", "thm-2.claim-3", "eq-40"
    ),
    narrative(
        "4", "outline of the proof", "The proof proceeds by contradiction", "outlines section 7.2"
    ),
    definition(
        "5",
        "random variables",
        "three sources of exogenous uncertainty",
        "zeta, c and z, and allocations",
    ),
    claim("5", "outcome", "does not depend on z", "sec-5.outcome-without-z"),
    claim("5", "definition, part (a)", "ex post (epsilon, delta)-efficient", "thm-3.condition-a"),
    claim("5", "definition, part (b)", "a collection of events", "eq-13"),
    claim("5", "equation (12)", "resources", "eq-12"),
    claim(
        "5",
        "equation (13)",
        "strictly better by epsilon",
        "eq-13",
        "sec-5.log-loss",
        "sec-5.log-loss.scaling",
    ),
    claim("5", "usual definition", "When epsilon = delta = 0", "sec-5.zero"),
    claim("5", "footnote 10", "weakly better off for all", "fn-10"),
    narrative("5", "comparison", "except for the presence of", "about other papers"),
    claim(
        "5",
        "Theorem 3 (i)",
        "there exists a separating equilibrium",
        "thm-3.i",
        "thm-3.limit",
        "abstract.almost-efficient",
        "thm-3.fixed-kappa",
    ),
    claim("5", "Theorem 3 (ii)", "any symmetric equilibrium", "thm-3.ii"),
    claim("6", "net payout", "a net payout of one of the goods", "sec-6.payout"),
    claim(
        "6",
        "entry fee",
        "if the entry fee is 2 kappa",
        "sec-6.entry-fee",
        "sec-6.fee.budget",
        "sec-6.fee.least",
        "sec-6.fee.rebate",
    ),
    claim(
        "6",
        "participation",
        "small enough to induce participation",
        "sec-6.participation",
        "sec-6.participation.rebate",
    ),
    claim("6", "delta = 0", "With such an entry fee", "sec-6.delta-zero", "sec-6.delta-zero.loss"),
    claim(
        "6",
        "other mechanism",
        "A mechanism that would insure feasibility",
        "sec-6.pari-mutuel.payout",
        "sec-6.pari-mutuel",
    ),
    claim("6", "monotone demand", "which assures that there is a unique", "sec-6.monotone-demand"),
    claim(
        "6",
        "several equilibria",
        "If, instead, there were multiple",
        "sec-6.several.three",
        "sec-6.several.belief",
    ),
    claim("6", "each a limit", "seems not to be known", "sec-6.several.limits"),
    claim("6", "finitely many states", "The latter plays no role", "sec-6.finite-states"),
    claim("6", "finitely many types", "the former is important", "sec-6.finite-types"),
    narrative("6", "footnote 11", "Reny and Perry cannot use", "about another paper"),
    claim(
        "6", "heterogeneous endowments, existence", "any profile of endowments", "sec-6.endowments"
    ),
    claim(
        "6",
        "heterogeneous endowments, A2",
        "would need to be modified",
        "sec-6.endowments.shut-down",
    ),
    claim(
        "6", "state absent from preferences", "stage-1 would still be useful", "sec-6.state-free"
    ),
    claim(
        "6",
        "types absent from preferences",
        "trade disappears at stage 2",
        "sec-6.types-free.trade",
        "sec-6.types-free.limit",
        "sec-6.thin-side",
        "sec-6.types-free.entry",
    ),
    claim(
        "6",
        "more goods",
        "One well-known way to extend",
        "sec-6.posts.rounds",
        "sec-6.posts.cost",
        "sec-6.posts.convex",
        "sec-6.posts.one-sided",
        "sec-6.posts.lemma-1",
        "sec-6.posts.concave",
    ),
    narrative("6", "use", "potential use of our mechanism", "about applications"),
)
