"""From a limit as a regulation states it to the instant that is too late, and why it is that one.

The Civil Code counts time so: the day something happens is left out (art. 201), a period of months
ends on the same day of the last month, else on its last day (art. 202), and a last day ends at
24:00 and is never a rest day (art. 203).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Calendar",
    "Due",
    "OfficeHours",
    "Period",
    "PublishedYear",
    "TimeUnit",
    "due",
]

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_MONTHS_A_YEAR = 12


class TimeUnit(StrEnum):
    """What a period is counted in."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """An amount of time as a regulation states it: so many units, 0 or more."""

    amount: int
    unit: TimeUnit

    def __post_init__(self) -> None:
        """Refuse a negative amount with a ValueError."""
        if self.amount < 0:
            message = f"a period cannot be negative: {self.amount} {self.unit}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office works on a working day: spans of local time, in order and apart."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        """Refuse spans that are missing, empty, out of order or in a zone of their own."""
        edges = [edge for span in self.spans for edge in span]
        if not edges:
            message = "office hours need at least one span"
            raise ValueError(message)
        if any(edge.tzinfo is not None for edge in edges):
            message = "office hours are local times and carry no zone of their own"
            raise ValueError(message)
        if any(earlier >= later for earlier, later in pairwise(edges)):
            message = f"office hours must follow one another: {self.spans}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Due:
    """When a period is over.

    `due_at`, in UTC, is the first instant that is late; `due_on` the last day that is in time, in
    the zone of the jurisdiction; `provisional` says that it depends on a day whose arrangement
    has not been published.
    """

    due_at: datetime
    due_on: date
    provisional: bool


def due(
    start: datetime,
    period: Period,
    calendar: Calendar,
    zone: tzinfo,
    office_hours: OfficeHours | None = None,
) -> Due:
    """When `period` is over if it begins at the aware instant `start` (Civil Code, art. 201–203).

    Working days leave out the day of `start` and end at 24:00 of the last one, 0 of them at 24:00
    of the day itself; months end at 24:00 of the corresponding day. Minutes, hours and days run by
    the clock, working hours only in `office_hours`. ValueError for a naive `start`, missing office
    hours, and what lies before the calendar or past the year 9999.
    """
    if start.utcoffset() is None:
        message = f"the start of a period must know its zone: {start.isoformat()}"
        raise ValueError(message)
    try:
        return _due(start, period, calendar, zone, office_hours)
    except OverflowError:
        message = f"{period.amount} {period.unit} after {start} lie past the year {date.max.year}"
        raise ValueError(message) from None


def _due(
    start: datetime,
    period: Period,
    calendar: Calendar,
    zone: tzinfo,
    office_hours: OfficeHours | None,
) -> Due:
    amount = period.amount
    match period.unit:
        case TimeUnit.WORKING_DAY:
            last = calendar.add_working_days(start.astimezone(zone).date(), amount)
            end = datetime.combine(last + _ONE_DAY, time.min, zone).astimezone(UTC)
            return Due(end, last, provisional=amount > 0 and last > calendar.published_through)
        case TimeUnit.WORKING_HOUR:
            if office_hours is None:
                message = "a limit in working hours needs the office hours of the jurisdiction"
                raise ValueError(message)
            end = _after_working_hours(start, amount, calendar, zone, office_hours)
            last = _last_day(end, zone)
            return Due(end, last, provisional=last > calendar.published_through)
        case TimeUnit.MONTH:
            last = _after_months(start.astimezone(zone).date(), amount)
            end = datetime.combine(last + _ONE_DAY, time.min, zone).astimezone(UTC)
        case TimeUnit.DAY:
            end = start.astimezone(UTC) + timedelta(days=amount)
        case TimeUnit.HOUR:
            end = start.astimezone(UTC) + timedelta(hours=amount)
        case _:
            end = start.astimezone(UTC) + timedelta(minutes=amount)
    return Due(end, _last_day(end, zone), provisional=False)


def _last_day(end: datetime, zone: tzinfo) -> date:
    return (end - _INSTANT).astimezone(zone).date()


def _after_months(start: date, amount: int) -> date:
    """The same day `amount` months on, else the month's last (Civil Code, art. 202)."""
    years, month = divmod(start.month - 1 + amount, _MONTHS_A_YEAR)
    year = start.year + years
    if year > date.max.year:
        raise OverflowError
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _after_working_hours(
    start: datetime, amount: int, calendar: Calendar, zone: tzinfo, office_hours: OfficeHours
) -> datetime:
    left = timedelta(hours=amount)
    now = start.astimezone(UTC)
    for opens, closes in _office_spans(now.astimezone(zone).date(), calendar, zone, office_hours):
        if now < closes:
            begin = max(now, opens)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
    raise OverflowError


def _office_spans(
    day: date, calendar: Calendar, zone: tzinfo, office_hours: OfficeHours
) -> Iterator[tuple[datetime, datetime]]:
    if not calendar.is_working_day(day):
        day = calendar.add_working_days(day, 1)
    while True:
        for opens, closes in office_hours.spans:
            yield (
                datetime.combine(day, opens, zone).astimezone(UTC),
                datetime.combine(day, closes, zone).astimezone(UTC),
            )
        day = calendar.add_working_days(day, 1)
