"""What a reader sees of a file: its text in each format, and whether a name is in it."""

import csv
import html
import io
import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

from tests.nasty import columns, squeezed


class Text(HTMLParser):
    """Collects the text of a page, and what runs on it."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def of_page(content: bytes) -> str:
    reader = Text()
    reader.feed(content.decode())
    reader.close()
    return "".join(reader.text)


def of_picture(content: bytes) -> str:
    """Return the texts of an SVG; those that are drawn as paths are kept as comments."""
    builder = ElementTree.TreeBuilder(insert_comments=True)
    root = ElementTree.fromstring(content, ElementTree.XMLParser(target=builder))
    return "".join("".join(e.itertext()) if isinstance(e.tag, str) else "" for e in root.iter()) + (
        "".join(html.unescape(e.text or "") for e in root.iter() if not isinstance(e.tag, str))
    )


def of_pdf(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def of_json(content: bytes) -> str:
    return (
        json.dumps(json.loads(content), ensure_ascii=False)
        .replace('\\"', '"')
        .replace("\\\\", "\\")
    )


def of_terminal(content: bytes) -> str:
    """Return a text with the columns of its tables, each put together."""
    text = content.decode()
    assert "\x1b" not in text
    return text + "\n".join(columns(text))


READ: dict[str, Callable[[bytes], str]] = {
    "json": of_json,
    "csv": lambda c: "\n".join(cell for row in csv.reader(io.StringIO(c.decode())) for cell in row),
    "html": of_page,
    "svg": of_picture,
    "pdf": of_pdf,
    "text": of_terminal,
    "markdown": lambda c: re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", c.decode()),
    "c": bytes.decode,
}


def shown(name: str, text: str) -> bool:
    """Tell whether a name is in a text, or all of its words, since tables fold what is long.

    A PDF may tell the letters of a script from right to left in either order, and a comment of SVG
    has no two dashes.
    """
    here = squeezed(text).replace("-", "")

    def seen(part: str) -> bool:
        return any(squeezed(p).replace("-", "") in here for p in (part, part[::-1]))

    return seen(name) or all(map(seen, _pieces(name)))


def _pieces(name: str) -> list[str]:
    """Return the words of a name, and the pieces of a word that is longer than a column."""
    return (
        [word[i : i + 6] for word in name.split() for i in range(0, len(word), 6)]
        if (max(map(len, name.split())) > 30)
        else name.split()
    )
