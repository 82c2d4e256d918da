"""Derivations: chains of formulas and facts, and the rules that check each step."""
