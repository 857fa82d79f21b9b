"""删除个人信息: what follows once a ticket is marked as erased, as often as it takes.

The mark is a commit like any other: from then on nothing of a person is shown, neither of the
ticket nor of its history. What still lies in the store goes behind it, and may break off anywhere:
its `deliver` row falls due until all of it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from chalicelib.application.context import system_actor
from chalicelib.application.perform import NOT_FOUND, perform
from chalicelib.application.ports import Ports
from chalicelib.domain.decision import Entry
from chalicelib.domain.erasing import ATTACHMENT, Erase, Why
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass


def erase(ports: Ports, ticket_id: str, why: Why) -> Ticket | Refusal:
    """In nobody's name: because the time is over, or because it was done before."""
    ticket = ports.tickets.load(ticket_id)
    if ticket is None:
        return NOT_FOUND
    return perform(ports, ticket_id, Erase(reason=why), system_actor(ticket.jurisdiction))


def carry_out(ports: Ports, ticket: Ticket, entry: Entry) -> None:
    forget(ports, ticket, entry.at)


def forget(ports: Ports, ticket: Ticket, erased_at: datetime) -> None:
    """First it is written down that it was erased: a backup from before may come back."""
    ports.erasures.add(ticket.id, erased_at)
    ports.files.forget(_files_of(ports, ticket))
    ports.tickets.erase(ticket.id)


def _files_of(ports: Ports, ticket: Ticket) -> set[str]:
    """What was attached to it by anybody, but for what a ticket that is not erased names too."""
    named = {one for entry in ports.tickets.history(ticket.id) for one in _ids_in(asdict(entry))}
    rows = ports.files.rows.get_many(named)
    return {
        one
        for one in named
        if one not in rows or all(_is_over(ports, ticket, other) for other in rows[one].tickets)
    }


def _is_over(ports: Ports, ticket: Ticket, other: str) -> bool:
    known = ticket if other == ticket.id else ports.tickets.load(other)
    return known is None or known.erased_at is not None


def _ids_in(value: object) -> Iterator[str]:
    """Ids of attachments, wherever an event has them; they are random, and tell nothing."""
    if isinstance(value, str):
        yield from (value,) if value.startswith(ATTACHMENT) else ()
    elif isinstance(value, dict):
        yield from (one for held in value.values() for one in _ids_in(held))
    elif isinstance(value, list | tuple):
        yield from (one for held in value for one in _ids_in(held))


@dataclass(frozen=True, slots=True)
class Again:
    """What became of the tickets that were erased since: how many a backup had brought back, and
    which of those are not over as it has them, so that somebody must look.
    """

    erased: int
    left: tuple[str, ...]


def erase_again(ports: Ports, ticket_ids: Iterable[str]) -> Again:
    """After the tickets were restored from a backup; the same again does no harm."""
    erased, left = 0, []
    for ticket_id in dict.fromkeys(ticket_ids):
        ticket = ports.tickets.load(ticket_id)
        if ticket is None:
            continue
        outcome = erase(ports, ticket_id, "restored")
        if isinstance(outcome, Refusal):
            left.append(ticket_id)
            continue
        erased += ticket.erased_at is None
        # The backup may be of the moment when the mark stood and the rest did not go yet.
        forget(ports, outcome, outcome.erased_at or ports.clock.now())
    return Again(erased, tuple(left))
