"""Answers about the variants of the mechanism that section 6 names."""
