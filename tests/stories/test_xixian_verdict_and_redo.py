"""西咸新区, art 9 (5) and 20 (4): revisit, satisfaction, and the inspection that may follow."""

import pytest

from tests.builders import Story

TWENTY_FOUR = "第二十条（四）"
NINE_FIVE = "第九条（五）"
GOOD = ["very_satisfied", "satisfied", "basically_satisfied"]
BAD = ["dissatisfied", "very_dissatisfied"]


def surveyed() -> Story:
    return Story("xixian").dispatch().sign().answer().surveyed()


def to_revisit(grade: str = "dissatisfied") -> Story:
    return surveyed().rate(grade)


def redone() -> Story:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, satisfied=False, reasonable=True
    )
    return story.do("office", "decide_redo", approve=True)


@pytest.mark.rule("XX-17")
def test_satisfaction_is_surveyed_by_message_after_the_closing() -> None:
    story = Story("xixian").dispatch().sign().answer()

    assert story.ticket.status == "awaiting_rating"
    assert story.survey().state == "queued"
    basis = story.event("survey_queued").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_FIVE, True)


@pytest.mark.rule("XX-17", "A28")
def test_the_reply_is_awaited_for_twenty_four_hours_of_the_products_own() -> None:
    story = surveyed()

    assert story.due_at("survey_reply") == "2026-03-03T09:00"
    assert story.article("survey_reply") == NINE_FIVE
    assert not story.deadline("survey_reply").statutory


@pytest.mark.rule("XX-17")
@pytest.mark.parametrize("grade", GOOD)
def test_a_good_grade_archives(grade: str) -> None:
    story = to_revisit(grade)

    assert (story.ticket.status, story.ticket.rating) == ("archived", grade)


@pytest.mark.rule("XX-17")
@pytest.mark.parametrize("grade", BAD)
def test_a_bad_grade_is_revisited(grade: str) -> None:
    story = to_revisit(grade)

    assert story.ticket.status == "awaiting_revisit"
    assert story.due("revisit") == "2026-03-04"
    assert story.article("revisit") == NINE_FIVE
    assert not story.deadline("revisit").statutory
    basis = story.event("revisit_awaited").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_FIVE, True)


@pytest.mark.rule("XX-17")
def test_another_grade_than_the_five_is_wrong() -> None:
    refusal = surveyed().refused("citizen", "rate", "invalid_field", rating="unhappy")

    assert [error.pointer for error in refusal.errors] == ["/rating"]


@pytest.mark.rule("XX-17", "A10")
def test_not_rated_in_time_is_archived_without_a_grade() -> None:
    story = surveyed().at("2026-03-03T09:00").sweep()

    assert (story.ticket.status, story.ticket.rating) == ("archived", None)
    assert story.survey().state == "expired"
    story.refused("citizen", "rate", "rating_closed", article=NINE_FIVE, rating="satisfied")


@pytest.mark.rule("XX-17")
def test_a_revisit_that_reached_the_citizen_asks_whether_they_are_satisfied() -> None:
    story = to_revisit()
    refusal = story.refused(
        "office", "record_revisit", "revisit_incomplete", article=NINE_FIVE, reached=True
    )
    assert [error.pointer for error in refusal.errors] == ["/satisfied"]

    story.do("office", "record_revisit", reached=True, satisfied=True)

    assert story.ticket.status == "archived"


@pytest.mark.rule("XX-17")
def test_a_grade_given_by_mistake_is_corrected_and_both_stay_on_record() -> None:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, corrected_rating="satisfied", reason="按错"
    )

    corrected = story.event("rating_corrected").event
    assert (getattr(corrected, "old", 0), getattr(corrected, "new", 0)) == (
        "dissatisfied",
        "satisfied",
    )
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")


@pytest.mark.rule("XX-17", "A9")
def test_unreachable_only_after_three_calls_over_two_working_days() -> None:
    story = to_revisit()
    for minutes in (0, 10, 20):
        story.after(minutes=minutes).do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"

    story.at("2026-03-03T08:00").do("office", "record_revisit", reached=False)

    assert story.ticket.status == "archived"
    assert getattr(story.event("archived").event, "reason", None) == "unreachable"


@pytest.mark.rule("XX-17", "A9")
def test_two_calls_over_two_working_days_are_not_enough_and_the_third_is() -> None:
    story = to_revisit().do("office", "record_revisit", reached=False).at("2026-03-03T09:00")
    story.do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"

    story.do("office", "record_revisit", reached=False)

    assert story.ticket.status == "archived"


@pytest.mark.rule("XX-30", "A44")
def test_dissatisfied_and_reasonable_the_office_decides_after_its_inspection() -> None:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, satisfied=False, reasonable=True
    )

    assert story.ticket.status == "awaiting_revisit"
    assert [(one.kind, one.decided_by) for one in story.ticket.pending] == [("redo", "office")]
    basis = story.event("redo_requested").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (TWENTY_FOUR, True)
    assert story.due("redo_decision") == "2026-03-05"
    assert story.article("redo_decision") == TWENTY_FOUR
    assert not story.deadline("redo_decision").statutory


