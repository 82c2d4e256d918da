"""A sweep as partitioned Parquet, written by whoever computes it and read together."""
