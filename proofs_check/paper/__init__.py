"""The paper's assertions, section by section, as claims.

``CLAIMS`` and ``CHECKS`` are put together, from all sections, when one of them is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
