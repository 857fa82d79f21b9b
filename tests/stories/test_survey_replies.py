"""What the citizen texts back: a verdict, nothing that can be read, too late, or no more texts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.replying import KEPT, REMEMBERED, TakeReply
from chalicelib.domain.surveys import MarkSurveyDelivered, MarkSurveySent
from tests.builders import Regulations, Story, instant
from tests.stories.zhaoqing import answered, asked, cites, redone

GRADES = [
    ("1", "very_satisfied"),
    ("2", "satisfied"),
    ("3", "basically_satisfied"),
    ("4", "dissatisfied"),
    ("5", "very_dissatisfied"),
]
ENDS = "2026-03-03T11:00"


def judged(story: Story) -> tuple[str, str | None]:
    """What the latest text was worth."""
    last = story.replies()[-1]
    return last.verdict, last.reason


def archived_because(story: Story) -> object:
    return getattr(story.event("archived").event, "reason", None)


# --- valid ---


@pytest.mark.rule("ZQ-29", "ZQ-30", "ZQ-31")
@pytest.mark.parametrize(("text", "rating"), GRADES)
def test_one_digit_is_the_verdict_and_leads_where_the_grade_leads(text: str, rating: str) -> None:
    story = asked().after(hours=1).reply(text)
    assert judged(story) == ("valid", None)
    assert (story.ticket.rating, story.survey().rating, story.survey().state) == (
        rating,
        rating,
        "rated",
    )
    assert story.ticket.status == ("archived" if text in "123" else "awaiting_revisit")
    assert story.last_events()[:2] == ["reply_received", "rated"]
    assert cites(story, "reply_received") == "第十五条"


@pytest.mark.rule("ZQ-29", "A10")
def test_the_first_valid_verdict_wins_whichever_channel_it_took() -> None:
    by_text = asked().reply("2")
    by_text.refused("citizen", "rate", "rating_closed", rating="very_satisfied")
    in_the_app = asked().rate("satisfied")
    in_the_app.after(hours=1).reply("5")
    assert judged(in_the_app) == ("invalid", "already_rated")
    assert not in_the_app.replies()[-1].answered
    twice = asked().reply("2").reply("1", "r2")
    assert judged(twice) == ("invalid", "already_rated")
    assert {one.ticket.rating for one in (by_text, in_the_app, twice)} == {"satisfied"}


@pytest.mark.rule("ZQ-29")
def test_the_same_reply_told_twice_is_one_reply() -> None:
    story = asked().reply("看情况").reply("看情况")
    assert story.last == ()
    assert len(story.replies()) == 1
    story.reply("1", "r2").after(days=2).reply("1", "r2")
    assert story.last == ()
    assert len(story.replies()) == 2


@pytest.mark.rule("ZQ-29")
def test_of_very_many_replies_the_latest_are_remembered() -> None:
    story = asked()
    for number in range(REMEMBERED + 5):
        story.reply("？？", f"reply-{number}")
    assert len(story.survey().replies) == REMEMBERED
    assert story.reply("？？", f"reply-{REMEMBERED + 4}").last == ()


@pytest.mark.rule("ZQ-29")
def test_a_long_text_is_cut_and_its_id_channel_and_times_are_kept() -> None:
    story = asked().after(hours=1)
    provider_at = story.now - timedelta(minutes=2)
    story.reply("一" * 900, channel="wechat", provider_at=provider_at)
    kept = story.replies()[-1]
    assert (kept.text, kept.reply, kept.channel) == ("一" * KEPT, "r1", "wechat")
    assert (kept.replied_at, kept.provider_at, kept.received_at) == (
        provider_at,
        provider_at,
        story.now,
    )


@pytest.mark.rule("ZQ-29")
def test_a_reply_names_its_survey_by_the_code_or_by_nothing() -> None:
    def coded() -> Story:
        return answered().after(hours=1).approve().tell(MarkSurveySent(code="K7"))

    assert judged(coded().reply("K7 2")) == ("valid", None)
    assert judged(coded().reply("2")) == ("valid", None)
    assert judged(coded().reply("M3 2")) == ("invalid", "other_code")
    assert judged(asked().reply("K7 2")) == ("invalid", "other_code")


# --- invalid ---


@pytest.mark.rule("ZQ-29", "A10")
@pytest.mark.parametrize("text", ["1 2", "12", "6", "0", "", "谢谢", "满意", "1不满意"])
def test_several_wrong_or_no_options_are_no_verdict_and_leave_the_window_open(text: str) -> None:
    story = asked().after(hours=1).reply(text)
    verdict, reason = judged(story)
    assert verdict == "invalid"
    assert reason
    assert (story.ticket.status, story.ticket.rating) == ("awaiting_rating", None)
    assert story.deadline("survey_reply").state == "running"
    story.reply("1", "r2")
    assert (story.ticket.status, story.ticket.rating) == ("archived", "very_satisfied")


@pytest.mark.rule("ZQ-29")
def test_words_alone_count_only_where_the_place_says_so() -> None:
    assert judged(asked().reply("非常满意")) == ("invalid", "words_alone")
    law = Regulations.of("zhaoqing")
    lenient = replace(law, ratings=replace(law.ratings, words_allowed=True))
    story = Story("zhaoqing", regulation=lenient).dispatch().answer().approve().surveyed()
    assert story.reply("非常满意").ticket.rating == "very_satisfied"


@pytest.mark.rule("XX-17", "TA-22", "ZQ-28", "SQ-16", "SQ-17", "YY-18")
@pytest.mark.parametrize("place", ["xixian", "taian", "zhaoqing", "suqian", "youyilu"])
def test_no_text_says_that_words_alone_are_a_grade(place: str) -> None:
    assert Regulations.of(place).ratings.words_allowed is False


@pytest.mark.rule("P-19")
def test_only_the_first_that_cannot_be_read_is_answered_once_a_round() -> None:
    story = asked().reply("谢谢").reply("好的", "r2").reply("7", "r3")
    assert [one.answered for one in story.replies()] == [True, False, False]
    again = redone().answer().approve().surveyed().reply("谢谢")
    assert again.replies()[-1].answered


# --- the end of the window ---


@pytest.mark.rule("ZQ-29", "A10")
def test_nothing_came_it_is_not_rated() -> None:
    story = asked().at(ENDS).sweep()
    assert (story.survey().state, archived_because(story)) == ("expired", "not_rated")


@pytest.mark.rule("ZQ-29", "A10")
def test_only_unreadable_replies_came_it_is_invalid() -> None:
    story = asked().reply("谢谢").at(ENDS).sweep()
    assert (story.survey().state, archived_because(story)) == ("invalid", "invalid_rating")
    assert (story.ticket.status, story.ticket.rating) == ("archived", None)
    assert story.last_events() == ["survey_expired", "deadline_voided", "archived"]


@pytest.mark.rule("ZQ-29")
def test_at_the_last_second_it_counts_and_at_the_end_it_is_late() -> None:
    last = asked().at("2026-03-03T10:59:59").reply("1")
    assert (judged(last), last.ticket.rating) == (("valid", None), "very_satisfied")
    late = asked().at(ENDS).reply("1")
    assert judged(late) == ("late", None)
    assert (late.survey().state, late.ticket.rating) == ("expired", None)
    assert (late.ticket.status, late.replies()[-1].answered) == ("archived", False)


@pytest.mark.rule("ZQ-29")
def test_by_the_providers_clock_it_was_too_late_while_the_window_is_open_by_ours() -> None:
    story = asked().at("2026-03-03T10:58").reply("1", provider_at=instant("2026-03-03T11:01"))
    assert judged(story) == ("late", None)
    assert story.ticket.status == "awaiting_rating"


@pytest.mark.rule("ZQ-29", "P-18")
@pytest.mark.parametrize(("text", "status"), [("2", "archived"), ("4", "awaiting_revisit")])
@pytest.mark.parametrize("unreadable_before", [False, True])
def test_given_in_time_and_told_after_the_end_it_counts_after_all(
    text: str, status: str, unreadable_before: bool
) -> None:
    story = asked()
    if unreadable_before:
        story.reply("谢谢", "r0")
    story.at(ENDS).sweep().at("2026-03-03T11:04")
    given_at = instant("2026-03-03T10:59:30")
    story.reply(text, provider_at=given_at)
    assert judged(story) == ("valid", None)
    assert story.last_events()[:3] == ["survey_expiry_withdrawn", "reply_received", "rated"]
    assert (story.ticket.status, story.survey().state) == (status, "rated")
    assert story.event("rated").at == given_at
    if status == "archived":
        assert story.ticket.archived_at == given_at
    else:
        assert story.ticket.archived_at is None
        assert story.deadline("revisit").starts_at == given_at


@pytest.mark.rule("ZQ-29", "P-18")
def test_no_sweep_need_have_come_by_before_it() -> None:
    """The command settles the end first and then finds that it was not the end."""
    story = asked().at("2026-03-03T11:04").reply("2", provider_at=instant("2026-03-03T10:59:30"))
    assert story.last_events()[:2] == ["survey_expired", "deadline_voided"]
    assert (story.ticket.status, story.ticket.rating) == ("archived", "satisfied")


@pytest.mark.rule("ZQ-29", "P-18")
def test_told_more_than_five_minutes_later_it_is_late() -> None:
    story = asked().at("2026-03-03T11:06").reply("2", provider_at=instant("2026-03-03T10:59"))
    assert judged(story) == ("late", None)
    assert story.replies()[-1].replied_at == story.now
    assert story.survey().state == "expired"


@pytest.mark.rule("ZQ-29", "P-19")
def test_unreadable_in_time_and_told_after_the_end_it_opens_nothing() -> None:
    story = asked().at("2026-03-03T11:03").reply("谢谢", provider_at=instant("2026-03-03T10:59"))
    assert judged(story)[0] == "invalid"
    assert (story.ticket.status, story.replies()[-1].answered) == ("archived", False)


@pytest.mark.rule("ZQ-29", "ZQ-33")
def test_a_reply_to_an_earlier_round_is_late_and_says_nothing_of_this_one() -> None:
    story = redone().answer().approve().surveyed().reply("1", round=1)
    assert judged(story) == ("late", None)
    assert (story.ticket.status, story.survey().replies) == ("awaiting_rating", ())
    assert story.reply("1", round=1).last == ()
    assert story.reply("1", "r2").ticket.rating == "very_satisfied"


# --- order, and what is no reply to a survey of ours ---


@pytest.mark.rule("P-18")
def test_a_reply_before_the_sending_is_written_down_shows_that_it_was_sent() -> None:
    story = answered().after(hours=1).approve().after(minutes=1).reply("4")
    assert (story.ticket.status, story.survey().state) == ("awaiting_revisit", "rated")
    assert story.survey().sent_at == story.now
    story.tell(MarkSurveySent(sms="sms_1")).tell(MarkSurveyDelivered())
    assert (story.ticket.status, story.survey().state) == ("awaiting_revisit", "rated")
    assert story.survey().sms == "sms_1"


@pytest.mark.rule("P-18")
def test_nobody_answers_before_being_asked() -> None:
    story = asked().reply("1", provider_at=instant("2026-03-02T10:56"))
    assert story.event("rated").at == story.survey().sent_at == instant("2026-03-02T11:00")


@pytest.mark.rule("ZQ-29")
def test_where_nothing_was_sent_there_is_nothing_to_answer() -> None:
    reply = TakeReply(id="r1", text="1", round=1)
    answered().not_told(reply, "survey_not_sent")
    answered(requester={}).approve().not_told(reply, "survey_not_sent")
    answered(surveyed_above=True).approve().not_told(reply, "survey_not_sent")
    asked().not_told(replace(reply, round=2), "survey_not_sent")


# --- no more texts ---


@pytest.mark.rule("P-19")
@pytest.mark.parametrize("text", ["TD", "退订", "R"])
def test_who_wants_no_more_texts_has_given_no_verdict_and_gets_no_hint(text: str) -> None:
    story = asked().reply(text)
    assert judged(story) == ("invalid", "opt_out")
    assert not story.replies()[-1].answered
    assert story.ticket.status == "awaiting_rating"
    story.opted_out = True
    story.reply("谢谢", "r2")
    assert not story.replies()[-1].answered
    assert story.reply("5", "r3").ticket.rating == "very_dissatisfied"


@pytest.mark.rule("P-19", "A10")
def test_who_only_left_has_said_nothing_that_could_be_misread() -> None:
    story = asked().reply("TD").at(ENDS).sweep()
    assert (story.survey().state, archived_because(story)) == ("expired", "not_rated")
    back = asked().reply("TD").reply("DY", "r2").reply("谢谢", "r3")
    assert back.replies()[-1].answered


@pytest.mark.rule("ZQ-29")
def test_a_reply_may_name_the_code_before_the_sending_has_been_noted() -> None:
    story = answered().after(hours=1).approve()
    story.tell(TakeReply(id="r1", text="K7 2", round=1, code="K7"))
    assert judged(story) == ("valid", None)


@pytest.mark.rule("P-19")
def test_leaving_after_the_verdict_or_too_late_is_leaving_all_the_same() -> None:
    assert judged(asked().reply("1").reply("TD", "r2")) == ("invalid", "opt_out")
    late = asked().at(ENDS).sweep().after(days=3).reply("退订")
    assert judged(late) == ("invalid", "opt_out")
    assert late.survey().state == "expired"


@pytest.mark.rule("P-19")
def test_who_comes_back_has_given_no_verdict_either() -> None:
    story = asked().reply("订阅")
    assert judged(story) == ("invalid", "opt_in")
    assert not story.replies()[-1].answered
