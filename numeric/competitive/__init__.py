"""The economy with a known state and exogenous trades: price-taking and competitive equilibria."""
