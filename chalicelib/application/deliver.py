"""The sender: what a commit means for others is done once it is stored, each at least once.

The stream wakes it; what the stream lost, the sweep finds by its `deliver` row. Events are read
from the ticket's own history behind what is known to be delivered, so that nothing is skipped
and nothing overtakes: while one thing cannot be delivered, the later ones of its kind wait.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from chalicelib.application import notifying, splitting, surveying
from chalicelib.application.effects import Effect, Kind, effects_of
from chalicelib.application.message_ports import Notice, Undelivered
from chalicelib.application.ports import Ports
from chalicelib.domain.state import Ticket

Followed = tuple[str, int]  # a ticket, and the version of one of its commits


def deliver(ports: Ports, ticket_id: str, version: int) -> bool:
    """Deliver all up to this commit; whether all is."""
    return not deliver_all(ports, [(ticket_id, version)])


def deliver_all(ports: Ports, commits: Collection[Followed]) -> set[Followed]:
    """Deliver what several commits mean, their notices together; those that are left over."""
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
    for ticket_id, through in reached.items():
        if through > known.get(ticket_id, 0):
            ports.outbox.delivered(ticket_id, through)
    return {(one, version) for one, version in commits if reached[one] < version}


def _followed(ports: Ports, ticket_id: str, after: int, until: int, notices: list[Notice]) -> int:
    """The version up to which everything is delivered."""
    ticket = ports.tickets.load(ticket_id) if after < until else None
    if ticket is None:
        return after
    reached = until
    blocked: set[Kind] = set()
    for version, entries in ports.tickets.commits(ticket_id, after, until):
        for effect in effects_of(entries):
            if effect.kind == "notice":
                notices += notifying.notices(ticket, effect.entry)
            elif effect.kind in blocked or not _carried_out(ports, ticket, effect):
                blocked.add(effect.kind)
                reached = min(reached, version - 1)
    return reached


def _carried_out(ports: Ports, ticket: Ticket, effect: Effect) -> bool:
    try:
        CARRIED_OUT[effect.kind](ports, ticket, effect)
    except Undelivered:
        return False
    return True


CARRIED_OUT: Mapping[Kind, Callable[[Ports, Ticket, Effect], None]] = {
    "parts": lambda ports, ticket, effect: splitting.register_parts(ports, ticket, effect.entry),
    "survey": lambda ports, ticket, effect: surveying.send(ports, ticket, effect.entry),
}


class AtOnce:
    """On one machine, without a stream: the sender is woken by whoever committed."""

    def committed(self, ports: Ports, ticket_id: str, version: int) -> bool:
        return deliver(ports, ticket_id, version)


class ByStream:
    """Deployed: the table's stream wakes the sender."""

    def committed(self, ports: Ports, ticket_id: str, version: int) -> bool:  # noqa: ARG002
        return False
