"""西咸新区, art 9 (2) and (3): dispatch, confirmation in 2 hours, 3 and 5 working days."""

import pytest

from tests.builders import Story

NINE_THREE = "第九条（三）"
REQUESTS = ["help", "suggestion", "praise", "complaint", "report"]


@pytest.mark.rule("XX-10", "A1", "A38")
def test_an_enquiry_received_on_friday_before_a_working_saturday_is_due_on_tuesday() -> None:
    story = Story("xixian", at="2026-10-09T10:00", category="consultation").dispatch()

    assert story.due("handling") == "2026-10-13"
    assert story.due_at("handling") == "2026-10-14T00:00"
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory


@pytest.mark.rule("XX-11", "A1", "A37", "A38")
@pytest.mark.parametrize("category", REQUESTS)
def test_every_type_but_an_enquiry_is_a_request_and_due_in_five_working_days(
    category: str,
) -> None:
    """Over Spring Festival: Saturday the 14th works, the 15th to the 23rd are off."""
    story = Story("xixian", at="2026-02-13T10:00", category=category).dispatch()

    assert story.due("handling") == "2026-02-27"
    assert story.due_at("handling") == "2026-02-28T00:00"
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory


@pytest.mark.rule("XX-10", "XX-11", "A38")
def test_the_limit_runs_from_receipt_by_the_unit_and_not_from_the_call() -> None:
    story = Story("xixian", at="2026-03-02T09:00").at("2026-03-04T09:00").dispatch()

    assert story.due("handling") == "2026-03-11"
    assert story.deadline("handling").starts_at == story.now


@pytest.mark.rule("XX-09", "A2")
def test_the_two_hours_are_natural_hours_at_night_and_at_weekends() -> None:
    story = Story("xixian", at="2026-03-06T23:30").dispatch()

    assert story.due_at("sign_in") == "2026-03-07T01:30"
    assert story.article("sign_in") == NINE_THREE
    assert story.deadline("sign_in").statutory


@pytest.mark.rule("XX-09")
def test_confirmed_inside_two_hours_keeps_the_limit() -> None:
    story = Story("xixian").dispatch().after(minutes=119).sign()

    assert story.deadline("sign_in").state == "met"
    assert story.ticket.status == "handling"
    basis = story.event("signed").basis
    assert basis is not None
    assert basis.article == NINE_THREE


@pytest.mark.rule("XX-09")
def test_confirmed_after_two_hours_is_late_and_still_accepted() -> None:
    story = Story("xixian").dispatch().after(hours=2).sweep()
    assert story.deadline("sign_in").state == "breached"
    assert "overdue" in story.ticket.flags

    story.sign()

    assert story.deadline("sign_in").state == "breached"
    assert story.ticket.status == "handling"


@pytest.mark.rule("XX-09")
def test_nothing_is_done_with_an_order_before_it_is_confirmed() -> None:
    story = Story("xixian").dispatch()

    story.refused("handler", "record_contact", "not_signed", article=NINE_THREE, reached=True)


@pytest.mark.rule("XX-10", "A5")
def test_for_an_enquiry_the_contact_is_due_by_law_in_three_working_days() -> None:
    story = Story("xixian", at="2026-10-09T10:00", category="consultation").dispatch()

    assert story.due("first_contact") == "2026-10-13"
    assert story.article("first_contact") == NINE_THREE
    assert story.deadline("first_contact").statutory


@pytest.mark.rule("XX-10", "A5", "A28")
@pytest.mark.parametrize("category", REQUESTS)
def test_for_a_request_the_contact_is_a_target_that_is_no_breach_of_law(category: str) -> None:
    story = Story("xixian", at="2026-10-09T10:00", category=category).dispatch()

    assert story.due("first_contact") == "2026-10-13"
    assert not story.deadline("first_contact").statutory


@pytest.mark.rule("XX-10", "A5")
def test_the_unit_makes_the_contact_and_only_reaching_the_citizen_counts() -> None:
    story = Story("xixian", category="consultation").dispatch().sign()
    story.do("office", "record_contact", reached=True)
    assert story.deadline("first_contact").state == "running"
    story.do("handler", "record_contact", reached=False)
    assert story.deadline("first_contact").state == "running"

    story.do("handler", "record_contact", reached=True)

    assert story.deadline("first_contact").state == "met"


@pytest.mark.rule("XX-10", "A5")
def test_a_request_whose_citizen_was_not_contacted_in_time_is_warned_of_but_not_overdue() -> None:
    story = Story("xixian").dispatch().sign().at("2026-03-06T09:00").sweep()

    assert "overdue" not in story.ticket.flags


@pytest.mark.rule("P-07")
@pytest.mark.parametrize("wish", [{"confidential": True}, {"reply_wanted": False}])
def test_who_wants_no_reply_or_stays_hidden_need_not_be_contacted(wish: dict[str, bool]) -> None:
    requester = {"phone": "+8613800000000", **wish}

    story = Story("xixian", requester=requester).dispatch()

    assert "first_contact#1#1" not in story.deadline_ids()


@pytest.mark.rule("XX-34", "A32", "A33")
@pytest.mark.parametrize("given", ["2026-03-04T12:00", "2026-03-20T00:00"])
def test_the_time_the_platform_sets_for_the_item_replaces_the_usual_one(given: str) -> None:
    source = {"platform": "xian", "reference": "XA-1", "due_at": f"{given}:00+08:00"}

    story = Story("xixian", source=source).dispatch()

    assert story.due_at("handling") == given
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").source == "platform_limit"


