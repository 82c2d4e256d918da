"""The page in a browser.

It reads without scripts, filters and sorts with them, fits a phone, and has no serious
accessibility finding.

Skipped where no Chromium or no playwright is installed, unless the environment says that this is a
continuous-integration run.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proofs_check.output.html.page import render_html

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


@pytest.fixture
def address(results: dict[str, Any], tmp_path: Path) -> str:
    file = tmp_path / "report.html"
    file.write_text(render_html(results), encoding="utf-8")
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


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_logged_or_requested_and_every_formula_has_a_size(
    browser: Any, address: str, scripts: bool
) -> None:
    page, said = opened(browser, address, java_script_enabled=scripts)
    assert said == []
    boxes = [m.bounding_box() for m in page.locator("math").all()]
    assert len(boxes) > 30
    assert all(b is not None and b["width"] > 1 and b["height"] > 5 for b in boxes)
    assert page.locator("article.claim").first.is_visible()
    assert page.locator(".controls").is_visible() == scripts


def test_filters_and_sorting_work(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    rows = page.locator("#verdicts tbody tr")
    everything = rows.count()
    page.fill("#find", "case-i feasible")
    assert rows.locator("visible=true").count() == 1
    page.fill("#find", "")
    page.select_option("#by-verdict", "BROKEN")
    assert rows.locator("visible=true").count() == 1
    page.select_option("#by-verdict", "")
    page.check("#only-findings")
    assert 0 < rows.locator("visible=true").count() < everything
    page.uncheck("#only-findings")
    head = page.locator("thead th").nth(2)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    cells = [c.inner_text() for c in page.locator("#verdicts tbody tr td:nth-child(3)").all()]
    assert cells == sorted(cells)


def test_links_work_and_the_keyboard_shows_where_it_is(browser: Any, address: str) -> None:
    page, _ = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the verdicts"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    first = page.locator("#verdicts a").first
    target = first.get_attribute("href")
    first.click()
    assert page.url.endswith(target)
    assert page.locator("article.claim:target").is_visible()
    page.locator("svg a").last.click()
    assert "#" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_serious_accessibility_finding_and_no_sideways_scrolling(
    browser: Any, address: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = opened(
        browser, address, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_theme_button_changes_the_colours(browser: Any, address: str) -> None:
    page, _ = opened(browser, address, color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before
