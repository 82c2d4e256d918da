"""Formulas, statements and derivations as LaTeX in the paper's notation."""
