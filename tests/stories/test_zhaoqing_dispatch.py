"""肇庆，第五条、第九条、第十三条: who must act, who decides a dispute, and the first contact."""

import pytest

from tests.stories.zhaoqing import MONDAY, answered, cites, dispatched, taken_in

RETURN = {"reason": "非本单位职责", "basis": "三定方案"}


@pytest.mark.rule("ZQ-49")
def test_the_office_determines_the_unit() -> None:
    story = taken_in().dispatch("roads", co_handlers=["parks"])
    assert story.ticket.status == "dispatched"
    assert (story.ticket.unit, story.ticket.co_handlers) == ("roads", ("parks",))
    assert cites(story, "dispatched") == "第五条、第九条（四）"
    taken_in().refused("operator", "dispatch", "forbidden", unit="roads")


@pytest.mark.rule("ZQ-49")
def test_a_unit_that_nobody_knows_cannot_be_named() -> None:
    refusal = taken_in().refused("office", "dispatch", "invalid_field", unit="nobody")
    assert [error.pointer for error in refusal.errors] == ["/unit"]


@pytest.mark.rule("ZQ-49", "ZQ-18")
def test_the_office_may_not_set_another_limit_than_the_article() -> None:
    story = taken_in()
    story.refused(
        "office",
        "dispatch",
        "limit_override_not_provided",
        unit="roads",
        due_at="2026-06-01T00:00:00+08:00",
        override_reason="疑难",
    )


@pytest.mark.rule("ZQ-16", "ZQ-49")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_naming_a_lead_after_coordination_needs_its_reasons(mode: str) -> None:
    refusal = taken_in().refused(
        "office",
        "dispatch",
        "rationale_required",
        article="第五条、第九条（四）",
        unit="roads",
        mode=mode,
    )
    assert [error.pointer for error in refusal.errors] == ["/rationale"]


@pytest.mark.rule("ZQ-16", "ZQ-49")
@pytest.mark.parametrize("mode", ["negotiated", "designated"])
def test_the_lead_fixed_by_coordination_must_act_and_may_not_return(mode: str) -> None:
    story = taken_in().dispatch("roads", mode=mode, rationale="经协调由公路局牵头")
    story.after(hours=1).refused(
        "handler", "request_return", "lead_fixed", article="第九条（四）", **RETURN
    )


@pytest.mark.rule("ZQ-16", "ZQ-49")
def test_an_ordinary_dispatch_needs_no_reasons_and_may_be_returned() -> None:
    story = dispatched().do("handler", "request_return", **RETURN)
    assert "return_requested" in story.last_events()


@pytest.mark.rule("ZQ-16")
def test_what_the_office_cannot_settle_goes_to_the_party_work_department() -> None:
    story = dispatched().do("office", "open_adjudication", reason="两单位均称非其职责")
    assert story.ticket.status == "adjudication"
    assert cites(story, "adjudication_opened") == "第九条（四）"
    assert getattr(story.event("adjudication_opened").event, "body", "") == "区党群工作部"


@pytest.mark.rule("ZQ-16")
def test_only_the_office_takes_a_dispute_there_and_only_the_bodies_rule() -> None:
    story = dispatched()
    story.refused("handler", "open_adjudication", "forbidden", reason="非本单位职责")
    story.do("office", "open_adjudication", reason="争议")
    story.refused("office", "adjudicate", "forbidden", unit="parks", rationale="职责")
    story.refused(
        "supervisor", "adjudicate", "rationale_required", article="第九条（四）", unit="parks"
    )


@pytest.mark.rule("ZQ-16")
def test_what_the_department_cannot_clarify_goes_to_the_committee_and_no_further() -> None:
    story = dispatched().do("office", "open_adjudication", reason="争议")
    story.do("supervisor", "adjudicate", pass_on=True)
    assert getattr(story.event("adjudication_passed_on").event, "body", "") == "区管委会"
    story.refused("supervisor", "adjudicate", "last_body", article="第九条（四）", pass_on=True)
    story.do("supervisor", "adjudicate", unit="parks", rationale="管委会研究确定")
    assert getattr(story.event("adjudicated").event, "body", "") == "区管委会"
    assert story.ticket.unit == "parks"


