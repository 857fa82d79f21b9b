"""The sender: what a commit means for others is done once it is stored, each at least once.

The stream wakes it; what the stream lost, the sweep finds by its `deliver` row. Events are read
from the ticket's own history behind what is known to be delivered, so that nothing is skipped
and nothing overtakes: while one thing cannot be delivered, the later ones of its kind wait.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from chalicelib.application import erasing, notifying, splitting, surveying
from chalicelib.application.effects import Effect, Kind, effects_of
from chalicelib.application.folding import as_of_event, as_of_version
from chalicelib.application.message_ports import HeldBack, Notice, Undelivered
from chalicelib.application.ports import Made, Ports
from chalicelib.application.telling_ports import OUTBOX_AGE, Trail, following
from chalicelib.domain.decision import Entry
from chalicelib.domain.dispatching import Dispatched
from chalicelib.domain.returns import TakenBack
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

log = logging.getLogger(__name__)

HANDED_ON = (Dispatched, TakenBack)
Followed = tuple[str, int]  # a ticket, and the version of one of its commits


@dataclass(slots=True)
class Reached:
    """The version up to which a ticket is delivered, and when the rest may be tried again.

    `stuck_since`: what should have been delivered and could not be is as old as this.
    """

    version: int
    again_at: datetime | None = None
    stuck_since: datetime | None = None


def deliver(ports: Ports, ticket_id: str, version: int) -> Reached:
    """Deliver all up to this commit."""
    return deliver_all(ports, [(ticket_id, version)])[ticket_id]


def deliver_all(ports: Ports, commits: Collection[Followed]) -> Mapping[str, Reached]:
    """Deliver what several commits mean, their notices together; how far each ticket got."""
    newest: dict[str, int] = {}
    for ticket_id, version in commits:
        newest[ticket_id] = max(version, newest.get(ticket_id, 0))
    known = ports.outbox.delivered_through(newest)
    notices: list[Notice] = []
    reached = {
        ticket_id: _followed(ports, ticket_id, known.get(ticket_id, 0), version, notices)
        for ticket_id, version in newest.items()
    }
    # Only what is written down counts as delivered.
    ports.notices.put(notifying.together(notices))
    for ticket_id, found in reached.items():
        if found.version > known.get(ticket_id, 0):
            ports.outbox.delivered(ticket_id, found.version)
    _tell_age(ports, reached.values())
    return reached


def _tell_age(ports: Ports, reached: Collection[Reached]) -> None:
    now = ports.clock.now()
    oldest = min((one.stuck_since for one in reached if one.stuck_since), default=now)
    ports.telling.tell(OUTBOX_AGE, (now - oldest).total_seconds())


def _followed(
    ports: Ports, ticket_id: str, after: int, until: int, notices: list[Notice]
) -> Reached:
    reached = Reached(until)
    if after >= until:
        return Reached(after)
    ticket = ports.tickets.load(ticket_id)
    if ticket is None:
        return Reached(after)
    blocked: set[Kind] = set()
    for made in ports.tickets.commits(ticket_id, after, until):
        for effect in effects_of(made.entries):
            if effect.kind == "notice":
                then = _then(ports, ticket, made, effect.entry)
                notices += notifying.notices(then, effect.entry)
                continue
            try:
                if effect.kind not in blocked:
                    _carry_out(ports, ticket, effect, made)
                    continue
            except Undelivered as later:
                reached.again_at = later.until
                if not isinstance(later, HeldBack):
                    reached.stuck_since = reached.stuck_since or effect.entry.at
            blocked.add(effect.kind)
            reached.version = min(reached.version, made.version - 1)
    return reached


def _then(ports: Ports, ticket: Ticket, made: Made, entry: Entry) -> Ticket:
    """Whoever had the ticket when it happened is told, wherever it has gone since: even by the same
    commit, which settles what is overdue, or takes a breach back, before it hands the ticket on.
    """
    if any(isinstance(one.event, HANDED_ON) for one in made.entries if one.seq > entry.seq):
        return as_of_event(ports, ticket, made, entry.seq)
    return as_of_version(ports, ticket, made.version)


def _carry_out(ports: Ports, ticket: Ticket, effect: Effect, made: Made) -> None:
    """In the logs it belongs to what the commit belonged to."""
    with following(Trail(made.mark)):
        CARRIED_OUT[effect.kind](ports, ticket, effect.entry)
        log.info("%s of %s version %d is done", effect.kind, ticket.id, made.version)


CARRIED_OUT: Mapping[Kind, Callable[[Ports, Ticket, Entry], None]] = {
    "parts": splitting.register_parts,
    "survey": surveying.send,
    "hint": surveying.hint,
    "erasure": erasing.carry_out,
}


class AtOnce:
    """On one machine, without a stream: the sender is woken by whoever committed."""

    def committed(self, ports: Ports, ticket_id: str, version: int) -> bool:
        return deliver(ports, ticket_id, version).version >= version


class ByStream:
    """Deployed: the table's stream wakes the sender."""

    def committed(self, ports: Ports, ticket_id: str, version: int) -> bool:  # noqa: ARG002
        return False
