"""Whose reply is it? Several surveys on one phone, strangers, those who want no more texts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl

import pytest

from chalicelib.adapters.sms.local import PROVIDERS
from chalicelib.application.sms_ports import NotTaken, Unsure
from tests.api.conftest import CITIZEN, Hotline, Json
from tests.api.surveys import (
    NEIGHBOUR,
    SECOND,
    closed_in,
    closes_at,
    code_in,
    events,
    link_in,
    say,
    say_apart,
    seen,
    sent,
    stand,
    survey_sms,
    texts,
    verdicts,
)
from tests.properties.life import dice


def two_surveys(hotline: Hotline) -> tuple[Json, Json]:
    """Of one phone, both open."""
    return hotline.closed(), hotline.closed(subject="路灯不亮")


def moment_after(hotline: Hotline, span: str) -> str:
    hotline.advance(span)
    return str(hotline.call("GET", "/_local/clock")["now"])


def earlier(hotline: Hotline, minutes: int) -> str:
    return (hotline.world.clock.now() - timedelta(minutes=minutes)).isoformat()


def ratings(hotline: Hotline, *tickets: Json) -> list[str | None]:
    return [seen(hotline, one)["rating"] for one in tickets]


# --- several surveys on one phone ---


@pytest.mark.rule("P-21")
def test_nobody_answers_a_survey_that_was_sent_after_they_wrote(hotline: Hotline) -> None:
    """A text that comes late is about what was there when it was written."""
    older = hotline.closed()
    written = moment_after(hotline, "PT1H")
    hotline.call("POST", link_in(survey_sms(hotline, older)), {"rating": "satisfied"})
    hotline.advance("PT10M")
    newer = hotline.closed(subject="路灯不亮")
    say(hotline, "5", at=written)
    assert ratings(hotline, older, newer) == ["satisfied", None]
    assert verdicts(hotline, newer) == []


@pytest.mark.rule("P-18")
def test_a_slow_clock_of_the_provider_loses_no_reply(hotline: Hotline) -> None:
    """More than five minutes off it is not believed: what counts is when we were told."""
    ticket = hotline.closed()
    hotline.advance("PT1M")
    say(hotline, "5", at=earlier(hotline, minutes=10))
    assert ratings(hotline, ticket) == ["very_dissatisfied"]


@pytest.mark.rule("P-21")
def test_a_clock_that_is_not_believed_does_not_choose_the_survey(hotline: Hotline) -> None:
    first = hotline.closed()
    hotline.advance("PT1H")
    second = hotline.closed()
    hotline.advance("PT30M")
    say(hotline, "5", at=earlier(hotline, minutes=50))
    assert ratings(hotline, first, second) == [None, None]
    assert "您有2件" in sent(hotline)[-1]["text"]


@pytest.mark.rule("P-21")
@pytest.mark.parametrize("how", ["bare", "code", "extension"])
def test_a_clock_some_minutes_slow_hides_no_survey(hotline: Hotline, how: str) -> None:
    """Believed for the window, it still cannot say which of two was meant."""
    first = hotline.closed()
    hotline.advance("PT10M")
    second = hotline.closed()
    hotline.advance("PT1M")
    sms, at = survey_sms(hotline, second), earlier(hotline, minutes=2)
    if how == "extension":
        say(hotline, "5", provider="tencent", correlation=sms["id"], at=at)
    else:
        say(hotline, "5" if how == "bare" else f"5 {code_in(sms)}", provider="aliyun", at=at)
    rated = None if how == "bare" else "very_dissatisfied"
    assert ratings(hotline, first, second) == [None, rated]
    assert len(sent(hotline)) == (3 if how == "bare" else 2)


@pytest.mark.rule("P-21")
def test_a_clock_some_minutes_slow_does_not_turn_to_what_is_rated(hotline: Hotline) -> None:
    first = hotline.closed()
    say(hotline, "1")
    hotline.advance("PT1H")
    second = hotline.closed()
    hotline.advance("PT1M")
    say(hotline, "5", provider="aliyun", at=earlier(hotline, minutes=3))
    assert ratings(hotline, first, second) == ["very_satisfied", "very_dissatisfied"]


@pytest.mark.rule("P-21")
def test_the_first_survey_has_no_code_and_every_later_one_has_its_own(hotline: Hotline) -> None:
    tickets = [hotline.closed() for _ in range(4)]
    codes = [code_in(survey_sms(hotline, one)) for one in tickets]
    assert codes[0] == ""
    assert all(len(one) == 2 and one[0].isalpha() for one in codes[1:])
    assert len(set(codes)) == 4
    assert code_in(survey_sms(hotline, hotline.closed(requester={"phone": NEIGHBOUR}))) == ""


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "text", ["5 {}", "{} 5", "５{}", "{}5。", "⑤ {}", "5 非常不满意 {}", "{} 5 非常不满意"]
)
def test_a_reply_that_names_the_code_rates_that_ticket(
    hotline: Hotline, provider: str, text: str
) -> None:
    first, second = two_surveys(hotline)
    say(hotline, text.format(code_in(survey_sms(hotline, second)).lower()), provider=provider)
    assert ratings(hotline, first, second) == [None, "very_dissatisfied"]
    assert len(sent(hotline)) == 2


@pytest.mark.rule("P-21")
def test_a_bare_grade_is_answered_once_with_the_list_and_changes_nothing(hotline: Hotline) -> None:
    tickets = two_surveys(hotline)
    before = [seen(hotline, one) for one in tickets]
    for _ in range(3):
        assert say(hotline, "5") == 200
    assert say(hotline, "谢谢") == 200
    assert [seen(hotline, one) for one in tickets] == before
    [listed] = sent(hotline, CITIZEN)[2:]
    assert all(one["number"] in listed["text"] for one in tickets)
    # The list names a code for each, also for the one that was sent without.
    part = listed["text"].partition(tickets[0]["number"])[2]
    code = part.partition("数字 ")[2][:2]
    say(hotline, f"1 {code}")
    assert ratings(hotline, *tickets) == ["very_satisfied", None]
    say(hotline, "2")  # one is left, so it is meant
    assert ratings(hotline, *tickets) == ["very_satisfied", "satisfied"]


def test_of_many_open_surveys_a_list_names_the_oldest_and_counts_the_rest(
    hotline: Hotline,
) -> None:
    tickets = [hotline.closed() for _ in range(7)]
    say(hotline, "5")
    listed = sent(hotline)[-1]
    named = [one["number"] in listed["text"] for one in tickets]
    assert listed["parts"] <= 3
    assert named == sorted(named, reverse=True)
    assert f"您有7件诉求待评价，请注明是哪一件：{tickets[0]['number']}" in listed["text"]
    assert f"；另有{named.count(False)}件。" in listed["text"]
    # Once those are answered, it is the turn of the others.
    for one, is_named in zip(tickets, named, strict=True):
        if is_named:
            hotline.call("POST", link_in(survey_sms(hotline, one)), {"rating": "satisfied"})
    say(hotline, "5")
    assert all(
        (one["number"] in texts(hotline)[-1]) != is_named
        for one, is_named in zip(tickets, named, strict=True)
    )


def test_another_survey_makes_it_another_list(hotline: Hotline) -> None:
    two_surveys(hotline)
    say(hotline, "5")
    hotline.closed()
    say(hotline, "5")
    say(hotline, "4")
    assert [("您有2件" in one, "您有3件" in one) for one in texts(hotline)[2:]] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_what_names_a_survey_and_no_grade_is_answered_for_that_survey(hotline: Hotline) -> None:
    first, second = two_surveys(hotline)
    say(hotline, f"{code_in(survey_sms(hotline, second))} 不满意")
    assert (verdicts(hotline, first), verdicts(hotline, second)) == (
        [],
        [("invalid", "words_alone")],
    )
    assert "未能识别" in texts(hotline)[-1]
    assert second["number"] in texts(hotline)[-1]


def test_a_code_of_nobodys_names_nothing(hotline: Hotline) -> None:
    tickets = two_surveys(hotline)
    taken = {code_in(survey_sms(hotline, one)) for one in tickets}
    code = next(one for one in ("K7", "M3") if one not in taken)
    say(hotline, f"5 {code}")
    assert "您有2件" in texts(hotline)[-1]
    assert ratings(hotline, *tickets) == [None, None]


def test_with_one_survey_open_a_wrong_code_is_no_verdict(hotline: Hotline) -> None:
    ticket = hotline.closed()
    say(hotline, "5 K7")
    say(hotline, "5 M3")
    assert verdicts(hotline, ticket) == [("invalid", "other_code")] * 2
    assert len(sent(hotline)) == 2  # the survey and one hint


# --- what the provider knows ---


@pytest.mark.parametrize("provider", ["aws", "tencent", None])
@pytest.mark.parametrize("which", [0, 1])
def test_the_providers_own_correlation_names_the_survey(
    hotline: Hotline, provider: str | None, which: int
) -> None:
    tickets = two_surveys(hotline)
    sms = survey_sms(hotline, tickets[which])
    say(hotline, "5", provider=provider, correlation=sms["id"])
    expected: list[str | None] = [None, None]
    expected[which] = "very_dissatisfied"
    assert ratings(hotline, *tickets) == expected


@pytest.mark.rule("P-21")
def test_the_code_in_the_text_says_better_than_what_aws_sent_last(hotline: Hotline) -> None:
    """AWS tells the SMS that was sent last, whichever the citizen answers."""
    first, second = two_surveys(hotline)
    third = hotline.closed()
    code, latest = code_in(survey_sms(hotline, second)), survey_sms(hotline, third)
    say(hotline, f"5 {code}", provider="aws", correlation=latest["id"])
    assert ratings(hotline, first, second, third) == [None, "very_dissatisfied", None]
    assert len(sent(hotline)) == 3


@pytest.mark.rule("P-21")
def test_where_the_text_names_another_than_the_number_it_was_sent_to_neither_counts(
    hotline: Hotline,
) -> None:
    first, second = two_surveys(hotline)
    third = hotline.closed()
    code, latest = code_in(survey_sms(hotline, second)), survey_sms(hotline, third)
    say(hotline, f"5 {code}", provider="tencent", correlation=latest["id"])
    assert ratings(hotline, first, second, third) == [None, None, None]
    listed = sent(hotline)[-1]
    assert "您有3件" in listed["text"]
    # The list is no survey, so the code decides.
    say(hotline, f"5 {code}", provider="tencent", correlation=listed["id"])
    assert ratings(hotline, first, second, third) == [None, "very_dissatisfied", None]


def test_a_correlation_from_another_number_is_none(hotline: Hotline) -> None:
    ticket = hotline.closed()
    sms = survey_sms(hotline, ticket)
    assert say(hotline, "5", NEIGHBOUR, provider="aws", correlation=sms["id"]) == 200
    assert seen(hotline, ticket)["rating"] is None


def test_an_answer_to_a_survey_of_long_ago_is_about_no_other(hotline: Hotline) -> None:
    """After a week a number's surveys are forgotten, but not what a message asked about."""
    older = hotline.closed()
    sms = survey_sms(hotline, older)
    hotline.advance("P9D")
    ticket = hotline.dispatched()
    answer = {**hotline.answer(), "handled_at": hotline.world.clock.now().isoformat()}
    hotline.do(ticket, "submit_answer", f"handler@{ticket['unit']}", **answer)
    newer = hotline.do(ticket, "audit_answer", "office", approve=True)
    say(hotline, "5", provider="aws", correlation=sms["id"])
    assert ratings(hotline, older, newer) == [None, None]
    assert verdicts(hotline, older) == [("late", None)]


