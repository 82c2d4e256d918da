"""Results in every form: JSON, terminal, and the names and statements that the other forms share."""
