"""Clocks: the legal moment is `due_at`, whoever comes first and however late."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.builders import Story, instant
from tests.stories.zhaoqing import MONDAY

EXTENSION = {"ground": "complex", "reason": "情况复杂", "form": "att_form"}
RETURN = {"reason": "非本单位职责", "basis": "三定方案"}
NOTE = {"conduct": "occupation", "step": "dissuaded"}


class Hourly(Story):
    """Told with a sweep every hour."""

    def at(self, local: str | datetime) -> "Hourly":
        until = instant(local)
        while self.now < until:
            super().at(min(self.now + timedelta(hours=1), until)).sweep()
        return self


Opening = Callable[[type[Story], str], Story]


def opened(kind: type[Story], category: str) -> Story:
    return kind("zhaoqing", at=MONDAY, category=category).dispatch("roads")


def answered_late(kind: type[Story]) -> Story:
    return (
        opened(kind, "complaint").at("2026-03-24T00:00").answer().at("2026-03-25T09:00").approve()
    )


def audited_late(kind: type[Story]) -> Story:
    story = opened(kind, "complaint").at("2026-03-23T23:59").answer()
    return story.at("2026-03-30T09:00").approve()


def sent_back_late(kind: type[Story]) -> Story:
    story = opened(kind, "complaint").at("2026-03-23T23:59").answer().at("2026-03-30T09:00")
    story.do("office", "audit_answer", approve=False, reason="漏答")
    return story.at("2026-03-31T09:00").answer().at("2026-04-01T09:00").approve()


def extended_late(kind: type[Story]) -> Story:
    """Asked on the last day to ask, granted the day after the limit ended."""
    story = opened(kind, "complaint").at("2026-03-21T10:00")
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    return story.at("2026-03-24T10:00").do("office", "decide_extension", approve=True)


def extension_refused_late(kind: type[Story]) -> Story:
    story = opened(kind, "complaint").at("2026-03-21T10:00")
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    story.at("2026-03-24T10:00")
    return story.do("office", "decide_extension", approve=False, reason="理由不足")


def extended_too_late_to_help(kind: type[Story]) -> Story:
    story = opened(kind, "consultation")
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    return story.at("2026-03-20T10:00").do("office", "decide_extension", approve=True)


def returned_late(kind: type[Story]) -> Story:
    """Asked in the last minute of both the window and the limit."""
    story = opened(kind, "consultation").at("2026-03-04T23:59")
    story.do("handler", "request_return", **RETURN)
    return story.at("2026-03-06T10:00").do("office", "decide_return", approve=True)


def return_refused_late(kind: type[Story]) -> Story:
    story = opened(kind, "consultation").at("2026-03-04T23:59")
    story.do("handler", "request_return", **RETURN)
    story.at("2026-03-06T10:00")
    return story.do("office", "decide_return", approve=False, refusal_code="own_duty")


def extended_under_audit(kind: type[Story]) -> Story:
    story = opened(kind, "complaint").at("2026-03-21T10:00")
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    story.at("2026-03-23T10:00").answer().at("2026-03-25T10:00")
    story.do("office", "decide_extension", approve=True)
    return story.do("office", "audit_answer", approve=False, reason="漏答")


def never_rated(kind: type[Story]) -> Story:
    story = opened(kind, "help").answer().approve().surveyed().at("2026-03-03T12:00")
    return story.do("operator", "record_conduct", **NOTE)


def redo_never_decided(kind: type[Story]) -> Story:
    story = opened(kind, "help").answer().approve().surveyed().rate("dissatisfied")
    story.at("2026-03-06T09:00")
    story.do("upper_office", "record_revisit", reached=True, satisfied=False)
    return story.at("2026-03-20T09:00").do("operator", "record_conduct", **NOTE)


STORIES = [
    answered_late,
    audited_late,
    sent_back_late,
    extended_late,
    extension_refused_late,
    extended_too_late_to_help,
    returned_late,
    return_refused_late,
    extended_under_audit,
    never_rated,
    redo_never_decided,
]


def settled(story: Story) -> dict[str, tuple[str, datetime]]:
    return {one.id: (one.state, one.due_at) for one in story.ticket.deadlines}


@pytest.mark.rule("A29", "A30", "A42")
@pytest.mark.parametrize("told", STORIES)
def test_sweeps_every_hour_one_at_the_end_or_none_come_to_the_same(
    told: Callable[[type[Story]], Story],
) -> None:
    hourly, unswept, swept_once = told(Hourly), told(Story), told(Story).sweep()
    assert settled(hourly) == settled(unswept) == settled(swept_once)
    assert hourly.ticket.status == unswept.ticket.status == swept_once.ticket.status
    assert hourly.ticket.flags == unswept.ticket.flags == swept_once.ticket.flags


@pytest.mark.rule("A29", "A42")
def test_an_answer_under_audit_is_undecided_then_met_as_of_its_submission() -> None:
    story = opened(Story, "complaint").at("2026-03-23T23:59").answer()
    story.at("2026-03-24T00:00").sweep()
    assert story.deadline("handling").state == "undecided"
    story.at("2026-03-30T09:00").approve()
    met = story.event("deadline_met").event
    assert story.deadline("handling").state == "met"
    assert getattr(met, "as_of", None) == instant("2026-03-23T23:59")


@pytest.mark.rule("A29", "A42")
def test_a_rejected_answer_leaves_the_deadline_breached_at_its_end() -> None:
    story = sent_back_late(Story)
    breach = next(
        entry.event
        for entry in story.history
        if entry.event.name == "deadline_breached"
        and getattr(entry.event, "deadline", "") == "handling#1#1"
    )
    assert getattr(breach, "as_of", None) == instant("2026-03-24T00:00")
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("A30", "A42")
def test_a_pending_extension_holds_no_breach_up_and_its_approval_withdraws_it() -> None:
    story = opened(Story, "complaint").at("2026-03-21T10:00")
    story.do("handler", "request_extension", **EXTENSION).do("leader", "confirm", approve=True)
    story.at("2026-03-24T00:00").sweep()
    assert story.deadline("handling").state == "breached"
    assert "overdue" in story.do("handler", "record_contact", reached=True).ticket.flags
    story.at("2026-03-24T10:00").do("office", "decide_extension", approve=True)
    assert getattr(story.event("breach_withdrawn").event, "deadline", "") == "handling#1#1"
    assert story.due("handling") == "2026-04-14"
    assert story.deadline("handling").state == "running"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("A30", "A42")
def test_a_refused_extension_leaves_the_breach() -> None:
    story = extension_refused_late(Story)
    assert story.deadline("handling").state == "breached"
    assert "breach_withdrawn" not in story.events()


@pytest.mark.rule("A42")
def test_an_extension_whose_own_end_is_past_when_granted_is_breached_at_that_end() -> None:
    story = extended_too_late_to_help(Story)
    states = [one.state for one in story.ticket.deadlines if one.kind == "handling"]
    assert states == ["replaced", "breached"]
    assert story.due("handling") == "2026-03-06"


@pytest.mark.rule("A42", "ZQ-13")
def test_a_return_approved_after_the_breach_withdraws_it() -> None:
    story = opened(Story, "consultation").at("2026-03-04T23:59")
    story.do("handler", "request_return", **RETURN).at("2026-03-05T00:00").sweep()
    assert story.deadline("handling").state == "breached"
    story.at("2026-03-06T10:00").do("office", "decide_return", approve=True)
    assert getattr(story.event("breach_withdrawn").event, "deadline", "") == "handling#1#1"
    assert story.ticket.deadlines[0].state == "void"
    story.dispatch("parks")
    assert story.due("handling") == "2026-03-10"


@pytest.mark.rule("A42", "ZQ-14")
def test_a_return_refused_after_the_breach_leaves_it() -> None:
    story = return_refused_late(Story)
    assert story.deadline("handling").state == "breached"
    assert "breach_withdrawn" not in story.events()


@pytest.mark.rule("A29", "A42")
def test_extended_while_under_audit_the_extended_clock_runs_on_after_a_rejection() -> None:
    story = extended_under_audit(Story)
    assert story.deadline("handling").state == "running"
    assert story.due("handling") == "2026-04-14"


@pytest.mark.rule("A42")
@pytest.mark.parametrize("late", ["2026-03-24T00:00", "2026-03-24T09:00", "2026-05-01T09:00"])
def test_however_late_the_sweep_the_breach_is_of_the_legal_moment(late: str) -> None:
    story = opened(Story, "complaint").do("handler", "record_contact", reached=True)
    breach = story.at(late).sweep().event("deadline_breached").event
    assert getattr(breach, "as_of", None) == instant("2026-03-24T00:00")


@pytest.mark.rule("A42")
def test_a_command_before_the_sweep_finds_the_breach_there() -> None:
    story = opened(Story, "complaint").at("2026-03-24T00:00").answer()
    assert story.last_events().index("deadline_breached") < story.last_events().index(
        "answer_submitted"
    )


@pytest.mark.rule("A42")
def test_a_sweep_twice_breaches_once_and_a_sweep_too_early_nothing() -> None:
    story = opened(Story, "complaint").do("handler", "record_contact", reached=True)
    story.at("2026-03-23T23:58").sweep()  # the warnings were due long before
    assert story.at("2026-03-23T23:59").sweep().last == ()
    assert story.at("2026-03-24T00:00").sweep().last_events() == ["deadline_breached"]
    assert story.sweep().last == ()


@pytest.mark.rule("A28")
def test_a_decision_not_made_in_time_decides_nothing_here() -> None:
    story = opened(Story, "complaint").do("handler", "request_return", **RETURN)
    story.at("2026-03-20T09:00").sweep()
    assert story.deadline("return_decision").state == "breached"
    assert story.ticket.pending[0].kind == "return"
    assert story.ticket.unit == "roads"
