"""肇庆，第十一条: by when a request is handled and answered, and from when that counts."""

import pytest

from tests.stories.zhaoqing import MONDAY, answered, cites, dispatched, taken_in

HANDLED = [
    pytest.param("consultation", "2026-03-02", "2026-03-04", marks=pytest.mark.rule("ZQ-19")),
    pytest.param("consultation", "2026-09-30", "2026-10-09", marks=pytest.mark.rule("ZQ-19")),
    pytest.param("help", "2026-03-02", "2026-03-16", marks=pytest.mark.rule("ZQ-20")),
    pytest.param("help", "2026-09-30", "2026-10-20", marks=pytest.mark.rule("ZQ-20")),
    pytest.param("suggestion", "2026-03-02", "2026-03-16", marks=pytest.mark.rule("ZQ-20")),
    pytest.param("complaint", "2026-03-02", "2026-03-23", marks=pytest.mark.rule("ZQ-21")),
    pytest.param("complaint", "2026-09-21", "2026-10-19", marks=pytest.mark.rule("ZQ-21")),
    pytest.param("report", "2026-03-02", "2026-03-23", marks=pytest.mark.rule("ZQ-21")),
]
ARTICLES = {
    "consultation": "第十一条（一）",
    "help": "第十一条（二）",
    "suggestion": "第十一条（二）",
    "complaint": "第十一条（三）",
    "report": "第十一条（三）",
}


@pytest.mark.rule("ZQ-18", "ZQ-12", "A1")
@pytest.mark.parametrize(("category", "day", "due"), HANDLED)
@pytest.mark.parametrize("clock", ["00:00", "10:00", "23:59"])
def test_the_limit_of_each_type_leaves_the_day_of_receipt_out(
    category: str, day: str, due: str, clock: str
) -> None:
    story = dispatched(f"{day}T{clock}", category)
    assert story.due("handling") == due
    assert story.article("handling") == ARTICLES[category]
    assert story.deadline("handling").statutory


@pytest.mark.rule("ZQ-18", "ZQ-21", "A1")
def test_the_last_day_ends_at_24_00() -> None:
    in_time = dispatched().at("2026-03-23T23:59").answer().after(days=1).approve()
    late = dispatched().at("2026-03-24T00:00").answer().approve()
    assert in_time.deadline("handling").state == "met"
    assert late.deadline("handling").state == "breached"
    assert "overdue" in late.ticket.flags


@pytest.mark.rule("ZQ-18", "A6")
@pytest.mark.parametrize(
    ("category", "due"),
    [("consultation", "2026-03-06"), ("help", "2026-03-18"), ("complaint", "2026-03-25")],
)
def test_the_limit_counts_from_the_offices_dispatch_not_from_the_call(
    category: str, due: str
) -> None:
    story = taken_in(MONDAY, category=category)
    assert story.deadline_ids() == []
    assert story.at("2026-03-04T16:00").dispatch("roads").due("handling") == due


@pytest.mark.rule("ZQ-18", "ZQ-21")
def test_the_limit_counts_from_the_dispatch_and_not_from_the_signing_or_the_contact() -> None:
    story = dispatched().at("2026-03-04T09:00").sign().do("handler", "record_contact", reached=True)
    assert story.due("handling") == "2026-03-23"


@pytest.mark.rule("ZQ-19", "ZQ-20", "ZQ-21")
def test_nothing_else_has_a_limit_by_law_on_a_dispatched_ticket() -> None:
    kinds = {one.kind for one in dispatched().ticket.deadlines if one.statutory}
    assert kinds == {"handling"}


@pytest.mark.rule("ZQ-21")
def test_no_rule_asks_for_signing_the_first_act_of_the_unit_does_it() -> None:
    story = dispatched().do("handler", "record_contact", reached=False)
    assert story.last_events() == ["signed", "contacted"]
    assert story.ticket.status == "handling"


@pytest.mark.rule("ZQ-21")
def test_an_answer_too_late_is_overdue_as_of_the_end_of_the_limit() -> None:
    story = dispatched().at("2026-04-01T09:00").sweep()
    assert "deadline_breached" in story.last_events()
    breaches = [
        entry.event
        for entry in story.last
        if entry.event.name == "deadline_breached"
        and getattr(entry.event, "deadline", "") == "handling#1#1"
    ]
    as_of = getattr(breaches[0], "as_of", None)
    assert as_of is not None
    assert as_of.isoformat() == "2026-03-23T16:00:00+00:00"


