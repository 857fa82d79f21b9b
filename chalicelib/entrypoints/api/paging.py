"""Lists page by page: how many, and where to go on."""

from __future__ import annotations

from chalicelib.application import cursors
from chalicelib.entrypoints.api.errors import invalid, malformed
from chalicelib.entrypoints.api.http import Call

MOST_ITEMS = 100
USUAL_ITEMS = 50
PAGING = ("limit", "cursor")


def limit_of(asked: dict[str, str]) -> int:
    text = asked.get("limit", str(USUAL_ITEMS))
    if not (text.isascii() and text.isdigit() and len(text) < len(str(MOST_ITEMS)) + 1):
        raise invalid("/limit", f"a whole number from 1 to {MOST_ITEMS}")
    if not 1 <= int(text) <= MOST_ITEMS:
        raise invalid("/limit", f"a whole number from 1 to {MOST_ITEMS}")
    return int(text)


def position_of(call: Call, asked: dict[str, str], bound: str) -> list[str] | None:
    """Where a cursor says to go on; 400 if it was altered or is another list's."""
    if "cursor" not in asked:
        return None
    ports = call.ports
    position = cursors.opened(asked["cursor"], bound, ports.seals, ports.cursor_key)
    if position is None:
        raise malformed("this cursor was altered, or belongs to another list or caller")
    return position


def cursor_after(call: Call, position: list[str] | None, bound: str) -> str | None:
    """The cursor for what follows `position`; None at the end."""
    ports = call.ports
    return cursors.sealed(position, bound, ports.seals, ports.cursor_key) if position else None
