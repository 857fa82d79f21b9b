"""宿迁 退回和牵头部门：第十条（四）、第二十条."""

from typing import Any, Self

import pytest

from chalicelib.domain.adjudication import AdjudicationOpened
from tests.builders import Story

ARTICLE = "第十条（四）"
FORM = {"basis": "三定方案第四条", "suggestion": "建议转园林局"}


class Returning(Story):
    """A Suqian ticket dispatched on Monday 2026-03-02 at nine."""

    @classmethod
    def dispatched(cls, at: str = "2026-03-02T09:00") -> Self:
        story = cls("suqian", at=at)
        story.dispatch()
        return story

    def ask_return(self, **fields: object) -> Self:
        whole: dict[str, Any] = {**FORM, **fields}
        return self.do("handler", "request_return", **whole)


@pytest.mark.rule("SQ-15", "A17", "A38")
def test_a_return_may_be_asked_for_until_the_last_minute_of_12_hours() -> None:
    story = Returning.dispatched().sign().at("2026-03-02T20:59").ask_return()
    asked = story.event("return_requested").basis
    assert asked is not None
    assert asked.article == ARTICLE
    assert story.ticket.pending[0].chain == ("office",)
    assert story.ticket.status == "handling"


@pytest.mark.rule("SQ-15", "A17")
def test_after_12_hours_a_return_is_too_late() -> None:
    story = Returning.dispatched().sign().at("2026-03-02T21:00")
    story.refused("handler", "request_return", "return_too_late", article=ARTICLE, **FORM)


