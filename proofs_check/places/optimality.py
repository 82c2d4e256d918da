"""Places of section 7.3."""

from proofs_check.places.place import claim

PLACES = (
    claim(
        "7.3",
        "Theorem 3 (i)",
        "there exists a separating equilibrium",
        "thm-3.i",
        "thm-3.threshold",
    ),
    claim("7.3", "the economy J", "Consider another economy", "thm-3.claim-1"),
    claim("7.3", "Claim 1", "continuity of competitive allocations", "thm-3.claim-1"),
    claim("7.3", "equation (42)", "the event E^1", "eq-42"),
    claim("7.3", "equation (43)", "the event E^2", "eq-43"),
    claim(
        "7.3",
        "Claim 2",
        "the event has high probability",
        "thm-3.claim-2",
    ),
    claim("7.3", "limits in the proof of Claim 2", "in probability", "thm-3.claim-2"),
    claim(
        "7.3",
        "kappa-bar",
        "minimum of delta/2 and",
        "thm-3.resources.last",
        "thm-3.comparison.total",
    ),
    claim(
        "7.3",
        "allocation of the inactive and the active",
        "the corresponding allocation",
        "thm-3.allocation",
    ),
    claim("7.3", "N(kappa, eta)", "N^2(kappa, eta, epsilon/3)", "thm-3.claim-2"),
    claim(
        "7.3",
        "the resource chain",
        "condition (a)",
        "thm-3.resources.active",
        "thm-3.resources.first",
        "thm-3.resources.second",
        "thm-3.resources.last",
        "thm-3.condition-a",
    ),
    claim("7.3", "condition (b)(i)", "for each z", "thm-3.claim-2"),
    claim("7.3", "the comparison economy", "finite economy which has", "thm-3.welfare"),
    claim("7.3", "inequalities before (44)", "epsilon/3", "eq-44"),
    claim("7.3", "equation (44)", "active agents", "eq-44"),
    claim("7.3", "equation (45)", "inactive agents", "eq-45"),
    claim("7.3", "Pareto dominance", "Therefore", "eq-44", "eq-45"),
    claim(
        "7.3", "total resources", "no less than that for the allocation", "thm-3.comparison.total"
    ),
    claim(
        "7.3",
        "first welfare theorem",
        "cannot be Pareto dominated",
        "thm-3.welfare",
        "thm-3.welfare.value",
    ),
    claim(
        "7.3",
        "Theorem 3 (ii)",
        "any symmetric equilibrium",
        "thm-3.ii",
        "thm-3.ii.outcome",
    ),
    claim("7.3", "Claim 3", "the modified version", "thm-3.claim-3"),
    claim("7.3", "proof of Claim 3", "uniformly bounded", "thm-3.claim-3"),
)
