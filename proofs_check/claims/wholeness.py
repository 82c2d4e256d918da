"""What a whole sentence of mathematics has: a quantifier and a predicate, in words or in LaTeX."""

QUANTIFIER = (
    r"\\(?:forall|exists|nexists)|\b[Ff]or (?:all|every|each|some)\b|\b[Ee]very\b|\b[Nn]o\b"
)
PREDICATE = r"[=<>]|\\(?:l?ne|le|ge|in|notin|subset|subseteq|to|sim|Rightarrow|iff)\b"
