"""Economies as exact values, and what is computed for them.  Imports ``symbolic``.

The public names stand in ``__init__.pyi`` and are loaded when they are first used, so that
importing the package costs nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
