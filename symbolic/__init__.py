"""Exact mathematics of the paper: notation, formulas, statements, and the ring decider.  Imports nothing of ours."""