def test_after_a_hint_the_reply_to_the_hint_rates(hotline: Hotline) -> None:
    ticket = hotline.closed()
    say(hotline, "谢谢", provider="aws")
    hint = sent(hotline)[-1]
    say(hotline, "1", provider="aws", correlation=hint["id"])
    assert seen(hotline, ticket)["rating"] == "very_satisfied"


# --- one of two has ended meanwhile ---


def test_when_the_older_has_expired_a_bare_grade_is_for_the_other(hotline: Hotline) -> None:
    older = hotline.closed()
    hotline.advance("PT2H")
    newer = hotline.closed()
    stand(hotline, closes_at(hotline, older) + timedelta(minutes=10))
    say(hotline, "2")
    assert ratings(hotline, older, newer) == [None, "satisfied"]


@pytest.mark.rule("P-21")
def test_written_while_both_were_open_it_could_be_for_either_though_one_has_expired(
    hotline: Hotline,
) -> None:
    older = hotline.closed()
    hotline.advance("PT2H")
    newer = hotline.closed()
    end = closes_at(hotline, older)
    stand(hotline, end + timedelta(minutes=2))
    say(hotline, "2", at=(end - SECOND).isoformat())
    assert ratings(hotline, older, newer) == [None, None]
    assert "您有2件" in texts(hotline)[-1]


