"""An explanation alone, with the calendar, is enough to work the date out again."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.calendar_files import load_calendar
from chalicelib.domain.explaining import explain
from chalicelib.domain.working_time import Due, OfficeHours, Period, TimeUnit, due

CHINA = timezone(timedelta(hours=8))
CALENDAR = load_calendar()
DAY = timedelta(days=1)
OFFICES = (
    OfficeHours(((time(9), time(12)), (time(13, 30), time(17, 30)))),
    OfficeHours(((time(8, 30), time(17, 0, 30)),)),
)

MOMENT = r"(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
CLOCK_UNITS = {"分钟": "minutes", "小时": "hours"}

plain_starts = st.datetimes(datetime(2004, 1, 1), datetime(2028, 12, 31))
starts = (
    plain_starts
    | plain_starts.map(lambda moment: moment.replace(microsecond=0))
    | (plain_starts.map(lambda moment: moment.replace(second=0, microsecond=0)))
)


def recomputed(text: str) -> tuple[datetime, date]:
    """The local end and the last day, from the words and the calendar's working days alone."""
    if found := re.match(r"限收到当日(\S{10})，24时届满", text):
        return at_midnight_after(date.fromisoformat(found[1]))
    if found := re.match(r"收到之日(\S{10})不计入；.*第(\d+)个工作日为", text):
        return at_midnight_after(walk(date.fromisoformat(found[1]), int(found[2])))
    if found := re.match(r"自(\S{10})起计(\d+)个月；", text):
        return at_midnight_after(months_on(date.fromisoformat(found[1]), int(found[2])))
    end = end_by_the_clock(text)
    return end, (end - timedelta(microseconds=1)).date()


def end_by_the_clock(text: str) -> datetime:
    if found := re.match(rf"自{MOMENT}起按自然时间计(\d+)(分钟|小时)，", text):
        return parsed(found[1]) + timedelta(**{CLOCK_UNITS[found[3]]: int(found[2])})
    if found := re.match(rf"自{MOMENT}起按自然日计(\d+)天（每天24小时），", text):
        return parsed(found[1]) + int(found[2]) * DAY
    found = re.match(rf"自{MOMENT}起按工作时间（工作日(.+?)）计(\d+)小时；", text)
    assert found, text
    spans = [span.split("至") for span in found[2].split("、")]
    return office_end(parsed(found[1]), spans, timedelta(hours=int(found[3])))


