"""The verdict over HTTP: corrected with a reason, redone unless excluded, inspected, unasked."""

from __future__ import annotations

import pytest

from tests.api.conftest import CITIZEN, Hotline, Json
from tests.api.surveys import closed_in, events, seen, sent

ANONYMOUS = {"name": "王小明"}


def rated_badly(hotline: Hotline, place: str = "zhaoqing", **but: object) -> Json:
    ticket = closed_in(hotline, place, **but)
    return hotline.do(ticket, "rate", "citizen", rating="dissatisfied")


def called(hotline: Hotline, **said: object) -> Json:
    """The municipal body reached a citizen of Zhaoqing; the redo is to be decided."""
    visit = {"reached": True, "satisfied": False, **said}
    return hotline.do(rated_badly(hotline), "record_revisit", "upper_office", **visit)


@pytest.mark.rule("ZQ-32", "P-26")
def test_a_grade_is_corrected_with_the_old_one_the_new_one_and_the_reason(hotline: Hotline) -> None:
    ticket = rated_badly(hotline)
    mistaken = {"reached": True, "corrected_rating": "satisfied"}
    refused = hotline.act(ticket, "record_revisit", "upper_office", **mistaken)
    assert (refused.status, refused.code) == (409, "correction_reason_required")
    assert refused["basis"]["article"] == "第十五条（二）（三）"
    assert [one["pointer"] for one in refused["errors"]] == ["/reason"]
    blank = hotline.act(ticket, "record_revisit", "upper_office", **mistaken, reason=" \n")
    assert (blank.status, blank["errors"][0]["pointer"]) == (422, "/reason")
    assert seen(hotline, ticket)["version"] == ticket["version"]

    done = hotline.do(ticket, "record_revisit", "upper_office", **mistaken, reason="按错数字")
    assert (done["status"], done["rating"]) == ("archived", "satisfied")
    [corrected] = events(hotline, ticket, "rating_corrected")
    assert corrected["data"] == {"old": "dissatisfied", "new": "satisfied", "reason": "按错数字"}


@pytest.mark.rule("ZQ-31")
def test_a_call_that_corrects_nothing_needs_no_reason(hotline: Hotline) -> None:
    ticket = hotline.do(rated_badly(hotline), "record_revisit", "upper_office", reached=True)
    assert [one["kind"] for one in ticket["pending"]] == ["redo"]


@pytest.mark.rule("ZQ-32", "P-26")
@pytest.mark.parametrize(
    ("satisfied", "grade"), [(True, "very_dissatisfied"), (False, "satisfied")]
)
def test_a_call_that_contradicts_itself_is_not_recorded(
    hotline: Hotline, *, satisfied: bool, grade: str
) -> None:
    ticket = rated_badly(hotline)
    said = {"satisfied": satisfied, "corrected_rating": grade, "reason": "按错数字"}
    refused = hotline.act(ticket, "record_revisit", "upper_office", reached=True, **said)
    assert refused.status == 422
    pointers = [one["pointer"] for one in refused["errors"]]
    assert pointers == ["/satisfied", "/corrected_rating"]
    assert events(hotline, ticket, "revisited") == []


@pytest.mark.rule("ZQ-35", "A13")
def test_a_false_complaint_takes_the_offices_own_opinion(hotline: Hotline) -> None:
    ticket = called(hotline, reason="就是不满意")
    false = {"approve": False, "exclusion_code": "false_or_malicious"}
    refused = hotline.act(ticket, "decide_redo", "upper_office", **false)
    assert (refused.status, refused.code) == (409, "opinion_required")
    assert refused["basis"]["article"] == "第十六条（六）"
    assert "add_opinion" not in hotline.get(ticket, "upper_office")["actions"]
    assert "add_opinion" in hotline.get(ticket, "office")["actions"]

    given = hotline.do(ticket, "add_opinion", "office", opinion="经核实属虚假投诉")
    assert "add_opinion" not in given["actions"]
    done = hotline.do(ticket, "decide_redo", "upper_office", **false)
    assert (done["status"], done["round"]) == ("archived", 1)
    [opinion] = events(hotline, ticket, "redo_opinion_added")
    [decision] = events(hotline, ticket, "redo_decided")
    assert opinion["data"]["opinion"] == "经核实属虚假投诉"
    assert opinion["basis"]["article"] == decision["basis"]["article"] == "第十六条（六）"
    assert opinion["actor"] != decision["actor"]


