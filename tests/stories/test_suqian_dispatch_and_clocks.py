"""宿迁 分类处置、限时办理：第八条、第十条（三）. Hours run by the clock (A2)."""

import pytest

from chalicelib.domain.dispatching import Dispatched
from tests.builders import Story


@pytest.mark.rule("SQ-11", "A38")
def test_a_member_signs_within_1_hour_of_dispatch() -> None:
    story = Story("suqian").after(hours=5).dispatch()
    assert story.due_at("sign_in") == "2026-03-02T15:00"
    assert story.article("sign_in") == "第十条（三）"
    assert story.deadline("sign_in").statutory
    story.at("2026-03-02T14:59").sign()
    assert story.deadline("sign_in").state == "met"
    assert story.ticket.status == "handling"


@pytest.mark.rule("SQ-11")
def test_signing_after_an_hour_is_late_and_stays_late() -> None:
    story = Story("suqian").dispatch().at("2026-03-02T10:00").sweep()
    assert story.last_events() == ["deadline_breached"]
    assert "overdue" in story.ticket.flags
    story.sign()
    assert story.deadline("sign_in").state == "breached"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("SQ-11")
def test_a_member_must_sign_before_it_acts() -> None:
    story = Story("suqian").dispatch()
    story.refused(
        "handler",
        "record_contact",
        "not_signed",
        article="第十条（三）",
        rule="SQ-11",
        reached=True,
    )
    story.refused(
        "handler",
        "submit_answer",
        "not_signed",
        article="第十条（三）",
        outcome="solved",
        process="…",
        result="…",
    )


@pytest.mark.rule("SQ-12", "A2", "A15", "A38")
def test_a_member_closes_within_12_hours_of_dispatch() -> None:
    story = Story("suqian", at="2026-03-02T08:00").at("2026-03-02T09:00").dispatch().sign()
    assert story.due_at("handling") == "2026-03-02T21:00"
    assert story.article("handling") == "第十条（三）"
    assert story.deadline("handling").statutory
    story.at("2026-03-02T21:00").sweep()
    assert story.deadline("handling").state == "breached"
    assert story.ticket.flags == ("overdue",)


@pytest.mark.rule("SQ-01", "SQ-11", "SQ-12", "SQ-20", "A2")
def test_hours_run_through_the_night_and_the_national_holiday() -> None:
    story = Story("suqian", at="2026-10-01T23:30").dispatch()
    assert story.due_at("sign_in") == "2026-10-02T00:30"
    assert story.due_at("handling") == "2026-10-02T11:30"


@pytest.mark.rule("SQ-12", "P-01")
@pytest.mark.parametrize("category", ["consultation", "help", "suggestion", "complaint", "report"])
@pytest.mark.parametrize("complexity", ["simple", "ordinary", "complex"])
@pytest.mark.parametrize("urgency", ["normal", "urgent", "emergency"])
def test_neither_kind_nor_difficulty_nor_urgency_moves_the_12_hours(
    category: str, complexity: str, urgency: str
) -> None:
    story = Story("suqian", category=category, complexity=complexity, urgency=urgency).dispatch()
    assert story.due_at("handling") == "2026-03-02T21:00"
    assert story.due_at("sign_in") == "2026-03-02T10:00"


@pytest.mark.rule("SQ-10", "SQ-11", "SQ-12")
def test_4_hours_are_for_direct_answers_only() -> None:
    story = Story("suqian").dispatch()
    assert {one.kind for one in story.ticket.deadlines} == {"sign_in", "handling", "first_contact"}


