"""The page in a browser.

It reads without scripts, searches, filters and draws with them, fits a phone, and has no
accessibility finding.

Skipped where no Chromium or no playwright is installed, unless the environment says that this is a
continuous-integration run.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proofs_check.output.html.page import render_html, render_summary
from proofs_check.paper import CLAIMS
from tests.bulk import leading, only

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
REQUIRED = os.environ.get("CI") == "true"
if not REQUIRED:
    pytest.importorskip("playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine", allow_module_level=True)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(shared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(shared), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def summary(shared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("summary") / "summary.html"
    file.write_text(render_summary(shared), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def of_every_claim(shared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a page on which every claim can be searched for."""
    shape, ids = shared["claims"][0], {c["id"] for c in shared["claims"]}
    more = [
        shape | {"id": i, "title": c.title, "source": c.source, "words": "", "severity": None}
        for i, c in CLAIMS.items()
        if i not in ids
    ]
    file = tmp_path_factory.mktemp("every") / "report.html"
    file.write_text(render_html(shared | {"claims": shared["claims"] + more}), encoding="utf-8")
    return file.as_uri()


def opened(browser: Any, address: str, **options: Any) -> tuple[Any, list[str]]:
    page, said = browser.new_context(**options).new_page(), []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on(
        "request",
        lambda r: said.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
    )
    page.goto(address)
    return page, said


@pytest.mark.parametrize("scripts", only([True, False], False))
def test_nothing_is_logged_or_requested_and_every_formula_has_a_size(
    browser: Any, address: str, scripts: bool
) -> None:
    page, said = opened(browser, address, java_script_enabled=scripts)
    assert said == []
    if scripts:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        boxes = [m.bounding_box() for m in page.locator("math").all()]
        assert len(boxes) > 30
        assert all(b is not None and b["width"] > 1 and b["height"] > 5 for b in boxes)
    assert page.locator("details.section").first.is_visible()
    assert page.locator(".controls").is_visible() == scripts
    assert page.locator("#find").is_visible() == scripts


def test_claims_are_folded_and_the_page_is_short(browser: Any, address: str) -> None:
    page, _ = opened(browser, address, viewport={"width": 1280, "height": 800})
    assert page.locator("details.section[open]").count() == 0
    assert page.evaluate("document.documentElement.scrollHeight") < 6000


def test_filters_open_what_they_leave(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    claims = page.locator("details.section details.claim")
    everything = claims.count()
    page.select_option("#by-verdict", "BROKEN")
    assert claims.locator("visible=true").count() == 1
    page.select_option("#by-verdict", "")
    page.check("#only-findings")
    assert 0 < claims.locator("visible=true").count() < everything
    assert "shown" in page.inner_text("#shown")


@pytest.mark.parametrize(
    ("asked", "first"),
    leading(
        2,
        [
            ("Theorem 1", "thm-1"),
            ("Lemma 1", "lemma-1"),
            ("(14)", "eq-14"),
            ("equation 14", "eq-14"),
            ("footnote 6", "fn-6.probability"),
            ("no trade", "sec-2.2.no-trade"),
            ("eta", "sec-3.2.eta-zero"),
            ("claim 1b of theorem 2", "thm-2.claim-1b"),
            ("lemma-1.case-i", "lemma-1.case-i"),
        ],
    ),
)
def test_a_search_puts_what_was_meant_first(
    browser: Any, of_every_claim: str, asked: str, first: str
) -> None:
    page, said = opened(browser, of_every_claim)
    page.fill("#find", asked)
    assert page.locator("#found li .id").first.inner_text() == first
    assert said == []


def test_formulas_are_found_and_a_result_opens_its_claim(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    page.fill("#find", "b_r Q_-")
    assert page.locator("#found li").count() > 0
    page.fill("#find", "case-i feasible")
    page.keyboard.press("Enter")
    assert page.url.endswith("#lemma-1.case-i.feasible")
    page.wait_for_function("document.getElementById('lemma-1.case-i.feasible').open")
    assert page.locator("details.claim:target .body").is_visible()


@pytest.mark.bulk
def test_back_and_forward_show_the_claims_one_was_at(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    page.goto(f"{address}#eq-14")
    page.wait_for_function("document.getElementById('eq-14').open")
    page.locator("details.section[open] #lemma-1\\.case-i > summary").click()
    assert page.url.endswith("#lemma-1.case-i")
    page.go_back()
    page.wait_for_function("location.hash === '#eq-14'")
    page.go_forward()
    page.wait_for_function("location.hash === '#lemma-1.case-i'")
    assert page.locator("#lemma-1\\.case-i .body").is_visible()


@pytest.mark.bulk
def test_the_keyboard_shows_where_it_is(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("eq-14")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.hash") == "#eq-14"


@pytest.mark.bulk
def test_the_graph_shows_the_chain_under_the_pointer_and_zooms(browser: Any, address: str) -> None:
    page, _ = opened(browser, address, viewport={"width": 1280, "height": 800})
    page.goto(f"{address}#graph-all")
    box = page.locator("#graph-all")
    box.locator(".node").last.focus()
    assert 0 < box.locator(".node.on").count() < box.locator(".node").count()
    before = box.locator("svg").bounding_box()["width"]
    box.get_by_text("Closer").click()
    assert box.locator("svg").bounding_box()["width"] > before
    box.locator("svg a").last.click()
    assert "#" in page.url


SCHEMES, WIDTHS = ("light", "dark"), (1280, 768, 390, 360)
SHAPES = [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
WHOLE = Path("results/results.json")
"""What `make verify` writes."""


def fits_and_has_no_finding(page: Any, scheme: str, width: int, *, asked: bool = True) -> None:
    """Look for sideways scrolling, folded and unfolded, and ask axe, which takes a second each time."""
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for everything in (False, True):
        if page.locator("details").count() < 100:
            page.evaluate(
                f"document.querySelectorAll('details').forEach(d => d.open = {json.dumps(everything)})"
            )
        found = Axe().run(page).response["violations"] if asked else []
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("which", only(["address", "summary"], "summary"))
@pytest.mark.parametrize("scheme", leading(1, SCHEMES))
def test_no_accessibility_finding_and_no_sideways_scrolling(
    browser: Any, request: pytest.FixtureRequest, scheme: str, which: str
) -> None:
    """Axe is asked at the narrowest; `make bulk` asks it at all widths."""
    page, _ = opened(browser, request.getfixturevalue(which), color_scheme=scheme)
    for width in WIDTHS:
        fits_and_has_no_finding(page, scheme, width, asked=width == min(WIDTHS))
    page.context.close()


@pytest.mark.slow
@pytest.mark.skipif(not WHOLE.exists(), reason="`make verify` has not been run")
@pytest.mark.parametrize("render", [render_html, render_summary])
def test_the_whole_report_is_small_and_quick_and_has_no_finding(
    browser: Any, tmp_path: Path, render: Callable[[Any], str]
) -> None:
    written = render(json.loads(WHOLE.read_text(encoding="utf-8")))
    assert len(written.encode()) < 4_000_000
    file = tmp_path / "page.html"
    file.write_text(written, encoding="utf-8")
    loaded = []
    for scheme, width in SHAPES:
        page, _ = opened(
            browser,
            file.as_uri(),
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
        )
        loaded.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        fits_and_has_no_finding(page, scheme, width)
        page.context.close()
    assert sorted(loaded)[len(loaded) // 2] < 2000  # milliseconds


@pytest.mark.bulk
def test_the_theme_button_changes_the_colours(browser: Any, address: str) -> None:
    page, _ = opened(browser, address, color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before
