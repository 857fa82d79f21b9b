"""肇庆，第十五条: the survey by SMS, the five grades, the phone call after a bad one."""

import pytest

from chalicelib.domain import surveys
from chalicelib.domain.directory import Role
from tests.builders import Story
from tests.stories.zhaoqing import answered, asked, cites

GOOD = ["very_satisfied", "satisfied", "basically_satisfied"]
BAD = ["dissatisfied", "very_dissatisfied"]


def rated_badly(grade: str = "dissatisfied") -> Story:
    """Rated on Monday at 12:00."""
    return asked().after(hours=1).rate(grade)


def calls_in_vain(story: Story, *moments: str) -> Story:
    for moment in moments:
        story.at(moment).do("upper_office", "record_revisit", reached=False)
    return story


@pytest.mark.rule("ZQ-28")
def test_a_closed_ticket_is_surveyed_by_sms() -> None:
    story = answered().approve()
    assert story.ticket.status == "awaiting_rating"
    assert story.survey().state == "queued"
    assert cites(story, "survey_queued") == "第十五条"


@pytest.mark.rule("ZQ-28")
def test_without_a_phone_there_is_nobody_to_ask_and_the_ticket_is_archived() -> None:
    story = answered(requester={}).approve()
    assert story.survey().not_sent_reason == "no_phone"
    assert story.ticket.status == "archived"


@pytest.mark.rule("ZQ-28")
def test_whether_it_is_solved_is_not_among_the_questions() -> None:
    assert asked().rate("satisfied").ticket.solved is None


@pytest.mark.rule("ZQ-29", "A11")
def test_the_window_is_24_hours_from_the_delivery() -> None:
    story = asked("2026-03-06T22:00")
    assert story.due_at("survey_reply") == "2026-03-08T00:00"
    assert story.survey().closes_at == story.deadline("survey_reply").due_at
    assert story.article("survey_reply") == "第十五条"
    assert story.deadline("survey_reply").statutory


@pytest.mark.rule("ZQ-29")
def test_in_the_last_minute_of_the_window_one_may_rate() -> None:
    assert asked().after(hours=23, minutes=59).rate("satisfied").ticket.rating == "satisfied"


@pytest.mark.rule("ZQ-29", "A10")
def test_after_24_hours_it_is_not_rated_and_archived_all_the_same() -> None:
    story = asked().after(hours=24)
    story.refused("citizen", "rate", "rating_closed", article="第十五条", rating="satisfied")
    story.sweep()
    assert (story.ticket.status, story.ticket.rating) == ("archived", None)
    assert story.survey().state == "expired"
    assert cites(story, "survey_expired") == "第十五条"
    story.refused("citizen", "rate", "rating_closed", article="第十五条", rating="satisfied")


@pytest.mark.rule("ZQ-29", "A11")
def test_where_no_receipt_comes_the_window_runs_from_the_sending() -> None:
    story = answered().after(hours=1).approve()
    outcome = story._decide(surveys.MarkSurveySent(), story._actor(Role.SYSTEM, None))
    story._accept(outcome)
    assert story.after(hours=24).sweep().ticket.status == "archived"


@pytest.mark.rule("ZQ-29")
def test_one_grade_is_given_once_and_it_is_one_of_five() -> None:
    refusal = asked().refused("citizen", "rate", "invalid_field", rating="neutral")
    assert [error.pointer for error in refusal.errors] == ["/rating"]
    story = rated_badly()
    story.refused("citizen", "rate", "rating_closed", article="第十五条", rating="satisfied")


@pytest.mark.rule("ZQ-29")
def test_before_the_closing_there_is_nothing_to_rate() -> None:
    answered().refused("citizen", "rate", "rating_closed", article="第十五条", rating="satisfied")
    asked().refused("office", "rate", "forbidden", rating="satisfied")


@pytest.mark.rule("ZQ-30")
@pytest.mark.parametrize("grade", GOOD)
def test_the_upper_three_grades_are_archived_by_the_system(grade: str) -> None:
    story = asked().rate(grade)
    assert story.ticket.status == "archived"
    assert story.last_events() == ["rated", "deadline_voided", "archived"]
    assert cites(story, "rated") == "第十五条"


@pytest.mark.rule("ZQ-31", "ZQ-30")
@pytest.mark.parametrize("grade", BAD)
def test_the_lower_two_grades_are_called_by_phone(grade: str) -> None:
    story = rated_badly(grade)
    assert story.ticket.status == "awaiting_revisit"
    assert cites(story, "revisit_awaited") == "第十五条（二）（三）"


@pytest.mark.rule("ZQ-31", "A28")
def test_the_call_is_aimed_at_within_two_working_days_which_no_law_says() -> None:
    story = asked("2026-03-05T09:00").rate("dissatisfied")
    assert story.due("revisit") == "2026-03-09"
    assert story.article("revisit") == "第十五条（二）"
    assert not story.deadline("revisit").statutory


@pytest.mark.rule("ZQ-31")
def test_the_call_registers_the_reason_and_asks_for_nothing_more() -> None:
    story = rated_badly().do("upper_office", "record_revisit", reached=True, reason="未解决")
    assert getattr(story.event("revisited").event, "reason", None) == "未解决"
    assert cites(story, "revisited") == "第十五条（二）（三）"
    assert story.deadline("revisit").state == "met"
    assert story.ticket.pending[0].kind == "redo"


@pytest.mark.rule("ZQ-31")
def test_a_call_without_a_reason_is_recorded_all_the_same() -> None:
    story = rated_badly().do("upper_office", "record_revisit", reached=True)
    assert story.ticket.pending[0].details["reason"] is None


