"""A ticket as it stood earlier, after a commit or an event: the fold of its history."""

from __future__ import annotations

from chalicelib.application.ports import Made, Ports
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import evolve


def as_of_version(ports: Ports, ticket: Ticket, version: int) -> Ticket:
    """The state after that commit; the first event of a history brings all of the ticket."""
    if ticket.version == version:
        return ticket
    for made in ports.tickets.commits(ticket.id, 0, version):
        for entry in made.entries:
            ticket = evolve(ticket, entry)
    return ticket.but(version=version)


def as_of_event(ports: Ports, ticket: Ticket, made: Made, seq: int) -> Ticket:
    """The state right after one event of a commit, before the rest of that commit."""
    for each in ports.tickets.commits(ticket.id, 0, made.version):
        for entry in each.entries:
            if entry.seq <= seq:
                ticket = evolve(ticket, entry)
    return ticket.but(version=made.version)
