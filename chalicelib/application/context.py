"""What a decision may look at, gathered before it is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from chalicelib.application import opting_out
from chalicelib.application.ports import Ports
from chalicelib.domain.answers import AuditAnswer, SubmitAnswer
from chalicelib.domain.confirmations import Confirm
from chalicelib.domain.decision import Context, Draft, Earlier, Facts
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import Split
from chalicelib.domain.intake import AnswerDirectly, Decline, Register
from chalicelib.domain.numbers import ticket_id
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.repeats import LinkRepeat
from chalicelib.domain.replying import TakeReply
from chalicelib.domain.state import Ticket

MAY_WANT_A_TEXT = (AuditAnswer, SubmitAnswer, Confirm, TakeReply)
LOOKS_AT_EARLIER = (Register, LinkRepeat, Decline, AnswerDirectly)


@cache
def zone_of(name: str) -> tzinfo:
    return ZoneInfo(name)


def system_actor(jurisdiction: str) -> Actor:
    """Who acts when nobody does: sweeps and what follows from commits."""
    return Actor("system", frozenset({Role.SYSTEM}), jurisdiction)


def context_of(
    ports: Ports, ticket: Ticket, actor: Actor, regulation: Regulation, command: object = None
) -> Context:
    """The context of one command; only what that command looks at is looked up."""
    return Context(
        now=ports.clock.now(),
        actor=actor,
        regulation=regulation,
        calendar=ports.calendars.current(),
        zone=zone_of(regulation.identity.time_zone),
        facts=Facts(
            directory=ports.directories.of(ticket.jurisdiction),
            earlier=_earlier(ports, ticket, command),
            new_ids=_new_ids(ports, regulation, command),
            audit_on=ports.settings.audit_on(ticket.jurisdiction),
            opted_out=_opted_out(ports, ticket, command),
            surveyed_above=ports.settings.surveyed_above(ticket.jurisdiction),
        ),
    )


def _opted_out(ports: Ports, ticket: Ticket, command: object) -> bool:
    """Whether the requester's number wants no SMS; looked at again when one is sent."""
    phone = ticket.requester.phone
    return isinstance(command, MAY_WANT_A_TEXT) and bool(phone and opting_out.is_out(ports, phone))


def view_of(ports: Ports, ticket: Ticket, actor: Actor) -> Draft:
    """A ticket with all that is needed to say something about it; nothing is recorded in it."""
    return views_of(ports, (ticket,), actor)[0]


def views_of(ports: Ports, tickets: Iterable[Ticket], actor: Actor) -> list[Draft]:
    """The same of several, at one moment: those of one place and text have all of it in common."""
    known: dict[tuple[str, str], Context] = {}
    drafts = []
    for ticket in tickets:
        shared = ticket.jurisdiction, ticket.regulation
        if shared not in known:
            regulation = ports.regulations.get(ticket.regulation)
            known[shared] = context_of(ports, ticket, actor, regulation)
        drafts.append(Draft(ticket, known[shared]))
    return drafts


def _earlier(ports: Ports, ticket: Ticket, command: object) -> tuple[Earlier, ...]:
    """Other tickets of the requester; for a link also the one that a person names."""
    if not isinstance(command, LOOKS_AT_EARLIER):
        return ()
    phone = ticket.requester.phone
    found = {
        one.id: one
        for one in (ports.tickets.of_requester(ticket.jurisdiction, phone) if phone else ())
        if one.id != ticket.id and not one.parts
    }
    if isinstance(command, LinkRepeat):
        named = ports.tickets.load(command.to)
        if named is not None and named.jurisdiction == ticket.jurisdiction:
            found[named.id] = named
    return tuple(_as_earlier(one) for one in found.values())


def _as_earlier(ticket: Ticket) -> Earlier:
    return Earlier(
        id=ticket.id,
        number=ticket.number,
        category=ticket.category,
        subject=ticket.subject,
        address=ticket.location.address if ticket.location else None,
        registered_at=ticket.registered_at,
        closed_at=ticket.closed_at,
        status=ticket.status,
        repeat_of=ticket.repeat_of,
    )


def _new_ids(ports: Ports, regulation: Regulation, command: object) -> tuple[tuple[str, str], ...]:
    """An id and a number for each part of a split."""
    if not isinstance(command, Split):
        return ()
    identity = regulation.identity
    today = ports.clock.now().astimezone(zone_of(identity.time_zone)).date()
    numbers = [ports.ids.number(identity.number_prefix, today) for _ in command.parts]
    return tuple((ticket_id(number), number) for number in numbers)
