"""Who asks the citizen, how, when, and when nobody does; the window to the second; what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters.sms.local import PROVIDERS, Provider
from chalicelib.domain.sms_length import parts
from tests.api.conftest import CITIZEN, MONDAY_MORNING, Hotline
from tests.api.surveys import (
    BY_SMS,
    SECOND,
    closed_in,
    closes_at,
    events,
    link_in,
    outgoing,
    say,
    seen,
    sent,
    stand,
    survey_sms,
    tell_fate,
    texts,
    verdicts,
)

A_DAY = timedelta(hours=24)
OPTIONS = "1 非常满意，2 满意，3 基本满意，4 不满意，5 非常不满意"

# --- who asks, and how ---


@pytest.mark.parametrize("place", BY_SMS)
def test_on_closing_the_citizen_is_asked_by_sms_with_the_five_grades(
    hotline: Hotline, place: str
) -> None:
    ticket = closed_in(hotline, place)
    [sms] = sent(hotline, CITIZEN)
    assert ticket["number"] in sms["text"]
    assert OPTIONS in sms["text"]
    assert ("是否已解决" in sms["text"]) == (place == "taian")
    assert sms["parts"] == parts(sms["text"]) <= 4
    assert (ticket["status"], ticket["survey"]["state"]) == ("awaiting_rating", "delivered")
    arrived = datetime.fromisoformat(ticket["survey"]["delivered_at"])
    assert closes_at(hotline, ticket) == arrived + A_DAY


def test_in_youyilu_every_citizen_is_called_and_no_sms_is_sent(hotline: Hotline) -> None:
    ticket = closed_in(hotline, "youyilu")
    hotline.do(ticket, "register_closing", "upper_office@district", approve=True)
    found = seen(hotline, ticket)
    assert (found["status"], found["survey"]) == ("awaiting_revisit", None)
    assert sent(hotline) == []
    said = {"reached": True, "contacted": True, "attitude_ok": True}
    done = hotline.do(ticket, "record_revisit", "office", satisfied=True, solved=True, **said)
    assert done["status"] == "archived"


def test_calls_that_begin_on_a_rest_day_are_reckoned_from_the_next_working_day(
    hotline: Hotline,
) -> None:
    """Nothing waits for Monday but the three working days: whoever is called on Sunday has been."""
    ticket = closed_in(hotline, "youyilu")
    stand(hotline, "2026-03-07T10:00:00+08:00")  # a Saturday
    hotline.do(ticket, "register_closing", "upper_office@district", approve=True)
    found = seen(hotline, ticket)
    [calling] = [one for one in found["deadlines"] if one["kind"] == "revisit"]
    assert found["status"] == "awaiting_revisit"
    assert (calling["state"], calling["due_on"]) == ("running", "2026-03-11")
    assert not calling["statutory"]
    stand(hotline, "2026-03-08T15:00:00+08:00")
    said = {"reached": True, "contacted": True, "attitude_ok": True, "solved": True}
    done = hotline.do(ticket, "record_revisit", "office", satisfied=True, **said)
    [calling] = [one for one in done["deadlines"] if one["kind"] == "revisit"]
    assert (done["status"], calling["state"]) == ("archived", "met")


def test_where_a_level_above_asks_we_send_nothing_and_wait_for_its_verdict(
    hotline_with_a_level_above: Hotline,
) -> None:
    hotline = hotline_with_a_level_above
    ticket = closed_in(hotline, "suqian")
    assert (ticket["status"], ticket["survey"]["state"]) == ("awaiting_rating", "queued")
    assert sent(hotline) == []
    mine = hotline.act(ticket, "rate", "citizen", rating="satisfied")
    assert (mine.status, mine.code) == (409, "rated_above")
    assert hotline.advance("P3D") == []
    done = hotline.do(ticket, "rate", "platform", rating="satisfied")
    assert (done["status"], done["rating"]) == ("archived", "satisfied")
    assert hotline.get(ticket, "platform")["rating"] == "satisfied"


def test_a_platform_sees_of_other_peoples_tickets_only_what_waits_for_its_verdict(
    hotline_with_a_level_above: Hotline,
) -> None:
    hotline = hotline_with_a_level_above
    asked = closed_in(hotline, "suqian")
    at_work = hotline.dispatched()
    assert hotline.get(asked, "platform").status == 200
    assert hotline.get(at_work, "platform").status == 404
    hotline.place = "zhaoqing"
    assert hotline.get(asked, "platform").status == 404
    ours = hotline.closed()
    assert hotline.get(ours, "platform").status == 404
    hidden = hotline.act(ours, "rate", "platform", rating="satisfied")
    assert hidden.status == 404


# --- nobody is asked, and why ---


@pytest.mark.parametrize(
    ("requester", "reason"),
    [
        ({"name": "王小明"}, "no_phone"),
        ({"name": "王小明", "phone": CITIZEN, "reply_wanted": False}, "no_reply_wanted"),
    ],
)
def test_the_reason_is_recorded_when_nobody_is_asked(
    hotline: Hotline, requester: dict[str, object], reason: str
) -> None:
    ticket = hotline.closed(requester=requester)
    assert (ticket["status"], ticket["rating"]) == ("archived", None)
    assert (ticket["survey"]["state"], ticket["survey"]["not_sent_reason"]) == ("not_sent", reason)
    assert sent(hotline) == []


def test_a_withdrawn_request_is_not_asked_about(hotline: Hotline) -> None:
    ticket = hotline.do(hotline.dispatched(), "withdraw", "citizen", reason="已解决")
    assert (ticket["status"], ticket["survey"]["state"]) == ("withdrawn", "not_sent")
    assert ticket["survey"]["not_sent_reason"] == "withdrawn"
    assert sent(hotline) == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_sms_that_cannot_be_delivered_asks_nobody(
    hotline_with_receipts_by_hand: Hotline, provider: Provider
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    sms = survey_sms(hotline, ticket)
    assert tell_fate(hotline, provider, sms, delivered=False) == 200
    found = seen(hotline, ticket)
    assert (found["status"], found["survey"]["state"]) == ("archived", "not_sent")
    assert found["survey"]["not_sent_reason"] == "undeliverable"
    assert tell_fate(hotline, provider, sms, delivered=False) == 200
    assert seen(hotline, ticket)["version"] == found["version"]


@pytest.mark.rule("P-18")
@pytest.mark.parametrize("then", ["delivered", "answered", "followed"])
def test_what_was_told_undeliverable_and_arrived_can_be_answered(
    hotline_with_receipts_by_hand: Hotline, then: str
) -> None:
    """Receipts come in any order, and one of them may be wrong."""
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    sms = survey_sms(hotline, ticket)
    assert tell_fate(hotline, "aliyun", sms, delivered=False) == 200
    assert seen(hotline, ticket)["status"] == "archived"
    hotline.advance("PT1M")
    if then == "delivered":
        assert tell_fate(hotline, "aliyun", sms) == 200
        found = seen(hotline, ticket)
        assert (found["status"], found["survey"]["state"]) == ("awaiting_rating", "delivered")
        assert found["survey"]["not_sent_reason"] is None
    if then == "followed":
        assert hotline.call("GET", link_in(sms)).status == 200
        hotline.call("POST", link_in(sms), {"rating": "very_dissatisfied"})
    else:
        say(hotline, "5")
    found = seen(hotline, ticket)
    assert (found["status"], found["rating"]) == ("awaiting_revisit", "very_dissatisfied")


def test_an_answer_a_day_after_the_failure_is_kept_as_late(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    tell_fate(hotline, "aliyun", survey_sms(hotline, ticket), delivered=False)
    hotline.advance("PT24H")
    say(hotline, "5")
    found = seen(hotline, ticket)
    assert (found["status"], found["survey"]["state"]) == ("archived", "not_sent")
    events = hotline.call("GET", f"/v1/tickets/{ticket['id']}/events", who="office")["items"]
    [kept] = [one for one in events if one["type"] == "reply_received"]
    assert kept["data"]["verdict"] == "late"


def test_what_became_of_a_hint_or_a_list_concerns_no_survey(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    say(hotline, "谢谢")
    other = hotline.closed()
    say(hotline, "5")
    hint, listed = sent(hotline)[1], sent(hotline)[3]
    assert "未能识别" in hint["text"]
    assert "请注明是哪一件" in listed["text"]
    before = [seen(hotline, one) for one in (ticket, other)]
    for sms in (hint, listed):
        assert tell_fate(hotline, "aliyun", sms, delivered=False) == 200
        assert tell_fate(hotline, "aws", sms) == 200
    assert [seen(hotline, one) for one in (ticket, other)] == before


# --- the window ---


def test_a_reply_at_the_last_second_counts(hotline: Hotline) -> None:
    ticket = hotline.closed()
    stand(hotline, closes_at(hotline, ticket) - SECOND)
    assert say(hotline, "2") == 200
    assert verdicts(hotline, ticket) == [("valid", None)]
    assert seen(hotline, ticket)["rating"] == "satisfied"


def test_a_reply_at_24_hours_is_kept_as_late(hotline: Hotline) -> None:
    ticket = hotline.closed()
    stand(hotline, closes_at(hotline, ticket))
    assert say(hotline, "2") == 200
    assert verdicts(hotline, ticket) == [("late", None)]
    found = seen(hotline, ticket)
    assert (found["status"], found["survey"]["state"], found["rating"]) == (
        "archived",
        "expired",
        None,
    )


@pytest.mark.parametrize("minutes", [4, 5])
def test_what_was_written_in_time_by_the_providers_clock_counts_though_it_comes_after_the_end(
    hotline: Hotline, minutes: int
) -> None:
    ticket = hotline.closed()
    end = closes_at(hotline, ticket)
    stand(hotline, end - SECOND + timedelta(minutes=minutes))
    assert seen(hotline, ticket)["survey"]["state"] == "expired"
    say(hotline, "2", at=(end - SECOND).isoformat())
    found = seen(hotline, ticket)
    assert (found["status"], found["rating"]) == ("archived", "satisfied")
    [kept] = events(hotline, ticket, "reply_received")
    told = [datetime.fromisoformat(kept["data"][one]) for one in ("provider_at", "received_at")]
    assert told == [end - SECOND, end - SECOND + timedelta(minutes=minutes)]


def test_a_providers_clock_that_is_further_off_does_not_count(hotline: Hotline) -> None:
    ticket = hotline.closed()
    end = closes_at(hotline, ticket)
    stand(hotline, end + timedelta(minutes=5))
    say(hotline, "2", at=(end - SECOND).isoformat())
    assert verdicts(hotline, ticket) == [("late", None)]
    assert seen(hotline, ticket)["rating"] is None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_window_runs_from_the_receipt_and_a_second_receipt_is_no_news(
    hotline_with_receipts_by_hand: Hotline, provider: Provider
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    first_end = closes_at(hotline, ticket)
    stand(hotline, hotline.world.clock.now() + timedelta(minutes=20))
    now, sms = hotline.world.clock.now(), survey_sms(hotline, ticket)
    assert tell_fate(hotline, provider, sms) == 200
    found = seen(hotline, ticket)
    assert found["survey"]["state"] == "delivered"
    assert closes_at(hotline, ticket) == now + A_DAY > first_end
    assert tell_fate(hotline, provider, sms) == 200
    assert seen(hotline, ticket)["version"] == found["version"]


def test_a_receipt_after_an_hour_is_kept_and_moves_nothing(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    end = closes_at(hotline, ticket)
    stand(hotline, hotline.world.clock.now() + timedelta(hours=2))
    sms = survey_sms(hotline, ticket)
    assert hotline.call("POST", "/_local/sms/receipts", {"id": sms["id"]})["status"] == 200
    found = seen(hotline, ticket)
    assert found["survey"]["delivered_at"] is not None
    assert closes_at(hotline, ticket) == end


@pytest.mark.parametrize("provider", ["aliyun", "aws", "twilio"])
def test_a_receipt_that_overtakes_the_providers_answer_is_known_by_our_own_id(
    hotline_with_receipts_by_hand: Hotline, provider: Provider
) -> None:
    """The provider's id of it is not known yet: only what the message itself carries is."""
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    sms = survey_sms(hotline, ticket)
    hotline.world.sms.name = "renamed"  # nothing is known under this provider
    other = hotline.closed(requester={"phone": "+8613900000009"})
    hotline.world.sms.name = "local"
    assert tell_fate(hotline, provider, survey_sms(hotline, other)) == 200
    assert seen(hotline, other)["survey"]["state"] == "delivered"
    assert seen(hotline, ticket)["survey"]["state"] == "sent"
    assert tell_fate(hotline, provider, sms) == 200
    assert seen(hotline, ticket)["survey"]["state"] == "delivered"


