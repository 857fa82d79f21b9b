"""A ticket as it was shown before: its state folded from its history, looked at as of then.

What a view takes from outside the ticket is the caller, the regulation, the calendar, the units
and the moment. The moment is kept with the answer; the others are as they are now. So an answer
is told again word for word, unless within that day a calendar, a unit or a rule was changed: then
it says what holds now of the same state.

It is a reading of today: of what this caller may see today, with the protection of today, and in
the access log. To whom the ticket became something else since, it is shown as it is now.
"""

from __future__ import annotations

from dataclasses import replace

from chalicelib.application import access_logging
from chalicelib.application.context import view_of
from chalicelib.application.edge_ports import ShownTicket
from chalicelib.application.folding import as_of_version
from chalicelib.application.perform import seen
from chalicelib.application.ports import Ports
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Actor
from chalicelib.domain.errors import Refusal
from chalicelib.domain.privacy import sees_links, sight_of
from chalicelib.domain.state import Ticket


def shown_again(ports: Ports, shown: ShownTicket, actor: Actor) -> Draft | Refusal:
    """What the caller saw, to be rendered again; LookupError if there is no such version."""
    now = seen(ports, shown.id, actor)
    if isinstance(now, Refusal):
        return now
    if now.version < shown.version:
        raise LookupError(f"{shown.id} has no version {shown.version}")
    then = _as_of(ports, now, shown.version)
    access_logging.seen(ports, actor, (now,))
    if (sight_of(actor, then), sees_links(actor, then)) != (
        sight_of(actor, now),
        sees_links(actor, now),
    ):
        return view_of(ports, now, actor)
    return Draft(then, replace(view_of(ports, then, actor).context, now=shown.at))


def _as_of(ports: Ports, now: Ticket, version: int) -> Ticket:
    """As it was, but as protected as it is: a report since is a report."""
    was_report = now.was_report or now.whistleblower
    return as_of_version(ports, now, version).but(was_report=was_report)