@pytest.mark.rule("ZQ-32")
def test_a_mistaken_grade_is_corrected_with_old_and_new_and_archived() -> None:
    story = rated_badly()
    story.do(
        "upper_office",
        "record_revisit",
        reached=True,
        corrected_rating="satisfied",
        reason="按错数字",
    )
    event = story.event("rating_corrected").event
    assert (getattr(event, "old", ""), getattr(event, "new", "")) == ("dissatisfied", "satisfied")
    assert getattr(event, "reason", "") == "按错数字"
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")
    assert cites(story, "rating_corrected") == "第十五条（二）（三）"


@pytest.mark.rule("ZQ-32")
def test_a_grade_is_corrected_to_one_of_the_five() -> None:
    rated_badly().refused(
        "upper_office", "record_revisit", "invalid_field", reached=True, corrected_rating="fine"
    )


@pytest.mark.rule("ZQ-32", "ZQ-34")
def test_corrected_from_bad_to_bad_it_stays_bad() -> None:
    story = rated_badly("very_dissatisfied")
    story.do(
        "upper_office",
        "record_revisit",
        reached=True,
        satisfied=False,
        corrected_rating="dissatisfied",
        reason="没有那么差",
    )
    assert story.ticket.rating == "dissatisfied"
    assert story.ticket.pending[0].kind == "redo"


@pytest.mark.rule("ZQ-32", "P-26")
@pytest.mark.parametrize("satisfied", [None, True])
def test_a_grade_is_not_corrected_without_a_reason(*, satisfied: bool | None) -> None:
    story = rated_badly()
    refusal = story.refused(
        "upper_office",
        "record_revisit",
        "correction_reason_required",
        article="第十五条（二）（三）",
        rule="ZQ-32",
        reached=True,
        satisfied=satisfied,
        corrected_rating="satisfied",
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]
    assert story.ticket.rating == "dissatisfied"


@pytest.mark.rule("ZQ-32", "P-26")
def test_the_grade_that_was_given_is_no_correction_and_needs_no_reason() -> None:
    story = rated_badly()
    story.do("upper_office", "record_revisit", reached=True, corrected_rating="dissatisfied")
    assert "rating_corrected" not in story.events()
    assert story.ticket.pending[0].kind == "redo"


@pytest.mark.rule("ZQ-32", "P-26")
@pytest.mark.parametrize(
    ("satisfied", "grade"),
    [*((False, grade) for grade in GOOD), (True, "dissatisfied"), (True, "very_dissatisfied")],
)
def test_nobody_is_satisfied_with_a_bad_grade_nor_dissatisfied_with_a_good_one(
    *, satisfied: bool, grade: str
) -> None:
    story = rated_badly()
    refusal = story.refused(
        "upper_office",
        "record_revisit",
        "invalid_field",
        article="第十五条（二）（三）",
        reached=True,
        satisfied=satisfied,
        corrected_rating=grade,
        reason="按错数字",
    )
    assert [error.pointer for error in refusal.errors] == ["/satisfied", "/corrected_rating"]


@pytest.mark.rule("ZQ-32", "P-26")
def test_who_was_not_reached_corrects_nothing() -> None:
    refusal = rated_badly().refused(
        "upper_office",
        "record_revisit",
        "invalid_field",
        reached=False,
        corrected_rating="satisfied",
        reason="按错数字",
    )
    assert [error.pointer for error in refusal.errors] == ["/corrected_rating"]


@pytest.mark.rule("ZQ-32", "ZQ-34")
def test_a_bad_grade_that_nobody_called_mistaken_leads_to_the_redo_decision() -> None:
    """Out of 第十六条 leads a correction, 第十五条（三）, or one of seven cases: nothing else."""
    story = rated_badly().do("upper_office", "record_revisit", reached=True, satisfied=True)
    assert story.ticket.rating == "dissatisfied"
    assert story.ticket.status == "awaiting_revisit"


@pytest.mark.rule("A9")
def test_three_calls_in_vain_on_one_day_are_not_enough() -> None:
    story = calls_in_vain(rated_badly(), "2026-03-02T14:00", "2026-03-02T15:00", "2026-03-02T16:00")
    assert story.ticket.status == "awaiting_revisit"
    calls_in_vain(story, "2026-03-03T09:00")
    assert story.ticket.status == "archived"


@pytest.mark.rule("A9")
def test_two_calls_in_vain_on_two_days_are_not_enough() -> None:
    story = calls_in_vain(rated_badly(), "2026-03-02T14:00", "2026-03-03T15:00")
    assert story.ticket.status == "awaiting_revisit"


@pytest.mark.rule("A9")
def test_three_calls_in_vain_over_two_working_days_are_as_good_as_no_reason() -> None:
    story = calls_in_vain(rated_badly(), "2026-03-02T14:00", "2026-03-03T09:00", "2026-03-03T15:00")
    assert (story.ticket.status, story.ticket.round) == ("archived", 1)
    assert story.ticket.rating == "dissatisfied"


@pytest.mark.rule("A9", "ZQ-35")
def test_the_archiving_then_rests_on_no_reason_given() -> None:
    story = calls_in_vain(rated_badly(), "2026-03-02T14:00", "2026-03-03T09:00", "2026-03-03T15:00")
    articles = {entry.basis.article for entry in story.last if entry.basis}
    assert "第十六条（五）" in articles


@pytest.mark.rule("A9")
def test_calls_on_friday_and_saturday_are_calls_on_one_working_day() -> None:
    story = asked("2026-03-06T09:00").rate("dissatisfied")
    calls_in_vain(story, "2026-03-06T14:00", "2026-03-06T15:00", "2026-03-07T10:00")
    assert story.ticket.status == "awaiting_revisit"
