"""The paper's formulas, each written once.

The market, best responses, stage 1, deviations, efficiency.
"""
