"""Fuzz the readers in bulk.

``python -m tests.fuzz.run --expressions 1000000 --files 10000 --specs 10000 [--processes 2] [--from
SEED]``.

Prints counts, the slowest text, the peak of memory, and every crash; exit status 1 if there is one.
"""

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from itertools import repeat
from pathlib import Path
from typing import Any

import sympy as sp

from tests.fuzz import second_reader, texts
from tests.fuzz.guard import Tally, install, one

MEMORY = 1 << 30
"""Bytes of address space that reading may add."""

CHUNK = 10_000


def expressions(seeds: range) -> Tally:
    """Parse the expressions of some seeds.

    And compare what was read with a second evaluation and with its own text read again.
    """
    from numeric.economy.toml_text import utility_text
    from symbolic.language.parse import ParseError, parse_utility

    install()
    tally = Tally()
    for seed in seeds:
        text = texts.expression(seed)
        found = one(
            tally, text, lambda text=text: parse_utility(text, ("theta", "beta")), ParseError
        )
        if found is None:
            continue
        problems = [
            unlike_its_text(found, lambda t: parse_utility(t, ("theta", "beta")), utility_text)
        ]
        with suppress(ArithmeticError):
            problems.append(misread(text, found))
            tally.compared += 1
        tally.crashes += [(text, problem) for problem in problems if problem]
    return tally


def unlike_its_text(found: Any, parse: Any, write: Any) -> str | None:
    """Compare an expression with itself after writing and reading."""
    try:
        again = parse(write(found))
    except ValueError as error:
        again = error
    return None if again == found else f"reads back as another expression: {again}"


def misread(text: str, found: Any) -> str | None:
    """Compare an expression with a second evaluation of its text at one point.

    Raises:
        ArithmeticError: The text has no value there, or one that is too large.
    """
    expected = second_reader.value(text)
    read = found.evalf(
        60, subs={s: sp.Rational(second_reader.POINT[s.name]) for s in found.free_symbols}
    )
    value = second_reader.context.mpc(*(part._to_mpmath(220) for part in read.as_real_imag()))
    close = abs(value - expected) <= 1e-40 * abs(expected) + 1e-60
    return (
        None
        if close
        else f"is {read} by SymPy and {second_reader.context.nstr(expected, 20)} by the second "
        "reader"
    )


def files(seeds: range) -> Tally:
    """Load the economy files of some seeds from disk.

    Each that is read must read back equal from its own text.
    """
    from numeric import EconomyError, load_economy, read_economy

    def problem(found: Any) -> str | None:
        return None if read_economy(found.to_toml()) == found else "reads back as another economy"

    return from_disk(seeds, texts.file_bytes, load_economy, EconomyError, problem)


def specs(seeds: range) -> Tally:
    """Load the sweep specifications of some seeds from disk.

    Draw the first economy of those that are read.
    """
    from proofs_check.sweep.spec import load_spec
    from symbolic.language.errors import InputError

    def problem(found: Any) -> str | None:
        try:
            found.economy(0)
        except InputError:
            pass
        except Exception as error:
            return f"its first economy: {error!r}"
        return None

    return from_disk(seeds, texts.spec_bytes, load_spec, InputError, problem)


def from_disk(
    seeds: range,
    content: Callable[[int], bytes],
    load: Callable[[Path], Any],
    refusal: type[Exception],
    problem: Callable[[Any], str | None],
) -> Tally:
    """Write the contents of some seeds to a file one after the other, load each.

    And look for a problem in what was read.
    """
    install()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.toml"
        for seed in seeds:
            path.write_bytes(content(seed))
            text = content(seed).decode("utf-8", "replace")
            found = one(tally, text, lambda: load(path), refusal)
            tally.events = [e for e in tally.events if not e.what.startswith(f"open {path}")]
            why = None if found is None else problem(found)
            if why is not None:
                tally.crashes.append((text, why))
    return tally


def bounded(work: str, start: int, stop: int) -> tuple[Tally, int]:
    """Run a chunk in a worker with bounded memory.

    Return the tally and the peak of resident memory in MiB.
    """
    with open("/proc/self/statm", encoding="ascii") as stream:
        used = int(stream.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY:
        resource.setrlimit(
            resource.RLIMIT_AS, (used + MEMORY + (1 << 30), used + MEMORY + (1 << 30))
        )
    tally = {"expressions": expressions, "files": files, "specs": specs}[work](range(start, stop))
    return tally, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    """Parse the arguments, run all chunks, print the report."""
    parser = argparse.ArgumentParser()
    for name, default in (
        ("expressions", 0),
        ("files", 0),
        ("specs", 0),
        ("processes", 2),
        ("from", 0),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = vars(parser.parse_args())
    status = 0
    with ProcessPoolExecutor(asked["processes"]) as pool:
        for work in ("expressions", "files", "specs"):
            first, last = asked["from"], asked["from"] + asked[work]
            starts = range(first, last, CHUNK)
            total, peak = Tally(), 0
            for done, (tally, memory) in enumerate(
                pool.map(bounded, repeat(work), starts, [min(s + CHUNK, last) for s in starts])
            ):
                _add(total, tally)
                peak = max(peak, memory)
                if done % 25 == 24:
                    print(
                        f"{work}: {(done + 1) * CHUNK} done, {len(total.crashes)} crashes",
                        file=sys.stderr,
                        flush=True,
                    )
            if asked[work]:
                print(
                    json.dumps(_report(work, asked[work], total, peak), indent=1, ensure_ascii=True)
                )
                status = status or int(bool(total.crashes or total.events))
    return status


def _add(total: Tally, tally: Tally) -> None:
    total.read += tally.read
    total.refused += tally.refused
    total.compared += tally.compared
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
        "values compared": total.compared,
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
