"""肇庆，第十五条（四）、第十六条: sent back once, unless one of seven cases holds."""

from typing import Any

import pytest

from tests.builders import Story
from tests.stories.zhaoqing import asked, called, cites, redone

EXCLUSIONS = [
    ("no_reply_item", "第十六条（一）"),
    ("suggestion_not_adopted", "第十六条（二）"),
    ("lawfully_handled", "第十六条（三）"),
    ("mediation_done", "第十六条（四）"),
    ("no_reason_given", "第十六条（五）"),
    ("false_or_malicious", "第十六条（六）"),
    ("force_majeure", "第十六条（七）"),
]


def second_verdict(grade: str) -> Story:
    return redone().answer().approve().surveyed().rate(grade)


@pytest.mark.rule("ZQ-34", "A9", "A44")
@pytest.mark.parametrize("reasonable", [None, True, False])
def test_a_first_bad_grade_leads_to_a_redo_that_is_to_be_decided(
    *, reasonable: bool | None
) -> None:
    story = asked().rate("very_dissatisfied")
    story.do("upper_office", "record_revisit", reached=True, satisfied=False, reasonable=reasonable)
    assert (story.ticket.status, story.ticket.round) == ("awaiting_revisit", 1)
    assert story.ticket.pending[0].kind == "redo"
    assert cites(story, "redo_requested") == "第十五条（四）、第十六条"


@pytest.mark.rule("ZQ-33", "A44")
def test_the_municipal_body_decides_not_the_district_office() -> None:
    story = called()
    assert story.ticket.pending[0].chain == ("city",)
    for role in ("office", "handler", "supervisor", "leader"):
        story.refused(role, "decide_redo", "forbidden", approve=True)
    story.do("upper_office", "decide_redo", by_unit="city", approve=True)
    assert story.ticket.round == 2


@pytest.mark.rule("ZQ-33")
def test_a_redo_the_citizen_asks_for_passes_the_same_review() -> None:
    story = asked().rate("dissatisfied")
    story.do("upper_office", "record_revisit", reached=True, satisfied=False, redo_wanted=True)
    assert story.ticket.pending[0].details["redo_wanted"] is True
    assert story.do("upper_office", "decide_redo", approve=True).ticket.round == 2


@pytest.mark.rule("ZQ-33", "A28")
def test_the_decision_is_aimed_at_within_three_working_days_which_no_law_says() -> None:
    story = called("2026-03-05T09:00")
    assert story.due("redo_decision") == "2026-03-10"
    assert story.article("redo_decision") == "第十五条（四）"
    assert not story.deadline("redo_decision").statutory


@pytest.mark.rule("ZQ-33")
@pytest.mark.parametrize(
    ("category", "due"),
    [
        ("consultation", "2026-03-04"),
        ("help", "2026-03-16"),
        ("suggestion", "2026-03-16"),
        ("complaint", "2026-03-23"),
        ("report", "2026-03-23"),
    ],
)
def test_a_redo_has_the_limit_of_the_original(category: str, due: str) -> None:
    story = redone(category=category)
    assert (story.ticket.status, story.ticket.unit) == ("handling", "roads")
    assert story.due("handling") == due
    assert story.deadline("handling").id == "handling#2#1"
    assert story.deadline("handling").statutory
    assert story.article("handling") == "第十五条（四）"
    assert cites(story, "redo_opened") == "第十五条（四）、第十六条"


@pytest.mark.rule("ZQ-33")
def test_the_redo_counts_from_the_day_it_is_sent_back() -> None:
    story = called().at("2026-03-04T09:00").do("upper_office", "decide_redo", approve=True)
    assert story.due("handling") == "2026-03-25"


@pytest.mark.rule("ZQ-33")
def test_of_round_one_nothing_is_overwritten() -> None:
    story = redone()
    assert story.deadline_ids()[0] == "handling#1#1"
    assert story.ticket.deadlines[0].state == "met"
    assert [(one.round, one.rating) for one in story.ticket.rounds] == [(1, "dissatisfied")]
    assert (story.ticket.rating, story.ticket.survey) == (None, None)


