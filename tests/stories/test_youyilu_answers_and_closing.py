"""友谊路 办理要求、情况反馈、结案：第八条（三）（四）、第十条."""

from typing import Any

import pytest

from tests.builders import Regulations, Story

OUTCOMES = [
    ("solved", "第十条", ()),
    ("planned", "第十条", ("promised_for",)),
    ("explained", "第八条（三）", ()),
    ("legal_route", "第八条（三）、第十条", ("material",)),
    ("channel_named", "第十条", ()),
    ("impossible", "第十条", ()),
]
GIVEN = {
    "promised_for": "2026-06-01T00:00:00+08:00",
    "material": "详实情况说明",
    "process": "到现场查看",
    "result": "已告知处理结果",
}


def handled() -> Story:
    """Dispatched on Monday 2026-03-02: five working days, until Monday 9 March."""
    return Story("youyilu").dispatch()


def register(story: Story, *, approve: bool = True, reason: str | None = None) -> Story:
    return story.do(
        "upper_office", "register_closing", by_unit="district", approve=approve, reason=reason
    )


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


def answer_with(outcome: str, *extra: str) -> dict[str, Any]:
    names = ("process", "result", *extra)
    return {"outcome": outcome} | {name: GIVEN[name] for name in names}


@pytest.mark.rule("YY-12", "YY-13", "YY-16")
@pytest.mark.parametrize(("outcome", "article", "required"), OUTCOMES)
def test_each_acceptable_outcome_closes_a_ticket(
    outcome: str, article: str, required: tuple[str, ...]
) -> None:
    story = handled().do("handler", "submit_answer", **answer_with(outcome, *required))
    assert cited(story, "answer_submitted") == "第八条（四）"
    register(story.approve())
    assert story.ticket.outcome == outcome
    known = {one.id: one for one in Regulations.of("youyilu").answer.outcomes}
    assert known[outcome].article == article


@pytest.mark.rule("YY-12", "YY-16", "A24")
@pytest.mark.parametrize(
    ("outcome", "lacking", "article"),
    [("planned", "promised_for", "第十条"), ("legal_route", "material", "第八条（三）、第十条")],
)
def test_a_plan_gives_its_date_and_a_concluded_matter_its_statement(
    outcome: str, lacking: str, article: str
) -> None:
    refusal = handled().refused(
        "handler", "submit_answer", "answer_incomplete", article=article, **answer_with(outcome)
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("YY-12", "YY-16")
def test_no_other_outcome_is_acceptable() -> None:
    known = [one.id for one in Regulations.of("youyilu").answer.outcomes]
    assert known == [outcome for outcome, _, _ in OUTCOMES]
    for outcome in ("mediated", "mediation_ended", "enforced", "not_acceptable"):
        handled().refused("handler", "submit_answer", "invalid_field", **answer_with(outcome))


@pytest.mark.rule("YY-13")
@pytest.mark.parametrize("lacking", ["process", "result"])
def test_process_and_result_are_fed_back(lacking: str) -> None:
    given = {name: said for name, said in answer_with("solved").items() if name != lacking}
    refusal = handled().refused(
        "handler", "submit_answer", "answer_incomplete", article="第八条（四）", **given
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("YY-13", "P-06")
def test_a_unit_may_answer_in_writing() -> None:
    story = handled().do("handler", "issue_opinion", text="书面答复")
    assert story.last_events()[-1] == "opinion_issued"
    assert cited(story, "opinion_issued") == "第八条（四）"


@pytest.mark.rule("YY-16", "A43")
def test_the_office_audits_and_the_district_registers_the_closing() -> None:
    story = handled().after(hours=1).answer()
    assert story.ticket.status == "in_review"
    story.after(hours=1).approve()
    assert cited(story, "answer_audited") == "第十条"
    assert story.ticket.status == "awaiting_revisit"
    assert [(one.kind, one.chain) for one in story.ticket.pending] == [("closing", ("district",))]
    assert story.ticket.closed_at is None
    register(story.after(days=1))
    assert cited(story, "closing_decided") == "第十条"
    assert story.ticket.closed_at == story.now
    assert story.ticket.pending == ()
    assert story.ticket.status == "awaiting_revisit"


@pytest.mark.rule("YY-16", "YY-17", "A43")
def test_the_revisit_waits_until_the_closing_is_registered() -> None:
    story = handled().answer().approve()
    assert not [one for one in story.ticket.deadlines if one.kind == "revisit"]
    story.refused(
        "office",
        "record_revisit",
        "closing_not_registered",
        article="第十条",
        reached=True,
        contacted=True,
        solved=True,
        satisfied=True,
        attitude_ok=True,
    )


@pytest.mark.rule("YY-16")
def test_only_the_district_registers() -> None:
    story = handled().answer().approve()
    story.refused("office", "register_closing", "forbidden", approve=True)


@pytest.mark.rule("YY-16", "A29", "A43")
def test_a_closing_the_district_refuses_goes_back_with_the_clock_as_first_counted() -> None:
    story = handled().at("2026-03-05T09:00").answer().approve()
    story.refused(
        "upper_office",
        "register_closing",
        "reason_required",
        article="第十条",
        by_unit="district",
        approve=False,
    )
    register(story, approve=False, reason="未实际解决")
    assert (story.ticket.status, story.ticket.answered_at) == ("handling", None)
    assert story.due("handling") == "2026-03-09"
    assert story.deadline("handling").state == "running"


@pytest.mark.rule("YY-16", "A29", "A42")
def test_while_the_district_takes_its_time_the_unit_is_neither_late_nor_in_time() -> None:
    story = handled().at("2026-03-09T17:00").answer().approve().at("2026-03-10T00:00").sweep()
    assert story.deadline("handling").state == "undecided"
    met = register(story.at("2026-03-11T09:00"))
    assert met.deadline("handling").state == "met"


@pytest.mark.rule("YY-16", "A42")
def test_a_closing_refused_after_the_limit_leaves_the_unit_late() -> None:
    story = handled().at("2026-03-09T17:00").answer().approve().at("2026-03-11T09:00")
    register(story, approve=False, reason="未实际解决")
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("YY-16")
def test_an_answer_that_is_not_reasonable_goes_back_to_the_unit_with_the_reason() -> None:
    story = handled().answer()
    story.refused("office", "audit_answer", "reason_required", article="第十条", approve=False)
    story.do("office", "audit_answer", approve=False, reason="回复不合理")
    assert story.ticket.status == "handling"
    assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("A24")
def test_closed_with_a_plan_is_not_solved_until_the_citizen_says_so() -> None:
    story = handled().do("handler", "submit_answer", **answer_with("planned", "promised_for"))
    register(story.approve())
    assert (story.ticket.outcome, story.ticket.solved) == ("planned", None)
    story.do(
        "office",
        "record_revisit",
        reached=True,
        contacted=True,
        solved=False,
        satisfied=True,
        attitude_ok=True,
    )
    assert (story.ticket.outcome, story.ticket.solved) == ("planned", False)
