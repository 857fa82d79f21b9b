"""The clock of the single-machine run: real time plus an offset that only grows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock


class VirtualClock:
    """Starts at `start` (now, if left out) and runs on; may be set forward, or held for a while."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = Lock()
        self._offset = start - datetime.now(UTC) if start else timedelta()
        self._held: datetime | None = None

    def now(self) -> datetime:
        """In UTC, to the second: regulations and staff count no finer."""
        with self._lock:
            moment = self._held or datetime.now(UTC) + self._offset
        return moment.astimezone(UTC).replace(microsecond=0)

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of real time; of a clock that is held, how far it was."""
        with self._lock:
            return self._offset

    def go_ahead(self, by: timedelta) -> None:
        """Run on, this far ahead of real time."""
        with self._lock:
            self._offset = by

    def hold(self, moment: datetime) -> None:
        """Stand still at this instant."""
        with self._lock:
            self._held = moment

    def go_on(self) -> None:
        """Run on from where it was held."""
        with self._lock:
            if self._held is not None:
                self._offset = self._held - datetime.now(UTC)
                self._held = None
