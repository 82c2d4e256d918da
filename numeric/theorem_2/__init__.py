"""Theorem 2 in numbers: semi-pooling candidates, their stage-2 games, and what pooling costs."""
