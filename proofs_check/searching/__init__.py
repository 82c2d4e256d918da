"""Looking for a proof: multipliers, squares, terms of sums, and guides where no search finds the way."""
