"""Claims about what other programs import: compiled formulas of an economy, and libraries in other languages.

As in ``toolkit`` the other side is written by hand and slowly, with no two numbers alike.
"""

from proofs_check.paper.imported import compiled, libraries

MODULES = (compiled, libraries)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = ["CHECKS", "MODULES", "compiled", "libraries"]
