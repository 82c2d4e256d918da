"""Sphinx: no network, no theme but its own, warnings are errors."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

project = "two-stage-market-game"
author = "two-stage-market-game contributors"
copyright = author
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "formulas",
]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
root_doc = "index"
html_theme = "alabaster"
html_theme_options = {"description": "Hu and Wallace (2012), derived, proved, computed"}
html_show_copyright = False
html_copy_source = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
doctest_test_doctest_blocks = ""  # those of docstrings are run by pytest
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
html_math_renderer = "mathml"
exclude_patterns = ["made"]
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["site.css"]
