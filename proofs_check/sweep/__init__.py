"""Sweeps: many generated economies, each claim on each of them, in a store that survives interruption.

A search for small counterexamples belongs to them.
"""
