"""Who asks, how, and how often: on the closing of every round, in all five places."""

from typing import Any

import pytest

from chalicelib.domain.terms import DeadlineKind
from tests.builders import Story

BY_SMS = ["xixian", "taian", "zhaoqing", "suqian"]
CALLED: dict[str, Any] = {"reached": True, "contacted": True, "solved": False, "attitude_ok": True}
RULES = {"xixian": "XX-17", "taian": "TA-22", "zhaoqing": "ZQ-28", "suqian": "SQ-16"}


def close(story: Story) -> Story:
    """Answered, and closed by whoever closes it there."""
    if story.ticket.status == "dispatched" and story.ticket.current(DeadlineKind.SIGN_IN):
        story.sign()
    story.answer()
    if story.ticket.pending:
        story.do("leader", "confirm", approve=True)
    if story.ticket.status == "in_review":
        story.approve()
    if story.ticket.pending:
        story.do("upper_office", "register_closing", by_unit="district", approve=True)
    return story


def closed(place: str, *, surveyed_above: bool = False) -> Story:
    return close(Story(place, surveyed_above=surveyed_above).dispatch())


@pytest.mark.rule("XX-17", "TA-22", "ZQ-28", "SQ-16")
@pytest.mark.parametrize("place", BY_SMS)
def test_without_a_level_above_we_ask_by_sms_in_its_place(place: str) -> None:
    story = closed(place)
    assert (story.ticket.status, story.survey().state) == ("awaiting_rating", "queued")
    assert story.events().count("survey_queued") == 1
    assert "survey_awaited" not in story.events()
    queued = story.event("survey_queued").basis
    assert queued is not None
    assert RULES[place] in queued.rules


@pytest.mark.rule("XX-17", "TA-22", "ZQ-28", "SQ-16", "P-17")
@pytest.mark.parametrize("place", BY_SMS)
@pytest.mark.parametrize(
    ("rating", "status"), [("satisfied", "archived"), ("dissatisfied", "awaiting_revisit")]
)
def test_with_one_its_result_is_awaited_and_goes_the_same_way(
    place: str, rating: str, status: str
) -> None:
    story = closed(place, surveyed_above=True).after(days=9).sweep()
    assert (story.ticket.status, story.survey().above) == ("awaiting_rating", True)
    assert "survey_queued" not in story.events()
    story.do("platform", "rate", rating=rating)
    assert (story.ticket.status, story.ticket.rating) == (status, rating)


@pytest.mark.rule("ZQ-33", "P-17")
@pytest.mark.parametrize("rating", ["satisfied", "very_dissatisfied"])
def test_the_second_verdict_is_final_whoever_asked_for_it(rating: str) -> None:
    story = closed("zhaoqing", surveyed_above=True).do("platform", "rate", rating="dissatisfied")
    story.do("upper_office", "record_revisit", reached=True)
    close(story.do("upper_office", "decide_redo", approve=True))
    assert (story.ticket.status, story.survey().round) == ("awaiting_rating", 2)
    story.do("platform", "rate", rating=rating)
    assert (story.ticket.status, story.ticket.rating) == ("archived", rating)


@pytest.mark.rule("YY-17", "YY-18", "P-17")
@pytest.mark.parametrize("surveyed_above", [False, True])
def test_in_youyilu_the_office_calls_whether_or_not_a_level_above_asks(
    *, surveyed_above: bool
) -> None:
    story = closed("youyilu", surveyed_above=surveyed_above)
    assert (story.ticket.status, story.ticket.survey) == ("awaiting_revisit", None)
    story.step("office", "record_revisit", {**CALLED, "satisfied": True})
    assert story.ticket.status == "archived"


@pytest.mark.rule("XX-17", "TA-22", "ZQ-33", "SQ-18")
@pytest.mark.parametrize("place", BY_SMS)
def test_each_round_has_one_survey_of_its_own(place: str) -> None:
    story = closed(place).surveyed().rate("dissatisfied")
    bad = {**CALLED, "satisfied": False, "reasonable": True}
    story.step("upper_office", "record_revisit", bad)
    if story.ticket.pending:
        story.do("office" if place == "xixian" else "upper_office", "decide_redo", approve=True)
    assert (story.ticket.round, story.ticket.survey, story.ticket.rating) == (2, None, None)
    assert story.events().count("survey_queued") == 1
    close(story)
    assert story.events().count("survey_queued") == 2
    assert (story.survey().round, story.survey().state) == (2, "queued")


# --- the calls are counted ---


@pytest.mark.rule("A9", "YY-17")
def test_the_calls_of_a_redo_are_counted_anew() -> None:
    """Two calls in vain before the first verdict do not make the second one unreachable."""
    story = closed("youyilu")
    for day in ("2026-03-02", "2026-03-03"):
        story.at(f"{day}T10:00").do("office", "record_revisit", reached=False)
    story.step("office", "record_revisit", {**CALLED, "satisfied": False})
    assert (story.ticket.round, story.ticket.revisits) == (2, ())
    close(story)
    for at in ("2026-03-03T11:00", "2026-03-04T11:00"):
        story.at(at).do("office", "record_revisit", reached=False)
    assert (story.ticket.status, len(story.ticket.revisits)) == ("awaiting_revisit", 2)
    story.after(hours=1).do("office", "record_revisit", reached=False)
    assert getattr(story.event("archived").event, "reason", None) == "unreachable"


@pytest.mark.rule("A9", "ZQ-31")
def test_whoever_is_reached_at_the_third_call_is_heard() -> None:
    story = closed("zhaoqing").surveyed().rate("dissatisfied")
    for at in ("2026-03-02T14:00", "2026-03-03T14:00"):
        story.at(at).do("upper_office", "record_revisit", reached=False)
    story.after(hours=1).do("upper_office", "record_revisit", reached=True, reason="还在施工")
    assert story.ticket.pending[0].details["reason"] == "还在施工"
    assert story.events().count("revisited") == 3


@pytest.mark.rule("ZQ-33", "A8")
def test_a_redo_in_zhaoqing_has_the_limit_of_the_category_never_the_extended_one() -> None:
    story = Story("zhaoqing", category="consultation").dispatch()
    asked = {"ground": "complex", "reason": "情况复杂", "form": "att_1"}
    story.step("handler", "request_extension", asked).do("leader", "confirm", approve=True)
    story.do("office", "decide_extension", approve=True).at("2026-03-05T09:00").answer()
    story.approve().surveyed().rate("dissatisfied")
    story.do("upper_office", "record_revisit", reached=True)
    story.do("upper_office", "decide_redo", approve=True)
    assert story.due("handling") == "2026-03-09"
