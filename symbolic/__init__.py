"""Exact mathematics of the paper: notation, formulas, statements, and the ring decider.

Imports nothing of ours.

The public names stand in ``__init__.pyi`` and are loaded when they are first used.  Formulas of the
paper are in ``symbolic.model``, one module a subject.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
