"""泰安 (draft): a return, of which the text says nothing; the office decides (P-08)."""

import pytest

from tests.builders import Story

FOURTEEN = "第十四条"


def asked(story: Story) -> Story:
    return story.do("handler", "request_return", reason="不属于本单位职责")


@pytest.mark.rule("P-08")
def test_a_unit_may_ask_at_any_time_with_its_reason_and_no_leader() -> None:
    story = Story("taian").dispatch().at("2026-03-12T09:00")
    refusal = story.refused("handler", "request_return", "return_incomplete", article=FOURTEEN)
    assert [error.pointer for error in refusal.errors] == ["/reason"]

    asked(story)

    basis = story.event("return_requested").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (FOURTEEN, False)
    assert [one.chain for one in story.ticket.pending] == [("office",)]


@pytest.mark.rule("P-08")
def test_the_office_does_not_ask_in_place_of_the_unit() -> None:
    Story("taian").dispatch().refused("office", "request_return", "forbidden", reason="派错")


@pytest.mark.rule("A28", "P-08")
def test_the_office_decides_by_a_target_of_one_working_day() -> None:
    story = asked(Story("taian", at="2026-03-06T10:00").dispatch())

    assert story.due("return_decision") == "2026-03-09"
    assert story.article("return_decision") == FOURTEEN
    assert not story.deadline("return_decision").statutory


@pytest.mark.rule("P-08", "A6")
def test_granted_the_next_units_targets_start_at_its_own_dispatch() -> None:
    story = asked(Story("taian").dispatch()).do("office", "decide_return", approve=True)
    assert (story.ticket.status, story.ticket.unit) == ("registered", None)

    story.at("2026-03-04T10:00").dispatch("parks")

    assert story.due("handling") == "2026-03-18"
    assert story.due("first_contact") == "2026-03-05"


@pytest.mark.rule("P-08", "A6")
def test_refused_with_a_reason_the_target_counts_from_the_first_receipt() -> None:
    story = asked(Story("taian").dispatch())
    story.refused("office", "decide_return", "reason_required", article=FOURTEEN, approve=False)

    story.do("office", "decide_return", approve=False, reason="属其职责")

    assert (story.ticket.unit, story.due("handling")) == ("roads", "2026-03-16")


@pytest.mark.rule("P-08", "A42")
def test_asked_in_time_and_granted_after_the_breach_the_first_unit_was_not_late() -> None:
    story = asked(Story("taian").dispatch()).at("2026-03-18T09:00").sweep()
    assert story.deadline("handling").state == "breached"

    story.do("office", "decide_return", approve=True)

    assert "breach_withdrawn" in story.last_events()
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("TA-17", "P-08")
def test_no_number_of_returns_leads_to_a_ruling_by_itself() -> None:
    story = Story("taian").dispatch()
    for unit in ("parks", "housing", "roads"):
        asked(story).do("office", "decide_return", approve=True).dispatch(unit)

    assert story.ticket.status == "dispatched"
    assert "adjudication_opened" not in story.events()
    assert "finding_recorded" not in story.events()


@pytest.mark.rule("TA-17", "P-08")
def test_whom_the_meeting_names_may_not_return_it() -> None:
    story = Story("taian").do("office", "open_adjudication", reason="职责不清")
    story.do("supervisor", "adjudicate", unit="parks", rationale="三定规定")

    story.refused(
        "handler", "request_return", "lead_fixed", article="第十四条（三）", reason="不属"
    )


@pytest.mark.rule("P-08", "A45")
def test_in_a_redo_nothing_is_returned() -> None:
    story = Story("taian").dispatch().answer().approve().surveyed()
    story.rate("dissatisfied", solved=False)
    story.do(
        "office", "record_revisit", reached=True, satisfied=False, solved=False, reasonable=True
    )
    story.do("upper_office", "decide_redo", approve=True)

    story.refused("handler", "request_return", "return_in_redo", article=FOURTEEN, reason="不属")


@pytest.mark.rule("TA-02", "P-08")
def test_returned_to_the_county_body_it_is_for_the_county_to_dispatch_again() -> None:
    story = Story("taian").dispatch("county")
    story.do("office", "dispatch", by_unit="county", unit="county-roads")

    asked(story).do("office", "decide_return", approve=True)

    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "county")
