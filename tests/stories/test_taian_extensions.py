"""泰安 (draft), art 15 (4): very complex, hard, or impossible now: explain it, then ask."""

from typing import Any

import pytest

from tests.builders import Story

FIFTEEN_FOUR = "第十五条（四）"
ASKED: dict[str, Any] = {"reason": "特别复杂", "amount": 30, "requester_informed": True}


def extended(story: Story, amount: int = 30) -> Story:
    story.do("handler", "request_extension", **(ASKED | {"amount": amount}))
    return story.do("office", "decide_extension", approve=True)


@pytest.mark.rule("TA-19")
@pytest.mark.parametrize("lacking", ["reason", "amount", "requester_informed"])
def test_it_is_explained_to_the_citizen_before_it_is_asked_with_reason_and_length(
    lacking: str,
) -> None:
    given = {name: value for name, value in ASKED.items() if name != lacking}

    refusal = (
        Story("taian")
        .dispatch()
        .refused(
            "handler", "request_extension", "extension_incomplete", article=FIFTEEN_FOUR, **given
        )
    )

    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("TA-19")
def test_granted_the_working_days_follow_the_end_of_the_target() -> None:
    story = extended(Story("taian").dispatch(), 5)

    assert story.due("handling") == "2026-03-23"
    assert story.article("handling") == FIFTEEN_FOUR
    assert "extended" in story.ticket.flags
    basis = story.event("extension_decided").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (FIFTEEN_FOUR, True)


@pytest.mark.rule("TA-19", "A28")
def test_an_extended_target_stays_a_target() -> None:
    assert not extended(Story("taian").dispatch()).deadline("handling").statutory


@pytest.mark.rule("TA-19")
def test_the_text_bounds_neither_the_length_nor_the_number() -> None:
    story = Story("taian").dispatch()
    for amount in (40, 60, 80):
        extended(story, amount)

    assert [amount for _, _, amount in story.ticket.extensions] == [40, 60, 80]


@pytest.mark.rule("TA-19")
def test_the_hotline_body_decides_alone_and_no_leader_signs() -> None:
    story = Story("taian").dispatch().do("handler", "request_extension", **ASKED)

    assert [one.chain for one in story.ticket.pending] == [("office",)]
    assert story.ticket.status == "handling"


@pytest.mark.rule("TA-19", "A28")
def test_the_hotline_decides_by_a_target_of_one_working_day() -> None:
    story = Story("taian", at="2026-03-06T10:00").dispatch()
    story.do("handler", "request_extension", **ASKED)

    assert story.due("extension_decision") == "2026-03-09"
    assert story.article("extension_decision") == FIFTEEN_FOUR
    assert not story.deadline("extension_decision").statutory


@pytest.mark.rule("TA-19")
def test_there_is_no_long_way_beside_it() -> None:
    Story("taian").dispatch().refused(
        "handler", "request_extension", "not_extendable", article=FIFTEEN_FOUR, kind="long", **ASKED
    )


@pytest.mark.rule("TA-19")
def test_a_target_that_is_past_is_not_extended() -> None:
    story = Story("taian").dispatch().at("2026-03-16T23:59")
    story.do("handler", "request_extension", **ASKED)

    story = Story("taian").dispatch().at("2026-03-17T00:00")
    story.refused(
        "handler", "request_extension", "extension_too_late", article=FIFTEEN_FOUR, **ASKED
    )


@pytest.mark.rule("TA-19", "A30", "A42")
def test_asked_in_time_and_granted_after_the_end_nothing_was_late() -> None:
    story = Story("taian").dispatch().at("2026-03-16T20:00")
    story.do("handler", "request_extension", **ASKED).at("2026-03-18T09:00").sweep()
    assert story.deadline("handling").state == "breached"

    story.do("office", "decide_extension", approve=True)

    assert "breach_withdrawn" in story.last_events()
    assert story.deadline("handling").state == "running"


@pytest.mark.rule("TA-19", "A30")
def test_refused_nothing_changes() -> None:
    story = Story("taian").dispatch().do("handler", "request_extension", **ASKED)

    story.do("office", "decide_extension", approve=False, reason="不复杂")

    assert story.due("handling") == "2026-03-16"


@pytest.mark.rule("TA-19", "TA-25")
def test_a_utility_asks_in_working_days_too() -> None:
    story = extended(Story("taian").dispatch("water"), 1)

    assert story.due("handling") == "2026-03-13"


@pytest.mark.rule("TA-18", "TA-19", "P-03")
def test_an_extension_does_not_pass_the_limit_of_a_law() -> None:
    story = Story("taian", statutory_due_at="2026-03-12T00:00:00+08:00").dispatch()

    story.refused(
        "handler",
        "request_extension",
        "limit_set_by_others",
        article="第十五条（二）",
        reason="特别复杂",
        amount=30,
        requester_informed=True,
    )
    assert story.due_at("handling") == "2026-03-12T00:00"
