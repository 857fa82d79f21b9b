"""肇庆，第九条（二）、第十条: giving back what is not one's own."""

import pytest

from tests.builders import Story
from tests.stories.zhaoqing import MONDAY, answered, cites, dispatched, redone

RETURN = {"reason": "非本单位职责", "basis": "三定方案"}
EXTENSION = {"ground": "complex", "reason": "情况复杂", "form": "att_form"}


def returning(at: str = MONDAY, category: str = "complaint") -> Story:
    return dispatched(at, category).do("handler", "request_return", **RETURN)


@pytest.mark.rule("ZQ-13")
@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-03-02T09:00", "2026-03-04T23:59"),
        ("2026-03-05T23:59", "2026-03-09T23:59"),
        ("2026-09-24T10:00", "2026-09-29T23:59"),
    ],
)
@pytest.mark.parametrize("category", ["consultation", "complaint"])
def test_a_return_is_asked_within_two_working_days_of_receipt(
    received: str, last: str, category: str
) -> None:
    story = dispatched(received, category).at(last).do("handler", "request_return", **RETURN)
    assert "return_requested" in story.last_events()
    assert cites(story, "return_requested") == "第九条（二）"


@pytest.mark.rule("ZQ-13")
@pytest.mark.parametrize(
    ("received", "late"),
    [
        ("2026-03-02T09:00", "2026-03-05T00:00"),
        ("2026-03-05T23:59", "2026-03-10T00:00"),
        ("2026-09-24T10:00", "2026-09-30T00:00"),
    ],
)
def test_on_the_third_working_day_it_is_too_late(received: str, late: str) -> None:
    dispatched(received).at(late).refused(
        "handler", "request_return", "return_too_late", article="第九条（二）", **RETURN
    )


@pytest.mark.rule("ZQ-17")
@pytest.mark.parametrize(
    ("given", "lacking"),
    [({"reason": "非职责"}, "/basis"), ({"basis": "三定"}, "/reason"), ({}, "/reason")],
)
def test_a_return_without_its_reason_and_basis_must_be_refused(
    given: dict[str, str], lacking: str
) -> None:
    refusal = dispatched().refused(
        "handler", "request_return", "no_reason_or_basis", article="第十条（二）", **given
    )
    assert refusal.errors[0].pointer == lacking


@pytest.mark.rule("ZQ-13")
def test_reason_and_basis_are_all_a_return_needs() -> None:
    dispatched().refused("handler", "request_return", "no_reason_or_basis", reason="非职责")
    dispatched().refused("handler", "request_return", "no_reason_or_basis", basis="三定")
    assert returning().ticket.pending[0].kind == "return"


@pytest.mark.rule("ZQ-13")
def test_the_unit_asks_and_the_office_decides() -> None:
    dispatched().refused("office", "request_return", "forbidden", **RETURN)
    story = returning()
    assert story.ticket.pending[0].chain == ("office",)
    for role in ("handler", "upper_office", "leader"):
        story.refused(role, "decide_return", "forbidden", approve=True)


@pytest.mark.rule("ZQ-13")
def test_an_unsigned_ticket_may_be_returned_and_a_signed_one_too() -> None:
    assert returning().ticket.status == "dispatched"
    signed = dispatched().sign().do("handler", "request_return", **RETURN)
    assert signed.ticket.status == "handling"


@pytest.mark.rule("ZQ-13")
def test_a_second_request_waits_for_the_first() -> None:
    returning().refused("handler", "request_return", "already_requested", **RETURN)


@pytest.mark.rule("ZQ-13", "A28")
def test_the_decision_is_aimed_at_within_one_working_day_which_no_law_says() -> None:
    story = returning("2026-03-06T10:00")
    assert story.due("return_decision") == "2026-03-09"
    assert story.article("return_decision") == "第九条（二）"
    assert not story.deadline("return_decision").statutory
    assert dispatched().ticket.deadlines[-1].kind == "first_contact"


@pytest.mark.rule("ZQ-13", "A6")
def test_an_approved_return_is_dispatched_anew_and_counts_from_there() -> None:
    story = returning().at("2026-03-03T10:00").do("office", "decide_return", approve=True)
    assert (story.ticket.status, story.ticket.unit) == ("registered", None)
    assert cites(story, "return_decided") == "第九条（二）"
    story.at("2026-03-04T10:00").dispatch("parks")
    assert story.due("handling") == "2026-03-25"
    assert story.due("first_contact") == "2026-03-05"
    story.at("2026-03-06T23:59").do("handler", "request_return", **RETURN)


@pytest.mark.rule("ZQ-13", "A6")
def test_the_requesters_waiting_is_counted_on_over_every_return() -> None:
    story = returning().do("office", "decide_return", approve=True).after(days=1).dispatch("parks")
    assert story.ticket.registered_at == story.start.registered_at


