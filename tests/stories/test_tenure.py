"""What was between a ticket and one unit ends with that unit, and what a caller names must fit."""

import pytest

from tests.builders import PHONE, Story, instant

RETURN = {"reason": "不属本单位职责", "basis": "三定方案", "suggestion": "改派"}


def given_back(story: Story) -> Story:
    story.do("handler", "request_return", **RETURN)
    if story.ticket.pending[0].decided_by == "leader":
        story.do("leader", "confirm", approve=True)
    return story.do("office", "decide_return", approve=True)


@pytest.mark.rule("ZQ-13", "A6", "A47")
def test_a_class_changed_between_two_units_starts_no_clock() -> None:
    story = given_back(Story("zhaoqing", at="2026-03-09T09:00").dispatch())
    story.do("office", "classify", category="help")
    assert not [one for one in story.ticket.deadlines if one.state.open]
    story.at("2026-03-12T09:00").dispatch("parks")
    assert story.deadline("handling").starts_at == instant("2026-03-12T09:00")


@pytest.mark.rule("XX-10", "A5", "A47")
def test_a_call_of_the_first_unit_is_not_the_next_units() -> None:
    story = Story("xixian", category="consultation").dispatch().sign()
    story.do("handler", "record_contact", reached=True)
    given_back(story).dispatch("parks").do("office", "classify", category="complaint")
    assert not story.deadline("first_contact").statutory
    assert story.ticket.contacted_at is None


@pytest.mark.rule("A47")
def test_every_reclassification_that_comes_too_late_needs_its_reason() -> None:
    story = Story("zhaoqing").dispatch().after(days=7)
    story.do("office", "classify", category="consultation", reason="实为咨询")
    story.do("office", "classify", category="complaint")
    story.refused("office", "classify", "reason_required", category="consultation")


@pytest.mark.rule("XX-03", "TA-02")
def test_a_sub_office_names_only_units_under_it_and_sets_no_limit() -> None:
    story = Story("xixian").dispatch("county")
    story.refused(
        "office",
        "dispatch",
        "invalid_field",
        by_unit="county",
        unit="county-roads",
        co_handlers=["parks"],
    )
    story.refused(
        "office",
        "dispatch",
        "clocks_go_on",
        by_unit="county",
        unit="county-roads",
        due_at="2026-12-01T00:00:00+08:00",
        override_reason="另定",
    )
    story.do("office", "dispatch", by_unit="county", unit="county-roads")
    assert story.ticket.offices == ("county",)


@pytest.mark.rule("P-04")
def test_a_request_can_be_taken_back_until_its_closing_is_registered() -> None:
    story = Story("youyilu").dispatch().answer().approve()
    assert story.ticket.closed_at is None
    story.do("citizen", "withdraw", reason="已自行解决")
    assert (story.ticket.status, story.ticket.pending) == ("withdrawn", ())

    story = Story("youyilu").dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    story.refused("citizen", "withdraw", "already_closed")


@pytest.mark.rule("YY-23", "A23")
def test_a_link_goes_to_an_earlier_report_and_never_in_a_circle() -> None:
    later = Story("youyilu", at="2026-03-04T09:00").earlier_ticket("tkt_9")
    story = Story("youyilu", earlier=(later,)).at("2026-03-05T09:00")
    story.refused("office", "link_repeat", "invalid_field", to="tkt_9")


@pytest.mark.rule("A18")
def test_only_the_link_that_is_there_can_be_undone() -> None:
    before = Story("youyilu", at="2026-03-02T08:00").earlier_ticket()
    story = Story("youyilu", earlier=(before,)).do("office", "link_repeat", to="tkt_0")
    story.refused("office", "unlink_repeat", "invalid_field", to="tkt_7")
    assert story.do("office", "unlink_repeat", to="tkt_0").ticket.repeat_of is None


@pytest.mark.rule("ZQ-32")
def test_whom_the_grade_judges_does_not_correct_it() -> None:
    story = Story("zhaoqing").dispatch().answer().approve().surveyed().rate("very_dissatisfied")
    story.refused(
        "office",
        "record_revisit",
        "forbidden",
        article="第十五条（二）（三）",
        reached=True,
        corrected_rating="very_satisfied",
    )
    story.do(
        "upper_office",
        "record_revisit",
        reached=True,
        corrected_rating="very_satisfied",
        reason="按错",
    )
    assert story.event("rating_corrected").event.name == "rating_corrected"


@pytest.mark.rule("XX-13")
@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"statutory_due_at": "2020-03-30T00:00:00+08:00"}, "/statutory_due_at"),
        (
            {"source": {"platform": "p", "reference": "r", "due_at": "2020-03-30T00:00:00+08:00"}},
            "/source/due_at",
        ),
    ],
)
def test_a_date_to_keep_lies_ahead(given: dict[str, object], pointer: str) -> None:
    story = Story("xixian", expect="invalid_field", **given)  # type: ignore[arg-type]
    assert [error.pointer for error in story.refusal.errors] == [pointer]


@pytest.mark.rule("ZQ-27")
def test_nothing_was_handled_before_it_was_reported() -> None:
    story = Story("zhaoqing").dispatch().after(days=1)
    story.refused(
        "handler",
        "submit_answer",
        "invalid_field",
        outcome="solved",
        handled_at="2026-02-27T09:00:00+08:00",
        process="…",
        result="…",
        legal_basis="…",
    )


@pytest.mark.rule("TA-08")
def test_what_is_answered_at_once_says_under_which_article() -> None:
    story = Story("taian", requester={"phone": PHONE}).do(
        "operator", "answer_directly", answer="可以"
    )
    basis = story.event("answered_directly").basis
    assert basis is not None
    assert basis.article == "第十二条、第十七条"


@pytest.mark.rule("TA-12", "A18")
def test_a_real_answer_to_what_is_only_proposed_as_a_repeat_is_an_answer() -> None:
    before = Story("taian", at="2026-03-02T08:00").earlier_ticket()
    story = Story("taian", earlier=(before,)).do("operator", "answer_directly", answer="可以")
    basis = story.event("answered_directly").basis
    assert basis is not None
    assert basis.article == "第十二条、第十七条"
