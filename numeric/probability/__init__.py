"""Bayes' rule, multinomial weights, partitions and compositions of types."""
