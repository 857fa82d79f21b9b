"""泰安 (draft), art 14, 15 and 18: dispatch, prompt contact, targets by type and by the clock."""

import pytest

from tests.builders import Story

OTHERS = ["help", "complaint", "report", "suggestion"]
FOURTEEN = "第十四条（一）（二）"


@pytest.mark.rule("TA-18", "A46", "A1", "A38")
def test_a_question_has_a_target_of_three_working_days() -> None:
    story = Story("taian", at="2026-10-09T10:00", category="consultation").dispatch()

    assert story.due("handling") == "2026-10-13"
    assert story.article("handling") == "第十五条（二）"
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-18", "A46", "A1", "A38")
@pytest.mark.parametrize("category", OTHERS)
def test_everything_else_has_a_target_of_ten_working_days(category: str) -> None:
    story = Story("taian", at="2026-09-30T10:00", category=category).dispatch()

    assert story.due("handling") == "2026-10-20"
    assert story.article("handling") == "第十五条（二）"
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-18", "A38")
def test_the_target_runs_from_dispatch() -> None:
    story = Story("taian").at("2026-03-04T09:00").dispatch()

    assert story.due("handling") == "2026-03-18"


@pytest.mark.rule("TA-25", "A35", "A46", "A48")
def test_a_utilitys_target_runs_by_the_clock_for_a_question() -> None:
    story = Story("taian", at="2026-03-06T18:00", category="consultation").dispatch("water")

    assert story.due_at("handling") == "2026-03-09T18:00"
    assert story.article("handling") == "第十八条"
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-25", "A35", "A46", "A48")
@pytest.mark.parametrize("category", OTHERS)
def test_a_utilitys_target_runs_by_the_clock_for_everything_else(category: str) -> None:
    story = Story("taian", at="2026-02-13T18:00", category=category).dispatch("water")

    assert story.due_at("handling") == "2026-02-23T18:00"
    assert story.article("handling") == "第十八条"
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-25")
@pytest.mark.parametrize("unit", ["roads", "town"])
def test_only_utilities_are_under_the_clock(unit: str) -> None:
    assert Story("taian").dispatch(unit).due("handling") == "2026-03-16"


@pytest.mark.rule("TA-18", "A28")
def test_the_unit_contacts_promptly_by_a_target_of_one_working_day() -> None:
    story = Story("taian", at="2026-03-06T10:00").dispatch()

    assert story.due("first_contact") == "2026-03-09"
    assert story.article("first_contact") == "第十五条（一）"
    assert not story.deadline("first_contact").statutory


