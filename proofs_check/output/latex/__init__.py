"""The LaTeX document of derivations: layout, sections, and running LaTeX."""
