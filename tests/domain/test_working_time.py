"""Limits become instants: the days, hours and months of the five regulations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.calendar_files import load_calendar
from chalicelib.domain.working_time import OfficeHours, Period, TimeUnit, due

CHINA = timezone(timedelta(hours=8))
CALENDAR = load_calendar()
OFFICE = OfficeHours(((time(9), time(12)), (time(13, 30), time(17, 30))))

starts = st.datetimes(datetime(2004, 1, 1), datetime(2028, 12, 31), timezones=st.just(CHINA))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def working_days(n: int) -> Period:
    return Period(n, TimeUnit.WORKING_DAY)


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        pytest.param("2026-09-21", 15, "2026-10-19", id="zhaoqing-complaint-over-two-holidays"),
        pytest.param("2026-09-30", 10, "2026-10-20", id="zhaoqing-help-eve-of-national-day"),
        pytest.param("2026-09-30", 2, "2026-10-09", id="zhaoqing-inquiry-eve-of-national-day"),
        pytest.param("2026-09-24", 2, "2026-09-29", id="zhaoqing-return-eve-of-mid-autumn"),
        pytest.param("2026-10-09", 3, "2026-10-13", id="xixian-inquiry-working-saturday-counts"),
        pytest.param("2026-02-13", 5, "2026-02-27", id="xixian-request-over-spring-festival"),
        pytest.param("2026-09-19", 1, "2026-09-20", id="youyilu-contact-due-on-working-sunday"),
        pytest.param("2026-09-20", 1, "2026-09-21", id="youyilu-contact-from-working-sunday"),
        pytest.param("2026-04-30", 5, "2026-05-11", id="youyilu-ordinary-over-labour-day"),
        pytest.param("2026-04-30", 10, "2026-05-18", id="youyilu-extension-total"),
        pytest.param("2026-04-30", 3, "2026-05-08", id="youyilu-extension-to-be-asked"),
        pytest.param("2026-05-08", 3, "2026-05-12", id="youyilu-redo-working-saturday-counts"),
    ],
)
@pytest.mark.parametrize("clock", ["00:00:00", "10:00:00", "23:59:59.999999"])
def test_working_days_leave_out_the_day_of_receipt_and_end_at_24_00(
    received: str, days: int, last: str, clock: str
) -> None:
    result = due(at(f"{received}T{clock}"), working_days(days), CALENDAR, CHINA)

    assert result.due_on == date.fromisoformat(last)
    assert result.due_at == at(last) + timedelta(days=1)
    assert result.due_at.tzinfo is UTC
    assert not result.provisional


def test_zhaoqing_help_crossing_into_an_unpublished_year_is_provisional() -> None:
    result = due(at("2026-12-24T10:00"), working_days(10), CALENDAR, CHINA)

    assert result.due_on == date(2027, 1, 7)
    assert result.provisional


def test_the_last_published_day_is_not_provisional() -> None:
    result = due(at("2026-12-30T10:00"), working_days(1), CALENDAR, CHINA)

    assert result.due_on == date(2026, 12, 31)
    assert not result.provisional


@pytest.mark.parametrize("day", ["2026-10-03", "2026-10-12", "2030-01-05"])
def test_no_working_days_means_the_same_day_even_on_a_rest_day(day: str) -> None:
    result = due(at(f"{day}T22:00"), working_days(0), CALENDAR, CHINA)

    assert result.due_on == date.fromisoformat(day)
    assert result.due_at == at(day) + timedelta(days=1)
    assert not result.provisional


def test_the_day_of_receipt_is_the_local_one() -> None:
    just_past_midnight_in_china = datetime(2026, 9, 20, 16, 0, tzinfo=UTC)

    result = due(just_past_midnight_in_china, working_days(1), CALENDAR, CHINA)

    assert result.due_on == date(2026, 9, 22)


@pytest.mark.parametrize(
    ("start", "period", "end", "last"),
    [
        pytest.param(
            "2026-03-02T09:00",
            Period(12, TimeUnit.HOUR),
            "2026-03-02T21:00",
            "2026-03-02",
            id="suqian-handling-12-hours-by-the-clock",
        ),
        pytest.param(
            "2026-10-01T23:30",
            Period(2, TimeUnit.HOUR),
            "2026-10-02T01:30",
            "2026-10-02",
            id="xixian-confirm-2-hours-on-a-holiday-night",
        ),
        pytest.param(
            "2026-03-02T12:00",
            Period(12, TimeUnit.HOUR),
            "2026-03-03T00:00",
            "2026-03-02",
            id="hours-that-end-at-midnight-have-the-day-before-as-their-last",
        ),
        pytest.param(
            "2026-03-02T09:00:30",
            Period(90, TimeUnit.MINUTE),
            "2026-03-02T10:30:30",
            "2026-03-02",
            id="minutes-keep-the-seconds",
        ),
        pytest.param(
            "2026-09-30T09:00",
            Period(6, TimeUnit.DAY),
            "2026-10-06T09:00",
            "2026-10-06",
            id="suqian-extension-6-days-over-a-holiday",
        ),
        pytest.param(
            "2026-01-31T09:00",
            Period(1, TimeUnit.MONTH),
            "2026-03-01T00:00",
            "2026-02-28",
            id="suqian-repeat-within-a-month-from-the-31st",
        ),
        pytest.param(
            "2028-01-30T09:00",
            Period(1, TimeUnit.MONTH),
            "2028-03-01T00:00",
            "2028-02-29",
            id="a-month-into-a-leap-february",
        ),
        pytest.param(
            "2026-11-15T09:00",
            Period(14, TimeUnit.MONTH),
            "2028-01-16T00:00",
            "2028-01-15",
            id="months-over-two-new-years",
        ),
    ],
)
def test_clock_time_runs_through_nights_and_holidays(
    start: str, period: Period, end: str, last: str
) -> None:
    result = due(at(start), period, CALENDAR, CHINA)

    assert result.due_at == at(end)
    assert result.due_on == date.fromisoformat(last)
    assert not result.provisional


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-03-02T09:00", 2, "2026-03-02T11:00", id="within-the-morning"),
        pytest.param("2026-03-02T11:00", 1, "2026-03-02T12:00", id="ends-with-the-morning"),
        pytest.param("2026-03-02T11:00", 2, "2026-03-02T14:30", id="over-lunch"),
        pytest.param("2026-03-02T12:30", 1, "2026-03-02T14:30", id="begins-after-lunch"),
        pytest.param("2026-03-02T07:00", 1, "2026-03-02T10:00", id="begins-when-the-office-opens"),
        pytest.param("2026-03-06T17:00", 1, "2026-03-09T09:30", id="over-a-weekend"),
        pytest.param("2026-03-06T17:30", 0, "2026-03-09T09:00", id="none-left-when-it-opens-again"),
        pytest.param("2026-09-30T17:00", 12, "2026-10-09T15:00", id="over-national-day"),
        pytest.param("2026-09-20T08:00", 7, "2026-09-20T17:30", id="on-a-working-sunday"),
    ],
)
def test_working_hours_run_only_while_the_office_works(start: str, hours: int, end: str) -> None:
    result = due(at(start), Period(hours, TimeUnit.WORKING_HOUR), CALENDAR, CHINA, OFFICE)

    assert result.due_at == at(end)
    assert result.due_on == at(end).date()


def test_working_hours_past_the_published_calendar_are_provisional() -> None:
    on_the_last_day = at("2026-12-31T16:30")

    assert not due(
        on_the_last_day, Period(1, TimeUnit.WORKING_HOUR), CALENDAR, CHINA, OFFICE
    ).provisional
    assert due(
        on_the_last_day, Period(2, TimeUnit.WORKING_HOUR), CALENDAR, CHINA, OFFICE
    ).provisional


def test_the_zone_database_and_the_fixed_offset_agree() -> None:
    period = working_days(15)
    start = at("2026-09-21T10:00")

    assert due(start, period, CALENDAR, ZoneInfo("Asia/Shanghai")) == due(
        start, period, CALENDAR, CHINA
    )


@given(starts, st.integers(0, 40))
def test_one_more_working_day_is_due_later(start: datetime, n: int) -> None:
    earlier = due(start, working_days(n), CALENDAR, CHINA)
    later = due(start, working_days(n + 1), CALENDAR, CHINA)

    assert earlier.due_at < later.due_at


@given(starts, st.timedeltas(timedelta(), timedelta(days=20)), st.sampled_from(TimeUnit))
def test_who_starts_later_is_not_due_earlier(
    start: datetime, delay: timedelta, unit: TimeUnit
) -> None:
    period = Period(5, unit)

    earlier = due(start, period, CALENDAR, CHINA, OFFICE)
    later = due(start + delay, period, CALENDAR, CHINA, OFFICE)

    assert earlier.due_at <= later.due_at


@given(starts, st.integers(1, 60), st.sampled_from(TimeUnit))
def test_the_due_day_holds_the_last_instant_in_time(
    start: datetime, amount: int, unit: TimeUnit
) -> None:
    result = due(start, Period(amount, unit), CALENDAR, CHINA, OFFICE)

    assert (result.due_at - timedelta(microseconds=1)).astimezone(CHINA).date() == result.due_on
    assert result.due_at > start


@given(starts, st.integers(1, 60))
def test_a_limit_of_working_days_ends_on_a_working_day(start: datetime, n: int) -> None:
    assert CALENDAR.is_working_day(due(start, working_days(n), CALENDAR, CHINA).due_on)


@given(starts, st.integers(0, 60), st.integers(0, 60))
def test_working_hours_add_up(start: datetime, one: int, other: int) -> None:
    def after(begin: datetime, hours: int) -> datetime:
        period = Period(hours, TimeUnit.WORKING_HOUR)
        return due(begin, period, CALENDAR, CHINA, OFFICE).due_at

    assert after(after(start, one), other) in (
        after(start, one + other),
        after(after(start, one + other), 0),
    )


@pytest.mark.parametrize(
    ("start", "period", "complaint"),
    [
        (datetime(2026, 3, 2), working_days(1), "must know its zone"),
        (at("2026-03-02T09:00"), Period(1, TimeUnit.WORKING_HOUR), "needs the office hours"),
        (at("2003-12-31T09:00"), working_days(1), "before the calendar"),
        (at("2003-12-31T09:00"), working_days(0), "before the calendar"),
        (at("2026-03-02T09:00"), Period(10**9, TimeUnit.WORKING_DAY), "past the year 9999"),
        (at("2026-03-02T09:00"), Period(10**13, TimeUnit.HOUR), "past the year 9999"),
        (at("2026-03-02T09:00"), Period(10**6, TimeUnit.MONTH), "past the year 9999"),
        (at("9999-12-30T09:00"), working_days(1), "past the year 9999"),
    ],
)
def test_what_cannot_be_counted_is_refused(start: datetime, period: Period, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        due(start, period, CALENDAR, CHINA)


def test_a_period_is_never_negative() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        Period(-1, TimeUnit.DAY)


@pytest.mark.parametrize(
    ("spans", "complaint"),
    [
        ((), "at least one span"),
        (((time(9), time(9)),), "must follow one another"),
        (((time(9), time(12)), (time(11), time(17))), "must follow one another"),
        (((time(9, tzinfo=UTC), time(12, tzinfo=UTC)),), "no zone of their own"),
    ],
)
def test_office_hours_are_spans_in_order(
    spans: tuple[tuple[time, time], ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        OfficeHours(spans)
