"""The port `Limits` in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from chalicelib.domain.rates import Rate


class MemoryLimits:
    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: dict[str, tuple[int, int]] = {}

    def take(self, key: str, rate: Rate, now: datetime) -> timedelta | None:
        bucket = rate.bucket(now)
        with self._lock:
            of, taken = self._taken.get(key, (bucket, 0))
            if of != bucket:
                taken = 0
            if taken >= rate.filled(now):
                return rate.next_token(now)
            self._taken[key] = (bucket, taken + 1)
            return None
