"""Derivatives of equilibria with respect to anything that an economy is made of."""