def test_receipts_of_messages_that_are_not_ours_are_taken_and_forgotten(
    hotline_with_receipts_by_hand: Hotline,
) -> None:
    hotline = hotline_with_receipts_by_hand
    ticket = hotline.closed()
    before = seen(hotline, ticket)
    ours = survey_sms(hotline, ticket)
    stranger = replace(outgoing(hotline, ours["id"]), id="sms_zq20990101aaaaaaaa_1")
    hotline.world.sms.put(stranger, "taken")
    for provider in PROVIDERS:
        unknown = {**ours, "id": stranger.id}
        assert tell_fate(hotline, provider, unknown, delivered=False) == 200
    assert seen(hotline, ticket) == before


# --- outcomes ---


@pytest.mark.parametrize("place", BY_SMS)
@pytest.mark.parametrize("grade", "12345")
def test_good_grades_archive_by_themselves_and_bad_ones_lead_to_a_call(
    hotline: Hotline, place: str, grade: str
) -> None:
    ticket = closed_in(hotline, place)
    say(hotline, grade)
    found = seen(hotline, ticket)
    assert found["survey"]["state"] == "rated"
    assert found["status"] == ("archived" if grade in "123" else "awaiting_revisit")


def test_only_what_cannot_be_read_is_invalid_and_nothing_at_all_is_not_rated(
    hotline: Hotline,
) -> None:
    misread = hotline.closed()
    silent = hotline.closed(requester={"phone": "+8613900000009"})
    say(hotline, "谢谢")
    hotline.advance("PT24H")
    found = [seen(hotline, one) for one in (misread, silent)]
    assert [one["survey"]["state"] for one in found] == ["invalid", "expired"]
    assert [(one["status"], one["rating"]) for one in found] == [("archived", None)] * 2


