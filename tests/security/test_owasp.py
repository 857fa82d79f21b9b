"""The OWASP API Security Top 10 of 2023, one test each; `docs/security.md` has the list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app import app
from chalicelib.domain.directory import Role
from chalicelib.domain.intake import Register
from chalicelib.entrypoints.api.http import ROUTES
from chalicelib.entrypoints.api.openapi import document
from chalicelib.reading import Unreadable, fields_of, read
from tests.security.edge import CITIZEN, Edge, Json, bearer

ROOT = Path(__file__).parents[2]
PLACE = "zhaoqing"
REQUEST: Json = {
    "jurisdiction": PLACE,
    "category": "complaint",
    "subject": "夜间施工噪声",
    "description": "工地夜里十一点后仍在施工。",
    "requester": {"name": "王小明", "phone": CITIZEN},
    "location": {"address": "大旺大道20号"},
}


@pytest.fixture(scope="module")
def edge() -> Edge:
    return Edge.made()


def filed(edge: Edge) -> Json:
    reply = edge.call("POST", "/v1/tickets", bearer(edge.token("operator", PLACE)), REQUEST)
    assert reply.status == 201
    return reply.json()


def test_api1_another_persons_ticket_does_not_exist(edge: Edge) -> None:
    """Broken object level authorization: by the id alone nobody gets anything, in no way."""
    ticket = filed(edge)
    stranger = bearer(edge.token("citizen", PLACE, "", "+8613911112222"))
    unknown = ticket["id"][:-1] + ("2" if ticket["id"][-1] != "2" else "3")
    for way in ("", "/events", "/actions", "/progress"):
        theirs = edge.call("GET", f"/v1/tickets/{ticket['id']}{way}", stranger)
        none = edge.call("GET", f"/v1/tickets/{unknown}{way}", stranger)
        assert theirs.status == none.status == 404
        assert theirs.json()["detail"] == none.json()["detail"]


def test_api2_a_token_counts_only_if_it_is_signed_by_us_for_us_and_not_over(edge: Edge) -> None:
    """Broken authentication: each part of a token is altered in turn."""
    good = edge.token("office", PLACE)
    head, claims, signature = good.split(".")
    others = [
        f"{head}.{claims}.",
        f"eyJhbGciOiJub25lIn0.{claims}.",
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{head}.{edge.token('supervisor', PLACE).split('.')[1]}.{signature}",
        good + "x",
        "",
    ]
    assert edge.call("GET", "/v1/tickets", bearer(good)).status == 200
    assert {edge.call("GET", "/v1/tickets", bearer(one)).status for one in others} == {401}
    assert edge.call("GET", f"/v1/tickets?token={good}", {}).status == 401


def test_api3_no_caller_sets_or_sees_a_property_that_is_not_theirs(edge: Edge) -> None:
    """Broken object property level authorization: nothing is set by the way, much is masked."""
    operator = bearer(edge.token("operator", PLACE))
    taken = {name for name, _, _ in fields_of(Register)}
    for name in ("status", "number", "unit", "version", "registered_at", "rating", "deadlines"):
        assert name not in taken
        assert edge.call("POST", "/v1/tickets", operator, {**REQUEST, name: "x"}).status == 422
    ticket = filed(edge)
    seen = edge.call(
        "GET", f"/v1/tickets/{ticket['id']}", bearer(edge.token("auditor", PLACE))
    ).json()
    assert (seen["requester"]["name"], seen["requester"]["phone"]) == ("王**", "138****0000")


def test_api4_no_request_takes_more_than_its_share(edge: Edge) -> None:
    """Unrestricted resource consumption: size, depth, pages and lists have an end."""
    office = bearer(edge.token("office", PLACE))
    for query, status in (("limit=100", 200), ("limit=101", 422), ("limit=999999999999", 422)):
        assert edge.call("GET", f"/v1/tickets?{query}", office).status == status
    path, json_type = "/v1/tickets", {"Content-Type": "application/json"}
    operator = {**bearer(edge.token("operator", PLACE)), **json_type}
    assert edge.send("POST", path, operator, b'"' + b"a" * 6_300_000 + b'"').status == 413
    assert edge.send("POST", path, operator, b"[" * 100_000).status == 400
    many = {**REQUEST, "attachments": ["att_1"] * 21}
    assert edge.call("POST", path, operator, many).status == 422


def test_api5_a_function_is_for_the_roles_of_its_row(edge: Edge) -> None:
    """Broken function level authorization; `test_permissions.py` asks for every row."""
    ticket = edge.tickets[0]
    for role in (Role.CITIZEN, Role.HANDLER, Role.AUDITOR, Role.PLATFORM):
        reply = edge.call("PUT", "/v1/calendars/2027", edge.as_one_of(role, ticket), {})
        assert reply.status == 403
    assert edge.call("GET", "/_local/clock", {}).status == 404  # is no part of what is deployed


def test_api6_a_flow_cannot_be_run_twice_or_out_of_turn(edge: Edge) -> None:
    """Unrestricted access to sensitive business flows: one verdict a round, in its state alone."""
    ticket = filed(edge)
    citizen = bearer(edge.token("citizen", PLACE, "", CITIZEN))
    path = f"/v1/tickets/{ticket['id']}/actions/rate"
    reply = edge.call("POST", path, citizen, {"rating": "satisfied"})
    assert reply.status == 409
    again = {**bearer(edge.token("operator", PLACE)), "Idempotency-Key": "once"}
    first = edge.call("POST", "/v1/tickets", again, REQUEST)
    assert edge.call("POST", "/v1/tickets", again, REQUEST).text == first.text


def test_api7_no_address_that_a_caller_names_is_ever_fetched() -> None:
    """Server-side request forgery: no field of any command is an address to be fetched."""
    told = json.dumps(document(ROUTES))
    assert '"format": "uri-reference"' not in told
    taken = [one.takes for one in ROUTES if isinstance(one.takes, type) and one.takes is not bytes]
    names = {name for one in taken for name, _, _ in fields_of(one)}
    assert not [
        name for name in names if re.search(r"(^|_)(url|uri|href|callback|link)(_|$)", name)
    ]


def test_api8_what_is_wrong_inside_is_not_told_outside(edge: Edge) -> None:
    """Security misconfiguration: no traces, no caches, no other origins, no debug."""
    assert not app.debug
    assert app.api.cors is False
    ticket = edge.tickets[0]
    headers = {**edge.as_one_of(Role.OFFICE, ticket), "Origin": "https://evil.example"}
    for path in ("/v1/tickets", f"/v1/tickets/{ticket.id}", "/v1/tickets/unknown", "/health"):
        reply = edge.call("GET", path, headers)
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert not [name for name in reply.headers if name.startswith("access-control")]
        assert "Traceback" not in reply.text


def test_api9_every_route_is_in_the_inventory_and_nothing_else_is() -> None:
    """Improper inventory management: what runs is what the OpenAPI document says."""
    told = {
        (path, method.upper()) for path, one in document(ROUTES)["paths"].items() for method in one
    }
    assert told == {(path, method) for path, entries in app.routes.items() for method in entries}
    assert not [path for path, _ in told if re.search("debug|test|internal|_local|admin", path)]


@pytest.mark.parametrize("said", [None, [], {"unit": 5}, {"unit": "x", "more": 1}, {"unit": "\0"}])
def test_api10_what_others_send_us_is_read_as_strictly_as_a_callers_body(
    edge: Edge, said: object
) -> None:
    """Unsafe consumption of APIs: webhooks, too, are checked for who signed and what they say."""
    for path in ("/webhooks/sms/twilio", "/webhooks/sms/aws", f"/webhooks/sms/aliyun/{'s' * 32}"):
        reply = edge.call("POST", path, {}, said)
        assert 400 <= reply.status < 500
    with pytest.raises(Unreadable):
        read(Register, said)
