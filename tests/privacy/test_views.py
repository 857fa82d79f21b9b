"""What each sees of a ticket, its history and its lists, over HTTP."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import Hotline, Json

WORDS = "我是王小明，电话13800000000，车牌粤B12345，夜里施工。"
PLACE = {"address": "大旺大道20号3栋", "lat": 23.0515, "lon": 112.4653}
UNIT = "urban-management"
STAFF = ("operator", "office", "upper_office", "supervisor", "auditor", f"handler@{UNIT}")


def filed(hotline: Hotline, **but: object) -> Json:
    return hotline.dispatched(description=WORDS, location=PLACE, **but)


def protected(hotline: Hotline, **but: object) -> Json:
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": True}
    return filed(hotline, requester=requester, **but)


# --- an ordinary ticket ---


@pytest.mark.parametrize("who", STAFF)
def test_staff_see_who_it_is_masked(hotline: Hotline, who: str) -> None:
    shown = hotline.get(filed(hotline), who)
    assert shown["requester"]["name"] == "王**"
    assert shown["requester"]["phone"] == "138****0000"
    assert shown["description"] == "我是王**，电话138****0000，车牌粤B****，夜里施工。"


def test_the_citizen_sees_all_of_their_own(hotline: Hotline) -> None:
    shown = hotline.get(filed(hotline), "citizen")
    assert shown["requester"]["name"] == "王小明"
    assert shown["requester"]["phone"] == hotline.phone
    assert shown["description"] == WORDS
    assert shown["location"] == PLACE


@pytest.mark.parametrize("who", ["operator", "office", "upper_office", f"handler@{UNIT}"])
def test_who_sends_somebody_there_sees_where(hotline: Hotline, who: str) -> None:
    assert hotline.get(filed(hotline), who)["location"] == PLACE


@pytest.mark.parametrize("who", ["supervisor", "auditor"])
def test_who_only_watches_sees_the_street(hotline: Hotline, who: str) -> None:
    shown = hotline.get(filed(hotline), who)["location"]
    assert shown == {"address": "大旺大道**", "lat": 23.05, "lon": 112.47}


def test_lists_and_history_show_no_more_than_the_ticket(hotline: Hotline) -> None:
    ticket = filed(hotline)
    hotline.do(ticket, "supplement", "citizen", text=WORDS)
    for who in STAFF:
        query = f"?unit={UNIT}" if who != f"handler@{UNIT}" else ""
        listed = hotline.call("GET", f"/v1/tickets{query}", who=who)
        events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who=who)
        assert (listed.status, events.status) == (200, 200)
        told = json.dumps([listed.body, events.body], ensure_ascii=False)
        assert "13800000000" not in told
        assert "王小明" not in told
        assert "粤B12345" not in told


# --- a protected one ---

HIDDEN = ("王小明", "13800000000", "138****0000", "0000", "王**", "粤B", "12345。")


@pytest.mark.rule("TA-38", "YY-32", "ZQ-47")
@pytest.mark.parametrize("case", ["confidential", "report"])
@pytest.mark.parametrize("who", [f"handler@{UNIT}", f"leader@{UNIT}"])
def test_a_unit_learns_nothing_of_a_protected_requester(
    hotline: Hotline, case: str, who: str
) -> None:
    asked = protected if case == "confidential" else filed
    more = {} if case == "confidential" else {"category": "report"}
    ticket = asked(hotline, **more)
    hotline.do(ticket, "supplement", "citizen", text=f"补充：{WORDS}")
    shown = hotline.get(ticket, who)
    assert shown["requester"]["name"] is None
    assert shown["requester"]["phone"] is None
    paths = (
        f"/v1/tickets/{ticket['id']}",
        f"/v1/tickets/{ticket['id']}/events",
        f"/v1/tickets/{ticket['id']}/progress",
        "/v1/tickets",
        "/v1/notices",
    )
    for path in paths:
        told = json.dumps(hotline.call("GET", path, who=who).body, ensure_ascii=False)
        assert [one for one in HIDDEN if one in told.replace("2026-03-02T00:00:00", "")] == []


def test_an_office_sees_a_protected_requester_as_any_other(hotline: Hotline) -> None:
    assert hotline.get(protected(hotline), "office")["requester"]["phone"] == "138****0000"


def test_a_unit_learns_the_day_and_not_the_minute_of_what_the_requester_did(
    hotline: Hotline,
) -> None:
    filed_ticket = hotline.file(
        requester={"name": "王小明", "phone": hotline.phone, "confidential": True}
    )
    hotline.advance("PT7M")
    ticket = hotline.do(filed_ticket, "dispatch", "office", unit=UNIT)
    hotline.advance("PT11M")
    hotline.do(ticket, "supplement", "citizen", text="还在施工")
    hotline.advance("PT1M")
    unit = f"handler@{UNIT}"
    hotline.do(ticket, "record_contact", unit, reached=False, method="phone")
    events = {
        one["type"]: one
        for one in hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who=unit)["items"]
    }
    midnight = "2026-03-02T00:00:00+08:00"
    assert hotline.get(ticket, unit)["registered_at"] == midnight
    assert events["registered"]["at"] == events["supplemented"]["at"] == midnight
    assert events["registered"]["actor"] == events["supplemented"]["actor"] == "requester"
    assert events["contacted"]["at"].startswith("2026-03-02T09:19:")
    assert events["contacted"]["actor"] != "requester"
    seen_by_office = hotline.get(ticket, "office")
    assert seen_by_office["registered_at"].startswith("2026-03-02T09:00:")


def test_the_progress_tells_no_more(hotline: Hotline) -> None:
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": True}
    ticket = hotline.dispatched(requester=requester)
    hotline.advance("PT13M")
    hotline.do(ticket, "supplement", "citizen", text="还在施工")
    path = f"/v1/tickets/{ticket['id']}/progress"
    for who, at in ((f"handler@{UNIT}", "00:00"), ("office", "09:13")):
        lines = hotline.call("GET", path, who=who)["items"]
        added = next(one for one in lines if one["type"] == "supplemented")
        assert added["at"].startswith(f"2026-03-02T{at}:")


@pytest.mark.rule("ZQ-47")
def test_a_unit_is_told_that_it_is_a_repeat_and_not_of_what(hotline: Hotline) -> None:
    """Who may ask for the name in the one ticket would know who reports in the other."""
    first = hotline.dispatched(category="report")
    second = hotline.dispatched()
    reply = hotline.act(second, "link_repeat", "office", to=first["id"], reason="同一事项")
    assert reply["repeat_of"] == first["id"]
    unit = f"handler@{UNIT}"
    told = [
        hotline.get(second, unit).body,
        hotline.call("GET", f"/v1/tickets/{second['id']}/events", who=unit).body,
    ]
    assert "repeat" in told[0]["flags"]
    assert first["id"] not in json.dumps(told)


def test_what_is_counted_from_the_call_is_not_told_to_the_unit(hotline: Hotline) -> None:
    """Suqian's four hours run from the registration: who knows their end knows their beginning."""
    hotline.place = "suqian"
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": True}
    ticket = hotline.file(requester=requester, directly_answerable=True)
    unit = hotline.call("GET", "/v1/jurisdictions/suqian", who="office")["units"][0]["id"]
    told = hotline.act(ticket, "dispatch", "office", unit=unit)
    assert told.status == 200, told.body
    kinds = {one["kind"] for one in hotline.get(ticket, "office")["deadlines"]}
    seen = {one["kind"] for one in hotline.get(ticket, f"handler@{unit}")["deadlines"]}
    assert kinds - seen == {"direct_answer"}
    events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who=f"handler@{unit}")
    assert "T13:00" not in json.dumps(events.body)


