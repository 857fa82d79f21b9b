"""预警: a deadline warns before it ends, at three quarters and with one working day left (P-16)."""

import pytest

from chalicelib.domain.decision import Draft
from chalicelib.entrypoints.api.glass import glass_for_history
from chalicelib.entrypoints.api.presentation import event_json
from tests.builders import Story, instant
from tests.stories.warned import ahead, given, local, of_handling
from tests.stories.zhaoqing import asked, cites, dispatched

# --- when ---


@pytest.mark.rule("P-16", "A48")
def test_three_quarters_are_counted_by_the_clock_and_run_through_the_national_day() -> None:
    """西咸: five working days from Monday, the last one a working Saturday."""
    story = Story("xixian", at="2026-09-28T10:00").dispatch().sign()
    assert story.due_at("handling") == "2026-10-11T00:00"
    story.at("2026-11-01T09:00").sweep()
    assert of_handling(story) == [
        ("2026-10-07T20:30", "three_quarters"),
        ("2026-10-10T00:00", "one_working_day"),
    ]


@pytest.mark.rule("P-16")
def test_one_working_day_before_the_first_day_after_the_holiday_is_before_the_holiday() -> None:
    """西咸: an enquiry is due on Thursday the 8th; from the evening of the 30th nobody works."""
    story = Story("xixian", at="2026-09-28T10:00", category="consultation").dispatch().sign()
    assert story.due("handling") == "2026-10-08"
    story.at("2026-11-01T09:00").sweep()
    assert of_handling(story) == [
        ("2026-10-01T00:00", "one_working_day"),
        ("2026-10-06T08:30", "three_quarters"),
    ]


@pytest.mark.rule("P-16")
def test_an_end_on_a_holiday_leaves_one_whole_working_day_before_it() -> None:
    """泰安: a utility has 240 hours, by the clock, until the National Day."""
    story = Story("taian", at="2026-09-21T10:00").dispatch("water")
    assert story.due_at("handling") == "2026-10-01T10:00"
    assert ahead(story, "handling") == ["2026-09-28T22:00", "2026-09-30T00:00", "2026-10-01T10:00"]


@pytest.mark.rule("P-16")
def test_an_end_in_the_afternoon_warns_on_the_afternoon_of_the_working_day_before() -> None:
    story = Story("taian", at="2026-03-06T15:00").dispatch("water")
    assert story.due_at("handling") == "2026-03-16T15:00"
    assert ahead(story, "handling") == ["2026-03-13T15:00", "2026-03-14T03:00", "2026-03-16T15:00"]


@pytest.mark.rule("P-16")
def test_hours_warn_of_the_work_alone_and_once() -> None:
    """宿迁: twelve hours; the signature within one hour and the call within a day do not warn."""
    story = Story("suqian", at="2026-03-02T09:00").dispatch()
    story.at("2026-03-10T09:00").sweep()
    assert given(story) == [("2026-03-02T18:00", "handling#1#1", "three_quarters")]


@pytest.mark.rule("P-16")
def test_so_does_a_direct_answer() -> None:
    story = Story("suqian", at="2026-03-02T09:00", directly_answerable=True)
    assert ahead(story, "direct_answer") == ["2026-03-02T12:00", "2026-03-02T13:00"]


@pytest.mark.rule("P-16")
def test_one_working_day_warns_of_the_work_alone_however_many_holidays_it_spans() -> None:
    """友谊路: over the May holiday; the first call of the office has one working day too."""
    story = Story("youyilu", at="2026-04-30T09:00", complexity="simple").dispatch()
    story.at("2026-06-01T09:00").sweep()
    assert given(story) == [("2026-05-05T08:15", "handling#1#1", "three_quarters")]


@pytest.mark.rule("P-16")
def test_the_time_of_the_citizen_warns_nobody() -> None:
    assert ahead(asked(), "survey_reply") == ["2026-03-03T11:00"]


@pytest.mark.rule("P-16")
def test_two_warnings_of_one_instant_are_one() -> None:
    """A reply is ordered from midnight on for four working days: the last one is a quarter."""
    story = dispatched().at("2026-03-09T00:00")
    ordered(story, "2026-03-13T00:00")
    assert ahead(story, "supervision_reply") == ["2026-03-12T00:00", "2026-03-13T00:00"]


