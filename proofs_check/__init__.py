"""What the paper asserts, and how we know it.  Imports ``symbolic`` and ``numeric``."""
