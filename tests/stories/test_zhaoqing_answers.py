"""肇庆，第九条（三）、第十四条: the answer, its audit, and the closing."""

import pytest

from tests.builders import Regulations, Story
from tests.stories.zhaoqing import MONDAY, answered, cites, dispatched, redone

WHOLE = {
    "handled_at": f"{MONDAY}:00+08:00",
    "process": "到现场查看",
    "result": "已责令停工",
    "legal_basis": "噪声污染防治法",
    "replied_by": "phone",
}


def state_after(story: Story) -> str:
    return story.deadline("handling").state


@pytest.mark.rule("ZQ-27")
@pytest.mark.parametrize("field", ["handled_at", "process", "result", "legal_basis"])
def test_an_answer_states_time_process_result_and_basis(field: str) -> None:
    refusal = dispatched().refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        article="第十四条",
        outcome="solved",
        **(WHOLE | {field: None}),
    )
    assert [error.pointer for error in refusal.errors] == [f"/{field}"]


@pytest.mark.rule("ZQ-27")
def test_with_these_it_is_whole() -> None:
    story = dispatched().do("handler", "submit_answer", outcome="solved", **WHOLE)
    assert story.ticket.status == "in_review"
    assert story.ticket.answered_at == story.now
    assert cites(story, "answer_submitted") == "第十四条"


@pytest.mark.rule("ZQ-27")
def test_nothing_else_but_the_reply_itself_is_asked_of_every_answer() -> None:
    required = set(Regulations.of("zhaoqing").answer.required)
    assert required - {"replied_by"} == {"handled_at", "process", "result", "legal_basis"}


@pytest.mark.rule("ZQ-27")
def test_what_takes_long_or_is_filed_as_a_case_explains_the_measures() -> None:
    story = dispatched()
    refusal = story.refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        article="第十四条",
        outcome="planned",
        **WHOLE,
    )
    assert [error.pointer for error in refusal.errors] == ["/measures"]
    story.answer(outcome="planned", measures="列入明年改造计划")
    assert story.ticket.outcome == "planned"


@pytest.mark.rule("ZQ-27", "ZQ-35")
@pytest.mark.parametrize(
    "outcome", ["solved", "explained", "impossible", "enforced", "mediated", "mediation_ended"]
)
def test_solved_explained_enforced_or_mediated_needs_no_more_than_that(outcome: str) -> None:
    story = dispatched().do("handler", "submit_answer", outcome=outcome, **WHOLE)
    assert story.ticket.outcome == outcome


@pytest.mark.rule("ZQ-15")
def test_what_is_in_a_legal_channel_comes_with_material_for_the_hotline() -> None:
    story = dispatched()
    refusal = story.refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        article="第九条（三）",
        outcome="legal_route",
        **WHOLE,
    )
    assert [error.pointer for error in refusal.errors] == ["/material"]
    story.answer(outcome="legal_route", material="法院受理通知书")
    assert story.ticket.status == "in_review"


@pytest.mark.rule("ZQ-15")
def test_what_is_not_acceptable_is_told_with_its_basis() -> None:
    refusal = dispatched().refused(
        "handler",
        "submit_answer",
        "answer_incomplete",
        outcome="not_acceptable",
        material="说明",
        **(WHOLE | {"legal_basis": None}),
    )
    assert [error.pointer for error in refusal.errors] == ["/legal_basis"]
    dispatched().answer(outcome="not_acceptable", material="说明")


@pytest.mark.rule("ZQ-15")
def test_material_is_asked_only_for_what_is_in_a_legal_channel() -> None:
    """第九条（三）: 对已进入诉讼……等渠道的事项，应向12345热线提供说明材料. Of nothing else."""
    story = dispatched().answer(outcome="not_acceptable")
    assert story.ticket.status == "in_review"


@pytest.mark.rule("ZQ-27")
def test_there_are_no_other_outcomes_and_no_work_done_tomorrow() -> None:
    story = dispatched()
    story.refused("handler", "submit_answer", "invalid_field", outcome="channel_named", **WHOLE)
    story.refused(
        "handler",
        "submit_answer",
        "invalid_field",
        outcome="solved",
        **(WHOLE | {"handled_at": "2026-03-03T09:00:00+08:00"}),
    )


