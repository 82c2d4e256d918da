"""Shorthand for statements that a registered check decides."""

from __future__ import annotations

from symbolic.language.statement import Asserted, Statement


def asserted(name: str, latex: str = "", words: str = "", **parameters: object) -> Statement:
    """Return the statement that the check registered under ``name`` decides with these parameters."""
    return Statement(Asserted(name, latex, tuple(parameters.items())), words=words)
