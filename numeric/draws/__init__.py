"""Economies drawn at random, from ranges and for Hypothesis."""
