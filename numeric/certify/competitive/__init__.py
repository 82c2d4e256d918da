"""Competitive equilibria with proof."""