def ordered(story: Story, due: str) -> Story:
    """A supervision whose reply is awaited by then."""
    rules = story.regulation.supervision
    form, trigger = rules.forms[0].id, rules.triggers[0].code
    demand, by = "限时答复", instant(due).isoformat()
    return story.do("office", "supervise", form=form, trigger=trigger, demand=demand, due=by)


# --- what a warning is ---


@pytest.mark.rule("P-16", "ZQ-21")
def test_a_warning_names_its_deadline_its_date_and_the_article_of_the_limit() -> None:
    story = dispatched().at("2026-03-18T14:15").sweep()
    entry = story.event("deadline_warned")
    draft = Draft(story.ticket, story.context())
    shown = event_json(entry, draft, glass_for_history(draft, story.history))
    assert shown["data"] == {
        "deadline": "handling#1#1",
        "warning": "three_quarters",
        "due_at": "2026-03-24T00:00:00+08:00",
    }
    assert shown["at"] == "2026-03-18T14:15:00+08:00"
    assert cites(story, "deadline_warned") == story.article("handling")


@pytest.mark.rule("P-16")
def test_it_is_given_once_not_before_its_moment_and_not_again() -> None:
    story = dispatched().do("handler", "record_contact", reached=True)
    assert story.at("2026-03-18T14:14").sweep().last == ()
    assert story.at("2026-03-18T14:15").sweep().last_events() == ["deadline_warned"]
    assert story.sweep().last == ()
    assert story.at("2026-03-20T23:59").sweep().last == ()
    assert story.at("2026-03-21T00:00").sweep().last_events() == ["deadline_warned"]


@pytest.mark.rule("P-16")
def test_what_was_warned_of_is_due_soon_until_it_is_overdue() -> None:
    story = dispatched()
    assert story.ticket.flags == ()
    assert story.at("2026-03-18T14:15").sweep().ticket.flags == ("due_soon",)
    assert story.at("2026-03-24T00:00").sweep().ticket.flags == ("overdue",)


@pytest.mark.rule("P-16")
def test_what_is_overdue_is_not_due_soon_besides() -> None:
    """Overdue with the answer, warned of the reply to a supervision."""
    story = ordered(dispatched().at("2026-03-21T00:00"), "2026-03-25T00:00")
    assert story.at("2026-03-24T00:00").sweep().deadline("supervision_reply").warned
    assert story.ticket.flags == ("overdue", "supervised")


@pytest.mark.rule("P-16")
def test_what_is_done_is_no_longer_due_soon() -> None:
    story = dispatched().at("2026-03-18T15:00").answer()
    assert "due_soon" in story.ticket.flags, "the audit may still send it back, inside the limit"
    assert story.approve().ticket.flags == ()


# --- a late sweep ---


@pytest.mark.rule("P-16", "A42")
def test_a_sweep_after_the_end_still_tells_it_in_the_order_of_the_law() -> None:
    story = dispatched().do("handler", "record_contact", reached=True)
    story.at("2026-05-01T09:00").sweep()
    assert story.last_events() == ["deadline_warned", "deadline_warned", "deadline_breached"]
    assert [local(entry.at) for entry in story.last] == [
        "2026-03-18T14:15",
        "2026-03-21T00:00",
        "2026-03-24T00:00",
    ]


@pytest.mark.rule("P-16", "A42")
def test_a_command_that_comes_first_finds_the_warning_there() -> None:
    story = dispatched().at("2026-03-18T15:00").answer()
    events = story.last_events()
    assert events.index("deadline_warned") < events.index("answer_submitted")
    assert local(story.event("deadline_warned").at) == "2026-03-18T14:15"


@pytest.mark.rule("P-16", "A42")
def test_at_one_instant_a_warning_comes_before_an_end() -> None:
    story = ordered(dispatched().at("2026-03-21T00:00"), "2026-03-25T00:00")
    story.at("2026-03-24T00:00").sweep()
    assert [(entry.event.name, getattr(entry.event, "deadline", "")) for entry in story.last] == [
        ("deadline_warned", "supervision_reply#1#1"),
        ("deadline_breached", "handling#1#1"),
    ]
