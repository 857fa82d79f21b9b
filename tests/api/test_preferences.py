"""短信设置: whoever leaves says that they know what they miss, and may come back."""

from __future__ import annotations

from tests.api.conftest import Hotline, Reply

MINE = "/v1/me/notices"


def put(hotline: Hotline, **body: object) -> Reply:
    return hotline.call("PUT", MINE, body, "citizen")


def test_as_long_as_nobody_says_otherwise_sms_are_sent(hotline: Hotline) -> None:
    mine = hotline.call("GET", MINE, who="citizen")
    assert (mine.status, mine["sms"]) == (200, True)
    assert [one["kind"] for one in mine["kinds"]] == ["survey", "survey_hint", "lookup_code"]


def test_nobody_leaves_without_being_told_what_it_means(hotline: Hotline) -> None:
    refused = put(hotline, sms=False)
    assert (refused.status, refused.code) == (409, "not_understood")
    assert "评价" in refused["detail"]
    assert hotline.call("GET", MINE, who="citizen")["sms"] is True


def test_who_leaves_is_asked_no_more_and_the_ticket_says_why(hotline: Hotline) -> None:
    assert put(hotline, sms=False, understood=True)["sms"] is False
    ticket = hotline.closed()
    assert hotline.get(ticket, "office")["survey"]["not_sent_reason"] == "opted_out"
    assert hotline.call("GET", "/_local/sms")["items"] == []


def test_leaving_by_sms_is_the_same_leaving(hotline: Hotline) -> None:
    hotline.call("POST", "/_local/sms", {"from": hotline.phone, "text": "退订", "provider": "aws"})
    assert hotline.call("GET", MINE, who="citizen")["sms"] is False
    assert put(hotline, sms=False)["sms"] is False  # already out: nothing is lost by it
    assert put(hotline, sms=True)["sms"] is True
    assert hotline.get(hotline.closed(), "office")["survey"]["state"] != "not_sent"


def test_only_a_citizen_with_a_number_has_preferences(hotline: Hotline) -> None:
    assert hotline.call("GET", MINE).status == 401
    assert hotline.call("GET", MINE, who="office").status == 403
    assert put(hotline, sms="yes").status == 422
    hotline.phone = ""
    assert hotline.call("GET", MINE, who="citizen").status == 403
