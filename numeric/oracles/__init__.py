"""Slow, obvious solvers with formulas typed by hand, against which the fast ones are checked.

They import nothing that they check.
"""
