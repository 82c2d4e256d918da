"""General statements of Theorem 2: what is announced, values of offers, and why pooling does not last."""
