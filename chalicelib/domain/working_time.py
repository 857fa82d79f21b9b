"""From a limit as a regulation states it to the instant that is too late, and why it is that one.

The Civil Code counts time so: the day something happens is left out (art. 201), a period of months
ends on the same day of the last month, else on its last day (art. 202), and a last day ends at
24:00 and is never a rest day (art. 203).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from chalicelib.domain.calendar import Calendar, PublishedYear

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
    "explain",
]

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_MONTHS_A_YEAR = 12
_FRIDAY = 4
_WEEKDAYS = "一二三四五六日"


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
            message = f"office hours must follow one another: {_spans_in_words(self)}"
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
    of the day itself. Minutes, hours and days run by the clock, months to the same clock time.
    Working hours run only in `office_hours`. ValueError for a naive `start`, missing office hours,
    and what lies before the calendar or past the year 9999.
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
            end = _after_months(start.astimezone(zone), amount).astimezone(UTC)
        case TimeUnit.DAY:
            end = start.astimezone(UTC) + timedelta(days=amount)
        case TimeUnit.HOUR:
            end = start.astimezone(UTC) + timedelta(hours=amount)
        case _:
            end = start.astimezone(UTC) + timedelta(minutes=amount)
    return Due(end, _last_day(end, zone), provisional=False)


def _last_day(end: datetime, zone: tzinfo) -> date:
    return (end - _INSTANT).astimezone(zone).date()


def _after_months(start: datetime, amount: int) -> datetime:
    """The same day and clock time `amount` months on, else the last day (Civil Code, art. 202)."""
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


def explain(  # noqa: PLR0913 (what `due` was given, and what it gave)
    start: datetime,
    period: Period,
    result: Due,
    calendar: Calendar,
    zone: tzinfo,
    office_hours: OfficeHours | None = None,
) -> str:
    """Why `due` came to `result`, in Chinese: with the calendar enough to work it out again.

    Local times of `zone`; seconds are written where there are any, so that nothing is lost.
    """
    local = start.astimezone(zone)
    if period.unit is TimeUnit.WORKING_DAY:
        clauses = _count_of_working_days(local.date(), period.amount, result.due_on, calendar)
    else:
        end = result.due_at.astimezone(zone)
        clauses = [f"自{_moment(local)}起{_way_of_counting(period, office_hours)}"]
        if period.unit is TimeUnit.WORKING_HOUR:
            clauses += _rest_days(local.date(), result.due_on, calendar)
            clauses.append(f"{_moment(end)}届满")
        else:
            clauses[0] += f"，{_moment(end)}届满"
        if end.date() != result.due_on:
            clauses.append(f"最后一日为{result.due_on}")
    text = "；".join(clauses)
    if result.provisional:
        text += (
            f"。{calendar.published_through}之后的节假日安排尚未公布，"
            "暂按周一至周五计，公布后重新计算"
        )
    return text


def _count_of_working_days(day: date, amount: int, last: date, calendar: Calendar) -> list[str]:
    if amount == 0:
        return [f"限收到当日{day}，24时届满"]
    rest_days = _rest_days(day + _ONE_DAY, last, calendar)
    return [f"收到之日{day}不计入", *rest_days, f"第{amount}个工作日为{last}，24时届满"]


def _way_of_counting(period: Period, office_hours: OfficeHours | None) -> str:
    match period.unit:
        case TimeUnit.MINUTE:
            return f"按自然时间计{period.amount}分钟"
        case TimeUnit.HOUR:
            return f"按自然时间计{period.amount}小时"
        case TimeUnit.DAY:
            return f"按自然日计{period.amount}天（每天24小时）"
        case TimeUnit.MONTH:
            return f"计{period.amount}个月，至对应日的同一时刻（无对应日的为该月最后一日）"
        case _:
            hours = "" if office_hours is None else f"（工作日{_spans_in_words(office_hours)}）"
            return f"按工作时间{hours}计{period.amount}小时"


def _rest_days(first: date, last: date, calendar: Calendar) -> list[str]:
    """Which of the days `first` to `last` do not count, and which weekend days do."""
    runs: list[list[date]] = []
    made_up: list[date] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if calendar.is_working_day(day):
            if day.weekday() > _FRIDAY:
                made_up.append(day)
        elif runs and runs[-1][-1] == day - _ONE_DAY:
            runs[-1][1:] = [day]
        else:
            runs.append([day])
    clauses = []
    if runs:
        spans = "、".join("至".join(str(day) for day in run) for run in runs)
        clauses.append(f"跳过周末及节假日{spans}")
    if made_up:
        days = "、".join(f"{day}（周{_WEEKDAYS[day.weekday()]}）" for day in made_up)
        clauses.append(f"{days}调休上班计入")
    return clauses


def _spans_in_words(office_hours: OfficeHours) -> str:
    return "、".join(f"{_clock(opens)}至{_clock(closes)}" for opens, closes in office_hours.spans)


def _moment(moment: datetime) -> str:
    return f"{moment.date()} {_clock(moment.time())}"


def _clock(clock: time) -> str:
    if clock.microsecond:
        return clock.isoformat("microseconds")
    return clock.isoformat("seconds" if clock.second else "minutes")
