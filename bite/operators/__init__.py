"""What one edit can be: each operator proposes other texts for a node of the syntax tree."""