def test_a_verdict_is_told_by_the_day(hotline: Hotline) -> None:
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": True}
    ticket = hotline.closed(requester=requester)
    hotline.advance("PT13M")
    hotline.do(ticket, "rate", "citizen", rating="satisfied")
    unit = f"handler@{UNIT}"
    shown = hotline.get(ticket, unit)
    assert shown["archived_at"] == "2026-03-02T00:00:00+08:00"
    events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who=unit)
    assert "T09:13" not in json.dumps(events.body)


def test_the_answer_to_ones_own_action_shows_no_more(hotline: Hotline) -> None:
    ticket = protected(hotline)
    reply = hotline.act(ticket, "record_contact", f"handler@{UNIT}", reached=False, note=WORDS)
    assert reply["requester"]["phone"] is None
    filed_by_office = hotline.file("operator")
    assert filed_by_office["requester"]["phone"] == "138****0000"


def test_an_event_without_a_field_of_its_own_is_told_too(hotline: Hotline) -> None:
    """As `closed` is: an empty object."""
    ticket = hotline.closed()
    for who in ("office", "citizen"):
        events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events?limit=100", who=who)
        assert next(one["data"] for one in events["items"] if one["type"] == "closed") == {}


def test_when_the_requester_judged_is_told_by_the_day_while_a_redo_is_decided(
    hotline: Hotline,
) -> None:
    requester = {"name": "王小明", "phone": hotline.phone, "confidential": True}
    ticket = hotline.closed(requester=requester)
    hotline.advance("PT13M")
    hotline.do(ticket, "rate", "citizen", rating="very_dissatisfied", solved=False)
    unit = f"handler@{UNIT}"
    events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events?limit=100", who=unit)
    told = json.dumps([hotline.get(ticket, unit).body, events.body])
    assert hotline.get(ticket, "office")["status"] == "awaiting_revisit"
    assert "T09:13" not in told
