r"""The records of an SQLite file read off its pages, whatever else of the file is damaged.

A table's rows lie in leaf pages.  A leaf says by itself where its rows are, so a leaf that is whole gives all of
its rows even where the header of the file, the table of contents or the pages that lead to the leaf are lost.  What
is read so may be stale (SQLite does not erase what it deletes) or garbage: whoever uses it must check it.

Conventions: the format is that of <https://www.sqlite.org/fileformat2.html>, sections 1.6 (pages), 2.1 (records)
and 4.1 (frames of the log); pages are numbered from 1; text is UTF-8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

Value = int | float | str | bytes | None
Record = tuple[int, tuple[Value, ...]]
"""The rowid and the values of one row."""

LEAF = 0x0D
HEADER = 100
FRAME = 24
SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer by its serial type."""


class Unreadable(ValueError):
    """These bytes are no row."""


def records(path: Path, page_size: int = 4096) -> Iterator[Record]:
    """Yield every row of every leaf page of a database and of its log, if there is one.

    Args:
        path: The database; its log is beside it, under the name with ``-wal``.
        page_size: Bytes of a page, where the file's header does not say.

    Raises:
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    size = _page_size(content) or page_size
    pages = {
        n: content[start : start + size] for n, start in enumerate(range(0, len(content), size), 1)
    }
    log = path.with_name(path.name + "-wal")
    frames = list(_frames(log.read_bytes(), size)) if log.exists() else []
    for number, page in [*pages.items(), *frames]:
        yield from _leaf(
            page, HEADER if number == 1 else 0, {**pages, **dict(frames)} if frames else pages
        )


def _page_size(content: bytes) -> int | None:
    (size,) = struct.unpack(">H", content[16:18]) if len(content) >= HEADER else (0,)
    size = 65536 if size == 1 else size
    return size if content.startswith(b"SQLite format 3\0") and size in SIZES else None


def _frames(log: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the content of every page in a log, in the order in which they were written."""
    for start in range(32, len(log) - FRAME - size + 1, FRAME + size):
        (number,) = struct.unpack(">I", log[start : start + 4])
        yield number, log[start + FRAME : start + FRAME + size]


def _leaf(page: bytes, offset: int, pages: dict[int, bytes]) -> Iterator[Record]:
    if len(page) < offset + 8 or page[offset] != LEAF:
        return
    (count,) = struct.unpack(">H", page[offset + 3 : offset + 5])
    cells = page[offset + 8 : offset + 8 + 2 * min(count, len(page) // 4)]
    for (cell,) in struct.iter_unpack(">H", cells[: len(cells) // 2 * 2]):
        try:
            yield _row(page, cell, pages)
        except (Unreadable, IndexError, struct.error, UnicodeDecodeError):
            continue  # the other rows of this page may be whole


def _row(page: bytes, at: int, pages: dict[int, bytes]) -> Record:
    length, at = _varint(page, at)
    rowid, at = _varint(page, at)
    payload = _payload(page, at, length, pages)
    size, position = _varint(payload, 0)
    kinds = []
    while position < size:
        kind, position = _varint(payload, position)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, position = _value(payload, position, kind)
        values.append(value)
    if position != length or len(payload) != length:
        raise Unreadable
    return rowid, tuple(values)


def _payload(page: bytes, at: int, length: int, pages: dict[int, bytes]) -> bytes:
    """Return a row's bytes: those in its page, then those of its overflow pages."""
    usable = len(page)
    if length <= usable - 35:
        return page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= usable - 35 else least
    parts, missing = [page[at : at + local]], length - local
    (following,) = struct.unpack(">I", page[at + local : at + local + 4])
    while missing > 0:
        if following not in pages or len(parts) > len(pages):
            raise Unreadable
        more = pages[following]
        parts.append(more[4 : 4 + min(missing, usable - 4)])
        missing -= usable - 4
        (following,) = struct.unpack(">I", more[:4])
    return b"".join(parts)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i in range(8):
        value = value << 7 | data[at + i] & 0x7F
        if data[at + i] < 0x80:
            return value, at + i + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64) if value >= 1 << 63 else value, at + 9


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in INTEGERS:
        end = at + INTEGERS[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind == 7:
        return float(struct.unpack(">d", payload[at : at + 8])[0]), at + 8
    if kind in (8, 9):
        return kind - 8, at
    if kind < 12:
        raise Unreadable
    end = at + (kind - 12) // 2
    if end > len(payload):
        raise Unreadable
    return (payload[at:end].decode("utf-8") if kind % 2 else payload[at:end]), end
