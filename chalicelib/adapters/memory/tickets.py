"""Tickets in memory: for tests and for the single-machine run without a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from itertools import chain
from threading import RLock

from chalicelib.adapters.memory.due import MemoryDueWork
from chalicelib.adapters.memory.edge import MemoryAnswers
from chalicelib.application.due_ports import DELIVER, Due
from chalicelib.application.edge_ports import Answered
from chalicelib.application.ports import (
    ALONE,
    MOST_EARLIER,
    Along,
    AlreadyAnswered,
    Conflict,
    Listed,
    ListQuery,
    Made,
    Page,
    SortKey,
)
from chalicelib.application.telling_ports import trail
from chalicelib.domain.decision import Entry
from chalicelib.domain.erasing import history_without_person
from chalicelib.domain.state import Ticket
from chalicelib.domain.wakeups import Wakeup, wakeups
from chalicelib.late import dataclass

NO_DATE = "~"


@dataclass(slots=True)
class Row:
    ticket: Ticket
    listed: Listed
    commits: tuple[Made, ...]


class MemoryTickets:
    """A store whose commit is atomic under one lock."""

    def __init__(self) -> None:
        self.answers = MemoryAnswers()
        self._lock = RLock()
        self._rows: dict[str, Row] = {}
        self._by_phone: dict[str, list[str]] = {}
        self.due_work = MemoryDueWork(self._lock, self._counts)

    def load(self, ticket_id: str) -> Ticket | None:
        with self._lock:
            row = self._rows.get(ticket_id)
            return row.ticket if row else None

    def history(self, ticket_id: str) -> Sequence[Entry]:
        return tuple(chain.from_iterable(one.entries for one in self._made(ticket_id)))

    def commits(self, ticket_id: str, after: int, until: int) -> Sequence[Made]:
        return [one for one in self._made(ticket_id) if after < one.version <= until]

    def _made(self, ticket_id: str) -> Sequence[Made]:
        with self._lock:
            row = self._rows.get(ticket_id)
        if row is None:
            return ()
        return _without_person(row.commits) if row.ticket.erased_at else row.commits

    def erase(self, ticket_id: str) -> None:
        with self._lock:
            row = self._rows.get(ticket_id)
            if row and row.ticket.erased_at:
                row.commits = tuple(_without_person(row.commits))

    def commit(
        self,
        ticket: Ticket,
        entries: Sequence[Entry],
        expected_version: int,
        listed: Listed,
        along: Along = ALONE,
    ) -> None:
        with self._lock:
            row = self._rows.get(ticket.id)
            if (row.ticket.version if row else 0) != expected_version:
                self._check_new(along.answered)
                raise Conflict
            if along.answered and self.answers.remember(along.answered) != "new":
                raise AlreadyAnswered
            if row is None:
                self._add_keys(ticket)
            elif row.ticket.requester.phone and ticket.erased_at:
                self._by_phone[row.ticket.requester.phone].remove(ticket.id)
            known = set(wakeups(row.ticket.deadlines)) if row else set()
            made = Made(ticket.version, tuple(entries), trail().mark)
            commits = (*(row.commits if row else ()), made)
            self._rows[ticket.id] = Row(ticket, listed, commits)
            for one in wakeups(ticket.deadlines):
                if one not in known:
                    self.due_work.file(Due(one.at, ticket.id, one.id), listed.updated_at)
            if along.deliver_at:
                due = Due(along.deliver_at, ticket.id, f"{DELIVER}#{ticket.version}")
                self.due_work.file(due, listed.updated_at)

    def _check_new(self, answered: Answered | None) -> None:
        """Who comes too late because of its own twin is told so."""
        if answered is None:
            return
        if self.answers.known(answered.key, answered.fingerprint, answered.at) != "new":
            raise AlreadyAnswered

    def _add_keys(self, ticket: Ticket) -> None:
        if ticket.requester.phone:
            self._by_phone.setdefault(ticket.requester.phone, []).append(ticket.id)

    def find(self, query: ListQuery, after: SortKey | None, limit: int) -> Page:
        with self._lock:
            keyed = [
                (_sort_key(row, query), row.ticket)
                for row in self._rows.values()
                if _fits(row, query)
            ]
        newest_first = query.by == "requester"
        keyed.sort(key=lambda one: one[0], reverse=newest_first)
        following = [
            one
            for one in keyed
            if after is None or (one[0] < after if newest_first else one[0] > after)
        ]
        return Page(tuple(following[:limit]))

    def of_requester(self, jurisdiction: str, phone: str) -> Sequence[Ticket]:
        with self._lock:
            found = [self._rows[known].ticket for known in self._newest(phone)]
        return [one for one in found if one.jurisdiction == jurisdiction]

    def _newest(self, phone: str) -> Sequence[str]:
        known = sorted(
            self._by_phone.get(phone, ()),
            key=lambda one: (self._rows[one].ticket.registered_at, one),
        )
        return known[-MOST_EARLIER:]

    def open_since(self, day: date) -> Sequence[str]:
        with self._lock:
            return [
                row.ticket.id
                for row in self._rows.values()
                if any(one.state.open and one.due_on >= day for one in row.ticket.deadlines)
            ]

    def _counts(self, due: Due) -> bool:
        """What is to be delivered does; whether it still is, the outbox knows."""
        if due.delivers is not None:
            return True
        row = self._rows.get(due.ticket)
        return row is not None and Wakeup(due.at, due.what) in wakeups(row.ticket.deadlines)


def _without_person(commits: Sequence[Made]) -> Sequence[Made]:
    return [one._replace(entries=history_without_person(one.entries)) for one in commits]


def _sort_key(row: Row, query: ListQuery) -> SortKey:
    """One's own by when it was filed, what changed since by when; all else by when it is due."""
    moment = row.listed.updated_at if query.updated_since else row.listed.due_at
    if query.by == "requester":
        moment = row.ticket.registered_at
    return (moment.astimezone(UTC).isoformat() if moment else NO_DATE, row.ticket.id)


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
    if query.updated_before is not None and listed.updated_at >= query.updated_before:
        return False
    return query.updated_since is None or listed.updated_at >= query.updated_since
