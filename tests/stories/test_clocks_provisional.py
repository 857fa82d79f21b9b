"""Clocks: past the last published holidays a date is provisional and breaches nothing."""

import pytest

from chalicelib.adapters.calendar_files import PACKAGED, parse_year, read_year
from chalicelib.domain.calendar import Calendar
from tests.builders import Story, instant

EVE = "2026-12-24T10:00"


def with_2027() -> Calendar:
    """A made-up notice: New Year off from Friday to Sunday, Saturday the 9th worked."""
    document = {
        "year": 2027,
        "published": {"first": "2027-01-01", "last": "2027-12-31"},
        "notices": None,
        "holidays": {"2027-01-01": "元旦", "2027-01-02": "元旦", "2027-01-03": "元旦"},
        "make_up_days": {"2027-01-09": "元旦"},
        "decisions": {},
    }
    return Calendar((read_year(PACKAGED / "2026.json"), parse_year(document, "2027.json")))


def eve_of_new_year(category: str = "help") -> Story:
    story = Story("zhaoqing", at=EVE, category=category).dispatch("roads")
    return story.do("handler", "record_contact", reached=True)


def extended() -> Story:
    story = eve_of_new_year()
    story.do("handler", "request_extension", ground="complex", reason="疑难", form="att_1")
    return story.do("leader", "confirm", approve=True).do(
        "office", "decide_extension", approve=True
    )


@pytest.mark.rule("ZQ-20")
def test_a_limit_that_crosses_into_an_unpublished_year_is_provisional() -> None:
    story = eve_of_new_year()
    assert story.due("handling") == "2027-01-07"
    assert story.deadline("handling").provisional
    assert "尚未公布" in story.explanation("handling")


@pytest.mark.rule("ZQ-19")
def test_a_limit_within_the_published_year_is_not() -> None:
    assert not eve_of_new_year("consultation").deadline("handling").provisional


@pytest.mark.rule("ZQ-20")
def test_it_never_breaches_however_long_nobody_publishes() -> None:
    story = eve_of_new_year().at("2027-03-01T09:00").sweep()
    assert story.deadline("handling").state == "running"
    assert story.ticket.flags == ()


@pytest.mark.rule("ZQ-20")
def test_published_it_is_worked_out_anew_and_says_that_it_moved() -> None:
    story = eve_of_new_year().at("2026-12-28T09:00").publish(with_2027())
    assert story.due("handling") == "2027-01-08"
    assert not story.deadline("handling").provisional
    assert story.last_events() == ["deadline_moved"]
    moved = story.event("deadline_moved").event
    assert getattr(moved, "was_due_at", None) == instant("2027-01-08T00:00")
    assert getattr(moved, "deadline", story.deadline("handling")).id == "handling#1#1"


@pytest.mark.rule("ZQ-21")
def test_published_on_the_same_date_it_is_certain_now() -> None:
    story = eve_of_new_year("complaint")
    assert story.due("handling") == "2027-01-14"
    story.at("2026-12-28T09:00").publish(with_2027())
    assert story.due("handling") == "2027-01-14"
    assert not story.deadline("handling").provisional


@pytest.mark.rule("ZQ-20")
def test_what_is_certain_does_not_move() -> None:
    story = eve_of_new_year("consultation").publish(with_2027())
    assert story.last == ()
    assert story.due("handling") == "2026-12-28"


@pytest.mark.rule("ZQ-20")
def test_published_late_it_breaches_at_the_true_end() -> None:
    story = eve_of_new_year().at("2027-03-01T09:00").publish(with_2027())
    assert story.deadline("handling").state == "breached"
    breach = story.event("deadline_breached").event
    assert getattr(breach, "as_of", None) == instant("2027-01-09T00:00")


@pytest.mark.rule("ZQ-20", "A29")
def test_an_answer_after_a_provisional_date_is_not_late_before_the_year_is_published() -> None:
    """Submitted on Friday the 8th, the true last day: the guess was Thursday."""
    story = eve_of_new_year().at("2027-01-08T10:00").answer().approve()
    assert story.ticket.status == "awaiting_rating"
    assert story.deadline("handling").state != "breached"


@pytest.mark.rule("ZQ-20", "A29")
def test_and_once_it_is_published_that_answer_was_in_time() -> None:
    story = eve_of_new_year().at("2027-01-08T10:00").answer().approve()
    story.at("2027-01-20T10:00").publish(with_2027())
    deadline = next(one for one in story.ticket.deadlines if one.kind == "handling")
    assert deadline.state == "met"
    assert deadline.due_on.isoformat() == "2027-01-08"


@pytest.mark.rule("ZQ-24")
def test_an_extension_of_a_provisional_date_moves_with_it() -> None:
    story = extended()
    assert story.due("handling") == "2027-01-21"
    assert story.deadline("handling").provisional
    story.publish(with_2027())
    assert story.due("handling") == "2027-01-21"  # the working Saturday makes up for Friday
    assert not story.deadline("handling").provisional


@pytest.mark.rule("ZQ-24")
def test_and_so_does_the_date_before_the_extension() -> None:
    story = extended().publish(with_2027())
    assert story.deadline("handling").original_due_at == instant("2027-01-09T00:00")
    assert "原期限2027-01-08" in story.explanation("handling")


@pytest.mark.rule("ZQ-13")
def test_a_return_is_not_too_late_by_a_day_that_nobody_has_published() -> None:
    """Received on Thursday 12-31, two working days on: Tuesday 01-05, guessed as Monday 01-04."""
    story = Story("zhaoqing", at="2026-12-31T10:00").dispatch("roads").at("2027-01-05T10:00")
    story.do("handler", "request_return", reason="非职责", basis="三定方案")
    assert story.ticket.pending[0].kind == "return"


@pytest.mark.rule("XX-10", "A29")
def test_what_was_done_once_is_not_undone_by_a_second_call() -> None:
    """The first call was in time once 2027 is published; another one changes nothing."""
    story = Story("xixian", at="2026-12-30T10:00").dispatch().sign()
    story.at("2027-01-05T09:00").do("handler", "record_contact", reached=True)
    story.at("2027-01-20T09:00").do("handler", "record_contact", reached=True)
    story.publish(with_2027())
    assert story.deadline("first_contact").state == "met"
