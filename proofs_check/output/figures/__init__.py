"""Figures as data, and their drawing: what is plotted is computed once and rendered many times."""
