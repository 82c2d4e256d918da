"""A whole session in a browser: four windows, bots on the other seats, and what goes wrong.

Two rounds with eight participants.  Ann reloads and edits addresses, Ben types nonsense, Cem comes
late, Dea never answers, the server is killed in mid-round.
"""

import json
import math
import os
import random
import re
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from laboratory import bots, start, words
from laboratory.strategies import Random
from numeric import load_economy, play
from proofs_check.answers.play_export import check_export, economy_files, read_export
from tests.laboratory.conftest import PYTHON, Site

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.lab
CONFIG = {
    **{"rounds": 2, "practice_rounds": 0, "eta": "0.3", "show_posterior": True},
    **{"lobby_seconds": 12, "stage1_seconds": 25, "stage2_seconds": 30, "results_seconds": 40},
}
SHOTS = os.environ.get("LAB_SHOTS")
PATIENCE = 90_000


class Window:
    """A participant's window; whatever it logs, or asks of elsewhere, is noted."""

    def __init__(self, browser: Any, site: Site, code: str, width: int) -> None:
        size = {"width": width, "height": 900}
        self.page, self.site, self.code, self.width = (
            browser.new_page(viewport=size),
            site,
            code,
            width,
        )
        self.said: list[str] = []
        self.points: dict[int, float] = {}
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.site.address, self.site.address.replace("http", "ws"))):
            self.said.append(request.url)

    def enter(self) -> None:
        self.page.goto(f"{self.site.address}/InitializeParticipant/{self.code}")

    def kind(self) -> str:
        """What the window shows; empty while it goes from one page to the next."""
        try:
            return str(self.page.evaluate("js_vars.page"))
        except playwright.Error:
            return ""

    def until(self, *kinds: str, round_number: int = 0) -> str:
        wanted = json.dumps(kinds)
        here = "window.js_vars"
        test = f"document.readyState === 'complete' && {here} && {wanted}.includes({here}.page)"
        if round_number:
            test += f" && {here}.round === {round_number}"
        self.page.wait_for_function(test, timeout=PATIENCE)
        return self.kind()

    def press(self) -> None:
        self.page.locator("button.otree-btn-next").click()

    def learn(self) -> None:
        """Go through instructions and questions."""
        self.until("Instructions")
        self.press()
        self.until("Understanding")
        for question in words.questions(self.page.evaluate("js_vars.known")):
            self.answer(question.name, question.right, bool(question.choices))
        self.press()

    def answer(self, name: str, text: str, choice: bool) -> None:
        if choice:
            self.page.locator(f"input[name={name}][value={text}]").check()
        else:
            self.page.fill(f"#{name}", text)

    def offer(self, stage: int, side: str, text: str) -> None:
        self.page.locator(f"input[name=side{stage}][value={side}]").check()
        self.page.fill(f"#amount{stage}", text)
        self.press()

    def results(self, number: int) -> None:
        self.until("Results", round_number=number)
        self.points[number] = self.page.evaluate("js_vars.points")

    def looked_at(self, name: str) -> None:
        """Nothing for axe to find, nothing to scroll sideways, and a picture if asked for."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        if SHOTS:
            file = Path(SHOTS) / f"{name}-{self.width}.png"
            self.page.screenshot(path=str(file), full_page=True)


def status(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.geturl()
    except urllib.error.HTTPError as error:
        return error.code, address


@pytest.fixture(scope="module")
def told(site: Site, browser: Any) -> dict[str, Any]:
    """Play the session, disturbed as above, and return what is left of it."""
    made = start.new_session(site.kept, site.port, "two_stage", 8, CONFIG)
    seats = site.asked(f"sessions/{made['code']}")["participants"]
    codes = [seat["code"] for seat in sorted(seats, key=lambda s: s["id_in_session"])]
    ann, ben, dea = (
        Window(browser, site, code, width)
        for code, width in zip(codes[:3], (390, 1280, 390), strict=True)
    )
    cem = Window(browser, site, codes[7], 1280)
    here, everyone = [ann, ben, cem], [ann, ben, cem, dea]

    ann.enter()
    ann.looked_at("instructions")
    ben.enter()
    ben.looked_at("instructions")
    dea.enter()
    ben.press()
    ben.until("Understanding")
    ben.looked_at("questions")
    ben.page.fill("#question1", "one half")
    ben.page.locator("input[value=all]").check()
    ben.press()
    ben.page.wait_for_selector(".form-control-errors")
    assert "Set aside, you trade at the fixed price" in ben.page.content()
    ben.looked_at("feedback")
    for question in words.questions(ben.page.evaluate("js_vars.known")):
        ben.answer(question.name, question.right, bool(question.choices))
    ben.press()
    ann.learn()
    dea.learn()
    ann.until("Waiting")
    ann.looked_at("waiting")
    link = f"{site.address}/join/{made['session_wide_url'].rsplit('/', 1)[1]}"
    playing = bots.seated(link, 4, ["equilibrium", "random", "learning"])

    # Round 1: Ann reloads in mid-offer, Ben types nonsense, Dea sits there, Cem is not there.
    ann.until("Stage1", round_number=1)
    ann.page.locator("input[value=q]").check()
    ann.page.evaluate("slider.value = 250; slider.dispatchEvent(new Event('input'))")
    assert ann.page.input_value("#amount1") == "0.25"
    assert ann.page.inner_text("#the-bundle") == "0.75 A and 1.25 B"
    ann.page.reload()
    ann.until("Stage1", round_number=1)
    ann.looked_at("stage1")
    nobody_sees_anothers_type(site, ann)
    shown = worth(ann, 0.94, 1.06)
    ann.page.locator("input[value=q]").check()
    ann.page.fill("#amount1", "0,06")
    assert ann.page.inner_text("#points-0") == shown
    ann.press()
    ben.until("Stage1", round_number=1)
    ben.looked_at("stage1")
    for nonsense in ("abc", "-1", "1e-3", "2", "", "<b>1</b>", "NaN"):
        ben.page.locator("input[value=r]").check()
        ben.page.fill("#amount1", nonsense)
        ben.press()
        ben.page.wait_for_selector(".form-control-errors")
        assert "number from 0 to 1" in ben.page.inner_text(".form-control-errors")
        assert ben.page.input_value("#amount1") == nonsense
    ben.offer(1, "r", ".07")
    ann.until("Waiting")
    ann.page.reload()
    trespassing(site, ann, ben, codes, made["code"])
    assert cem.page.url == "about:blank"

    ann.until("Stage2", "Waiting")
    wait_for(lambda: ann.kind() == "Stage2" or announced(ann))
    cem.enter()
    cem.learn()
    for window in here:
        if window.until("Stage2", "Waiting", "Results") == "Stage2":
            window.looked_at("stage2")
            if window is not cem:
                window.page.fill("#guess_q", "0.3")
                window.page.fill("#guess_r", "0.2")
            window.offer(2, "q" if window is ann else "r", "0.031")
    for window in (ann, ben):
        window.results(1)
        window.looked_at("results")
    ann.page.reload()
    assert ann.page.evaluate("js_vars.points") == ann.points[1]
    for window in here:
        if window.kind() == "Results":
            window.press()

    # Round 2: the server is killed after Ben's offer.
    ben.until("Stage1", round_number=2)
    ben.offer(1, "q", "0.5")
    ben.until("Waiting")
    ann.until("Stage1", round_number=2)
    site.kill()
    site.begin()
    ann.offer(1, "q", "0.0638")
    cem.until("Stage1", round_number=2)
    cem.offer(1, "r", "0")
    for window in here:
        wait_for(lambda w=window: w.kind() == "Stage2" or announced(w))
        if window.kind() == "Stage2":
            window.offer(2, "r", "0.02")
    for window in here:
        window.results(2)
    for window in here:
        if window.kind() == "Results":
            window.press()
        window.until("Payment")
    ann.looked_at("payment")
    ben.looked_at("payment")
    for bot in playing:
        bot.join(120)
    file = site.folder / "export.csv"
    file.write_text(start.exported(site.kept, site.port, made["code"]), encoding="utf-8")
    paid = site.asked(f"sessions/{made['code']}")["participants"]
    names = dict(zip(("P1", "P2", "P8", "P3"), everyone, strict=True))
    return {
        **{"rows": read_export(file), "windows": names, "codes": codes, "bots": playing},
        **{"paid": paid, "folder": site.folder, "log": site.log()},
    }


def worth(window: Window, q: float, r: float) -> str:
    """Points of a bundle in the first state, from the formula and the parameters of log.toml."""
    theta = {"weak": 0.8, "keen": 1.0}[window.page.evaluate("js_vars.type")]
    points = 100 + 1000 * (theta * math.log(q) + math.log(r))
    return f"{points:.1f}".removesuffix(".0")


def nobody_sees_anothers_type(site: Site, ann: Window) -> None:
    """Ann's page is the same to the letter when every other type is another; hers matters."""

    def page() -> str:
        with urllib.request.urlopen(ann.page.url, timeout=60) as answer:
            return re.sub(r'data-seconds="[^"]*"', "", answer.read().decode())

    def swap(whose: str) -> None:
        with closing(sqlite3.connect(site.folder / "db.sqlite3", timeout=30)) as database, database:
            changed = database.execute(
                "update market_player set kind = case kind when 'weak' then 'keen' else 'weak' end "
                "where round_number = 1 and participant_id in "
                f"(select id from otree_participant where code {whose} ?)",
                (ann.code,),
            )
            assert changed.rowcount == (1 if whose == "=" else 7)

    before = page()
    swap("!=")
    assert page() == before
    swap("!=")
    swap("=")
    assert page() != before
    swap("=")
    assert page() == before


