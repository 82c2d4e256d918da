"""One name to import: ``import twostage as ts``.

``ts.symbolic`` and ``ts.numeric`` are the layers, ``ts.load_economy``, ``ts.solve_stage2``, … the public names of
``numeric``, ``ts.identical``, ``ts.Statement``, … those of ``symbolic``, ``ts.verify``, ``ts.decide``, … those of
``proofs_check``.  Names are loaded when they are first used.

The layers are import packages called ``symbolic``, ``numeric`` and ``proofs_check``.  If another module of one of these
names is found first, importing this package says so.

>>> import twostage as ts
>>> ts.identical(ts.over(1, 2), ts.over(2, 4))
True
"""

from __future__ import annotations

import importlib.util
import logging
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numeric as numeric
    import proofs_check as proofs_check
    import symbolic as symbolic
    from numeric import *  # noqa: F403 - the faces are listed in their own stubs
    from proofs_check import *  # noqa: F403
    from symbolic import *  # noqa: F403

LAYERS = ("symbolic", "numeric", "proofs_check")
logging.getLogger("twostage").addHandler(logging.NullHandler())


class ShadowedError(ImportError):
    """Another module has the name of one of the layers, and is found first."""


def _check_layers() -> None:
    here = Path(__file__).resolve().parent.parent
    for layer in LAYERS:
        spec = importlib.util.find_spec(layer)
        origin = None if spec is None or spec.origin is None else Path(spec.origin).resolve()
        if origin is None or origin.parent.parent != here:
            where = "is not installed" if origin is None else f"is shadowed by {origin}"
            raise ShadowedError(
                f"the package {layer!r} of two-stage-market-game {where}; rename that module, or take its folder "
                "off the front of sys.path"
            )


_check_layers()


def _homes() -> dict[str, str]:
    """Return, for each public name, the layer that it comes from."""
    return {name: layer for layer in LAYERS for name in import_module(layer).__all__}


def __getattr__(name: str) -> Any:
    if name in LAYERS:
        return import_module(name)
    homes = _homes()
    if name not in homes:
        raise AttributeError(f"module 'twostage' has no attribute {name!r}")
    value = getattr(import_module(homes[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*LAYERS, *_homes(), "__version__"])


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("two-stage-market-game")
    except PackageNotFoundError:  # a checkout on the path that was never installed
        return "0+unknown"


__version__ = _version()
