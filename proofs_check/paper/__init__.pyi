from .listing import CHECKS as CHECKS
from .listing import CLAIMS as CLAIMS

__all__ = ["CHECKS", "CLAIMS"]
