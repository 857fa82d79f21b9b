"""泰安 (draft), art 15 (2) and (3): handled, answered to the citizen, fed back to the hotline."""

from typing import Any

import pytest

from tests.builders import Story

THIRD = "第十五条（三）"
WHOLE: dict[str, Any] = {
    "outcome": "solved",
    "process": "到现场查看",
    "result": "已责令停工",
    "replied_by": "phone",
}


def handling() -> Story:
    return Story("taian").dispatch().do("handler", "record_contact", reached=True)


@pytest.mark.rule("TA-18")
@pytest.mark.parametrize("lacking", ["process", "result"])
def test_the_handling_is_fed_back_whole(lacking: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != lacking}

    refusal = handling().refused(
        "handler", "submit_answer", "answer_incomplete", article=THIRD, **given
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("TA-18", "P-07")
@pytest.mark.parametrize("wish", [{"confidential": True}, {"reply_wanted": False}])
def test_who_wants_no_reply_gets_none(wish: dict[str, bool]) -> None:
    story = Story("taian", requester={"phone": "+8613800000000", **wish}).dispatch()

    story.answer(replied_by=None)

    assert story.ticket.status == "in_review"


@pytest.mark.rule("TA-10", "TA-11", "TA-13", "TA-18", "TA-19", "TA-32")
@pytest.mark.parametrize(
    "outcome",
    [
        "solved",
        "explained",
        "legal_route",
        "channel_named",
        "mediated",
        "mediation_ended",
        "enforced",
        "not_acceptable",
        "impossible",
    ],
)
def test_a_matter_may_end_in_each_of_these_ways(outcome: str) -> None:
    story = handling().do("handler", "submit_answer", **(WHOLE | {"outcome": outcome}))

    assert story.ticket.outcome == outcome
    basis = story.event("answer_submitted").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (THIRD, True)


@pytest.mark.rule("TA-18")
def test_another_ending_is_wrong() -> None:
    refused = WHOLE | {"outcome": "postponed"}

    refusal = handling().refused("handler", "submit_answer", "invalid_field", **refused)

    assert [error.pointer for error in refusal.errors] == ["/outcome"]


@pytest.mark.rule("TA-28")
def test_what_is_promised_says_by_when() -> None:
    planned = WHOLE | {"outcome": "planned"}
    story = handling()
    refusal = story.refused(
        "handler", "submit_answer", "answer_incomplete", article="第二十条", **planned
    )
    assert [error.pointer for error in refusal.errors] == ["/promised_for"]

    story.do("handler", "submit_answer", **planned, promised_for="2026-06-01T00:00:00+08:00")

    assert story.ticket.promised_for is not None


@pytest.mark.rule("TA-18", "A43")
def test_the_hotline_body_audits_what_is_fed_back() -> None:
    story = handling().answer()
    assert story.ticket.status == "in_review"

    story.after(hours=5).approve()

    basis = story.event("answer_audited").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (THIRD, False)
    assert story.ticket.status == "awaiting_rating"
    assert story.ticket.closed_at == story.now
    assert story.ticket.answered_at != story.ticket.closed_at


@pytest.mark.rule("TA-18", "A43", "A29")
def test_sent_back_with_a_reason_inside_the_target_as_first_counted() -> None:
    story = handling().at("2026-03-16T20:00").answer().at("2026-03-18T09:00").sweep()
    assert story.deadline("handling").state == "undecided"
    story.refused("office", "audit_answer", "reason_required", article=THIRD, approve=False)

    story.do("office", "audit_answer", approve=False, reason="未回复诉求人")

    assert story.ticket.status == "handling"
    assert story.deadline("handling").state == "breached"
    assert story.due("handling") == "2026-03-16"


@pytest.mark.rule("TA-18", "A29")
def test_what_counts_is_when_the_answer_was_submitted_not_when_it_was_audited() -> None:
    story = handling().at("2026-03-16T23:59").answer().at("2026-03-20T09:00").approve()

    assert story.deadline("handling").state == "met"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("P-04")
def test_the_requester_may_withdraw_until_the_closing_and_not_after() -> None:
    story = handling().answer().do("citizen", "withdraw", reason="已解决")
    basis = story.event("withdrawn").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)
    assert story.ticket.status == "withdrawn"

    handling().answer().approve().refused("citizen", "withdraw", "wrong_state")


@pytest.mark.rule("P-06")
def test_a_written_opinion_is_the_products_own_offer() -> None:
    story = handling().do("handler", "issue_opinion", text="处理意见如下")

    basis = story.event("opinion_issued").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("—", False)