@pytest.mark.rule("ZQ-16", "A45")
def test_the_unit_the_ruling_names_may_not_return() -> None:
    story = dispatched().do("office", "open_adjudication", reason="争议")
    story.do("supervisor", "adjudicate", unit="parks", rationale="职责清单")
    story.refused("handler", "request_return", "lead_fixed", article="第九条（四）", **RETURN)
    story.refused(
        "office", "open_adjudication", "lead_fixed", article="第九条（四）", reason="再争"
    )


@pytest.mark.rule("ZQ-16", "A6")
def test_the_unit_newly_named_counts_from_the_ruling_every_clock_of_it() -> None:
    story = dispatched().do("office", "open_adjudication", reason="争议")
    story.at("2026-03-03T09:00").do("supervisor", "adjudicate", unit="parks", rationale="职责")
    assert story.due("handling") == "2026-03-24"
    assert story.due("first_contact") == "2026-03-04"


@pytest.mark.rule("ZQ-16", "ZQ-14")
def test_the_unit_confirmed_by_the_ruling_goes_on_as_first_counted() -> None:
    story = dispatched().do("office", "open_adjudication", reason="争议")
    story.at("2026-03-05T09:00").do("supervisor", "adjudicate", unit="roads", rationale="职责")
    assert story.due("handling") == "2026-03-23"
    story.refused("handler", "request_return", "lead_fixed", article="第九条（四）", **RETURN)


@pytest.mark.rule("ZQ-16", "A28")
def test_a_ruling_is_aimed_at_within_five_working_days_which_no_law_says() -> None:
    story = dispatched().at("2026-03-04T10:00").do("office", "open_adjudication", reason="争议")
    ruling = story.deadline("adjudication")
    assert story.due("adjudication") == "2026-03-11"
    assert story.article("adjudication") == "第九条（四）"
    assert not ruling.statutory


@pytest.mark.rule("ZQ-25", "A28")
def test_first_contact_is_aimed_at_within_one_working_day_which_no_law_says() -> None:
    story = dispatched("2026-03-06T10:00")
    assert story.due("first_contact") == "2026-03-09"
    assert story.article("first_contact") == "第十三条"
    assert not story.deadline("first_contact").statutory


@pytest.mark.rule("ZQ-25")
def test_first_contact_counts_from_the_dispatch() -> None:
    story = taken_in(MONDAY).at("2026-03-04T10:00").dispatch("roads")
    assert story.due("first_contact") == "2026-03-05"


@pytest.mark.rule("ZQ-25")
def test_first_contact_is_the_units_not_the_offices_and_counts_when_it_reaches_someone() -> None:
    story = dispatched().do("office", "record_contact", reached=True)
    story.do("handler", "record_contact", reached=False)
    assert story.deadline("first_contact").state == "running"
    story.do("handler", "record_contact", reached=True, note="了解情况")
    assert story.deadline("first_contact").state == "met"
    assert cites(story, "contacted") == "第十三条"


@pytest.mark.rule("ZQ-25")
@pytest.mark.parametrize("requester", [{"confidential": True}, {"reply_wanted": False}])
def test_who_hides_or_wants_no_reply_need_not_be_contacted(requester: dict[str, bool]) -> None:
    story = dispatched(requester={"phone": "+8613800000000"} | requester)
    assert [one.kind for one in story.ticket.deadlines] == ["handling"]


@pytest.mark.rule("ZQ-25", "ZQ-27")
@pytest.mark.parametrize("requester", [{"confidential": True}, {"reply_wanted": False}])
def test_who_hides_or_wants_no_reply_need_not_be_answered(requester: dict[str, bool]) -> None:
    story = dispatched(requester={"phone": "+8613800000000"} | requester).answer(replied_by=None)
    why = getattr(story.event("answer_submitted").event, "details", {})["no_reply_because"]
    assert why == ("confidential" if "confidential" in requester else "no_reply_wanted")


@pytest.mark.rule("ZQ-25")
def test_the_requester_withdraws_any_time_before_the_closing() -> None:
    for story in (taken_in(), dispatched(), answered()):
        story.do("citizen", "withdraw", reason="问题已解决")
        assert story.ticket.status == "withdrawn"
        assert cites(story, "withdrawn") == "第十三条"
        assert not any(one.state.open for one in story.ticket.deadlines)


@pytest.mark.rule("ZQ-25")
def test_after_the_closing_nothing_is_left_to_withdraw() -> None:
    answered().approve().refused("citizen", "withdraw", "wrong_state")
