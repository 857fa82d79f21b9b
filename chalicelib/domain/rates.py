"""How often somebody may ask: a bucket of tokens that fills while time goes by.

A bucket belongs to one span of time and is thrown away at its end. So how full it may be follows
from the time alone, and taking a token is counting up to a limit: one write, nothing read before.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chalicelib.late import dataclass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rate:
    """`at_once` tokens when a span begins, and one more after each `every` of it.

    In no stretch of a span's length are there more than two spans' worth.
    """

    at_once: int
    every: timedelta
    span: timedelta

    def bucket(self, now: datetime) -> int:
        """Which span it is, counted from the epoch."""
        return (now - EPOCH) // self.span

    def filled(self, now: datetime) -> int:
        """How many tokens there have been in this span so far."""
        return self.at_once + self._into(now) // self.every

    def ends(self, now: datetime) -> datetime:
        return now - self._into(now) + self.span

    def next_token(self, now: datetime) -> timedelta:
        """How long somebody waits who has taken all: for one more, or for the next bucket."""
        more = self.every - self._into(now) % self.every
        return min(more, self.ends(now) - now)

    def _into(self, now: datetime) -> timedelta:
        return (now - EPOCH) % self.span
