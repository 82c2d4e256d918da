"""Proofs that were found before: a search need not be made again where its proof still holds.

The proofs lie beside this module, one to a line with the hash of its statement's tree, and are
written by ``make proofs``.  Nothing rests on them: a proof that is kept is checked like one that has
just been found, and where there is none, or the checker refuses it, the search is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

NAME = "found.jsonl"


@cache
def kept() -> dict[str, Any]:
    """Return the proofs by the hashes of their statements."""
    file = resources.files("proofs_check.engines").joinpath(NAME)
    if not file.is_file():
        return {}
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {line["hash"]: line["proof"] for line in lines}


def forget() -> None:
    """Search for every proof of this process anew."""
    kept().clear()


def keep(certificates: Iterable[dict[str, Any]], file: Path | None = None) -> int:
    """Write the proofs of certificates, each once, and return how many.

    Args:
        certificates: As JSON data.
        file: Where to; by default the file that ``kept`` reads, in a checkout.
    """
    proofs = {c["hash"]: c["proof"] for c in certificates}
    lines = (
        json.dumps({"hash": h, "proof": proofs[h]}, separators=(",", ":")) for h in sorted(proofs)
    )
    text = "".join(f"{line}\n" for line in lines)
    (file or Path(__file__).with_name(NAME)).write_text(text, encoding="utf-8")
    return len(proofs)


if __name__ == "__main__":
    import sys

    folder = Path(sys.argv[1])
    data = [json.loads(f.read_text(encoding="utf-8")) for f in sorted(folder.glob("*.json"))]
    print(f"{keep(data)} proofs kept")
