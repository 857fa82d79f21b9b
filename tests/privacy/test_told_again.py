"""An answer that is asked for again is a reading of today, with the rights of today."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import Hotline, Json, Reply
from tests.privacy.test_access_log import rows

UNIT = "urban-management"
HANDLER = f"handler@{UNIT}"
CONTACT = {"reached": False, "method": "phone"}


def contacted(hotline: Hotline, ticket: Json, who: str = HANDLER) -> Reply:
    path = f"/v1/tickets/{ticket['id']}/actions/record_contact"
    return hotline.call("POST", path, CONTACT, who, Idempotency_Key="hk")


@pytest.mark.rule("ZQ-47")
def test_it_is_shown_with_the_protection_of_today(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    assert contacted(hotline, ticket)["requester"]["name"] == "王**"
    hotline.do(ticket, "classify", "office", category="report")
    again = contacted(hotline, ticket)
    assert again.status == 200
    assert again["requester"]["name"] is None
    assert again["requester"]["phone"] is None
    assert again["registered_at"] == "2026-03-02T00:00:00+08:00"


def test_who_may_not_see_the_ticket_any_more_is_told_of_none(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    contacted(hotline, ticket)
    hotline.do(ticket, "request_return", HANDLER, reason="不属本单位", basis="三定方案")
    hotline.do(ticket, "decide_return", "office", approve=True)
    again, seen = contacted(hotline, ticket), hotline.get(ticket, HANDLER)
    assert (again.status, again.code) == (seen.status, seen.code) == (404, "not_found")


def test_it_is_in_the_log_as_a_reading(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    contacted(hotline, ticket)
    before = len(rows(hotline))
    contacted(hotline, ticket)
    newest, *others = rows(hotline)
    assert len(others) == before
    assert newest["tickets"] == [ticket["id"]]
    assert newest["role"] == "handler"


def test_what_was_erased_since_stays_erased(hotline: Hotline) -> None:
    body = hotline.request()
    first = hotline.call("POST", "/v1/tickets", body, "operator", Idempotency_Key="k")
    hotline.do(first.body, "withdraw", "operator", reason="已自行解决")
    path = f"/v1/tickets/{first['id']}/erasure"
    assert hotline.call("POST", path, {"reason": "request"}, "office").status == 200
    again = hotline.call("POST", "/v1/tickets", body, "operator", Idempotency_Key="k")
    told = json.dumps(again.body, ensure_ascii=False)
    assert again.status == 201
    assert [one for one in ("王", "施工", "大旺", "138") if one in told] == []


@pytest.mark.parametrize("who", ["citizen", "operator"])
def test_who_filed_it_is_told_the_same_again(hotline: Hotline, who: str) -> None:
    body = hotline.request()
    first = hotline.call("POST", "/v1/tickets", body, who, Idempotency_Key="k")
    hotline.do(first.body, "classify", "office", category="report")
    again = hotline.call("POST", "/v1/tickets", body, who, Idempotency_Key="k")
    assert (again.body, again.headers["etag"]) == (first.body, first.headers["etag"])


def test_to_whom_it_became_something_else_it_is_shown_as_it_is_now(hotline: Hotline) -> None:
    """Who led and only helps now is not told the house again."""
    ticket = hotline.dispatched()
    assert contacted(hotline, ticket)["location"]["address"] == "大旺大道20号"
    other = {"unit": "market-supervision", "co_handlers": [UNIT]}
    hotline.do(ticket, "request_return", HANDLER, reason="不属本单位", basis="三定方案")
    hotline.do(ticket, "decide_return", "office", approve=True)
    sent = hotline.act(ticket, "dispatch", "office", **other)
    assert sent.status == 200, sent.body
    again = contacted(hotline, ticket)
    assert again.body == {**hotline.get(ticket, HANDLER).body, "files": again["files"]}
    assert again.headers["etag"] == f'"{again["version"]}"'
