"""The in-process store with what the tables have: shards of due work, a stream of commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.adapters.dynamodb.keys import PEAK_SHARDS, shard
from chalicelib.adapters.memory.due import MemoryDueWork
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application.deliver import Followed
from chalicelib.application.due_ports import Due, DuePlace, DueSlice
from chalicelib.application.ports import ALONE, Along, Listed
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Ticket


class StreamedTickets(MemoryTickets):
    """Whatever becomes of the process that commits: its commit is in the stream."""

    def __init__(self) -> None:
        super().__init__()
        self.due_work = Shards(
            [MemoryDueWork(self._lock, self._counts) for _ in range(PEAK_SHARDS)]
        )
        self.stream: list[Followed] = []

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        super().commit(ticket, entries, expected_version, listed, along)
        if along.deliver_at:
            self.stream.append((ticket.id, ticket.version))


class Shards(MemoryDueWork):
    """Due work by ticket in many parts, each with buckets of its own."""

    def __init__(self, shards: Sequence[MemoryDueWork]) -> None:
        self._shards = shards

    def file(self, due: Due, now: datetime) -> None:
        self._shards[shard(due.ticket, len(self._shards))].file(due, now)

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        return sorted(
            _outer(number, place)
            for number, one in enumerate(self._shards)
            for place in one.buckets(until)
        )

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        number, place = _inner(since)
        return _slice(number, self._shards[number].read(place, until, limit))

    def worked(self, slice_: DueSlice) -> None:
        number, since = _inner(slice_.since)
        _, end = _inner(slice_.end)
        self._shards[number].worked(replace(slice_, since=since, end=end))

    def put_off(self, due: Due, until: datetime) -> None:
        if due.place is None:
            raise ValueError(f"{due.what} of {due.ticket} was found nowhere")
        number, place = _inner(due.place)
        self._shards[number].put_off(replace(due, place=place), until)

    def missed(self, since: datetime, until: datetime) -> Iterator[Sequence[Due]]:
        for one in self._shards:
            yield from one.missed(since, until)

    def next_at(self, after: datetime) -> datetime | None:
        found = (one.next_at(after) for one in self._shards)
        return min((one for one in found if one), default=None)


def _slice(number: int, found: DueSlice) -> DueSlice:
    due = (replace(one, place=one.place and _outer(number, one.place)) for one in found.due)
    since, end = _outer(number, found.since), _outer(number, found.end)
    return replace(found, due=tuple(due), since=since, end=end)


def _outer(number: int, place: DuePlace) -> DuePlace:
    return replace(place, bucket=f"{place.bucket}#{number:02}")


def _inner(place: DuePlace) -> tuple[int, DuePlace]:
    bucket, _, number = place.bucket.rpartition("#")
    return int(number), replace(place, bucket=bucket)
