"""西咸新区, art 9 (3): more time, asked inside the limit, at most once the limit, at most twice."""

from typing import Any

import pytest

from tests.builders import Story

NINE_THREE = "第九条（三）"
COMPLEX: dict[str, Any] = {"kind": "ordinary", "reason": "事项复杂"}
LONG: dict[str, Any] = {"kind": "long", "reason": "周期较长", "amount": 60, "form": "att_1"}


def handling(**given: object) -> Story:
    return Story("xixian", at="2026-02-13T10:00", **given).dispatch().sign()  # type: ignore[arg-type]


def extended(story: Story, amount: int) -> Story:
    story.do("handler", "request_extension", **COMPLEX, amount=amount)
    return story.do("office", "decide_extension", approve=True)


@pytest.mark.rule("XX-12")
def test_five_more_working_days_follow_the_end_of_the_limit() -> None:
    """Saturday 2026-02-28 is a working day."""
    story = extended(handling(), 5)

    assert story.due("handling") == "2026-03-05"
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory
    assert story.deadline("handling").original_due_at is not None
    assert "extended" in story.ticket.flags
    basis = story.event("extension_decided").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_THREE, True)


@pytest.mark.rule("XX-12")
def test_asked_in_the_last_minute_of_the_limit_is_in_time() -> None:
    story = handling().at("2026-02-27T23:59")

    story.do("handler", "request_extension", **COMPLEX, amount=1)

    assert [one.chain for one in story.ticket.pending] == [("office",)]


@pytest.mark.rule("XX-12", "XX-14")
@pytest.mark.parametrize("asked", [{**COMPLEX, "amount": 1}, LONG])
def test_asked_after_the_limit_is_too_late(asked: dict[str, Any]) -> None:
    story = handling().at("2026-02-28T00:00")

    story.refused("handler", "request_extension", "extension_too_late", article=NINE_THREE, **asked)


@pytest.mark.rule("XX-12", "A3")
@pytest.mark.parametrize(("category", "limit"), [("consultation", 3), ("complaint", 5)])
def test_one_extension_is_no_longer_than_the_limit_itself(category: str, limit: int) -> None:
    story = handling(category=category)
    refusal = story.refused(
        "handler",
        "request_extension",
        "extension_amount",
        article=NINE_THREE,
        **COMPLEX,
        amount=limit + 1,
    )
    assert [error.pointer for error in refusal.errors] == ["/amount"]

    story.do("handler", "request_extension", **COMPLEX, amount=limit)


