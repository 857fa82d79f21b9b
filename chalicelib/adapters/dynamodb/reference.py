"""The ports `Calendars` and `Directories` over DynamoDB: what seldom changes and is always needed.

All imported years are one item, and so are the units of a place: who reads one has it as it was at
one moment, and its version tells whether anything changed. A container reads it again when what it
knows is a minute old, one strongly consistent read of some KB. A change is put on the version it
was made of, and made again if somebody else was first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from chalicelib.adapters.calendar_years import Years
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import ATTEMPTS, Calls
from chalicelib.adapters.dynamodb.commits import NEW
from chalicelib.adapters.dynamodb.conditions import put_if
from chalicelib.adapters.dynamodb.wire import Item, fields_of, with_fields
from chalicelib.application.ports import Conflict
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.directory import Directory, Unit, UnitKind

BELIEVED_FOR = timedelta(minutes=1)
Fields = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet:
    """An item of reference data; version 0 is not there yet and holds nothing."""

    version: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Sheets:
    """The table, read strongly and changed on the version that was read."""

    calls: Calls
    table: str

    def read(self, pk: str, sk: str) -> Sheet:
        found = self.calls.get(self.table, pk, sk)
        return Sheet(int(found["v"]), fields_of(found)) if found else Sheet(0, {})

    def change(self, pk: str, sk: str, made_of: Callable[[Fields], Fields]) -> Sheet:
        """What `made_of` makes of the fields there are; `Conflict` if others are always first."""
        for attempt in range(ATTEMPTS):
            before = self.read(pk, sk)
            after = Sheet(before.version + 1, made_of(before.fields))
            item: Item = {"pk": pk, "sk": sk, "v": after.version}
            condition, values = _still(before.version)
            item = with_fields(item, after.fields)
            refused = put_if(self.calls, self.table, item, condition, values)
            if refused is None:
                return after
            self.calls.wait(attempt)
        raise Conflict


def _still(version: int) -> tuple[str, Item]:
    return ("v = :version", {":version": version}) if version else (NEW, {})


@dataclass(frozen=True, slots=True)
class _Known(Generic[T]):
    read_at: datetime
    version: int
    value: T


class _Believed(Generic[T]):
    """Values made of sheets, each believed for a minute, and made anew only if it changed."""

    def __init__(
        self, sheets: Sheets, now: Callable[[], datetime], make: Callable[[Fields], T]
    ) -> None:
        self._sheets, self._now, self._make = sheets, now, make
        self._known: dict[str, _Known[T]] = {}
        self._lock = Lock()

    def of(self, pk: str, sk: str) -> T:
        with self._lock:
            known = self._known.get(pk)
            if known is None or self._now() - known.read_at >= BELIEVED_FOR:
                known = self._learnt(pk, self._sheets.read(pk, sk))
            return known.value

    def change(self, pk: str, sk: str, made_of: Callable[[Fields], Fields]) -> None:
        """Changed in the table, and known here at once."""
        with self._lock:
            self._learnt(pk, self._sheets.change(pk, sk, made_of))

    def _learnt(self, pk: str, sheet: Sheet) -> _Known[T]:
        known = self._known.get(pk)
        unchanged = known is not None and known.version == sheet.version
        value = known.value if known and unchanged else self._make(sheet.fields)
        self._known[pk] = found = _Known(self._now(), sheet.version, value)
        return found


class DynamoCalendars:
    """The packaged years, each replaced or added to by the one that was imported."""

    def __init__(
        self, calls: Calls, table: str, now: Callable[[], datetime], packaged: Years
    ) -> None:
        self._packaged = packaged
        self._years = _Believed(Sheets(calls, table), now, self._with_imported)

    def current(self) -> Calendar:
        return self._now().calendar

    def years(self) -> Sequence[PublishedYear]:
        return self._now().in_order

    def put(self, year: int, document: object) -> None:
        def with_year(fields: Fields) -> Fields:
            after = {**fields, str(year): document}
            self._with_imported(after)
            return after

        self._years.change(keys.CALENDAR, keys.CALENDAR, with_year)

    def _now(self) -> Years:
        return self._years.of(keys.CALENDAR, keys.CALENDAR)

    def _with_imported(self, fields: Fields) -> Years:
        if not fields:
            return self._packaged
        return self._packaged.with_imported({int(year): one for year, one in fields.items()})


class DynamoDirectories:
    """The units of each place; a place that has none yet has an empty directory."""

    def __init__(self, calls: Calls, table: str, now: Callable[[], datetime]) -> None:
        self._directories = _Believed(Sheets(calls, table), now, _directory)

    def of(self, place: str) -> Directory:
        return self._directories.of(keys.directory(place), keys.DIRECTORY)

    def put(self, place: str, directory: Directory) -> None:
        """Replace all the units of a place."""
        fields = {"units": [_plain(unit) for unit in directory.units.values()]}
        self._directories.change(keys.directory(place), keys.DIRECTORY, lambda _: fields)


def _plain(unit: Unit) -> list[str | None]:
    return [unit.id, unit.name, unit.kind.value, unit.parent]


def _directory(fields: Fields) -> Directory:
    rows = fields.get("units", ())
    units = [Unit(one, name, UnitKind(kind), parent) for one, name, kind, parent in rows]
    return Directory({unit.id: unit for unit in units})
