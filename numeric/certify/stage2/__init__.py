"""Stage 2 with proof: all equilibria of a configuration."""
