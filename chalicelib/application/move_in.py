"""A ticket of another system is taken in: decided step by step at its own moments, stored at once.

All of it is one commit under an id that follows from where it comes from. So the same ticket
brought twice is there once, and an import that broke off is simply run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from chalicelib.application.context import context_of, zone_of
from chalicelib.application.perform import ATTEMPTS, CONFLICT, commit
from chalicelib.application.ports import Conflict, Ports
from chalicelib.domain.decision import Context, Decision, invalid
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import RecordContact, Sign
from chalicelib.domain.intake import Register, new_ticket
from chalicelib.domain.moving_in import KeepAsHistory, MarkImported
from chalicelib.domain.numbers import code_of, number_of, ticket_id
from chalicelib.domain.regulation import Regulation
from chalicelib.domain.state import Ticket
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.ticket import decide
from chalicelib.late import dataclass

Step = tuple[str, datetime, object]  # the field of its moment, the moment, the command


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A ticket as another system had it. `ended` says how, if it is over there.

    `register` has a source: the system it comes from and its number there.
    """

    register: Register
    registered_at: datetime
    dispatch: Dispatch | None = None
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    ended: KeepAsHistory | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """`new`: it was not there before. On a dry run it is not there afterwards either."""

    ticket: Ticket
    new: bool


def bring_in(ports: Ports, incoming: Incoming, *, write: bool) -> Brought | Refusal:
    """Take one ticket in, or only say what would come of it."""
    regulation = _regulation_of(ports, incoming)
    if regulation is None:
        return invalid("/registered_at", "no regulation of the place was in force then")
    for _ in range(ATTEMPTS):
        found = _place_for(ports, incoming, regulation)
        if isinstance(found, Ticket):
            return Brought(found, new=False)
        outcome = _decided(ports, incoming, regulation, found)
        if isinstance(outcome, Refusal):
            return outcome
        if write:
            try:
                commit(ports, outcome, 0, regulation)
            except Conflict:  # somebody else brought it, or was given the number
                continue
        return Brought(outcome.ticket, new=True)
    return CONFLICT


def _regulation_of(ports: Ports, incoming: Incoming) -> Regulation | None:
    """The version that was in force when the ticket was registered, there."""
    place = incoming.register.jurisdiction
    versions = ports.regulations.versions().get(place)
    if not versions:
        return None
    zone = zone_of(versions[-1].identity.time_zone)
    return ports.regulations.in_force(place, incoming.registered_at.astimezone(zone).date())


def _place_for(ports: Ports, incoming: Incoming, regulation: Regulation) -> Ticket | str:
    """The ticket, if it was brought before; else the number that it will have."""
    source = incoming.register.source
    assert source is not None  # noqa: S101 - whoever imports says from where
    day = incoming.registered_at.astimezone(zone_of(regulation.identity.time_zone)).date()
    turn = 0
    while True:
        mark = "\n".join((source.platform, source.reference, str(turn)))
        code = code_of(ports.seals.indexed(mark))
        number = number_of(regulation.identity.number_prefix, day, code)
        known = ports.tickets.load(ticket_id(number))
        if known is None:
            return number
        kept = known.source
        if kept and (kept.platform, kept.reference) == (source.platform, source.reference):
            return known
        turn += 1  # the number is another ticket's: thousands share a day


def _decided(
    ports: Ports, incoming: Incoming, regulation: Regulation, number: str
) -> Decision | Refusal:
    """What the commands make of it one after the other, as one decision."""
    refusal = _wrong_order(ports, incoming)
    if refusal:
        return refusal
    draft = new_ticket(
        incoming.register, ticket_id(number), number, regulation, incoming.registered_at
    )
    made = Decision(draft, ())
    for _, moment, command in _steps(ports, incoming):
        actor = _actor(command, regulation)
        outcome = decide(made.ticket, command, _as_of(ports, draft, actor, regulation, moment))
        if isinstance(outcome, Refusal):
            return outcome
        made = Decision(outcome.ticket, (*made.entries, *outcome.entries))
    return replace(made, ticket=made.ticket.but(version=1))


def _steps(ports: Ports, incoming: Incoming) -> Iterator[Step]:
    now, source = ports.clock.now(), incoming.register.source
    if incoming.ended is not None:
        yield "/closed_at", now, incoming.ended
    else:
        yield "/registered_at", incoming.registered_at, incoming.register
        if incoming.dispatch and incoming.dispatched_at:
            yield "/dispatched_at", incoming.dispatched_at, incoming.dispatch
        if incoming.signed_at:
            yield "/signed_at", incoming.signed_at, Sign()
        if incoming.contacted_at:
            yield "/contacted_at", incoming.contacted_at, RecordContact(reached=True)
    assert source is not None  # noqa: S101 - as above
    yield "", now, MarkImported(system=source.platform, reference=source.reference)


def _wrong_order(ports: Ports, incoming: Incoming) -> Refusal | None:
    for (pointer, earlier, _), (_, later, _) in pairwise(_steps(ports, incoming)):
        if earlier > later:
            return invalid(pointer, "lies after what must have followed it")
    return None


def _actor(command: object, regulation: Regulation) -> Actor:
    """Nobody here did it: the trail says `import`. A first contact is of whoever owes it."""
    roles = {Role.SYSTEM, Role.OPERATOR, Role.OFFICE, Role.HANDLER}
    if isinstance(command, RecordContact) and _office_contacts(regulation):
        roles.remove(Role.HANDLER)
    return Actor("import", frozenset(roles), regulation.identity.place)


def _office_contacts(regulation: Regulation) -> bool:
    limits = [one for one in regulation.limits if one.kind == DeadlineKind.FIRST_CONTACT]
    return any(one.by == "office" for one in limits)


def _as_of(
    ports: Ports, ticket: Ticket, actor: Actor, regulation: Regulation, moment: datetime
) -> Context:
    """As it was decided then; whom else it repeats is not guessed afterwards."""
    return replace(context_of(ports, ticket, actor, regulation), now=moment)
