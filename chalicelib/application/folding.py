"""A ticket as it stood after an earlier commit: the fold of its history."""

from __future__ import annotations

from chalicelib.application.ports import Ports
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
