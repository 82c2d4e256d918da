"""Theorem 1 in numbers: continuation values, margins, and the slope of the gain."""