@pytest.mark.rule("P-21")
def test_too_late_for_either_it_is_kept_as_late_with_both_and_is_for_none(
    hotline: Hotline,
) -> None:
    tickets = two_surveys(hotline)
    hotline.advance("P2D")
    for _ in range(2):
        assert say(hotline, "5", id="once") == 200
    assert [verdicts(hotline, one) for one in tickets] == [[("late", "one_of_several")]] * 2
    assert ratings(hotline, *tickets) == [None, None]
    assert [seen(hotline, one)["survey"]["state"] for one in tickets] == ["expired", "expired"]
    assert len(sent(hotline)) == 2
    say(hotline, f"5 {code_in(survey_sms(hotline, tickets[1]))}")
    assert [verdicts(hotline, one)[1:] for one in tickets] == [[], [("late", None)]]


def test_when_all_of_several_have_been_rated_one_more_grade_is_kept_with_each(
    hotline: Hotline,
) -> None:
    tickets = two_surveys(hotline)
    for one in tickets:
        hotline.call("POST", link_in(survey_sms(hotline, one)), {"rating": "satisfied"})
    say(hotline, "5")
    assert [verdicts(hotline, one) for one in tickets] == [[("invalid", "one_of_several")]] * 2
    assert ratings(hotline, *tickets) == ["satisfied", "satisfied"]
    assert len(sent(hotline)) == 2


