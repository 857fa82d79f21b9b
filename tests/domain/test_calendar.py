"""The published calendar: every day of it, its files, and the command that makes them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import chinese_calendar  # type: ignore[import-untyped]
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.calendar_files import (
    PACKAGED,
    CalendarFileError,
    load_calendar,
    parse_year,
)
from chalicelib.domain.calendar import Calendar, PublishedYear
from chalicelib.domain.working_time import Period, TimeUnit, due
from tools import make_calendar
from tools.make_calendar import DECISIONS, NOTICES, Decision, RefusedError, make_year

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CALENDAR = load_calendar()
DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
DAYS = [FIRST + offset * DAY for offset in range((LAST - FIRST).days + 1)]
CHINA_HOLIDAYS = holidays.country_holidays("CN")

days = st.dates(FIRST, date(2035, 12, 31))


def by_chinesecalendar(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def by_holidays(day: date) -> bool:
    return bool(CHINA_HOLIDAYS.is_working_day(day))


@pytest.mark.parametrize("library", [by_chinesecalendar, by_holidays])
def test_every_limit_of_0_to_30_working_days_since_2004_is_the_librarys_count(
    library: Callable[[date], bool],
) -> None:
    decided = {day: decision.working for day, decision in DECISIONS.items()}
    working = [day for day in DAYS if decided.get(day) or (day not in decided and library(day))]
    horizon = [LAST + offset * DAY for offset in range(1, 60)]
    working += [day for day in horizon if day.weekday() < 5]

    passed = wrong = 0
    for day in DAYS:
        passed += working[passed] <= day
        for n in range(31):
            expected = working[passed + n - 1] if n else day
            wrong += CALENDAR.add_working_days(day, n) != expected
    assert wrong == 0


def test_exactly_what_lies_past_the_last_published_day_is_provisional() -> None:
    for day in DAYS[-90:]:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for n in range(31):
            result = due(start, Period(n, TimeUnit.WORKING_DAY), CALENDAR, UTC)
            assert result.provisional == (result.due_on > LAST)


def test_2005_12_31_was_worked_as_the_notice_for_2006_says() -> None:
    assert CALENDAR.is_working_day(date(2005, 12, 31))
    assert by_holidays(date(2005, 12, 31))
    assert not by_chinesecalendar(date(2005, 12, 31))


@given(days, st.integers(0, 600), st.integers(0, 600))
def test_working_days_add_up(day: date, one: int, other: int) -> None:
    in_two_steps = CALENDAR.add_working_days(CALENDAR.add_working_days(day, one), other)

    assert in_two_steps == CALENDAR.add_working_days(day, one + other)


@given(days, st.integers(1, 3000))
def test_the_nth_working_day_is_one_and_the_days_before_it_are_not_enough(
    day: date, n: int
) -> None:
    result = CALENDAR.add_working_days(day, n)

    assert CALENDAR.is_working_day(result)
    assert day < CALENDAR.add_working_days(day, n - 1) < result or n == 1


@given(st.dates(date(2027, 1, 1), date(2200, 12, 31)), st.integers(1, 40))
def test_past_the_published_years_monday_to_friday_are_worked(day: date, n: int) -> None:
    expected = day
    left = n
    while left:
        expected += DAY
        left -= expected.weekday() < 5

    assert CALENDAR.add_working_days(day, n) == expected
    assert not CALENDAR.is_published(day)
    assert CALENDAR.is_working_day(day) == (day.weekday() < 5)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 10), "调休上班"),
        (date(2026, 4, 5), "清明节"),
        (date(2026, 10, 12), None),
        (date(2027, 10, 1), None),
    ],
)
def test_days_have_the_names_they_were_published_with(day: date, name: str | None) -> None:
    assert CALENDAR.day_name(day) == name


@pytest.mark.parametrize(
    "question",
    [
        CALENDAR.is_working_day,
        lambda day: CALENDAR.add_working_days(day, 1),
        lambda day: CALENDAR.add_working_days(day, 0),
    ],
)
def test_before_the_first_year_nothing_is_answered(question: Callable[[date], object]) -> None:
    assert not CALENDAR.is_published(date(2003, 12, 31))
    with pytest.raises(ValueError, match="before the calendar, which begins on 2004-01-01"):
        question(date(2003, 12, 31))


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        CALENDAR.add_working_days(date(2026, 3, 2), -1)


def test_the_result_may_not_pass_the_year_9999() -> None:
    with pytest.raises(ValueError, match="past the year 9999"):
        CALENDAR.add_working_days(date(2026, 3, 2), 10**7)


def test_a_calendar_needs_a_year() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Calendar([])


def test_a_calendar_has_no_gap() -> None:
    years = [PublishedYear(date(y, 1, 1), date(y, 12, 31), {}, {}) for y in (2024, 2026)]

    with pytest.raises(ValueError, match="next year begins on 2026-01-01"):
        Calendar(years)


# Importing a year


def year_file(directory: Path, year: int, /, **changes: object) -> Path:
    document: dict[str, object] = {
        "year": year,
        "published": {"first": f"{year}-01-01", "last": f"{year}-12-31"},
        "notices": None,
        "holidays": {f"{year}-01-01": "元旦"},
        "make_up_days": {},
        "decisions": {},
    }
    document |= changes
    path = directory / f"{year}.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_importing_2027_makes_provisional_dates_final(tmp_path: Path) -> None:
    start = datetime(2026, 12, 24, 2, tzinfo=UTC)
    period = Period(10, TimeUnit.WORKING_DAY)
    before = due(start, period, CALENDAR, UTC)
    days_off = {f"2027-01-0{n}": "元旦" for n in (1, 2, 3, 4)}
    year_file(tmp_path, 2027, holidays=days_off, make_up_days={"2027-01-09": "元旦"})

    calendar = load_calendar(tmp_path)
    after = due(start, period, calendar, UTC)

    assert (before.due_on, before.provisional) == (date(2027, 1, 7), True)
    assert (after.due_on, after.provisional) == (date(2027, 1, 9), False)
    assert calendar.published_through == date(2027, 12, 31)
    assert calendar.version != CALENDAR.version


def test_a_replacement_takes_the_place_of_the_packaged_year(tmp_path: Path) -> None:
    year_file(tmp_path, 2026)

    calendar = load_calendar(tmp_path)

    assert calendar.is_working_day(date(2026, 10, 1))
    assert calendar.published_through == CALENDAR.published_through
    assert calendar.version != CALENDAR.version


def test_the_same_files_are_the_same_version(tmp_path: Path) -> None:
    shutil.copy(PACKAGED / "2026.json", tmp_path)

    assert load_calendar(tmp_path).version == CALENDAR.version


@pytest.mark.parametrize(
    ("changes", "key", "problem"),
    [
        ({"weekends": {}}, "weekends", "is unknown"),
        ({"year": 2028}, "year", "belongs to another"),
        ({"year": "2027"}, "year", "belongs to another"),
        ({"published": {"first": "2027-01-01"}}, "published.last", "is missing"),
        ({"published": []}, "published", "is not an object"),
        (
            {"published": {"first": "2027-02-01", "last": "2027-12-31"}, "holidays": {}},
            "published.first",
            "published through 2026-12-31",
        ),
        (
            {"published": {"first": "2027-12-31", "last": "2027-01-01"}},
            "published.last",
            "before 2027-12-31",
        ),
        ({"notices": "国办发明电〔2026〕1号"}, "notices", "neither null nor a list"),
        ({"notices": []}, "notices", "neither null nor a list"),
        ({"holidays": []}, "holidays", "not an object"),
        ({"holidays": {"2027-02-29": "春节"}}, "holidays.2027-02-29", "is no date"),
        ({"holidays": {"20270101": "元旦"}}, "holidays.20270101", "YYYY-MM-DD"),
        ({"holidays": {"2026-12-31": "元旦"}}, "holidays.2026-12-31", "not lie in 2027"),
        ({"holidays": {"2027-01-01": ""}}, "holidays.2027-01-01", "is no name"),
        ({"make_up_days": {"2027-01-04": "元旦"}}, "make_up_days.2027-01-04", "no Saturday"),
        (
            {"holidays": {"2027-01-02": "元旦"}, "make_up_days": {"2027-01-02": "元旦"}},
            "make_up_days.2027-01-02",
            "both a holiday and a make-up",
        ),
        (
            {
                "published": {"first": "2027-01-01", "last": "2027-06-30"},
                "holidays": {"2027-10-01": "国庆节"},
            },
            "holidays.2027-10-01",
            "lies outside",
        ),
        ({"decisions": []}, "decisions", "not an object"),
        (
            {"decisions": {"2027-01-01": {"working": False}}},
            "decisions.2027-01-01.reason",
            "missing",
        ),
        (
            {"decisions": {"2027-01-01": {"working": True, "reason": "?"}}},
            "decisions.2027-01-01.working",
            "not what the days of the year say",
        ),
        (
            {"decisions": {"2027-01-01": {"working": False, "reason": ""}}},
            "decisions.2027-01-01.reason",
            "is no reason",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(
    tmp_path: Path, changes: dict[str, object], key: str, problem: str
) -> None:
    year_file(tmp_path, 2027, **changes)

    with pytest.raises(CalendarFileError, match=problem) as refusal:
        load_calendar(tmp_path)

    assert (refusal.value.file, refusal.value.key) == ("2027.json", key)
    assert str(refusal.value).startswith(f"2027.json: {key}: ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is no JSON"),
        ('{"year": 2027, "year": 2027}', "key year stands there twice"),
        ("[]", "is not an object"),
    ],
)
def test_a_file_that_is_no_year_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "2027.json").write_text(text, "utf-8")

    with pytest.raises(CalendarFileError, match=f"2027.json: .*{problem}"):
        load_calendar(tmp_path)


def test_a_gap_between_years_is_refused(tmp_path: Path) -> None:
    year_file(tmp_path, 2028)

    with pytest.raises(CalendarFileError, match=r"2028.json: published.first: .* 2026-12-31"):
        load_calendar(tmp_path)


def test_a_directory_without_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileError, match="no calendar years here"):
        load_calendar(tmp_path)


def test_a_year_of_another_name_is_refused(tmp_path: Path) -> None:
    document = json.loads(year_file(tmp_path, 2027).read_text("utf-8"))

    with pytest.raises(CalendarFileError, match=r"new\.json: year: "):
        parse_year(document, "new.json")


# Making the files


class FakeLibrary:
    """A library that gives the days it was told to; every other weekday is worked."""

    def __init__(
        self, days_off: dict[date, str] | None = None, make_up: dict[date, str] | None = None
    ) -> None:
        self.days_off = days_off or {}
        self.make_up = make_up or {}

    def special_days(self, year: int) -> tuple[dict[date, str], dict[date, str]]:
        assert {day.year for day in (*self.days_off, *self.make_up)} <= {year}
        return dict(self.days_off), dict(self.make_up)

    def is_working_day(self, day: date) -> bool:
        return day in self.make_up or (day.weekday() < 5 and day not in self.days_off)


NEW_YEAR = {date(2027, 1, 1): "元旦"}
SATURDAY = date(2027, 1, 9)


def made(
    source: FakeLibrary, witness: FakeLibrary, decided: dict[date, Decision] | None = None
) -> dict[str, Any]:
    text = make_year(2027, source, witness, decided or {}, NOTICES)
    document: dict[str, Any] = json.loads(text)
    parse_year(document, "2027.json")
    return document


def test_a_year_both_libraries_agree_on_is_written() -> None:
    document = made(FakeLibrary(NEW_YEAR), FakeLibrary(NEW_YEAR))

    assert document["holidays"] == {"2027-01-01": "元旦"}
    assert document["notices"] is None


def test_a_year_the_libraries_disagree_on_is_refused() -> None:
    with pytest.raises(RefusedError, match="disagree on 2027-01-01"):
        made(FakeLibrary(NEW_YEAR), FakeLibrary())


@pytest.mark.parametrize("working", [True, False])
def test_a_disagreement_that_was_decided_is_written_with_its_reason(*, working: bool) -> None:
    decision = Decision(working=working, name="元旦", reason="as the notice says")

    document = made(
        FakeLibrary(NEW_YEAR), FakeLibrary(NEW_YEAR, {SATURDAY: "元旦"}), {SATURDAY: decision}
    )

    assert ("2027-01-09" in document["make_up_days"]) is working
    assert document["decisions"]["2027-01-09"]["reason"] == "as the notice says"


def test_a_decision_nobody_needs_any_more_is_refused() -> None:
    decision = Decision(working=False, name="元旦", reason="?")

    with pytest.raises(RefusedError, match="the libraries agree: drop the decision"):
        made(FakeLibrary(NEW_YEAR), FakeLibrary(NEW_YEAR), {SATURDAY: decision})


@pytest.mark.parametrize("year", ["2027", "2003"])
def test_a_year_that_is_not_published_is_not_written(
    tmp_path: Path, year: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_calendar.main([year, "--to", str(tmp_path)]) == 1

    assert not list(tmp_path.iterdir())
    assert f"refused: {year} is not published" in capsys.readouterr().err


def test_the_packaged_files_are_what_the_command_makes(tmp_path: Path) -> None:
    assert make_calendar.main(["2004-2026", "--to", str(tmp_path)]) == 0

    fresh = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert fresh == {path.name: path.read_text("utf-8") for path in PACKAGED.glob("*.json")}
