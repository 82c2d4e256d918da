"""Derivatives of equilibria by the implicit function theorem."""
