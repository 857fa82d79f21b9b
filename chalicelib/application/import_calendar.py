"""A year of holidays is published, or published anew: dates that fall in it or later move."""

from __future__ import annotations

from datetime import date, datetime

from chalicelib.application.context import system_actor
from chalicelib.application.perform import perform
from chalicelib.application.ports import Ports
from chalicelib.domain.clocks import DeadlineMoved
from chalicelib.domain.ticket import Recompute
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that the new year moved, or made certain."""

    jurisdiction: str
    ticket: str
    deadline: str
    was_due_at: datetime
    due_at: datetime
    provisional: bool


def import_year(ports: Ports, year: int, document: object) -> list[Moved]:
    """Add or replace a year (`CalendarRejected` if it is none) and say which deadlines moved."""
    ports.calendars.put(year, document)
    moved = []
    for ticket_id in ports.tickets.open_since(date(year, 1, 1)):
        moved += _recompute(ports, ticket_id)
    return moved


def _recompute(ports: Ports, ticket_id: str) -> list[Moved]:
    before = ports.tickets.load(ticket_id)
    if before is None:
        return []
    perform(ports, ticket_id, Recompute(), system_actor(before.jurisdiction))
    return [
        Moved(
            jurisdiction=before.jurisdiction,
            ticket=ticket_id,
            deadline=entry.event.deadline.id,
            was_due_at=entry.event.was_due_at,
            due_at=entry.event.deadline.due_at,
            provisional=entry.event.deadline.provisional,
        )
        for entry in ports.tickets.history(ticket_id)[before.seq :]
        if isinstance(entry.event, DeadlineMoved)
    ]
