"""访问日志: what somebody is shown of a requester by their standing right, written down before.

One's own is no access, and an answer to one's own action is told by its event. Whoever cannot be
written down is not answered: a reading that nobody knows of must not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.application.access_ports import Access, Purpose
from chalicelib.application.ports import Ports
from chalicelib.application.telling_ports import trail
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.privacy import CLEAR, HIDDEN, sight_of
from chalicelib.domain.state import Ticket

PLACE, WORDS, FILE, LOG = "place", "words", "file", "log"
CONDUCT, STAFF = "conduct", "staff"


def seen(ports: Ports, actor: Actor, tickets: Sequence[Ticket]) -> None:
    """These tickets are about to be shown: one row of all that are somebody else's."""
    others = [one for one in tickets if sight_of(actor, one).identity != CLEAR]
    fields = sorted({field for one in others for field in shown_in(actor, one)})
    if fields:
        place = others[0].jurisdiction
        written(ports, actor, place, (one.id for one in others), fields)


def file_seen(ports: Ports, actor: Actor, tickets: Sequence[Ticket]) -> None:
    """A file that these tickets name is about to be handed out: a row of each that is somebody
    else's. What none names yet goes to the side that announced it, or to a citizen as their own.
    """
    for ticket in tickets:
        if sight_of(actor, ticket).identity != CLEAR:
            written(ports, actor, ticket.jurisdiction, (ticket.id,), (FILE,))
    if not tickets and not actor.is_a(Role.CITIZEN):
        written(ports, actor, actor.jurisdiction, (), (FILE,))


def conduct_seen(ports: Ports, actor: Actor, asked: Ticket, others: Iterable[str]) -> None:
    """What is on record of this ticket's requester, here and on others, is about to be told."""
    tickets = dict.fromkeys((asked.id, *others))
    written(ports, actor, asked.jurisdiction, tickets, (CONDUCT,))


def staff_seen(ports: Ports, actor: Actor, place: str) -> None:
    """Names and numbers of people who work here are about to be told in clear."""
    written(ports, actor, place, (), (STAFF,))


def shown_in(actor: Actor, ticket: Ticket) -> set[str]:
    """Which classes of fields this caller sees by right."""
    row = sight_of(actor, ticket)
    place = {PLACE} if row.place == CLEAR else set()
    return place | ({WORDS} if row.words != HIDDEN else set())


def written(  # noqa: PLR0913 - what there is to say of a reading
    ports: Ports,
    actor: Actor,
    place: str,
    tickets: Iterable[str],
    fields: Iterable[str],
    purpose: Purpose | None = None,
    note: str | None = None,
) -> datetime:
    """Put a row into the log; when it says it was. `Unavailable` if it may not be there."""
    now = ports.clock.now()
    access = Access(
        at=now,
        jurisdiction=place,
        by=actor.id,
        role=",".join(sorted(actor.roles)),
        tickets=tuple(tickets),
        fields=tuple(fields),
        purpose=purpose,
        note=note,
        request_id=trail().request,
    )
    ports.access_log.record(access)
    return now
