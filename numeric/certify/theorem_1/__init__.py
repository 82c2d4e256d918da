"""Theorem 1's margin with proof, at one population and for all larger ones."""
