"""`diff`: two regulations, or two versions of one, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.commands.columns import Format, heading, table
from chalicelib.commands.explain import STATUTORY, quoted
from chalicelib.commands.sheet import Row, sections

if TYPE_CHECKING:
    from chalicelib.domain.regulation import Regulation

DIFFERS, WORDED, SAME = "≠", "~", ""
MOST = (2, 34, 52, 52)
LEGEND = "≠ 内容不同或仅一方有；~ 内容相同，条文或表述不同"


def compare(one: Regulation, other: Regulation, layout: Format = "text") -> str:
    """Row by row; what only one of them says stands beside an empty cell."""
    head = ("", "事项", one.id, other.id)
    parts = [f"{one.id} ↔ {other.id}", LEGEND]
    if layout == "markdown":
        parts[0] = f"# {parts[0]}"
    theirs = {section.title: section.rows for section in sections(other)}
    for section in sections(one):
        lines = pairs(section.rows, theirs.get(section.title, ()))
        parts.append(heading(layout, section.title))
        parts.append(table(layout, head, [cells(a, b) for a, b in lines], MOST))
    return "\n\n".join(parts) + "\n"


def pairs(left: tuple[Row, ...], right: tuple[Row, ...]) -> list[tuple[Row | None, Row | None]]:
    """Rows with the same key beside each other; the rest of the right side after the left."""
    waiting = {row.key: row for row in right}
    found: list[tuple[Row | None, Row | None]] = [(row, waiting.pop(row.key, None)) for row in left]
    return found + [(None, row) for row in waiting.values()]


def mark(left: Row | None, right: Row | None) -> str:
    if left is None or right is None:
        return DIFFERS
    if (left.value, left.statutory) != (right.value, right.statutory):
        return DIFFERS
    said = [(row.what, row.summary, row.article, row.rules) for row in (left, right)]
    return SAME if said[0] == said[1] else WORDED


def cells(left: Row | None, right: Row | None) -> tuple[str, ...]:
    named = left or right
    assert named is not None  # noqa: S101 - a pair has at least one side
    return (mark(left, right), named.what, _side(left), _side(right))


def _side(row: Row | None) -> str:
    if row is None:
        return "（无）"
    cited = f"{row.article} {STATUTORY[row.statutory]}".strip()
    return "\n".join(part for part in (row.value, quoted(row.summary), cited) if part)
