"""Sweeps: many generated economies, each claim on each of them.

In a store that survives interruption; and the search for small counterexamples.
"""
