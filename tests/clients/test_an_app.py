"""What a stranger's app does, by the document and the typed client alone: a form, and one's own."""

from __future__ import annotations

from typing import Any, cast

import jsonschema
import pytest

from chalicelib.adapters.regulation_files import load_regulations
from clients.python.lianxin_client import (
    Announce,
    Client,
    JurisdictionDetailView,
    Refused,
    Register,
)
from tests.api.conftest import CITIZEN, Hotline
from tests.clients.test_python_client import client

PLACES = sorted({one.identity.place for one in load_regulations().values()})
WORDS = {"requester.name": "王小明", "requester.phone": CITIZEN, "location.address": "解放路20号"}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, hotline: Hotline) -> str:
    hotline.place = str(request.param)
    return hotline.place


def form(told: JurisdictionDetailView, category: str) -> Register:
    """What every place needs, and what this one says that it needs for such a request."""
    body: dict[str, Any] = {
        "jurisdiction": told["id"],
        "category": category,
        "subject": "路灯不亮",
        "description": "小区门口的路灯三天没有亮了。",
        "scope": told["scope"][0]["id"] if told["scope"] else None,
    }
    for one in told["required"]:
        if category in (one["when"].get("category") or [category]):
            part, _, field = one["what"].partition(".")
            body.setdefault(part, {})[field] = WORDS[one["what"]]
    return cast("Register", body)


def test_a_form_is_built_from_what_the_place_tells(hotline: Hotline, place: str) -> None:
    citizen = client(hotline, "citizen")
    told = citizen.get_jurisdiction(place)
    assert place in {one["id"] for one in citizen.list_jurisdictions()["items"]}
    assert "zh-CN" in told["languages"]
    for category in told["categories"]:
        ticket = citizen.file_ticket(form(told, category["id"]))
        assert (ticket["status"], ticket["category"]) == ("registered", category["id"])


def test_what_the_place_tells_is_as_the_document_says(hotline: Hotline, place: str) -> None:
    document = hotline.call("GET", "/openapi.json").body
    schema = {**document["components"]["schemas"]["JurisdictionDetailView"]}
    schema["components"] = document["components"]
    told = client(hotline, "citizen").get_jurisdiction(place)
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(told)] == []


def test_a_file_is_taken_up_to_the_size_that_was_told(hotline: Hotline) -> None:
    citizen = client(hotline, "citizen")
    types = citizen.get_jurisdiction("zhaoqing")["files"]["types"]
    assert {"image/jpeg", "audio/mpeg", "video/mp4"} <= {one["content_type"] for one in types}
    for one in types:
        file = {"filename": "现场", "content_type": one["content_type"], "size": one["most_bytes"]}
        assert citizen.announce(cast("Announce", file))["id"].startswith("att_")
        with pytest.raises(Refused) as refused:
            citizen.announce(cast("Announce", {**file, "size": one["most_bytes"] + 1}))
        assert refused.value.status == 422


def test_my_tickets_and_those_of_them_that_changed(hotline: Hotline) -> None:
    citizen = client(hotline, "citizen")
    told = citizen.get_jurisdiction("zhaoqing")
    first, second = (citizen.file_ticket(form(told, "help")) for _ in range(2))
    hotline.file(requester={"name": "李", "phone": "+8613900009999"})
    mine = citizen.list_tickets(requester="me")["items"]
    assert {one["id"] for one in mine} == {first["id"], second["id"]}
    hotline.advance("PT1H")
    seen_at = hotline.call("GET", "/_local/clock")["now"]
    hotline.advance("PT1H")
    assert citizen.list_tickets(requester="me", updated_since=seen_at)["items"] == []
    client(hotline, "office").dispatch(first["id"], {"unit": "urban-management"})
    (changed,) = citizen.list_tickets(requester="me", updated_since=seen_at)["items"]
    assert (changed["id"], changed["status"]) == (first["id"], "dispatched")
    zh, en = (citizen.get_progress(first["id"], accept_language=one) for one in ("zh", "en"))
    assert zh["status"] == en["status"] == "dispatched"
    assert zh["items"][-1]["text"] != en["items"][-1]["text"]


def test_who_looks_after_the_system_is_told_which_answer_it_was(hotline: Hotline) -> None:
    office: Client = client(hotline, "office")
    office.list_tickets()
    first = office.request_id
    with pytest.raises(Refused) as refused:
        office.get_ticket("tkt_nowhere")
    assert office.request_id == refused.value.document["request_id"]
    assert office.request_id != first