def test_each_round_has_a_survey_and_a_reply_to_the_first_does_not_rate_the_second(
    hotline: Hotline,
) -> None:
    ticket = hotline.closed()
    first = survey_sms(hotline, ticket)
    say(hotline, "5")
    visit = {"reached": True, "satisfied": False, "reason": "还在施工", "redo_wanted": True}
    hotline.do(ticket, "record_revisit", "upper_office", **visit)
    ticket = hotline.do(ticket, "decide_redo", "upper_office", approve=True)
    hotline.do(ticket, "submit_answer", "handler@urban-management", **hotline.answer())
    hotline.do(ticket, "audit_answer", "office", approve=True)
    assert len(sent(hotline, CITIZEN)) == 2
    say(hotline, "1", provider="aws", correlation=first["id"])
    assert seen(hotline, ticket)["rating"] is None
    assert verdicts(hotline, ticket)[-1] == ("late", None)
    say(hotline, "4")
    found = seen(hotline, ticket)
    assert (found["status"], found["rating"]) == ("archived", "dissatisfied")  # the second is final


# --- quiet hours ---


@pytest.mark.rule("P-22")
@pytest.mark.parametrize(
    ("closed_at", "sent_at"),
    [
        ("2026-03-02T20:59:59+08:00", "2026-03-02T20:59:59+08:00"),
        ("2026-03-02T21:00:00+08:00", "2026-03-03T08:00:00+08:00"),
        ("2026-03-03T02:30:00+08:00", "2026-03-03T08:00:00+08:00"),
        ("2026-03-03T07:57:59+08:00", "2026-03-03T08:00:00+08:00"),
        ("2026-03-03T08:00:00+08:00", "2026-03-03T08:00:00+08:00"),
    ],
)
def test_at_night_nobody_is_woken_and_nobody_loses_time(
    hotline: Hotline, closed_at: str, sent_at: str
) -> None:
    ticket = hotline.answered()
    stand(hotline, closed_at)
    ticket = hotline.do(ticket, "audit_answer", "office", approve=True)
    if closed_at != sent_at:
        assert (ticket["survey"]["state"], ticket["survey"]["closes_at"]) == ("queued", None)
        stand(hotline, datetime.fromisoformat(sent_at) - SECOND)
        assert texts(hotline) == []
        stand(hotline, sent_at)
    found = seen(hotline, ticket)
    assert found["survey"]["state"] == "delivered"
    assert found["survey"]["sent_at"] == found["survey"]["delivered_at"] == sent_at
    assert closes_at(hotline, ticket) == datetime.fromisoformat(sent_at) + A_DAY


