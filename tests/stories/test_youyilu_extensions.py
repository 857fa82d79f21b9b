"""友谊路 延期：第九条. From five days to ten, asked by day three; beyond ten, up to the city."""

from typing import Any

import pytest

from tests.builders import Story

FIRST, SECOND, WHOLE = "第九条第一款", "第九条第二款", "第九条"
REPORT: dict[str, Any] = {
    "kind": "long",
    "reason": "需市级协调",
    "form": "att_report",
    "amount": 10,
}


def dispatched(complexity: str = "ordinary") -> Story:
    """Received on Thursday 2026-04-30, before the May holiday; Saturday 9 May is worked."""
    return Story("youyilu", at="2026-04-30T09:00", complexity=complexity).dispatch()


def extended() -> Story:
    story = dispatched().do("handler", "request_extension", reason="较复杂，需多方会商")
    return story.do("office", "decide_extension", approve=True)


def up_to_the_city(story: Story) -> Story:
    story.do("office", "decide_extension", approve=True)
    story.do("upper_office", "decide_extension", by_unit="district", approve=True)
    return story.do("upper_office", "decide_extension", by_unit="city", approve=True)


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


@pytest.mark.rule("YY-14", "A21")
def test_an_ordinary_ticket_is_extended_to_ten_working_days_in_total() -> None:
    story = dispatched().at("2026-05-08T23:59")
    story.do("handler", "request_extension", kind="ordinary", reason="较复杂，需多方会商")
    assert cited(story, "extension_requested") == FIRST
    assert story.ticket.pending[0].chain == ("office",)
    story.at("2026-05-09T10:00").do("office", "decide_extension", approve=True)
    assert story.due("handling") == "2026-05-18"
    assert (story.article("handling"), story.deadline("handling").statutory) == (FIRST, True)
    assert "extended" in story.ticket.flags


@pytest.mark.rule("YY-14", "A21")
def test_it_must_be_asked_for_within_3_working_days_of_receipt() -> None:
    dispatched().at("2026-05-09T00:00").refused(
        "handler", "request_extension", "extension_too_late", article=FIRST, reason="…"
    )


@pytest.mark.rule("YY-14", "A21")
def test_ten_working_days_in_total_are_the_most() -> None:
    dispatched().refused(
        "handler", "request_extension", "extension_amount", article=FIRST, reason="…", amount=6
    )
    story = dispatched().do("handler", "request_extension", reason="…", amount=2)
    story.do("office", "decide_extension", approve=True)
    assert story.due("handling") == "2026-05-13"


@pytest.mark.rule("YY-14")
def test_the_reason_is_given_in_detail() -> None:
    refusal = dispatched().refused(
        "handler", "request_extension", "extension_incomplete", article=FIRST
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]


@pytest.mark.rule("YY-14")
def test_there_is_one_extension_to_ten_days() -> None:
    extended().refused(
        "handler",
        "request_extension",
        "extension_count",
        article=FIRST,
        kind="ordinary",
        reason="…",
        amount=1,
    )


@pytest.mark.rule("YY-03", "YY-14", "A28")
def test_the_office_approves_with_a_target_of_1_working_day() -> None:
    """Asked on Wednesday 6 May, the target is Thursday."""
    story = dispatched().at("2026-05-06T09:00").do("handler", "request_extension", reason="…")
    target = story.deadline("extension_decision")
    assert story.due("extension_decision") == "2026-05-07"
    assert (target.statutory, story.article("extension_decision")) == (False, WHOLE)
    story.at("2026-05-08T00:00").sweep()
    assert story.deadline("extension_decision").state == "breached"
    assert story.ticket.pending, "silence decides nothing"
    story.refused("upper_office", "decide_extension", "forbidden", by_unit="district", approve=True)


@pytest.mark.rule("YY-14", "YY-15", "A41")
def test_what_can_be_handled_at_once_is_not_extended_but_reclassified_first() -> None:
    story = dispatched("simple")
    for kind in ("ordinary", "long"):
        story.refused(
            "handler",
            "request_extension",
            "not_extendable",
            article=WHOLE,
            **(REPORT | {"kind": kind, "amount": 1}),
        )
    story.do("office", "classify", complexity="ordinary")
    story.do("handler", "request_extension", reason="…").do(
        "office", "decide_extension", approve=True
    )
    assert story.due("handling") == "2026-05-18"


@pytest.mark.rule("YY-15")
def test_a_complex_ticket_is_extended_only_after_office_district_and_city_agreed() -> None:
    story = (
        dispatched("complex").at("2026-05-11T23:59").do("handler", "request_extension", **REPORT)
    )
    assert cited(story, "extension_requested") == SECOND
    assert story.ticket.pending[0].chain == ("office", "district", "city")
    story.refused(
        "upper_office",
        "decide_extension",
        "not_this_step",
        article=SECOND,
        by_unit="district",
        approve=True,
    )
    story.do("office", "decide_extension", approve=True)
    assert story.ticket.pending[0].decided_by == "district"
    story.do("upper_office", "decide_extension", by_unit="district", approve=True)
    assert story.ticket.pending[0].decided_by == "city"
    assert story.due("handling") == "2026-05-18"
    story.refused(
        "upper_office", "decide_extension", "not_this_step", by_unit="district", approve=True
    )
    story.do("upper_office", "decide_extension", by_unit="city", approve=True)
    assert story.due("handling") == "2026-06-01"
    assert (story.article("handling"), story.deadline("handling").statutory) == (SECOND, True)


