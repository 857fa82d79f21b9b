"""What is seen while a story goes on, and what must not be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.application.listing import listed
from chalicelib.application.ports import ListQuery
from chalicelib.application.sms_ports import OutgoingSms
from chalicelib.domain.decision import Entry
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.redo import RedoOpened
from chalicelib.domain.replying import ReplyReceived
from chalicelib.domain.state import Ticket
from chalicelib.domain.surveys import SurveyQueued
from simulation import expected
from simulation.last_words import LastWords
from simulation.stores import regulations

if TYPE_CHECKING:
    from simulation.world import World


@dataclass(frozen=True, slots=True)
class Violation:
    """`law` says in one line what did not hold."""

    law: str
    about: str
    detail: str

    def __str__(self) -> str:
        return f"{self.law}: {self.about}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a caller was told; `told` is the ticket as it was shown, if it was."""

    by: str
    actor: Actor
    ticket: str
    version: int
    told: Ticket | None = None


@dataclass(slots=True)
class Watch:
    """`at_work`: the ticket that somebody acts on; `meant`: by reply, the ticket it names."""

    world: World
    at_work: str = ""
    meant: dict[str, str] = field(default_factory=dict)
    last_words: LastWords = field(default_factory=LastWords)

    def accepted(self, accepted: Accepted, of: Ticket | None) -> None:
        """Whoever is told yes belongs to this place, and a citizen to this ticket."""
        actor, ticket = accepted.actor, of
        if ticket is None:
            return
        own = actor.phone is not None and actor.phone == ticket.requester.phone
        stranger = actor.is_a(Role.CITIZEN) and not own
        if stranger or actor.jurisdiction != ticket.jurisdiction:
            self.world.violated("tenants are apart", accepted.by, f"{actor.id} on {ticket.id}")

    def sms(self, sms: OutgoingSms) -> None:
        """Nothing leaves for whoever left, nor before what it follows from is committed."""
        if self.last_words.has_left(sms.to):
            self.world.violated("who left is sent no SMS", sms.id)
        hint = sms.id.endswith("_hint")
        asked = expected.asked_by(sms.id)
        if asked is None:
            return  # a list of several surveys belongs to none of them
        ticket, number = asked
        history = self.world.plain.tickets.history(ticket)
        if not any(causes(entry, hint=hint) for entry in of_round(history, number)):
            self.world.violated("no SMS without its commit", sms.id)
        known = self.world.ticket(ticket)
        if known is None or known.requester.phone != sms.to:
            self.world.violated("an SMS goes to the requester", sms.id)

    def listed(self, query: ListQuery, tickets: Iterable[Ticket], by: str) -> None:
        """A list shows nobody else's, and nothing that has left it."""
        for one in tickets:
            present = self.world.ticket(one.id)
            if present is None or not fits(present, query):
                self.world.violated("a list shows what is in it", by, f"{query} shows {one.id}")


def causes(entry: Entry, *, hint: bool) -> bool:
    if hint:
        return isinstance(entry.event, ReplyReceived) and entry.event.answered
    return isinstance(entry.event, SurveyQueued)


def of_round(history: Iterable[Entry], number: int) -> list[Entry]:
    """What happened in one round; a text about a round counts there, whenever it came."""
    found, present = [], 1
    for entry in history:
        event = entry.event
        if isinstance(event, RedoOpened):
            present = event.round
        about = event.round if isinstance(event, ReplyReceived) else present
        if about == number:
            found.append(entry)
    return found


def fits(ticket: Ticket, query: ListQuery) -> bool:
    """Whether a ticket belongs in a list, worked out from the ticket alone."""
    if query.jurisdiction not in (None, ticket.jurisdiction):
        return False
    if query.by == "requester":
        return ticket.requester.phone == query.value
    found = listed(ticket, regulations().get(ticket.regulation), ticket.registered_at)
    if query.value not in (found.holders if query.by == "holder" else found.units):
        return False
    classes = {None: True, "open": not found.closed, "closed": found.closed}
    return classes.get(query.listed_as, found.overdue)
