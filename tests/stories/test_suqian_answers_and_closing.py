"""宿迁 答复认定、书面办理意见、撤回：第十条（三）（四）（五）."""

from typing import Any

import pytest

from tests.builders import Regulations, Story

OUTCOMES = [
    "solved",
    "planned",
    "explained",
    "legal_route",
    "channel_named",
    "mediated",
    "enforced",
    "not_acceptable",
    "impossible",
]


def handled() -> Story:
    """Dispatched on Monday 2026-03-02 at nine and signed: due at 21:00."""
    return Story("suqian").dispatch().sign()


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


@pytest.mark.rule("SQ-12", "SQ-14")
def test_the_member_replies_formally_and_the_hotline_audits_before_it_closes() -> None:
    story = handled().after(hours=3).answer()
    assert story.ticket.status == "in_review"
    assert cited(story, "answer_submitted") == "第十条（三）（四）"
    story.after(hours=1).approve()
    assert story.ticket.status == "awaiting_rating"
    assert cited(story, "answer_audited") == "第十条（四）"
    assert story.ticket.pending == ()
    assert story.ticket.closed_at == story.now


@pytest.mark.rule("SQ-12", "SQ-14")
@pytest.mark.parametrize("lacking", ["process", "result"])
def test_a_reply_that_is_not_whole_is_refused(lacking: str) -> None:
    whole: dict[str, Any] = {"outcome": "solved", "process": "现场查看", "result": "已整改"}
    refusal = handled().refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        article="第十条（三）（四）",
        **{name: given for name, given in whole.items() if name != lacking},
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("SQ-12", "SQ-14")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_closes_with_process_and_result_alone(outcome: str) -> None:
    promise = {"promised_for": "2026-06-01T00:00:00+08:00"} if outcome == "planned" else {}
    story = handled().do(
        "handler", "submit_answer", outcome=outcome, process="已调查", result="如下", **promise
    )
    assert story.approve().ticket.outcome == outcome


@pytest.mark.rule("SQ-12")
def test_a_plan_says_by_when() -> None:
    refusal = handled().refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        article="第十条（三）",
        rule="SQ-12",
        outcome="planned",
        process="…",
        result="…",
    )
    assert [error.pointer for error in refusal.errors] == ["/promised_for"]


@pytest.mark.rule("SQ-12")
def test_the_outcomes_are_these_nine_and_no_other() -> None:
    outcomes = Regulations.of("suqian").answer.outcomes
    assert [one.id for one in outcomes] == OUTCOMES
    assert {one.article for one in outcomes} == {"第十条（三）"}
    handled().refused(
        "handler",
        "submit_answer",
        "invalid_field",
        outcome="mediation_ended",
        process="…",
        result="…",
    )


@pytest.mark.rule("SQ-14", "A29")
def test_what_is_not_specific_is_mended_within_the_same_limit() -> None:
    story = handled().after(hours=2).answer().after(hours=1)
    story.refused(
        "office", "audit_answer", "reason_required", article="第十条（四）", approve=False
    )
    story.do("office", "audit_answer", approve=False, reason="答复不具体")
    assert cited(story, "answer_audited") == "第十条（四）"
    assert story.ticket.status == "handling"
    assert story.due_at("handling") == "2026-03-02T21:00"
    assert story.ticket.answered_at is None
    story.at("2026-03-02T20:59").answer().at("2026-03-03T10:00").approve()
    assert story.deadline("handling").state == "met"


@pytest.mark.rule("SQ-14", "A29", "A42")
def test_an_audit_that_takes_long_does_not_make_the_member_late() -> None:
    story = handled().at("2026-03-02T20:00").answer().at("2026-03-02T21:00").sweep()
    assert story.deadline("handling").state == "undecided"
    story.at("2026-03-03T09:00").approve()
    assert story.deadline("handling").state == "met"
    assert story.ticket.answered_at is not None
    assert story.ticket.answered_at < story.now


@pytest.mark.rule("SQ-14", "A29", "A42")
def test_a_reply_refused_after_the_limit_was_none() -> None:
    story = handled().at("2026-03-02T20:00").answer().at("2026-03-03T09:00")
    story.do("office", "audit_answer", approve=False, reason="答复不完整")
    assert story.deadline("handling").state == "breached"
    assert story.ticket.flags == ("overdue",)


@pytest.mark.rule("SQ-12")
def test_a_reply_at_the_twelfth_hour_is_late() -> None:
    story = handled().at("2026-03-02T21:00").answer().approve()
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("SQ-14")
def test_only_the_hotline_audits() -> None:
    handled().answer().refused("handler", "audit_answer", "forbidden", approve=True)
    handled().answer().approve().refused(
        "upper_office", "register_closing", "wrong_state", approve=True
    )


@pytest.mark.rule("SQ-19")
def test_a_written_opinion_is_issued_by_the_member_while_it_handles() -> None:
    story = handled().do("handler", "issue_opinion", text="关于夜间施工的办理意见")
    assert story.last_events() == ["opinion_issued"]
    assert cited(story, "opinion_issued") == "第十条（五）"
    story.refused("office", "issue_opinion", "forbidden", text="…")


@pytest.mark.rule("SQ-19")
def test_a_written_opinion_can_be_called_for_once_the_ticket_is_closed() -> None:
    """It stands in the paragraph on closing and revisits, and the whole process is tracked."""
    story = handled().answer().approve().surveyed()
    story.do("handler", "issue_opinion", text="书面办理意见")
    assert story.last_events() == ["opinion_issued"]


@pytest.mark.rule("P-04")
def test_the_requester_may_take_a_request_back_until_it_is_closed() -> None:
    story = handled().answer().do("citizen", "withdraw", reason="问题已自行解决")
    assert story.ticket.status == "withdrawn"
    assert cited(story, "withdrawn") == "—"
    basis = story.event("withdrawn").basis
    assert basis is not None
    assert basis.statutory is False
    assert not [one for one in story.ticket.deadlines if one.state.open]
    handled().answer().approve().refused("citizen", "withdraw", "wrong_state")


@pytest.mark.rule("SQ-12")
def test_the_text_knows_no_termination() -> None:
    handled().refused(
        "handler", "request_termination", "termination_not_provided", ground="refuses_mediation"
    )


@pytest.mark.rule("SQ-14")
def test_a_county_does_not_audit_its_own_reply() -> None:
    """宿迁12345对成员单位的答复意见进行规范性审核."""
    story = Story("suqian").dispatch("county").sign().answer()
    story.refused("office", "audit_answer", "forbidden", by_unit="county", approve=True)
