"""Twilio: a form with a login; what was sent is looked for by its text."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.adapters.http_client import Http
from chalicelib.adapters.sms.twilio import TwilioAccount, TwilioSms
from chalicelib.application.sms_ports import Taken
from tests.sms.sent import LATER, NOW, PHONE, SECRET, SMS, TEXT, is_unsure, outcome
from tests.sms.server import UNCLEAR, Provider, Told, told

LOGIN = "Basic " + b64encode(f"AC1:{SECRET}".encode()).decode()


def sms(desk: Provider, now: datetime = NOW, sender: str = "+15005550006") -> TwilioSms:
    account = TwilioAccount(
        sid="AC1", token=SECRET, sender=sender, webhook="https://x.example", endpoint=desk.url
    )
    return TwilioSms(account, Http(0.3), lambda: now)


@pytest.mark.parametrize(
    ("sender", "field"), [("+15005550006", "From"), ("MG1", "MessagingServiceSid")]
)
def test_a_message_goes_out_as_a_form_with_a_login(desk: Provider, sender: str, field: str) -> None:
    desk.answers.append(told({"sid": "SM1", "status": "queued"}, 201))
    assert outcome(sms(desk, sender=sender)) == Taken("SM1")
    [asked] = desk.asked
    assert (asked.method, asked.target) == ("POST", "/2010-04-01/Accounts/AC1/Messages.json")
    assert asked.headers["authorization"] == LOGIN
    assert parse_qs(asked.body.decode()) == {
        "To": [PHONE],
        "Body": [TEXT],
        field: [sender],
        "StatusCallback": [f"https://x.example/{SMS.id}/receipts"],
    }


@pytest.mark.parametrize(
    ("answer", "reason", "retry"),
    [
        (told({"code": 21211, "message": f"not valid: {PHONE}"}, 400), "21211", False),
        (told({"code": 20003}, 401), "20003", False),
        (told({"code": 20429}, 429), "20429", True),
        (told({"code": 21611, "message": f"queue of {PHONE}"}, 400), "21611", True),
        (told({"code": 21610, "message": f"STOP from {PHONE}"}, 400), "unwanted", False),
        (Told(400, b"<html>"), "http_400", False),
    ],
)
def test_a_refusal_says_why_and_whether_later_is_better(
    desk: Provider, answer: Told, reason: str, *, retry: bool
) -> None:
    desk.answers.append(answer)
    assert outcome(sms(desk)) == (reason, retry)


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR)
def test_without_a_clear_answer_nobody_knows(desk: Provider, answer: Told) -> None:
    desk.answers.append(answer)
    assert is_unsure(outcome(sms(desk)))
    assert len(desk.asked) == 1


def listed(*states: str, body: str = TEXT, to: str = PHONE, more: bool = False) -> Told:
    messages = [{"to": to, "body": body, "status": state} for state in states]
    next_page = "/2010-04-01/next" if more else None
    return told({"messages": [{"to": PHONE, "body": 5}, *messages], "next_page_uri": next_page})


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (listed("queued"), "taken"),
        (listed("sent", "failed"), "taken"),
        (listed("delivered"), "delivered"),
        (listed("undelivered"), "failed"),
        (listed("invented"), "unknown"),
        (listed("delivered", body=TEXT.replace("，", "， ")), "delivered"),
        (listed("delivered", body="another"), "not_taken"),
        (listed("delivered", to="+8613800000001"), "not_taken"),
        (listed(more=True), "unknown"),
        (told({"messages": 1}), "unknown"),
        (Told(500, b'{"messages": []}'), "unknown"),
        (Told(hangs_up=True), "unknown"),
    ],
)
def test_what_became_of_a_message_is_found_by_its_text(
    desk: Provider, answer: Told, fate: str
) -> None:
    desk.answers.append(answer)
    assert sms(desk, LATER).query(SMS, None) == fate
    [asked] = desk.asked
    assert (asked.method, asked.headers["authorization"]) == ("GET", LOGIN)
    assert parse_qs(urlsplit(asked.target).query) == {"To": [PHONE], "PageSize": ["50"]}


def test_what_is_not_listed_yet_may_still_be(desk: Provider) -> None:
    desk.answers.append(listed())
    assert sms(desk, NOW + timedelta(minutes=9)).query(SMS, None) == "unknown"


@pytest.mark.parametrize(
    ("answer", "fate"), [(told({"status": "delivered"}), "delivered"), (Told(404), "unknown")]
)
def test_a_known_message_is_asked_for_by_its_id(desk: Provider, answer: Told, fate: str) -> None:
    desk.answers.append(answer)
    assert sms(desk).query(SMS, "SM/1") == fate
    assert desk.asked[0].target == "/2010-04-01/Accounts/AC1/Messages/SM%2F1.json"
