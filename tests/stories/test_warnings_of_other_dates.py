"""预警: what is over warns no more; a date that is not certain, or moves, warns of the true one."""

import json

import pytest

from chalicelib.adapters.calendar_files import PACKAGED, parse_year
from chalicelib.domain.calendar import Calendar
from tests.builders import Story
from tests.stories.test_clocks_provisional import eve_of_new_year, with_2027
from tests.stories.warned import ahead, given, of_handling
from tests.stories.zhaoqing import dispatched

EXTENSION = {"ground": "complex", "reason": "情况复杂", "form": "att_form"}


def extended(story: Story, at: str) -> Story:
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    return story.at(at).do("office", "decide_extension", approve=True)


# --- what is over warns no more ---


@pytest.mark.rule("P-16")
def test_what_was_kept_before_gives_no_warning() -> None:
    story = dispatched().at("2026-03-17T09:00").answer().approve()
    story.at("2026-05-01T09:00").sweep()
    assert of_handling(story) == []


@pytest.mark.rule("P-16")
def test_nor_does_what_was_taken_back() -> None:
    story = dispatched().at("2026-03-17T09:00").do("citizen", "withdraw", reason="已解决")
    assert story.at("2026-05-01T09:00").sweep().last == ()
    assert given(story) == []


@pytest.mark.rule("P-16", "ZQ-22")
def test_an_extension_has_warnings_of_its_own_and_the_old_date_has_none() -> None:
    """The whole span counts, from the start of the limit to the new end."""
    story = extended(dispatched().at("2026-03-19T10:00"), "2026-03-19T11:00")
    assert story.due("handling") == "2026-04-14"
    assert "due_soon" not in story.ticket.flags
    story.at("2026-05-01T09:00").sweep()
    assert of_handling(story) == [("2026-03-18T14:15", "three_quarters")]
    assert of_handling(story, "1#2") == [
        ("2026-04-04T02:15", "three_quarters"),
        ("2026-04-14T00:00", "one_working_day"),
    ]


@pytest.mark.rule("P-16")
def test_what_was_due_to_be_said_before_the_date_was_set_is_not_said_late() -> None:
    """Granted at ten on the last day of the new date, both its moments are past."""
    story = extended(dispatched(category="consultation"), "2026-03-06T10:00")
    assert story.due("handling") == "2026-03-06"
    story.at("2026-03-20T09:00").sweep()
    assert of_handling(story, "1#2") == []
    assert story.deadline("handling").state == "breached"


# --- dates that are not certain, and dates that move ---


@pytest.mark.rule("P-16")
def test_a_provisional_date_warns_of_nothing() -> None:
    story = eve_of_new_year().at("2027-03-01T09:00").sweep()
    assert given(story) == []
    assert ahead(story, "handling") == []


@pytest.mark.rule("P-16")
def test_published_it_warns_of_the_true_date() -> None:
    story = eve_of_new_year().at("2026-12-28T09:00").publish(with_2027())
    assert ahead(story, "handling") == ["2027-01-05T02:30", "2027-01-08T00:00", "2027-01-09T00:00"]


@pytest.mark.rule("P-16")
def test_certain_at_last_a_date_warns_even_where_the_guess_was_right() -> None:
    story = eve_of_new_year("complaint").at("2026-12-28T09:00").publish(with_2027())
    assert story.due("handling") == "2027-01-14"
    assert ahead(story, "handling") == ["2027-01-09T14:30", "2027-01-14T00:00", "2027-01-15T00:00"]


@pytest.mark.rule("P-16")
def test_the_last_working_day_is_not_guessed_where_the_year_is_not_published() -> None:
    """泰安: 240 hours are certain, the working days among them are not."""
    story = Story("taian", at="2026-12-28T10:00").dispatch("water")
    assert not story.deadline("handling").provisional
    assert ahead(story, "handling") == ["2027-01-04T22:00", "2027-01-07T10:00"]


def with_a_day_off() -> Calendar:
    """The year as published, but for one more holiday: Friday 2026-03-20."""
    document = json.loads((PACKAGED / "2026.json").read_text("utf-8"))
    document["holidays"]["2026-03-20"] = "国庆节"
    return Calendar([parse_year(document, "2026.json")])


@pytest.mark.rule("P-16")
def test_a_date_that_moves_is_warned_of_anew() -> None:
    story = dispatched().at("2026-03-18T16:00").sweep()
    assert "due_soon" in story.ticket.flags
    story.publish(with_a_day_off())
    assert story.due("handling") == "2026-03-24"
    assert "due_soon" not in story.ticket.flags
    story.at("2026-05-01T09:00").sweep()
    assert of_handling(story) == [
        ("2026-03-18T14:15", "three_quarters"),
        ("2026-03-19T08:15", "three_quarters"),
        ("2026-03-24T00:00", "one_working_day"),
    ]


@pytest.mark.rule("P-16")
def test_a_date_that_stays_is_not() -> None:
    story = dispatched().at("2026-03-18T16:00").sweep().publish(with_2027())
    assert story.last == ()
    assert "due_soon" in story.ticket.flags
    assert ahead(story, "handling") == ["2026-03-21T00:00", "2026-03-24T00:00"]
