"""Derivations about other mechanisms, losses and extensions, none of them in the paper."""
