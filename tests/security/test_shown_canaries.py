"""What every GET route tells every role of a requester and of staff, against what it says it does.

One ticket and one member of staff are made of words that stand nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

import pytest

from chalicelib.application.access_ports import Access, Wanted
from chalicelib.domain.directory import OF_A_UNIT, Role
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.permissions import SHOWS
from tests.security.edge import ROLES, Edge, Json, Reply

PLACE, UNIT = "zhaoqing", "urban-management"
PHONE, NAME = "+8613899998888", "欧阳金丝雀"
ADDRESS, WORDS = "金丝雀路8号6栋", "金丝雀的诉求内容"
STAFF_NAME, STAFF_PHONE = "司徒金丝雀", "+8613877776666"
IDENTITY, WHERE, SAID = (NAME, PHONE[3:]), (ADDRESS,), (WORDS,)
OF_REQUESTER, OF_STAFF = (*IDENTITY, *WHERE, *SAID), (STAFF_NAME, STAFF_PHONE[3:])
WHOLE_LISTS = {"list_changes": "?of=staff", "list_tickets": f"?unit={UNIT}"}


@dataclass(frozen=True)
class Aviary:
    """A system with the canaries in it."""

    edge: Edge
    ticket: Ticket

    def headers(self, role: Role) -> dict[str, str]:
        return self.edge.as_one_of(role, self.ticket)

    def get(self, route: Route, role: Role) -> Reply:
        names = _Ids(ticket_id=self.ticket.id, jurisdiction_id=PLACE, unit_id=UNIT)
        query = WHOLE_LISTS.get(route.name, "")
        if route.name == "list_tickets" and role == Role.CITIZEN:
            query = "?requester=me"
        return self.edge.call("GET", route.path.format_map(names) + query, self.headers(role))

    def rows(self) -> list[Access]:
        day = self.edge.world.ports.clock.now().date()
        return list(self.edge.world.ports.access_log.page(PLACE, Wanted(day, day), None, 500).rows)


class _Ids(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "x"


@pytest.fixture(scope="module")
def aviary() -> Aviary:
    edge = Edge.made()
    ticket = filed(edge)
    staff = {
        "id": "s-canary",
        "name": STAFF_NAME,
        "phone": STAFF_PHONE,
        "roles": ["handler"],
        "unit": UNIT,
        "duties": [],
    }
    office = edge.as_one_of(Role.OFFICE, ticket)
    made = edge.call("POST", f"/v1/jurisdictions/{PLACE}/staff", office, staff)
    assert made.status == HTTPStatus.OK, made.text
    return Aviary(edge, ticket)


def filed(edge: Edge) -> Ticket:
    """Dispatched, and with a step on record of how its requester used the hotline."""
    some = replace(edge.tickets[0], jurisdiction=PLACE)
    body: Json = {
        "jurisdiction": PLACE,
        "category": "complaint",
        "subject": WORDS,
        "description": WORDS,
        "requester": {"name": NAME, "phone": PHONE},
        "location": {"address": ADDRESS},
    }
    made = edge.call("POST", "/v1/tickets", edge.as_one_of(Role.OPERATOR, some), body).json()
    office = edge.as_one_of(Role.OFFICE, some)
    path = f"/v1/tickets/{made['id']}/actions/dispatch"
    assert edge.call("POST", path, office, {"unit": UNIT}).status == HTTPStatus.OK
    ticket = edge.world.ports.tickets.load(made["id"])
    assert ticket is not None
    return ticket


GETS = [one for one in ROUTES if one.method == "GET" and not one.open]
SEEN = {"masked", "own"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", GETS, ids=lambda one: one.name)
def test_what_comes_in_clear_is_what_it_says_and_is_in_the_log(
    aviary: Aviary, route: Route, role: Role
) -> None:
    before = len(aviary.rows())
    reply = aviary.get(route, role)
    written = aviary.rows()[: len(aviary.rows()) - before]
    told = {one for one in (*OF_REQUESTER, *OF_STAFF) if one in reply.text}
    shows = SHOWS[route.name]
    if told & set(OF_REQUESTER):
        assert shows in SEEN
        assert role == Role.CITIZEN or not told & set(IDENTITY)
    if told & set(OF_STAFF):
        assert shows == "staff"
    expected = reply.status == HTTPStatus.OK and logged(route, role, told)
    assert len(written) == int(expected)
    for row in written:
        assert (aviary.ticket.id in row.tickets) == (shows not in {"staff", "log"})
        assert (ADDRESS in told) == ("place" in row.fields)
        assert (WORDS in told) == ("words" in row.fields)
        assert (STAFF_NAME in told) == ("staff" in row.fields)


def logged(route: Route, role: Role, told: set[str]) -> bool:
    """A row for whatever was told of somebody else; conduct and the log are known by themselves."""
    by_itself = SHOWS[route.name] in {"conduct", "log"}
    return by_itself or (role != Role.CITIZEN and bool(told))


def test_the_canaries_are_seen_at_all(aviary: Aviary) -> None:
    """Or nothing above says anything."""
    by_name = {one.name: one for one in GETS}
    assert set(OF_REQUESTER) <= {
        one for one in OF_REQUESTER if one in aviary.get(by_name["get_ticket"], Role.CITIZEN).text
    }
    for name in ("get_ticket", "list_events", "list_tickets"):
        for role in OF_A_UNIT:
            text = aviary.get(by_name[name], role).text
            assert WORDS in text
            assert ADDRESS in text
    for name in ("list_staff", "list_changes"):
        text = aviary.get(by_name[name], Role.OFFICE).text
        assert all(one in text for one in OF_STAFF)
