"""What the paper asserts, and how we know it.  Imports ``symbolic`` and ``numeric``.

The public names stand in ``__init__.pyi`` and are loaded when they are first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
