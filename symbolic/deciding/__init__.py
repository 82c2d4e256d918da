"""What is decided without a solver: identities of rational functions, and signs read off a form."""