@pytest.mark.rule("XX-34", "A33")
def test_a_national_message_keeps_five_days_unless_the_platform_set_a_limit() -> None:
    source = {"platform": "national", "reference": "GJ-1", "kind": "national_message"}

    assert Story("xixian", source=source).dispatch().due("handling") == "2026-03-09"


@pytest.mark.rule("XX-34", "A32")
def test_the_platforms_limit_prevails_over_one_that_the_office_sets() -> None:
    source = {"platform": "xian", "reference": "XA-1", "due_at": "2026-03-05T00:00:00+08:00"}

    story = Story("xixian", source=source).dispatch(
        due_at="2026-03-20T00:00:00+08:00", override_reason="情况复杂"
    )

    assert story.due_at("handling") == "2026-03-05T00:00"


@pytest.mark.rule("A32")
def test_the_office_sets_another_limit_for_one_order_and_gives_its_reason() -> None:
    story = Story("xixian")
    story.refused(
        "office",
        "dispatch",
        "override_reason_required",
        article=NINE_THREE,
        rule="A32",
        unit="roads",
        due_at="2026-03-20T00:00:00+08:00",
    )

    story.dispatch(due_at="2026-03-20T00:00:00+08:00", override_reason="情况特殊")

    assert story.due_at("handling") == "2026-03-20T00:00"
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory


@pytest.mark.rule("XX-13")
@pytest.mark.parametrize(
    ("law", "due_at"),
    [("2026-03-05T00:00", "2026-03-05T00:00"), ("2026-03-30T00:00", "2026-03-10T00:00")],
)
def test_a_stricter_law_prevails_and_a_milder_one_changes_nothing(law: str, due_at: str) -> None:
    story = Story("xixian", statutory_due_at=f"{law}:00+08:00").dispatch()

    assert story.due_at("handling") == due_at
    assert story.article("handling") == NINE_THREE
    assert story.deadline("handling").statutory


@pytest.mark.rule("XX-13", "XX-34", "A33")
def test_a_stricter_law_shortens_the_platforms_limit_too() -> None:
    source = {"platform": "xian", "reference": "XA-1", "due_at": "2026-03-20T00:00:00+08:00"}

    story = Story("xixian", source=source, statutory_due_at="2026-03-05T00:00:00+08:00").dispatch()

    assert story.due_at("handling") == "2026-03-05T00:00"


@pytest.mark.rule("XX-13", "A32")
def test_the_office_cannot_set_a_limit_past_that_of_a_stricter_law() -> None:
    story = Story("xixian", statutory_due_at="2026-03-05T00:00:00+08:00").dispatch(
        due_at="2026-03-20T00:00:00+08:00", override_reason="情况特殊"
    )

    assert story.due_at("handling") == "2026-03-05T00:00"


@pytest.mark.rule("XX-08", "XX-24")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_a_unit_that_was_negotiated_or_designated_is_chosen_for_a_stated_reason(
    mode: str,
) -> None:
    story = Story("xixian")
    refused = {"unit": "roads", "mode": mode}
    story.refused(
        "office", "dispatch", "rationale_required", article="第九条（二）、第十六条", **refused
    )

    story.dispatch(mode=mode, rationale="有利于问题妥善解决")

    assert story.ticket.unit == "roads"
    assert not story.ticket.lead_fixed


@pytest.mark.rule("XX-08")
def test_who_is_in_charge_is_dispatched_to_without_more_words() -> None:
    story = Story("xixian").dispatch("roads")

    basis = story.event("dispatched").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == ("第九条（二）、第十六条", True)
    story.refused(
        "office", "dispatch", "already_dispatched", article="第九条（二）、第十六条", unit="parks"
    )


@pytest.mark.rule("XX-03")
def test_a_new_town_office_passes_on_what_it_was_sent_and_the_clocks_go_on() -> None:
    story = Story("xixian").dispatch("county")
    due_at = story.due_at("handling")
    story.refused("office", "dispatch", "held_by_sub_office", unit="county-roads")

    story.after(hours=1).do("office", "dispatch", by_unit="county", unit="county-roads")

    assert story.ticket.unit == "county-roads"
    assert story.due_at("handling") == due_at
    assert story.deadline("sign_in").state == "met"


@pytest.mark.rule("A47")
def test_reclassified_the_limit_is_counted_anew_from_the_same_start() -> None:
    story = Story("xixian", category="consultation").dispatch().at("2026-03-03T09:00")
    story.do("office", "classify", category="complaint")

    assert story.due("handling") == "2026-03-09"
    basis = story.event("classified").basis
    assert basis is not None
    assert (basis.article, basis.statutory) == (NINE_THREE, False)


@pytest.mark.rule("A47")
def test_reclassified_past_the_new_limit_breaches_and_needs_a_reason() -> None:
    story = Story("xixian").dispatch().sign().at("2026-03-06T09:00")
    story.refused(
        "office", "classify", "reason_required", article=NINE_THREE, category="consultation"
    )

    story.do("office", "classify", category="consultation", reason="实为咨询")

    late = story.deadline("handling")
    assert (late.due_on.isoformat(), late.state, late.label) == (
        "2026-03-05",
        "breached",
        "reclassified",
    )


@pytest.mark.rule("XX-11", "A30")
def test_not_closed_in_time_is_a_breach_as_of_the_end_of_the_fifth_day() -> None:
    story = Story("xixian").dispatch().sign().at("2026-03-09T23:59").sweep()
    assert story.deadline("handling").state == "running"

    story.at("2026-03-10T00:00").sweep()

    assert story.deadline("handling").state == "breached"
    assert "overdue" in story.ticket.flags
