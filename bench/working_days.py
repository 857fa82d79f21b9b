"""How fast the n-th working day is found, beside numpy.busday_offset on the same calendar.

`python -m bench.working_days` prints a table, puts the figures under `working_days` into
`bench/results.json`, and exits 1 when a date is wrong or the ratio falls below the target.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from chalicelib.adapters.calendar_files import load_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.domain.calendar import Calendar

RESULTS = Path(__file__).resolve().parent / "results.json"
TARGET_RATIO = 15

FIRST = date(2004, 1, 1)
LARGEST_N = 30
ROUNDS = 9
CALLS = 20_000

Figures = dict[str, float | int]


def numpy_calendar(calendar: Calendar) -> np.busdaycalendar:
    """The same calendar for numpy: every weekday works, each rest day is a holiday."""
    days = (calendar.published_through - FIRST).days + 1 + 2 * LARGEST_N
    every_day = (FIRST + timedelta(days=offset) for offset in range(days))
    rest_days = [day for day in every_day if not calendar.is_working_day(day)]
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(rest_days, "datetime64[D]"))


def wrong_dates(calendar: Calendar, numpy_days: np.busdaycalendar) -> tuple[int, int]:
    """How many dates were compared with numpy, and how many differ; 0 days mean the day itself."""
    last = calendar.published_through
    days = [FIRST + timedelta(days=offset) for offset in range((last - FIRST).days + 1)]
    array = np.array(days, "datetime64[D]")
    checked = len(days)
    wrong = sum(calendar.add_working_days(day, 0) != day for day in days)
    for n in range(1, LARGEST_N + 1):
        expected = np.busday_offset(array, n, roll="backward", busdaycal=numpy_days).tolist()
        for day, result in zip(days, expected, strict=True):
            if result <= last:
                checked += 1
                wrong += calendar.add_working_days(day, n) != result
    return checked, wrong


def nanoseconds(calls: Callable[[], None]) -> float:
    """What one of CALLS calls takes."""
    begin = perf_counter()
    calls()
    return (perf_counter() - begin) * 1e9 / CALLS


def measure(calendar: Calendar, numpy_days: np.busdaycalendar) -> Figures:
    """The three ways in turn, round after round in one process: medians, ns a call, and ratios."""
    random = Random(12345)
    last_start = (calendar.published_through - FIRST).days - 2 * LARGEST_N
    cases = [
        (FIRST + timedelta(days=random.randrange(last_start)), random.randint(1, LARGEST_N))
        for _ in range(CALLS)
    ]
    prepared = [(np.datetime64(day, "D"), n) for day, n in cases]
    ways: dict[str, Callable[[], None]] = {
        "table": partial(_by_table, calendar.add_working_days, cases),
        "numpy": partial(_by_numpy, numpy_days, cases),
        "numpy_unconverted": partial(_by_numpy_unconverted, numpy_days, prepared),
    }
    rounds = [{name: nanoseconds(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    figures: Figures = {
        f"{name}_ns": round(median(times[name] for times in rounds), 1) for name in ways
    }
    for name in ("numpy", "numpy_unconverted"):
        ratio = median(times[name] / times["table"] for times in rounds)
        figures[f"ratio_{name}"] = round(ratio, 1)
    return figures


def _by_table(add: Callable[[date, int], date], cases: Sequence[tuple[date, int]]) -> None:
    for day, n in cases:
        add(day, n)


def _by_numpy(numpy_days: np.busdaycalendar, cases: Sequence[tuple[date, int]]) -> None:
    offset = np.busday_offset
    for day, n in cases:
        offset(day, n, roll="backward", busdaycal=numpy_days).item()


def _by_numpy_unconverted(
    numpy_days: np.busdaycalendar, cases: Sequence[tuple[np.datetime64, int]]
) -> None:
    offset = np.busday_offset
    for day, n in cases:
        offset(day, n, roll="backward", busdaycal=numpy_days)


def print_table(figures: Figures) -> None:
    """One line a way: nanoseconds, calls a second, how many times the table is faster."""
    print(f"the n-th working day, single calls, n = 1 to {LARGEST_N}, median of {ROUNDS} rounds")
    print(f"{'':32}{'ns a call':>10}{'M/s':>8}{'ratio':>8}")
    for name, label in (
        ("table", "Calendar.add_working_days"),
        ("numpy", "numpy.busday_offset, date to date"),
        ("numpy_unconverted", "numpy.busday_offset, datetime64"),
    ):
        ns = figures[f"{name}_ns"]
        ratio = figures.get(f"ratio_{name}", 1.0)
        print(f"{label:34}{ns:8.0f}{1000 / ns:8.2f}{ratio:8.1f}")
    print(f"{figures['wrong']} wrong of {figures['checked']} dates; target ratio {TARGET_RATIO}")


def store(figures: Figures, path: Path = RESULTS) -> None:
    """Put the figures beside those of the other benchmarks."""
    results = json.loads(path.read_text("utf-8")) if path.exists() else {}
    results["working_days"] = figures
    path.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")


def run() -> Figures:
    """The figures: checked and wrong dates, ns a call for each way, ratios to the table."""
    calendar = load_calendar()
    numpy_days = numpy_calendar(calendar)
    checked, wrong = wrong_dates(calendar, numpy_days)
    return {"checked": checked, "wrong": wrong, "target_ratio": TARGET_RATIO} | measure(
        calendar, numpy_days
    )


def main() -> int:
    """Print, store, and judge."""
    figures = run()
    print_table(figures)
    store(figures)
    return 0 if figures["wrong"] == 0 and figures["ratio_numpy"] >= TARGET_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
