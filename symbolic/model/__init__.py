"""The paper's formulas, each written once.

They are those of the market, best responses, stage 1, deviations and efficiency.  Importing any of
them teaches SymPy's printer how to print them.
"""

from symbolic.printing import with_sympy  # noqa: F401 - registers itself with SymPy
