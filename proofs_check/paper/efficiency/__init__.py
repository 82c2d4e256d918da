"""General statements about what the mechanism achieves: the loss, the allocation, Theorem 3 (i)."""