@pytest.mark.rule("ZQ-26", "ZQ-03", "A31")
def test_the_district_office_audits_every_answer() -> None:
    story = answered()
    assert story.ticket.status == "in_review"
    for role in ("handler", "upper_office", "leader", "supervisor"):
        story.refused(role, "audit_answer", "forbidden", approve=True)
    story.approve()
    assert story.ticket.closed_at == story.now
    assert cites(story, "answer_audited") == "第十四条"
    assert cites(story, "closed") == "第十四条"


@pytest.mark.rule("ZQ-26", "A43")
def test_nobody_above_registers_the_closing() -> None:
    assert answered().approve().ticket.pending == ()
    answered().approve().refused("upper_office", "register_closing", "wrong_state", approve=True)


@pytest.mark.rule("ZQ-26")
def test_sending_it_back_needs_a_reason() -> None:
    refusal = answered().refused(
        "office", "audit_answer", "reason_required", article="第十四条", approve=False
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]


@pytest.mark.rule("ZQ-26")
def test_sent_back_the_limit_goes_on_as_originally_counted() -> None:
    story = answered().at("2026-03-10T09:00")
    story.do("office", "audit_answer", approve=False, reason="漏答")
    assert story.ticket.status == "handling"
    assert (story.ticket.answered_at, story.ticket.outcome) == (None, None)
    assert story.due("handling") == "2026-03-23"
    assert state_after(story) == "running"


@pytest.mark.rule("ZQ-26", "A29")
def test_under_audit_when_the_limit_ends_it_is_undecided() -> None:
    story = dispatched().at("2026-03-23T23:59").answer().at("2026-03-24T00:00").sweep()
    assert state_after(story) == "undecided"


@pytest.mark.rule("ZQ-26", "A29")
def test_approved_it_was_done_when_the_unit_submitted_it() -> None:
    story = dispatched().at("2026-03-23T23:59").answer().at("2026-04-01T09:00").approve()
    assert state_after(story) == "met"
    assert story.ticket.answered_at is not None
    assert story.ticket.answered_at.isoformat() == "2026-03-23T23:59:00+08:00"


@pytest.mark.rule("ZQ-26", "A29")
def test_rejected_after_the_end_it_was_late_as_of_the_end() -> None:
    story = dispatched().at("2026-03-23T23:59").answer().at("2026-04-01T09:00")
    story.do("office", "audit_answer", approve=False, reason="漏答")
    assert state_after(story) == "breached"
    assert "overdue" in story.ticket.flags
    assert state_after(story.answer().approve()) == "breached"


@pytest.mark.rule("ZQ-26", "A29")
def test_sent_back_in_time_and_answered_anew_in_time_it_is_met() -> None:
    story = answered().at("2026-03-10T09:00")
    story.do("office", "audit_answer", approve=False, reason="漏答")
    story.at("2026-03-23T23:00").answer().at("2026-03-30T09:00").approve()
    assert state_after(story) == "met"


@pytest.mark.rule("ZQ-26")
def test_an_extension_still_asked_for_has_lost_its_object_at_the_closing() -> None:
    story = dispatched().do(
        "handler", "request_extension", ground="complex", reason="疑难", form="att_1"
    )
    story.do("leader", "confirm", approve=True).answer().approve()
    assert story.ticket.pending == ()
    assert story.due("handling") == "2026-03-23"
    assert not any(one.state.open for one in story.ticket.deadlines)


@pytest.mark.rule("ZQ-26", "ZQ-33")
def test_in_a_redo_no_leader_need_sign_the_answer() -> None:
    assert redone().answer().ticket.status == "in_review"


@pytest.mark.rule("P-06")
def test_a_written_opinion_may_be_issued_where_the_requester_wants_one() -> None:
    story = dispatched().do("handler", "issue_opinion", text="处理意见书")
    assert cites(story, "opinion_issued") == "第十三条"
    basis = story.event("opinion_issued").basis
    assert basis is not None
    assert not basis.statutory


@pytest.mark.rule("ZQ-09", "ZQ-26")
def test_this_place_knows_no_termination() -> None:
    dispatched().sign().refused(
        "handler", "request_termination", "termination_not_provided", ground="uncooperative"
    )