def test_too_late_for_one_of_three_it_could_be_for_the_other_two(hotline: Hotline) -> None:
    first = hotline.closed()
    hotline.advance("PT2H")
    others = two_surveys(hotline)
    stand(hotline, closes_at(hotline, first) + timedelta(minutes=10))
    say(hotline, "5")
    listed = texts(hotline)[-1]
    assert "您有2件" in listed
    assert [one["number"] in listed for one in (first, *others)] == [False, True, True]
    # Its code was never told, as it was alone then; the provider's own correlation names it.
    say(hotline, "5", provider="aws", correlation=survey_sms(hotline, first)["id"])
    assert verdicts(hotline, first) == [("late", None)]
    assert ratings(hotline, first, *others) == [None, None, None]


def test_two_places_ask_one_phone_and_each_gets_its_own_answer(hotline: Hotline) -> None:
    here = closed_in(hotline, "zhaoqing")
    there = closed_in(hotline, "taian")
    say(hotline, f"1 {code_in(survey_sms(hotline, there))}")
    assert seen(hotline, there)["rating"] == "very_satisfied"
    hotline.place = "zhaoqing"
    assert seen(hotline, here)["rating"] is None
    say(hotline, "5")
    assert seen(hotline, here)["rating"] == "very_dissatisfied"


# --- strangers ---


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("text", ["5", "你好", "K7 5", "TD", ""])
def test_an_unknown_number_gets_200_and_no_answer(
    hotline: Hotline, provider: str, text: str
) -> None:
    ticket = hotline.closed()
    before = seen(hotline, ticket)
    assert say(hotline, text, NEIGHBOUR, provider=provider) == 200
    assert sent(hotline, NEIGHBOUR) == []
    assert seen(hotline, ticket) == before


