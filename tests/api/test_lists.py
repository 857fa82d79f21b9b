"""Work queues: whose turn it is, by when, page by page."""

from __future__ import annotations

from urllib.parse import quote

from tests.api.conftest import Hotline, Reply


def ids(reply: Reply) -> list[str]:
    assert reply.status == 200, reply.body
    return [one["id"] for one in reply["items"]]


def test_a_ticket_is_in_the_queue_of_whoever_must_act(hotline: Hotline) -> None:
    unit = "handler@urban-management"
    ticket = hotline.file()
    assert ids(hotline.call("GET", "/v1/tickets", who="office")) == [ticket["id"]]
    hotline.do(ticket, "dispatch", "office", unit="urban-management")
    assert ids(hotline.call("GET", "/v1/tickets", who="office")) == []
    assert ids(hotline.call("GET", "/v1/tickets", who=unit)) == [ticket["id"]]
    hotline.do(ticket, "submit_answer", unit, **hotline.answer())
    assert ids(hotline.call("GET", "/v1/tickets?holder=office", who="supervisor")) == [ticket["id"]]
    assert ids(hotline.call("GET", "/v1/tickets", who=unit)) == []
    # What a unit answers for waits elsewhere, and is still its own.
    assert ids(hotline.call("GET", "/v1/tickets?unit=urban-management", who=unit)) == [ticket["id"]]


def test_overdue_is_open_and_closed_is_neither(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    hotline.advance("P30D")
    path = "/v1/tickets?holder=urban-management"
    assert ids(hotline.call("GET", path, who="office")) == [ticket["id"]]
    assert ids(hotline.call("GET", f"{path}&class=overdue", who="office")) == [ticket["id"]]
    hotline.do(ticket, "withdraw", "operator")
    assert ids(hotline.call("GET", path, who="office")) == []
    assert ids(hotline.call("GET", f"{path}&class=overdue", who="office")) == []
    assert ids(hotline.call("GET", f"{path}&class=closed", who="office")) == [ticket["id"]]


def test_a_list_is_ordered_by_the_earliest_statutory_deadline(hotline: Hotline) -> None:
    complaint = hotline.dispatched()
    question = hotline.dispatched(category="consultation")
    path = "/v1/tickets?holder=urban-management"
    wanted = [question["id"], complaint["id"]]
    assert ids(hotline.call("GET", path, who="office")) == wanted
    before = quote("2026-03-20T00:00:00+08:00")
    due_soon = hotline.call("GET", f"{path}&due_before={before}", who="office")
    assert ids(due_soon) == [question["id"]]
    since = quote("2026-03-02T12:00:00+08:00")
    hotline.advance("PT4H")
    hotline.do(complaint, "urge", "office")
    changed = hotline.call("GET", f"{path}&updated_since={since}", who="office")
    assert ids(changed) == [complaint["id"]]


def test_a_unit_sees_only_its_own_queue_and_a_citizen_only_their_own(hotline: Hotline) -> None:
    ticket = hotline.dispatched()
    other = hotline.call("GET", "/v1/tickets?holder=office", who="handler@urban-management")
    assert other.status == 403
    assert ids(hotline.call("GET", "/v1/tickets?requester=me", who="citizen")) == [ticket["id"]]
    assert ids(hotline.call("GET", "/v1/tickets", who="citizen")) == [ticket["id"]]
    assert hotline.call("GET", "/v1/tickets?holder=office", who="citizen").status == 403
    hotline.phone = "+8613900000000"
    assert ids(hotline.call("GET", "/v1/tickets", who="citizen")) == []


def test_pages_follow_one_another_and_a_cursor_is_nobody_elses(hotline: Hotline) -> None:
    filed = {hotline.file(subject=f"第{number}件")["id"] for number in range(7)}
    read: list[str] = []
    path = "/v1/tickets?limit=3"
    page = hotline.call("GET", path, who="office")
    first_cursor = page["next_cursor"]
    while True:
        assert len(page["items"]) <= 3
        read += ids(page)
        if page["next_cursor"] is None:
            break
        page = hotline.call("GET", f"{path}&cursor={page['next_cursor']}", who="office")
    assert len(read) == 7
    assert set(read) == filed
    altered = first_cursor[:-5] + ("A" if first_cursor[-5] != "A" else "B") + first_cursor[-4:]
    for query, who in (
        (f"cursor={altered}", "office"),
        (f"cursor={first_cursor}", "supervisor"),
        (f"class=closed&cursor={first_cursor}", "office"),
    ):
        assert hotline.call("GET", f"/v1/tickets?{query}", who=who).status == 400


def test_what_waits_for_a_leader_or_a_level_above_is_in_their_queue(hotline: Hotline) -> None:
    hotline.place = "youyilu"
    ticket = hotline.file(category="complaint")
    ticket = hotline.do(ticket, "request_return", "office", reason="不属本街道", basis="三定方案")
    (pending,) = ticket["pending"]
    assert pending["decided_by"] == "district"
    assert ids(hotline.call("GET", "/v1/tickets", who="upper_office@district")) == [ticket["id"]]
    found = hotline.get(ticket, "upper_office@district")
    assert "decide_return" in found["actions"]
    ticket = hotline.do(ticket, "decide_return", "upper_office@district", approve=True)
    assert ticket["status"] == "returned_up"


def test_each_level_and_each_sub_office_has_its_own_queue(hotline: Hotline) -> None:
    visit = {"reached": True, "satisfied": False, "reason": "还在施工", "redo_wanted": True}
    ticket = hotline.do(hotline.closed(), "rate", "citizen", rating="dissatisfied")
    hotline.do(ticket, "record_revisit", "upper_office", **visit)
    assert ids(hotline.call("GET", "/v1/tickets", who="upper_office")) == [ticket["id"]]
    hotline.place = "taian"
    sub_office = "office@ningyang-office"
    ticket = hotline.file(category="help")
    hotline.do(ticket, "dispatch", "office", unit="ningyang-office")
    assert ids(hotline.call("GET", "/v1/tickets", who=sub_office)) == [ticket["id"]]
    hotline.do(ticket, "dispatch", sub_office, unit="ningyang-housing")
    assert ids(hotline.call("GET", "/v1/tickets", who=sub_office)) == []
    hotline.do(ticket, "submit_answer", "handler@ningyang-housing", **hotline.answer())
    assert ids(hotline.call("GET", "/v1/tickets", who=sub_office)) == [ticket["id"]]
    assert ids(hotline.call("GET", "/v1/tickets", who="office")) == [ticket["id"]]
