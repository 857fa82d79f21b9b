"""宿迁 延时申请：第十条（三）. Before the limit expires, six days at most."""

from typing import Any

import pytest

from tests.builders import Story

ARTICLE = "第十条（三）"


def handled() -> Story:
    """Dispatched on Monday 2026-03-02 at nine and signed: due at 21:00."""
    return Story("suqian").dispatch().sign()


def ask(story: Story, amount: int = 6) -> Story:
    return story.do("handler", "request_extension", reason="需多部门会商", amount=amount)


@pytest.mark.rule("SQ-13", "A16")
def test_six_days_more_are_counted_from_the_end_of_the_limit() -> None:
    story = ask(handled().at("2026-03-02T20:59"))
    asked = story.event("extension_requested").basis
    assert asked is not None
    assert asked.article == ARTICLE
    story.do("office", "decide_extension", approve=True)
    assert story.due_at("handling") == "2026-03-08T21:00"
    assert story.article("handling") == ARTICLE
    assert story.deadline("handling").statutory
    assert story.deadline("handling").original_due_at is not None
    assert story.ticket.flags == ("extended",)


@pytest.mark.rule("SQ-13")
def test_once_the_limit_has_expired_it_is_too_late_to_ask() -> None:
    story = handled().at("2026-03-02T21:00")
    story.refused(
        "handler",
        "request_extension",
        "extension_too_late",
        article=ARTICLE,
        reason="…",
        amount=1,
    )


@pytest.mark.rule("SQ-13", "A16")
def test_more_than_six_days_are_refused() -> None:
    handled().refused(
        "handler", "request_extension", "extension_amount", article=ARTICLE, reason="…", amount=7
    )


@pytest.mark.rule("SQ-13", "A16")
def test_six_days_are_the_most_in_sum_however_often_one_asks() -> None:
    story = ask(handled(), 4).do("office", "decide_extension", approve=True)
    assert story.due_at("handling") == "2026-03-06T21:00"
    story.at("2026-03-06T20:00").refused(
        "handler", "request_extension", "extension_amount", article=ARTICLE, reason="…", amount=3
    )
    ask(story, 2).do("office", "decide_extension", approve=True)
    assert story.due_at("handling") == "2026-03-08T21:00"
    story.refused(
        "handler", "request_extension", "extension_amount", article=ARTICLE, reason="…", amount=1
    )


@pytest.mark.rule("SQ-13")
@pytest.mark.parametrize("lacking", ["reason", "amount"])
def test_an_extension_says_why_and_how_long(lacking: str) -> None:
    whole: dict[str, Any] = {"reason": "客观原因", "amount": 3}
    refusal = handled().refused(
        "handler",
        "request_extension",
        "extension_incomplete",
        article=ARTICLE,
        **{name: given for name, given in whole.items() if name != lacking},
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("SQ-13")
def test_neither_a_form_nor_a_signature_nor_word_to_the_requester_is_asked_for() -> None:
    story = ask(handled())
    assert story.ticket.pending[0].chain == ("office",)
    assert story.ticket.status == "handling"
    story.do("office", "decide_extension", approve=True)
    assert "extended" in story.last_events()


@pytest.mark.rule("SQ-13")
def test_a_long_extension_is_unknown_here() -> None:
    handled().refused(
        "handler",
        "request_extension",
        "not_extendable",
        article=ARTICLE,
        kind="long",
        reason="…",
        amount=3,
    )


@pytest.mark.rule("SQ-13")
def test_a_direct_answer_is_not_extended_but_reclassified() -> None:
    story = Story("suqian", directly_answerable=True).dispatch()
    story.refused(
        "handler", "request_extension", "not_extendable", article=ARTICLE, reason="…", amount=1
    )


@pytest.mark.rule("SQ-13", "A28")
def test_the_hotline_has_a_target_of_12_hours_to_decide() -> None:
    story = ask(handled().at("2026-03-02T15:00"))
    target = story.deadline("extension_decision")
    assert story.due_at("extension_decision") == "2026-03-03T03:00"
    assert (target.statutory, story.article("extension_decision")) == (False, ARTICLE)
    story.at("2026-03-03T03:00").sweep()
    assert story.deadline("extension_decision").state == "breached"
    assert story.ticket.pending, "silence decides nothing"


@pytest.mark.rule("SQ-13", "A30", "A42")
def test_a_request_stops_no_clock_and_one_granted_later_withdraws_the_breach() -> None:
    story = ask(handled().at("2026-03-02T20:00"), 2).at("2026-03-02T21:00").sweep()
    assert story.deadline("handling").state == "breached"
    story.at("2026-03-02T23:00").do("office", "decide_extension", approve=True)
    assert "breach_withdrawn" in story.last_events()
    assert story.due_at("handling") == "2026-03-04T21:00"
    assert story.deadline("handling").state == "running"
    assert story.ticket.flags == ("extended",)


@pytest.mark.rule("SQ-13", "A30")
def test_a_refused_request_leaves_the_limit_as_it_was() -> None:
    story = ask(handled()).do("office", "decide_extension", approve=False, reason="理由不足")
    assert story.due_at("handling") == "2026-03-02T21:00"
    assert story.deadline("extension_decision").state == "met"


@pytest.mark.rule("SQ-13")
def test_a_second_request_waits_for_the_first_to_be_decided() -> None:
    ask(handled()).refused(
        "handler", "request_extension", "already_requested", article=ARTICLE, reason="…", amount=1
    )


@pytest.mark.rule("SQ-13")
def test_the_hotline_does_not_ask_in_the_members_place() -> None:
    handled().refused("office", "request_extension", "forbidden", reason="…", amount=1)


@pytest.mark.rule("SQ-13", "A8")
def test_a_redo_has_six_days_of_its_own() -> None:
    story = ask(handled()).do("office", "decide_extension", approve=True)
    story.answer().approve().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False)
    assert story.due_at("handling") == "2026-03-02T21:00"
    ask(story, 6).do("office", "decide_extension", approve=True)
    assert story.due_at("handling") == "2026-03-08T21:00"


@pytest.mark.rule("SQ-13")
def test_a_county_does_not_grant_what_it_asked_for_itself() -> None:
    story = ask(Story("suqian").dispatch("county").sign())
    story.refused("office", "decide_extension", "forbidden", by_unit="county", approve=True)
