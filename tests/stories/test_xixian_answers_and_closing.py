"""西咸新区, art 9 (3) and 19 (3): the unit reports what it did and closes; late or in time."""

from typing import Any

import pytest

from tests.builders import Story

ANSWER = "第九条（三）、第十九条（三）"
NINE_THREE = "第九条（三）"
WHOLE: dict[str, Any] = {"outcome": "solved", "process": "到现场查看", "result": "已责令停工"}


def handling(*, audit_on: bool = False) -> Story:
    story = Story("xixian", audit_on=audit_on).dispatch().sign()
    return story.do("handler", "record_contact", reached=True)


@pytest.mark.rule("XX-11", "XX-29")
@pytest.mark.parametrize("lacking", ["process", "result"])
def test_the_result_is_fed_back_as_required(lacking: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != lacking}

    refusal = handling().refused(
        "handler", "submit_answer", "answer_incomplete", article=ANSWER, **given
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("XX-11", "XX-29")
def test_process_and_result_are_all_that_the_text_asks_for() -> None:
    story = handling().do("handler", "submit_answer", **WHOLE)

    basis = story.event("answer_submitted").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (ANSWER, True)


@pytest.mark.rule("XX-05", "XX-06", "XX-11")
@pytest.mark.parametrize(
    "outcome",
    ["solved", "explained", "legal_route", "channel_named", "enforced", "not_acceptable",
     "impossible"],
)  # fmt: skip
def test_a_matter_may_end_in_each_of_these_ways(outcome: str) -> None:
    story = handling().do("handler", "submit_answer", **(WHOLE | {"outcome": outcome}))

    assert story.ticket.outcome == outcome


@pytest.mark.rule("XX-11")
@pytest.mark.parametrize("outcome", ["mediated", "mediation_ended", "split"])
def test_it_does_not_end_in_ways_that_this_text_does_not_have(outcome: str) -> None:
    refused = WHOLE | {"outcome": outcome}

    refusal = handling().refused("handler", "submit_answer", "invalid_field", **refused)

    assert [error.pointer for error in refusal.errors] == ["/outcome"]


@pytest.mark.rule("XX-11")
def test_what_is_planned_says_by_when() -> None:
    planned = WHOLE | {"outcome": "planned"}
    story = handling()
    story.refused("handler", "submit_answer", "answer_incomplete", article=NINE_THREE, **planned)

    story.do("handler", "submit_answer", **planned, promised_for="2026-06-01T00:00:00+08:00")

    assert story.ticket.promised_for is not None


@pytest.mark.rule("XX-11", "A43")
def test_the_unit_closes_by_itself() -> None:
    story = handling().at("2026-03-06T17:00").answer()

    assert story.last_events()[:3] == ["answer_submitted", "answer_audited", "deadline_met"]
    assert story.ticket.status == "awaiting_rating"
    assert story.ticket.closed_at == story.ticket.answered_at
    basis = story.event("answer_audited").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_THREE, False)


@pytest.mark.rule("XX-11", "A43")
def test_where_the_office_has_switched_the_audit_on_it_waits_for_the_office() -> None:
    story = handling(audit_on=True).answer()
    assert story.ticket.status == "in_review"

    story.approve()

    assert story.ticket.status == "awaiting_rating"
    assert story.ticket.closed_at == story.now


@pytest.mark.rule("XX-11", "A29")
def test_what_counts_is_when_the_answer_was_submitted_not_when_it_was_audited() -> None:
    story = handling(audit_on=True).at("2026-03-09T23:59").answer()
    story.at("2026-03-12T09:00").sweep()
    assert story.deadline("handling").state == "undecided"

    story.approve()

    assert story.deadline("handling").state == "met"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("XX-11", "A29", "A42")
def test_an_answer_sent_back_after_the_limit_leaves_a_breach_as_of_its_date() -> None:
    story = handling(audit_on=True).at("2026-03-09T23:59").answer().at("2026-03-12T09:00")
    story.refused("office", "audit_answer", "reason_required", article=NINE_THREE, approve=False)

    story.do("office", "audit_answer", approve=False, reason="结果不实")

    assert story.ticket.status == "handling"
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("XX-11", "XX-29", "A43")
def test_answered_after_the_limit_the_order_closes_late() -> None:
    story = handling().at("2026-03-10T00:00").answer()

    assert story.deadline("handling").state == "breached"
    assert story.ticket.status == "awaiting_rating"


@pytest.mark.rule("XX-10")
def test_an_enquiry_closed_on_the_third_working_day_is_in_time() -> None:
    story = Story("xixian", category="consultation").dispatch().sign()

    story.at("2026-03-05T23:59").answer()

    assert story.deadline("handling").state == "met"


@pytest.mark.rule("XX-10", "XX-11")
def test_once_closed_nothing_of_the_unit_runs_any_more() -> None:
    story = handling().do("handler", "request_extension", reason="复杂", amount=1).answer()

    assert story.ticket.pending == ()
    assert [one.id for one in story.ticket.deadlines if one.state.open] == []


@pytest.mark.rule("P-06")
def test_a_written_opinion_is_the_products_own_offer() -> None:
    story = handling().do("handler", "issue_opinion", text="处理意见如下")

    basis = story.event("opinion_issued").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)
