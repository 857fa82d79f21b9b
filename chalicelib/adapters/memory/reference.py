"""Reference data held in memory: regulations, calendars, units, staff, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from chalicelib.adapters.calendar_years import Years
from chalicelib.application.directory_ports import Changed, T, Told
from chalicelib.application.message_ports import SmsSettings
from chalicelib.application.ports import Conflict
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.directory import HOME, Directory
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.staff import StaffMember
from chalicelib.domain.units import UnitRecord, UnitRecords, directory_on, of_always
from chalicelib.late import dataclass

UNDATED = "undated"
NOTHING: UnitRecords = {}


class MemoryRegulations:
    """Versions by place; one without a day of effect counts as there from the beginning."""

    def __init__(self, regulations: Mapping[str, Regulation]) -> None:
        self._by_id = dict(regulations)
        self._by_place: dict[str, list[Regulation]] = {}
        for one in sorted(regulations.values(), key=_effective):
            self._by_place.setdefault(one.identity.place, []).append(one)

    def get(self, regulation_id: str) -> Regulation:
        return self._by_id[regulation_id]

    def in_force(self, place: str, day: date) -> Regulation | None:
        begun = [one for one in self._by_place.get(place, ()) if _effective(one) <= str(day)]
        return begun[-1] if begun else None

    def versions(self) -> Mapping[str, Sequence[Regulation]]:
        return self._by_place


def _effective(regulation: Regulation) -> str:
    version = regulation.identity.version
    return "" if version == UNDATED else version


class MemoryCalendars:
    """The published years; the calendar is built anew when one of them changes."""

    def __init__(self, years: Years) -> None:
        self._years = years

    @classmethod
    def packaged(cls) -> MemoryCalendars:
        return cls(Years.packaged())

    def current(self) -> Calendar:
        return self._years.calendar

    def years(self) -> Sequence[PublishedYear]:
        return self._years.in_order

    def put(self, year: int, document: object) -> None:
        self._years = self._years.with_imported({year: document})


def at_last() -> datetime:
    """Behind every day: units count as what was recorded of them last."""
    return datetime(9999, 1, 1, tzinfo=UTC)


class MemoryDirectories:
    """The units of each place, and who changed them."""

    def __init__(
        self, directories: Mapping[str, Directory], now: Callable[[], datetime] = at_last
    ) -> None:
        self._now = now
        self._records = {place: of_always(units) for place, units in directories.items()}
        self._versions = dict.fromkeys(directories, 1)
        self._changes: dict[str, list[Told[UnitRecord]]] = {}
        self._of: dict[str, tuple[UnitRecords, date, Directory]] = {}
        self._lock = Lock()

    def of(self, place: str) -> Directory:
        day = self._now().astimezone(HOME).date()
        records, known = self._records.get(place, NOTHING), self._of.get(place)
        if known is None or known[0] is not records or known[1] != day:
            self._of[place] = known = (records, day, directory_on(records, day))
        return known[2]

    def recorded(self, place: str) -> tuple[UnitRecords, int]:
        with self._lock:
            return self._records.get(place, {}), self._versions.get(place, 0)

    def commit(self, place: str, changes: Sequence[Changed[UnitRecord]], expected: int) -> None:
        with self._lock:
            if self._versions.get(place, 0) != expected:
                raise Conflict
            told = self._changes.setdefault(place, [])
            told += [
                Told(f"{expected:07d}#{order:03d}", change) for order, change in enumerate(changes)
            ]
            after = {change.new.id: change.new for change in changes}
            self._records[place] = {**self._records.get(place, {}), **after}
            self._versions[place] = expected + 1

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[UnitRecord]]:
        return _older(self._changes.get(place, []), before, limit)


class MemoryStaff:
    """The people of each place, and who changed their entries."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, tuple[StaffMember, int]]] = {}
        self._changes: dict[str, list[Told[StaffMember]]] = {}
        self._lock = Lock()

    def get(self, place: str, staff_id: str) -> StaffMember | None:
        return self.recorded(place, staff_id)[0]

    def recorded(self, place: str, staff_id: str) -> tuple[StaffMember | None, int]:
        return self._members.get(place, {}).get(staff_id, (None, 0))

    def page(self, place: str, after: str | None, limit: int) -> Sequence[StaffMember]:
        members = self._members.get(place, {})
        ids = sorted(one for one in members if after is None or one > after)
        return [members[one][0] for one in ids[:limit]]

    def commit(self, place: str, change: Changed[StaffMember], expected: int) -> None:
        with self._lock:
            if self.recorded(place, change.new.id)[1] != expected:
                raise Conflict
            told = self._changes.setdefault(place, [])
            told.append(Told(f"{len(told):07d}", change))
            self._members.setdefault(place, {})[change.new.id] = (change.new, expected + 1)

    def changes(self, place: str, before: str | None, limit: int) -> Sequence[Told[StaffMember]]:
        return _older(self._changes.get(place, []), before, limit)


def _older(told: Sequence[Told[T]], before: str | None, limit: int) -> list[Told[T]]:
    return [one for one in reversed(told) if before is None or one.key < before][:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSettings:
    """What a deployment is told once, when it starts."""

    url: str = ""
    audited: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    sms_of: Mapping[str, SmsSettings] = field(default_factory=dict)
    kept: timedelta = timedelta(days=1095)

    def audit_on(self, place: str) -> bool:
        return place in self.audited

    def surveyed_above(self, place: str) -> bool:
        return place in self.above

    def staff_listed(self, place: str) -> bool:
        return place in self.listed

    def sms(self, place: str) -> SmsSettings:
        return self.sms_of.get(place, SmsSettings())

    def personal_data_kept(self) -> timedelta:
        return self.kept

    def public_url(self) -> str:
        return self.url.rstrip("/")
