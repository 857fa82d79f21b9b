"""Once closed the citizen is asked by SMS; the answer archives the ticket or leads to a visit."""

from __future__ import annotations

from tests.api.conftest import CITIZEN, Hotline


def test_closing_sends_one_survey_and_its_window_runs_from_delivery(hotline: Hotline) -> None:
    ticket = hotline.closed()
    assert ticket["status"] == "awaiting_rating"
    assert ticket["survey"]["state"] == "delivered"
    (sms,) = hotline.call("GET", "/_local/sms?phone=%2B8613800000000")["items"]
    assert (sms["to"], sms["ticket"], sms["status"]) == (CITIZEN, ticket["id"], "delivered")
    assert ticket["number"] in sms["text"]
    assert "1 非常满意" in sms["text"]
    assert "5 非常不满意" in sms["text"]
    (window,) = ticket["windows"]
    assert (window["action"], window["closes_at"]) == ("rate", ticket["survey"]["closes_at"])
    assert window["basis"]["article"] == "第十五条"


def test_a_good_grade_archives_the_ticket(hotline: Hotline) -> None:
    ticket = hotline.closed()
    assert hotline.get(ticket, "citizen")["actions"] == ["rate"]
    ticket = hotline.do(ticket, "rate", "citizen", rating="satisfied")
    assert (ticket["status"], ticket["rating"]) == ("archived", "satisfied")
    assert hotline.advance("PT24H") == []


def test_a_bad_grade_leads_through_revisit_and_redo_to_a_second_round(hotline: Hotline) -> None:
    ticket = hotline.do(hotline.closed(), "rate", "citizen", rating="dissatisfied")
    assert ticket["status"] == "awaiting_revisit"
    visit = {"reached": True, "satisfied": False, "reason": "还在施工", "redo_wanted": True}
    ticket = hotline.do(ticket, "record_revisit", "upper_office", **visit)
    assert [one["kind"] for one in ticket["pending"]] == ["redo"]
    assert "decide_redo" not in hotline.get(ticket, "office")["actions"]
    ticket = hotline.do(ticket, "decide_redo", "upper_office", approve=True)
    assert (ticket["status"], ticket["round"], ticket["rating"]) == ("handling", 2, None)
    assert ticket["rounds"][0]["rating"] == "dissatisfied"
    again = hotline.do(ticket, "submit_answer", "handler@urban-management", **hotline.answer())
    again = hotline.do(again, "audit_answer", "office", approve=True)
    assert again["survey"]["round"] == 2
    assert len(hotline.call("GET", "/_local/sms")["items"]) == 2


def test_after_a_day_nobody_is_asked_any_more(hotline: Hotline) -> None:
    ticket = hotline.closed()
    (fired,) = hotline.advance("PT24H")
    assert fired["what"].startswith("survey_reply#1#")
    found = hotline.get(ticket, "citizen")
    assert (found["status"], found["survey"]["state"]) == ("archived", "expired")
    late = hotline.act(ticket, "rate", "citizen", rating="satisfied")
    assert (late.status, late.code) == (409, "rating_closed")
    assert late["basis"]["article"] == "第十五条"


def test_with_receipts_by_hand_the_window_starts_anew_with_the_receipt(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    assert ticket["survey"]["state"] == "sent"
    (sms,) = hotline.call("GET", "/_local/sms")["items"]
    assert sms["status"] == "sent"
    assert hotline.call("POST", "/_local/sms/receipts", {"id": "sms_unknown"}).status == 404
    hotline.advance("PT1H")
    assert hotline.call("POST", "/_local/sms/receipts", {"id": sms["id"]}).status == 200
    found = hotline.get(ticket, "citizen")
    assert found["survey"]["state"] == "delivered"
    assert found["survey"]["closes_at"] > ticket["survey"]["closes_at"]
    # A receipt that comes twice says nothing new.
    assert hotline.call("POST", "/_local/sms/receipts", {"id": sms["id"]}).status == 200
    assert hotline.get(ticket, "citizen")["version"] == found["version"]
    assert hotline.advance("PT23H") == []
    assert len(hotline.advance("PT1H")) == 1


def test_without_a_receipt_the_window_runs_from_the_sending(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    assert len(hotline.advance("PT24H")) == 1
    assert hotline.get(ticket, "citizen")["status"] == "archived"


def test_without_a_phone_nobody_is_asked(hotline: Hotline) -> None:
    ticket = hotline.closed(requester={"name": "王小明"})
    assert (ticket["status"], ticket["survey"]["state"]) == ("archived", "not_sent")
    assert hotline.call("GET", "/_local/sms")["items"] == []