@pytest.mark.rule("SQ-15")
@pytest.mark.parametrize("lacking", ["basis", "suggestion"])
def test_a_return_gives_its_basis_and_a_suggestion(lacking: str) -> None:
    story = Returning.dispatched().sign()
    refusal = story.refused(
        "handler",
        "request_return",
        "return_incomplete",
        article=ARTICLE,
        **{name: words for name, words in FORM.items() if name != lacking},
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("SQ-15")
def test_the_member_asks_and_not_the_hotline() -> None:
    Returning.dispatched().refused("office", "request_return", "forbidden", **FORM)


@pytest.mark.rule("A34", "A45")
def test_a_ticket_may_be_returned_before_and_after_it_is_signed() -> None:
    assert Returning.dispatched().ask_return().ticket.status == "dispatched"
    assert Returning.dispatched().sign().ask_return().ticket.status == "handling"


@pytest.mark.rule("SQ-15", "A28")
def test_the_hotline_has_a_target_of_12_hours_to_decide() -> None:
    story = Returning.dispatched("2026-03-02T06:00").at("2026-03-02T09:00").ask_return()
    target = story.deadline("return_decision")
    assert story.due_at("return_decision") == "2026-03-02T21:00"
    assert (target.statutory, story.article("return_decision")) == (False, ARTICLE)
    story.at("2026-03-03T09:00").sweep()
    assert story.deadline("return_decision").state == "breached"
    assert story.ticket.pending, "silence decides nothing"


@pytest.mark.rule("SQ-15", "A6")
def test_an_approved_return_is_dispatched_anew_and_the_next_units_clock_starts_then() -> None:
    story = Returning.dispatched().ask_return().after(hours=2)
    story.do("office", "decide_return", approve=True)
    assert (story.ticket.status, story.ticket.unit) == ("registered", None)
    decided = story.event("return_decided").basis
    assert decided is not None
    assert decided.article == ARTICLE
    story.after(hours=3).dispatch("parks")
    assert story.due_at("handling") == "2026-03-03T02:00"
    assert story.due_at("sign_in") == "2026-03-02T15:00"
    assert story.ticket.registered_at == story.start.registered_at
    story.at("2026-03-03T01:59").do("handler", "request_return", **FORM)


@pytest.mark.rule("SQ-15", "A6")
def test_a_refused_return_leaves_the_clock_as_first_counted() -> None:
    story = Returning.dispatched().sign().ask_return().after(hours=5)
    story.refused("office", "decide_return", "reason_required", article=ARTICLE, approve=False)
    story.do("office", "decide_return", approve=False, reason="属你单位职责")
    assert story.ticket.unit == "roads"
    assert story.due_at("handling") == "2026-03-02T21:00"


@pytest.mark.rule("SQ-15", "A42")
def test_a_return_approved_after_the_limit_withdraws_the_breach() -> None:
    story = Returning.dispatched().sign().at("2026-03-02T20:00").ask_return()
    story.at("2026-03-02T22:00").do("office", "decide_return", approve=True)
    assert story.last_events()[:1] == ["deadline_breached"]
    assert "breach_withdrawn" in story.last_events()


@pytest.mark.rule("A17")
def test_a_return_after_an_extension_was_asked_for_is_marked_and_not_blocked() -> None:
    story = Returning.dispatched().sign()
    story.do("handler", "request_extension", reason="需现场勘查", amount=2)
    plain = Returning.dispatched().sign().ask_return()
    assert story.ask_return().event("return_counted").event != plain.event("return_counted").event


@pytest.mark.rule("A17")
def test_a_return_after_a_formal_reply_is_marked_and_not_blocked() -> None:
    """What the office sees of it must differ from a return without a reply before it."""
    replied = Returning.dispatched().sign().answer()
    replied.do("office", "audit_answer", approve=False, reason="答复不具体").ask_return()
    plain = Returning.dispatched().sign().ask_return()
    assert replied.event("return_counted").event != plain.event("return_counted").event


@pytest.mark.rule("A45")
def test_in_a_redo_nothing_is_returned() -> None:
    story = Returning.dispatched().sign().answer().approve().surveyed().rate("dissatisfied")
    story.do("office", "record_revisit", reached=True, satisfied=False)
    story.refused("handler", "request_return", "return_in_redo", article=ARTICLE, **FORM)


@pytest.mark.rule("SQ-15", "SQ-13")
def test_what_a_unit_asked_for_leaves_with_it_when_its_return_is_approved() -> None:
    """An extension was asked for by the unit that is rid of the ticket: nobody is to grant it."""
    story = Returning.dispatched().sign()
    story.do("handler", "request_extension", reason="需现场勘查", amount=6).ask_return()
    story.do("office", "decide_return", approve=True)
    assert [one.kind for one in story.ticket.pending] == []


@pytest.mark.rule("SQ-15", "SQ-12")
def test_a_unit_that_replies_has_taken_the_ticket_for_its_own() -> None:
    """A unit cannot wait for its return and answer: nothing of the return is left."""
    story = Returning.dispatched().sign().ask_return().after(hours=1).answer()
    assert story.ticket.pending == ()
    assert story.deadline_ids()[-1] == "return_decision#1#1"
    assert not story.ticket.deadlines[-1].state.open
    story.refused("office", "decide_return", "nothing_pending", article=ARTICLE, approve=True)


@pytest.mark.rule("SQ-15", "SQ-12")
def test_the_first_units_reply_does_not_keep_the_next_units_clock() -> None:
    """The first unit's reply was sent back, then its return was granted."""
    story = Returning.dispatched().sign().after(hours=1).answer()
    story.do("office", "audit_answer", approve=False, reason="答复不具体").ask_return()
    story.do("office", "decide_return", approve=True).dispatch("parks")
    assert story.ticket.answered_at is None
    story.after(hours=13).sweep()
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("SQ-31")
def test_where_no_one_is_clearly_responsible_the_hotline_coordinates_and_names_the_lead() -> None:
    story = Returning.dispatched().sign().after(hours=1)
    story.do("office", "open_adjudication", reason="职责交叉")
    opened = story.event("adjudication_opened")
    assert isinstance(opened.event, AdjudicationOpened)
    assert opened.event.body == "宿迁12345专题协调"
    assert opened.basis is not None
    assert opened.basis.article == "第二十条"
    assert story.ticket.status == "adjudication"
    story.refused("supervisor", "adjudicate", "last_body", article="第二十条", pass_on=True)
    story.refused(
        "supervisor", "adjudicate", "rationale_required", article="第二十条", unit="parks"
    )
    story.after(hours=1).do("supervisor", "adjudicate", unit="parks", rationale="牵头办理")
    assert (story.ticket.status, story.ticket.unit) == ("dispatched", "parks")
    assert story.due_at("handling") == "2026-03-02T23:00"
    assert story.deadline("adjudication").state == "met"


@pytest.mark.rule("SQ-31", "A28")
def test_naming_the_lead_has_a_target_of_3_working_days() -> None:
    """Opened on Thursday, the target is Tuesday."""
    story = Story("suqian", at="2026-03-04T22:00").at("2026-03-05T09:00")
    story.do("office", "open_adjudication", reason="管理存在盲区")
    target = story.deadline("adjudication")
    assert story.due("adjudication") == "2026-03-10"
    assert (target.statutory, story.article("adjudication")) == (False, "第二十条")


@pytest.mark.rule("SQ-31")
def test_a_second_return_goes_to_the_hotline_as_the_first_did() -> None:
    """The text counts no returns: only an unclear responsibility is coordinated."""
    story = Returning.dispatched().ask_return()
    story.do("office", "decide_return", approve=True).dispatch("parks")
    story.do("handler", "request_return", **FORM)
    assert story.ticket.status == "dispatched"
    assert [one.decided_by for one in story.ticket.pending] == ["office"]


@pytest.mark.rule("SQ-31", "A6")
def test_all_clocks_of_the_lead_that_is_named_start_at_its_own_dispatch() -> None:
    story = Returning.dispatched().sign().do("office", "open_adjudication", reason="职责交叉")
    story.at("2026-03-05T09:00")
    story.do("supervisor", "adjudicate", unit="parks", rationale="牵头办理")
    assert story.due_at("sign_in") == "2026-03-05T10:00"
    assert story.due_at("handling") == "2026-03-05T21:00"
    assert story.due("first_contact") == "2026-03-06"


@pytest.mark.rule("SQ-15")
def test_a_county_does_not_decide_on_the_return_it_asked_for_itself() -> None:
    """由市12345热线审核后再次转办."""
    story = Story("suqian").dispatch("county").do("handler", "request_return", **FORM)
    story.refused("office", "decide_return", "forbidden", by_unit="county", approve=True)


@pytest.mark.rule("SQ-15", "SQ-13")
def test_no_target_of_a_decision_runs_on_for_a_request_that_has_lapsed() -> None:
    returned = Returning.dispatched().sign()
    returned.do("handler", "request_extension", reason="需现场勘查", amount=6).ask_return()
    returned.do("office", "decide_return", approve=True)
    named = Returning.dispatched().sign()
    named.do("handler", "request_extension", reason="需现场勘查", amount=6)
    named.do("office", "open_adjudication", reason="职责交叉")
    named.do("supervisor", "adjudicate", unit="parks", rationale="牵头办理")
    for story in (returned, named):
        targets = [one for one in story.ticket.deadlines if one.kind == "extension_decision"]
        assert [one.state.open for one in targets] == [False]


@pytest.mark.rule("SQ-31", "A6")
def test_the_unit_that_is_named_and_had_it_goes_on_with_its_clock() -> None:
    story = Returning.dispatched().sign().do("office", "open_adjudication", reason="职责交叉")
    story.after(hours=2).do("supervisor", "adjudicate", unit="roads", rationale="属其职责")
    assert (story.ticket.status, story.ticket.unit) == ("handling", "roads")
    assert story.due_at("handling") == "2026-03-02T21:00"
