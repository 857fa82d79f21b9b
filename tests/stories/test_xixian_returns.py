"""西咸新区, art 9 (3): returned in time, with a basis, confirmed by the leader."""

import pytest

from tests.builders import Story

NINE_THREE = "第九条（三）"
NOT_OURS = {"reason": "不属于本单位职责", "basis": "三定规定"}
NATIONAL = {"platform": "national", "reference": "GJ-1", "kind": "national_message"}


def returned(story: Story) -> Story:
    """Asked for by the unit and confirmed by its leader."""
    return story.do("handler", "request_return", **NOT_OURS).do("leader", "confirm", approve=True)


def granted(story: Story) -> Story:
    return returned(story).do("office", "decide_return", approve=True)


@pytest.mark.rule("XX-15", "A34")
def test_a_return_is_asked_within_twelve_natural_hours_of_receipt() -> None:
    story = Story("xixian", at="2026-03-06T18:00").dispatch().at("2026-03-07T05:59")
    story.do("handler", "request_return", **NOT_OURS)

    basis = story.event("return_requested").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_THREE, True)
    assert story.ticket.status == "dispatched"


@pytest.mark.rule("XX-15", "A34")
def test_after_twelve_hours_a_return_is_too_late() -> None:
    story = Story("xixian", at="2026-03-06T18:00").dispatch().at("2026-03-07T06:00")

    story.refused("handler", "request_return", "return_too_late", article=NINE_THREE, **NOT_OURS)


@pytest.mark.rule("XX-15", "A48")
def test_a_national_message_is_returned_within_one_hour() -> None:
    story = Story("xixian", source=NATIONAL).dispatch().after(minutes=59)
    story.do("handler", "request_return", **NOT_OURS)

    story = Story("xixian", source=NATIONAL).dispatch().after(minutes=60)
    story.refused("handler", "request_return", "return_too_late", article=NINE_THREE, **NOT_OURS)


@pytest.mark.rule("XX-15")
@pytest.mark.parametrize("kind", ["provincial_platform", "city_platform", "superior_assignment"])
def test_other_platforms_orders_have_the_twelve_hours(kind: str) -> None:
    source = {"platform": "xian", "reference": "XA-1", "kind": kind}

    story = Story("xixian", source=source).dispatch().after(hours=11, minutes=59)

    assert story.do("handler", "request_return", **NOT_OURS).ticket.pending


@pytest.mark.rule("XX-15")
@pytest.mark.parametrize("lacking", ["reason", "basis"])
def test_a_return_states_its_reason_and_its_basis(lacking: str) -> None:
    given = {name: words for name, words in NOT_OURS.items() if name != lacking}

    refusal = (
        Story("xixian")
        .dispatch()
        .refused("handler", "request_return", "return_incomplete", article=NINE_THREE, **given)
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("XX-15")
def test_the_main_leader_confirms_before_the_office_hears_of_it() -> None:
    story = Story("xixian").dispatch().do("handler", "request_return", **NOT_OURS)
    assert [one.decided_by for one in story.ticket.pending] == ["leader"]
    story.refused(
        "office", "decide_return", "awaiting_confirmation", article=NINE_THREE, approve=True
    )
    assert "return_counted" not in story.events()

    story.do("leader", "confirm", approve=True)

    assert [one.decided_by for one in story.ticket.pending] == ["office"]


@pytest.mark.rule("XX-15")
def test_confirmed_after_the_window_it_counts_as_made_when_the_unit_filed_it() -> None:
    story = Story("xixian").dispatch().after(hours=11).do("handler", "request_return", **NOT_OURS)
    story.after(hours=20).do("leader", "confirm", approve=True)
    story.do("office", "decide_return", approve=True)

    assert story.ticket.status == "registered"


@pytest.mark.rule("XX-15", "XX-26")
def test_a_return_that_the_leader_stops_was_never_made() -> None:
    story = Story("xixian").dispatch().do("handler", "request_return", **NOT_OURS)
    story.do("leader", "confirm", approve=False)

    assert story.ticket.pending == ()
    assert story.ticket.returned_by == ()


@pytest.mark.rule("XX-15")
def test_the_office_does_not_return_an_order_in_place_of_the_unit() -> None:
    Story("xixian").dispatch().refused("office", "request_return", "forbidden", **NOT_OURS)


@pytest.mark.rule("XX-15", "A28")
def test_the_office_decides_by_a_target_of_one_working_day() -> None:
    story = returned(Story("xixian").dispatch())

    assert story.due("return_decision") == "2026-03-03"
    assert story.article("return_decision") == NINE_THREE
    assert not story.deadline("return_decision").statutory


@pytest.mark.rule("XX-15", "A6", "A38")
def test_granted_the_next_units_clocks_start_at_its_own_dispatch() -> None:
    story = granted(Story("xixian", category="consultation").dispatch().sign())
    assert (story.ticket.status, story.ticket.unit) == ("registered", None)

    story.at("2026-03-04T10:00").dispatch("parks")

    assert story.due("handling") == "2026-03-09"
    assert story.due("first_contact") == "2026-03-09"
    assert story.due_at("sign_in") == "2026-03-04T12:00"
    assert story.ticket.registered_at.day == 2


@pytest.mark.rule("XX-15", "XX-09")
def test_the_next_unit_does_not_inherit_the_lateness_of_the_first() -> None:
    story = granted(Story("xixian").dispatch().after(hours=3).sign())

    story.dispatch("parks")

    assert story.deadline("sign_in").state == "running"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("XX-15", "A6")
def test_refused_the_clock_counts_from_the_first_receipt() -> None:
    story = returned(Story("xixian").dispatch().sign())
    story.refused("office", "decide_return", "reason_required", article=NINE_THREE, approve=False)
    story.at("2026-03-04T09:00").do("office", "decide_return", approve=False, reason="属其职责")

    assert story.ticket.status == "handling"
    assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("XX-15", "A42")
def test_granted_after_the_breach_an_order_asked_back_in_time_was_not_late() -> None:
    story = returned(Story("xixian").dispatch().after(hours=1)).at("2026-03-11T09:00").sweep()
    assert story.deadline("handling").state == "breached"

    story.do("office", "decide_return", approve=True)

    assert story.events().count("breach_withdrawn") == 3
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("XX-12", "XX-15")
def test_what_the_first_unit_asked_for_does_not_pass_to_the_next() -> None:
    story = Story("xixian").dispatch().sign()
    story.do("handler", "request_extension", reason="复杂", amount=5)
    granted(story).dispatch("parks")

    story.refused("office", "decide_extension", "nothing_pending", approve=True)


@pytest.mark.rule("XX-15", "A34", "A45")
def test_an_order_is_returned_before_its_confirmation_or_after() -> None:
    assert returned(Story("xixian").dispatch()).ticket.pending
    assert returned(Story("xixian").dispatch().sign()).ticket.pending


@pytest.mark.rule("XX-15", "A45")
def test_in_a_redo_nothing_is_returned() -> None:
    story = Story("xixian").dispatch().sign().answer().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)
    story.do("office", "decide_redo", approve=True)

    story.refused("handler", "request_return", "return_in_redo", article=NINE_THREE, **NOT_OURS)
