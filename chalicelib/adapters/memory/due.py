"""Due work in memory: by the hour, each hour with its watermark, as in the tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from threading import RLock

from chalicelib.application.due_ports import IN_FLIGHT, Due, DuePlace, DueSlice
from chalicelib.late import dataclass

HOUR = timedelta(hours=1)
JUST_AFTER = "$"  # behind every row of an instant, for a row goes on with "#"


@dataclass(slots=True)
class _Rows:
    """What is filed for an hour, by keys that are in the order of the instants."""

    keys: list[str] = field(default_factory=list)
    due: dict[str, tuple[datetime, Due]] = field(default_factory=dict)

    def between(self, after: str, last: str) -> list[str]:
        return self.keys[bisect_right(self.keys, after) : bisect_right(self.keys, last)]


class MemoryDueWork:
    """Shares the lock of the tickets, which file here and say what still counts."""

    def __init__(self, lock: RLock, counts: Callable[[Due], bool]) -> None:
        self._lock = lock
        self._counts = counts
        self._hours: list[str] = []
        self._rows: dict[str, _Rows] = {}
        self._marks: dict[str, str] = {}  # of the hours that are not done with

    def file(self, due: Due, now: datetime) -> None:
        """What is due already is filed under now, where the next sweep looks."""
        self._file(due, max(due.at, now))

    def _file(self, due: Due, filed_at: datetime) -> None:
        hour, key = _hour(filed_at), f"{_instant(filed_at)}#{due.ticket}#{due.what}"
        if hour not in self._rows:
            insort(self._hours, hour)
        rows = self._rows.setdefault(hour, _Rows())
        self._marks.setdefault(hour, "")
        if key not in rows.due:
            insort(rows.keys, key)
        rows.due[key] = filed_at, replace(due, place=DuePlace(hour, key))

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        with self._lock:
            return sorted(DuePlace(*one) for one in self._marks.items() if one[0] <= _hour(until))

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        with self._lock:
            rows = self._rows.get(since.bucket, _Rows())
            found = rows.between(since.mark, _instant(until) + JUST_AFTER)
            due = [rows.due[key][1] for key in found[:limit]]
            return DueSlice(
                due=tuple(one for one in due if self._counts(one)),
                since=since,
                end=replace(since, mark=found[:limit][-1]) if found else since,
                until=until,
                more=len(found) > limit,
            )

    def worked(self, slice_: DueSlice) -> None:
        settled, hour = slice_.until - IN_FLIGHT, slice_.end.bucket
        mark = min(slice_.end.mark, _instant(settled)) if _hour(settled) >= hour else ""
        with self._lock:
            if not slice_.more and _hour(settled) > hour:
                self._marks.pop(hour, None)
            elif hour in self._marks:
                self._marks[hour] = max(self._marks[hour], mark)

    def put_off(self, due: Due, until: datetime) -> None:
        with self._lock:
            self._file(due, until)
            rows = self._rows.get(due.place.bucket) if due.place else None
            if due.place and rows and due.place.mark in rows.due:
                rows.keys.remove(due.place.mark)
                del rows.due[due.place.mark]

    def missed(self, since: datetime, until: datetime) -> Iterator[Sequence[Due]]:
        with self._lock:
            first, last = bisect_left(self._hours, _hour(since)), _instant(until) + JUST_AFTER
            found = [
                [rows.due[key][1] for key in rows.between("", last)]
                for rows in map(self._rows.__getitem__, self._hours[first:])
            ]
        for due in found:
            yield [one for one in due if self._counts(one)]

    def next_at(self, after: datetime) -> datetime | None:
        with self._lock:
            for hour in self._hours[bisect_left(self._hours, _hour(after)) :]:
                rows = self._rows[hour]
                for key in rows.keys[bisect_right(rows.keys, _instant(after) + JUST_AFTER) :]:
                    filed_at, due = rows.due[key]
                    if self._counts(due):
                        return filed_at
        return None


class MemoryWorkers:
    """What was handed on waits for whoever runs it."""

    def __init__(self) -> None:
        self._waiting: list[DuePlace] = []

    def hand_on(self, rest: DuePlace) -> None:
        self._waiting.append(rest)

    def take(self) -> list[DuePlace]:
        taken, self._waiting = self._waiting, []
        return taken


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%d%H}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
