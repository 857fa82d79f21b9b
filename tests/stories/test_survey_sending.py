"""The survey leaves and arrives: who is asked, why somebody is not, when the window runs."""

from datetime import timedelta

import pytest

from chalicelib.application.options import open_actions
from chalicelib.domain.decision import Draft
from chalicelib.domain.directory import Role
from chalicelib.domain.surveys import (
    MarkSurveyDelivered,
    MarkSurveyNotSent,
    MarkSurveySent,
    SurveyDelivered,
)
from tests.builders import PHONE, Story, instant
from tests.stories.zhaoqing import answered, redone

ELEVEN = "2026-03-02T11:00"


def closed(**given: object) -> Story:
    """Closed at 11:00 on Monday; the survey waits to be sent."""
    return answered(**given).after(hours=1).approve()  # type: ignore[arg-type]


def sent(sms: str | None = None, code: str | None = None) -> Story:
    """Sent at 11:00; the window runs until Tuesday 11:00."""
    return closed().tell(MarkSurveySent(sms=sms, code=code))


def receipt(story: Story) -> SurveyDelivered:
    event = story.event("survey_delivered").event
    assert isinstance(event, SurveyDelivered)
    return event


# --- nobody is asked, and why ---


@pytest.mark.rule("ZQ-28", "P-10")
@pytest.mark.parametrize(
    ("requester", "opted_out", "reason"),
    [
        ({"name": "张三"}, False, "no_phone"),
        ({"phone": PHONE, "reply_wanted": False}, False, "no_reply_wanted"),
        ({"phone": PHONE}, True, "opted_out"),
        ({"phone": PHONE, "reply_wanted": False}, True, "no_reply_wanted"),
    ],
)
def test_where_nobody_is_asked_the_reason_is_kept(
    requester: dict[str, object], opted_out: bool, reason: str
) -> None:
    story = closed(requester=requester, opted_out=opted_out)
    assert (story.survey().state, story.survey().not_sent_reason) == ("not_sent", reason)
    assert getattr(story.event("survey_not_sent").event, "reason", None) == reason
    assert getattr(story.event("archived").event, "reason", None) == reason
    assert story.ticket.status == "archived"


@pytest.mark.rule("P-04", "P-10")
@pytest.mark.parametrize("place", ["zhaoqing", "youyilu"])
def test_what_was_withdrawn_is_not_asked_about(place: str) -> None:
    story = Story(place).dispatch().do("citizen", "withdraw")
    assert story.ticket.status == "withdrawn"
    assert (story.survey().state, story.survey().not_sent_reason) == ("not_sent", "withdrawn")
    assert "survey_not_sent" in story.last_events()


@pytest.mark.rule("YY-17")
def test_where_every_ticket_is_called_about_an_opt_out_from_texts_changes_nothing() -> None:
    story = Story("youyilu", opted_out=True).dispatch().answer().approve()
    story.do("upper_office", "register_closing", by_unit="district", approve=True)
    assert (story.ticket.status, story.ticket.survey) == ("awaiting_revisit", None)


@pytest.mark.rule("P-10")
@pytest.mark.parametrize("reason", ["opted_out", "undeliverable"])
def test_what_turns_out_at_the_sending_archives_as_well(reason: str) -> None:
    for story in (closed(), sent(sms="sms_1")):
        story.tell(MarkSurveyNotSent(reason=reason))  # type: ignore[arg-type]
        assert (story.ticket.status, story.survey().state) == ("archived", "not_sent")
        assert (story.survey().not_sent_reason, story.survey().closes_at) == (reason, None)
        assert all(not one.state.open for one in story.ticket.deadlines)
        story.refused("citizen", "rate", "rating_closed", rating="satisfied")


@pytest.mark.rule("P-10")
def test_what_arrived_or_was_answered_cannot_have_been_undeliverable() -> None:
    failed = MarkSurveyNotSent(reason="undeliverable")
    sent().tell(MarkSurveyDelivered()).not_told(failed, "survey_not_queued")
    sent().reply("好的").not_told(failed, "survey_not_queued")
    closed().rate("satisfied").not_told(failed, "survey_not_queued")


# --- who asks ---


@pytest.mark.rule("ZQ-28", "P-17")
def test_where_a_level_above_asks_we_send_nothing_and_wait_for_its_verdict() -> None:
    story = closed(surveyed_above=True)
    assert (story.ticket.status, story.survey().state) == ("awaiting_rating", "queued")
    assert "survey_awaited" in story.last_events()
    assert "survey_queued" not in story.events()
    story.not_told(MarkSurveySent(), "survey_not_queued")
    story.not_told(MarkSurveyDelivered(), "survey_not_sent")
    story.not_told(MarkSurveyNotSent(reason="undeliverable"), "survey_not_queued")


