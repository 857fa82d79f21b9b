"""What is on record of how somebody used the hotline, for whoever takes their next request.

It is found by their number, as repeats are, and never says whose number that is. It decides
nothing: the next request is taken in like any other, and each step begins anew with its ticket.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.application import access
from chalicelib.application.ports import Ports
from chalicelib.domain.decision import forbidden
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import ConductRecorded
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

# Who takes requests and who watches over that; a unit knows what is on record of its own tickets.
MAY_KNOW = (Role.OPERATOR, Role.OFFICE, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """One step that was taken, and on which ticket."""

    ticket: Ticket
    at: datetime
    conduct: str
    step: str


def on_record(ports: Ports, ticket: Ticket, actor: Actor) -> list[OnRecord] | Refusal:
    """Of this ticket and of others of its requester in this place, newest first: those among the
    latest (`MOST_EARLIER`) that the caller sees.
    """
    if not actor.is_a(*MAY_KNOW):
        return forbidden(f"only for: {', '.join(MAY_KNOW)}")
    directory = ports.directories.of(ticket.jurisdiction)
    found = [
        step
        for one in _of_requester(ports, ticket)
        if one.conduct and access.may_see(actor, one, directory)
        for step in _steps(ports, one)
    ]
    return sorted(found, key=lambda step: step.at, reverse=True)


def _of_requester(ports: Ports, ticket: Ticket) -> Iterator[Ticket]:
    yield ticket
    phone = ticket.requester.phone
    if phone:
        tickets = ports.tickets.of_requester(ticket.jurisdiction, phone)
        yield from (one for one in tickets if one.id != ticket.id)


def _steps(ports: Ports, ticket: Ticket) -> Iterator[OnRecord]:
    for entry in ports.tickets.history(ticket.id):
        event = entry.event
        if isinstance(event, ConductRecorded):
            yield OnRecord(ticket=ticket, at=entry.at, conduct=event.conduct, step=event.step)
