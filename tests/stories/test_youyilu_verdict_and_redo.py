"""友谊路 回访、不满退回：第十一条. Every closed ticket is called about; a redo takes three days."""

from typing import Any

import pytest

from chalicelib.domain.redo import LeaderInformed
from chalicelib.domain.supervision import SupervisionOpened
from tests.builders import Story

ARTICLE = "第十一条"
SAID: dict[str, Any] = {"contacted": True, "solved": True, "satisfied": True, "attitude_ok": True}


def close(story: Story) -> Story:
    return story.approve().do("upper_office", "register_closing", by_unit="district", approve=True)


def closed(at: str = "2026-05-06T09:00", **given: object) -> Story:
    more: dict[str, Any] = {**given}
    return close(Story("youyilu", at=at, **more).dispatch().answer())


def call(story: Story, **said: object) -> Story:
    whole: dict[str, Any] = {"reached": True, **SAID, **said}
    return story.do("office", "record_revisit", **whole)


def sent_back(at: str = "2026-05-08T09:00") -> Story:
    """Closed on Wednesday, the bad call on Friday; Saturday 9 May 2026 is worked."""
    return call(closed().at(at), satisfied=False, solved=False)


def answered_again(story: Story) -> Story:
    return close(story.answer().do("leader", "confirm", approve=True))


def cited(story: Story, event: str) -> str:
    basis = story.event(event).basis
    assert basis is not None
    return basis.article


@pytest.mark.rule("YY-17", "A28")
@pytest.mark.parametrize(
    "requester",
    [
        {"phone": "+8613800000000"},
        {"phone": "+8613800000000", "reply_wanted": False},
        {"phone": "+8613800000000", "confidential": True},
    ],
)
def test_every_closed_ticket_is_revisited(requester: dict[str, object]) -> None:
    """Closed on Thursday 7 May, the target is Monday: Saturday is worked."""
    story = closed("2026-05-07T09:00", requester=requester)
    assert story.ticket.status == "awaiting_revisit"
    assert cited(story, "revisit_awaited") == ARTICLE
    assert "survey_queued" not in story.events()
    target = story.deadline("revisit")
    assert story.due("revisit") == "2026-05-11"
    assert (target.statutory, story.article("revisit")) == (False, ARTICLE)
    story.refused("citizen", "rate", "rating_closed", article=ARTICLE, rating="satisfied")


@pytest.mark.rule("YY-18")
@pytest.mark.parametrize("lacking", list(SAID))
def test_a_revisit_asks_for_contact_result_satisfaction_and_attitude(lacking: str) -> None:
    said = {name: answer for name, answer in SAID.items() if name != lacking}
    refusal = closed().refused(
        "office", "record_revisit", "revisit_incomplete", article=ARTICLE, reached=True, **said
    )
    assert [error.pointer for error in refusal.errors] == [f"/{lacking}"]


@pytest.mark.rule("YY-18")
@pytest.mark.parametrize(("satisfied", "rating"), [(True, "satisfied"), (False, "dissatisfied")])
def test_the_citizen_is_satisfied_or_not(satisfied: bool, rating: str) -> None:
    story = call(closed(), satisfied=satisfied)
    verdict = story.ticket.rating if satisfied else story.ticket.rounds[-1].rating
    assert verdict == rating
    assert cited(story, "rated") == ARTICLE
    assert (story.ticket.status == "archived") is satisfied
    assert cited(story, "revisited") == ARTICLE


@pytest.mark.rule("YY-18")
def test_who_is_satisfied_though_it_is_not_solved_is_not_sent_back() -> None:
    story = call(closed(), solved=False, contacted=False)
    assert (story.ticket.status, story.ticket.solved) == ("archived", False)


@pytest.mark.rule("YY-18")
def test_a_corrected_grade_is_one_of_the_two() -> None:
    closed().refused(
        "office",
        "record_revisit",
        "invalid_field",
        reached=True,
        corrected_rating="very_satisfied",
        **SAID,
    )


@pytest.mark.rule("YY-18", "P-26")
def test_where_the_call_asks_first_there_is_no_grade_yet_that_could_be_mistaken() -> None:
    refusal = closed().refused(
        "office",
        "record_revisit",
        "invalid_field",
        reached=True,
        corrected_rating="satisfied",
        reason="按错",
        **SAID,
    )
    assert [error.pointer for error in refusal.errors] == ["/corrected_rating"]


@pytest.mark.rule("YY-18", "A9")
def test_the_third_call_on_the_second_working_day_is_the_last() -> None:
    story = closed("2026-05-08T09:00")
    for at in ("2026-05-08T10:00", "2026-05-08T11:00", "2026-05-08T12:00"):
        story.at(at).do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"
    story.at("2026-05-09T09:00").do("office", "record_revisit", reached=False)
    assert story.ticket.status == "archived"