@pytest.mark.rule("YY-15")
def test_a_city_extension_must_be_asked_for_within_5_working_days_of_receipt() -> None:
    dispatched("complex").at("2026-05-12T00:00").refused(
        "handler", "request_extension", "extension_too_late", article=SECOND, **REPORT
    )


@pytest.mark.rule("YY-15")
@pytest.mark.parametrize("lacking", ["reason", "form", "amount"])
def test_a_city_extension_takes_a_written_report(lacking: str) -> None:
    refusal = dispatched("complex").refused(
        "handler",
        "request_extension",
        "extension_incomplete",
        article=SECOND,
        **{name: given for name, given in REPORT.items() if name != lacking},
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("YY-15")
@pytest.mark.parametrize("refusing", ["office", "district", "city"])
def test_whoever_refuses_on_the_way_ends_it(refusing: str) -> None:
    story = dispatched("complex").do("handler", "request_extension", **REPORT)
    for step in ("office", "district", "city"):
        role, unit = ("office", None) if step == "office" else ("upper_office", step)
        story.do(role, "decide_extension", by_unit=unit, approve=step != refusing, reason="…")
        if step == refusing:
            break
    assert story.ticket.pending == ()
    assert story.due("handling") == "2026-05-18"


@pytest.mark.rule("YY-15")
def test_the_city_extends_a_complex_ticket_once_by_what_it_agrees_to() -> None:
    story = dispatched("complex")
    story.do("handler", "request_extension", **(REPORT | {"amount": 40}))
    up_to_the_city(story)
    assert story.due("handling") == "2026-07-14"
    story.refused("handler", "request_extension", "extension_count", article=SECOND, **REPORT)


@pytest.mark.rule("YY-14", "YY-15", "A41")
def test_a_complex_ticket_has_no_extension_to_ten_days_and_an_ordinary_one_none_beyond() -> None:
    dispatched("complex").refused(
        "handler", "request_extension", "not_extendable", article=WHOLE, kind="ordinary", reason="…"
    )
    dispatched().refused("handler", "request_extension", "not_extendable", article=WHOLE, **REPORT)


@pytest.mark.rule("YY-15", "A22")
def test_once_extended_to_ten_days_an_ordinary_ticket_may_go_up_to_the_city() -> None:
    story = extended().at("2026-05-11T23:59").do("handler", "request_extension", **REPORT)
    assert story.ticket.pending[0].chain == ("office", "district", "city")
    up_to_the_city(story)
    assert story.due("handling") == "2026-06-01"
    assert (story.article("handling"), story.deadline("handling").statutory) == (SECOND, True)
    story.refused("handler", "request_extension", "extension_count", article=SECOND, **REPORT)


@pytest.mark.rule("YY-15", "A22")
@pytest.mark.parametrize("lacking", ["reason", "form", "amount"])
def test_then_too_it_takes_a_written_report(lacking: str) -> None:
    extended().refused(
        "handler",
        "request_extension",
        "extension_incomplete",
        article=SECOND,
        **{name: given for name, given in REPORT.items() if name != lacking},
    )


@pytest.mark.rule("YY-15", "A22")
def test_then_too_it_is_asked_for_within_5_working_days_of_receipt() -> None:
    extended().at("2026-05-12T00:00").refused(
        "handler", "request_extension", "extension_too_late", article=SECOND, **REPORT
    )


@pytest.mark.rule("YY-15", "A30", "A42")
def test_the_citys_late_consent_withdraws_the_breach() -> None:
    story = dispatched("complex").do("handler", "request_extension", **REPORT)
    story.at("2026-05-19T00:00").sweep()
    assert story.deadline("handling").state == "breached"
    up_to_the_city(story.at("2026-05-20T09:00"))
    assert "breach_withdrawn" in story.events()
    assert story.due("handling") == "2026-06-01"
    assert story.deadline("handling").state == "running"


@pytest.mark.rule("YY-14", "YY-20", "A41")
def test_the_3_working_days_of_a_redo_are_not_extended() -> None:
    """Article 9 extends what has five or ten working days, and nothing else."""
    story = dispatched().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    said: dict[str, Any] = {
        "contacted": True,
        "solved": False,
        "satisfied": False,
        "attitude_ok": True,
    }
    story.do("office", "record_revisit", reached=True, **said)
    story.refused("handler", "request_extension", "not_extendable", article=WHOLE, reason="…")
