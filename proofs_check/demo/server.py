"""The server of the page: this machine only, standard library only, no other address in any answer.

It listens to loopback, answers only requests that name it by a loopback name (a page of elsewhere
that resolves its own name to this machine is refused), and forbids its page to load or send
anything elsewhere.
"""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from numeric.status import NotSolved
from proofs_check.demo import answers
from proofs_check.demo.choices import chosen
from proofs_check.demo.seat import Table
from symbolic.language.errors import InputError

PAGE = Path(__file__).parent / "page"
FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/charts.js": ("charts.js", "text/javascript; charset=utf-8"),
    "/script.js": ("script.js", "text/javascript; charset=utf-8"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LONGEST = 4000
"""Bytes of a request's body at most."""

NAMES = ("127.0.0.1", "localhost")


class Server(ThreadingHTTPServer):
    """The server with the games that it holds; one question is computed at a time."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((NAMES[0], port), Handler)
        self.table = Table()
        self.computing = threading.Lock()

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{NAMES[0]}:{self.server_address[1]}/"

    def asked(self, path: str, given: Mapping[str, str]) -> Any:
        """Answer a question of the page.

        Raises:
            KeyError: There is no such question.
        """
        if path == "/economies":
            return answers.economies()
        question = {
            "/solution": answers.solution,
            "/prices": answers.prices,
            "/margins": answers.margins,
            "/losses": answers.losses,
        }[path]
        return question(chosen(given))

    def played(self, path: str, given: Mapping[str, Any]) -> Any:
        """Answer a move of the visitor's seat.

        Raises:
            KeyError: There is no such move.
        """
        if path == "/seat/begin":
            return self.table.begin(chosen({k: str(v) for k, v in given.items()}))
        return {"/seat/first": self.table.first, "/seat/second": self.table.second}[path](given)


class Handler(BaseHTTPRequestHandler):
    """A request."""

    server: Server
    server_version = "twostage"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Give a file of the page or answer a question."""
        path, _, query = self.path.partition("?")
        if not self._mine():
            return
        if path in FILES:
            name, kind = FILES[path]
            self._send(HTTPStatus.OK, (PAGE / name).read_bytes(), kind)
        else:
            given = dict(urllib.parse.parse_qsl(query, max_num_fields=20))
            self._answer(lambda: self.server.asked(path, given))

    def do_POST(self) -> None:
        """Take a move of the visitor's seat."""
        if not self._mine():
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= LONGEST):
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LONGEST} bytes")
            self.close_connection = True
            return
        body = self.rfile.read(int(length))
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            self._say(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
            return
        self._answer(lambda: self.server.played(self.path, given))

    def _mine(self) -> bool:
        """Refuse whoever calls this server by another's name, or sends from another's page."""
        port = self.server.server_address[1]
        names = {f"{name}:{port}" for name in NAMES}
        origin = self.headers.get("Origin")
        known = origin is None or origin in {f"http://{name}" for name in names}
        if self.headers.get("Host") in names and known:
            return True
        self._say(HTTPStatus.FORBIDDEN, "this page is for this machine only")
        self.close_connection = True
        return False

    def _answer(self, question: Callable[[], Any]) -> None:
        try:
            with self.server.computing:
                answer = question()
        except KeyError:
            self._say(HTTPStatus.NOT_FOUND, "there is no such page")
        except InputError as error:
            self._say(HTTPStatus.BAD_REQUEST, str(error))
        except (NotSolved, ValueError) as error:
            self._say(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        else:
            text = json.dumps(answer, allow_nan=False)
            self._send(HTTPStatus.OK, text.encode(), "application/json")

    def _say(self, status: HTTPStatus, sentence: str) -> None:
        text = json.dumps({"error": sentence})
        self._send(status, text.encode(), "application/json")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(content)
        except ConnectionError:
            # The page has gone on to another question.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: what a visitor tries is nobody's business."""
