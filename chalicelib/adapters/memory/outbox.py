"""What was delivered, and the notices, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from threading import Lock

from chalicelib.application.message_ports import Notice


class MemoryOutbox:
    def __init__(self) -> None:
        self._lock = Lock()
        self._through: dict[str, int] = {}

    def delivered_through(self, ticket_ids: Collection[str]) -> Mapping[str, int]:
        with self._lock:
            return {one: self._through[one] for one in ticket_ids if one in self._through}

    def delivered(self, ticket_id: str, version: int) -> None:
        with self._lock:
            self._through[ticket_id] = max(version, self._through.get(ticket_id, 0))


class MemoryNotices:
    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, str], dict[tuple[str, str], Notice]] = {}

    def put(self, notices: Sequence[Notice]) -> None:
        with self._lock:
            for one in notices:
                own = self._kept.setdefault((one.place, one.receiver), {})
                own[one.group, one.bundle] = one

    def of(self, place: str, receiver: str, before: str | None) -> Iterator[Notice]:
        with self._lock:
            own = sorted(self._kept.get((place, receiver), {}).items(), reverse=True)
        return (one for (group, _), one in own if before is None or group < before)