def test_what_a_stranger_wrote_is_kept_sealed(hotline: Hotline) -> None:
    said = {"from": NEIGHBOUR, "text": "你们在哪里", "provider": "twilio"}
    request = hotline.call("POST", "/_local/sms", said)["request"]
    sid = dict(parse_qsl(request["body"]))["MessageSid"]
    key, ports = f"local#twilio_{sid}", hotline.world.ports
    kept = ports.records.get("inbound", key, hotline.world.clock.now())
    assert kept is not None
    assert kept.fields["became"] == "unknown"
    assert NEIGHBOUR[1:] not in str(kept)
    assert "你们在哪里" not in str(kept)
    assert ports.seals.opened(kept.fields["phone"], key) == NEIGHBOUR
    assert ports.seals.opened(kept.fields["text"], key) == "你们在哪里"


# --- what cannot be read ---


@pytest.mark.parametrize("text", ["1和2", "12", "²", "A1", "4 满意", "不满意", "", "0", "😀" * 20])
def test_what_is_no_grade_is_kept_and_answered_once_with_how_to_reply(
    hotline: Hotline, text: str
) -> None:
    ticket = hotline.closed()
    say(hotline, text)
    say(hotline, text, provider="twilio")
    assert [verdict for verdict, _ in verdicts(hotline, ticket)] == ["invalid", "invalid"]
    [hint] = texts(hotline, CITIZEN)[1:]
    assert "1 非常满意" in hint
    assert "/v1/ratings/" in hint
    say(hotline, "3")
    assert seen(hotline, ticket)["rating"] == "basically_satisfied"


def test_2000_characters_are_no_verdict_and_are_kept_in_part(hotline: Hotline) -> None:
    ticket = hotline.closed()
    assert say(hotline, "五" * 2_000) == 200
    [kept] = events(hotline, ticket, "reply_received")
    assert (kept["data"]["verdict"], kept["data"]["reason"]) == ("invalid", "too_long")


# --- the first counts, whichever way it came ---


def test_after_the_app_a_text_and_a_link_are_too_late_to_count(hotline: Hotline) -> None:
    ticket = hotline.closed()
    link = link_in(survey_sms(hotline, ticket))
    hotline.do(ticket, "rate", "citizen", rating="satisfied")
    say(hotline, "5")
    assert hotline.call("POST", link, {"rating": "dissatisfied"}).status == 409
    assert ratings(hotline, ticket) == ["satisfied"]
    assert verdicts(hotline, ticket) == [("invalid", "already_rated")]


def test_after_a_text_the_app_and_the_link_are_too_late(hotline: Hotline) -> None:
    ticket = hotline.closed()
    link = link_in(survey_sms(hotline, ticket))
    say(hotline, "2")
    assert hotline.act(ticket, "rate", "citizen", rating="dissatisfied").status == 409
    assert hotline.call("POST", link, {"rating": "dissatisfied"}).status == 409
    assert ratings(hotline, ticket) == ["satisfied"]


# --- told again, at once, in any order ---


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("text", ["2", "谢谢"])
def test_the_same_reply_told_three_times_at_once_has_one_effect(
    hotline: Hotline, provider: str, text: str
) -> None:
    ticket = hotline.closed()
    hotline.world.clock.hold(hotline.world.clock.now())
    tell = partial(say_apart, hotline, text, provider=provider, id="told-thrice")
    with ThreadPoolExecutor(3) as pool:
        told = [pool.submit(tell) for _ in range(3)]
    assert [one.result() for one in told] == [200, 200, 200]
    assert len(events(hotline, ticket, "reply_received")) == 1
    assert len(events(hotline, ticket, "rated")) == (text == "2")
    assert len(sent(hotline)) == 1 + (text == "谢谢")


def test_a_bare_grade_told_three_times_at_once_is_answered_with_one_list(hotline: Hotline) -> None:
    two_surveys(hotline)
    with ThreadPoolExecutor(3) as pool:
        told = [pool.submit(say_apart, hotline, "5", id="told-thrice") for _ in range(3)]
    assert [one.result() for one in told] == [200, 200, 200]
    assert len(sent(hotline)) == 3


