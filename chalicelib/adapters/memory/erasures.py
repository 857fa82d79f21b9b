"""The port `Erasures` in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import Lock


class MemoryErasures:
    def __init__(self) -> None:
        self._lock = Lock()
        self._known: set[tuple[datetime, str]] = set()

    def add(self, ticket_id: str, at: datetime) -> None:
        with self._lock:
            self._known.add((at, ticket_id))

    def since(self, moment: datetime) -> Iterator[str]:
        with self._lock:
            found = sorted(self._known)
        return (ticket_id for at, ticket_id in found if at >= moment)
