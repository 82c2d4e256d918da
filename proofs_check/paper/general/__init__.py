"""What is proved in general of claims that the toolkit tests on economies: statements and their guides."""