def parsed(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def at_midnight_after(last: date) -> tuple[datetime, date]:
    return datetime.combine(last + DAY, time()), last


def walk(day: date, n: int) -> date:
    while n:
        day += DAY
        n -= CALENDAR.is_working_day(day)
    return day


def months_on(start: date, months: int) -> date:
    first_of_month = start.replace(day=1)
    for _ in range(months):
        first_of_month = (first_of_month + 31 * DAY).replace(day=1)
    last_of_month = (first_of_month + 31 * DAY).replace(day=1) - DAY
    return last_of_month.replace(day=min(start.day, last_of_month.day))


def office_end(now: datetime, spans: list[list[str]], left: timedelta) -> datetime:
    day = now.date()
    while True:
        for opens, closes in spans if CALENDAR.is_working_day(day) else ():
            begin = max(now, datetime.combine(day, time.fromisoformat(opens)))
            open_for = datetime.combine(day, time.fromisoformat(closes)) - begin
            if open_for > timedelta() and left <= open_for:
                return begin + left
            left -= max(open_for, timedelta())
        day += DAY


def explained(start: datetime, period: Period, office: OfficeHours = OFFICES[0]) -> tuple[Due, str]:
    start = start.replace(tzinfo=CHINA)
    result = due(start, period, CALENDAR, CHINA, office)
    return result, explain(start, period, result, CALENDAR, CHINA, office)


@given(starts, st.integers(0, 40), st.sampled_from(TimeUnit), st.sampled_from(OFFICES))
def test_the_words_alone_give_the_same_instant_and_day(
    start: datetime, amount: int, unit: TimeUnit, office: OfficeHours
) -> None:
    result, text = explained(start, Period(amount, unit), office)

    end, last = recomputed(text)

    assert end.replace(tzinfo=CHINA) == result.due_at
    assert last == result.due_on


@given(starts, st.integers(0, 40), st.sampled_from(TimeUnit))
def test_the_words_state_the_end(start: datetime, amount: int, unit: TimeUnit) -> None:
    result, text = explained(start, Period(amount, unit))

    if unit in (TimeUnit.WORKING_DAY, TimeUnit.MONTH):
        assert f"{result.due_on}，24时届满" in text
    else:
        stated = re.findall(rf"{MOMENT}届满", text)
        assert parsed(stated[0]).replace(tzinfo=CHINA) == result.due_at
    assert ("尚未公布" in text) == result.provisional


@given(starts, st.integers(1, 40))
def test_the_days_not_skipped_are_the_working_days(start: datetime, n: int) -> None:
    result, text = explained(start, Period(n, TimeUnit.WORKING_DAY))

    skipped = set()
    if found := re.search("跳过周末及节假日([^；]+)", text):
        for run in found[1].split("、"):
            first, _, last = run.partition("至")
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
            skipped |= {begin + offset * DAY for offset in range((end - begin).days + 1)}
    days = {
        start.date() + offset * DAY for offset in range(1, (result.due_on - start.date()).days + 1)
    }

    assert skipped <= days
    assert len(days - skipped) == n
    made_up = {str(day) for day in days - skipped if day.isoweekday() > 5}
    assert made_up == set(re.findall(r"(\d{4}-\d\d-\d\d)（周[六日]）", text))


@pytest.mark.parametrize(
    ("start", "period", "words"),
    [
        pytest.param(
            "2026-09-21 10:00",
            Period(15, TimeUnit.WORKING_DAY),
            "收到之日2026-09-21不计入；跳过周末及节假日2026-09-25至2026-09-27、"
            "2026-10-01至2026-10-07、2026-10-11、2026-10-17至2026-10-18；"
            "2026-10-10（周六）调休上班计入；第15个工作日为2026-10-19，24时届满",
            id="zhaoqing-complaint",
        ),
        pytest.param(
            "2026-10-12 10:00",
            Period(2, TimeUnit.WORKING_DAY),
            "收到之日2026-10-12不计入；第2个工作日为2026-10-14，24时届满",
            id="nothing-skipped",
        ),
        pytest.param(
            "2026-10-03 10:00",
            Period(0, TimeUnit.WORKING_DAY),
            "限收到当日2026-10-03，24时届满",
            id="the-same-day",
        ),
        pytest.param(
            "2026-12-24 10:00",
            Period(10, TimeUnit.WORKING_DAY),
            "收到之日2026-12-24不计入；跳过周末及节假日2026-12-26至2026-12-27、"
            "2027-01-02至2027-01-03；第10个工作日为2027-01-07，24时届满。"
            "2026-12-31之后的节假日安排尚未公布，暂按周一至周五计，公布后重新计算",
            id="zhaoqing-help-provisional",
        ),
        pytest.param(
            "2026-03-02 09:00",
            Period(12, TimeUnit.HOUR),
            "自2026-03-02 09:00起按自然时间计12小时，2026-03-02 21:00届满",
            id="suqian-handling",
        ),
        pytest.param(
            "2026-03-02 09:00:07",
            Period(30, TimeUnit.MINUTE),
            "自2026-03-02 09:00:07起按自然时间计30分钟，2026-03-02 09:30:07届满",
            id="seconds-are-kept",
        ),
        pytest.param(
            "2026-03-02 00:00",
            Period(6, TimeUnit.DAY),
            "自2026-03-02 00:00起按自然日计6天（每天24小时），2026-03-08 00:00届满；"
            "最后一日为2026-03-07",
            id="days-that-end-at-midnight",
        ),
        pytest.param(
            "2026-01-31 09:00",
            Period(1, TimeUnit.MONTH),
            "自2026-01-31起计1个月；对应日（无对应日的为该月最后一日）为2026-02-28，24时届满",
            id="a-month-from-the-31st",
        ),
        pytest.param(
            "2026-03-06 17:00",
            Period(4, TimeUnit.WORKING_HOUR),
            "自2026-03-06 17:00起按工作时间（工作日09:00至12:00、13:30至17:30）计4小时；"
            "跳过周末及节假日2026-03-07至2026-03-08；2026-03-09 14:00届满",
            id="working-hours-over-a-weekend",
        ),
    ],
)
def test_the_words_a_citizen_reads(start: str, period: Period, words: str) -> None:
    assert explained(parsed(start), period)[1] == words