@pytest.mark.rule("ZQ-28", "P-17")
def test_then_the_platform_gives_the_verdict_however_late_and_nobody_else() -> None:
    story = closed(surveyed_above=True).after(days=9)
    story.refused("citizen", "rate", "rated_above", article="第十五条", rating="satisfied")
    story.refused("office", "rate", "forbidden", rating="satisfied")
    story.do("platform", "rate", rating="dissatisfied")
    assert (story.ticket.status, story.ticket.rating) == ("awaiting_revisit", "dissatisfied")
    story.refused("platform", "rate", "rating_closed", article="第十五条", rating="satisfied")


@pytest.mark.rule("P-17")
@pytest.mark.parametrize(
    ("above", "role", "offered"),
    [
        (False, Role.CITIZEN, True),
        (False, Role.PLATFORM, False),
        (True, Role.CITIZEN, False),
        (True, Role.PLATFORM, True),
    ],
)
def test_rating_is_offered_to_whom_it_is_open(above: bool, role: Role, offered: bool) -> None:
    story = closed(surveyed_above=above)
    seen_by = story.context(story._actor(role, None))
    assert ("rate" in open_actions(Draft(story.ticket, seen_by))) is offered


@pytest.mark.rule("P-17")
@pytest.mark.parametrize("moment", ["queued", "asked", "rated"])
def test_where_we_ask_ourselves_a_platform_may_not_rate(moment: str) -> None:
    story = closed()
    if moment != "queued":
        story.surveyed()
    if moment == "rated":
        story.rate("satisfied")
    story.refused("platform", "rate", "forbidden", rating="satisfied")


@pytest.mark.rule("P-17")
def test_a_number_that_wants_no_texts_of_ours_may_still_be_asked_by_the_level_above() -> None:
    story = closed(surveyed_above=True, opted_out=True)
    assert story.do("platform", "rate", rating="satisfied").ticket.status == "archived"


@pytest.mark.rule("P-17", "P-10")
def test_who_wants_no_reply_is_asked_by_nobody() -> None:
    story = closed(surveyed_above=True, requester={"phone": PHONE, "reply_wanted": False})
    assert story.survey().not_sent_reason == "no_reply_wanted"


# --- sent ---


@pytest.mark.rule("A11")
def test_the_survey_keeps_which_sms_it_was_and_the_code_a_reply_names_it_by() -> None:
    story = sent(sms="sms_1", code="K7")
    assert (story.survey().sms, story.survey().code) == ("sms_1", "K7")
    assert story.survey().closes_at == instant("2026-03-03T11:00")
    story.not_told(MarkSurveySent(sms="sms_2"), "survey_not_queued")
    sent().not_told(MarkSurveySent(), "survey_not_queued")


@pytest.mark.rule("A11")
def test_a_provider_that_says_at_once_that_it_arrived() -> None:
    story = closed().tell(MarkSurveySent(sms="sms_1", delivered=True))
    assert story.survey().state == "delivered"
    assert story.survey().sent_at == story.survey().delivered_at == instant(ELEVEN)


@pytest.mark.rule("ZQ-33")
def test_each_round_has_one_survey_of_its_own() -> None:
    story = redone().answer().approve().tell(MarkSurveySent(sms="sms_2", code="M3"))
    assert story.events().count("survey_queued") == 2
    assert (story.survey().round, story.survey().code) == (2, "M3")
    first = story.ticket.rounds[0].survey
    assert first is not None
    assert (first.round, first.rating) == (1, "dissatisfied")
    story.not_told(MarkSurveySent(sms="sms_1", round=1), "survey_not_queued")
    story.not_told(MarkSurveyNotSent(reason="undeliverable", round=1), "survey_not_queued")


# --- receipts ---


@pytest.mark.rule("A11", "P-18")
@pytest.mark.parametrize("minutes", [1, 59, 60])
def test_a_receipt_within_an_hour_lets_the_window_run_from_the_delivery(minutes: int) -> None:
    story = sent().after(minutes=minutes).tell(MarkSurveyDelivered(round=1))
    assert story.survey().state == "delivered"
    assert story.survey().delivered_at == story.now
    assert story.survey().closes_at == story.now + timedelta(hours=24)
    assert story.deadline("survey_reply").due_at == story.survey().closes_at
    states = [one.state for one in story.ticket.deadlines if one.kind == "survey_reply"]
    assert states == ["replaced", "running"]


