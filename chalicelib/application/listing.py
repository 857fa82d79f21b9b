"""How a ticket stands in the lists: whose turn it is, open, overdue or closed, by when."""

from __future__ import annotations

from datetime import datetime

from chalicelib.application.ports import Listed
from chalicelib.domain.records import LEADER, OFFICE, RequestKind
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import WITH_UNIT, DeadlineState, Status, Ticket
from chalicelib.domain.terms import DeadlineKind


def listed(ticket: Ticket, regulation: Regulation, now: datetime) -> Listed:
    """The keys under which the ticket is found after this commit."""
    units = {ticket.unit, *ticket.co_handlers} - {None}
    return Listed(
        holders=frozenset(_holders(ticket, regulation)),
        units=frozenset(unit for unit in units if unit),
        overdue="overdue" in ticket.flags and not ticket.status.final,
        closed=ticket.status.final,
        due_at=earliest_due_at(ticket),
        updated_at=now,
    )


def earliest_due_at(ticket: Ticket) -> datetime | None:
    """Of the limits that the law sets to a unit or an office and that still run."""
    running = (
        one.due_at
        for one in ticket.deadlines
        if one.state == DeadlineState.RUNNING
        and one.statutory
        and one.kind != DeadlineKind.SURVEY_REPLY  # the citizen's own time
    )
    return min(running, default=None)


def _holders(ticket: Ticket, regulation: Regulation) -> set[str]:
    """Whose turn it is; with a request pending also who decides it."""
    unit = ticket.unit or OFFICE
    holders = {unit if step == LEADER else step for step in _deciders(ticket, regulation)}
    if ticket.status in WITH_UNIT or ticket.status.final:
        holders.add(unit)
    elif ticket.status == Status.AWAITING_RATING:
        return holders  # it is the citizen's turn
    elif ticket.status != Status.AWAITING_REVISIT:
        holders.add(OFFICE)
    elif not ticket.request(RequestKind.CLOSING) and not ticket.request(RequestKind.REDO):
        holders |= {OFFICE, regulation.redo.decided_by or OFFICE}
    # What the office does, a sub-office does for the units under it.
    return holders | set(ticket.offices[-1:]) if OFFICE in holders else holders


def _deciders(ticket: Ticket, regulation: Regulation) -> set[str]:
    top = regulation.levels[-1].id if regulation.levels else OFFICE
    return {top if one.decided_by == "top" else one.decided_by for one in ticket.pending}
