"""A file of units or of staff is taken in: what is right is changed, what is not is told by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from chalicelib.application import directing
from chalicelib.application.directory_files import (
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    Row,
    member_of,
    parents_first,
    rows_of,
    unit_of,
)
from chalicelib.application.ports import Ports
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import FieldError, Refusal
from chalicelib.domain.staff import StaffGiven
from chalicelib.domain.units import UNIT_ID, UnitGiven
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable, read

# A transaction of DynamoDB takes a hundred items, of which the list itself is one.
AT_ONCE = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCell:
    """Why a row changed nothing: its line in the file, the column, what was expected there."""

    line: int
    column: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`accepted` rows are carried out; on a dry run they only would be."""

    dry_run: bool
    rows: int
    accepted: int
    refused: tuple[RefusedCell, ...]


def import_units(  # noqa: PLR0913 - what an import is
    ports: Ports, place: str, raw: bytes, actor: Actor, *, dry_run: bool, history: bool = False
) -> Imported:
    """With `history` rows may begin as long ago as they like. Raises `NoTable`."""
    rows = rows_of(raw, UNIT_COLUMNS)
    refused, once = _told_twice(rows)
    given: list[tuple[Row, str, UnitGiven]] = []
    for row in parents_first(once):
        unit_id, cells = row.cells.get("id", ""), unit_of(row)
        cells.pop("id", None)
        found = _read(UnitGiven, row, cells)
        if not re.fullmatch(str(UNIT_ID.pattern), unit_id) or len(unit_id) > UNIT_ID.longest:
            refused.append(RefusedCell(line=row.line, column="id", detail=str(UNIT_ID.hint)))
        elif isinstance(found, UnitGiven):
            given.append((row, unit_id, found))
        else:
            refused += found
    carry_out = directing.tried_units if dry_run else directing.put_units
    size = len(given) or 1 if dry_run else AT_ONCE
    for start in range(0, len(given), size):
        part = given[start : start + size]
        changes = [(unit_id, one) for _, unit_id, one in part]
        outcomes = carry_out(ports, place, changes, actor, history=history)
        for (row, _, _), outcome in zip(part, outcomes, strict=True):
            refused += _refused(row, outcome)
    return _report(rows, refused, dry_run=dry_run)


def import_staff(ports: Ports, place: str, raw: bytes, actor: Actor, *, dry_run: bool) -> Imported:
    """Raises `NoTable`."""
    rows = rows_of(raw, STAFF_COLUMNS)
    refused, once = _told_twice(rows)
    directory = directing.units_on(ports, place, directing.today(ports))
    demanded = directing.demanded(ports, place)
    for row in once:
        found = _read(StaffGiven, row, member_of(row, directory, demanded))
        if not isinstance(found, StaffGiven):
            refused += found
        elif dry_run:
            refused += _refused(row, directing.tried_staff(ports, place, found))
        else:
            refused += _refused(row, directing.put_staff(ports, place, found, actor))
    return _report(rows, refused, dry_run=dry_run)


def _told_twice(rows: Sequence[Row]) -> tuple[list[RefusedCell], list[Row]]:
    """Rows whose id stands in an earlier one, and the others."""
    seen: set[str] = set()
    refused, once = [], []
    for row in rows:
        given = row.cells.get("id", "")
        if given and given in seen:
            detail = "stands in an earlier row too"
            refused.append(RefusedCell(line=row.line, column="id", detail=detail))
        else:
            once.append(row)
        seen.add(given)
    return refused, once


def _read(cls: type[T], row: Row, given: object) -> T | list[RefusedCell]:
    try:
        return read(cls, given)
    except Unreadable as wrong:
        return _cells(row, wrong.errors)


def _refused(row: Row, outcome: object) -> list[RefusedCell]:
    if not isinstance(outcome, Refusal):
        return []
    return _cells(row, outcome.errors or (FieldError("", outcome.detail),))


def _cells(row: Row, errors: Iterable[FieldError]) -> list[RefusedCell]:
    return [
        RefusedCell(line=row.line, column=_column(one.pointer), detail=one.detail) for one in errors
    ]


def _column(pointer: str) -> str:
    """Of `/roles/0` the roles."""
    return pointer.strip("/").partition("/")[0]


def _report(rows: Sequence[Row], refused: list[RefusedCell], *, dry_run: bool) -> Imported:
    lines = {one.line for one in refused}
    return Imported(
        dry_run=dry_run,
        rows=len(rows),
        accepted=len(rows) - len(lines),
        refused=tuple(sorted(refused, key=lambda one: (one.line, one.column))),
    )
