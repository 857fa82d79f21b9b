"""Takes the tickets of a file in: one row after the other, every refused one told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.application.move_in import bring_in
from chalicelib.application.ports import Ports
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Status
from moving.columns import BY_HEADER, BY_KEY, NEEDED, Column
from moving.refused import WHOLE_ROW, Refused, Write
from moving.rows import Place, place_of, read_row, refusals
from moving.sheets import NoSheet, Sheet
from moving.values import Cell, Mark, is_empty

Numbered = tuple[int, Sequence[Cell]]


@dataclass(slots=True)
class Tally:
    """What came of the rows of a file."""

    rows: int = 0
    taken: dict[Status, int] = field(default_factory=dict)
    overdue: int = 0
    known: int = 0
    refused: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    @property
    def new(self) -> int:
        return sum(self.taken.values())


@dataclass(frozen=True, slots=True)
class Import:
    """An import into one place; `system` names where the tickets come from."""

    ports: Ports
    place: str
    system: str
    write: bool
    ignored: frozenset[str] = frozenset()

    def run(self, sheet: Sheet, refuse: Write) -> Iterator[Tally]:
        """The tally after each row. Raises `NoSheet` for a file whose header cannot be used."""
        headed = _headed(sheet.rows, self.ignored)
        tally, place, seen = Tally(), self._place(sheet.epoch), set[str]()
        for number, row in sheet.rows:
            if all(map(is_empty, row)):
                continue
            tally.rows += 1
            found = _too_long(number, row, headed) or self._row(
                number, _by_key(row, headed), place, seen, tally
            )
            for one in found:
                refuse(one)
                tally.codes[one.code] = tally.codes.get(one.code, 0) + 1
            tally.refused += bool(found)
            yield tally

    def _place(self, epoch: datetime) -> Place:
        versions = self.ports.regulations.versions().get(self.place)
        if not versions:
            raise NoSheet(f"no such place: {self.place}")
        directory = self.ports.directories.of(self.place)
        return place_of(versions[-1], directory, self.system, epoch)

    def _row(
        self, number: int, cells: Mapping[str, Cell], place: Place, seen: set[str], tally: Tally
    ) -> list[Refused]:
        incoming = read_row(number, cells, place)
        if isinstance(incoming, list):
            return incoming
        source = incoming.register.source
        mark = source.reference if source else ""
        if mark in seen:
            return [Refused.known(number, BY_KEY["reference"].header, "twice_in_file")]
        brought = bring_in(self.ports, incoming, write=self.write)
        if isinstance(brought, Refusal):
            return refusals(number, brought)
        seen.add(mark)
        if brought.new:
            status = brought.ticket.status
            tally.taken[status] = tally.taken.get(status, 0) + 1
            tally.overdue += "overdue" in brought.ticket.flags
        else:
            tally.known += 1
        return []


def _too_long(number: int, row: Sequence[Cell], headed: Sequence[Column | None]) -> list[Refused]:
    more = any(not is_empty(cell) for cell in row[len(headed) :])
    return [Refused.known(number, WHOLE_ROW, "too_many_cells")] if more else []


def _by_key(row: Sequence[Cell], headed: Sequence[Column | None]) -> dict[str, Cell]:
    return {one.key: cell for one, cell in zip(headed, row, strict=False) if one}


def _headed(rows: Iterator[Numbered], ignored: frozenset[str]) -> list[Column | None]:
    """The column of each cell; None for one that is left out as asked. Raises `NoSheet`."""
    _, header = next(rows, (1, ()))
    named = [_name(cell) for cell in header]
    while named and not named[-1]:
        named.pop()
    columns = [BY_HEADER.get(one) for one in named]
    unknown = [
        one for one, column in zip(named, columns, strict=True) if not column and one not in ignored
    ]
    if unknown:
        shown = ", ".join(one or "?" for one in unknown)
        raise NoSheet(f"unknown columns: {shown}; rename them, or leave them out with --ignore")
    keys = [column.key for column in columns if column]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise NoSheet(f"columns that stand there twice: {', '.join(twice)}")
    if missing := [one.header for one in NEEDED if one.key not in keys]:
        raise NoSheet(f"missing columns: {', '.join(missing)}")
    return columns


def _name(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, Mark) else str(cell).strip().lstrip("\ufeff")
