"""Equilibria after a semi-pooling stage 1, with proof."""
