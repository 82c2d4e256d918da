r"""Tail certificates on disk: what a proof of "for all N from here on" needs, and its cheap replay.

A certificate holds M0, the N that it proves, the boxes of frequencies with the bounds on them, and
the coefficients of the dominating functions.  The replay computes nothing on the boxes anew.  It
checks

1. that economy, code and arithmetic are those of the certificate, by hashes (otherwise it is stale
   and proves nothing);
2. that the boxes cover the simplex, exactly, since their ends are doubles;
3. that the coefficients are nonnegative and dominate the stored bounds on every box, with the
   constant found anew;
4. that the bounds then lie below the losses, enclosed anew, at the N that is claimed.

So what is taken on trust is that the stored bounds are those that this code computes on these
boxes.

Conventions: numbers are written so that they read back exactly; bounds are rounded up to few digits
before they are stored, so that files stay small.

Paper: Theorem 1; the certificates are not in the paper.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals
from numeric.certify.theorem_1.attempt import Attempt, attempt, fineness, gain_bounds
from numeric.certify.theorem_1.bound import CellValues, GainBound, Pair, deviations, restored_bound
from numeric.certify.theorem_1.comparison import (
    certified_losses,
    holds_from,
    least_start,
    missing_hypothesis,
)
from numeric.certify.theorem_1.covers import covers_simplex
from numeric.certify.theorem_1.tail import CertifiedTail
from numeric.economy.economy import Economy
from numeric.economy.environment import utility_at
from numeric.formulas.sign_checks import CERTIFIED, NONE

FORMAT, DIGITS = 1, 6
ARITHMETIC = "intervals of IEEE doubles, rounded outward; losses by balls of 96 bits"
ROOM = "numeric.certify.theorem_1"
MODULES = (
    "numeric.certify.arithmetic.array_tape",
    "numeric.certify.arithmetic.elementary_functions",
    "numeric.certify.arithmetic.falling_root",
    "numeric.certify.arithmetic.interval_arrays",
    "numeric.certify.arithmetic.simplex_boxes",
    *(
        f"{ROOM}.{name}"
        for name in (
            "attempt", "bound", "cells", "comparison", "covers", "deviator", "equilibria",
            "expectation", "exponents", "gain_density", "price_hull", "price_range",
            "rare", "state_formulas", "stored", "trades",
        )
    ),
    "symbolic.deciding.quadrant_signs",
    "symbolic.language.quotient",
    "symbolic.language.slopes",
    "symbolic.language.utility",
    "symbolic.model.signed_trade",
)  # fmt: skip
"""The modules that a certificate rests on and that its replay does not run anew on all boxes."""

Data = dict[str, Any]


def economy_hash(economy: Economy) -> str:
    """Return a hash of an economy's exact numbers, its utility and the names of its types."""
    known = {k: str(v) for k, v in economy.keywords().items() if k not in ("name", "parameters")}
    known["parameters"] = str(sorted(economy.environment.parameters.items()))
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


@cache
def code_hash() -> str:
    """Return a hash of the modules that a certificate rests on, without comments and docstrings."""
    total = hashlib.sha256(ARITHMETIC.encode())
    for name in MODULES:
        total.update(_meaning(inspect.getsource(import_module(name))))
    total.update(_meaning(inspect.getsource(utility_at)))
    return total.hexdigest()


