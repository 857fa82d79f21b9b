"""Reference data held in memory: regulations, calendars, units, settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from chalicelib.adapters.calendar_files import (
    PACKAGED,
    CalendarFileError,
    parse_year,
    read_year,
)
from chalicelib.application.ports import CalendarRejected
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.directory import Directory
from chalicelib.domain.regulation import Regulation

UNDATED = "undated"
EMPTY = Directory()


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

    def __init__(self, years: Iterable[PublishedYear]) -> None:
        self._years = {one.first.year: one for one in years}
        self._calendar = Calendar(self._years.values())

    @classmethod
    def packaged(cls) -> MemoryCalendars:
        return cls(read_year(path) for path in sorted(PACKAGED.glob("*.json")))

    def current(self) -> Calendar:
        return self._calendar

    def years(self) -> Sequence[PublishedYear]:
        return [self._years[year] for year in sorted(self._years)]

    def put(self, year: int, document: object) -> None:
        try:
            parsed = parse_year(document, f"{year}.json")
        except CalendarFileError as wrong:
            pointer = "/" + wrong.key.replace(".", "/") if wrong.key else ""
            raise CalendarRejected(pointer, str(wrong)) from wrong
        years = {**self._years, year: parsed}
        try:
            calendar = Calendar(years.values())
        except ValueError as wrong:
            raise CalendarRejected("/published", str(wrong)) from wrong
        self._years, self._calendar = years, calendar


class MemoryDirectories:
    def __init__(self, directories: Mapping[str, Directory]) -> None:
        self._directories = dict(directories)

    def of(self, place: str) -> Directory:
        return self._directories.get(place, EMPTY)


class MemorySettings:
    def __init__(self, audited: Collection[str] = ()) -> None:
        self._audited = frozenset(audited)

    def audit_on(self, place: str) -> bool:
        return place in self._audited
