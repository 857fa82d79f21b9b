"""Every route, every role, two jurisdictions: exactly the table, no more and no less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.directory import Role
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.examples import example_of, table_for
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.permissions import BY_ACTION, BY_ROUTE, OPEN
from tests.security.edge import ROLES, Edge, Reply, bearer

PLACES = ("zhaoqing", "suqian")
# What erases comes last: nobody has asked for the ticket any more.
CLOSED = sorted((one for one in ROUTES if not one.open), key=lambda one: one.name == "erase_ticket")
# Another place's rows do not exist (404), but for what belongs to no place at all.
OF_NO_PLACE = {
    "list_tickets",
    "read_access_log",
    "announce",
    "list_notices",
    "list_calendars",
    "put_calendar",
    "list_jurisdictions",
    "get_jurisdiction",
    "get_preferences",
    "put_preferences",
}
# Where a regulation lets the unit ask, its office does not: that place's text refuses (403 with
# its article).
NARROWED = {("request_return", Role.OFFICE), ("request_extension", Role.OFFICE)}


@pytest.fixture(scope="module")
def edge() -> Edge:
    return Edge.made()


def ticket_of(edge: Edge, place: str) -> Ticket:
    """One that a unit has and somebody with a phone asked for."""
    return next(
        one
        for one in edge.tickets
        if one.jurisdiction == place and one.unit and one.requester.phone
    )


def asked(edge: Edge, route: Route, headers: dict[str, str], ticket: Ticket, action: str) -> Reply:
    words = {
        "ticket_id": ticket.id,
        "action": action,
        "jurisdiction_id": ticket.jurisdiction,
        "unit_id": ticket.unit or "" if route.method == "GET" else "new-unit",
        "year": "2027",
    }
    path = re.sub(r"{(\w+)}", lambda found: words.get(found[1], "att_unknown"), route.path)
    if route.takes is bytes:
        csv = {"Content-Type": "text/csv", **headers}
        return edge.send(route.method, path, csv, table_for(route.name).encode())
    body = {}
    if route.takes:
        body = example_of(route.takes)
        if "jurisdiction" in body:
            body["jurisdiction"] = ticket.jurisdiction
            body["requester"] = None
    raw = b"" if route.method == "GET" else json.dumps(body).encode()
    return edge.send(route.method, path, {"Content-Type": "application/json", **headers}, raw)


def rows() -> Iterator[tuple[str, Route, str, frozenset[Role]]]:
    """Each route; the one of the actions once for each of them."""
    for route in CLOSED:
        if "{action}" in route.path:
            yield from ((name, route, name, roles) for name, roles in BY_ACTION.items())
        else:
            yield route.name, route, "", BY_ROUTE[route.name]


every_row = pytest.mark.parametrize(
    ("route", "action", "may"), [row[1:] for row in rows()], ids=[row[0] for row in rows()]
)


@every_row
@pytest.mark.parametrize("place", PLACES)
def test_at_home_a_role_is_refused_exactly_where_its_row_says_so(
    edge: Edge, place: str, route: Route, action: str, may: frozenset[Role]
) -> None:
    """404 is also a no: a platform sees no ticket that no platform sent, nobody a file that is not
    there.
    """
    ticket = ticket_of(edge, place)
    for role in ROLES:
        reply = asked(edge, route, edge.as_one_of(role, ticket), ticket, action)
        if role in may and (action, role) not in NARROWED:
            hidden = role == Role.PLATFORM and "{ticket_id}" in route.path
            hidden = hidden or "{attachment_id}" in route.path
            assert reply.status not in ({401, 403} if hidden else {401, 403, 404}), (role, reply)
        else:
            assert reply.status in {403, 404}, (role, reply)


@every_row
@pytest.mark.parametrize("place", PLACES)
def test_what_is_another_places_does_not_exist(
    edge: Edge, place: str, route: Route, action: str, may: frozenset[Role]
) -> None:
    other = next(one for one in PLACES if one != place)
    theirs, ours = ticket_of(edge, other), ticket_of(edge, place)
    for role in ROLES:
        reply = asked(edge, route, edge.as_one_of(role, ours), theirs, action)
        if route.name == "file_ticket":
            assert reply.status == 403, (role, reply)
        elif route.name not in OF_NO_PLACE:
            assert reply.status == 404, (role, reply)
        elif role not in may:
            assert reply.status == 403, (role, reply)


@every_row
def test_without_a_token_nobody_is_let_in(
    edge: Edge, route: Route, action: str, may: frozenset[Role]
) -> None:
    assert may != OPEN
    reply = asked(edge, route, {}, ticket_of(edge, PLACES[0]), action)
    assert reply.status == 401


def test_the_system_is_no_role_that_a_token_can_name(edge: Edge) -> None:
    ticket = ticket_of(edge, PLACES[0])
    token = edge.token("system", ticket.jurisdiction)
    for path in (f"/v1/tickets/{ticket.id}", "/v1/notices"):
        assert edge.call("GET", path, bearer(token)).status in {401, 403, 404}


def test_an_unknown_action_is_told_like_an_unknown_ticket(edge: Edge) -> None:
    ticket = ticket_of(edge, PLACES[0])
    assert "delete" not in ACTIONS
    reply = edge.call(
        "POST", f"/v1/tickets/{ticket.id}/actions/delete", edge.as_one_of(Role.OFFICE, ticket), {}
    )
    assert reply.status == 404
