"""Reference data held in memory: regulations, calendars, units, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.adapters.calendar_years import Years
from chalicelib.application.message_ports import SmsSettings
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


class MemoryDirectories:
    def __init__(self, directories: Mapping[str, Directory]) -> None:
        self._directories = dict(directories)

    def of(self, place: str) -> Directory:
        return self._directories.get(place, EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedSettings:
    """What a deployment is told once, when it starts."""

    url: str = ""
    audited: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    sms_of: Mapping[str, SmsSettings] = field(default_factory=dict)

    def audit_on(self, place: str) -> bool:
        return place in self.audited

    def surveyed_above(self, place: str) -> bool:
        return place in self.above

    def sms(self, place: str) -> SmsSettings:
        return self.sms_of.get(place, SmsSettings())

    def public_url(self) -> str:
        return self.url.rstrip("/")
