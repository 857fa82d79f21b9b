"""A route that is not told whole does not pass: words, example, problems, roles, types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args

import jsonschema
import pytest

from chalicelib.domain.directory import Role
from chalicelib.domain.shape import Items, Range, Text
from chalicelib.domain.ticket import ACTIONS
from chalicelib.entrypoints.api.calendars import YearGiven
from chalicelib.entrypoints.api.examples import example_of
from chalicelib.entrypoints.api.http import ROUTES, Route
from chalicelib.entrypoints.api.openapi import document
from chalicelib.entrypoints.api.permissions import BY_ACTION, BY_ROUTE, OPEN
from chalicelib.reading import fields_of, read, unwrapped
from tests.security.edge import Edge

Json = dict[str, Any]
DOCUMENT = document(ROUTES)
every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda one: one.name)
every_action = pytest.mark.parametrize("name", ACTIONS)
TAKEN = [route.takes for route in ROUTES if route.takes and is_dataclass(route.takes)]
# A year of holidays is kept as it was sent; it is bounded as a whole.
WHOLE = {YearGiven}
COMMANDS = list(dict.fromkeys([*(one.command for one in ACTIONS.values()), *TAKEN]))


def operation(route: Route) -> Json:
    found: Json = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def complaints(schema: Json, value: object) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    return [one.message for one in jsonschema.Draft202012Validator(whole).iter_errors(value)]


@every_route
def test_a_route_says_what_it_does_and_what_can_go_wrong(route: Route) -> None:
    told = operation(route)
    assert len(told["summary"]) > 10
    assert set(told["responses"]) >= {str(route.status), "503"}
    if not route.open:
        assert set(told["responses"]) >= {"401", "403"}
    for status, one in told["responses"].items():
        if "$ref" in one:
            shown = DOCUMENT["components"]["responses"][one["$ref"].rpartition("/")[2]]
            example = shown["content"]["application/problem+json"]["example"]
            assert example["status"] == int(status)


@every_route
def test_a_route_has_its_row_of_permissions(route: Route) -> None:
    """`chalicelib/entrypoints/api/permissions.py`: who may, or that no token is asked for."""
    assert route.name in BY_ROUTE
    assert (BY_ROUTE[route.name] == OPEN) == route.open
    assert operation(route)["security"] == ([] if route.open else [{"bearer": []}])
    assert operation(route)["x-roles"] == sorted(BY_ROUTE[route.name])


def test_no_row_is_left_of_a_route_that_is_gone() -> None:
    assert set(BY_ROUTE) == {route.name for route in ROUTES}
    assert set(BY_ACTION) == set(ACTIONS)


@every_route
def test_every_body_has_an_example_that_fits(route: Route) -> None:
    """`chalicelib/entrypoints/api/examples.json` has the words."""
    told = operation(route)
    bodies = [told["responses"][str(route.status)], *([told["requestBody"]] if route.takes else [])]
    for body in bodies:
        for content in body["content"].values():
            assert complaints(content["schema"], content["example"]) == []


@every_action
def test_every_action_has_an_example_that_is_read(name: str) -> None:
    command = ACTIONS[name].command
    example = example_of(command)
    schema = DOCUMENT["components"]["schemas"][command.__name__]
    assert complaints(schema, example) == []
    assert isinstance(read(command, example), command)


def test_no_two_types_share_a_name_in_the_document() -> None:
    named: dict[str, set[type]] = {}
    for root in [one for route in ROUTES for one in (route.takes, route.gives) if one]:
        for one in types_in(root):
            named.setdefault(one.__name__, set()).add(one)
    assert {name: found for name, found in named.items() if len(found) > 1} == {}


def types_in(cls: type) -> Iterator[type]:
    if is_dataclass(cls):
        yield cls
        for _, annotation, _ in fields_of(cls):
            for one in inner(annotation):
                yield from types_in(one)


def inner(annotation: Any) -> list[Any]:  # noqa: ANN401 - any type
    kind, _, _ = unwrapped(annotation)
    return [one for arm in get_args(kind) for one in inner(arm)] or [kind]


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if one not in WHOLE], ids=lambda one: one.__name__
)
def test_every_field_of_a_command_has_a_bound(command: type) -> None:
    assert list(unbounded(command, command.__name__)) == []


def test_a_year_of_holidays_is_bounded_as_a_whole(edge: Edge) -> None:
    ticket = edge.tickets[0]
    body = {**example_of(YearGiven), "notices": ["x" * 70_000]}
    reply = edge.call("PUT", "/v1/calendars/2027", edge.as_one_of(Role.SUPERVISOR, ticket), body)
    assert reply.status == 413


def test_a_field_without_a_bound_is_found() -> None:
    assert list(bounds_of(str, (), "subject")) == ["subject"]
    assert list(bounds_of(tuple[str, ...], (Items(5),), "parts")) == ["parts[]"]
    assert list(bounds_of(int, (), "amount")) == ["amount"]
    assert list(bounds_of(str, (Text(5),), "subject")) == []


def unbounded(cls: type, where: str) -> Iterator[str]:
    for name, annotation, _ in fields_of(cls):
        yield from bounds_of(annotation, (), f"{where}.{name}")


def bounds_of(annotation: Any, marks: tuple[Any, ...], where: str) -> Iterator[str]:  # noqa: ANN401 - any type
    """Where a text, a list or a number has no end."""
    kind, own, _ = unwrapped(annotation)
    marks += own
    needed = {str: Text, int: Range, float: Range}.get(kind)
    if needed and not any(isinstance(one, needed) for one in marks):
        yield where
    elif get_args(kind) and get_args(kind)[-1] is Ellipsis:
        if not any(isinstance(one, Items) for one in marks):
            yield where
        yield from bounds_of(get_args(kind)[0], (), f"{where}[]")
    elif is_dataclass(kind) and isinstance(kind, type):
        yield from unbounded(kind, where)


def test_the_page_shows_every_path_and_asks_nobody_else(edge: Edge) -> None:
    reply = edge.call("GET", "/docs", {})
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert all(f"<code>{path}</code>" in reply.text for path in DOCUMENT["paths"])
    for outside in ("<script", "src=", "@import", 'href="http', "<iframe"):
        assert outside not in reply.text


def test_what_is_served_is_what_is_generated(edge: Edge) -> None:
    assert edge.call("GET", "/openapi.json", {}).json() == json.loads(json.dumps(DOCUMENT))
