"""Theorem 1 with proof at many given N at once, down to the last failure."""
