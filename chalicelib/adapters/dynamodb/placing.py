"""Where the lists find a ticket: index keys on its header, and rows for what they do not hold.

An index takes one key of a header. The header has one for the unit whose ticket it is, one for
the office that has something to do with it, one for the requester: so a request of the unit that
the office decides moves nothing but the office's key. A second office, a further unit or a
co-handler gets a row of its own beside the header.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.wire import Value
from chalicelib.application.ports import Listed
from chalicelib.domain.state import Ticket
from chalicelib.late import dataclass

HASH: dict[keys.Band, str] = {"W": "uk", "E": "uk", "H": "hk"}
Attributes = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Placed:
    """Index attributes of the header, and of each row by its sort key."""

    header: Attributes
    rows: dict[str, Attributes]


def placed(ticket: Ticket, listed: Listed, requester: str | None) -> Placed:
    listed_as = _class(closed=listed.closed, overdue=listed.overdue)
    order: Attributes = {
        "ds": keys.in_order(listed.due_at, ticket.id),
        "us": keys.in_order(listed.updated_at, ticket.id),
    }
    header = dict(order)
    rows: dict[str, Attributes] = {}
    for band, name in _in_turn(ticket, listed):
        key = {HASH[band]: keys.listing(ticket.jurisdiction, band, name, listed_as)}
        if HASH[band] not in header:
            header |= key
        else:
            rows[keys.row(band, name)] = {**key, **order}
    if requester is not None:
        header |= {"rk": requester, "ra": keys.in_order(ticket.registered_at, ticket.id)}
    return Placed(header, rows)


def class_of(ticket: Ticket) -> keys.Class:
    """The class of a ticket as it stands, whichever list it is in."""
    return _class(closed=ticket.status.final, overdue="overdue" in ticket.flags)


def _class(*, closed: bool, overdue: bool) -> keys.Class:
    return "c" if closed else "l" if overdue else "o"


def _in_turn(ticket: Ticket, listed: Listed) -> Iterator[tuple[keys.Band, str]]:
    """The unit comes first: it stays longest, and so the header's keys move least."""
    bands: tuple[tuple[keys.Band, frozenset[str]], ...] = (
        ("W", listed.holders & listed.units),
        ("H", listed.holders - listed.units),
        ("E", listed.units - listed.holders),
    )
    for band, names in bands:
        for name in sorted(names, key=lambda name: (name != ticket.unit, name)):
            yield band, name
