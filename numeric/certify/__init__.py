"""Proofs by ball arithmetic.

They are enclosures of α*, p^z and β^σ, whether these are unique, and the sign of Theorem 1's
margin.

What is certified holds for the exact numbers of the economy; floating point only suggests where to
look.  Every result says which hypotheses about u it rests on, and what was left undecided.

Paper: sections 3.1 and 3.2; Theorem 1.
"""

from numeric.certify.arithmetic.closed_forms import enclosure_of, sign_of
from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.competitive.enclose import (
    CertifiedCompetitive,
    EnclosedPrice,
    certify_competitive,
)
from numeric.certify.last_failure.downwards import LastFailure, certify_last_failure
from numeric.certify.last_failure.uniqueness import unique_equilibria
from numeric.certify.stage1.enclose import CertifiedStage1, certify_stage1
from numeric.certify.stage2.enclose import certify_stage2
from numeric.certify.stage2.results import CertifiedStage2, EnclosedEquilibrium
from numeric.certify.theorem_1.margin import CertifiedMargin, certify_margin
from numeric.certify.theorem_1.tail import CertifiedTail, certify_tail
from numeric.certify.theorem_2.exclusion import (
    CertifiedExclusion,
    ExcludedPartition,
    certify_exclusion,
)
from numeric.certify.theorem_2.pooling import EnclosedPooling, certify_pooling
from numeric.certify.theorem_3.loss import CertifiedEfficiency, certify_efficiency, loss_bound
from numeric.certify.theorem_3.uniform import (
    EfficientFrom,
    UniformEfficiency,
    certify_efficient_from,
    certify_uniform_efficiency,
)

__all__ = [
    "CertifiedCompetitive",
    "CertifiedEfficiency",
    "CertifiedExclusion",
    "CertifiedMargin",
    "CertifiedStage1",
    "CertifiedStage2",
    "CertifiedTail",
    "EfficientFrom",
    "EnclosedEquilibrium",
    "EnclosedPooling",
    "EnclosedPrice",
    "ExcludedPartition",
    "Interval",
    "LastFailure",
    "UniformEfficiency",
    "certify_competitive",
    "certify_efficiency",
    "certify_efficient_from",
    "certify_exclusion",
    "certify_last_failure",
    "certify_margin",
    "certify_pooling",
    "certify_stage1",
    "certify_stage2",
    "certify_tail",
    "certify_uniform_efficiency",
    "enclosure_of",
    "loss_bound",
    "sign_of",
    "unique_equilibria",
]