def announced(window: Window) -> bool:
    return window.page.locator("svg.histogram").count() == 1


def wait_for(true: Any) -> None:
    until = time.time() + PATIENCE / 1000
    while not true():
        assert time.time() < until, "it did not come"
        time.sleep(0.5)


def trespassing(site: Site, ann: Window, ben: Window, codes: list[str], session: str) -> None:
    """Ann edits the address: other pages of her own lead back, guessed codes lead nowhere."""
    own = ann.page.url
    for edited in (
        own.replace("Wait1", "Results"),
        own.rsplit("/", 1)[0] + "/16",
        own.replace("/market/", "/payment/").replace("Wait1", "Payment"),
    ):
        assert status(edited)[1].split("/p/")[1].startswith(ann.code)
        assert status(edited)[1] == status(own)[1]
    last = ann.code[-1]
    for other in "abcdefghijklmnopqrstuvwxyz0123456789".replace(last, ""):
        guessed = ann.code[:-1] + other
        assert guessed in codes or status(own.replace(ann.code, guessed))[0] == 404
    for page in (
        f"SessionData/{session}",
        f"SessionMonitor/{session}",
        f"SessionStartLinks/{session}",
    ):
        assert "/login" in status(f"{site.address}/{page}")[1].lower()
    for page in ("ExportAppCustom?app=market", "ExportWide", f"api/sessions/{session}"):
        number, address = status(f"{site.address}/{page}")
        assert number in (401, 403, 404) or "/login" in address.lower(), page
    assert ben.code not in ann.page.content()


