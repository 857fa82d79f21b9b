"""One way in for every change of a ticket: load, decide, commit, and wake the sender."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from chalicelib.application import access, attaching
from chalicelib.application.context import context_of
from chalicelib.application.edge_ports import Answered, KnownAnswer, ShownTicket
from chalicelib.application.effects import LOOKED_AFTER, has_effects
from chalicelib.application.listing import listed
from chalicelib.application.ports import Along, Conflict, Ports, Unavailable
from chalicelib.application.telling import tell_of_commit
from chalicelib.application.telling_ports import CONFLICTS, REFUSED
from chalicelib.domain.decision import Decision
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import BY_COMMAND, decide
from chalicelib.late import dataclass

ATTEMPTS = 5
COMES_BEFORE_STALE = (Kind.FORBIDDEN, Kind.INVALID)
STALE = Refusal("stale", "the ticket has changed since it was read", kind=Kind.STALE)
CONFLICT = Refusal("conflict", "too many changes at the same time: try again")
NOT_FOUND = Refusal("not_found", "no such ticket", kind=Kind.NOT_FOUND)


@dataclass(slots=True, kw_only=True)
class Once:
    """A request that is done once, however often it is sent: how it is answered when it is done.

    `committed` is what the answer shows as far as the commit knows.
    """

    key: str
    fingerprint: str
    status: int
    headers: Callable[[Ticket], Mapping[str, str]]
    committed: ShownTicket | None = None

    def answered(self, ticket: Ticket, now: datetime) -> Answered:
        shown = ShownTicket(id=ticket.id, version=ticket.version, at=now)
        answer = KnownAnswer(status=self.status, headers=self.headers(ticket), body=shown)
        return Answered(key=self.key, fingerprint=self.fingerprint, answer=answer, at=now)


def perform(  # noqa: PLR0913 - the command and under which conditions it is given
    ports: Ports,
    ticket_id: str,
    command: object,
    actor: Actor,
    *,
    if_match: int | None = None,
    once: Once | None = None,
) -> Ticket | Refusal:
    """Give one command; a conflict reads and decides again, a few times.

    `AlreadyAnswered` if the same request was done meanwhile.
    """
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
            commit(ports, outcome, ticket.version, regulation, once)
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
    refusal = refusal or attaching.refuses(ports, command, actor, ticket)
    outcome = refusal or decide(
        ticket, command, context_of(ports, ticket, actor, regulation, command)
    )
    if isinstance(outcome, Decision) and outcome.entries:
        outcome = attaching.claim(ports, command, ticket) or outcome
    if isinstance(outcome, Refusal):
        ports.telling.tell(REFUSED)
    return outcome


def commit(
    ports: Ports,
    decision: Decision,
    expected_version: int,
    regulation: Regulation,
    once: Once | None = None,
) -> None:
    """Store what was decided, and tell of it; `Conflict` if somebody else came first."""
    now = ports.clock.now()
    found = listed(decision.ticket, regulation, now)
    ticket = decision.ticket
    along = Along(
        deliver_at=now + LOOKED_AFTER if has_effects(decision.entries) else None,
        answered=once.answered(ticket, now) if once else None,
    )
    try:
        ports.tickets.commit(ticket, decision.entries, expected_version, found, along)
    except Conflict:
        ports.telling.tell(CONFLICTS)
        raise
    tell_of_commit(ports, decision)
    if once:
        once.committed = ShownTicket(id=ticket.id, version=ticket.version, at=now)


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
