"""Economies as exact values, and what is computed for them.  Imports ``symbolic``.

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.competitive import Competitive, solve_competitive
    from numeric.compiled import Kernels, kernels
    from numeric.economy import Economy, EconomyError
    from numeric.margins import Threshold, threshold
    from numeric.reader import load_economy, read_economy
    from numeric.response import best_response
    from numeric.rounds import Round, play
    from numeric.stage1 import Stage1, solve_stage1
    from numeric.stage2 import Stage2, solve_stage2

_HOMES = {
    "Competitive": "competitive",
    "Economy": "economy",
    "EconomyError": "economy",
    "Kernels": "compiled",
    "Round": "rounds",
    "Stage1": "stage1",
    "Stage2": "stage2",
    "Threshold": "margins",
    "best_response": "response",
    "kernels": "compiled",
    "load_economy": "reader",
    "play": "rounds",
    "read_economy": "reader",
    "solve_competitive": "competitive",
    "solve_stage1": "stage1",
    "solve_stage2": "stage2",
    "threshold": "margins",
}

__all__ = [
    "Competitive",
    "Economy",
    "EconomyError",
    "Kernels",
    "Round",
    "Stage1",
    "Stage2",
    "Threshold",
    "best_response",
    "kernels",
    "load_economy",
    "play",
    "read_economy",
    "solve_competitive",
    "solve_stage1",
    "solve_stage2",
    "threshold",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'numeric' has no attribute {name!r}")
    return getattr(import_module(f"numeric.{_HOMES[name]}"), name)
