"""A request becomes a ticket under the regulation in force where and when it is made."""

from __future__ import annotations

from chalicelib.application import attaching
from chalicelib.application.context import context_of, zone_of
from chalicelib.application.perform import ATTEMPTS, CONFLICT, Once, commit, settled
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.telling_ports import REFUSED
from chalicelib.domain.decision import invalid
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register, new_ticket
from chalicelib.domain.numbers import ticket_id
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import decide


def register(
    ports: Ports, command: Register, actor: Actor, *, once: Once | None = None
) -> Ticket | Refusal:
    """Take a request in, under a new id and number; `AlreadyAnswered` if that was done by now."""
    regulation = regulation_now(ports, command.jurisdiction)
    if regulation is None:
        known = ", ".join(ports.regulations.versions())
        return invalid("/jurisdiction", f"one of: {known}")
    if unknown := attaching.refuses(ports, command, actor, None):
        ports.telling.tell(REFUSED)
        return unknown
    now = ports.clock.now()
    today = now.astimezone(zone_of(regulation.identity.time_zone)).date()
    for _ in range(ATTEMPTS):
        number = ports.ids.number(regulation.identity.number_prefix, today)
        draft = new_ticket(command, ticket_id(number), number, regulation, now)
        outcome = decide(draft, command, context_of(ports, draft, actor, regulation, command))
        if isinstance(outcome, Refusal):
            ports.telling.tell(REFUSED)
            return outcome
        if gone := attaching.claim(ports, command, draft):
            return gone
        try:
            commit(ports, outcome, 0, regulation, once)
        except Conflict:  # the random number was taken
            continue
        return settled(ports, outcome)
    return CONFLICT


def regulation_now(ports: Ports, place: str) -> Regulation | None:
    """The version in force on this day, as the place itself counts days."""
    versions = ports.regulations.versions().get(place)
    if not versions:
        return None
    zone = zone_of(versions[-1].identity.time_zone)
    return ports.regulations.in_force(place, ports.clock.now().astimezone(zone).date())
