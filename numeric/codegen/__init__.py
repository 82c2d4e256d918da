"""The paper's formulas for one economy as source code of other languages, by SymPy's own printers."""