@pytest.mark.rule("XX-12")
@pytest.mark.parametrize("lacking", ["reason", "amount"])
def test_an_extension_is_asked_with_its_reason_and_its_length(lacking: str) -> None:
    whole: dict[str, Any] = {**COMPLEX, "amount": 2}
    given = {name: value for name, value in whole.items() if name != lacking}

    refusal = handling().refused(
        "handler", "request_extension", "extension_incomplete", article=NINE_THREE, **given
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("XX-12", "A3")
def test_not_more_than_two_extensions() -> None:
    story = extended(extended(handling(), 1), 1)
    assert story.due("handling") == "2026-03-02"

    story.refused(
        "handler",
        "request_extension",
        "extension_count",
        article=NINE_THREE,
        rule="XX-12",
        **COMPLEX,
        amount=1,
    )


@pytest.mark.rule("XX-12", "A3")
def test_two_extensions_beyond_the_limit_in_sum_need_the_offices_override() -> None:
    story = extended(handling(), 3).do("handler", "request_extension", **COMPLEX, amount=3)
    refusal = story.refused(
        "office",
        "decide_extension",
        "override_reason_required",
        article=NINE_THREE,
        rule="A3",
        approve=True,
    )
    assert [error.pointer for error in refusal.errors] == ["/override_reason"]

    story.do("office", "decide_extension", approve=True, override_reason="确有必要")

    assert story.due("handling") == "2026-03-06"


@pytest.mark.rule("XX-12", "A3")
def test_two_extensions_of_the_limit_in_sum_need_no_override() -> None:
    story = extended(extended(handling(), 3), 2)

    assert story.due("handling") == "2026-03-05"


@pytest.mark.rule("XX-12")
def test_the_requester_need_not_be_informed_and_no_form_is_asked_for() -> None:
    story = handling().do("handler", "request_extension", **COMPLEX, amount=2)

    assert story.ticket.pending[0].details["requester_informed"] is False
    assert story.ticket.pending[0].details["form"] is None


@pytest.mark.rule("XX-12", "A28")
def test_the_office_decides_by_a_target_of_one_working_day() -> None:
    story = handling().do("handler", "request_extension", **COMPLEX, amount=2)

    assert story.due("extension_decision") == "2026-02-14"
    assert story.article("extension_decision") == NINE_THREE
    assert not story.deadline("extension_decision").statutory


@pytest.mark.rule("XX-12", "A30")
def test_a_request_stops_no_clock_and_refused_it_changes_nothing() -> None:
    story = handling().do("handler", "request_extension", **COMPLEX, amount=5)
    assert story.due("handling") == "2026-02-27"

    story.do("office", "decide_extension", approve=False, reason="不复杂")

    assert story.due("handling") == "2026-02-27"
    assert "extended" not in story.ticket.flags


@pytest.mark.rule("XX-12", "A30", "A42")
def test_asked_in_time_and_granted_after_the_breach_withdraws_it() -> None:
    story = handling().do("handler", "record_contact", reached=True).at("2026-02-27T20:00")
    story.do("handler", "request_extension", **COMPLEX, amount=5).at("2026-02-28T09:00").sweep()
    assert story.deadline("handling").state == "breached"

    story.do("office", "decide_extension", approve=True)

    assert "breach_withdrawn" in story.last_events()
    assert (story.due("handling"), story.deadline("handling").state) == ("2026-03-05", "running")
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("XX-12")
def test_a_second_request_waits_for_the_first() -> None:
    story = handling().do("handler", "request_extension", **COMPLEX, amount=2)

    story.refused("handler", "request_extension", "already_requested", **COMPLEX, amount=1)


@pytest.mark.rule("XX-13", "XX-12")
def test_an_extension_does_not_pass_the_limit_of_a_stricter_law() -> None:
    story = extended(handling(statutory_due_at="2026-03-03T00:00:00+08:00"), 5)

    assert story.due_at("handling") == "2026-03-03T00:00"


@pytest.mark.rule("XX-13", "XX-34")
def test_nor_does_it_where_the_platform_had_set_the_limit() -> None:
    sent = {"platform": "xian", "reference": "XA-1", "due_at": "2026-02-28T00:00:00+08:00"}

    story = handling(source=sent, statutory_due_at="2026-03-03T00:00:00+08:00")
    assert extended(story, 5).due_at("handling") == "2026-03-03T00:00"
    assert story.deadline("handling").capped_by == "statutory_date"

    story = handling(source=sent, statutory_due_at="2026-02-26T00:00:00+08:00")
    story.refused(
        "handler",
        "request_extension",
        "limit_set_by_others",
        article=NINE_THREE,
        rule="XX-13",
        **COMPLEX,
        amount=5,
    )


@pytest.mark.rule("XX-14")
def test_a_long_case_goes_in_writing_over_the_leader_and_the_office_to_the_city() -> None:
    story = handling().do("handler", "request_extension", **LONG)
    story.refused("office", "decide_extension", "awaiting_confirmation", approve=True)
    story.do("leader", "confirm", approve=True)
    story.refused(
        "upper_office", "decide_extension", "not_this_step", article=NINE_THREE, approve=True
    )
    story.do("office", "decide_extension", approve=True)
    assert story.due("handling") == "2026-02-27"
    story.refused("office", "decide_extension", "not_this_step", article=NINE_THREE, approve=True)

    story.do("upper_office", "decide_extension", approve=True)

    assert story.due("handling") == "2026-05-26"
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory
    assert story.ticket.extensions == ((1, "long", 60),)


@pytest.mark.rule("XX-14")
@pytest.mark.parametrize("lacking", ["reason", "amount", "form"])
def test_a_long_case_is_asked_for_in_writing(lacking: str) -> None:
    given = {name: value for name, value in LONG.items() if name != lacking}

    refusal = handling().refused(
        "handler", "request_extension", "extension_incomplete", article=NINE_THREE, **given
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("XX-14")
def test_a_long_case_may_come_after_two_ordinary_extensions() -> None:
    story = extended(extended(handling(), 1), 1)

    story.do("handler", "request_extension", **LONG)

    assert story.ticket.pending[0].chain == ("leader", "office", "city")


@pytest.mark.rule("XX-12", "A8")
def test_a_redo_counts_its_own_two_extensions() -> None:
    story = extended(extended(handling(), 1), 1).answer().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)
    story.do("office", "decide_redo", approve=True)

    extended(extended(story, 2), 2)

    story.refused(
        "handler",
        "request_extension",
        "extension_count",
        article=NINE_THREE,
        **COMPLEX,
        amount=1,
    )


@pytest.mark.rule("A40", "A28")
def test_an_extended_redo_limit_stays_the_products_own() -> None:
    story = handling().answer().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False, reasonable=True)
    story.do("office", "decide_redo", approve=True)

    assert not extended(story, 2).deadline("handling").statutory
