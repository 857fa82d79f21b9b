"""A sixth place is one more file: a life from intake to archive, in ways none of the five knows.

Office hours are 9:00 to 12:00 and 13:30 to 17:30, seven hours a working day; 2026-03-02 is a
Monday.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.regulation_files import load_regulation, parse_regulation
from chalicelib.domain.regulation import Regulation
from tests.builders import Story, instant

FILE = Path(__file__).parent / "fixtures" / "sixth.toml"
COMPLEX: dict[str, Any] = {"complexity": "complex"}
PATROL = {"platform": "rivers", "reference": "R-1", "kind": "river_patrol"}
ASKED: dict[str, Any] = {"ground": "flood", "amount": 24, "requester_informed": True}
BAD: dict[str, Any] = {"reached": True, "satisfied": False, "solved": False, "reasonable": True}


@cache
def yunhe() -> Regulation:
    return load_regulation(FILE)


def registered(at: str = "2026-03-02T11:00", **given: object) -> Story:
    fields: dict[str, Any] = dict(given)
    return Story("yunhe", at=at, regulation=yunhe(), **fields)


def dispatched(at: str = "2026-03-02T11:00", **given: object) -> Story:
    return registered(at, **given).dispatch("roads", rationale="职责清单")


def judged(story: Story, rating: str) -> Story:
    """Answered, signed by the leader in a redo, audited, registered, surveyed and rated now."""
    story.answer()
    if story.ticket.in_redo:
        story.do("leader", "confirm", approve=True)
    story.approve().do("upper_office", "register_closing", approve=True)
    return story.surveyed().rate(rating)


def to_be_redone(at: str = "2026-03-02T09:00") -> Story:
    """Rated badly on Monday morning, the redo asked for at 10:00."""
    story = judged(dispatched(at).sign(), "poor").at("2026-03-02T10:00")
    return story.do("office", "record_revisit", **BAD)


def test_a_whole_life_from_intake_to_archive() -> None:
    story = registered(**COMPLEX)
    assert story.due_at("first_contact") == "2026-03-02T16:30"  # 1 h, lunch, 3 h
    story.refused("office", "dispatch", "rationale_required", article="第四条", unit="roads")
    story.dispatch("roads", rationale="职责清单")
    assert story.due_at("sign_in") == "2026-03-02T14:30"  # 1 h, lunch, 1 h

    story.at("2026-03-02T14:00").refused(
        "handler", "record_contact", "not_signed", article="第六条（一）", reached=True
    )
    story.sign()
    assert story.deadline("sign_in").state == "met"
    assert story.due_at("handling") == "2026-03-05T11:30"  # 3.5 h, 7 h, 7 h, 2.5 h
    assert story.article("handling") == "第七条（四）"
    story.at("2026-03-02T15:00").do("office", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "met"

    story.at("2026-03-02T16:00").do("handler", "request_extension", **ASKED)
    story.do("leader", "confirm", approve=True)
    assert story.due_at("extension_decision") == "2026-03-03T11:30"  # 1.5 h, 2.5 h
    story.at("2026-03-03T09:00").do("office", "decide_extension", approve=True)
    story.do("upper_office", "decide_extension", by_unit="district", approve=True)
    assert story.due_at("handling") == "2026-03-06T11:30"  # 24 hours by the clock

    story.at("2026-03-06T11:00").answer()
    story.at("2026-03-06T12:00").approve()
    assert story.ticket.pending[0].chain == ("city",)
    story.do("upper_office", "register_closing", approve=True)
    assert story.deadline("handling").state == "met"
    story.at("2026-03-06T15:00").surveyed()
    assert story.due_at("survey_reply") == "2026-03-08T15:00"
    story.at("2026-03-07T10:00").rate("poor")
    assert story.due_at("revisit") == "2026-03-09T12:00"  # Saturday: 3 h of Monday
    story.at("2026-03-09T10:00").do("office", "record_revisit", **BAD)

    for number, opened in ((2, "2026-03-10T09:00"), (3, "2026-03-11T09:00")):
        story.at(opened).do("upper_office", "decide_redo", by_unit="district", approve=True)
        assert story.ticket.round == number
        assert story.due_at("handling")[11:] == "10:00"  # 7 h, and 1 h of the next day
        assert "leader_informed" in story.last_events()
        judged(story, "poor").do("office", "record_revisit", **BAD)
    story.at("2026-03-12T09:00").do("upper_office", "decide_redo", by_unit="city", approve=True)
    assert [one.trigger for one in story.ticket.supervisions] == ["redo", "redo"]
    judged(story, "fair")
    assert (story.ticket.status, story.ticket.round) == ("archived", 4)
    assert [one.rating for one in story.ticket.rounds] == ["poor", "poor", "poor"]


@pytest.mark.parametrize(
    ("given", "due", "article"),
    [
        ({"complexity": "ordinary"}, "2026-03-10T00:00", "第七条（二）"),
        ({"complexity": "complex"}, "2026-03-05T10:30", "第七条（四）"),
        ({"category": "praise", "complexity": "complex"}, "2026-03-10T00:00", "第七条（二）"),
        ({"urgency": "urgent"}, "2026-03-10T00:00", "第七条（二）"),
        ({"complexity": "complex", "urgency": "urgent"}, "2026-03-02T17:00", "第七条（五）"),
        (
            {"complexity": "complex", "urgency": "urgent", "source": PATROL},
            "2026-03-02T12:30",
            "第七条（六）",
        ),
        ({"category": "consultation"}, "2026-03-03T00:00", "第七条（三）"),
    ],
)
def test_category_complexity_urgency_and_source_choose_the_limit_together(
    given: dict[str, Any], due: str, article: str
) -> None:
    """Dispatched at 11:00 and signed at 11:30; 20 working hours from then are Thursday 10:30."""
    story = dispatched(**given).at("2026-03-02T11:30").sign()
    assert story.due_at("handling") == due
    assert story.article("handling") == article


def test_working_hours_begin_after_lunch_when_signed_at_noon() -> None:
    story = dispatched(**COMPLEX).at("2026-03-02T12:30").sign()
    assert story.due_at("handling") == "2026-03-05T11:00"  # 4 h, 7 h, 7 h, 2 h


@pytest.mark.rule("A48")
@pytest.mark.parametrize("at", ["2026-03-02T00:00", "2026-03-02T23:59", "2026-03-07T10:00"])
def test_the_same_day_is_the_day_itself_be_it_late_or_a_rest_day(at: str) -> None:
    story = dispatched(at, category="consultation")
    assert story.due("handling") == at[:10]
    direct = registered(at, category="consultation", directly_answerable=True)
    assert direct.due("direct_answer") == at[:10]


def test_a_clock_from_the_registration_runs_before_and_between_the_dispatches() -> None:
    story = registered(complexity="complex", urgency="urgent", source=PATROL)
    assert story.due_at("handling") == "2026-03-02T12:30"
    story.dispatch("roads", rationale="职责").sign()
    assert story.due_at("first_contact") == "2026-03-02T11:45"
    story.do("handler", "request_return", suggestion="转园林局")
    story.do("leader", "confirm", approve=True).do("office", "decide_return", approve=True)
    assert story.deadline_ids().count("handling#1#1") == 1
    assert story.deadline("handling").state == "running"


def test_urgent_tickets_are_signed_in_minutes_and_returned_in_minutes() -> None:
    story = dispatched(urgency="urgent")
    assert story.due_at("sign_in") == "2026-03-02T11:30"
    story.at("2026-03-02T11:20").refused(
        "handler", "request_return", "return_too_late", article="第八条（一）", suggestion="园林局"
    )


def test_a_return_within_eight_working_hours_needs_only_where_to() -> None:
    story = dispatched().at("2026-03-03T11:59")
    story.refused("handler", "request_return", "return_incomplete", article="第八条", reason="非")
    story.do("handler", "request_return", suggestion="转园林局")
    late = dispatched().at("2026-03-03T14:30")
    late.refused("handler", "request_return", "return_too_late", suggestion="转园林局")


def test_an_extension_may_be_asked_for_within_working_hours_from_the_start() -> None:
    whole = tomllib.loads(FILE.read_text("utf-8"))
    ask_by = {"counted_from": "start", "amount": 3, "unit": "working_hour"}
    whole["extensions"]["kinds"][0]["ask_by"] = ask_by
    other = parse_regulation(whole, "sixth.toml")
    story = Story("yunhe", "2026-03-02T11:00", regulation=other).dispatch("roads", rationale="职责")
    story.sign().at("2026-03-02T15:29").do("handler", "request_extension", **ASKED)


def test_silence_grants_a_return() -> None:
    story = dispatched().do("handler", "request_return", suggestion="转园林局")
    story.do("leader", "confirm", approve=True).at("2026-03-04T00:00").sweep()
    assert (story.ticket.status, story.ticket.unit) == ("registered", None)
    assert story.deadline("return_decision").state == "breached"
    basis = story.event("return_decided").basis
    assert basis is not None
    assert basis.article == "第八条（二）"


def test_silence_refuses_an_extension() -> None:
    story = dispatched(**COMPLEX).sign().do("handler", "request_extension", **ASKED)
    story.do("leader", "confirm", approve=True).at("2026-03-02T16:30").sweep()
    assert story.ticket.pending == ()
    assert story.due_at("handling") == "2026-03-05T10:00"  # 5 h, 7 h, 7 h, 1 h from Monday 11:00


def test_silence_grants_an_urgent_extension_over_every_step_left() -> None:
    story = dispatched(urgency="urgent").sign().do("handler", "request_extension", **ASKED)
    story.do("leader", "confirm", approve=True).at("2026-03-02T11:30").sweep()
    assert story.due_at("handling") == "2026-03-11T00:00"
    assert story.ticket.pending == ()


def test_silence_refuses_a_termination() -> None:
    story = dispatched().sign()
    story.do("handler", "request_termination", ground="dried_up", evidence="照片")
    story.at("2026-03-02T13:00").sweep()
    assert (story.ticket.status, story.ticket.pending) == ("handling", ())


def test_silence_grants_a_redo() -> None:
    story = to_be_redone().at("2026-03-04T00:00").sweep()
    assert story.ticket.round == 2
    assert story.deadline("handling").starts_at == instant("2026-03-04T00:00")
    assert story.due_at("handling") == "2026-03-05T10:00"


def test_a_redo_granted_by_silence_counts_from_the_legal_moment_however_late_the_sweep() -> None:
    story = to_be_redone().at("2026-03-04T16:00").sweep()
    assert story.deadline("handling").starts_at == instant("2026-03-04T00:00")
    assert story.due_at("handling") == "2026-03-05T10:00"


def test_an_unreasonable_wish_is_archived() -> None:
    story = judged(dispatched().sign(), "poor")
    story.do("office", "record_revisit", **(BAD | {"reasonable": False}))
    assert story.ticket.status == "archived"


def test_after_three_redos_there_is_no_fourth() -> None:
    story = to_be_redone()
    for _ in range(3):
        story.do("upper_office", "decide_redo", approve=True)
        judged(story, "poor").do("office", "record_revisit", **BAD)
    assert (story.ticket.status, story.ticket.round) == ("archived", 4)


def test_three_grades_and_no_other() -> None:
    assert judged(dispatched().sign(), "good").ticket.status == "archived"
    assert judged(dispatched().sign(), "fair").ticket.status == "archived"
    story = dispatched().sign().answer().approve()
    story.do("upper_office", "register_closing", approve=True).surveyed()
    story.refused("citizen", "rate", "invalid_field", rating="very_satisfied")


def test_the_third_return_goes_up_three_bodies() -> None:
    story = registered()
    for unit in ("roads", "parks", "housing"):
        story.dispatch(unit, rationale="职责").do("handler", "request_return", suggestion="转出")
        story.do("leader", "confirm", approve=True)
        if story.ticket.status != "adjudication":
            story.do("office", "decide_return", approve=True)
    assert story.ticket.status == "adjudication"
    story.do("supervisor", "adjudicate", pass_on=True).do("supervisor", "adjudicate", pass_on=True)
    story.refused("supervisor", "adjudicate", "last_body", article="第五条", pass_on=True)


def test_what_is_required_at_intake_depends_on_combinations() -> None:
    wish: dict[str, Any] = {"requester": {"reply_wanted": False}, "location": None}
    assert registered(**wish).ticket.status == "registered"
    asks = registered(requester={}, location=None, expect="required_at_intake")
    assert [error.pointer for error in asks.refusal.errors] == ["/requester/phone"]
    hard = registered(**(wish | COMPLEX), expect="required_at_intake")
    assert [error.pointer for error in hard.refusal.errors] == ["/location/address"]


def test_the_platforms_own_time_replaces_and_the_office_may_set_another() -> None:
    source = {"platform": "city", "reference": "1", "due_at": "2026-04-01T00:00:00+08:00"}
    assert dispatched(source=source).sign().due("handling") == "2026-03-31"
    story = registered().dispatch(
        "roads", rationale="职责", due_at="2026-04-10T00:00:00+08:00", override_reason="汛期"
    )
    assert story.sign().due("handling") == "2026-04-09"


def test_declined_referred_and_withdrawn_in_the_words_of_this_place() -> None:
    registered().refused(
        "office", "decline", "decline_incomplete", article="第二条", reason_code="elsewhere"
    )
    assert registered().do("office", "refer", to="river_rescue").ticket.status == "referred"
    registered().refused("citizen", "withdraw", "withdrawal_not_provided", article="第十六条")


def test_a_repeat_hears_how_far_it_is_and_the_second_report_is_supervised() -> None:
    first = dispatched(at="2026-03-02T09:00")
    first.sign().answer().approve().do("upper_office", "register_closing", approve=True)
    story = registered("2026-03-13T10:00", earlier=(first.earlier_ticket(),))
    assert story.events()[-1] == "repeat_proposed"
    story.do("office", "link_repeat", to="tkt_0")
    assert story.ticket.supervisions[0].form == "whistle"
    assert story.do("office", "answer_directly").ticket.status == "answered_directly"