@pytest.mark.rule("A28")
def test_first_contact_is_the_members_and_only_a_target() -> None:
    """The text sets no time for it; dispatched on Friday, the target is Monday."""
    story = Story("suqian", at="2026-03-05T20:00").at("2026-03-06T09:00").dispatch().sign()
    contact = story.deadline("first_contact")
    assert story.due("first_contact") == "2026-03-09"
    assert (contact.statutory, story.article("first_contact")) == (False, "第十条")
    story.do("office", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "running"
    story.do("handler", "record_contact", reached=False)
    assert story.deadline("first_contact").state == "running"
    story.do("handler", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "met"


@pytest.mark.rule("P-07")
@pytest.mark.parametrize("wish", [{"confidential": True}, {"reply_wanted": False}])
def test_who_wants_secrecy_or_no_reply_need_not_be_contacted(wish: dict[str, bool]) -> None:
    requester = {"name": "张三", "phone": "+8613800000000"} | wish
    story = Story("suqian", requester=requester).dispatch()
    assert {one.kind for one in story.ticket.deadlines} == {"sign_in", "handling"}


@pytest.mark.rule("SQ-06")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_a_unit_not_named_by_its_duties_is_named_with_the_rationale(mode: str) -> None:
    story = Story("suqian")
    story.refused(
        "office", "dispatch", "rationale_required", article="第八条", unit="roads", mode=mode
    )
    story.dispatch(mode=mode, rationale="职责交叉，经协商由公路局牵头")
    dispatched = story.event("dispatched")
    assert isinstance(dispatched.event, Dispatched)
    assert (dispatched.event.mode, dispatched.event.lead_fixed) == (mode, False)
    assert dispatched.basis is not None
    assert dispatched.basis.article == "第八条"


@pytest.mark.rule("SQ-06")
def test_who_is_in_charge_by_law_is_responsible_without_more_words() -> None:
    story = Story("suqian").dispatch(mode="statutory")
    assert (story.ticket.unit, story.ticket.lead_fixed) == ("roads", False)


@pytest.mark.rule("SQ-12", "A6")
def test_a_county_passes_on_and_the_clocks_go_on() -> None:
    story = Story("suqian").dispatch("county").after(minutes=30)
    story.do("office", "dispatch", by_unit="county", unit="county-roads")
    assert story.ticket.unit == "county-roads"
    assert story.due_at("handling") == "2026-03-02T21:00"
    assert story.deadline("sign_in").state == "met"


@pytest.mark.rule("P-02")
def test_a_platforms_earlier_date_shortens_the_limit() -> None:
    source = {"platform": "jiangsu", "reference": "1", "due_at": "2026-03-02T15:00:00+08:00"}
    story = Story("suqian", source=source).dispatch()
    assert story.due_at("handling") == "2026-03-02T15:00"
    assert story.deadline("handling").capped_by == "platform_limit"
    assert story.article("handling") == "第十条（三）"


@pytest.mark.rule("P-02")
def test_a_platforms_later_date_does_not_lengthen_the_limit() -> None:
    source = {"platform": "jiangsu", "reference": "1", "due_at": "2026-03-09T15:00:00+08:00"}
    story = Story("suqian", source=source).dispatch()
    assert story.due_at("handling") == "2026-03-02T21:00"


@pytest.mark.rule("P-02")
def test_a_date_only_the_platform_set_is_not_a_limit_of_the_text() -> None:
    """Answered between the platform's hour and the twelfth, the member broke no article."""
    source = {"platform": "jiangsu", "reference": "1", "due_at": "2026-03-02T15:00:00+08:00"}
    story = Story("suqian", source=source).dispatch()
    assert story.deadline("handling").statutory is False


@pytest.mark.rule("P-03")
def test_a_stricter_date_of_another_law_prevails_and_a_later_one_does_not() -> None:
    strict = Story("suqian", statutory_due_at="2026-03-02T18:00:00+08:00").dispatch()
    assert strict.due_at("handling") == "2026-03-02T18:00"
    assert strict.deadline("handling").capped_by == "statutory_date"
    assert strict.deadline("handling").statutory
    assert strict.article("handling") == "—", "it is another law's, not of this text"
    late = Story("suqian", statutory_due_at="2026-03-12T18:00:00+08:00").dispatch()
    assert late.due_at("handling") == "2026-03-02T21:00"


@pytest.mark.rule("A47", "SQ-12")
def test_what_proves_to_need_investigation_gets_12_hours_from_its_dispatch() -> None:
    story = Story("suqian", directly_answerable=True).after(minutes=30).dispatch()
    story.after(minutes=10).do("office", "classify", directly_answerable=False)
    assert story.due_at("handling") == "2026-03-02T21:30"
    assert story.due_at("sign_in") == "2026-03-02T10:30"
    assert "direct_answer#1#1" in story.deadline_ids()
    basis = story.event("classified").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("第十条（三）", False)


@pytest.mark.rule("A47")
def test_reclassified_past_the_new_limit_a_reason_is_needed_and_it_is_labelled() -> None:
    story = Story("suqian").dispatch().sign().at("2026-03-02T14:00")
    story.refused(
        "office", "classify", "reason_required", article="第十条（三）", directly_answerable=True
    )
    story.do("office", "classify", directly_answerable=True, reason="可直接答复")
    late = story.deadline("direct_answer")
    assert (late.state, late.label) == ("breached", "reclassified")
    assert story.due_at("direct_answer") == "2026-03-02T13:00"


@pytest.mark.rule("A47", "SQ-11")
def test_a_member_that_has_begun_owes_no_signature_after_a_reclassification() -> None:
    """It took note of the ticket in the first half hour: nothing is left to sign."""
    story = Story("suqian", directly_answerable=True).dispatch().after(minutes=20)
    story.do("handler", "record_contact", reached=True)
    story.after(minutes=10).do("office", "classify", directly_answerable=False)
    story.at("2026-03-02T12:00").sweep()
    assert [one.id for one in story.ticket.deadlines if one.state == "breached"] == []
