"""Every link inside the site leads to a page that there is, and to a place on it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """Collects ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("id"):
            self.ids.add(str(named["id"]))
        for name in ("href", "src"):
            if named.get(name):
                self.links.append(str(named[name]))


def broken(html: Path) -> list[str]:
    """Return one sentence for each link that leads nowhere."""
    pages: dict[Path, _Page] = {}
    for path in sorted(html.rglob("*.html")):
        pages[path] = _Page()
        pages[path].feed(path.read_text(encoding="utf-8"))
    told = []
    for path, page in pages.items():
        for link in page.links:
            where = urlsplit(link)
            if where.scheme or where.netloc:
                continue
            target = (path.parent / unquote(where.path)).resolve() if where.path else path
            if not target.exists():
                told.append(f"{path.relative_to(html)}: {link} leads to no file")
                continue
            known = pages[target].ids if target in pages else {unquote(where.fragment)}
            if where.fragment and unquote(where.fragment) not in known:
                told.append(f"{path.relative_to(html)}: {link} leads to no place")
    return told