@pytest.mark.rule("YY-18", "A9")
def test_two_calls_are_too_few_and_a_third_suffices() -> None:
    story = closed("2026-05-08T09:00").do("office", "record_revisit", reached=False)
    story.at("2026-05-12T09:00").do("office", "record_revisit", reached=False)
    assert story.ticket.status == "awaiting_revisit"
    story.after(hours=1).do("office", "record_revisit", reached=False)
    assert story.ticket.status == "archived"


@pytest.mark.rule("YY-19", "A44")
def test_who_is_dissatisfied_is_sent_back_to_the_unit_at_once_and_its_leader_told() -> None:
    story = sent_back()
    assert (story.ticket.status, story.ticket.round, story.ticket.unit) == ("handling", 2, "roads")
    assert cited(story, "redo_opened") == ARTICLE
    informed = story.event("leader_informed").event
    assert isinstance(informed, LeaderInformed)
    assert informed.unit == "roads"
    assert cited(story, "leader_informed") == ARTICLE
    assert "redo_requested" not in story.events()
    assert story.ticket.rounds[0].rating == "dissatisfied"
    assert story.ticket.rating is None


@pytest.mark.rule("YY-20", "A38")
@pytest.mark.parametrize("complexity", ["simple", "ordinary", "complex"])
def test_the_redo_takes_3_working_days_from_the_new_dispatch(complexity: str) -> None:
    story = call(closed(complexity=complexity).at("2026-05-08T09:00"), satisfied=False)
    assert story.due("handling") == "2026-05-12"
    assert (story.article("handling"), story.deadline("handling").statutory) == (ARTICLE, True)


@pytest.mark.rule("YY-20")
def test_the_leader_signs_the_result_and_it_counts_as_made_when_the_unit_filed_it() -> None:
    story = sent_back().at("2026-05-12T20:00").answer()
    assert [(one.kind, one.decided_by) for one in story.ticket.pending] == [("answer", "leader")]
    assert story.ticket.status == "handling"
    story.at("2026-05-13T10:00").do("leader", "confirm", approve=True)
    assert story.ticket.status == "in_review"
    assert cited(story, "answer_confirmed") == ARTICLE
    close(story)
    assert story.deadline("handling").state == "met"


@pytest.mark.rule("YY-20")
def test_what_the_leader_does_not_sign_goes_on_being_handled() -> None:
    story = sent_back().at("2026-05-12T20:00").answer().at("2026-05-13T10:00")
    story.do("leader", "confirm", approve=False, note="处理不到位")
    assert story.ticket.status == "handling"
    assert story.deadline("handling").state == "breached"


@pytest.mark.rule("YY-20")
def test_the_first_answer_needs_no_signature() -> None:
    story = Story("youyilu").dispatch().answer()
    assert (story.ticket.status, story.ticket.pending) == ("in_review", ())


@pytest.mark.rule("YY-19", "A25")
def test_the_first_redo_opens_no_supervision() -> None:
    assert sent_back().ticket.supervisions == ()


@pytest.mark.rule("YY-33", "A25")
def test_from_the_second_redo_a_supervision_opens_by_itself() -> None:
    story = call(answered_again(sent_back()), satisfied=False)
    assert (story.ticket.round, story.ticket.flags) == (3, ("supervised",))
    opened = story.event("supervision_opened").event
    assert isinstance(opened, SupervisionOpened)
    assert opened.supervision.form == "supervision_order"
    assert opened.supervision.trigger == "not_in_place"


@pytest.mark.rule("YY-33", "A25")
def test_that_supervision_rests_on_article_4_5() -> None:
    """YY-33, since article 12 knows only revisits by the city or the district."""
    story = call(answered_again(sent_back()), satisfied=False)
    assert cited(story, "supervision_opened") == "第四条（五）"


@pytest.mark.rule("YY-19", "A25")
def test_there_is_no_last_redo() -> None:
    story = sent_back()
    for redo in range(3, 7):
        call(answered_again(story), satisfied=False)
        assert (story.ticket.status, story.ticket.round) == ("handling", redo)
        assert story.ticket.supervisions[-1].trigger == "not_in_place"


@pytest.mark.rule("YY-17", "YY-18")
def test_a_good_verdict_on_the_redo_archives_it() -> None:
    story = call(answered_again(sent_back()))
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")


@pytest.mark.rule("YY-19")
def test_no_redo_waits_for_a_decision() -> None:
    closed().refused("office", "decide_redo", "nothing_pending", article=ARTICLE, approve=True)


@pytest.mark.rule("YY-23", "A25")
def test_who_is_dissatisfied_when_the_district_calls_has_the_ticket_supervised() -> None:
    """第十二条（二）4: of a revisit by the city or the district, already the first time."""
    story = closed().do(
        "upper_office",
        "record_revisit",
        by_unit="district",
        reached=True,
        **SAID | {"satisfied": False},
    )
    assert [one.trigger for one in story.ticket.supervisions] == ["revisit_dissatisfied"]
    assert cited(story, "supervision_opened") == "第十二条（二）4"
