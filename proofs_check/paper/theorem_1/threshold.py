r"""Theorem 1 as a number with proof.

For each shipped economy there is an N from which on the candidate is an equilibrium.

The bounds behind the numbers are computed by ``twostage threshold --certify --store`` and stored
with the examples (``make certificates`` computes all of them anew).  The check here replays them:
that the economy and the code are the same, that the stored boxes cover all configurations, and that
the bounds on them imply the comparison for all larger N.  A certificate that is stale proves
nothing, and the claim is then undecided.

Paper: Theorem 1; the numbers are not in the paper.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numeric.certify import certify_margin
from numeric.certify.theorem_1.stored import code_hash, economy_hash, read, replayed
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.sign_checks import CERTIFIED
from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.asserted import asserted
from proofs_check.verifying.economies import SHIPPED

ENGINE = "interval arithmetic"
TAILS = SHIPPED / "tails"
"""Where the certificates are."""

Data = dict[str, Any]


def stored_tails(folder: Path = TAILS) -> list[tuple[str, Economy, Data]]:
    """Return the name of each economy that has a certificate, the economy, and the certificate."""
    found = []
    for path in sorted(folder.glob("*.json")):
        data, file = read(path), folder.parent / f"{path.stem}.toml"
        if data is not None and file.exists():
            found.append((path.stem, load_economy(file), data))
    return found


def tails_table(folder: Path = TAILS) -> list[Data]:
    """Return for each economy with a certificate what it says, for a table beside Theorem 1.

    Keys: "economy", "types", "states", "last_failure" (as computed in floating point below the
    tail; None where none is), "from" (N̄), "active" (M0), "seconds" (of the search), "current"
    (whether the certificate is of this economy and this code; otherwise it proves nothing).
    """
    return [
        {
            "economy": economy.name or name,
            "types": len(economy.types),
            "states": len(economy.states),
            "last_failure": data.get("computed_last_failure"),
            "from": data["from"],
            "active": data["active"],
            "seconds": data["seconds"],
            "current": data["code"] == code_hash() and data["economy"] == economy_hash(economy),
        }
        for name, economy, data in stored_tails(folder)
    ]


def threshold(parameters: Parameters) -> Outcome:
    """Replay the stored certificates.

    ``from_`` "certificate" asserts that the candidate is an equilibrium at every N from the one
    that the certificate claims; "last failure" that it is from its last computed failure on, in the
    economy whose last failure is the least (``economy`` 0) or the next.
    """
    found = stored_tails()
    if not found:
        return _open("there are no stored certificates")
    if parameters["from_"] == "last failure":
        return _from_last_failure(found, int(parameters["economy"]))
    values = {}
    for name, economy, data in found:
        tail = replayed(economy, data)
        if tail.evidence != CERTIFIED:
            return _open(f"{name}: {tail.detail}")
        values[name] = _row(data)
    words = (
        "for every economy that has a certificate the candidate is an equilibrium from some N on"
    )
    return exactly(True, words, values, ENGINE)


def _row(data: Data) -> str:
    last = data.get("computed_last_failure")
    failure = "no failure computed" if last is None else f"last failure computed {last}"
    return f"N >= {data['from']} ({failure}; {data['seconds']:.0f} s)"


def _from_last_failure(found: list[tuple[str, Economy, Data]], index: int) -> Outcome:
    """Certify that the candidate fails at the last computed failure of one economy."""
    some = [
        (name, e, d["computed_last_failure"])
        for name, e, d in found
        if d.get("computed_last_failure")
    ]
    if len(some) <= index:
        return _open("too few stored certificates tell of a failure")
    name, economy, agents = sorted(some, key=lambda one: one[2])[index]
    sign = certify_margin(economy, agents, scope="local")
    if sign.evidence != CERTIFIED:
        return _open(f"{name} at N = {agents}: {sign.status}")
    return exactly(sign.sign == 1, f"{name} at N = {agents}: {sign.status}", {"N": agents}, ENGINE)


def _open(reason: str) -> Outcome:
    return Outcome(Verdict.UNDECIDED, Evidence.NONE, reason, engine=ENGINE)


def _certified() -> tuple[Economy, ...]:
    return tuple(economy for _, economy, _ in stored_tails())


CHECKS: dict[str, Check] = {"thm-1.threshold": Exact(threshold, _certified)}

CLAIMS = (
    Claim(
        id="thm-1.threshold",
        title="the threshold of Theorem 1 as a number, for each shipped economy (not in the paper)",
        source="Theorem 1",
        printed=asserted(
            "thm-1.threshold",
            r"\forall N \ge \bar N: \text{cost} > \text{gain}",
            from_="certificate",
        ),
        mutants=(
            asserted("thm-1.threshold", from_="last failure", economy=0),
            asserted("thm-1.threshold", from_="last failure", economy=1),
        ),
        existence=True,
    ),
)
