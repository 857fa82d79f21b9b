"""友谊路 受理、派单、退单：第二条、第六条、第七条."""

import pytest

from chalicelib.domain.adjudication import AdjudicationOpened
from chalicelib.domain.dispatching import Dispatched
from tests.builders import Regulations, Story

CATEGORIES = ["consultation", "help", "complaint", "suggestion"]
SCOPE = [
    "policy_information",
    "public_service",
    "non_emergency_help",
    "local_development",
    "major_matter",
]
SOURCES = ["national_message", "city_platform", "district_platform", "superior_assignment"]


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


@pytest.mark.rule("YY-01")
@pytest.mark.parametrize("category", CATEGORIES)
def test_consultation_help_complaint_and_suggestion_are_taken_in(category: str) -> None:
    story = Story("youyilu", category=category)
    assert story.ticket.category == category
    assert cited(story, "registered") == "第二条"


@pytest.mark.rule("YY-01")
@pytest.mark.parametrize("category", ["report", "praise"])
def test_there_are_four_kinds_and_no_fifth(category: str) -> None:
    Story("youyilu", category=category, expect="invalid_field")
    assert [one.id for one in Regulations.of("youyilu").categories.choices] == CATEGORIES


@pytest.mark.rule("YY-01")
def test_each_class_of_article_2_is_in_scope_and_nothing_else() -> None:
    for scope in SCOPE:
        assert Story("youyilu", scope=scope).ticket.scope == scope
    Story("youyilu", scope="hot_issues", expect="invalid_field")


@pytest.mark.rule("YY-06")
def test_a_ticket_comes_through_the_citys_system_from_the_district() -> None:
    for kind in SOURCES:
        source = {"platform": "shanghai", "reference": "SH-1", "kind": kind}
        assert Story("youyilu", source=source).ticket.status == "registered"
    unknown = {"platform": "shanghai", "reference": "SH-1", "kind": "provincial_platform"}
    Story("youyilu", source=unknown, expect="invalid_field")


@pytest.mark.rule("YY-34", "A39")
def test_the_text_carries_no_date() -> None:
    assert Story("youyilu").ticket.regulation == "youyilu@undated"


@pytest.mark.rule("YY-01", "YY-34")
def test_neither_name_nor_phone_nor_address_is_required() -> None:
    story = Story("youyilu", requester={}, location=None)
    assert story.ticket.status == "registered"


@pytest.mark.rule("YY-07", "YY-34")
def test_the_text_declines_and_refers_nothing() -> None:
    """What is not the street's goes back to the district: article 7."""
    story = Story("youyilu")
    for role in ("office", "operator"):
        story.refused(role, "decline", "decline_not_provided", reason_code="other")
        story.refused(role, "refer", "referral_not_provided", to="110")


@pytest.mark.rule("YY-06")
def test_what_is_clear_goes_by_law_to_the_unit_in_charge() -> None:
    story = Story("youyilu").dispatch(mode="statutory")
    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "roads")
    assert cited(story, "dispatched") == "第六条"


@pytest.mark.rule("YY-06")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_what_is_complex_is_negotiated_or_designated_with_a_rationale(mode: str) -> None:
    story = Story("youyilu")
    story.refused(
        "office", "dispatch", "rationale_required", article="第六条", unit="roads", mode=mode
    )
    story.dispatch(mode=mode, co_handlers=["parks"], rationale="牵涉面广，联合处置")
    dispatched = story.event("dispatched").event
    assert isinstance(dispatched, Dispatched)
    assert (dispatched.mode, dispatched.co_handlers) == (mode, ("parks",))
    assert dispatched.lead_fixed is False


@pytest.mark.rule("YY-06")
def test_without_a_rule_on_signing_the_units_first_act_signs() -> None:
    story = Story("youyilu").dispatch().do("handler", "record_contact", reached=True)
    assert story.ticket.status == "handling"
    assert not [one for one in story.ticket.deadlines if one.kind == "sign_in"]


