"""What fell due takes effect: each ticket with something due gets one command, in due order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.application.context import system_actor
from chalicelib.application.perform import perform
from chalicelib.application.ports import Ports
from chalicelib.domain.clocks import DeadlineSettled
from chalicelib.domain.state import DeadlineState
from chalicelib.domain.ticket import FallDue


@dataclass(frozen=True, slots=True)
class Fired:
    """A deadline that took effect: when it was due, which it is, of which ticket."""

    at: datetime
    what: str
    ticket: str


def sweep(ports: Ports) -> list[Fired]:
    """Settle all that is due by now.

    Exactly once: the decision looks at the deadline itself, whoever found it, and a conflict
    reads it anew. One found here and no longer running does nothing.
    """
    fired = []
    due = ports.tickets.due(ports.clock.now())
    for ticket_id in dict.fromkeys(ticket for _, ticket in due):
        fired += _settle(ports, ticket_id)
    return sorted(fired, key=lambda one: (one.at, one.ticket, one.what))


def _settle(ports: Ports, ticket_id: str) -> list[Fired]:
    before = ports.tickets.load(ticket_id)
    if before is None:
        return []
    perform(ports, ticket_id, FallDue(), system_actor(before.jurisdiction))
    known = {one.id: one.due_at for one in before.deadlines}
    settled = (
        entry.event
        for entry in ports.tickets.history(ticket_id)[before.seq :]
        if isinstance(entry.event, DeadlineSettled)
    )
    return [
        Fired(known[event.deadline], event.deadline, ticket_id)
        for event in settled
        if event.deadline in known and _took_effect(event, known[event.deadline])
    ]


def _took_effect(event: DeadlineSettled, due_at: datetime) -> bool:
    """It came due, rather than being met or dropped."""
    if event.state in {DeadlineState.BREACHED, DeadlineState.UNDECIDED}:
        return True
    return event.state == DeadlineState.VOID and event.as_of == due_at
