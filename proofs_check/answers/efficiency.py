"""The ex post loss as plain data and as a table: what ``twostage efficiency`` prints."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from numeric.economy.economy import Economy
from numeric.theorem_3.achieving import Achieved
from numeric.theorem_3.efficiency import CONFIDENCE, LEVELS, Efficiency
from numeric.theorem_3.loss_distribution import StateLoss
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, table
from proofs_check.output.console import styled

Data = dict[str, Any]


def efficiency_data(economy: Economy, found: Efficiency) -> Data:
    """Return the distribution of the loss in the format of ``twostage efficiency --json``."""
    return {
        "economy": economy.name,
        "agents": found.agents,
        "active": found.active,
        "status": found.status,
        "solved": found.status.solved,
        "method": found.method,
        "states": {name: _state(found.states[z]) for z, name in enumerate(economy.states)},
        "epsilon": finite(found.epsilon),
        "epsilon_bounds": finite(found.epsilon_bounds),
        "confidence": CONFIDENCE if found.statistical else None,
        "overuse": finite(found.overuse),
    }


def _state(state: StateLoss) -> Data:
    known = state.draws > 0
    return {
        "mean": finite(state.mean) if known else None,
        "quantiles": {
            f"{level:g}": finite(state.quantile(level)) if known else None for level in LEVELS
        },
        "draws": state.draws,
        "enumerated": state.enumerated,
    }


def achieved_data(found: Achieved, epsilon: float, delta: float) -> Data:
    """Return the κ, η and N that were found for (ε, δ), with what was verified there."""
    mechanism = found.economy.mechanism
    return {
        "epsilon": epsilon,
        "delta": delta,
        "kappa": finite(list(mechanism.kappa)),
        "eta": finite(mechanism.eta),
        "eta_exact": str(mechanism.eta),
        "agents": found.agents,
        "achieved": found.achieved,
        "equilibrium": found.equilibrium,
        "limit": finite(found.limit),
        "verified": efficiency_data(found.economy, found.found),
        "status": found.status,
    }


def failed_data(status: str, epsilon: float, delta: float) -> Data:
    """Return what is reported where the search for a trio failed: nulls and a status."""
    empty = dict.fromkeys(
        ("kappa", "eta", "eta_exact", "agents", "equilibrium", "limit", "verified")
    )
    return {"epsilon": epsilon, "delta": delta, **empty, "achieved": False, "status": status}


def print_efficiency(data: Data, console: Console) -> None:
    """Print the loss by state, the least ε and what δ must cover."""
    console.print(
        styled(
            (data["economy"], "bold"),
            f", N = {data['agents']}, M = {data['active']}: {data['status']}",
        ),
        highlight=False,
    )
    made = table("state", "mean loss", *(f"{level:g} quantile" for level in LEVELS), "values")
    for name, row in data["states"].items():
        made.add_row(
            name,
            number(row["mean"]),
            *(number(v) for v in row["quantiles"].values()),
            str(row["draws"]),
        )
    console.print(made)
    console.print(f"The loss t* is in utils; {data['method']}.", highlight=False)
    console.print(
        f"P(t* > ε | z) is at most ε in every state for ε at least {_with_error(data)}.",
        highlight=False,
    )
    uses = ", ".join(number(v) for v in data["overuse"])
    console.print(
        f"Consumption per agent exceeds the endowment by at most ({uses}) in every realisation, "
        "which δ must cover.",
        highlight=False,
    )


def _with_error(data: Data) -> str:
    """Return the least ε, with its error where it is statistical."""
    if data["confidence"] is None or data["epsilon"] is None:
        return number(data["epsilon"])
    low, high = (number(v) for v in data["epsilon_bounds"])
    sure = f"{100 * data['confidence']:g} % confidence"
    return f"{number(data['epsilon'])} (statistical: between {low} and {high} with {sure})"


def print_achieved(trio: Data, console: Console) -> None:
    """Print κ, η and N and what was verified there."""
    console.print(
        f"\nFor ε = {trio['epsilon']:g}, δ = {trio['delta']:g}: {trio['status']}.", highlight=False
    )
    if trio["verified"] is None:
        return
    kappa = ", ".join(number(k) for k in trio["kappa"])
    console.print(
        f"κ = ({kappa}), η = {number(trio['eta'])}, N = {trio['agents']}.",
        highlight=False,
    )
    inner = trio["verified"]
    stands = {
        True: "is an equilibrium",
        False: "is NOT an equilibrium",
        None: "is not known to be an equilibrium",
    }[trio["equilibrium"]]
    uses = ", ".join(number(v) for v in inner["overuse"])
    console.print(
        f"There the candidate {stands}, the least ε is {_with_error(inner)}, the overuse at "
        f"most ({uses}).",
        highlight=False,
    )
    console.print(f"The loss in the limit of large N is {number(trio['limit'])}.", highlight=False)
