"""肇庆，第十五条（四）、第十六条: sent back once, unless one of seven cases holds."""

from typing import Any

import pytest

from chalicelib.application.options import open_actions
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Role
from tests.builders import PHONE, Story
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


def excluded(code: str) -> Story:
    """Called, and the record bears out this exclusion; the opinion it may need is given."""
    anonymous = {"phone": PHONE, "confidential": True}
    given: dict[str, dict[str, Any]] = {
        "no_reply_item": {"requester": anonymous, "reason": "没有收到回复"},
        "suggestion_not_adopted": {"category": "suggestion", "reason": "建议没有采纳"},
        "lawfully_handled": {"outcome": "enforced", "reason": "处罚太轻"},
        "mediation_done": {"outcome": "mediated", "reason": "赔偿太少"},
        "no_reason_given": {},
        "false_or_malicious": {"outcome": "explained", "reason": "就是不满意"},
        "force_majeure": {"reason": "台风之后才修好"},
    }
    story = called(**given[code])
    if code == "false_or_malicious":
        story.do("office", "add_opinion", opinion="经核实属虚假投诉")
    return story


@pytest.mark.rule("ZQ-35")
@pytest.mark.parametrize(("code", "article"), EXCLUSIONS)
def test_in_seven_cases_it_is_not_sent_back(code: str, article: str) -> None:
    story = excluded(code).do("upper_office", "decide_redo", approve=False, exclusion_code=code)
    assert (story.ticket.status, story.ticket.round) == ("archived", 1)
    assert cites(story, "redo_decided") == article
    assert story.ticket.rating == "dissatisfied"


@pytest.mark.rule("ZQ-35")
@pytest.mark.parametrize("code", [code for code, _ in EXCLUSIONS])
def test_though_one_of_the_seven_holds_it_may_be_sent_back(code: str) -> None:
    assert excluded(code).do("upper_office", "decide_redo", approve=True).ticket.round == 2


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


def not_claimed(story: Story, exclusion: str, code: str, article: str) -> None:
    """The exclusion is refused with this code, and the redo stays to be decided."""
    refusal = story.refused(
        "upper_office",
        "decide_redo",
        code,
        article=article,
        rule="P-25",
        approve=False,
        exclusion_code=exclusion,
        opinion="情况属实",
    )
    assert [error.pointer for error in refusal.errors] == ["/exclusion_code"]
    assert story.ticket.pending[0].kind == "redo"


@pytest.mark.rule("ZQ-35", "P-25")
@pytest.mark.parametrize("category", ["complaint", "suggestion", "consultation"])
def test_who_wanted_a_reply_is_not_told_that_none_was_due(category: str) -> None:
    story = called(category=category, reason="没有收到回复")
    not_claimed(story, "no_reply_item", "reply_was_due", "第十六条（一）")


@pytest.mark.rule("ZQ-35", "P-25")
@pytest.mark.parametrize("category", ["complaint", "report", "help", "consultation"])
def test_only_a_suggestion_can_be_one_that_was_not_adopted(category: str) -> None:
    story = called(category=category)
    not_claimed(story, "suggestion_not_adopted", "category_differs", "第十六条（二）")


@pytest.mark.rule("ZQ-35", "P-25")
def test_whoever_gave_a_reason_is_not_told_that_there_was_none() -> None:
    story = called(reason="夜里还在施工")
    not_claimed(story, "no_reason_given", "reason_was_given", "第十六条（五）")


@pytest.mark.rule("ZQ-35", "P-25")
@pytest.mark.parametrize("category", ["consultation", "help", "suggestion"])
def test_what_is_no_complaint_is_no_false_one(category: str) -> None:
    story = called(category=category)
    story.refused("office", "add_opinion", "no_opinion_wanted", opinion="虚假")
    not_claimed(story, "false_or_malicious", "category_differs", "第十六条（六）")


@pytest.mark.rule("ZQ-35", "A13")
@pytest.mark.parametrize("category", ["complaint", "report"])
@pytest.mark.parametrize("opinion", [None, "县区协管办：经核实属虚假投诉"])
def test_a_false_complaint_needs_the_opinion_of_the_same_level_office(
    category: str, opinion: str | None
) -> None:
    """Given by that office itself, or quoted by the municipal body that decides."""
    story = called(category=category)
    refused: dict[str, Any] = {"approve": False, "exclusion_code": "false_or_malicious"}
    refusal = story.refused(
        "upper_office",
        "decide_redo",
        "opinion_required",
        article="第十六条（六）",
        **refused,
    )
    assert [error.pointer for error in refusal.errors] == ["/opinion"]
    if opinion is None:
        story.do("office", "add_opinion", opinion="经核实属虚假投诉")
    story.step("upper_office", "decide_redo", {**refused, "opinion": opinion})
    assert story.ticket.status == "archived"


