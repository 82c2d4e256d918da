"""Symbolic formulas as numerical functions, their roots and their signs."""
