"""The port `AccessLog` in memory."""

from __future__ import annotations

from threading import Lock

from chalicelib.application.access_ports import Access, LogPage, Wanted
from chalicelib.domain.directory import HOME


class MemoryAccessLog:
    """Keys are places in the order in which rows came."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows: list[Access] = []

    def record(self, access: Access) -> None:
        with self._lock:
            self._rows.append(access)

    def page(self, jurisdiction: str, wanted: Wanted, after: str | None, limit: int) -> LogPage:
        with self._lock:
            rows = list(enumerate(self._rows))
        until = len(rows) if after is None else int(after)
        found = [
            (place, one)
            for place, one in reversed(rows[:until])
            if one.jurisdiction == jurisdiction
            and wanted.first_day <= one.at.astimezone(HOME).date() <= wanted.last_day
            and wanted.has(one)
        ]
        shown = found[:limit]
        more = str(shown[-1][0]) if len(found) > limit else None
        return LogPage(tuple(one for _, one in shown), more)