@pytest.mark.rule("TA-18")
def test_it_is_the_unit_that_contacts_and_it_must_reach_the_citizen() -> None:
    story = Story("taian").dispatch().do("office", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "running"
    story.do("handler", "record_contact", reached=False)
    assert story.deadline("first_contact").state == "running"

    story.do("handler", "record_contact", reached=True)

    assert story.deadline("first_contact").state == "met"


@pytest.mark.rule("TA-18")
def test_no_rule_asks_for_a_signature_so_the_first_act_of_the_unit_begins_the_handling() -> None:
    story = Story("taian").dispatch()
    assert "sign_in#1#1" not in story.deadline_ids()

    story.do("handler", "record_contact", reached=True)

    assert story.ticket.status == "handling"


@pytest.mark.rule("P-07")
@pytest.mark.parametrize("wish", [{"confidential": True}, {"reply_wanted": False}])
def test_who_wants_no_reply_or_stays_hidden_need_not_be_contacted(wish: dict[str, bool]) -> None:
    story = Story("taian", requester={"phone": "+8613800000000", **wish}).dispatch()

    assert "first_contact#1#1" not in story.deadline_ids()


@pytest.mark.rule("P-02")
@pytest.mark.parametrize(
    ("given", "due_at"),
    [("2026-03-05T12:00", "2026-03-05T12:00"), ("2026-03-30T00:00", "2026-03-17T00:00")],
)
def test_a_platforms_limit_only_shortens_the_target(given: str, due_at: str) -> None:
    source = {"platform": "shandong", "reference": "SD-1", "due_at": f"{given}:00+08:00"}

    story = Story("taian", source=source).dispatch()

    assert story.due_at("handling") == due_at
    assert story.article("handling") == "第十五条（二）"
    assert not story.deadline("handling").statutory


@pytest.mark.rule("TA-18", "P-03")
def test_a_limit_that_a_law_sets_prevails_if_it_is_stricter() -> None:
    story = Story("taian", statutory_due_at="2026-03-30T00:00:00+08:00").dispatch()
    assert story.due_at("handling") == "2026-03-17T00:00"
    assert not story.deadline("handling").statutory

    story = Story("taian", statutory_due_at="2026-03-05T00:00:00+08:00").dispatch()

    assert story.due_at("handling") == "2026-03-05T00:00"
    assert story.article("handling") == "第十五条（二）"


@pytest.mark.rule("TA-18", "P-03")
def test_missing_the_limit_of_a_law_is_a_breach_of_law() -> None:
    story = Story("taian", statutory_due_at="2026-03-05T00:00:00+08:00").dispatch()

    assert story.deadline("handling").statutory


@pytest.mark.rule("TA-18")
def test_this_text_lets_the_office_set_no_other_limit_for_one_request() -> None:
    Story("taian").refused(
        "office",
        "dispatch",
        "limit_override_not_provided",
        unit="roads",
        due_at="2026-03-20T00:00:00+08:00",
        override_reason="情况特殊",
    )


@pytest.mark.rule("TA-15")
def test_a_clear_matter_goes_straight_to_the_unit() -> None:
    story = Story("taian").dispatch("roads")

    basis = story.event("dispatched").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (FOURTEEN, True)


@pytest.mark.rule("TA-15", "TA-16")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_a_unit_that_was_negotiated_or_designated_is_chosen_for_a_stated_reason(
    mode: str,
) -> None:
    story = Story("taian")
    asked = {"unit": "roads", "mode": mode}
    story.refused("office", "dispatch", "rationale_required", article=FOURTEEN, **asked)

    story.dispatch(mode=mode, rationale="职责相近")

    assert not story.ticket.lead_fixed


@pytest.mark.rule("TA-16")
def test_of_several_units_one_leads_and_the_others_help() -> None:
    story = Story("taian").dispatch("roads", co_handlers=["parks"])
    story.refused("handler", "contribute", "not_a_co_handler", article=FOURTEEN, text="意见")

    story.do("handler", "contribute", by_unit="parks", text="已修剪树木")

    assert story.ticket.unit == "roads"
    assert story.ticket.co_handlers == ("parks",)
    assert "contributed" in story.last_events()


@pytest.mark.rule("TA-16")
def test_or_each_unit_gets_its_own_ticket() -> None:
    parts = [
        {"unit": "roads", "subject": "路面", "description": "路面破损"},
        {"unit": "parks", "subject": "树木", "description": "树枝遮挡"},
    ]

    story = Story("taian").do("office", "split", parts=parts)

    basis = story.event("split").basis
    assert basis is not None
    assert basis.article == FOURTEEN
    assert (story.ticket.status, story.ticket.outcome) == ("archived", "split")
    assert story.ticket.parts == ("tkt_p0", "tkt_p1")


@pytest.mark.rule("TA-02")
def test_the_county_body_passes_on_what_the_city_sent_and_the_clocks_go_on() -> None:
    story = Story("taian").dispatch("county")
    due_at = story.due_at("handling")

    story.at("2026-03-03T09:00").do("office", "dispatch", by_unit="county", unit="county-roads")

    assert story.ticket.unit == "county-roads"
    assert story.due_at("handling") == due_at


@pytest.mark.rule("TA-17")
def test_unclear_duty_is_studied_and_then_laid_before_the_government() -> None:
    article = "第十四条（三）"
    story = Story("taian").do("office", "open_adjudication", reason="职责界定不清")
    opened = story.event("adjudication_opened")
    assert opened.basis is not None
    assert opened.basis.article == article
    assert getattr(opened.event, "body", None) == "机构编制、司法行政等会议研究"
    assert story.due("adjudication") == "2026-03-09"
    assert story.article("adjudication") == article
    assert not story.deadline("adjudication").statutory

    story.do("supervisor", "adjudicate", pass_on=True)
    assert getattr(story.event("adjudication_passed_on").event, "body", None) == "同级人民政府"
    story.refused("supervisor", "adjudicate", "last_body", article=article, pass_on=True)
    story.refused("supervisor", "adjudicate", "rationale_required", article=article, unit="parks")
    story.do("supervisor", "adjudicate", unit="parks", rationale="三定规定")

    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "parks")
    assert story.due("handling") == "2026-03-16"


@pytest.mark.rule("A47")
def test_reclassified_the_target_is_counted_anew_from_the_same_start() -> None:
    story = Story("taian").dispatch().at("2026-03-06T09:00")
    story.refused(
        "office", "classify", "reason_required", article="第十二条", category="consultation"
    )

    story.do("office", "classify", category="consultation", reason="实为咨询")

    late = story.deadline("handling")
    assert (late.due_on.isoformat(), late.state, late.label) == (
        "2026-03-05",
        "breached",
        "reclassified",
    )
    basis = story.event("classified").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("第十二条", False)
