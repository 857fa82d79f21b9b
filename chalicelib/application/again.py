"""A ticket as it was shown before: its state folded from its history, looked at as of then.

What a view takes from outside the ticket is the caller, the regulation, the calendar, the units
and the moment. The moment is kept with the answer; the others are as they are now. So an answer
is told again word for word, unless within that day a calendar, a unit or a rule was changed: then
it says what holds now of the same state.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.application.context import view_of
from chalicelib.application.edge_ports import ShownTicket
from chalicelib.application.folding import as_of_version
from chalicelib.application.ports import Ports
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Actor
from chalicelib.domain.state import Ticket


def shown_again(ports: Ports, shown: ShownTicket, actor: Actor) -> Draft:
    """What the caller saw, to be rendered again; LookupError if there is no such version."""
    ticket = _ticket_of(ports, shown)
    return Draft(ticket, replace(view_of(ports, ticket, actor).context, now=shown.at))


def _ticket_of(ports: Ports, shown: ShownTicket) -> Ticket:
    ticket = ports.tickets.load(shown.id)
    if ticket is None or ticket.version < shown.version:
        raise LookupError(f"{shown.id} has no version {shown.version}")
    return as_of_version(ports, ticket, shown.version)
