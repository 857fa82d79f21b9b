"""`explain`: a regulation as tables to be checked against its text, article by article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.commands.columns import Format, heading, table
from chalicelib.commands.sheet import Row, sections

if TYPE_CHECKING:
    from chalicelib.domain.regulation import Regulation

HEAD = ("事项", "内容", "条文", "规则", "性质")
MOST = (36, 66, 24, 14, 8)
STATUTORY = {True: "法定", False: "产品设定", None: ""}


def explain(regulation: Regulation, layout: Format = "text") -> str:
    """Every value of the regulation's file, in words, with its article."""
    title = f"{regulation.identity.title} {regulation.id}"
    parts = [f"# {title}" if layout == "markdown" else title]
    for section in sections(regulation):
        parts.append(heading(layout, section.title))
        parts.append(table(layout, HEAD, [cells(row) for row in section.rows], MOST))
    return "\n\n".join(parts) + "\n"


def cells(row: Row) -> tuple[str, ...]:
    what = f"{row.what}〔{row.code}〕" if row.code else row.what
    value = "\n".join(part for part in (row.value, quoted(row.summary)) if part)
    return (what, value, row.article, " ".join(row.rules), STATUTORY[row.statutory])


def quoted(summary: str) -> str:
    return f"“{summary}”" if summary else ""
