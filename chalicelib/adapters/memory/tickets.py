"""Tickets in memory: for tests and for the single-machine run without a table."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import RLock

from chalicelib.application.ports import Conflict, Listed, ListQuery, Page, SortKey
from chalicelib.domain.decision import Entry
from chalicelib.domain.state import Deadline, DeadlineState, Ticket

NO_DATE = "~"


@dataclass(slots=True)
class Row:
    ticket: Ticket
    listed: Listed
    history: tuple[Entry, ...]


class MemoryTickets:
    """A store whose commit is atomic under one lock."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._rows: dict[str, Row] = {}
        self._numbers: set[str] = set()
        self._by_phone: dict[str, list[str]] = {}
        # In due order. What no longer runs is dropped when it comes to the front.
        self._due: list[tuple[datetime, str, str]] = []

    def load(self, ticket_id: str) -> Ticket | None:
        with self._lock:
            row = self._rows.get(ticket_id)
            return row.ticket if row else None

    def history(self, ticket_id: str) -> Sequence[Entry]:
        with self._lock:
            row = self._rows.get(ticket_id)
            return row.history if row else ()

    def commit(
        self, ticket: Ticket, entries: Sequence[Entry], expected_version: int, listed: Listed
    ) -> None:
        with self._lock:
            row = self._rows.get(ticket.id)
            if (row.ticket.version if row else 0) != expected_version:
                raise Conflict
            if row is None:
                self._add_keys(ticket)
            known = set(_due_keys(row.ticket)) if row else set()
            history = (*(row.history if row else ()), *entries)
            self._rows[ticket.id] = Row(ticket, listed, history)
            for key in _due_keys(ticket):
                if key not in known:
                    insort(self._due, key)

    def _add_keys(self, ticket: Ticket) -> None:
        if ticket.number in self._numbers:
            raise Conflict
        self._numbers.add(ticket.number)
        if ticket.requester.phone:
            self._by_phone.setdefault(ticket.requester.phone, []).append(ticket.id)

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        with self._lock:
            keyed = [
                (_sort_key(row), row.ticket) for row in self._rows.values() if _fits(row, query)
            ]
        keyed.sort(key=lambda one: one[0])
        following = [one for one in keyed if after is None or one[0] > after]
        return Page(tuple(following[:limit]))

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]:
        with self._lock:
            found = [self._rows[known].ticket for known in self._by_phone.get(phone, ())]
        return [one for one in found if one.jurisdiction == jurisdiction]

    def due(self, until: datetime) -> Sequence[tuple[datetime, str]]:
        with self._lock:
            self._drop_settled()
            return [
                (due_at, ticket_id)
                for due_at, ticket_id, deadline_id in self._until(until)
                if self._runs(due_at, ticket_id, deadline_id)
            ]

    def _until(self, until: datetime) -> Iterator[tuple[datetime, str, str]]:
        for key in self._due:
            if key[0] > until:
                return
            yield key

    def next_due_at(self) -> datetime | None:
        with self._lock:
            self._drop_settled()
            return self._due[0][0] if self._due else None

    def _drop_settled(self) -> None:
        gone = 0
        while gone < len(self._due) and not self._runs(*self._due[gone]):
            gone += 1
        del self._due[:gone]

    def _runs(self, due_at: datetime, ticket_id: str, deadline_id: str) -> bool:
        deadline = self._rows[ticket_id].ticket.deadline(deadline_id)
        return deadline is not None and _is_due_work(deadline) and deadline.due_at == due_at

    def open_since(self, day: date) -> Sequence[str]:
        with self._lock:
            return [
                row.ticket.id
                for row in self._rows.values()
                if any(one.state.open and one.due_on >= day for one in row.ticket.deadlines)
            ]


def _is_due_work(deadline: Deadline) -> bool:
    return deadline.state == DeadlineState.RUNNING and not deadline.provisional


def _due_keys(ticket: Ticket) -> Iterator[tuple[datetime, str, str]]:
    for deadline in ticket.deadlines:
        if _is_due_work(deadline):
            yield deadline.due_at, ticket.id, deadline.id


def _sort_key(row: Row) -> SortKey:
    due_at = row.listed.due_at
    return (due_at.astimezone(UTC).isoformat() if due_at else NO_DATE, row.ticket.id)


def _fits(row: Row, query: ListQuery) -> bool:
    ticket, listed = row.ticket, row.listed
    if query.jurisdiction is not None and ticket.jurisdiction != query.jurisdiction:
        return False
    if query.by == "requester":
        named = ticket.requester.phone == query.value
    else:
        named = query.value in (listed.holders if query.by == "holder" else listed.units)
    return named and _in_class(listed, query) and _in_time(listed, query)


def _in_class(listed: Listed, query: ListQuery) -> bool:
    if query.listed_as is None:
        return True
    if query.listed_as == "overdue":
        return listed.overdue
    return listed.closed == (query.listed_as == "closed")


def _in_time(listed: Listed, query: ListQuery) -> bool:
    if query.due_before is not None:
        return listed.due_at is not None and listed.due_at < query.due_before
    return query.updated_since is None or listed.updated_at >= query.updated_since
