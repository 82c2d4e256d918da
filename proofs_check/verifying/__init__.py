"""Running claims: on which economies, on how many processes, and what the results amount to."""
