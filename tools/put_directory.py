"""Units or people of a place, from a table that an office keeps:

    python -m tools.put_directory units units.xlsx --place zhaoqing [--data DIR] [--write]

The file is what `POST /v1/jurisdictions/{id}/directory/units` (or `/staff`) takes, read by the
same reader (docs/identity.md), or the first worksheet of an XLSX file with the same columns. What
is not in the file stays as it is; what a unit was before stays to be read. Without `--write` it
only says what would become of each row.

Exit code 0: all rows; 1: some were refused, all of them told; 2: nothing done.
"""

from __future__ import annotations

import argparse
import csv
import getpass
import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib.application.directing import may_not_change
from chalicelib.application.directory_files import NoTable
from chalicelib.application.import_directory import Imported, import_staff, import_units
from chalicelib.application.ports import Ports, Unavailable
from chalicelib.bootstrap import Misconfigured
from chalicelib.domain.directory import Actor, Role
from moving import systems
from moving.sheets import NoSheet, opened
from moving.systems import NoSystem
from moving.values import Cell, Unreadable, is_empty, text

LISTS: Mapping[str, Callable[..., Imported]] = {
    "units": partial(import_units, history=True),
    "staff": import_staff,
}
LEFT_OUT, USELESS = 1, 2


class NoPlace(Exception):
    """No regulation is of this place."""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m tools.put_directory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("list", choices=tuple(LISTS), help="units first: people stand in units")
    made.add_argument("file", type=Path, help="CSV or XLSX, at most 500 rows")
    made.add_argument("--place", required=True, help="the id of the place")
    made.add_argument("--data", type=Path, help="the directory of a run that is stopped")
    made.add_argument("--write", action="store_true", help="do it, instead of only saying what")
    return made


def main(arguments: list[str]) -> int:
    given = parser().parse_args(arguments)
    try:
        with systems.ports(given.data, write=given.write) as ports:
            report = put(ports, given.list, given.file, given.place, write=given.write)
    except (NoPlace, NoSheet, NoSystem, NoTable, Misconfigured, OSError) as wrong:
        print(f"没有完成 · not done: {wrong}", file=sys.stderr)
        return USELESS
    except (Unavailable, ClientError, BotoCoreError) as wrong:
        # What was written is whole; the same file again changes only what it did not come to.
        print(
            f"中断，请重新运行 · broke off, run it again: {type(wrong).__name__}", file=sys.stderr
        )
        return USELESS
    print("\n".join(told(report)))
    return LEFT_OUT if report.refused else 0


def put(ports: Ports, which: str, file: Path, place: str, *, write: bool) -> Imported:
    """Raises `NoPlace`, `NoTable`, `NoSheet` or `OSError`."""
    actor = Actor(f"command:{getpass.getuser()}", frozenset({Role.OFFICE}), place)
    if refusal := may_not_change(ports, place, actor):
        raise NoPlace(f"{place}: {refusal.detail}")
    raw = as_csv(file) if zipfile.is_zipfile(file) else file.read_bytes()
    return LISTS[which](ports, place, raw, actor, dry_run=not write)


def as_csv(file: Path) -> bytes:
    """A worksheet as its rows would stand in a CSV, line by line. Raises `NoTable`, `NoSheet`."""
    lines = io.StringIO(newline="")
    with opened(file) as sheet:
        csv.writer(lines).writerows(
            [_written(cell, number, column) for column, cell in enumerate(row, start=1)]
            for number, row in sheet.rows
        )
    return lines.getvalue().encode()


def _written(cell: Cell, line: int, column: int) -> str:
    """On one line; the cell of a day as that day."""
    if is_empty(cell):
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[: len("2026-03-02")]
    try:
        return " ".join(text(cell).split())
    except Unreadable as wrong:
        raise NoTable(f"line {line}, column {column}: expected text, found: {wrong}") from None


def told(report: Imported) -> Iterator[str]:
    """What became of the rows; of those that are refused never their words."""
    dry = "可导入（试运行，未写入）· would be taken in (dry run, nothing written)"
    yield f"数据行 · rows: {report.rows}"
    yield f"{dry if report.dry_run else '已导入 · taken in'}: {report.accepted}"
    yield f"被拒绝 · refused: {report.rows - report.accepted}"
    for one in report.refused:
        yield f"    第{one.line}行 · line {one.line} {one.column or '—'}: {one.detail}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
