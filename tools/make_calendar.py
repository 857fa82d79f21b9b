"""Make the calendar files: `python -m tools.make_calendar 2026` or `2004-2026`, `--to` a directory.

The days come from chinesecalendar; holidays is only asked to contradict it. A year is not written
when the first has not published it or when the two disagree on a day nobody has decided.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import chinese_calendar  # type: ignore[import-untyped]
import holidays

CALENDARS = Path(__file__).resolve().parent.parent / "chalicelib" / "calendars"

_SATURDAY = 5

OFFICIAL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}

NOTICES = {
    2006: ("国办发明电〔2005〕35号",),
    2007: ("国办发明电〔2006〕49号",),
    2010: ("国办发明电〔2009〕27号",),
    2011: ("国办发明电〔2010〕40号",),
    2012: ("国办发明电〔2011〕45号",),
    2013: ("国办发明电〔2012〕33号",),
    2014: ("国办发明电〔2013〕28号",),
    2015: ("国办发明电〔2014〕28号", "国发明电〔2015〕1号"),
    2016: ("国办发明电〔2015〕18号",),
    2017: ("国办发明电〔2016〕17号",),
    2018: ("国办发明电〔2017〕12号",),
    2019: ("国办发明电〔2018〕15号", "国办发明电〔2019〕3号"),
    2020: ("国办发明电〔2019〕16号", "国办发明电〔2020〕1号"),
    2021: ("国办发明电〔2020〕27号",),
    2022: ("国办发明电〔2021〕11号",),
    2023: ("国办发明电〔2022〕16号",),
    2024: ("国办发明电〔2023〕7号",),
    2025: ("国办发明电〔2024〕12号",),
    2026: ("国办发明电〔2025〕7号",),
}


@dataclass(frozen=True)
class Decision:
    """What holds on a day the two libraries see differently, and why."""

    working: bool
    name: str
    reason: str


DECISIONS = {
    date(2005, 12, 31): Decision(
        working=True,
        name="元旦",
        reason=(
            "国办发明电〔2005〕35号（2006年部分节假日安排）一："
            "12月31日（星期六）、1月1日（星期日）两个公休日调至1月2日、3日，12月31日（星期六）上班。"
            "chinesecalendar 1.11.0 计为休息日，holidays 0.109 计为工作日；以通知为准。"
        ),
    ),
}


class RefusedError(Exception):
    """A year that is not written, and why."""


class Source(Protocol):
    """Where the days of a year come from."""

    def special_days(self, year: int) -> tuple[dict[date, str], dict[date, str]]:
        """The holidays and the make-up working days of a published year; else RefusedError."""

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked."""


class Witness(Protocol):
    """Who may contradict the source."""

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked."""


class ChineseCalendar:
    """chinesecalendar: raises on the years that are not published."""

    def special_days(self, year: int) -> tuple[dict[date, str], dict[date, str]]:
        """The holidays and the make-up working days under their official names."""
        try:
            self.is_working_day(date(year, 1, 1))
        except NotImplementedError as error:
            message = f"{year} is not published: {error}"
            raise RefusedError(message) from None
        return (
            self._named(chinese_calendar.holidays, year),
            self._named(chinese_calendar.workdays, year),
        )

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked; NotImplementedError outside the published years."""
        return bool(chinese_calendar.is_workday(day))

    def _named(self, days: dict[date, str], year: int) -> dict[date, str]:
        named = {}
        for day in sorted(days):
            if day.year == year:
                name = chinese_calendar.Holiday(days[day]).chinese
                named[day] = OFFICIAL_NAMES.get(name, name)
        return named


class Holidays:
    """holidays: guesses the years that are not published, so it is heard but never believed."""

    def __init__(self) -> None:
        """Build the library's table, which holds every year from then on."""
        self._china = holidays.country_holidays("CN")

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked, perhaps as a guess."""
        return bool(self._china.is_working_day(day))


def make_year(
    year: int,
    source: Source,
    witness: Witness,
    decisions: dict[date, Decision],
    notices: dict[int, tuple[str, ...]],
) -> str:
    """The text of one year's file; RefusedError when it is unpublished or the two disagree."""
    days_off, make_up_days = source.special_days(year)
    decided = {day: decisions[day] for day in sorted(decisions) if day.year == year}
    _compare(year, source, witness, decided)
    for day, decision in decided.items():
        _decide(day, decision, days_off, make_up_days)
    document = {
        "year": year,
        "published": {"first": f"{year}-01-01", "last": f"{year}-12-31"},
        "notices": list(notices[year]) if year in notices else None,
        "holidays": _as_json(days_off),
        "make_up_days": _as_json(make_up_days),
        "decisions": {
            str(day): {"working": decision.working, "reason": decision.reason}
            for day, decision in decided.items()
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _compare(year: int, source: Source, witness: Witness, decided: dict[date, Decision]) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        agree = source.is_working_day(day) == witness.is_working_day(day)
        if day in decided and agree:
            message = f"{year}: {day} has been decided, but the libraries agree: drop the decision"
            raise RefusedError(message)
        if day not in decided and not agree:
            message = (
                f"{year}: the libraries disagree on {day}; decide it in DECISIONS, with a reason"
            )
            raise RefusedError(message)
        day += timedelta(days=1)


def _decide(
    day: date, decision: Decision, days_off: dict[date, str], make_up_days: dict[date, str]
) -> None:
    days_off.pop(day, None)
    make_up_days.pop(day, None)
    is_weekend = day.weekday() >= _SATURDAY
    if decision.working and is_weekend:
        make_up_days[day] = decision.name
    elif not decision.working and not is_weekend:
        days_off[day] = decision.name


def _as_json(days: dict[date, str]) -> dict[str, str]:
    return {str(day): days[day] for day in sorted(days)}


def _years(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main(arguments: list[str]) -> int:
    """Write the years asked for, all or none; 1 when one of them is refused."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_calendar", description=__doc__)
    parser.add_argument("years", type=_years, help="2026 or 2004-2026")
    parser.add_argument("--to", type=Path, default=CALENDARS, help="directory of the files")
    options = parser.parse_args(arguments)
    source, witness = ChineseCalendar(), Holidays()
    try:
        texts = {
            year: make_year(year, source, witness, DECISIONS, NOTICES) for year in options.years
        }
    except RefusedError as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    for year, text in texts.items():
        (options.to / f"{year}.json").write_text(text, "utf-8")
    print(f"{len(texts)} years written to {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
