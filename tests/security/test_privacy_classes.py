"""A route that does not say what it shows of a person does not pass; nor one that is wrong."""

from __future__ import annotations

import pytest

from chalicelib.application.access_ports import Wanted
from chalicelib.domain.directory import Role
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.openapi import document
from chalicelib.entrypoints.api.permissions import SHOWS
from chalicelib.entrypoints.api.views import EventListView, TicketListView, TicketView
from tests.security.edge import Edge

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda one: one.name)


@every_route
def test_a_route_says_what_it_shows(route: Route) -> None:
    """`chalicelib/entrypoints/api/permissions.py`: none, masked, own, reveal or log."""
    assert route.name in SHOWS
    told = document(ROUTES)["paths"][route.path][route.method.lower()]
    assert told["x-shows"] == SHOWS[route.name]


def test_no_row_is_left_of_a_route_that_is_gone() -> None:
    assert set(SHOWS) == {route.name for route in ROUTES}


@every_route
def test_what_shows_a_ticket_is_masked(route: Route) -> None:
    if route.gives in (TicketView, TicketListView, EventListView):
        assert SHOWS[route.name] == "masked"


@every_route
def test_what_nobody_has_to_be_known_for_shows_nobody(route: Route) -> None:
    if route.open:
        assert SHOWS[route.name] == "none"


def test_a_route_that_shows_nobody_leaves_no_row(edge: Edge) -> None:
    """Seen from the other side: what writes rows is what is said to be masked or revealed."""
    ticket = edge.tickets[0]
    for route in ROUTES:
        if route.method == "GET" and SHOWS[route.name] == "none" and not route.open:
            path = route.path.format_map(
                _Ids(ticket_id=ticket.id, jurisdiction_id=ticket.jurisdiction)
            )
            edge.call("GET", path, edge.as_one_of(Role.OFFICE, ticket))
    log = edge.world.ports.access_log
    day = edge.world.ports.clock.now().date()
    assert log.page(ticket.jurisdiction, Wanted(day, day), None, 10).rows == ()


class _Ids(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "x"
