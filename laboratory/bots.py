"""Bots that take seats through the pages, as a participant would: they load, read, fill in, send.

``python -m laboratory.bots LINK --bots 5`` fills five seats of a running session.  Each page that a
bot loads is timed; the summary says how long pages took.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal
from typing import Any

from laboratory import words
from laboratory.strategies import Strategy, Theory, strategy

SEEN = re.compile(r"<script>var js_vars = (\{.*\});</script>")
PAUSE = 1.5
"""Seconds between two looks at a page that waits."""

THINKS = 2.0
"""Seconds that a bot thinks at most before it sends a page."""

ARRIVES = 0.25
"""Seconds for each bot over which bots open the link, one by one in any order."""

PATIENCE = 60
"""Seconds that a bot waits for a server that is away."""


class Bot(threading.Thread):
    """A participant: where it sits, how it plays, how long its pages took."""

    def __init__(self, link: str, number: int, plays: Strategy) -> None:
        super().__init__(daemon=True)
        self.link = f"{link}?participant_label=bot-{plays.name}-{number}"
        self.plays = plays
        self.took: list[tuple[float, str]] = []
        self.arrives = 0.0
        self.trouble = ""
        self.rounds = 0

    def run(self) -> None:
        """Play the session to its end."""
        try:
            self._play()
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            self.trouble = f"{type(error).__name__}: {error}"

    def _play(self) -> None:
        time.sleep(self.arrives)
        address, page = self._load(self.link)
        while True:
            seen = _seen(page)
            answers = self._answers(seen)
            if seen["page"] in ("Payment", "end"):
                return
            time.sleep(PAUSE if answers is None else random.uniform(0, THINKS))
            address, page = self._load(address, answers)

    def _answers(self, seen: dict[str, Any]) -> dict[str, str] | None:
        """Return what to send, or None where there is only to wait."""
        plays = self.plays
        match seen["page"]:
            case "Waiting":
                return None
            case "Understanding":
                return {q.name: q.right for q in words.questions(seen["known"])}
            case "Stage1":
                return _form(1, plays.first(seen))
            case "Stage2":
                return _form(2, plays.second(seen))
            case "Results":
                plays.results(seen)
                self.rounds += 1
        return {}

    def _load(self, address: str, answers: dict[str, str] | None = None) -> tuple[str, str]:
        data = None if answers is None else urllib.parse.urlencode(answers).encode()
        until = time.time() + PATIENCE
        while True:
            begun = time.perf_counter()
            try:
                with urllib.request.urlopen(address, data, timeout=60) as answer:
                    page = answer.read().decode()
                self.took.append((time.perf_counter() - begun, str(_seen(page)["page"])))
                return answer.geturl(), page
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"status {error.code} at {address}") from None
            except OSError:
                # The server is away; what was sent may or may not have arrived, so look first.
                if time.time() > until:
                    raise
                time.sleep(1)
                data = None


def _seen(page: str) -> dict[str, Any]:
    """Return what a page tells its script."""
    found = SEEN.search(page)
    told: dict[str, Any] = json.loads(found[1]) if found else {"page": "end"}
    return told


def _form(stage: int, offer: tuple[float, float]) -> dict[str, str]:
    side, amount = ("q", offer[0]) if offer[0] else ("r", offer[1])
    return {f"side{stage}": side, f"amount{stage}": f"{Decimal(repr(float(amount))):f}"}


def seated(link: str, count: int, names: list[str]) -> list[Bot]:
    """Seat bots, the strategies in turn, and let them play.

    Raises:
        ValueError: There is no such strategy.
    """
    theory = Theory()
    plays = [strategy(names[i % len(names)], theory, random.Random()) for i in range(count)]
    seats = [Bot(link, i + 1, played) for i, played in enumerate(plays)]
    for bot in seats:
        bot.arrives = random.uniform(0, ARRIVES * count)
        bot.start()
    return seats


def summary(playing: list[Bot]) -> str:
    """Return how bots fared: how many finished, and how long their pages took."""
    took = sorted(t for bot in playing for t in bot.took)
    trouble = [bot.trouble for bot in playing if bot.trouble]
    said = f"{len(playing) - len(trouble)} of {len(playing)} bots finished"
    lines = []
    if took:
        under = sum(t < 1 for t, _ in took) / len(took)
        said += (
            f"; {len(took)} pages, {100 * under:.2f} % under 1 s, {_times([t for t, _ in took])}"
        )
        by_page: dict[str, list[float]] = {}
        for t, name in took:
            by_page.setdefault(name, []).append(t)
        lines = [
            f"  {name}: {len(times)} pages, {_times(times)}" for name, times in by_page.items()
        ]
    return "\n".join([said, *sorted(lines), *sorted(set(trouble))])


def _times(took: list[float]) -> str:
    """Return quantiles of times in order."""
    typical, nearly = took[len(took) // 2], took[int(0.95 * (len(took) - 1))]
    return f"half under {typical:.3f} s, 95 % under {nearly:.3f} s, slowest {took[-1]:.2f} s"


def main(arguments: list[str] | None = None) -> int:
    """Fill seats of a running session."""
    asks = argparse.ArgumentParser(prog="python -m laboratory.bots", description=__doc__)
    asks.add_argument("link", help="the link for participants")
    asks.add_argument("--bots", type=int, default=1)
    asks.add_argument("--strategies", default="equilibrium,random,learning")
    given = asks.parse_args(arguments)
    playing = seated(given.link, given.bots, given.strategies.split(","))
    for bot in playing:
        bot.join()
    print(summary(playing))
    return int(any(bot.trouble for bot in playing))


if __name__ == "__main__":
    sys.exit(main())
