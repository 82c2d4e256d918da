"""Balls and intervals: formulas on balls, exclusion and Krawczyk tests, exact beliefs, closed forms."""