@pytest.mark.rule("ZQ-35", "A13")
def test_the_opinion_is_recorded_apart_from_the_decision_and_who_gave_it() -> None:
    story = excluded("false_or_malicious")
    given = story.event("redo_opinion_added")
    assert (given.actor, getattr(given.event, "opinion", None)) == ("office-1", "经核实属虚假投诉")
    assert cites(story, "redo_opinion_added") == "第十六条（六）"
    story.do("upper_office", "decide_redo", approve=False, exclusion_code="false_or_malicious")
    assert story.event("redo_decided").actor == "upper_office-1"


@pytest.mark.rule("ZQ-35", "A13")
def test_the_opinion_is_given_once_while_the_redo_is_to_be_decided() -> None:
    asked().refused("office", "add_opinion", "wrong_state", opinion="虚假")
    rated = asked().rate("dissatisfied")
    rated.refused("office", "add_opinion", "no_opinion_wanted", opinion="虚假")
    story = excluded("false_or_malicious")
    story.refused("office", "add_opinion", "no_opinion_wanted", opinion="另有意见")
    assert not offers_opinion(story, Role.OFFICE)


@pytest.mark.rule("ZQ-35", "A13")
def test_the_opinion_is_the_offices_alone() -> None:
    story = called()
    assert offers_opinion(story, Role.OFFICE)
    for role in ("upper_office", "handler", "supervisor"):
        story.refused(role, "add_opinion", "forbidden", opinion="虚假")
        assert not offers_opinion(story, Role(role))


def offers_opinion(story: Story, role: Role) -> bool:
    return "add_opinion" in open_actions(
        Draft(story.ticket, story.context(story._actor(role, None)))
    )


@pytest.mark.rule("ZQ-35", "P-13")
def test_a_sub_office_gives_no_opinion_on_what_it_handled_itself() -> None:
    story = Story("zhaoqing").dispatch("county").answer().approve().surveyed()
    story.rate("dissatisfied").do("upper_office", "record_revisit", reached=True)
    said = {"opinion": "经核实属虚假投诉"}
    story.refused(
        "office", "add_opinion", "forbidden", article="第十六条（六）", by_unit="county", **said
    )
    assert "redo_opinion_added" in story.do("office", "add_opinion", **said).events()


def content_after_all(**said: object) -> Story:
    """The grade was a mistake, and still the citizen wants it done again."""
    story = asked().rate("dissatisfied")
    mistaken = {"corrected_rating": "basically_satisfied", "reason": "按错数字"}
    wish = {"reached": True, "redo_wanted": True, **mistaken, **said}
    return story.step("upper_office", "record_revisit", wish)


@pytest.mark.rule("ZQ-33", "P-28")
def test_whoever_asks_for_a_redo_is_heard_though_the_grade_was_put_right() -> None:
    """第十五条（四） asks for the wish and a review, not for a bad grade."""
    story = content_after_all()
    assert (story.ticket.status, story.ticket.rating) == ("awaiting_revisit", "basically_satisfied")
    assert story.ticket.pending[0].details["redo_wanted"] is True
    assert story.do("upper_office", "decide_redo", approve=True).ticket.round == 2
    assert [one.rating for one in story.ticket.rounds] == ["basically_satisfied"]


@pytest.mark.rule("ZQ-33", "P-28")
def test_who_does_not_ask_for_it_is_archived_with_the_grade_put_right() -> None:
    assert content_after_all(redo_wanted=False).ticket.status == "archived"


@pytest.mark.rule("ZQ-33", "P-28")
def test_the_review_may_find_against_a_wish_without_one_of_the_seven() -> None:
    """The seven belong to 第十六条, to a first bad grade; the review says why all the same."""
    story = content_after_all()
    refusal = story.refused(
        "upper_office",
        "decide_redo",
        "reason_required",
        article="第十五条（四）、第十六条",
        approve=False,
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]
    story.do("upper_office", "decide_redo", approve=False, reason="诉求已解决")
    assert (story.ticket.status, story.ticket.rating) == ("archived", "basically_satisfied")
    assert getattr(story.event("archived").event, "reason", None) == "revisited"


@pytest.mark.rule("ZQ-34", "ZQ-35")
def test_a_reason_alone_does_not_stop_the_redo_of_a_bad_grade() -> None:
    story = called()
    story.refused(
        "upper_office", "decide_redo", "exclusion_required", approve=False, reason="诉求已解决"
    )


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