@pytest.mark.rule("XX-30", "XX-29", "P-27")
@pytest.mark.parametrize("by", ["office", "upper_office"])
def test_dissatisfied_and_reasonable_the_office_inspects(by: str) -> None:
    story = to_revisit().do(by, "record_revisit", reached=True, satisfied=False, reasonable=True)

    (inspection,) = story.ticket.supervisions
    assert (inspection.form, inspection.trigger) == ("inspection", "unsolved_reasonable")
    assert (inspection.reply, inspection.closed) == (None, False)
    assert inspection.demand
    basis = story.event("supervision_opened").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (TWENTY_FOUR, True)
    assert "supervised" in story.ticket.flags


@pytest.mark.rule("XX-30")
@pytest.mark.parametrize("said", [{"satisfied": False, "reasonable": False}, {"satisfied": False},
                                  {"satisfied": True, "reasonable": True},
                                  {"corrected_rating": "satisfied", "reason": "按错",
                                   "reasonable": True}])  # fmt: skip
def test_who_is_content_or_asks_too_much_sets_off_no_inspection(said: dict[str, object]) -> None:
    story = to_revisit().step("office", "record_revisit", {"reached": True, **said})

    assert story.ticket.supervisions == ()


@pytest.mark.rule("XX-30")
def test_a_bad_grade_that_is_only_corrected_to_another_is_inspected_too() -> None:
    said = {"corrected_rating": "very_dissatisfied", "reason": "还要差", "reasonable": True}
    story = to_revisit().step("office", "record_revisit", {"reached": True, **said})

    assert [one.form for one in story.ticket.supervisions] == ["inspection"]


@pytest.mark.rule("XX-30")
@pytest.mark.parametrize("approve", [True, False])
def test_the_inspection_goes_on_whether_or_not_a_redo_is_ordered(*, approve: bool) -> None:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, satisfied=False, reasonable=True
    )
    story.do("office", "decide_redo", approve=approve)

    story.do("handler", "answer_supervision", reply="已派人到场")
    story.do("office", "close_supervision", result="诉求已有效解决")
    assert story.ticket.supervisions[0].closed


@pytest.mark.rule("XX-30", "A40")
def test_every_round_that_ends_dissatisfied_is_inspected_anew() -> None:
    story = redone().answer().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)

    assert [one.form for one in story.ticket.supervisions] == ["inspection", "inspection"]


@pytest.mark.rule("XX-30", "A44")
@pytest.mark.parametrize("reasonable", [False, None])
def test_dissatisfied_without_reason_ends_it(reasonable: bool | None) -> None:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, satisfied=False, reasonable=reasonable
    )

    assert story.ticket.status == "archived"
    assert "redo_opened" not in story.events()


@pytest.mark.rule("XX-30", "A44")
def test_the_office_may_order_no_redo() -> None:
    story = to_revisit().do(
        "office", "record_revisit", reached=True, satisfied=False, reasonable=True
    )
    story.do("office", "decide_redo", approve=False, reason="已尽职")

    assert story.ticket.status == "archived"
    assert story.ticket.round == 1


@pytest.mark.rule("XX-30", "XX-11", "A40", "A38")
def test_a_redo_has_the_original_limit_again_which_the_text_does_not_state() -> None:
    story = redone()

    assert (story.ticket.status, story.ticket.round) == ("handling", 2)
    assert story.ticket.unit == "roads"
    assert story.due("handling") == "2026-03-09"
    assert story.article("handling") == TWENTY_FOUR
    assert not story.deadline("handling").statutory
    basis = story.event("redo_opened").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (TWENTY_FOUR, True)


@pytest.mark.rule("XX-30", "A40", "A8")
def test_the_original_limit_of_a_redo_is_never_the_extended_one() -> None:
    story = Story("xixian", category="consultation").dispatch().sign()
    story.do("handler", "request_extension", reason="复杂", amount=3)
    story.do("office", "decide_extension", approve=True).at("2026-03-09T09:00").answer()
    story.surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)

    story.do("office", "decide_redo", approve=True)

    assert story.due("handling") == "2026-03-12"


@pytest.mark.rule("XX-17", "XX-30")
def test_the_second_verdict_is_not_final_and_a_second_redo_may_follow() -> None:
    story = redone().answer().surveyed().rate("very_dissatisfied")
    assert story.ticket.status == "awaiting_revisit"
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)

    story.do("office", "decide_redo", approve=True)

    assert story.ticket.round == 3
    assert [one.rating for one in story.ticket.rounds] == ["dissatisfied", "very_dissatisfied"]


@pytest.mark.rule("XX-17")
def test_a_redo_is_not_judged_before_it_is_closed_again() -> None:
    redone().refused("citizen", "rate", "rating_closed", article=NINE_FIVE, rating="satisfied")