def _meaning(source: str) -> bytes:
    """Return a program's syntax tree as text, without docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [n for n in body if not _is_text(n)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.dump(tree).encode()


def _is_text(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def certificate(economy: Economy, tail: CertifiedTail) -> Data:
    """Return the certificate of a tail, computed anew for its M0.

    Raises:
        ValueError: The tail proves no N, or its attempt cannot be repeated.
    """
    if tail.start is None or tail.active is None:
        raise ValueError(f"only a tail that proves some N has a certificate: {tail.detail}")
    made = attempt(economy, tail.active, fineness(economy))
    if made.missing:
        raise ValueError(f"the attempt at M0 = {tail.active} cannot be repeated: {made.missing}")
    if made.rare.any():
        raise ValueError("bounds that leave out rare boxes are not stored")
    made = _rounded(made)
    bounds = gain_bounds(economy, made)
    start = least_start(economy, certified_losses(economy), bounds, tail.active)
    if start is None:
        raise ValueError("with its numbers rounded up the bound proves nothing")
    return {
        "format": FORMAT,
        "economy": economy_hash(economy),
        "code": code_hash(),
        "arithmetic": ARITHMETIC,
        "active": tail.active,
        "from": start,
        "unique_from": tail.unique_from,
        "seconds": round(sum(t.seconds for t in tail.tried), 1),
        "boxes": [made.frequencies.lo.tolist(), made.frequencies.hi.tolist()],
        "deviations": [
            {"pair": list(pair), **_values(made.values[pair]), **bounds[pair].coefficients()}
            for pair in deviations(economy)
        ],
    }


def refreshed(economy: Economy, stored: Data) -> Data:
    """Return a stored certificate computed anew by this code, at its M0 alone.

    The search for M0 is not repeated, so its time and the last failure stay those that were stored.

    Raises:
        ValueError: The certificate is of another economy, or its attempt proves nothing now.
    """
    if stored["economy"] != economy_hash(economy):
        raise ValueError("the certificate is of another economy")
    tail = CertifiedTail(stored["from"], stored["active"], NONE, "", stored["unique_from"])
    kept: Data = {k: stored[k] for k in ("seconds", "computed_last_failure") if k in stored}
    return {**certificate(economy, tail), **kept}


def replayed(economy: Economy, stored: Data) -> CertifiedTail:
    """Return the tail that a stored certificate proves.

    NONE where it is stale or does not prove it.
    """
    try:
        problem = _problem(economy, stored)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        problem = f"the certificate cannot be read: {type(error).__name__}"
    if problem is not None:
        return CertifiedTail(None, None, NONE, problem)
    detail = (
        f"for all M >= {stored['active']} every stage-2 equilibrium is unique and a bound on the "
        "gain, which falls in M, stays below the cost of any deviation; replayed from a stored "
        "certificate"
    )
    return CertifiedTail(stored["from"], stored["active"], CERTIFIED, detail, stored["active"])


def _problem(economy: Economy, stored: Data) -> str | None:
    """Return a sentence on why a certificate proves nothing, or nothing."""
    if stored["format"] != FORMAT or stored["arithmetic"] != ARITHMETIC:
        return "the certificate is of another format or arithmetic"
    if stored["economy"] != economy_hash(economy):
        return "the certificate is of another economy"
    if stored["code"] != code_hash():
        return "the certificate is stale: code that shapes it has changed"
    missing = missing_hypothesis(economy)
    if missing is not None or economy.mechanism.eta <= 0:
        return missing or "the comparison with a cost needs eta > 0"
    boxes = Intervals(*(np.array(ends, dtype=float) for ends in stored["boxes"]))
    if not covers_simplex(boxes.lo[:, :-1], boxes.hi[:, :-1]):
        return "the boxes of the certificate do not cover the simplex"
    bounds = {
        tuple(d["pair"]): _bound(economy, stored["active"], boxes, d) for d in stored["deviations"]
    }
    if sorted(bounds) != sorted(deviations(economy)):
        return "the certificate leaves out a deviation"
    if economy.active(stored["from"]) < stored["active"]:
        return "the certificate claims an N with fewer active agents than its bound needs"
    if not holds_from(economy, certified_losses(economy), bounds, stored["from"]):
        return "the bounds of the certificate do not lie below the losses"
    return None


def _bound(economy: Economy, active: int, boxes: Intervals, stored: Data) -> GainBound:
    values = CellValues(
        np.array(stored["shares"], dtype=float),
        {(a, b): np.array(v, dtype=float) for a, b, v in stored["posteriors"]},
    )
    return restored_bound(economy, active, boxes, values, stored["pair"], stored["coefficients"])


def _values(values: CellValues) -> Data:
    return {
        "shares": values.by_shares.tolist(),
        "posteriors": [[a, b, v.tolist()] for (a, b), v in values.by_posterior.items()],
    }


def _rounded(made: Attempt) -> Attempt:
    """Round all bounds up to few digits."""

    def few(values: CellValues) -> CellValues:
        posteriors = {pair: rounded_up(v) for pair, v in values.by_posterior.items()}
        return CellValues(rounded_up(values.by_shares), posteriors)

    upper: dict[Pair, CellValues] = {pair: few(v) for pair, v in made.values.items()}
    rest = (made.lower, made.unique, made.rare, made.rows, made.missing, made.seconds)
    return Attempt(made.active, made.frequencies, upper, *rest)


def rounded_up(values: Array | Sequence[float]) -> Array:
    """Return doubles that print with few digits and are not below the values."""
    result = []
    for value in np.asarray(values).tolist():
        near = float(f"{value:.{DIGITS - 1}e}")
        step = 10.0 ** (np.floor(np.log10(abs(value))) - DIGITS + 1) if value else 0.0
        result.append(near if near >= value else float(f"{value + step:.{DIGITS - 1}e}"))
    rounded = np.array(result)
    if (rounded < np.asarray(values)).any():
        raise ArithmeticError("a bound was rounded down")
    return rounded


def read(path: Path) -> Data | None:
    """Return a certificate from a file, or None where there is none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def write(path: Path, data: Data) -> None:
    """Write a certificate to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
