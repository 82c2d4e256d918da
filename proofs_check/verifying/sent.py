"""Claims and results on their way between processes: what both have is not built anew.

Building all claims from their pickles takes a worker as long as checking dozens of them, and its
results would bring each of them back.  So a worker compares a pickle with that of its own claim of
that name, and takes its own where they are the same; and a result refers to its claim.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from proofs_check.claims.claim import Claim

_THE_CLAIM = "the claim"


def sent(claim: Claim) -> bytes:
    """Return a claim as it is sent to another process."""
    return pickle.dumps(claim)


def received(id_: str, pickled: bytes) -> Claim:
    """Return the claim that was sent: this process's own if that is the same, else another like it."""
    from proofs_check.paper import CLAIMS

    own = CLAIMS.get(id_)
    if own is not None and pickle.dumps(own) == pickled:
        return own
    claim: Claim = pickle.loads(pickled)
    return claim


def sent_back(result: object, claim: Claim) -> bytes:
    """Return what was found of a claim as it is sent back, with a reference in place of the claim."""
    buffer = io.BytesIO()
    _Referring(buffer, claim).dump(result)
    return buffer.getvalue()


def received_back(pickled: bytes, claim: Claim) -> Any:
    """Return what was found of a claim by another process."""
    return _Referred(io.BytesIO(pickled), claim).load()


class _Referring(pickle.Pickler):
    def __init__(self, buffer: io.BytesIO, claim: Claim) -> None:
        super().__init__(buffer)
        self.claim = claim

    def persistent_id(self, obj: object) -> str | None:
        return _THE_CLAIM if obj is self.claim else None


class _Referred(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, claim: Claim) -> None:
        super().__init__(buffer)
        self.claim = claim

    def persistent_load(self, pid: str) -> Claim:
        if pid != _THE_CLAIM:
            raise pickle.UnpicklingError(f"unknown reference {pid!r}")
        return self.claim
