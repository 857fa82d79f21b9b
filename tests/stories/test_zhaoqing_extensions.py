"""肇庆，第十二条: more time, and how it is asked for."""

from typing import Any

import pytest

from tests.builders import Story
from tests.stories.zhaoqing import MONDAY, answered, cites, dispatched, redone

ASKED: dict[str, Any] = {"ground": "complex", "reason": "情况复杂", "form": "att_form"}


def granted(story: Story) -> Story:
    """One extension more, asked, signed and approved now."""
    story.do("handler", "request_extension", **ASKED).do("leader", "confirm", approve=True)
    return story.do("office", "decide_extension", approve=True)


@pytest.mark.rule("ZQ-22")
@pytest.mark.parametrize("ground", ["complex", "difficult", "new_facts", "policy", "disaster"])
def test_an_extension_rests_on_one_of_five_grounds(ground: str) -> None:
    story = dispatched().do("handler", "request_extension", **(ASKED | {"ground": ground}))
    assert story.ticket.pending[0].details["ground"] == ground


@pytest.mark.rule("ZQ-22")
def test_no_other_ground_will_do() -> None:
    refusal = dispatched().refused(
        "handler",
        "request_extension",
        "extension_ground",
        article="第十二条",
        **(ASKED | {"ground": "understaffed"}),
    )
    assert [error.pointer for error in refusal.errors] == ["/ground"]


@pytest.mark.rule("ZQ-23", "A7")
@pytest.mark.parametrize(
    ("category", "received", "last"),
    [
        ("complaint", "2026-03-02T09:00", "2026-03-21T23:59"),  # due Monday, ask by Saturday
        ("help", "2026-03-02T09:00", "2026-03-14T23:59"),
        ("consultation", "2026-03-02T09:00", "2026-03-02T23:59"),  # only the day of receipt
        ("consultation", "2026-03-05T09:00", "2026-03-07T23:59"),  # due Monday, ask by Saturday
    ],
)
def test_it_is_asked_two_natural_days_before_the_limit_ends(
    category: str, received: str, last: str
) -> None:
    story = dispatched(received, category).at(last).do("handler", "request_extension", **ASKED)
    assert cites(story, "extension_requested") == "第十二条"


@pytest.mark.rule("ZQ-23", "A7")
@pytest.mark.parametrize(
    ("category", "received", "late"),
    [
        ("complaint", "2026-03-02T09:00", "2026-03-22T00:00"),
        ("help", "2026-03-02T09:00", "2026-03-15T00:00"),
        ("consultation", "2026-03-02T09:00", "2026-03-03T00:00"),
        ("consultation", "2026-03-05T09:00", "2026-03-08T00:00"),
    ],
)
def test_a_day_later_is_too_late(category: str, received: str, late: str) -> None:
    story = dispatched(received, category).at(late)
    story.refused("handler", "request_extension", "extension_too_late", article="第十二条", **ASKED)
    story.refused(
        "handler",
        "request_extension",
        "extension_too_late",
        article="第十二条",
        **(ASKED | {"override_reason": "忘记提出"}),
    )


@pytest.mark.rule("A7")
def test_on_the_day_of_receipt_one_may_always_ask() -> None:
    """An enquiry of Monday is due on Wednesday: two days before is the day of receipt."""
    story = dispatched(category="consultation")
    story.at("2026-03-02T23:59").do("handler", "request_extension", **ASKED)
    late = dispatched(category="consultation").at("2026-03-03T00:00")
    late.refused("handler", "request_extension", "extension_too_late", **ASKED)


@pytest.mark.rule("A7")
def test_later_only_the_office_may_let_it_pass_and_gives_its_reason() -> None:
    story = dispatched(category="consultation").at("2026-03-04T23:59")
    story.refused("office", "request_extension", "forbidden", **ASKED)
    story.do("office", "request_extension", **(ASKED | {"override_reason": "台风"}))
    assert story.ticket.pending[0].details["override_reason"] == "台风"


@pytest.mark.rule("A7")
def test_once_the_limit_is_past_not_even_the_office_may() -> None:
    story = dispatched(category="consultation").at("2026-03-05T00:00")
    story.refused(
        "office",
        "request_extension",
        "extension_too_late",
        article="第十二条",
        **(ASKED | {"override_reason": "台风"}),
    )


@pytest.mark.rule("ZQ-23")
@pytest.mark.parametrize("field", ["ground", "reason", "form"])
def test_it_is_asked_with_ground_reason_and_the_form(field: str) -> None:
    refusal = dispatched().refused(
        "handler",
        "request_extension",
        "extension_incomplete",
        article="第十二条",
        **(ASKED | {field: None}),
    )
    assert [error.pointer for error in refusal.errors] == [f"/{field}"]


@pytest.mark.rule("ZQ-23")
def test_the_leader_in_charge_signs_and_then_the_office_decides() -> None:
    story = dispatched().do("handler", "request_extension", **ASKED)
    assert story.ticket.pending[0].chain == ("leader", "office")
    story.refused(
        "office", "decide_extension", "awaiting_confirmation", article="第十二条", approve=True
    )
    story.refused("handler", "confirm", "forbidden", approve=True)
    story.do("leader", "confirm", approve=True)
    assert story.ticket.pending[0].decided_by == "office"
    story.refused("upper_office", "decide_extension", "forbidden", approve=True)
    story.refused("leader", "decide_extension", "forbidden", approve=True)
    story.do("office", "decide_extension", approve=True)
    assert story.due("handling") == "2026-04-14"


