"""The ports `Calendars` and `Directories` over DynamoDB: what seldom changes and is always needed.

All imported years are one item, and so are the units of a place: who reads one has it as it was at
one moment, and its version tells whether anything changed. A container reads it again when what it
knows is a minute old, one strongly consistent read of some KB. A change is put on the version it
was made of, and made again if somebody else was first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from chalicelib.adapters.calendar_years import Years
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import ATTEMPTS, Calls
from chalicelib.adapters.dynamodb.commits import NEW
from chalicelib.adapters.dynamodb.conditions import put_if
from chalicelib.adapters.dynamodb.told_changes import newest, put_together
from chalicelib.adapters.dynamodb.unit_rows import change_of, fields_of_units, records_of, told_of
from chalicelib.adapters.dynamodb.wire import Item, fields_of, with_fields
from chalicelib.application.directory_ports import Changed, Told
from chalicelib.application.ports import Conflict
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.directory import HOME, Directory
from chalicelib.domain.units import UnitRecord, UnitRecords, directory_on, of_always
from chalicelib.late import dataclass

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

    def forget(self, pk: str) -> None:
        """It was changed: whoever asks next reads it."""
        with self._lock:
            self._known.pop(pk, None)

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
        self._sheets, self._now = Sheets(calls, table), now
        self._records = _Believed(self._sheets, now, records_of)
        self._of: dict[str, tuple[UnitRecords, date, Directory]] = {}

    def of(self, place: str) -> Directory:
        records = self._records.of(keys.directory(place), keys.DIRECTORY)
        day = self._now().astimezone(HOME).date()
        known = self._of.get(place)
        if known is None or known[0] is not records or known[1] != day:
            self._of[place] = known = (records, day, directory_on(records, day))
        return known[2]

    def put(self, place: str, directory: Directory) -> None:
        """Replace all the units of a place; what they were before is not kept."""
        fields = fields_of_units(of_always(directory), self._now().astimezone(HOME).date())
        self._records.change(keys.directory(place), keys.DIRECTORY, lambda _: fields)

    def recorded(self, place: str) -> tuple[UnitRecords, int]:
        sheet = self._sheets.read(keys.directory(place), keys.DIRECTORY)
        return records_of(sheet.fields), sheet.version

    def commit(self, place: str, changes: Sequence[Changed[UnitRecord]], expected: int) -> None:
        records, version = self.recorded(place)
        if version != expected:
            raise Conflict
        after = {**records, **{change.new.id: change.new for change in changes}}
        fields = fields_of_units(after, self._now().astimezone(HOME).date())
        pk = keys.directory(place)
        sheet = with_fields({"pk": pk, "sk": keys.DIRECTORY, "v": expected + 1}, fields)
        told = [
            with_fields(
                {"pk": pk, "sk": keys.unit_change(one.at, expected + 1, order)}, told_of(one)
            )
            for order, one in enumerate(changes)
        ]
        put_together(self._sheets.calls, self._sheets.table, sheet, expected, told)
        self._records.forget(pk)

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[UnitRecord]]:
        calls, table = self._sheets.calls, self._sheets.table
        rows = newest(calls, table, keys.directory(place), keys.UNIT_CHANGES, before, limit)
        return [Told(str(row["sk"]), change_of(fields_of(row))) for row in rows]