@pytest.mark.rule("P-22")
@pytest.mark.parametrize("closed_at", ["2026-03-03T07:58:00+08:00", "2026-03-03T07:59:59+08:00"])
def test_what_is_closed_in_the_last_two_minutes_of_the_night_leaves_within_two_of_the_morning(
    hotline: Hotline, closed_at: str
) -> None:
    """What could not leave at once is looked at two minutes later: never before eight, and soon."""
    ticket = hotline.answered()
    stand(hotline, closed_at)
    hotline.do(ticket, "audit_answer", "office", approve=True)
    stand(hotline, "2026-03-03T07:59:59+08:00")
    assert texts(hotline) == []
    stand(hotline, "2026-03-03T08:02:00+08:00")
    sent_at = datetime.fromisoformat(seen(hotline, ticket)["survey"]["sent_at"])
    eight = datetime.fromisoformat("2026-03-03T08:00:00+08:00")
    assert eight <= sent_at <= eight + timedelta(minutes=2)
    assert closes_at(hotline, ticket) == sent_at + A_DAY


def test_whoever_rates_in_the_app_at_night_gets_no_sms_in_the_morning(hotline: Hotline) -> None:
    ticket = hotline.answered()
    stand(hotline, "2026-03-02T22:00:00+08:00")
    hotline.do(ticket, "audit_answer", "office", approve=True)
    hotline.do(ticket, "rate", "citizen", rating="satisfied")
    hotline.advance("P2D")
    assert sent(hotline) == []
    assert seen(hotline, ticket)["status"] == "archived"


def test_whoever_leaves_at_night_is_not_asked_in_the_morning(hotline: Hotline) -> None:
    ticket = hotline.answered()
    stand(hotline, "2026-03-02T22:00:00+08:00")
    hotline.do(ticket, "audit_answer", "office", approve=True)
    say(hotline, "TD")
    stand(hotline, "2026-03-03T08:00:00+08:00")
    found = seen(hotline, ticket)
    assert (found["status"], found["survey"]["not_sent_reason"]) == ("archived", "opted_out")
    assert sent(hotline) == []


@pytest.mark.rule("P-22")
def test_whoever_writes_at_night_is_answered_at_night(hotline: Hotline) -> None:
    """A hint or a list wakes nobody: the citizen has just written."""
    hotline.closed()
    stand(hotline, MONDAY_MORNING + timedelta(hours=14))
    say(hotline, "谢谢")
    assert len(sent(hotline, CITIZEN)) == 2
    assert "未能识别" in texts(hotline)[-1]
