"""宿迁 办结回访、核实整改：第十条（五）. An SMS, then a call, then one correction."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import Regulations, Story

ARTICLE = "第十条（五）"


def closed(at: str = "2026-03-02T09:00", **given: object) -> Story:
    """Dispatched at nine, answered and approved within the hour; the SMS has arrived."""
    more: dict[str, Any] = {**given}
    return Story("suqian", at=at, **more).dispatch().sign().answer().approve().surveyed()


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


def call(story: Story, **said: object) -> Story:
    whole: dict[str, Any] = {"reached": True, **said}
    return story.do("office", "record_revisit", **whole)


@pytest.mark.rule("SQ-16", "A28")
def test_after_closing_an_sms_asks_whether_one_is_satisfied() -> None:
    story = closed()
    assert story.ticket.status == "awaiting_rating"
    assert cited(story, "survey_queued") == ARTICLE
    window = story.deadline("survey_reply")
    assert story.due_at("survey_reply") == "2026-03-03T09:00"
    assert (window.statutory, story.article("survey_reply")) == (False, ARTICLE)


@pytest.mark.rule("SQ-16", "A11")
def test_the_24_hours_run_from_the_delivery() -> None:
    story = Story("suqian").dispatch().sign().answer().approve().after(hours=5).surveyed()
    assert story.due_at("survey_reply") == "2026-03-03T14:00"


@pytest.mark.rule("SQ-16")
def test_an_sms_without_a_reply_expires() -> None:
    story = closed().at("2026-03-03T09:00").sweep()
    assert story.last_events() == ["survey_expired", "deadline_voided", "archived"]
    story.refused(
        "citizen", "rate", "rating_closed", article=ARTICLE, rule="SQ-16", rating="satisfied"
    )


@pytest.mark.rule("SQ-16", "SQ-17")
@pytest.mark.parametrize("rating", ["very_satisfied", "satisfied", "basically_satisfied"])
def test_who_is_satisfied_is_not_called(rating: str) -> None:
    story = closed().rate(rating)
    assert (story.ticket.status, story.ticket.rating) == ("archived", rating)
    rated = story.event("rated").basis
    assert rated is not None
    assert (rated.article, rated.statutory) == (ARTICLE, False)


@pytest.mark.rule("SQ-17", "A28")
@pytest.mark.parametrize("rating", ["dissatisfied", "very_dissatisfied"])
def test_who_is_dissatisfied_by_sms_is_called(rating: str) -> None:
    """Rated on Thursday, the target of the call is Monday."""
    story = closed("2026-03-05T09:00").rate(rating)
    assert story.ticket.status == "awaiting_revisit"
    assert cited(story, "revisit_awaited") == ARTICLE
    target = story.deadline("revisit")
    assert story.due("revisit") == "2026-03-09"
    assert (target.statutory, story.article("revisit")) == (False, ARTICLE)


@pytest.mark.rule("SQ-16", "SQ-17")
def test_the_five_grades_and_no_other() -> None:
    grades = [(one.id, one.good) for one in Regulations.of("suqian").ratings.choices]
    assert grades == [
        ("very_satisfied", True),
        ("satisfied", True),
        ("basically_satisfied", True),
        ("dissatisfied", False),
        ("very_dissatisfied", False),
    ]
    closed().refused("citizen", "rate", "invalid_field", rating="so_so")


@pytest.mark.rule("SQ-17")
def test_the_call_asks_whether_one_is_satisfied() -> None:
    story = closed().rate("dissatisfied")
    refusal = story.refused(
        "office", "record_revisit", "revisit_incomplete", article=ARTICLE, reached=True
    )
    assert [error.pointer for error in refusal.errors] == ["/satisfied"]
    call(story, satisfied=True)
    assert story.ticket.status == "archived"
    assert cited(story, "revisited") == ARTICLE
    assert story.deadline("revisit").state == "met"
    assert story.ticket.round == 1


@pytest.mark.rule("SQ-17", "A9")
def test_three_calls_on_one_day_do_not_make_one_unreachable() -> None:
    story = closed().rate("dissatisfied")
    for _ in range(3):
        call(story.after(hours=1), reached=False)
    assert story.ticket.status == "awaiting_revisit"
    call(story.at("2026-03-03T09:00"), reached=False)
    assert story.ticket.status == "archived"


@pytest.mark.rule("SQ-17", "A9")
def test_the_third_call_on_the_second_working_day_is_the_last() -> None:
    story = closed("2026-03-06T09:00").rate("dissatisfied")
    call(story.after(hours=1), reached=False)
    call(story.at("2026-03-08T09:00"), reached=False)
    assert story.ticket.status == "awaiting_revisit"
    call(story.at("2026-03-09T09:00"), reached=False)
    assert story.ticket.status == "archived"


@pytest.mark.rule("SQ-17", "A9")
def test_two_calls_are_too_few() -> None:
    story = closed().rate("dissatisfied")
    call(story, reached=False)
    call(story.at("2026-03-04T09:00"), reached=False)
    assert story.ticket.status == "awaiting_revisit"


@pytest.mark.rule("SQ-18", "A19", "A44")
def test_the_first_bad_call_sends_it_back_to_be_verified_and_put_right_at_once() -> None:
    story = call(closed().rate("dissatisfied"), satisfied=False, reason="噪声依旧")
    assert (story.ticket.status, story.ticket.round) == ("handling", 2)
    assert story.ticket.unit == "roads"
    assert cited(story, "redo_opened") == ARTICLE
    assert "redo_requested" not in story.events()
    assert story.ticket.rounds[0].rating == "dissatisfied"
    assert (story.ticket.rating, story.ticket.survey) == (None, None)
    assert "leader_informed" not in story.events()
    assert story.ticket.supervisions == ()


@pytest.mark.rule("SQ-18", "A40")
def test_to_put_it_right_there_is_the_original_limit_as_a_target() -> None:
    story = closed().at("2026-03-02T15:00").rate("dissatisfied")
    call(story.at("2026-03-02T16:00"), satisfied=False)
    limit = story.deadline("handling")
    assert story.due_at("handling") == "2026-03-03T04:00"
    assert (limit.statutory, story.article("handling")) == (False, ARTICLE)


@pytest.mark.rule("A40")
def test_a_direct_answer_is_put_right_in_its_own_4_hours() -> None:
    story = Story("suqian", directly_answerable=True).dispatch().answer().approve().surveyed()
    call(story.rate("dissatisfied").at("2026-03-02T10:00"), satisfied=False)
    assert story.due_at("handling") == "2026-03-02T14:00"
    assert story.deadline("handling").statutory is False


@pytest.mark.rule("A40", "A8")
def test_a_redo_does_not_take_over_what_the_first_round_was_extended_by() -> None:
    story = Story("suqian").dispatch().sign()
    story.do("handler", "request_extension", reason="…", amount=6)
    story.do("office", "decide_extension", approve=True).answer().approve().surveyed()
    call(story.rate("dissatisfied"), satisfied=False)
    assert story.due_at("handling") == "2026-03-02T21:00"


@pytest.mark.rule("SQ-18", "A19")
def test_the_answer_of_the_redo_needs_no_signature() -> None:
    story = call(closed().rate("dissatisfied"), satisfied=False).answer()
    assert story.ticket.status == "in_review"
    assert story.ticket.pending == ()


@pytest.mark.rule("SQ-16", "SQ-17", "SQ-18", "A19")
def test_after_one_correction_the_citizen_is_asked_again_and_the_hotline_decides() -> None:
    """A second bad call opens no further round: the hotline may supervise."""
    story = call(closed().rate("dissatisfied"), satisfied=False)
    story.answer().approve().surveyed().rate("dissatisfied")
    assert story.ticket.status == "awaiting_revisit"
    call(story, satisfied=False)
    assert (story.ticket.status, story.ticket.round) == ("archived", 2)
    story.do(
        "office", "supervise", form="order_supervision", trigger="able_not_done", demand="限期整改"
    )
    assert story.ticket.flags == ("supervised",)


@pytest.mark.rule("SQ-18")
def test_no_redo_waits_for_a_decision() -> None:
    story = closed().rate("dissatisfied")
    story.refused("office", "decide_redo", "nothing_pending", article=ARTICLE, approve=True)


@pytest.mark.rule("SQ-16")
def test_the_survey_asks_for_satisfaction_and_not_whether_it_is_solved() -> None:
    survey = Regulations.of("suqian").survey
    assert (survey.channel, survey.asks_solved) == ("sms", False)


@pytest.mark.rule("A40", "A47")
def test_a_redo_reclassified_as_a_direct_answer_counts_4_hours_from_its_own_start() -> None:
    story = call(closed().rate("dissatisfied").at("2026-03-02T16:00"), satisfied=False)
    story.after(hours=1).do("office", "classify", directly_answerable=True)
    running = [one for one in story.ticket.deadlines if one.round == 2 and one.state.open]
    assert [(one.starts_at, one.due_at - one.starts_at) for one in running] == [
        (story.ticket.dispatched_at, timedelta(hours=4))
    ]
