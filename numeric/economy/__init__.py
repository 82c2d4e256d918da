"""Economies as exact values: environment, mechanism, files."""
