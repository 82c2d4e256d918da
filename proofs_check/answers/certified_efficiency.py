"""Theorem 3 with proved numbers as plain data and as text: what ``efficiency --certify`` prints.

The JSON has the keys "epsilon", "delta", "kappa_bar" and "kappa_bar_exact" (κ̄, for every κ up to it
in both goods, or null), "active" and "influence" (both conditions hold for M of at least "active" with
M κ_q of at least 1 over "influence"), "limit" (what keeps κ̄ from being larger), "evidence", "detail",
and "at": null, or for one κ and η {"kappa", "eta", "eta_exact", "active" (the M from which both conditions
hold), "efficient_from" (the least such N), "equilibrium_from" (from which N on the candidate is an
equilibrium), "from" (N(κ, η), the larger), "evidence", "detail"}.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.text import Text

from numeric.certify import certify_efficient_from, certify_uniform_efficiency
from numeric.certify.theorem_3.uniform import EfficientFrom, UniformEfficiency
from numeric.economy.economy import Economy
from numeric.theorem_3.achieving import rescaled
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number

Data = dict[str, Any]


def certified_trio(
    economy: Economy,
    epsilon: Fraction,
    delta: Fraction,
    time_limit: float | None,
    update: Callable[[str], None] = lambda _: None,
) -> Data:
    """Certify κ̄, and N(κ, η) at the file's κ and η or, where κ̄ is not about them, just below κ̄."""
    found = certify_uniform_efficiency(economy, epsilon, delta)
    data = uniform_data(found)
    if found.ceiling is not None:
        update("N(κ, η)")
        at = economy if found.covers(economy) else rescaled(economy, found.ceiling)
        data["at"] = at_data(certify_efficient_from(at, epsilon, delta, time_limit=time_limit))
    return data


def uniform_data(found: UniformEfficiency) -> Data:
    """Return κ̄ with what it rests on."""
    ceiling = found.ceiling
    return {
        "epsilon": float(found.epsilon),
        "delta": float(found.delta),
        "kappa_bar": None if ceiling is None else float(ceiling),
        "kappa_bar_exact": None if ceiling is None else str(ceiling),
        "active": found.active,
        "influence": float(found.influence),
        "limit": found.limit,
        "evidence": found.evidence,
        "detail": found.detail,
        "at": None,
    }


def at_data(found: EfficientFrom) -> Data:
    """Return N(κ, η) at one κ and η."""
    mechanism = found.economy.mechanism
    return {
        "kappa": finite([float(k) for k in mechanism.kappa]),
        "eta": float(mechanism.eta),
        "eta_exact": str(mechanism.eta),
        "active": found.active,
        "efficient_from": found.efficient,
        "equilibrium_from": found.tail.start,
        "from": found.start,
        "evidence": found.evidence,
        "detail": found.tail.detail,
    }


def print_certified(data: Data, console: Console) -> None:
    """Print κ̄ and N(κ, η), or what is missing."""
    console.print(Text("\nTheorem 3 with proof", style="bold"))
    for sentence in sentences(data):
        console.print(sentence, highlight=False)


def sentences(data: Data) -> list[str]:
    """Return what is proved, in words."""
    pair = f"ε = {data['epsilon']:g}, δ = {data['delta']:g}"
    if data["kappa_bar"] is None:
        return [f"For {pair} no κ̄ is certified: {data['detail']}."]
    said = [
        f"For {pair}: κ̄ = {number(data['kappa_bar'])} ({data['evidence']}): {data['detail']}.",
        f"What keeps κ̄ from being larger: {data['limit']}.",
    ]
    at = data["at"]
    if at is None:
        return said
    kappa = ", ".join(number(k) for k in at["kappa"])
    where = f"At κ = ({kappa}), η = {number(at['eta'])}"
    if at["efficient_from"] is not None:
        said.append(
            f"{where} the outcome is ex post (ε, δ)-efficient at every N >= "
            f"{at['efficient_from']} at which the candidate is an equilibrium."
        )
    said.append(
        f"N(κ, η) = {at['from']} ({at['evidence']}): the candidate is an equilibrium at every N >= "
        f"{at['equilibrium_from']}."
        if at["from"] is not None
        else f"{where} no N(κ, η) is certified: {at['detail']}."
    )
    return said
