"""Theorem 3 in numbers: the ex post loss, its distribution, and a mechanism that achieves a bound."""
