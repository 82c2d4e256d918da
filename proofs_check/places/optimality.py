"""Places of section 7.3."""

from proofs_check.places.place import claim

PLACES = (
    claim("7.3", "Theorem 3 (i)", "there exists a separating equilibrium"),
    claim("7.3", "the economy J", "Consider another economy"),
    claim("7.3", "Claim 1", "continuity of competitive allocations"),
    claim("7.3", "equation (42)", "the event E^1"),
    claim("7.3", "equation (43)", "the event E^2"),
    claim("7.3", "Claim 2", "the event has high probability"),
    claim("7.3", "limits in the proof of Claim 2", "in probability"),
    claim("7.3", "kappa-bar", "minimum of delta/2 and"),
    claim("7.3", "allocation of the inactive and the active", "the corresponding allocation"),
    claim("7.3", "N(kappa, eta)", "N^2(kappa, eta, epsilon/3)"),
    claim("7.3", "the resource chain", "condition (a)"),
    claim("7.3", "condition (b)(i)", "for each z"),
    claim("7.3", "the comparison economy", "finite economy which has"),
    claim("7.3", "inequalities before (44)", "epsilon/3"),
    claim("7.3", "equation (44)", "active agents"),
    claim("7.3", "equation (45)", "inactive agents"),
    claim("7.3", "Pareto dominance", "Therefore"),
    claim("7.3", "total resources", "no less than that for the allocation"),
    claim("7.3", "first welfare theorem", "cannot be Pareto dominated"),
    claim("7.3", "Theorem 3 (ii)", "any symmetric equilibrium"),
    claim("7.3", "Claim 3", "the modified version"),
    claim("7.3", "proof of Claim 3", "uniformly bounded"),
)
