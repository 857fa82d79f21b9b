"""What a ticket offers is what would be accepted, and what would be refused is not offered."""

from __future__ import annotations

from tests.api.conftest import Hotline, Json


def windows(ticket: Json) -> dict[str, str]:
    return {one["action"]: one["closes_at"] for one in ticket["windows"]}


def test_after_the_first_extension_of_youyilu_the_second_way_is_offered(hotline: Hotline) -> None:
    """Article 9: three working days for the first, five for the one that goes to the city."""
    hotline.place = "youyilu"
    ticket = hotline.dispatched("urban-team")
    handler = "handler@urban-team"
    assert windows(ticket)["request_extension"].startswith("2026-03-06")
    hotline.do(ticket, "request_extension", handler, reason="需会商")
    ticket = hotline.do(ticket, "decide_extension", "office", approve=True)
    assert windows(ticket)["request_extension"].startswith("2026-03-10")
    asked = {"reason": "需立项", "form": "att_1", "amount": 20}
    ticket = hotline.do(ticket, "request_extension", handler, **asked)
    assert ticket["pending"][0]["chain"] == ["office", "district", "city"]
    assert "request_extension" not in windows(ticket)


def test_who_asked_for_time_is_not_offered_a_return(hotline: Hotline) -> None:
    """Zhaoqing, article 10 (5)."""
    ticket = hotline.dispatched()
    handler = "handler@urban-management"
    assert "request_return" in windows(ticket)
    asked = {"ground": "complex", "reason": "需监测", "form": "att_1"}
    ticket = hotline.do(ticket, "request_extension", handler, **asked)
    assert "request_return" not in windows(ticket)
    assert "request_return" not in hotline.get(ticket, handler)["actions"]


def test_where_no_day_is_left_no_extension_is_offered(hotline: Hotline) -> None:
    """Suqian, article 10 (3): six days in all."""
    hotline.place = "suqian"
    ticket = hotline.dispatched()
    handler = f"handler@{ticket['unit']}"
    hotline.do(ticket, "sign", handler)
    hotline.do(ticket, "request_extension", handler, reason="客观原因", amount=6)
    hotline.do(ticket, "decide_extension", "office", approve=True)
    assert "request_extension" not in hotline.get(ticket, handler)["actions"]


def test_a_number_too_big_for_any_place_is_refused(hotline: Hotline) -> None:
    request = hotline.request(location={"address": "路1号", "lat": 10**400})
    reply = hotline.call("POST", "/v1/tickets", request, "operator")
    assert (reply.status, reply.code) == (400, "malformed")


def test_a_year_published_anew_moves_the_dates_and_their_explanations(hotline: Hotline) -> None:
    hotline.call("POST", "/_local/clock", {"now": "2026-12-30T09:00:00+08:00"})
    ticket = hotline.dispatched()
    due = []
    for off in (["2027-01-01"], ["2027-01-01", "2027-01-04", "2027-01-05"]):
        reply = hotline.call("PUT", "/v1/calendars/2027", year_2027(off), "supervisor")
        assert reply.status == 200, reply.body
        assert reply["moved_in_all"] >= 1
        handling = hotline.get(ticket, "office")["deadlines"][0]
        assert not handling["provisional"]
        assert f"第15个工作日为{handling['due_on']}" in handling["explanation"]
        due.append(handling["due_on"])
    assert due[0] < due[1]


def year_2027(days_off: list[str]) -> Json:
    return {
        "year": 2027,
        "published": {"first": "2027-01-01", "last": "2027-12-31"},
        "notices": None,
        "holidays": dict.fromkeys(days_off, "元旦"),
        "make_up_days": {},
        "decisions": {},
    }
