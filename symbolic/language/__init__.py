"""What formulas and statements are made of.

Symbols, sums, fractions as written, statements as trees, and their text.
"""
