"""Reports: pure functions of the results, offline and without trust in the machine that made them."""