@pytest.mark.rule("ZQ-33", "A12")
@pytest.mark.parametrize("grade", ["satisfied", "dissatisfied", "very_dissatisfied"])
def test_the_second_verdict_counts_and_there_is_no_second_redo(grade: str) -> None:
    story = second_verdict(grade)
    assert (story.ticket.status, story.ticket.rating) == ("archived", grade)
    assert story.ticket.round == 2


@pytest.mark.rule("ZQ-33", "ZQ-29")
def test_a_redo_that_nobody_rates_is_archived_unrated() -> None:
    story = redone().answer().approve().surveyed().after(hours=24).sweep()
    assert (story.ticket.status, story.ticket.rating) == ("archived", None)


@pytest.mark.rule("ZQ-35")
@pytest.mark.parametrize(("code", "article"), EXCLUSIONS)
def test_in_seven_cases_it_is_not_sent_back(code: str, article: str) -> None:
    story = called(outcome="mediated").do(
        "upper_office", "decide_redo", approve=False, exclusion_code=code, opinion="情况属实"
    )
    assert (story.ticket.status, story.ticket.round) == ("archived", 1)
    assert cites(story, "redo_decided") == article
    assert story.ticket.rating == "dissatisfied"


@pytest.mark.rule("ZQ-35")
@pytest.mark.parametrize("code", [code for code, _ in EXCLUSIONS if code != "false_or_malicious"])
def test_six_of_them_need_no_opinion(code: str) -> None:
    story = called(outcome="mediated")
    story.do("upper_office", "decide_redo", approve=False, exclusion_code=code)
    assert story.ticket.status == "archived"


@pytest.mark.rule("ZQ-35", "P-20")
@pytest.mark.parametrize(
    ("code", "article", "outcomes"),
    [
        ("lawfully_handled", "第十六条（三）", {"enforced", "mediated", "mediation_ended"}),
        ("mediation_done", "第十六条（四）", {"mediated", "mediation_ended"}),
    ],
)
@pytest.mark.parametrize(
    "outcome", ["solved", "explained", "enforced", "mediated", "mediation_ended"]
)
def test_enforced_or_mediated_is_what_the_closing_says_it_was(
    code: str, article: str, outcomes: set[str], outcome: str
) -> None:
    story = called(outcome=outcome)
    refuses: dict[str, Any] = {"approve": False, "exclusion_code": code}
    if outcome in outcomes:
        story.step("upper_office", "decide_redo", refuses)
        assert (story.ticket.status, story.ticket.round) == ("archived", 1)
    else:
        story.refused("upper_office", "decide_redo", "outcome_differs", article=article, **refuses)


@pytest.mark.rule("ZQ-35", "A13")
def test_a_false_complaint_needs_the_opinion_of_the_same_level_office() -> None:
    story = called()
    refusal = story.refused(
        "upper_office",
        "decide_redo",
        "opinion_required",
        article="第十六条（六）",
        approve=False,
        exclusion_code="false_or_malicious",
    )
    assert [error.pointer for error in refusal.errors] == ["/opinion"]


@pytest.mark.rule("ZQ-34", "ZQ-35")
def test_without_one_of_the_seven_a_redo_cannot_be_refused() -> None:
    story = called()
    refusal = story.refused(
        "upper_office",
        "decide_redo",
        "exclusion_required",
        article="第十五条（四）、第十六条",
        approve=False,
    )
    assert [error.pointer for error in refusal.errors] == ["/exclusion_code"]
    story.refused(
        "upper_office",
        "decide_redo",
        "invalid_field",
        approve=False,
        exclusion_code="too_expensive",
    )


@pytest.mark.rule("ZQ-33")
def test_while_the_redo_is_to_be_decided_nobody_calls_again() -> None:
    called().refused("upper_office", "record_revisit", "redo_pending", reached=True)


@pytest.mark.rule("ZQ-33")
def test_there_is_no_redo_to_decide_before_the_call() -> None:
    story = asked().rate("dissatisfied")
    story.refused(
        "upper_office",
        "decide_redo",
        "nothing_pending",
        article="第十五条（四）、第十六条",
        approve=True,
    )


@pytest.mark.rule("ZQ-33", "ZQ-36")
def test_one_redo_informs_no_leader_and_opens_no_supervision() -> None:
    story = redone()
    assert story.ticket.supervisions == ()
    assert "leader_informed" not in story.events()
