"""Fuzz the readers in bulk: ``python -m tests.fuzz.run --expressions 1000000 --files 10000 [--processes 2] [--from SEED]``.

Prints counts, the slowest text, the peak of memory, and every crash; exit status 1 if there is one.
"""

import argparse
import json
import math
import resource
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import repeat
from pathlib import Path
from typing import Any

from tests.fuzz import texts
from tests.fuzz.guard import Tally, install, one

MEMORY = 1 << 30
"""Bytes of address space that reading may add."""

CHUNK = 10_000


def expressions(seeds: range) -> Tally:
    """Parse the expressions of some seeds, and compare what was read with a second evaluation and with its own text read again."""
    from numeric.toml_text import utility_text
    from symbolic.parse import ParseError, parse_utility

    install()
    tally = Tally()
    for seed in seeds:
        text = texts.expression(seed)
        found = one(tally, text, lambda text=text: parse_utility(text, ("theta", "beta")), ParseError)
        if found is not None:
            problem = disagreement(text, found, lambda t: parse_utility(t, ("theta", "beta")), utility_text)
            if problem:
                tally.crashes.append((text, problem))
    return tally


def disagreement(text: str, found: Any, parse: Any, write: Any) -> str | None:
    """Compare an expression with Python's own arithmetic at one point, and with itself after writing and reading."""
    try:
        again = parse(write(found))
    except ValueError as error:
        again = error
    if again != found:
        return f"reads back as another expression: {again}"
    at = {"q": 1.25, "r": 0.75, "theta": 0.625, "beta": 1.5}
    try:
        expected = eval(compile(text.strip(), "text", "eval"), {"__builtins__": {}, "log": math.log, "exp": math.exp, "sqrt": math.sqrt, **at})
    except Exception:
        return None
    values = {s: at[s.name] for s in found.free_symbols}
    value = complex(found.evalf(30, subs=values))
    if isinstance(expected, complex) or not math.isfinite(expected) or abs(expected) > 1e12:
        return None
    scale = max(1.0, abs(expected))
    return None if abs(value - expected) <= 1e-6 * scale or _cancels(text) else f"is {value} by SymPy and {expected} by Python"


def _cancels(text: str) -> bool:
    """Whether rounding in Python's arithmetic may be large: numbers of many digits or extreme exponents."""
    return any(w in text for w in ("e30", "e-30", "e3", "999", "333", "1000", "1001", "690", "e-3"))


def files(seeds: range) -> Tally:
    """Load the economy files of some seeds from disk."""
    from numeric import EconomyError, load_economy, read_economy

    install()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.toml"
        for seed in seeds:
            content = texts.file_bytes(seed)
            path.write_bytes(content)
            text = content.decode("utf-8", "replace")
            found = one(tally, text, lambda: load_economy(path), EconomyError)
            tally.events = [e for e in tally.events if not e.what.startswith(f"open {path}")]
            if found is not None and read_economy(found.to_toml()) != found:
                tally.crashes.append((text, "reads back as another economy"))
    return tally


def bounded(work: str, start: int, stop: int) -> tuple[Tally, int]:
    """Run a chunk in a worker with bounded memory; return the tally and the peak of resident memory in MiB."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        used = int(stream.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY + (1 << 30), used + MEMORY + (1 << 30)))
    tally = {"expressions": expressions, "files": files}[work](range(start, stop))
    return tally, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    """Parse the arguments, run all chunks, print the report."""
    parser = argparse.ArgumentParser()
    for name, default in (("expressions", 0), ("files", 0), ("processes", 2), ("from", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = vars(parser.parse_args())
    status = 0
    with ProcessPoolExecutor(asked["processes"]) as pool:
        for work in ("expressions", "files"):
            first, last = asked["from"], asked["from"] + asked[work]
            starts = range(first, last, CHUNK)
            total, peak = Tally(), 0
            for done, (tally, memory) in enumerate(pool.map(bounded, repeat(work), starts, [min(s + CHUNK, last) for s in starts])):
                _add(total, tally)
                peak = max(peak, memory)
                if done % 25 == 24:
                    print(f"{work}: {(done + 1) * CHUNK} done, {len(total.crashes)} crashes", file=sys.stderr, flush=True)
            if asked[work]:
                print(json.dumps(_report(work, asked[work], total, peak), indent=1, ensure_ascii=True))
                status = status or int(bool(total.crashes or total.events))
    return status


def _add(total: Tally, tally: Tally) -> None:
    total.read += tally.read
    total.refused += tally.refused
    total.crashes += tally.crashes
    total.events += tally.events
    total.libraries += tally.libraries
    total.sentences += tally.sentences
    if tally.slowest > total.slowest:
        total.slowest, total.slowest_text = tally.slowest, tally.slowest_text


def _report(work: str, count: int, total: Tally, peak: int) -> dict[str, Any]:
    return {
        "work": work,
        "texts": count,
        "read": total.read,
        "refused": total.refused,
        "kinds of refusal": len(total.sentences),
        "crashes": [(text[:300], why) for text, why in total.crashes[:40]],
        "number of crashes": len(total.crashes),
        "number of events": len(total.events),
        "events other than parsing": [asdict(e) for e in total.events[:20]],
        "events of libraries alone": dict(total.libraries),
        "slowest, seconds": round(total.slowest, 3),
        "slowest text": total.slowest_text[:200],
        "peak memory, MiB": peak,
    }


if __name__ == "__main__":
    sys.exit(main())