def test_nothing_is_lost_and_what_nobody_answered_follows_the_rule(told: dict[str, Any]) -> None:
    rows = {(row["participant"], row["round"]): row for row in told["rows"]}
    assert len(rows) == 16
    assert rows["P1", "1"]["stage1_q"] == "0.06"
    assert rows["P2", "1"]["stage1_r"] == "0.07"
    assert rows["P2", "2"]["stage1_q"] == "0.5"
    assert rows["P1", "2"]["stage1_q"] == "0.0638"
    for name, number in (("P3", "1"), ("P3", "2"), ("P8", "1")):
        row = rows[name, number]
        assert (row["stage1_by"], row["stage1_q"], row["stage1_r"]) == (
            "rule: nothing",
            "0.0",
            "0.0",
        )
    assert rows["P8", "2"]["stage1_by"] == "self"
    assert "one half" in rows["P2", "1"]["wrong_answers"]
    assert [bot.trouble for bot in told["bots"]] == [""] * 4
    assert all(
        row["seat"].startswith("bot") == (row["participant"] in ("P4", "P5", "P6", "P7"))
        for row in told["rows"]
    )


def test_the_bots_of_the_theory_offer_what_the_export_calls_equilibrium(
    told: dict[str, Any],
) -> None:
    rows = [row for row in told["rows"] if row["seat"] == "bot: equilibrium"]
    assert len(rows) == 4
    for row in rows:
        for good in "qr":
            assert row[f"stage1_{good}"] == row[f"equilibrium1_{good}"]
            assert row[f"stage2_{good}"] == row[f"equilibrium2_{good}"]


def test_the_export_recomputes_to_the_last_digit(told: dict[str, Any]) -> None:
    files = economy_files(told["rows"], told["folder"])
    economies = {name: load_economy(file) for name, file in files.items()}
    checked = check_export(told["rows"], economies)
    assert checked.differences == ()
    assert (checked.rounds, checked.unfinished, checked.largest) == (2, 0, 0.0)


def test_payoffs_on_the_screens_are_those_of_play(told: dict[str, Any]) -> None:
    economy = load_economy(str(told["folder"].parent / "examples" / "log.toml")).replacing(
        eta="0.3"
    )
    theta = {
        ("weak", "low"): 0.8,
        ("weak", "high"): 1.0,
        ("keen", "low"): 1.0,
        ("keen", "high"): 1.25,
    }
    checked = 0
    for number in (1, 2):
        rows = [row for row in told["rows"] if row["round"] == str(number)]
        again = play(
            economy,
            types=[economy.types.index(row["type"]) for row in rows],
            offers1=[(float(row["stage1_q"]), float(row["stage1_r"])) for row in rows],
            active=[row["active"] == "1" for row in rows],
            offers2=[(float(row["stage2_q"] or 0), float(row["stage2_r"] or 0)) for row in rows],
            state=economy.states.index(rows[0]["state"]),
        )
        for row, (q, r) in zip(rows, again.allocation, strict=True):
            window = told["windows"].get(row["participant"])
            if window is not None and number in window.points:
                utility = theta[row["type"], row["state"]] * math.log(q) + math.log(r)
                assert abs(window.points[number] - (100 + 1000 * utility)) < 1e-9
                checked += 1
    assert checked == 5
    for seat in told["paid"]:
        row = next(
            r
            for r in told["rows"]
            if r["paid"] == "1" and r["participant"] == f"P{seat['id_in_session']}"
        )
        assert (
            abs(seat["payoff_in_real_world_currency"] / 0.05 - max(0.0, float(row["points"]))) < 0.2
        )


