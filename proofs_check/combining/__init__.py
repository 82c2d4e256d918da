"""A chain of claims as one theorem of Coq, from the certificates of its links, and what Coq says of it."""
