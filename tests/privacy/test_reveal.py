"""Seeing in clear: for a purpose, written down first, not too often, and never of who is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.application.access_ports import Access, LogPage, Wanted
from chalicelib.application.limiting import REVEALS
from chalicelib.application.ports import Unavailable
from chalicelib.bootstrap import install
from tests.api.conftest import Hotline, Json, Reply

UNIT = "urban-management"
PHONE = ["phone"]


def reveal(hotline: Hotline, ticket: Json, who: str, **body: object) -> Reply:
    asked = {"fields": PHONE, "purpose": "contact", **body}
    return hotline.call("POST", f"/v1/tickets/{ticket['id']}/reveal", asked, who)


def log(hotline: Hotline, query: str = "", who: str = "auditor") -> list[Json]:
    reply = hotline.call("GET", f"/v1/access-log{query}", who=who)
    assert reply.status == 200, reply.body
    return list(reply["items"])


def test_what_was_asked_for_is_shown_and_nothing_more(hotline: Hotline) -> None:
    shown = reveal(hotline, hotline.dispatched(), f"handler@{UNIT}")
    assert shown.status == 200
    assert {name: value for name, value in shown.body.items() if value is not None} == {
        "phone": hotline.phone
    }


def test_all_of_it_may_be_asked_for(hotline: Hotline) -> None:
    ticket = hotline.dispatched(description="我是王小明，13800000000")
    fields = ["name", "phone", "location", "subject", "description", "history"]
    shown = reveal(hotline, ticket, "office", fields=fields, purpose="verification")
    assert shown["name"] == "王小明"
    assert shown["description"] == "我是王小明，13800000000"
    assert shown["location"]["address"] == "大旺大道20号"
    assert shown["history"][0]["data"]["requester"]["phone"] == hotline.phone


@pytest.mark.parametrize(
    "who",
    ["operator", "office", "upper_office", "supervisor", f"handler@{UNIT}", f"leader@{UNIT}"],
)
def test_who_has_to_do_with_it_may(hotline: Hotline, who: str) -> None:
    assert reveal(hotline, hotline.dispatched(), who).status == 200


@pytest.mark.parametrize("who", ["auditor", "citizen", "handler@market-supervision"])
def test_who_helps_or_watches_may_not(hotline: Hotline, who: str) -> None:
    ticket = hotline.do(
        hotline.file(), "dispatch", "office", unit=UNIT, co_handlers=["market-supervision"]
    )
    refused = reveal(hotline, ticket, who)
    assert (refused.status, refused.code) == (403, "forbidden")
    assert refused["basis"]["regulation"] == "个人信息保护法"


@pytest.mark.rule("TA-38", "YY-32", "ZQ-47")
@pytest.mark.parametrize("who", [f"handler@{UNIT}", f"leader@{UNIT}", "operator"])
def test_of_a_protected_requester_only_the_office_and_above_are_shown_more(
    hotline: Hotline, who: str
) -> None:
    ticket = hotline.dispatched(category="report")
    assert reveal(hotline, ticket, who).status == 403
    assert reveal(hotline, ticket, "office").status == 200
    assert reveal(hotline, ticket, "supervisor").status == 200


def test_another_units_ticket_does_not_exist(hotline: Hotline) -> None:
    assert reveal(hotline, hotline.dispatched(), "handler@market-supervision").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": []},
        {"fields": ["shoe_size"]},
        {"purpose": "curiosity"},
        {"purpose": "other"},
        {"purpose": "other", "note": "  "},
    ],
)
def test_without_a_purpose_nothing_is_shown(hotline: Hotline, wrong: Json) -> None:
    ticket = hotline.dispatched()
    assert reveal(hotline, ticket, "office", **wrong).status == 422
    assert [one for one in log(hotline) if one["purpose"]] == []


def test_it_is_written_down_who_saw_what_of_whom_and_why_but_not_the_thing(
    hotline: Hotline,
) -> None:
    ticket = hotline.dispatched()
    note = "13800000000来电要求核对，王小明本人"
    reveal(hotline, ticket, "office", purpose="other", note=note)
    row = next(one for one in log(hotline) if one["purpose"])
    assert row["tickets"] == [ticket["id"]]
    assert row["role"] == "office"
    assert row["fields"] == ["phone"]
    assert row["note"] == "138****0000来电要求核对，王**本人"
    assert row["request_id"]


class Deaf:
    """A log that nobody can write."""

    def record(self, access: Access) -> None:  # noqa: ARG002
        raise Unavailable

    def page(self, jurisdiction: str, wanted: Wanted, after: str | None, limit: int) -> LogPage:  # noqa: ARG002
        return LogPage((), None)


def test_what_cannot_be_written_down_is_not_shown(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    install(replace(hotline.world.ports, access_log=Deaf()))
    for reply in (
        reveal(hotline, ticket, "office"),
        hotline.get(ticket, "office"),
        hotline.call("GET", f"/v1/tickets?unit={UNIT}", who="office"),
        hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who="office"),
        hotline.call("GET", "/v1/access-log", who="auditor"),
    ):
        assert reply.status == 503
        assert "13800000000" not in str(reply.body)
    assert hotline.get(ticket, "citizen").status == 200


def test_nobody_reads_the_whole_city(limited_hotline: Hotline) -> None:
    hotline = limited_hotline
    ticket = hotline.dispatched()
    for _ in range(REVEALS.at_once):
        assert reveal(hotline, ticket, "office").status == 200
    refused = reveal(hotline, ticket, "office")
    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert reveal(hotline, ticket, f"handler@{UNIT}").status == 200
    hotline.advance("PT1H")
    assert reveal(hotline, ticket, "office").status == 200


def test_a_key_brings_no_second_look_that_nobody_knows_of(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    path, body = f"/v1/tickets/{ticket['id']}/reveal", {"fields": PHONE, "purpose": "contact"}
    for _ in range(2):
        shown = hotline.call("POST", path, body, "office", Idempotency_Key="k-1")
        assert shown["phone"] == hotline.phone
    assert len([one for one in log(hotline) if one["purpose"]]) == 2
