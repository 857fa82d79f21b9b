"""The units of a place, into a deployed system: `python -m tools.put_units zhaoqing units.toml`

The file has a table `[[units]]` each with id, name, kind (department, office, utility, street) and,
where it stands under an office, `parent`. All units of the place are replaced; one that is left out
takes no new tickets, and those it has stay with it. Without `--write` it only says what changes.
The tables are those that the environment names.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.calls import Calls, client
from chalicelib.adapters.dynamodb.reference import DynamoDirectories
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.bootstrap import Misconfigured, SystemClock
from chalicelib.domain.directory import Directory, Unit, UnitKind


class NoUnits(ValueError):
    """A file that describes no directory; the message says where."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.put_units", description=__doc__)
    parser.add_argument("place")
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    try:
        wanted, known = read(given.file.read_text("utf-8")), _directories(given.place)
        print("\n".join(changes(known.of(given.place), wanted)) or "没有变化 · nothing changes")
        if given.write:
            known.put(given.place, wanted)
    except (NoUnits, Misconfigured, OSError) as wrong:
        print(f"没有完成 · not done: {wrong}", file=sys.stderr)
        return 1
    return 0


def _directories(place: str) -> DynamoDirectories:
    names = bootstrap.table_names()
    if names is None:
        raise Misconfigured(f"name the tables: {', '.join(bootstrap.TABLES)}")
    if place not in {one.identity.place for one in load_regulations().values()}:
        raise NoUnits(f"no such place: {place}")
    return DynamoDirectories(Calls(client()), names.reference, SystemClock().now)


def read(text: str) -> Directory:
    """Raises `NoUnits`."""
    try:
        units = [_unit(one) for one in tomllib.loads(text)["units"]]
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as wrong:
        raise NoUnits(f"units: {wrong}") from None
    by_id = {unit.id: unit for unit in units}
    if len(by_id) != len(units):
        raise NoUnits("an id stands there twice")
    for unit in units:
        parent = by_id.get(unit.parent or "")
        if unit.parent and (parent is None or parent.kind != UnitKind.OFFICE):
            raise NoUnits(f"{unit.id}: its parent is no office of this file")
    return Directory(by_id)


def _unit(one: dict[str, Any]) -> Unit:
    if unknown := one.keys() - {"id", "name", "kind", "parent"}:
        raise NoUnits(f"unknown: {', '.join(sorted(unknown))}")
    return Unit(one["id"], one["name"], UnitKind(one["kind"]), one.get("parent"))


def changes(before: Directory, after: Directory) -> Iterator[str]:
    """A line each: + new, - gone, ~ changed."""
    for unit in sorted({**before.units, **after.units}):
        was, now = before.get(unit), after.get(unit)
        if was != now:
            shown = now or was
            assert shown is not None  # noqa: S101 - it is in one of them
            mark = "~" if was and now else "+" if now else "-"
            yield f"{mark} {unit} {shown.name} ({shown.kind})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