@pytest.mark.parametrize("seed", range(3))
def test_replies_of_many_told_thrice_and_shuffled_over_the_providers_rate_once_each(
    hotline: Hotline, seed: int
) -> None:
    rng = dice(seed)
    phones = [f"+861390000{number:04d}" for number in range(6)]
    tickets = [hotline.closed(requester={"phone": one}) for one in phones]
    said = [
        (str(1 + number % 5), phone, provider, f"{number}-{provider}")
        for number, phone in enumerate(phones)
        for provider in PROVIDERS
        for _ in range(3)
    ]
    rng.shuffle(said)
    with ThreadPoolExecutor(4) as pool:
        told = [
            pool.submit(say_apart, hotline, text, phone, provider=provider, id=id_)
            for text, phone, provider, id_ in said
        ]
    assert {one.result() for one in told} == {200}
    for number, ticket in enumerate(tickets):
        [rated] = events(hotline, ticket, "rated")
        grades = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied")
        assert rated["data"]["rating"] == (*grades, "very_dissatisfied")[number % 5]
        assert max(verdicts(hotline, ticket), key=str) == ("valid", None)
        assert len(verdicts(hotline, ticket)) == len(PROVIDERS)  # one from each, kept


# --- no more texts ---


@pytest.mark.parametrize("text", ["TD", "T", "R", "退订", "回T退订", "td。", "ＴＤ", "退 订"])
def test_whoever_wants_no_more_texts_gets_none_and_has_rated_nothing(
    hotline: Hotline, text: str
) -> None:
    ticket = hotline.closed()
    say(hotline, text)
    assert seen(hotline, ticket)["status"] == "awaiting_rating"
    assert len(sent(hotline)) == 1  # neither thanked nor hinted
    say(hotline, "谢谢")
    again = hotline.closed()
    assert (again["status"], again["survey"]["not_sent_reason"]) == ("archived", "opted_out")
    assert len(sent(hotline)) == 1
    neighbour = hotline.closed(requester={"phone": NEIGHBOUR})
    assert neighbour["survey"]["state"] == "delivered"


@pytest.mark.parametrize("text", ["5 T", "5退订", "TD 5", "5 非常不满意，退订"])
def test_whoever_leaves_beside_a_grade_has_left_and_rated_nothing(
    hotline: Hotline, text: str
) -> None:
    """Leaving is read first, and is never a verdict."""
    ticket = hotline.closed()
    say(hotline, text)
    assert verdicts(hotline, ticket) == [("invalid", "opt_out")]
    assert ratings(hotline, ticket) == [None]
    assert hotline.closed()["survey"]["not_sent_reason"] == "opted_out"
    assert len(sent(hotline)) == 1


def test_whoever_leaves_beside_what_is_no_grade_has_left_and_rated_nothing(
    hotline: Hotline,
) -> None:
    ticket = hotline.closed()
    say(hotline, "不满意，退订")
    assert verdicts(hotline, ticket) == [("invalid", "opt_out")]
    assert hotline.closed()["survey"]["not_sent_reason"] == "opted_out"
    assert len(sent(hotline)) == 1  # nobody is told how to reply who wants no more texts


def test_a_grade_and_leaving_with_several_open_leaves_rates_none_and_is_kept(
    hotline: Hotline,
) -> None:
    tickets = two_surveys(hotline)
    said = {"from": CITIZEN, "text": "5 T", "provider": "twilio"}
    request = hotline.call("POST", "/_local/sms", said)["request"]
    assert ratings(hotline, *tickets) == [None, None]
    assert len(sent(hotline)) == 2
    key, ports = (
        f"local#twilio_{dict(parse_qsl(request['body']))['MessageSid']}",
        hotline.world.ports,
    )
    kept = ports.records.get("inbound", key, hotline.world.clock.now())
    assert kept is not None
    assert kept.fields["became"] == "unknown"
    assert ports.seals.opened(kept.fields["text"], key) == "5 T"
    assert hotline.closed()["survey"]["not_sent_reason"] == "opted_out"