@pytest.mark.rule("P-02")
def test_an_earlier_date_of_the_sending_platform_goes_before() -> None:
    source = {"platform": "gd", "reference": "1", "due_at": "2026-03-10T18:00:00+08:00"}
    story = dispatched(source=source)
    assert story.due_at("handling") == "2026-03-10T18:00"
    assert story.article("handling") == "第十一条"


@pytest.mark.rule("P-02", "ZQ-21")
def test_a_later_date_of_the_sending_platform_lengthens_nothing() -> None:
    source = {"platform": "gd", "reference": "1", "due_at": "2026-05-10T18:00:00+08:00"}
    story = dispatched(source=source)
    assert story.due("handling") == "2026-03-23"
    assert story.article("handling") == "第十一条（三）"


@pytest.mark.rule("P-03")
def test_a_stricter_date_by_law_goes_before() -> None:
    story = dispatched(statutory_due_at="2026-03-12T00:00:00+08:00")
    assert story.due("handling") == "2026-03-11"
    assert story.article("handling") == "—"
    assert cites(story, "deadline_set") == "第十三条"  # of the first contact, set last


@pytest.mark.rule("P-03", "ZQ-21")
def test_a_laxer_date_by_law_changes_nothing() -> None:
    story = dispatched(statutory_due_at="2026-05-12T00:00:00+08:00")
    assert story.due("handling") == "2026-03-23"
    assert story.article("handling") == "第十一条（三）"


@pytest.mark.rule("A47")
def test_reclassified_the_limit_counts_anew_from_the_same_start() -> None:
    story = dispatched().at("2026-03-03T09:00").do("office", "classify", category="help")
    assert story.due("handling") == "2026-03-16"
    assert cites(story, "classified") == "第十一条"
    assert story.ticket.deadlines[0].state == "replaced"


@pytest.mark.rule("A47")
def test_reclassified_so_that_the_limit_is_past_needs_a_reason() -> None:
    story = dispatched().at("2026-03-10T09:00")
    refusal = story.refused(
        "office", "classify", "reason_required", article="第十一条", category="consultation"
    )
    assert [error.pointer for error in refusal.errors] == ["/reason"]


@pytest.mark.rule("A47")
def test_reclassified_so_that_the_limit_is_past_it_is_breached_and_says_why() -> None:
    story = dispatched().at("2026-03-10T09:00")
    story.do("office", "classify", category="consultation", reason="仅为咨询")
    assert story.due("handling") == "2026-03-04"
    assert story.deadline("handling").state == "breached"
    assert story.deadline("handling").label == "reclassified"


@pytest.mark.rule("A47")
def test_a_breach_under_the_wrong_type_is_none_under_the_right_one() -> None:
    story = dispatched(category="consultation").at("2026-03-10T09:00").sweep()
    assert story.deadline("handling").state == "breached"
    story.do("office", "classify", category="complaint", reason="实为投诉")
    assert story.due("handling") == "2026-03-23"
    assert story.deadline("handling").state == "running"


@pytest.mark.rule("ZQ-26", "A28")
def test_targets_of_the_office_are_no_limits_of_the_law() -> None:
    story = dispatched().do("handler", "request_return", reason="非职责", basis="三定方案")
    story.do("handler", "request_extension", ground="complex", reason="疑难", form="att_1")
    story.do("leader", "confirm", approve=True)
    for kind in ("return_decision", "extension_decision"):
        assert story.due(kind) == "2026-03-03"
        assert not story.deadline(kind).statutory
    assert story.article("return_decision") == "第九条（二）"
    assert story.article("extension_decision") == "第十二条"


@pytest.mark.rule("ZQ-25", "A28")
def test_who_misses_a_target_that_no_law_sets_is_not_overdue() -> None:
    story = dispatched().at("2026-03-04T00:00").sweep()
    assert story.deadline("first_contact").state == "breached"
    assert story.deadline("handling").state == "running"
    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("ZQ-26", "ZQ-21")
def test_the_audit_has_no_limit_and_stops_no_clock() -> None:
    story = answered()
    assert story.ticket.status == "in_review"
    assert story.deadline("handling").state == "running"
