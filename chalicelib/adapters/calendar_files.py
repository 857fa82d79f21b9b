"""The published years as files, one JSON document a year, read into the calendar of the domain."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.domain.calendar import Calendar, PublishedYear, WrongDayError

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGED = Path(__file__).resolve().parent.parent / "calendars"

_KEYS = ("year", "published", "notices", "holidays", "make_up_days", "decisions")
_DECISION_KEYS = ("working", "reason")


class CalendarFileError(ValueError):
    """A calendar file that cannot be trusted; the message begins with the file and the key."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Name the file, the dotted key in it (empty: the file as a whole) and what is wrong."""
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key


def load_calendar(replacements: Path | None = None) -> Calendar:
    """The calendar of the packaged years, each replaced or added to by those in `replacements`.

    A directory without years, a file that is not as it should be and a gap between years are a
    CalendarFileError naming the file and the key.
    """
    files = _year_files(PACKAGED)
    if replacements is not None:
        files |= _year_files(replacements)
    years = {name: read_year(path) for name, path in sorted(files.items())}
    _check_gaps(years.items())
    return Calendar(years.values())


def read_year(path: Path) -> PublishedYear:
    """One year from its file, which must be called after it: 2026.json."""
    try:
        document = json.loads(path.read_text("utf-8"), object_pairs_hook=_without_repetition)
    except OSError as error:
        raise CalendarFileError(path.name, "", f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise CalendarFileError(path.name, "", f"is no JSON: {error}") from None
    return parse_year(document, path.name)


def parse_year(document: object, file: str) -> PublishedYear:
    """One year from a decoded JSON document; `file` is what a CalendarFileError calls it."""
    fields = _object(document, file, "", _KEYS)
    year = fields["year"]
    if not isinstance(year, int) or f"{year}.json" != file:
        raise CalendarFileError(file, "year", f"is {year!r}, the file belongs to another")
    published = _object(fields["published"], file, "published", ("first", "last"))
    first = _date(published["first"], file, "published.first", year)
    last = _date(published["last"], file, "published.last", year)
    if last < first:
        raise CalendarFileError(file, "published.last", f"is {last}, before {first}")
    _check_notices(fields["notices"], file)
    holidays = _names(fields["holidays"], file, "holidays", year)
    make_up_days = _names(fields["make_up_days"], file, "make_up_days", year)
    try:
        result = PublishedYear(first, last, holidays, make_up_days)
    except WrongDayError as error:
        field = "make_up_days" if error.day in make_up_days else "holidays"
        raise CalendarFileError(file, f"{field}.{error.day}", str(error)) from None
    _check_decisions(fields["decisions"], file, result)
    return result


def _year_files(directory: Path) -> dict[str, Path]:
    files = {path.name: path for path in directory.glob("*.json")}
    if not files:
        raise CalendarFileError(directory.name, "", "no calendar years here")
    return files


def _check_gaps(years: Iterable[tuple[str, PublishedYear]]) -> None:
    ordered = sorted(years, key=lambda item: item[1].first)
    for (_, earlier), (file, later) in pairwise(ordered):
        if (later.first - earlier.last).days != 1:
            problem = f"is {later.first}, but the year before is published through {earlier.last}"
            raise CalendarFileError(file, "published.first", problem)


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for position, (key, _) in enumerate(pairs):
        if any(key == other for other, _ in pairs[:position]):
            message = f"the key {key} stands there twice"
            raise ValueError(message)
    return dict(pairs)


def _object(value: object, file: str, key: str, keys: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise CalendarFileError(file, key, "is not an object")
    prefix = f"{key}." if key else ""
    for name in keys:
        if name not in value:
            raise CalendarFileError(file, prefix + name, "is missing")
    for name in value:
        if name not in keys:
            raise CalendarFileError(file, prefix + str(name), "is unknown")
    return value


def _date(value: object, file: str, key: str, year: int) -> date:
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise CalendarFileError(file, key, f"{value!r} is no date") from None
    if day.isoformat() != value:
        raise CalendarFileError(file, key, f"{value!r} is not written as YYYY-MM-DD")
    if day.year != year:
        raise CalendarFileError(file, key, f"{value} does not lie in {year}")
    return day


def _names(value: object, file: str, key: str, year: int) -> dict[date, str]:
    if not isinstance(value, dict):
        raise CalendarFileError(file, key, "is not an object of dates and names")
    days = {}
    for text, name in value.items():
        if not isinstance(name, str) or not name:
            raise CalendarFileError(file, f"{key}.{text}", f"{name!r} is no name")
        days[_date(text, file, f"{key}.{text}", year)] = name
    return days


def _check_notices(value: object, file: str) -> None:
    """The notices a year rests on, or null where their numbers are not known."""
    if value is None:
        return
    if not isinstance(value, list) or not value or not all(isinstance(n, str) for n in value):
        raise CalendarFileError(file, "notices", "is neither null nor a list of document numbers")


def _check_decisions(value: object, file: str, year: PublishedYear) -> None:
    """The days on which the sources differ, what was decided and why; the data must follow it."""
    if not isinstance(value, dict):
        raise CalendarFileError(file, "decisions", "is not an object of dates and decisions")
    for text, decision in value.items():
        key = f"decisions.{text}"
        day = _date(text, file, key, year.first.year)
        fields = _object(decision, file, key, _DECISION_KEYS)
        if not isinstance(fields["reason"], str) or not fields["reason"]:
            raise CalendarFileError(file, f"{key}.reason", "is no reason")
        if fields["working"] is not year.is_working_day(day):
            raise CalendarFileError(file, f"{key}.working", "is not what the days of the year say")
