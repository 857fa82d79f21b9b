"""The ledger's rows, and ways to add them up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

from bench.ledger.sizes import Item


@dataclass(frozen=True, slots=True)
class Row:
    """What one request costs in one place: the table, or one of its indexes.

    `key` tells the items of one table apart ("T#1 EV#000007"); a query or scan has none.
    """

    request: int
    step: str
    operation: str
    table: str
    index: str = ""
    key: str = ""
    wcu: int = 0
    rcu: float = 0.0
    bytes: int = 0

    @property
    def line(self) -> str:
        """The line of a bill: "tickets", or "tickets / by-holder"."""
        return f"{self.table} / {self.index}" if self.index else self.table


# A field of a row by its name, or a function that finds a name for the row.
Grouping = str | Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Total:
    requests: int
    wcu: int
    rcu: float
    bytes: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Total:
        rows = list(rows)
        return cls(
            requests=len({row.request for row in rows}),
            wcu=sum(row.wcu for row in rows),
            rcu=sum(row.rcu for row in rows),
            bytes=sum(row.bytes for row in rows),
        )


def key_text(key: Item) -> str:
    return " ".join(str(content) for value in key.values() for content in value.values())


def grouped(rows: Iterable[Row], *by: Grouping) -> dict[tuple[str, ...], Total]:
    """Totals, in the order in which their first rows came."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(_name(row, one) for one in by), []).append(row)
    return {names: Total.of(group) for names, group in groups.items()}


def _name(row: Row, by: Grouping) -> str:
    return str(getattr(row, by)) if isinstance(by, str) else by(row)


def table(rows: Iterable[Row], *by: Grouping) -> str:
    """Aligned columns to print: the names of the groups, then what they cost."""
    rows = list(rows)
    heads = [one if isinstance(one, str) else "" for one in by]
    lines = [[*heads, "requests", "WCU", "RCU", "bytes"]]
    for names, total in grouped(rows, *by).items():
        lines.append([*names, *_figures(total)])
    lines.append(["total", *[""] * (len(by) - 1), *_figures(Total.of(rows))])
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths, len(by)) for line in lines)


def _figures(total: Total) -> list[str]:
    return [f"{total.requests:,}", f"{total.wcu:,}", f"{total.rcu:,g}", f"{total.bytes:,}"]


def _aligned(line: list[str], widths: list[int], names: int) -> str:
    padded = []
    for place, (cell, width) in enumerate(zip(line, widths, strict=True)):
        space = " " * (width - _width(cell))
        padded.append(cell + space if place < names else space + cell)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """A Chinese character takes two columns of a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