@pytest.mark.rule("ZQ-14")
def test_a_refused_return_counts_from_the_first_receipt() -> None:
    story = returning().at("2026-03-10T09:00")
    story.do("office", "decide_return", approve=False, refusal_code="own_duty")
    assert story.ticket.unit == "roads"
    assert story.due("handling") == "2026-03-23"
    assert story.deadline_ids()[0] == "handling#1#1"


@pytest.mark.rule("ZQ-14")
def test_a_pending_return_stops_no_clock() -> None:
    story = returning(category="consultation").at("2026-03-05T00:00").sweep()
    assert story.deadline("handling").state == "breached"
    story.do("office", "decide_return", approve=False, refusal_code="own_duty")
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("ZQ-17")
@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("own_duty", "第十条（一）"),
        ("no_reason_or_basis", "第十条（二）"),
        ("flaw_without_effect", "第十条（三）"),
        ("clue_given", "第十条（四）"),
        ("extension_requested", "第十条（五）"),
    ],
)
def test_the_office_refuses_by_one_of_the_five_cases(code: str, article: str) -> None:
    story = returning().do("office", "decide_return", approve=False, refusal_code=code)
    assert cites(story, "return_decided") == article
    assert story.ticket.pending == ()


@pytest.mark.rule("ZQ-17", "ZQ-13")
def test_a_refusal_without_a_case_gives_its_reason() -> None:
    story = returning()
    story.refused(
        "office", "decide_return", "reason_required", article="第九条（二）", approve=False
    )
    story.refused(
        "office", "decide_return", "invalid_field", approve=False, refusal_code="too_hard"
    )
    story.do("office", "decide_return", approve=False, reason="仍属本单位职责")
    assert cites(story, "return_decided") == "第九条（二）"


@pytest.mark.rule("ZQ-17")
def test_who_asked_for_an_extension_may_not_return() -> None:
    story = dispatched().do("handler", "request_extension", **EXTENSION)
    story.refused(
        "handler", "request_return", "extension_requested", article="第十条（五）", **RETURN
    )


@pytest.mark.rule("ZQ-17")
@pytest.mark.parametrize("approve", [True, False])
def test_nor_may_he_once_the_extension_is_decided_either_way(*, approve: bool) -> None:
    story = dispatched().do("handler", "request_extension", **EXTENSION)
    story.do("leader", "confirm", approve=True)
    story.do("office", "decide_extension", approve=approve, reason="已审核")
    story.refused(
        "handler", "request_return", "extension_requested", article="第十条（五）", **RETURN
    )


@pytest.mark.rule("ZQ-17", "ZQ-23")
def test_an_extension_the_leader_did_not_sign_was_never_applied_for() -> None:
    """第十二条: 由单位分管领导签批后通过系统一并提交审核. Unsigned, it never was submitted."""
    story = dispatched().do("handler", "request_extension", **EXTENSION)
    story.do("leader", "confirm", approve=False).do("handler", "request_return", **RETURN)
    assert story.ticket.pending[0].kind == "return"


@pytest.mark.rule("ZQ-17")
def test_a_return_is_not_approved_when_an_extension_was_asked_for_meanwhile() -> None:
    """第十条（五）: 对……承办单位已提出延期申请的事项不予批准退回."""
    story = returning().after(hours=1).do("handler", "request_extension", **EXTENSION)
    story.refused(
        "office", "decide_return", "extension_requested", article="第十条（五）", approve=True
    )


@pytest.mark.rule("ZQ-17", "ZQ-13")
def test_the_next_unit_is_not_bound_by_what_the_first_one_asked() -> None:
    story = returning().do("office", "decide_return", approve=True).dispatch("parks")
    assert story.ticket.pending == ()
    story.do("handler", "request_return", **RETURN).do("office", "decide_return", approve=True)
    assert story.ticket.status == "registered"


@pytest.mark.rule("ZQ-13", "ZQ-12")
def test_who_answers_takes_the_ticket_as_its_own() -> None:
    story = returning(category="consultation").after(hours=1).answer()
    assert story.ticket.pending == ()
    story.refused(
        "office", "decide_return", "nothing_pending", article="第九条（二）", approve=True
    )


@pytest.mark.rule("ZQ-13", "A45")
def test_a_redo_may_not_be_returned() -> None:
    redone().refused(
        "handler", "request_return", "return_in_redo", article="第九条（二）", **RETURN
    )


@pytest.mark.rule("ZQ-13")
def test_who_has_answered_has_nothing_to_return() -> None:
    answered().refused("handler", "request_return", "wrong_state", **RETURN)