@pytest.mark.rule("YY-06", "A28")
def test_where_no_unit_is_clear_the_deputy_leader_designates_one() -> None:
    """Opened on Friday, the target is Wednesday."""
    story = Story("youyilu", at="2026-03-05T21:00").at("2026-03-06T10:00")
    story.do("office", "open_adjudication", reason="处置单位不明")
    opened = story.event("adjudication_opened").event
    assert isinstance(opened, AdjudicationOpened)
    assert opened.body == "街道分管领导"
    assert cited(story, "adjudication_opened") == "第六条"
    target = story.deadline("adjudication")
    assert story.due("adjudication") == "2026-03-11"
    assert (target.statutory, story.article("adjudication")) == (False, "第六条")
    story.refused("supervisor", "adjudicate", "last_body", article="第六条", pass_on=True)
    story.refused("supervisor", "adjudicate", "rationale_required", article="第六条", unit="parks")
    story.at("2026-03-09T10:00").do("supervisor", "adjudicate", unit="parks", rationale="属地")
    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "parks")
    assert story.due("handling") == "2026-03-16"


@pytest.mark.rule("YY-07")
def test_only_the_office_asks_the_district_to_take_a_ticket_back() -> None:
    story = Story("youyilu").dispatch()
    story.refused("handler", "request_return", "forbidden", reason="非本街道管辖")
    refusal = story.refused("office", "request_return", "return_incomplete", article="第七条")
    assert [error.pointer for error in refusal.errors] == ["/reason"]
    story.do("office", "request_return", reason="经核实非本街道管辖")
    assert cited(story, "return_requested") == "第七条"
    assert story.ticket.pending[0].chain == ("district",)
    assert story.ticket.status == "dispatched"


@pytest.mark.rule("YY-07")
def test_a_return_may_be_asked_for_before_dispatch_and_needs_no_more_than_a_reason() -> None:
    story = Story("youyilu").do("office", "request_return", reason="非本街道管辖")
    story.do("upper_office", "decide_return", by_unit="district", approve=True)
    assert story.ticket.status == "returned_up"


@pytest.mark.rule("YY-07")
def test_the_text_sets_no_time_for_a_return() -> None:
    story = Story("youyilu", complexity="complex").dispatch().at("2026-06-01T09:00")
    story.do("office", "request_return", reason="经核实非本街道管辖")
    assert story.ticket.pending[0].kind == "return"


@pytest.mark.rule("YY-07")
def test_the_district_decides_and_then_the_ticket_is_no_longer_the_streets() -> None:
    story = Story("youyilu").dispatch().do("office", "request_return", reason="非本街道管辖")
    story.refused("office", "decide_return", "forbidden", approve=True)
    story.after(hours=3).do("upper_office", "decide_return", by_unit="district", approve=True)
    assert (story.ticket.status, story.ticket.unit) == ("returned_up", None)
    assert cited(story, "return_decided") == "第七条"
    assert story.ticket.closed_at == story.now
    assert not [one for one in story.ticket.deadlines if one.state.open]
    story.refused("office", "dispatch", "wrong_state", unit="parks")


@pytest.mark.rule("YY-07", "A6")
def test_a_return_the_district_refuses_leaves_the_clock_as_first_counted() -> None:
    story = Story("youyilu").dispatch().after(days=1)
    story.do("office", "request_return", reason="非本街道管辖").after(days=1)
    story.do("upper_office", "decide_return", by_unit="district", approve=False, reason="属你街道")
    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "roads")
    assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("YY-07", "A28")
def test_the_district_has_a_target_of_1_working_day_to_decide() -> None:
    story = Story("youyilu", at="2026-03-05T09:00").dispatch().at("2026-03-06T09:00")
    story.do("office", "request_return", reason="非本街道管辖")
    target = story.deadline("return_decision")
    assert story.due("return_decision") == "2026-03-09"
    assert (target.statutory, story.article("return_decision")) == (False, "第七条")
    story.at("2026-03-12T09:00").sweep()
    assert story.ticket.pending, "silence decides nothing"


@pytest.mark.rule("A45")
def test_in_a_redo_nothing_is_returned() -> None:
    story = Story("youyilu").dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    story.do(
        "office",
        "record_revisit",
        reached=True,
        contacted=True,
        solved=False,
        satisfied=False,
        attitude_ok=True,
    )
    story.refused("office", "request_return", "return_in_redo", article="第七条", reason="…")


@pytest.mark.rule("P-04")
def test_the_requester_may_take_a_request_back_until_the_answer_is_approved() -> None:
    story = Story("youyilu").dispatch().answer().do("citizen", "withdraw", reason="已解决")
    assert story.ticket.status == "withdrawn"
    basis = story.event("withdrawn").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)


@pytest.mark.rule("YY-34")
def test_the_text_knows_no_termination() -> None:
    Story("youyilu").dispatch().sign().refused(
        "handler", "request_termination", "termination_not_provided", ground="any"
    )
