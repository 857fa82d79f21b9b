"""One way in for every change of a ticket: load, decide, commit, and wake the sender."""

from __future__ import annotations

from chalicelib.application import access
from chalicelib.application.context import context_of
from chalicelib.application.effects import LOOKED_AFTER, has_effects
from chalicelib.application.listing import listed
from chalicelib.application.ports import Conflict, Ports, Unavailable
from chalicelib.domain.decision import Decision
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import BY_COMMAND, decide

ATTEMPTS = 5
COMES_BEFORE_STALE = (Kind.FORBIDDEN, Kind.INVALID)
STALE = Refusal("stale", "the ticket has changed since it was read", kind=Kind.STALE)
CONFLICT = Refusal("conflict", "too many changes at the same time: try again")
NOT_FOUND = Refusal("not_found", "no such ticket", kind=Kind.NOT_FOUND)


def perform(
    ports: Ports, ticket_id: str, command: object, actor: Actor, *, if_match: int | None = None
) -> Ticket | Refusal:
    """Give one command; a conflict reads and decides again, a few times."""
    for _ in range(ATTEMPTS):
        ticket = seen(ports, ticket_id, actor)
        if isinstance(ticket, Refusal):
            return ticket
        regulation = ports.regulations.get(ticket.regulation)
        outcome = _decide(ports, ticket, command, actor, regulation)
        is_stale = if_match is not None and if_match != ticket.version
        if isinstance(outcome, Refusal):
            first = outcome.kind in COMES_BEFORE_STALE or not is_stale
            return outcome if first else STALE
        if is_stale:
            return STALE
        if not outcome.entries:
            return ticket
        try:
            commit(ports, outcome, ticket.version, regulation)
        except Conflict:
            continue
        return settled(ports, outcome)
    return CONFLICT


def seen(ports: Ports, ticket_id: str, actor: Actor) -> Ticket | Refusal:
    """The ticket, if it exists for this caller."""
    ticket = ports.tickets.load(ticket_id)
    if ticket is None:
        return NOT_FOUND
    directory = ports.directories.of(ticket.jurisdiction)
    return ticket if access.may_see(actor, ticket, directory) else NOT_FOUND


def _decide(
    ports: Ports, ticket: Ticket, command: object, actor: Actor, regulation: Regulation
) -> Decision | Refusal:
    action = BY_COMMAND.get(type(command))
    refusal = access.refuses(actor, action, ticket) if action else None
    if refusal:
        return refusal
    return decide(ticket, command, context_of(ports, ticket, actor, regulation, command))


def commit(ports: Ports, decision: Decision, expected_version: int, regulation: Regulation) -> None:
    """Store what was decided; `Conflict` if somebody else came first."""
    now = ports.clock.now()
    found = listed(decision.ticket, regulation, now)
    deliver_at = now + LOOKED_AFTER if has_effects(decision.entries) else None
    ports.tickets.commit(decision.ticket, decision.entries, expected_version, found, deliver_at)


def settled(ports: Ports, decision: Decision) -> Ticket:
    """The ticket as it stands once the sender has been woken, if there is something for it."""
    ticket = decision.ticket
    return (ports.tickets.load(ticket.id) or ticket) if wakes(ports, decision) else ticket


def wakes(ports: Ports, decision: Decision) -> bool:
    """Wake the sender, if there is something for it; whether it has delivered by now."""
    ticket = decision.ticket
    try:
        return has_effects(decision.entries) and ports.waker.committed(
            ports, ticket.id, ticket.version
        )
    except Unavailable:
        return False  # it is stored, and its `deliver` row looks after the rest
