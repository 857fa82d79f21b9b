"""How a date came about, in words from which, with the calendar, it can be worked out again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from chalicelib.domain.calendar import Calendar
from chalicelib.domain.working_time import Due, OfficeHours, Period, TimeUnit

_ONE_DAY = timedelta(days=1)
_FRIDAY = 4
_WEEKDAYS = "一二三四五六日"


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
    if period.unit is TimeUnit.MONTH:
        clauses = [
            f"自{local.date()}起计{period.amount}个月",
            f"对应日（无对应日的为该月最后一日）为{result.due_on}，24时届满",
        ]
    elif period.unit is TimeUnit.WORKING_DAY:
        clauses = [*_count_of_working_days(local.date(), period.amount, result.due_on, calendar)]
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


@lru_cache(maxsize=1024)
def _count_of_working_days(
    day: date, amount: int, last: date, calendar: Calendar
) -> tuple[str, ...]:
    """The same for all that begins on a day."""
    if amount == 0:
        return (f"限收到当日{day}，24时届满",)
    rest_days = _rest_days(day + _ONE_DAY, last, calendar)
    return (f"收到之日{day}不计入", *rest_days, f"第{amount}个工作日为{last}，24时届满")


def _way_of_counting(period: Period, office_hours: OfficeHours | None) -> str:
    match period.unit:
        case TimeUnit.MINUTE:
            return f"按自然时间计{period.amount}分钟"
        case TimeUnit.HOUR:
            return f"按自然时间计{period.amount}小时"
        case TimeUnit.DAY:
            return f"按自然日计{period.amount}天（每天24小时）"
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
