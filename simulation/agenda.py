"""Virtual time: what will happen when, and clocks that do not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Act = Callable[[], None]
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Clock:
    """`moment` is the true time, `skew` how far the clock of the present caller is ahead of it."""

    moment: datetime
    skew: timedelta = timedelta()

    def now(self) -> datetime:
        return self.moment + self.skew

    def reach(self, moment: datetime) -> None:
        """Time never goes back."""
        self.moment = max(self.moment, moment)


@dataclass(slots=True)
class Agenda:
    """What will happen, in the order of time; at the same moment in the order it was put there."""

    waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def put(self, at: datetime, act: Act) -> None:
        heappush(self.waiting, (at, next(self._numbers), act))

    @property
    def next_at(self) -> datetime | None:
        return self.waiting[0][0] if self.waiting else None

    def take(self) -> Act:
        return heappop(self.waiting)[-1]