@pytest.mark.rule("ZQ-23", "A7")
def test_signed_after_the_last_day_it_still_counts_as_asked_when_the_unit_filed_it() -> None:
    story = dispatched().at("2026-03-21T23:59").do("handler", "request_extension", **ASKED)
    story.at("2026-03-23T12:00").do("leader", "confirm", approve=True)
    story.do("office", "decide_extension", approve=True)
    assert story.due("handling") == "2026-04-14"


@pytest.mark.rule("ZQ-23")
def test_what_the_leader_does_not_sign_is_not_asked() -> None:
    story = dispatched().do("handler", "request_extension", **ASKED)
    story.do("leader", "confirm", approve=False)
    assert story.ticket.pending == ()
    assert story.due("handling") == "2026-03-23"
    story.do("handler", "request_extension", **ASKED)


@pytest.mark.rule("ZQ-24")
@pytest.mark.parametrize(
    ("category", "once", "twice"),
    [
        ("consultation", "2026-03-06", "2026-03-10"),
        ("help", "2026-03-30", "2026-04-14"),
        ("suggestion", "2026-03-30", "2026-04-14"),
        ("complaint", "2026-04-14", "2026-05-08"),
        ("report", "2026-04-14", "2026-05-08"),
    ],
)
def test_each_extension_is_as_long_as_the_types_own_limit_and_there_are_two(
    category: str, once: str, twice: str
) -> None:
    story = granted(dispatched(category=category))
    assert story.due("handling") == once
    assert story.article("handling") == "第十二条"
    assert granted(story).due("handling") == twice
    story.refused("handler", "request_extension", "extension_count", article="第十二条", **ASKED)


@pytest.mark.rule("ZQ-24")
@pytest.mark.parametrize("amount", [1, 14, 16, 30])
def test_neither_shorter_nor_longer_than_the_limit(amount: int) -> None:
    refusal = dispatched().refused(
        "handler",
        "request_extension",
        "extension_amount",
        article="第十二条",
        **(ASKED | {"amount": amount}),
    )
    assert [error.pointer for error in refusal.errors] == ["/amount"]
    dispatched().do("handler", "request_extension", **(ASKED | {"amount": 15}))


@pytest.mark.rule("ZQ-23", "A7")
def test_the_second_is_asked_two_days_before_the_extended_end() -> None:
    story = granted(dispatched()).at("2026-04-12T23:59")
    story.do("handler", "request_extension", **ASKED)
    late = granted(dispatched()).at("2026-04-13T00:00")
    late.refused("handler", "request_extension", "extension_too_late", **ASKED)


@pytest.mark.rule("ZQ-24")
def test_after_the_approval_the_unit_explains_the_delay_to_the_requester() -> None:
    story = granted(dispatched())
    assert getattr(story.event("extended").event, "inform_requester", None) is True


@pytest.mark.rule("ZQ-24")
def test_the_date_before_the_extension_stays_on_record() -> None:
    story = granted(granted(dispatched()))
    original = story.deadline("handling").original_due_at
    assert original is not None
    assert original.isoformat() == "2026-03-23T16:00:00+00:00"
    assert [one.state for one in story.ticket.deadlines if one.kind == "handling"] == [
        "replaced",
        "replaced",
        "running",
    ]
    assert "extended" in story.ticket.flags


@pytest.mark.rule("ZQ-24", "A30")
def test_a_refused_extension_moves_nothing_and_uses_nothing_up() -> None:
    story = dispatched()
    for _ in range(3):
        story.do("handler", "request_extension", **ASKED).do("leader", "confirm", approve=True)
        story.do("office", "decide_extension", approve=False, reason="理由不足")
    assert story.due("handling") == "2026-03-23"
    assert granted(story).due("handling") == "2026-04-14"


@pytest.mark.rule("ZQ-24", "A28")
def test_the_decision_is_aimed_at_within_one_working_day_which_no_law_says() -> None:
    story = dispatched("2026-03-06T09:00").do("handler", "request_extension", **ASKED)
    assert [one for one in story.deadline_ids() if one.startswith("extension")] == []
    story.do("leader", "confirm", approve=True)
    assert story.due("extension_decision") == "2026-03-09"
    assert story.article("extension_decision") == "第十二条"
    assert not story.deadline("extension_decision").statutory


@pytest.mark.rule("ZQ-23", "ZQ-22")
def test_one_request_at_a_time_and_none_once_the_answer_is_in() -> None:
    story = dispatched().do("handler", "request_extension", **ASKED)
    story.refused("handler", "request_extension", "already_requested", article="第十二条", **ASKED)
    answered().refused("handler", "request_extension", "wrong_state", **ASKED)


@pytest.mark.rule("A8")
def test_a_redo_has_two_extensions_of_its_own() -> None:
    """Redone on Monday 2026-03-02 in 15 working days; round 1 used none, round 2 both."""
    story = granted(granted(redone(MONDAY)))
    assert story.due("handling") == "2026-05-08"
    story.refused("handler", "request_extension", "extension_count", **ASKED)


@pytest.mark.rule("A8", "ZQ-33")
def test_what_round_one_used_up_is_not_missing_in_round_two() -> None:
    story = granted(granted(dispatched())).answer().approve().surveyed().rate("dissatisfied")
    story.do("upper_office", "record_revisit", reached=True, satisfied=False)
    story.do("upper_office", "decide_redo", approve=True)
    assert story.due("handling") == "2026-03-23"
    assert granted(story).due("handling") == "2026-04-14"
