"""泰安 (draft), art 16: satisfied, and solved? Dissatisfied and reasonable may be redone."""

from typing import Any

import pytest

from tests.builders import Story

SIXTEEN = "第十六条"


def surveyed(category: str = "complaint", unit: str = "roads") -> Story:
    return Story("taian", category=category).dispatch(unit).answer().approve().surveyed()


def dissatisfied(story: Story, *, reasonable: bool | None = True) -> Story:
    story.rate("dissatisfied", solved=False)
    return story.do(
        "office",
        "record_revisit",
        reached=True,
        satisfied=False,
        solved=False,
        reasonable=reasonable,
    )


def redone(story: Story) -> Story:
    return dissatisfied(story).do("upper_office", "decide_redo", approve=True)


@pytest.mark.rule("TA-22", "A28")
def test_every_matter_fed_back_is_asked_about_within_a_window_of_the_products_own() -> None:
    story = surveyed()

    basis = story.event("survey_queued").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (SIXTEEN, True)
    assert story.due_at("survey_reply") == "2026-03-03T09:00"
    assert story.article("survey_reply") == SIXTEEN
    assert not story.deadline("survey_reply").statutory


@pytest.mark.rule("TA-22")
@pytest.mark.parametrize("grade", ["very_satisfied", "satisfied", "basically_satisfied"])
def test_satisfied_and_solved_is_archived(grade: str) -> None:
    story = surveyed().rate(grade, solved=True)

    assert (story.ticket.status, story.ticket.rating) == ("archived", grade)
    assert story.ticket.solved is True


@pytest.mark.rule("TA-22", "A28")
@pytest.mark.parametrize("grade", ["dissatisfied", "very_dissatisfied"])
def test_a_bad_grade_is_revisited_by_a_target_of_two_working_days(grade: str) -> None:
    story = surveyed().rate(grade, solved=False)

    assert story.ticket.status == "awaiting_revisit"
    assert story.due("revisit") == "2026-03-04"
    assert story.article("revisit") == SIXTEEN
    assert not story.deadline("revisit").statutory


@pytest.mark.rule("TA-22")
@pytest.mark.parametrize("lacking", ["satisfied", "solved"])
def test_a_revisit_asks_both_questions(lacking: str) -> None:
    asked: dict[str, Any] = {"satisfied": True, "solved": True}
    given = {name: value for name, value in asked.items() if name != lacking}
    story = surveyed().rate("dissatisfied", solved=False)

    refusal = story.refused(
        "office", "record_revisit", "revisit_incomplete", article=SIXTEEN, reached=True, **given
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]

    story.do("office", "record_revisit", reached=True, **asked)
    basis = story.event("revisited").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (SIXTEEN, True)
    assert (story.ticket.status, story.ticket.solved) == ("archived", True)


@pytest.mark.rule("TA-22", "A10")
def test_not_rated_in_time_is_archived_without_a_grade() -> None:
    story = surveyed().at("2026-03-03T09:00").sweep()

    assert (story.ticket.status, story.ticket.rating) == ("archived", None)
    story.refused("citizen", "rate", "rating_closed", article=SIXTEEN, rating="satisfied")


@pytest.mark.rule("TA-22")
def test_another_grade_than_the_five_is_wrong() -> None:
    refusal = surveyed().refused("citizen", "rate", "invalid_field", rating="unhappy")

    assert [error.pointer for error in refusal.errors] == ["/rating"]


@pytest.mark.rule("TA-22", "A9")
def test_unreachable_only_after_three_calls_over_two_working_days() -> None:
    story = surveyed().rate("dissatisfied", solved=False)
    for minutes in (0, 10, 20):
        story.after(minutes=minutes).do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"
    story.at("2026-03-03T08:00").do("office", "record_revisit", reached=False)
    assert story.ticket.status == "archived"

    story = surveyed().rate("dissatisfied", solved=False)
    story.do("office", "record_revisit", reached=False).at("2026-03-03T09:00")
    story.do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"
    story.do("office", "record_revisit", reached=False)
    assert story.ticket.status == "archived"


@pytest.mark.rule("TA-23", "A44", "A28")
def test_dissatisfied_and_reasonable_is_laid_before_the_city() -> None:
    story = dissatisfied(surveyed())

    assert [(one.kind, one.decided_by) for one in story.ticket.pending] == [("redo", "city")]
    basis = story.event("redo_requested").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (SIXTEEN, True)
    assert story.due("redo_decision") == "2026-03-05"
    assert story.article("redo_decision") == SIXTEEN
    assert not story.deadline("redo_decision").statutory
    story.refused("office", "decide_redo", "forbidden", approve=True)


@pytest.mark.rule("TA-23", "A44")
@pytest.mark.parametrize("reasonable", [False, None])
def test_dissatisfied_without_reason_is_not_redone(reasonable: bool | None) -> None:
    story = dissatisfied(surveyed(), reasonable=reasonable)

    assert story.ticket.status == "archived"
    assert story.ticket.round == 1


@pytest.mark.rule("TA-23", "A44")
def test_the_city_may_and_need_not_have_it_redone() -> None:
    story = dissatisfied(surveyed()).do("upper_office", "decide_redo", approve=False)

    assert story.ticket.status == "archived"
    assert story.ticket.round == 1


@pytest.mark.rule("TA-23", "TA-18", "TA-25", "A40", "A38")
@pytest.mark.parametrize(
    ("category", "unit", "due_at"),
    [
        ("consultation", "roads", "2026-03-06T00:00"),
        ("complaint", "roads", "2026-03-17T00:00"),
        ("consultation", "water", "2026-03-05T09:00"),
        ("complaint", "water", "2026-03-12T09:00"),
    ],
)
def test_a_redo_has_the_original_target_again(category: str, unit: str, due_at: str) -> None:
    story = redone(surveyed(category, unit))

    assert (story.ticket.status, story.ticket.round, story.ticket.unit) == ("handling", 2, unit)
    assert story.due_at("handling") == due_at
    assert story.article("handling") == SIXTEEN
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-22", "TA-23")
def test_the_second_verdict_is_not_final_and_a_second_redo_may_follow() -> None:
    story = redone(surveyed()).answer().approve().surveyed()

    redone(story)

    assert story.ticket.round == 3
    assert [one.rating for one in story.ticket.rounds] == ["dissatisfied", "dissatisfied"]


@pytest.mark.rule("TA-22", "A24")
def test_closed_is_not_solved() -> None:
    story = surveyed().rate("basically_satisfied", solved=False)

    assert (story.ticket.outcome, story.ticket.solved) == ("solved", False)
