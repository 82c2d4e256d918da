"""The paper's formulas, each written once.

They are those of the market, best responses, stage 1, deviations and efficiency.
"""
