"""Is a year's holiday file what the system takes? `python -m tools.check_calendar 2027.json`

Nothing is sent anywhere; the file must be called after its year.
"""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from chalicelib.adapters.calendar_files import CalendarFileError, read_year
from chalicelib.domain.calendar import PublishedYear


def main(arguments: list[str]) -> int:
    """1 if it is not, with the key that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.check_calendar", description=__doc__)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        print(told(read_year(given.file)))
    except CalendarFileError as wrong:
        print(f"不能用 · not usable: {wrong}", file=sys.stderr)
        return 1
    return 0


def told(year: PublishedYear) -> str:
    """What to hold against the notice, day by day."""
    days = (year.first + timedelta(days=n) for n in range((year.last - year.first).days + 1))
    working = sum(1 for day in days if year.is_working_day(day))
    lines = [f"{year.first} – {year.last}: 工作日 · working days {working}"]
    lines += [f"  休 · off    {day} {name}" for day, name in sorted(year.holidays.items())]
    lines += [f"  班 · worked {day} {name}" for day, name in sorted(year.make_up_days.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
