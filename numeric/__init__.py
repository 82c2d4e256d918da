"""Economies as exact values, and what is computed for them.  Imports ``symbolic``.

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.achieving import Achieved, achieve
    from numeric.certify import (
        CertifiedCompetitive,
        CertifiedMargin,
        CertifiedStage1,
        CertifiedStage2,
        CertifiedTail,
        Interval,
        certify_competitive,
        certify_margin,
        certify_stage1,
        certify_stage2,
        certify_tail,
        enclosure_of,
        sign_of,
    )
    from numeric.competitive import Competitive, solve_competitive
    from numeric.distribution import StateLoss
    from numeric.economy import Economy, EconomyError
    from numeric.kernel import Kernels, kernels
    from numeric.loss import ExPostLoss, ex_post_loss
    from numeric.margins import Threshold, threshold
    from numeric.reader import load_economy, read_economy
    from numeric.response import best_response
    from numeric.rounds import Round, play
    from numeric.semipooling import SemiPooling, semi_pooling
    from numeric.stage1 import Stage1, solve_stage1
    from numeric.stage2 import Stage2, solve_stage2
    from numeric.welfare import Efficiency, efficiency

_HOMES = {
    "Achieved": "achieving",
    "CertifiedCompetitive": "certify",
    "CertifiedMargin": "certify",
    "CertifiedStage1": "certify",
    "CertifiedStage2": "certify",
    "CertifiedTail": "certify",
    "Competitive": "competitive",
    "Economy": "economy",
    "EconomyError": "economy",
    "Efficiency": "welfare",
    "ExPostLoss": "loss",
    "Interval": "certify",
    "Kernels": "kernel",
    "Round": "rounds",
    "SemiPooling": "semipooling",
    "Stage1": "stage1",
    "Stage2": "stage2",
    "StateLoss": "distribution",
    "Threshold": "margins",
    "achieve": "achieving",
    "best_response": "response",
    "certify_competitive": "certify",
    "certify_margin": "certify",
    "certify_stage1": "certify",
    "certify_stage2": "certify",
    "certify_tail": "certify",
    "efficiency": "welfare",
    "enclosure_of": "certify",
    "ex_post_loss": "loss",
    "kernels": "kernel",
    "load_economy": "reader",
    "play": "rounds",
    "read_economy": "reader",
    "semi_pooling": "semipooling",
    "sign_of": "certify",
    "solve_competitive": "competitive",
    "solve_stage1": "stage1",
    "solve_stage2": "stage2",
    "threshold": "margins",
}

__all__ = [
    "Achieved",
    "CertifiedCompetitive",
    "CertifiedMargin",
    "CertifiedStage1",
    "CertifiedStage2",
    "CertifiedTail",
    "Competitive",
    "Economy",
    "EconomyError",
    "Efficiency",
    "ExPostLoss",
    "Interval",
    "Kernels",
    "Round",
    "SemiPooling",
    "Stage1",
    "Stage2",
    "StateLoss",
    "Threshold",
    "achieve",
    "best_response",
    "certify_competitive",
    "certify_margin",
    "certify_stage1",
    "certify_stage2",
    "certify_tail",
    "efficiency",
    "enclosure_of",
    "ex_post_loss",
    "kernels",
    "load_economy",
    "play",
    "read_economy",
    "semi_pooling",
    "sign_of",
    "solve_competitive",
    "solve_stage1",
    "solve_stage2",
    "threshold",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'numeric' has no attribute {name!r}")
    return getattr(import_module(f"numeric.{_HOMES[name]}"), name)
