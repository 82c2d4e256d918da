"""The server speaks to this machine only, refuses what it does not know, and its page stays at home."""

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from proofs_check.demo.server import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    served = Server(0)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def asked(
    server: Server, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection(*server.server_address[:2], timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_it_listens_to_loopback_and_its_page_may_load_nothing_from_elsewhere(
    server: Server,
) -> None:
    assert server.server_address[0] == "127.0.0.1"
    status, headers, page = asked(server, "GET", "/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert b"http" not in page
    for file in ("/style.css", "/charts.js", "/script.js"):
        assert asked(server, "GET", file)[0] == 200
    economies = json.loads(asked(server, "GET", "/economies")[2])
    assert {"log.toml", "three_types.toml"} <= {e["file"] for e in economies}


@pytest.mark.parametrize(
    "headers",
    [{"Host": "rebound.example"}, {"Host": "127.0.0.1:1"}, {"Origin": "http://a.example"}],
)
def test_a_page_of_elsewhere_is_refused(server: Server, headers: dict[str, str]) -> None:
    assert asked(server, "GET", "/economies", **headers)[0] == 403
    assert asked(server, "POST", "/seat/begin", "{}", **headers)[0] == 403


def test_what_it_does_not_know_is_refused_in_one_sentence(server: Server) -> None:
    for path in ("/../pyproject.toml", "/page/index.html", "/etc/passwd", "/solution/x"):
        assert asked(server, "GET", path)[0] == 404
    assert asked(server, "POST", "/nothing", "{}")[0] == 404
    assert asked(server, "POST", "/seat/begin", "[]")[0] == 400
    assert asked(server, "POST", "/seat/begin", "x" * 5000)[0] == 413
    assert asked(server, "PUT", "/")[0] == 501
    status, _, body = asked(server, "GET", "/solution?economy=log.toml&eta=2")
    assert status == 400
    assert json.loads(body) == {"error": "eta must be between 0 and 1, got 2"}
    status, _, body = asked(server, "GET", "/solution?economy=%3Cscript%3E")
    assert status == 400
    status, _, body = asked(server, "POST", "/seat/first", '{"game": "no"}')
    assert (status, "begun" in json.loads(body)["error"]) == (400, True)


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.1)


@pytest.mark.bulk
@pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="no Chromium on this machine"
)
def test_the_page_in_a_browser(server: Server) -> None:
    sync = pytest.importorskip("playwright.sync_api")
    from axe_playwright_python.sync_playwright import Axe

    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 390, "height": 900})
        said: list[str] = []
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((server.address, "data:")) else said.append(r.url),
        )
        page.goto(server.address)
        page.wait_for_selector("#margins svg", timeout=60_000)
        assert "equilibrium" in page.inner_text("#margins-said")
        before = page.inner_text("#price-table")
        page.evaluate("kappa.value = 0.6; kappa.dispatchEvent(new Event('input'))")
        # The page's policy forbids to evaluate texts, so waiting is done from here.
        until(lambda: page.inner_text("#price-table") != before)
        until(lambda: page.text_content("#status") == "")
        page.click("#begin")
        page.fill("#amount", "nonsense")
        page.click("#seat button")
        assert "number such as" in page.inner_text("#seat .trouble")
        page.fill("#amount", "0.06")
        page.click("#seat button")
        page.wait_for_selector("#seat svg", timeout=60_000)
        page.wait_for_selector("#outcome, #seat fieldset:not(:disabled)")
        if page.locator("#outcome").count() == 0:
            second = page.locator("#seat fieldset").nth(1)
            second.locator("input[type=text]").fill("0,02")
            second.locator("button").click()
        page.wait_for_selector("#outcome", timeout=60_000)
        page.click("#losses-button")
        page.wait_for_selector("#losses svg", timeout=60_000)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if os.environ.get("LAB_SHOTS"):
                page.screenshot(path=f"{os.environ['LAB_SHOTS']}/demo-{width}.png", full_page=True)
        assert said == []
        browser.close()