def test_windows_log_nothing_and_ask_nobody_else(told: dict[str, Any]) -> None:
    assert [(name, said) for name, w in told["windows"].items() for said in w.said] == []
    # A window that closes while its connection is made leaves a trace of websockets in the log;
    # a fault of ours is a page that fails.
    assert not re.search(r'HTTP/1.1" 5\d\d', told["log"])
    assert f'File "{told["folder"]}' not in told["log"]


def test_codes_are_drawn_by_the_operating_system(told: dict[str, Any], site: Site) -> None:
    program = "from otree.main import setup; setup(); import otree.common as c; print(type(c.rng).__name__)"
    given = start.environment(site.kept, site.folder, PYTHON.parent)
    done = subprocess.run(
        [str(PYTHON), "-c", program], cwd=site.folder, env=given, capture_output=True, text=True
    )
    assert done.stdout.strip() == "SystemRandom", done.stderr
    assert len(set(told["codes"])) == 8
    assert all(len(code) == 8 for code in told["codes"])


class Reader(bots.Bot):
    """A bot that keeps the pages it has seen."""

    def __init__(self, link: str, number: int) -> None:
        super().__init__(link, number, Random(random.Random(number)))
        self.pages: list[str] = []

    def _load(self, address: str, answers: dict[str, str] | None = None) -> tuple[str, str]:
        address, page = super()._load(address, answers)
        self.pages.append(page)
        return address, page


def test_a_name_from_an_economys_file_is_markup_on_no_page(site: Site) -> None:
    text = (site.folder.parent / "examples" / "log.toml").read_text(encoding="utf-8")
    names = {"weak": "<img src=x>", "keen": "</script><b>k", "low": "<i>{{ 1 }}", "high": "&amp;"}
    for name, nasty in names.items():
        text = text.replace(f'"{name}"', f'"{nasty}"')
    (site.folder / "economies").mkdir(exist_ok=True)
    (site.folder / "economies" / "nasty.toml").write_text(text, encoding="utf-8")
    config = {"economy": "nasty.toml", "rounds": 1, "practice_rounds": 0, "show_posterior": True}
    made = start.new_session(site.kept, site.port, "two_stage", 2, config)
    link = f"{site.address}/join/{made['session_wide_url'].rsplit('/', 1)[1]}"
    readers = [Reader(link, number) for number in (1, 2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(120)
        assert (reader.trouble, reader.rounds) == ("", 1)
        for page in reader.pages:
            assert not any(mark in page for mark in ("<img", "<b>", "<i>", "</script><"))
        assert any("&lt;img src=x&gt;" in page for page in reader.pages)


@pytest.mark.parametrize(
    ("name", "config", "seats"),
    [
        ("one_stage", {"rounds": 2}, 3),
        ("silent", {"rounds": 2, "group_size": 2, "absent": "candidate", "eta": "0.6"}, 4),
    ],
)
def test_every_treatment_is_played_by_bots_and_recomputes(
    site: Site, name: str, config: dict[str, Any], seats: int
) -> None:
    made = start.new_session(site.kept, site.port, name, seats, {"practice_rounds": 1, **config})
    link = f"{site.address}/join/{made['session_wide_url'].rsplit('/', 1)[1]}"
    playing = bots.seated(link, seats, ["equilibrium", "random", "learning"])
    for bot in playing:
        bot.join(180)
        assert (bot.trouble, bot.rounds) == ("", config["rounds"])
    file = site.folder / f"{name}.csv"
    file.write_text(start.exported(site.kept, site.port, made["code"]), encoding="utf-8")
    rows = read_export(file)
    files = economy_files(rows, file.parent)
    checked = check_export(rows, {n: load_economy(f) for n, f in files.items()})
    groups = seats // config.get("group_size", seats)
    assert (checked.rounds, checked.unfinished) == (groups * config["rounds"], 0)
    assert (checked.largest, checked.differences) == (0.0, ())
    active = {(r["round"], r["group"]): 0 for r in rows}
    for row in rows:
        active[row["round"], row["group"]] += int(row["active"])
        assert row["histogram"]
        assert row["equilibrium2_q"] == "" or name == "silent"
    assert set(active.values()) == {seats if name == "one_stage" else 1}
    assert {r["paid"] for r in rows if r["practice"] == "1"} == {"0"}
    assert sum(r["paid"] == "1" for r in rows) == seats
