"""The working days of China: Monday to Friday, less the holidays, plus the make-up working days."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from chalicelib.late import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAKE_UP = "调休上班"

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_WORKING_DAYS_A_WEEK = 5
_YEARS_AHEAD = 3


class WrongDayError(ValueError):
    """A day that cannot be what its year says it is."""

    def __init__(self, day: date, problem: str) -> None:
        """Keep the day, so that whoever read the year can say where it stands."""
        super().__init__(f"{day} {problem}")
        self.day = day


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """What the State Council published for the days `first` to `last`, both included, of one year.

    `holidays` names each day off, weekends within a holiday included; `make_up_days` maps each
    working Saturday or Sunday to the holiday it makes up for.
    """

    first: date
    last: date
    holidays: Mapping[date, str]
    make_up_days: Mapping[date, str]

    def __post_init__(self) -> None:
        """Refuse a year that contradicts itself: a WrongDayError, or a ValueError for its span."""
        if self.first > self.last:
            message = f"the year ends on {self.last}, before it begins on {self.first}"
            raise ValueError(message)
        for day in (*self.holidays, *self.make_up_days):
            if not self.first <= day <= self.last:
                raise WrongDayError(day, f"lies outside {self.first} to {self.last}")
        for day in self.make_up_days:
            if day in self.holidays:
                raise WrongDayError(day, "is both a holiday and a make-up working day")
            if day.weekday() < _SATURDAY:
                raise WrongDayError(day, "is no Saturday or Sunday to be worked")

    def is_working_day(self, day: date) -> bool:
        """Whether `day`, within the year, is worked."""
        return day in self.make_up_days or (day.weekday() < _SATURDAY and day not in self.holidays)


class Calendar:
    """The published years, joined without a gap; past the last one plain Monday to Friday.

    Immutable. `version` changes when the data of any year does; `published_through` is the last
    day with published data. Whatever asks about a day before the first year gets a ValueError.
    """

    __slots__ = ("_first", "_names", "_rank", "_working", "_years", "published_through", "version")

    def __init__(self, years: Iterable[PublishedYear]) -> None:
        """A gap or an overlap between years is a ValueError."""
        self._years = ordered = _joined(years)
        self._first = ordered[0].first
        self.published_through: Final = ordered[-1].last
        self.version: Final = _version(ordered)
        self._names = {day: name for year in ordered for day, name in year.holidays.items()}
        self._names.update((day, MAKE_UP) for year in ordered for day in year.make_up_days)
        # The n-th working day after `day` is _working[_rank[day] + n]: one look-up each, for any n.
        # Laid out by whoever asks first: a start that counts no days has no use for them.
        self._rank: dict[date, int] = {}
        self._working: list[date] = []

    def _laid_out(self) -> bool:
        """Whether there were no tables until now; then there are."""
        if self._rank:
            return False
        rank: dict[date, int] = {}
        working: list[date] = []
        for day, is_working in _days(self._years):
            if is_working:
                working.append(day)
            rank[day] = len(working) - 1
        self._working, self._rank = working, rank
        return True

    def is_published(self, day: date) -> bool:
        """Whether the arrangement of `day` has been published."""
        return self._first <= day <= self.published_through

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked: as published, else Monday to Friday."""
        rank = self._rank.get(day)
        if rank is not None:
            return rank >= 0 and self._working[rank] == day
        if self._laid_out():
            return self.is_working_day(day)
        self._check(day)
        return day.weekday() < _SATURDAY

    def add_working_days(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which is itself left out; `day` itself for 0.

        ValueError for a negative `n` and for a result past the year 9999.
        """
        if n > 0:
            try:
                return self._working[self._rank[day] + n]
            except (KeyError, IndexError):
                pass
        return self._add_beyond_tables(day, n)

    def day_name(self, day: date) -> str | None:
        """The holiday `day` belongs to, 调休上班 for a make-up working day, else None."""
        return self._names.get(day)

    def _add_beyond_tables(self, day: date, n: int) -> date:
        if self._laid_out():
            return self.add_working_days(day, n)
        self._check(day)
        if n < 0:
            message = f"cannot count {n} working days: the number must not be negative"
            raise ValueError(message)
        if n == 0:
            return day
        last = self._working[-1]
        if day < last:
            n -= len(self._working) - 1 - self._rank[day]
            day = last
        return _add_weekdays(day, n)

    def _check(self, day: date) -> None:
        if day < self._first:
            message = f"{day} lies before the calendar, which begins on {self._first}"
            raise ValueError(message)


def _joined(years: Iterable[PublishedYear]) -> tuple[PublishedYear, ...]:
    ordered = tuple(sorted(years, key=lambda year: year.first))
    if not ordered:
        message = "a calendar needs at least one published year"
        raise ValueError(message)
    for earlier, later in pairwise(ordered):
        if later.first != earlier.last + _ONE_DAY:
            message = f"published through {earlier.last}, but the next year begins on {later.first}"
            raise ValueError(message)
    return ordered


def _version(years: tuple[PublishedYear, ...]) -> str:
    content = repr(
        [(str(y.first), str(y.last), _as_text(y.holidays), _as_text(y.make_up_days)) for y in years]
    )
    return f"{years[-1].last}-{sha256(content.encode()).hexdigest()[:12]}"


def _as_text(days: Mapping[date, str]) -> list[tuple[str, str]]:
    return sorted((str(day), name) for day, name in days.items())


def _days(years: tuple[PublishedYear, ...]) -> Iterator[tuple[date, bool]]:
    """Every day from the first to some years past the last published one, and if it is worked."""
    for year in years:
        for ordinal in range(year.first.toordinal(), year.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            yield day, year.is_working_day(day)
    day = years[-1].last + _ONE_DAY
    end = date(min(day.year + _YEARS_AHEAD, date.max.year), 1, 1)
    while day < end:
        yield day, day.weekday() < _SATURDAY
        day += _ONE_DAY


def _add_weekdays(day: date, n: int) -> date:
    """The `n`-th Monday-to-Friday day after `day`, without walking there; `n` is at least 1."""
    back_to_weekday = max(0, day.weekday() - _SATURDAY + 1)
    weeks, rest = divmod(n, _WORKING_DAYS_A_WEEK)
    position = day.weekday() - back_to_weekday + rest
    over_weekend = 2 if position >= _SATURDAY else 0
    try:
        return day + timedelta(days=7 * weeks + rest + over_weekend - back_to_weekday)
    except OverflowError:
        message = f"{n} working days after {day} lie past the year {date.max.year}"
        raise ValueError(message) from None
