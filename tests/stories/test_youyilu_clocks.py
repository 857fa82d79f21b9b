"""友谊路 先行联系和办理时限：第八条（一）（二）. Working days leave out the day of receipt (A1)."""

import pytest

from tests.builders import PHONE, Story

BY_DIFFICULTY = [
    ("simple", "2026-05-06", "YY-09"),
    ("ordinary", "2026-05-11", "YY-10"),
    ("complex", "2026-05-18", "YY-11"),
]


@pytest.mark.rule("YY-08", "A1", "A20")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-19T10:00", "2026-09-20"),
        ("2026-09-20T10:00", "2026-09-21"),
        ("2026-03-06T23:59", "2026-03-09"),
    ],
)
def test_the_office_contacts_the_citizen_within_1_working_day_of_receipt(
    received: str, due: str
) -> None:
    """Sunday 20 September 2026 is a make-up working day."""
    story = Story("youyilu", at=received)
    assert story.due("first_contact") == due
    assert story.article("first_contact") == "第八条（一）"
    assert story.deadline("first_contact").statutory
    story.do("office", "record_contact", reached=True, note="了解诉求")
    assert story.deadline("first_contact").state == "met"


@pytest.mark.rule("YY-08", "A20")
def test_the_units_contact_is_not_the_offices() -> None:
    story = Story("youyilu").dispatch().do("handler", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "running"
    story.do("office", "record_contact", reached=False)
    assert story.deadline("first_contact").state == "running"
    story.at("2026-03-04T00:00").sweep()
    assert story.deadline("first_contact").state == "breached"


@pytest.mark.rule("YY-08", "A20")
def test_the_units_contact_does_not_make_good_what_the_office_failed_to_do() -> None:
    story = Story("youyilu").dispatch().at("2026-03-04T00:00").sweep()
    assert story.ticket.flags == ("overdue",)
    story.do("handler", "record_contact", reached=True)
    assert story.ticket.flags == ("overdue",)


@pytest.mark.rule("YY-08")
@pytest.mark.parametrize(
    "requester",
    [
        {"phone": PHONE, "confidential": True},
        {"phone": PHONE, "reply_wanted": False},
    ],
)
def test_first_contact_has_no_exception(requester: dict[str, object]) -> None:
    """必须做到100%."""
    assert Story("youyilu", requester=requester).due("first_contact") == "2026-03-03"


@pytest.mark.rule("YY-08")
def test_closing_does_not_excuse_a_first_contact_that_was_never_made() -> None:
    """必须做到100%: answered and closed on the day of receipt, it is still owed."""
    story = Story("youyilu").dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    states = [one.state for one in story.ticket.deadlines if one.kind == "first_contact"]
    assert "void" not in states


@pytest.mark.rule("YY-09", "YY-10", "YY-11", "A1")
@pytest.mark.parametrize(("complexity", "due", "rule"), BY_DIFFICULTY)
def test_handling_takes_1_5_or_10_working_days_by_difficulty(
    complexity: str, due: str, rule: str
) -> None:
    """Received on Thursday before the May holiday; Saturday 9 May is worked."""
    story = Story("youyilu", at="2026-04-29T09:00", complexity=complexity)
    story.at("2026-04-30T09:00").dispatch()
    assert story.due("handling") == due
    assert story.due_at("handling").endswith("T00:00")
    assert story.article("handling") == "第八条（二）"
    assert story.deadline("handling").statutory
    basis = next(
        entry.basis
        for entry in story.history
        if entry.event.name == "deadline_set" and entry.basis and rule in entry.basis.rules
    )
    assert basis.article == "第八条（二）"


@pytest.mark.rule("YY-09", "YY-10", "YY-11", "A38")
@pytest.mark.parametrize(
    ("complexity", "due"),
    [("simple", "2026-03-06"), ("ordinary", "2026-03-12"), ("complex", "2026-03-19")],
)
def test_the_days_count_from_when_the_unit_receives_the_ticket(complexity: str, due: str) -> None:
    """Registered on Monday, dispatched on Thursday."""
    story = Story("youyilu", complexity=complexity).at("2026-03-05T16:00").dispatch()
    assert story.due("handling") == due


@pytest.mark.rule("YY-10")
@pytest.mark.parametrize("category", ["consultation", "help", "complaint", "suggestion"])
@pytest.mark.parametrize("urgency", ["normal", "urgent", "emergency"])
def test_neither_kind_nor_urgency_moves_the_5_working_days(category: str, urgency: str) -> None:
    story = Story("youyilu", category=category, urgency=urgency).dispatch()
    assert story.due("handling") == "2026-03-09"


@pytest.mark.rule("YY-10", "A1")
def test_an_answer_is_in_time_until_24_oclock_of_the_fifth_working_day() -> None:
    story = Story("youyilu").dispatch().at("2026-03-09T23:59").answer()
    story.at("2026-03-10T08:00").approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    assert story.deadline("handling").state == "met"
    late = Story("youyilu").dispatch().at("2026-03-10T00:00").sweep()
    assert late.deadline("handling").state == "breached"
    assert "overdue" in late.ticket.flags


@pytest.mark.rule("A47", "YY-11")
def test_reclassified_the_limit_is_counted_from_the_same_start() -> None:
    story = Story("youyilu").dispatch().at("2026-03-05T09:00")
    story.do("office", "classify", complexity="complex")
    assert story.due("handling") == "2026-03-16"
    classified = story.event("classified").basis
    assert classified is not None
    assert (classified.article, classified.statutory) == ("第八条（二）", False)


@pytest.mark.rule("A41", "A47")
def test_reclassified_past_the_new_limit_it_is_late_labelled_and_needs_a_reason() -> None:
    story = Story("youyilu").dispatch().at("2026-03-05T09:00")
    story.refused(
        "office", "classify", "reason_required", article="第八条（二）", complexity="simple"
    )
    story.do("office", "classify", complexity="simple", reason="可及时办理")
    assert story.due("handling") == "2026-03-03"
    assert (story.deadline("handling").state, story.deadline("handling").label) == (
        "breached",
        "reclassified",
    )


@pytest.mark.rule("P-02")
def test_a_platforms_earlier_date_shortens_the_limit_and_a_later_one_does_nothing() -> None:
    early = {"platform": "shanghai", "reference": "1", "due_at": "2026-03-04T12:00:00+08:00"}
    story = Story("youyilu", source=early).dispatch()
    assert story.due_at("handling") == "2026-03-04T12:00"
    assert story.deadline("handling").capped_by == "platform_limit"
    assert story.article("handling") == "第八条"
    late = early | {"due_at": "2026-04-04T12:00:00+08:00"}
    assert Story("youyilu", source=late).dispatch().due("handling") == "2026-03-09"


@pytest.mark.rule("P-02")
def test_a_date_only_the_platform_set_is_not_a_limit_of_the_text() -> None:
    source = {"platform": "shanghai", "reference": "1", "due_at": "2026-03-04T12:00:00+08:00"}
    assert Story("youyilu", source=source).dispatch().deadline("handling").statutory is False


@pytest.mark.rule("P-03")
def test_a_stricter_date_of_a_law_prevails_and_a_later_one_does_not() -> None:
    strict = Story("youyilu", statutory_due_at="2026-03-05T00:00:00+08:00").dispatch()
    assert strict.due("handling") == "2026-03-04"
    assert strict.deadline("handling").capped_by == "statutory_date"
    assert strict.deadline("handling").statutory
    assert strict.article("handling") == "第八条（三）"
    later = Story("youyilu", statutory_due_at="2026-05-05T00:00:00+08:00").dispatch()
    assert later.due("handling") == "2026-03-09"