@pytest.mark.rule("A11", "P-18")
def test_a_receipt_after_more_than_an_hour_is_kept_and_moves_nothing() -> None:
    story = sent().after(minutes=60, seconds=1).tell(MarkSurveyDelivered())
    assert (story.survey().state, story.survey().delivered_at) == ("delivered", story.now)
    assert story.survey().closes_at == instant("2026-03-03T11:00")
    assert story.at("2026-03-03T11:00").sweep().survey().state == "expired"


@pytest.mark.rule("P-18")
@pytest.mark.parametrize(("minutes", "counts"), [(-5, True), (5, True), (-6, False), (6, False)])
def test_the_providers_clock_counts_while_it_agrees_with_ours(minutes: int, counts: bool) -> None:
    story = sent().after(minutes=30)
    provider_at = story.now + timedelta(minutes=minutes)
    story.tell(MarkSurveyDelivered(provider_at=provider_at))
    moment = provider_at if counts else story.now
    assert story.survey().delivered_at == moment
    assert story.survey().closes_at == moment + timedelta(hours=24)
    event = receipt(story)
    assert event.delivered_at == moment
    assert (event.provider_at, event.received_at) == (provider_at, story.now)


@pytest.mark.rule("P-18")
def test_nothing_is_delivered_before_it_is_sent() -> None:
    story = sent().after(minutes=1)
    story.tell(MarkSurveyDelivered(provider_at=instant("2026-03-02T10:58")))
    assert story.survey().delivered_at == story.survey().sent_at == instant(ELEVEN)
    assert story.survey().closes_at == instant("2026-03-03T11:00")


@pytest.mark.rule("P-18")
def test_a_receipt_that_comes_twice_says_nothing_new() -> None:
    story = sent().after(minutes=2).tell(MarkSurveyDelivered())
    before = story.survey()
    story.after(minutes=5).tell(MarkSurveyDelivered())
    assert story.last == ()
    assert story.survey() == before


@pytest.mark.rule("P-18")
def test_a_receipt_of_an_earlier_round_says_nothing_of_this_one() -> None:
    story = redone().answer().approve().tell(MarkSurveyDelivered(round=1))
    assert story.last == ()
    assert story.survey().state == "queued"


@pytest.mark.rule("P-18")
def test_a_receipt_may_come_before_the_sending_is_written_down() -> None:
    story = closed().after(minutes=1).tell(MarkSurveyDelivered(round=1))
    assert story.last_events() == ["deadline_set", "survey_sent", "survey_delivered"]
    window = story.survey().closes_at
    story.after(seconds=3).tell(MarkSurveySent(sms="sms_1", code="K7", delivered=True))
    survey = story.survey()
    assert (survey.state, survey.sms, survey.code) == ("delivered", "sms_1", "K7")
    assert survey.closes_at == window == instant("2026-03-03T11:01")
    assert survey.sent_at == survey.delivered_at == instant("2026-03-02T11:01")


@pytest.mark.rule("P-18")
def test_a_receipt_by_a_clock_before_the_closing_counts_from_the_closing() -> None:
    story = closed().tell(MarkSurveyDelivered(provider_at=instant("2026-03-02T10:57")))
    assert story.survey().sent_at == instant(ELEVEN)


@pytest.mark.rule("P-18")
def test_a_receipt_after_the_verdict_is_kept_and_changes_nothing() -> None:
    story = sent().after(minutes=5).rate("satisfied").after(minutes=5).tell(MarkSurveyDelivered())
    assert (story.survey().state, story.survey().delivered_at) == ("rated", story.now)
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")


@pytest.mark.rule("P-18")
def test_a_sending_written_down_after_the_verdict_only_says_which_sms_it_was() -> None:
    story = closed().rate("satisfied").tell(MarkSurveySent(sms="sms_1", code="K7"))
    assert (story.survey().state, story.survey().sms) == ("rated", "sms_1")
    assert story.survey().closes_at is None
    assert story.ticket.status == "archived"


@pytest.mark.rule("P-18")
def test_what_was_never_sent_cannot_arrive() -> None:
    closed(requester={}).not_told(MarkSurveyDelivered(), "survey_not_sent")
    Story("zhaoqing").not_told(MarkSurveyDelivered(round=1), "survey_not_sent")