@pytest.mark.rule("ZQ-35", "P-25")
@pytest.mark.parametrize(
    ("exclusion", "code", "article"),
    [
        ("no_reply_item", "reply_was_due", "第十六条（一）"),
        ("suggestion_not_adopted", "category_differs", "第十六条（二）"),
        ("lawfully_handled", "outcome_differs", "第十六条（三）"),
        ("mediation_done", "outcome_differs", "第十六条（四）"),
        ("no_reason_given", "reason_was_given", "第十六条（五）"),
    ],
)
def test_what_the_record_shows_to_be_untrue_cannot_be_claimed(
    hotline: Hotline, exclusion: str, code: str, article: str
) -> None:
    ticket = called(hotline, reason="没有收到回复，夜里还在施工")
    claim = {"approve": False, "exclusion_code": exclusion}
    refused = hotline.act(ticket, "decide_redo", "upper_office", **claim)
    assert (refused.status, refused.code, refused["basis"]["article"]) == (409, code, article)
    assert [one["pointer"] for one in refused["errors"]] == ["/exclusion_code"]
    assert hotline.do(ticket, "decide_redo", "upper_office", approve=True)["round"] == 2


@pytest.mark.rule("XX-30", "P-27")
def test_in_xixian_a_reasonable_bad_verdict_is_inspected(hotline: Hotline) -> None:
    said = {"reached": True, "satisfied": False, "reasonable": True, "reason": "仍在施工"}
    ticket = hotline.do(rated_badly(hotline, "xixian"), "record_revisit", "office", **said)
    [inspection] = ticket["supervisions"]
    assert (inspection["form"], inspection["state"]) == ("inspection", "open")
    assert [one["kind"] for one in ticket["pending"]] == ["redo"]
    [opened] = events(hotline, ticket, "supervision_opened")
    assert opened["basis"]["article"] == "第二十条（四）"
    by = "handler@urban-management"
    assert "answer_supervision" in hotline.get(ticket, by)["actions"]


@pytest.mark.rule("TA-08", "TA-09", "P-23")
@pytest.mark.parametrize(
    ("place", "action", "fields", "reason"),
    [
        ("zhaoqing", "answer_directly", {"answer": "每周二休息"}, "answered_directly"),
        ("suqian", "refer", {"to": "water_rescue"}, "referred"),
        ("taian", "refer", {"to": "110"}, "referred"),
        ("youyilu", "answer_directly", {"answer": "每周二休息"}, "answered_directly"),
    ],
)
def test_what_never_went_to_a_unit_says_why_it_was_not_asked_about(
    hotline: Hotline, place: str, action: str, fields: dict[str, object], reason: str
) -> None:
    hotline.place = place
    ticket = hotline.do(hotline.file(), action, "operator", **fields)
    assert (ticket["survey"]["state"], ticket["survey"]["not_sent_reason"]) == ("not_sent", reason)
    [recorded] = events(hotline, ticket, "survey_not_sent")
    assert recorded["data"] == {"reason": reason}
    assert sent(hotline, CITIZEN) == []


@pytest.mark.rule("YY-17", "P-24")
def test_in_youyilu_who_left_no_number_is_still_to_be_revisited(hotline: Hotline) -> None:
    ticket = closed_in(hotline, "youyilu", requester=ANONYMOUS)
    hotline.do(ticket, "register_closing", "upper_office@district", approve=True)
    found = seen(hotline, ticket)
    assert found["status"] == "awaiting_revisit"
    assert (found["survey"]["state"], found["survey"]["not_sent_reason"]) == (
        "not_sent",
        "no_phone",
    )


@pytest.mark.parametrize("said", [{"solved": True}, {"satisfied": False}, {"redo_wanted": True}])
def test_nobody_says_anything_on_a_call_that_reached_nobody(
    hotline: Hotline, said: dict[str, object]
) -> None:
    ticket = rated_badly(hotline)
    refused = hotline.act(ticket, "record_revisit", "upper_office", reached=False, **said)
    assert refused.status == 422
    assert [one["pointer"] for one in refused["errors"]] == [f"/{next(iter(said))}"]
    assert hotline.act(ticket, "record_revisit", "upper_office", reached=False).status == 200
