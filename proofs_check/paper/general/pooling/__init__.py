"""What holds in general of a pooled stage 1: partitions, beliefs, prices, and that none pools all types."""
