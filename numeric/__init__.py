"""Economies as exact values, and what is computed for them.  Imports ``symbolic``."""
