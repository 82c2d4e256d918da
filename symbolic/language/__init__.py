"""What formulas and statements are made of.

The room has symbols, sums, fractions as written, statements as trees, and their text.
"""
