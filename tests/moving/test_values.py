"""What a cell says, as people and spreadsheets write it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, to_excel  # type: ignore[import-untyped]

from moving import values
from moving.values import Cell, Mark, Unreadable

CHINA = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02 09:05",
        "2026-3-2 9:05:00",
        "2026/3/2 9:05",
        "2026.03.02 09:05",
        "2026年3月2日 9时5分",
        "2026年3月2日9时05分0秒",
        "2026/3/2 上午9:05",
        "２０２６－０３－０２　０９：０５",
        "20260302090500",
        "202603020905",
        "2026-03-02T09:05:00+08:00",
        "2026-03-02T01:05:00Z",
        datetime(2026, 3, 2, 9, 5),
        to_excel(datetime(2026, 3, 2, 9, 5)),
        str(to_excel(datetime(2026, 3, 2, 9, 5))),
    ],
)
def test_a_moment_is_read_in_every_form_it_is_written_in(written: Cell) -> None:
    assert values.instant(written, CHINA) == NINE


@pytest.mark.parametrize(
    "written", ["2026-03-02", "20260302", "2026年3月2日", date(2026, 3, 2), 46083]
)
def test_a_day_alone_is_its_beginning_there(written: Cell) -> None:
    assert values.instant(written, CHINA) == MIDNIGHT


def test_the_afternoon_begins_at_noon_and_the_morning_at_midnight() -> None:
    said = [values.instant(f"2026/3/2 {half}12:00", CHINA) for half in ("上午", "下午")]
    assert said == [MIDNIGHT, MIDNIGHT + timedelta(hours=12)]


def test_days_are_counted_as_the_workbook_counts_them() -> None:
    assert values.instant(46083 - 1462, CHINA, MAC_EPOCH) == MIDNIGHT


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3/2/2026", "not_a_moment"),
        ("2026-02-30", "not_a_moment"),
        ("下午", "not_a_moment"),
        ("2026-03-02 13:60", "not_a_moment"),
        ("2026/3/2 下午13:00", "not_a_moment"),
        (0.5, "not_a_moment"),
        ("1999-12-31", "out_of_range"),
        ("2300-01-01", "out_of_range"),
        ("=NOW()", "formula"),
        (Mark.FORMULA, "formula"),
    ],
)
def test_what_is_no_moment_is_refused(written: Cell, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        values.instant(written, CHINA)


@given(
    st.datetimes(datetime(2004, 1, 2), datetime(2200, 1, 1)).map(
        lambda one: one.replace(microsecond=0)
    )
)
def test_a_spreadsheets_number_is_the_second_it_came_from(moment: datetime) -> None:
    assert values.instant(to_excel(moment), CHINA) == moment.replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("13800000000", "+8613800000000"),
        (13800000000, "+8613800000000"),
        (13800000000.0, "+8613800000000"),
        ("138 0000-0000", "+8613800000000"),
        ("+86 13800000000", "+8613800000000"),
        ("8613800000000", "+8613800000000"),
        ("008613800000000", "+8613800000000"),
        ("０７５８－１２３４５６７", "+867581234567"),
        ("(010) 12345678", "+861012345678"),
        ("+13805551234", "+13805551234"),
        ("0013805551234", "+13805551234"),
    ],
)
def test_a_phone_keeps_all_its_digits(written: Cell, phone: str) -> None:
    assert values.phone(written) == phone


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (7581234567, "digits_lost"),  # 0758… stored as a number
        ("1.38E+10", "not_a_phone"),
        ("1234567", "not_a_phone"),
        ("1380000000", "not_a_phone"),
        ("+cmd|' /C calc'!A0", "not_a_phone"),
        ("=13800000000", "formula"),
        (Mark.FORMULA, "formula"),
    ],
)
def test_a_phone_that_may_lack_digits_is_refused(written: Cell, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        values.phone(written)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r"])
def test_what_a_spreadsheet_would_calculate_is_refused(start: str) -> None:
    with pytest.raises(Unreadable, match="formula"):
        values.text(f"{start}1+1")


@pytest.mark.parametrize("cell", [datetime(2026, 1, 1), 1.5, 1e20, True])
def test_what_a_spreadsheet_turned_into_something_else_is_no_text(cell: Cell) -> None:
    with pytest.raises(Unreadable, match="not_text"):
        values.text(cell)


def test_a_whole_number_is_the_text_of_its_digits() -> None:
    assert values.text(20260001) == values.text(20260001.0) == "20260001"


@pytest.mark.parametrize(
    ("cell", "means"), [("是", True), ("否", False), (1, True), (False, False)]
)
def test_yes_and_no(cell: Cell, means: bool) -> None:
    assert values.yes_no(cell) is means
    with pytest.raises(Unreadable, match="not_yes_or_no"):
        values.yes_no("也许")


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.none())
def test_whatever_stands_in_a_cell_is_read_or_refused(cell: Cell) -> None:
    for reader in (values.text, values.phone, values.yes_no, in_china):
        with suppress(Unreadable):
            assert reader(cell) is not None


def in_china(cell: Cell) -> datetime:
    return values.instant(cell, CHINA)


def test_the_offset_that_was_written_counts() -> None:
    tokyo = datetime(2026, 3, 2, 10, 5, tzinfo=timezone(timedelta(hours=9)))
    assert values.instant("2026-03-02 10:05+09:00", CHINA) == tokyo
