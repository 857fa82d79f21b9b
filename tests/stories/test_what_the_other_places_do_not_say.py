"""Small print in which the places differ: who is told, who corrects, what a redo may ask for."""

from typing import Any

import pytest

from tests.builders import Regulations, Story

SAID = {"reached": True, "satisfied": False, "solved": False, "reasonable": True}


def redone(place: str) -> Story:
    story = Story(place).dispatch()
    if place == "xixian":
        story.sign()
    story.answer()
    if place == "taian":
        story.approve()
    story.surveyed().rate("dissatisfied")
    by = "office" if place == "xixian" else "upper_office"
    return story.step(by, "record_revisit", SAID).do(by, "decide_redo", approve=True)


@pytest.mark.rule("TA-23", "XX-30", "A44")
@pytest.mark.parametrize("place", ["taian", "xixian"])
def test_only_youyilu_tells_the_leader_of_a_redo(place: str) -> None:
    assert "leader_informed" not in redone(place).events()


@pytest.mark.rule("TA-23", "XX-30")
@pytest.mark.parametrize(("place", "forms"), [("taian", []), ("xixian", ["inspection"])])
def test_only_xixian_inspects_before_a_redo(place: str, forms: list[str]) -> None:
    assert [one.form for one in redone(place).ticket.supervisions] == forms


@pytest.mark.rule("TA-23", "XX-30")
@pytest.mark.parametrize("place", ["taian", "xixian"])
def test_only_in_zhaoqing_a_wish_alone_is_reviewed(place: str) -> None:
    """There the text asks for dissatisfaction; here who is content after all is archived."""
    story = Story(place).dispatch()
    if place == "xixian":
        story.sign()
    story.answer()
    if place == "taian":
        story.approve()
    story.surveyed().rate("dissatisfied")
    content = {**SAID, "satisfied": True, "redo_wanted": True}
    assert story.step("office", "record_revisit", content).ticket.status == "archived"


@pytest.mark.rule("TA-19")
def test_a_redo_in_taian_may_be_extended() -> None:
    story = redone("taian")
    asked = {"reason": "特别复杂", "amount": 3, "requester_informed": True}
    story.step("handler", "request_extension", asked).do("office", "decide_extension", approve=True)
    assert story.deadline("handling").extends == "handling#2#1"


@pytest.mark.rule("XX-14")
def test_a_redo_in_xixian_may_take_long() -> None:
    story = redone("xixian")
    asked = {"kind": "long", "reason": "周期较长", "amount": 30, "form": "att_1"}
    story.step("handler", "request_extension", asked)
    assert story.ticket.pending[0].chain == ("leader", "office", "city")


@pytest.mark.rule("TA-22", "XX-17")
@pytest.mark.parametrize("place", ["taian", "xixian"])
def test_a_mistaken_grade_is_corrected_by_whoever_calls(place: str) -> None:
    story = Story(place).dispatch()
    if place == "xixian":
        story.sign()
    story.answer()
    if place == "taian":
        story.approve()
    story.surveyed().rate("dissatisfied")
    corrected: dict[str, Any] = {**SAID, "satisfied": None, "corrected_rating": "satisfied"}
    refusal = story.refused(
        "upper_office", "record_revisit", "correction_reason_required", **corrected
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]
    story.step("upper_office", "record_revisit", {**corrected, "reason": "按错"})
    assert (story.ticket.rating, story.ticket.status) == ("satisfied", "archived")


@pytest.mark.rule("TA-19", "XX-12", "XX-14", "ZQ-23")
@pytest.mark.parametrize(
    ("place", "ids"),
    [("taian", ["ordinary"]), ("xixian", ["ordinary", "long"]), ("zhaoqing", ["ordinary"])],
)
def test_a_way_to_extend_has_its_name(place: str, ids: list[str]) -> None:
    """A granted extension points to it for as long as the ticket is kept."""
    assert [kind.id for kind in Regulations.of(place).extensions.kinds] == ids


@pytest.mark.rule("ZQ-19", "ZQ-20", "ZQ-21")
def test_each_limit_of_zhaoqing_says_for_which_categories_it_is() -> None:
    handling = [one for one in Regulations.of("zhaoqing").limits if one.kind == "handling"]
    assert [one.when.category for one in handling] == [
        ("consultation",),
        ("help", "suggestion"),
        ("complaint", "report"),
    ]


@pytest.mark.rule("A7")
def test_two_working_days_always_leave_the_day_of_receipt_to_ask() -> None:
    """So Zhaoqing's file needs no exception for it; a place with a shorter limit would."""
    (kind,) = Regulations.of("zhaoqing").extensions.kinds
    assert (kind.ask_by.amount, kind.ask_by.on_day_of_receipt) == (2, False)