@pytest.mark.parametrize("off_by", [timedelta(days=-400), timedelta(hours=-2), timedelta(days=2)])
def test_leaving_told_by_a_wrong_clock_counts_from_when_it_was_told(
    hotline: Hotline, off_by: timedelta
) -> None:
    """By its own clock it was written before the return, or will be; the clock is not believed."""
    hotline.closed()
    say(hotline, "DY")
    now = hotline.world.clock.now()
    say(hotline, "TD", at=(now + off_by).isoformat())
    assert hotline.closed()["survey"]["not_sent_reason"] == "opted_out"
    hotline.advance("PT10M")
    say(hotline, "DY")
    assert hotline.closed()["survey"]["state"] == "delivered"


@pytest.mark.parametrize("off_by", [timedelta(days=-400), timedelta(days=2)])
def test_coming_back_told_by_a_wrong_clock_counts_only_as_the_last_word(
    hotline: Hotline, off_by: timedelta
) -> None:
    hotline.closed()
    say(hotline, "TD")
    hotline.advance("PT1M")
    say(hotline, "DY", at=(hotline.world.clock.now() + off_by).isoformat())
    is_back = hotline.closed()["survey"]["state"] == "delivered"
    assert is_back == (off_by > timedelta())


def test_whoever_has_left_may_still_answer_what_was_asked(hotline: Hotline) -> None:
    ticket = hotline.closed()
    say(hotline, "TD")
    say(hotline, "2")
    assert seen(hotline, ticket)["rating"] == "satisfied"


def test_whoever_only_left_is_not_rated_rather_than_invalid(hotline: Hotline) -> None:
    ticket = hotline.closed()
    say(hotline, "退订")
    hotline.advance("PT24H")
    assert seen(hotline, ticket)["survey"]["state"] == "expired"


def test_whoever_comes_back_is_asked_again(hotline: Hotline) -> None:
    hotline.closed()
    say(hotline, "退订")
    say(hotline, "DY")
    again = hotline.closed()
    assert again["survey"]["state"] == "delivered"


def test_leaving_counts_for_the_number_wherever_it_is_asked(hotline: Hotline) -> None:
    closed_in(hotline, "zhaoqing")
    say(hotline, "TD")
    there = closed_in(hotline, "taian")
    assert there["survey"]["not_sent_reason"] == "opted_out"


def test_leaving_with_several_surveys_open_leaves_and_asks_nothing(hotline: Hotline) -> None:
    tickets = two_surveys(hotline)
    say(hotline, "TD")
    say(hotline, "5")
    assert len(sent(hotline)) == 2
    assert ratings(hotline, *tickets) == [None, None]


def test_what_was_written_last_counts_in_whatever_order_it_is_told(hotline: Hotline) -> None:
    hotline.closed()
    now = hotline.world.clock.now()
    say(hotline, "DY", at=now.isoformat())
    say(hotline, "TD", at=(now - timedelta(minutes=3)).isoformat())
    assert hotline.closed()["survey"]["state"] == "delivered"


def test_leaving_is_told_again_without_undoing_the_return(hotline: Hotline) -> None:
    hotline.closed()
    say(hotline, "TD", id="left")
    hotline.advance("PT1M")
    say(hotline, "DY")
    say(hotline, "TD", id="left")
    assert hotline.closed()["survey"]["state"] == "delivered"


# --- when our own answer cannot leave at once ---


def test_a_list_that_cannot_leave_now_lets_the_reply_be_told_again(hotline: Hotline) -> None:
    two_surveys(hotline)
    hotline.world.sms.trouble(NotTaken("throttled", retry=True))
    assert say(hotline, "5", id="again") == 503
    hotline.advance("PT2M")
    assert say(hotline, "5", id="again") == 200
    assert say(hotline, "5", id="again") == 200
    assert len(sent(hotline)) == 3


def test_a_hint_whose_fate_is_unsure_is_asked_after_and_sent_once(hotline: Hotline) -> None:
    ticket = hotline.closed()
    hotline.world.sms.trouble(Unsure("timeout"))
    assert say(hotline, "谢谢") == 200
    assert len(sent(hotline)) == 1
    hotline.advance("PT10M")
    assert len(sent(hotline)) == 2
    assert verdicts(hotline, ticket) == [("invalid", "unreadable")]
