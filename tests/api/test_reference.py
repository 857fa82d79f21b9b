"""Jurisdictions, calendars, and what the API says of itself."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from app import app
from chalicelib.adapters.regulation_files import load_regulations
from tests.api.conftest import Hotline, Json

PLACES = sorted({one.identity.place for one in load_regulations().values()})


@pytest.mark.parametrize("place", PLACES)
def test_a_jurisdiction_tells_its_codes_with_their_articles(hotline: Hotline, place: str) -> None:
    listed = hotline.call("GET", "/v1/jurisdictions", who="citizen")["items"]
    assert place in {one["id"] for one in listed}
    found = hotline.call("GET", f"/v1/jurisdictions/{place}", who="citizen")
    assert found["regulation"] in {one["id"] for one in found["regulations"]}
    assert {one["kind"] for one in found["units"]} >= {"department", "utility"}
    assert len(found["units"]) >= 3
    for unit in found["units"]:
        assert set(unit) == {"id", "name", "kind", "parent"}
    for name in ("categories", "ratings", "decline_reasons", "supervision_triggers", "limits"):
        for one in found[name]:
            assert one["basis"]["article"], (name, one)
    assert found["extension"]["unit"] in {"working_day", "day"}
    assert all(one["basis"]["article"] for one in found["extension"]["kinds"])


def test_the_document_names_every_route_and_nothing_else(hotline: Hotline) -> None:
    document = hotline.call("GET", "/openapi.json").body
    assert document["openapi"].startswith("3.1")
    told = {(path, method.upper()) for path, one in document["paths"].items() for method in one}
    there = {(path, method) for path, entries in app.routes.items() for method in entries}
    assert told == there
    for reference in references(document):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
    assert "Dispatch" in document["components"]["schemas"]


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in references(value)]
    if isinstance(part, list):
        return [one for value in part for one in references(value)]
    return []


def test_a_ticket_fits_its_schema(hotline: Hotline) -> None:
    document = hotline.call("GET", "/openapi.json").body
    schema = {**document["components"]["schemas"]["TicketView"]}
    schema["components"] = document["components"]
    validator = jsonschema.Draft202012Validator(schema)
    ticket = hotline.do(hotline.closed(), "rate", "citizen", rating="dissatisfied")
    assert [error.message for error in validator.iter_errors(ticket)] == []


def test_it_says_that_it_runs(hotline: Hotline) -> None:
    assert hotline.call("GET", "/health").body == {"status": "ok"}


YEAR_2027: Json = {
    "holidays": {"2027-01-01": "元旦", "2027-01-02": "元旦", "2027-01-03": "元旦"},
    "make_up_days": {},
}


def test_a_published_year_makes_provisional_dates_certain(hotline: Hotline) -> None:
    hotline.call("POST", "/_local/clock", {"now": "2026-12-24T09:00:00+08:00"})
    ticket = hotline.dispatched(category="help")
    before = next(one for one in ticket["deadlines"] if one["kind"] == "handling")
    assert before["provisional"] is True
    assert hotline.call("PUT", "/v1/calendars/2027", YEAR_2027, "office").status == 403
    reply = hotline.call("PUT", "/v1/calendars/2027", YEAR_2027, "supervisor")
    assert reply.status == 200
    assert reply["published_through"] == "2027-12-31"
    assert [one["ticket"] for one in reply["moved"]] == [ticket["id"]]
    found = hotline.get(ticket, "office")
    after = next(one for one in found["deadlines"] if one["kind"] == "handling")
    assert (after["provisional"], after["due_on"]) == (False, "2027-01-08")
    years = hotline.call("GET", "/v1/calendars", who="office")["items"]
    assert years[-1]["year"] == 2027


@pytest.mark.parametrize(
    ("path", "but", "pointer"),
    [
        ("2028", {}, "/holidays/2027-01-01"),
        ("2029", {"holidays": {}}, "/published"),
        ("2027", {"holidays": {"2026-01-01": "元旦"}}, "/holidays/2026-01-01"),
        ("2027", {"make_up_days": {"2027-01-04": "元旦"}}, "/make_up_days/2027-01-04"),
        ("2027", {"year": 2026}, "/year"),
        ("2027", {"colour": 1}, "/colour"),
        ("2027", {"holidays": []}, "/holidays"),
    ],
)
def test_a_year_that_contradicts_itself_is_refused(
    hotline: Hotline, path: str, but: Json, pointer: str
) -> None:
    reply = hotline.call("PUT", f"/v1/calendars/{path}", {**YEAR_2027, **but}, "supervisor")
    assert (reply.status, reply["errors"][0]["pointer"]) == (422, pointer)
    assert hotline.call("GET", "/v1/calendars", who="office")["published_through"] == "2026-12-31"
