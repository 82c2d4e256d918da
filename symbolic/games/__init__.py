"""Formulas of the mechanisms that the introduction and section 6 compare with: the markets and their losses."""
