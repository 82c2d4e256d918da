"""Stage 2: equilibrium offers and best responses under known totals."""
