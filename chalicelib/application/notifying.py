"""Notices: what a unit and the office are told of deadlines, many at once as one.

When thousands fall due at the same midnight each receiver reads one digest: how many, which,
and where the list is. Written in bundles, put together when read, so that a notice delivered
twice is still counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import groupby, islice

from chalicelib.application.message_ports import Notice, Noticed
from chalicelib.application.ports import Ports
from chalicelib.domain.clocks import BreachWithdrawn, DeadlineSettled, DeadlineWarned
from chalicelib.domain.decision import Entry
from chalicelib.domain.records import OFFICE
from chalicelib.domain.state import Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.late import dataclass

IN_A_BUNDLE = 100
# What a unit has to do; all else is the office's.
OF_THE_UNIT = frozenset(
    {
        DeadlineKind.SIGN_IN,
        DeadlineKind.FIRST_CONTACT,
        DeadlineKind.HANDLING,
        DeadlineKind.DIRECT_ANSWER,
        DeadlineKind.SUPERVISION_REPLY,
        DeadlineKind.PROMISE,
        DeadlineKind.CORRECTION,
    }
)
ABOUT_DEADLINES = (DeadlineWarned, DeadlineSettled, BreachWithdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All notices of one kind and one moment for one receiver."""

    id: str
    kind: str
    at: datetime
    tickets: tuple[Noticed, ...]


def notices(ticket: Ticket, entry: Entry) -> Iterator[Notice]:
    """Of one event about a deadline: to the unit that must act, and to the office."""
    assert isinstance(entry.event, ABOUT_DEADLINES)  # noqa: S101 - told apart by the caller
    deadline = ticket.deadline(entry.event.deadline)
    if deadline is None:
        return
    noticed = Noticed(
        ticket=ticket.id, number=ticket.number, deadline=deadline.id, due_at=deadline.due_at
    )
    receivers = {OFFICE, *ticket.offices[-1:]}
    if ticket.unit and deadline.kind in OF_THE_UNIT:
        receivers.add(ticket.unit)
    for receiver in sorted(receivers):
        yield Notice(
            place=ticket.jurisdiction,
            receiver=receiver,
            kind=entry.event.name,
            at=entry.at,
            tickets=(noticed,),
        )


def together(found: Iterable[Notice]) -> list[Notice]:
    """Those of one receiver, kind and moment in bundles."""
    by_group: dict[Notice, dict[Noticed, None]] = {}
    for one in found:
        group = by_group.setdefault(replace(one, tickets=()), {})
        group.update(dict.fromkeys(one.tickets))
    return [
        replace(group, tickets=bundle)
        for group, tickets in by_group.items()
        for bundle in _bundles(tuple(sorted(tickets)))
    ]


def _bundles(tickets: tuple[Noticed, ...]) -> Iterator[tuple[Noticed, ...]]:
    for start in range(0, len(tickets), IN_A_BUNDLE):
        yield tickets[start : start + IN_A_BUNDLE]


def digests(
    ports: Ports, place: str, receiver: str, before: str | None, limit: int
) -> Sequence[Digest]:
    """Newest first, of the receiver and of the units that ended and handed over to it; `before` is
    the id of the digest after which to go on.
    """
    receivers = (receiver, *ports.directories.of(place).handed_to(receiver))
    found = (ports.notices.of(place, one, before) for one in receivers)
    newest = merge(*found, key=lambda one: one.group, reverse=True)
    grouped = groupby(newest, key=lambda one: one.group)
    return [_digest(group, list(bundles)) for group, bundles in islice(grouped, limit)]


def _digest(group: str, bundles: list[Notice]) -> Digest:
    tickets = {noticed for one in bundles for noticed in one.tickets}
    first = bundles[0]
    return Digest(id=group, kind=first.kind, at=first.at, tickets=tuple(sorted(tickets)))
