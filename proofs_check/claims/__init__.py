"""What a claim is: statement, correction, checks, mutants, verdicts, and where it belongs."""
