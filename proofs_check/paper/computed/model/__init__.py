"""Claims about formulas of the model that nothing has to be solved for: at numbers, typed by hand in fractions."""
