"""The document says of each route which headers it reads and sends: held against what it does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.directory import Role
from chalicelib.domain.state import Status, Ticket
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.api.examples import example_of, table_for
from chalicelib.entrypoints.api.headers import READ, SENT
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.openapi import document
from chalicelib.entrypoints.api.problems import is_webhook
from tests.security.edge import ROLES, Edge, Reply

Json = dict[str, Any]
DOCUMENT = document(ROUTES)
every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda one: one.name)
OUR_ID = "6d7c6a52-3c2c-4c0e-9a55-7d0f5a1a9b10"
# Which the gateway, the parser of bodies and the check of tokens read, whatever the route is.
OF_EVERY_REQUEST = {"authorization", "content-type", "content-encoding"}


class Noting(dict[str, str]):
    """Headers that know which of them somebody looked for."""

    sought: set[str]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dictionary's
        self.sought.add(name)
        return super().get(name, default)


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all headers that are read from now on."""
    found: set[str] = set()
    real = http._call

    def noting(*given: Any, **named: Any) -> http.Call:  # noqa: ANN401 - whatever it takes
        call = real(*given, **named)
        headers = Noting(call.headers)
        headers.sought = found
        return replace(call, headers=headers)

    monkeypatch.setattr(http, "_call", noting)
    return found


@pytest.fixture
def edge() -> Edge:
    return Edge.made()


def told(route: Route) -> Json:
    found: Json = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def parameters(route: Route) -> set[str]:
    return {one["name"] for one in told(route)["parameters"] if one["in"] == "header"}


def sent_with(route: Route, status: int) -> set[str]:
    """What the document says of one status; KeyError if it says that it cannot be."""
    response = told(route)["responses"][str(status)]
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return set(response["headers"])


def agrees(route: Route, reply: Reply) -> None:
    """The status is one that the document knows of, with exactly the headers that it names."""
    known = {name.lower(): name for name in SENT}
    sent = {known[name] for name in reply.headers if name in known}
    assert sent == sent_with(route, reply.status), (route.name, reply.status)


def ticket_with_unit(edge: Edge) -> Ticket:
    return next(
        one for one in edge.tickets if one.status == Status.DISPATCHED and one.requester.phone
    )


def target(edge: Edge, route: Route) -> str:
    ticket = ticket_with_unit(edge)
    words = {
        "ticket_id": ticket.id,
        "action": "sign",
        "jurisdiction_id": ticket.jurisdiction,
        "unit_id": ticket.unit or "",
        "year": "2027",
        "provider": "aliyun",
        "lookup_id": "unknown",
        "token": "unknown",
        "secret": "unknown",
    }
    return re.sub(r"{(\w+)}", lambda found: words.get(found[1], "unknown"), route.path)


def body_of(edge: Edge, route: Route) -> tuple[str, bytes]:
    if route.takes is bytes:
        return "text/csv", table_for(route.name).encode()
    body = example_of(route.takes) if route.takes else {}
    if "requester" in body:
        body |= {"jurisdiction": ticket_with_unit(edge).jurisdiction, "requester": None}
    return "application/json", b"" if route.method == "GET" else json.dumps(body).encode()


def sent(
    edge: Edge, route: Route, role: Role | None, but: Mapping[str, str] | None = None
) -> Reply:
    kind, raw = body_of(edge, route)
    headers = {"Content-Type": kind}
    if role:
        headers |= edge.as_one_of(role, ticket_with_unit(edge))
    return edge.send(route.method, target(edge, route), {**headers, **(but or {})}, raw)


def sent_wrongly(edge: Edge, route: Route) -> Iterator[Reply]:
    """By a role that may, but with something that no route takes."""
    office = edge.as_one_of(Role.OFFICE, ticket_with_unit(edge))
    path = target(edge, route)
    for kind, raw in (("application/json", b'{"a'), ("text/xml", b"<a/>"), ("text/csv", b"a,b\n")):
        yield edge.send(route.method, path, {"Content-Type": kind, **office}, raw)
    kind, raw = body_of(edge, route)
    headers = {"Content-Type": kind, **office}
    yield edge.send(route.method, f"{path}?colour=red", headers, raw)
    yield edge.send(route.method, f"{path}?limit=no", headers, raw)
    for name, value in (("If-Match", '"0"'), ("Idempotency-Key", "k" * 256)):
        yield edge.send(route.method, path, {**headers, name: value}, raw)


@every_route
def test_every_answer_is_one_that_the_document_knows(edge: Edge, route: Route) -> None:
    replies = [sent(edge, route, role) for role in (None, *ROLES)]
    replies += sent_wrongly(edge, route)
    for reply in replies:
        agrees(route, reply)


@every_route
def test_a_route_reads_the_headers_that_it_names_and_no_others(
    edge: Edge, sought: set[str], route: Route
) -> None:
    for role in (None, *ROLES):
        sent(edge, route, role)
    if route.name == "enter_code":
        looked_up(edge)
    ours = {name.lower() for name in parameters(route)} - {"x-request-id"}
    assert sought - OF_EVERY_REQUEST == ours


@every_route
def test_the_id_that_a_caller_gives_a_request_comes_back(edge: Edge, route: Route) -> None:
    assert "X-Request-Id" in parameters(route)
    reply = sent(edge, route, Role.OFFICE, {"X-Request-Id": OUR_ID})
    assert reply.headers["x-request-id"] == OUR_ID


def test_who_may_be_answered_again_may_say_so() -> None:
    for route in ROUTES:
        changes = route.method in {"POST", "PUT"} and not is_webhook(route)
        assert ("Idempotency-Key" in parameters(route)) == changes, route.name


def test_a_version_may_be_named_exactly_where_it_can_be_stale() -> None:
    stale = {route.name for route in ROUTES if "412" in told(route)["responses"]}
    assert stale == {route.name for route in ROUTES if "If-Match" in parameters(route)}
    assert stale >= {"act", "change_unit", "change_staff"}


def test_each_header_that_is_told_is_somewhere() -> None:
    assert set(READ) == {name for route in ROUTES for name in parameters(route)}
    given = {
        name
        for route in ROUTES
        for status in told(route)["responses"]
        for name in sent_with(route, int(status))
    }
    assert set(SENT) == given


def test_an_answer_in_a_language_says_in_which(edge: Edge) -> None:
    progress = next(one for one in ROUTES if one.name == "get_progress")
    reply = sent(edge, progress, Role.OFFICE, {"Accept-Language": "en"})
    assert (reply.status, reply.headers["content-language"]) == (200, "en")
    found = looked_up(edge)
    assert found.headers["content-language"] == "zh-CN"
    agrees(next(one for one in ROUTES if one.name == "enter_code"), found)


def looked_up(edge: Edge) -> Reply:
    """With the code that was sent."""
    ticket = ticket_with_unit(edge)
    body = {"number": ticket.number, "phone_last_four": (ticket.requester.phone or "")[-4:]}
    asked = edge.call("POST", "/v1/lookups", {}, body).json()
    texts = [sms.text for sms, _ in edge.world.sms.messages() if "验证码" in sms.text]
    (code,) = re.findall("验证码：([0-9]{6})，", texts[-1])
    return edge.call("POST", f"/v1/lookups/{asked['id']}", {}, {"code": code})


def test_where_nobody_is_counted_nobody_is_told_to_wait() -> None:
    free = [one for one in ROUTES if "429" not in told(one)["responses"]]
    assert {one.name for one in free if not is_webhook(one)} == {"health", "openapi"}
    for one in ROUTES:
        if one not in free:
            assert "Retry-After" in sent_with(one, 429)
