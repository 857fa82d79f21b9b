"""What providers tell by webhook: understood as they document it, refused when it is not theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.adapters.sms import aliyun_inbound, tencent_inbound, twilio_inbound
from chalicelib.adapters.sms.aliyun_inbound import AliyunWebhook
from chalicelib.adapters.sms.local import ACCOUNT, PROVIDERS, Provider, Spoken, local_webhooks
from chalicelib.adapters.sms.receiving import e164
from chalicelib.adapters.sms.tencent_inbound import TencentWebhook
from chalicelib.adapters.sms.twilio_inbound import TwilioWebhook, signature
from chalicelib.application.sms_ports import (
    Accepted,
    Inbound,
    InboundRequest,
    Receipt,
    Rejected,
    Reply,
)
from tests.sms.sent import NOW, PHONE, SECRET, SMS

BASE = "https://lianxin.example/sms"
HOOKS = local_webhooks(BASE, NOW)
ALIYUN = AliyunWebhook(secrets=("old", SECRET))
TENCENT = TencentWebhook(secrets=("old", SECRET))
TWILIO = TwilioWebhook(account=ACCOUNT, tokens=("old", SECRET))


def accepted(found: Inbound) -> Accepted:
    assert isinstance(found, Accepted), found
    return found


def from_aliyun(body: object, secret: str | None = SECRET) -> Inbound:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    request = InboundRequest(method="POST", url=BASE, headers={}, body=raw, secret=secret)
    return aliyun_inbound.inbound(request, ALIYUN, NOW)


def from_tencent(body: object, secret: str | None = SECRET) -> Inbound:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    request = InboundRequest(method="POST", url=BASE, headers={}, body=raw, secret=secret)
    return tencent_inbound.inbound(request, TENCENT, NOW)


def from_twilio(form: Mapping[str, str]) -> Inbound:
    return twilio_inbound.inbound(twilio_inbound.signed(form, SECRET, BASE), TWILIO, NOW)


REASONS = {
    True: {"DELIVERED", "DELIVRD", "none", "TEXT_DELIVERED"},
    False: {"MOBILE_NOT_ON_SERVICE", "UNDELIV", "30003", "TEXT_UNREACHABLE"},
}


# --- every provider ------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_reply_as_the_provider_sends_it_is_understood(provider: Provider) -> None:
    spoken = Spoken(phone=PHONE, text="5 不满意\n👍", sequence=7, code="K7", answers=SMS.id)
    request = HOOKS.reply(provider, spoken, NOW)
    assert request.url.startswith(f"{BASE}/{provider}")
    [reply] = accepted(HOOKS.inbound(provider, request, NOW)).replies
    assert (reply.phone, reply.text, reply.at) == (PHONE, "5 不满意\n👍", NOW)
    assert reply.answers == (f"local_{SMS.id}" if provider == "aws" else None)
    assert reply.code == ("K7" if provider == "tencent" else None)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_same_reply_told_again_has_the_same_id_and_another_has_not(provider: Provider) -> None:
    def told(text: str, sequence: int) -> str:
        request = HOOKS.reply(provider, Spoken(phone=PHONE, text=text, sequence=sequence), NOW)
        [reply] = accepted(HOOKS.inbound(provider, request, NOW)).replies
        return reply.id

    assert told("5", 1) == told("5", 1)
    assert len({told("5", 1), told("4", 2)}) == 2
    assert PHONE[3:] not in told("5", 1)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("delivered", [True, False])
def test_a_receipt_as_the_provider_sends_it_is_understood(
    provider: Provider, *, delivered: bool
) -> None:
    request = HOOKS.receipt(provider, SMS, NOW, delivered=delivered)
    [receipt] = accepted(HOOKS.inbound(provider, request, NOW)).receipts
    assert receipt.provider_id == f"local_{SMS.id}"
    assert receipt.state == ("delivered" if delivered else "failed")
    assert receipt.at == NOW
    assert receipt.reason in REASONS[delivered]
    assert receipt.sms == (SMS.id if provider in {"aliyun", "aws"} else None)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("method", ["GET", "PUT", "post"])
def test_nothing_but_a_post_is_read(provider: Provider, method: str) -> None:
    request = HOOKS.reply(provider, Spoken(phone=PHONE, text="5", sequence=1), NOW)
    found = HOOKS.inbound(provider, replace(request, method=method), NOW)
    assert found == Rejected(405, "method")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_of_a_citizen_is_shown(provider: Provider) -> None:
    request = HOOKS.reply(provider, Spoken(phone=PHONE, text="不满意", sequence=1), NOW)
    shown = repr((request, HOOKS, HOOKS.inbound(provider, request, NOW)))
    for hidden in (PHONE[3:], "不满意", HOOKS.secret):
        assert hidden not in shown
    shown = repr((ALIYUN, TENCENT, TWILIO, SMS))
    for hidden in (PHONE[3:], SECRET, SMS.text, "ZQ-1"):
        assert hidden not in shown


@pytest.mark.parametrize(
    ("number", "country", "one"),
    [
        ("13800000000", None, PHONE),
        ("13800000000", "86", PHONE),
        ("13800000000", "", PHONE),
        ("8613800000000", None, PHONE),
        ("008613800000000", None, PHONE),
        ("+86 138-0000-0000", None, PHONE),
        ("+14255550182", None, "+14255550182"),
        ("4255550182", "1", "+14255550182"),
        ("+85251234567", "852", "+85251234567"),
        ("12345", None, None),
        ("10690000", None, None),
        ("+8612800000000", None, None),
        ("138000000000", None, None),
        ("١٣٨٠٠٠٠٠٠٠٠", None, None),
        ("whatsapp:+14255550182", None, None),
        ("", None, None),
        ("51234567", "x", None),
    ],
)
def test_a_number_has_one_form(number: str, country: str | None, one: str | None) -> None:
    assert e164(number, country) == one


# --- Alibaba Cloud -------------------------------------------------------------------------------

# The pages "SmsUp" and "SmsReport" of Alibaba Cloud's documentation; stars are digits here.
UP = {
    "phone_number": "13811110000",
    "send_time": "2017-09-01 00:00:00",
    "content": "内容",
    "sign_name": "签名",
    "dest_code": "1234",
    "sequence_id": 1234567890,
}
REPORT = {
    "phone_number": "13811110000",
    "send_time": "2017-01-01 00:00:00",
    "report_time": "2017-01-01 00:00:05",
    "success": True,
    "err_code": "DELIVERED",
    "err_msg": "用户接收成功",
    "sms_size": "1",
    "biz_id": "12345",
    "out_id": "67890",
}


def test_alibabas_documented_texts_are_understood() -> None:
    newer = {name: value for name, value in UP.items() if name != "sign_name"}
    newer |= {"sequence_id": "1234567891", "send_time": "20170901000001", "more": {"x": [1]}}
    found = accepted(from_aliyun([UP, newer]))
    assert json.loads(found.answer.body) == {"code": 0, "msg": "接收成功"}
    assert [(one.phone, one.text) for one in found.replies] == [("+8613811110000", "内容")] * 2
    midnight_in_china = datetime(2017, 8, 31, 16, tzinfo=UTC)
    assert found.replies[0].at == midnight_in_china
    assert found.replies[1].at == midnight_in_china + timedelta(seconds=1)
    assert found.replies[0].id.startswith("aliyun_1234567890_")


def test_alibabas_documented_receipts_are_understood() -> None:
    failed = REPORT | {"success": False, "err_code": "MK:0001 13811110000", "out_id": ""}
    at = datetime(2016, 12, 31, 16, 0, 5, tzinfo=UTC)
    assert accepted(from_aliyun([REPORT, failed])).receipts == (
        Receipt(provider_id="12345", state="delivered", at=at, reason="DELIVERED", sms="67890"),
        Receipt(provider_id="12345", state="failed", at=at, reason="refused", sms=None),
    )


def test_one_number_that_is_no_citizens_does_not_hold_up_the_others() -> None:
    found = accepted(from_aliyun([UP | {"phone_number": "10690000"}, UP]))
    assert (len(found.replies), found.left_out) == (1, 1)


@pytest.mark.parametrize("secret", [None, "", "wrong", f"{SECRET}x", SECRET[:-1], "\ud800", "é"])
def test_without_the_secret_there_is_nothing_here(secret: str | None) -> None:
    assert from_aliyun([UP], secret) == Rejected(404, "secret")
    assert from_tencent(TEXT, secret) == Rejected(404, "secret")
    nothing = AliyunWebhook(secrets=("",))
    request = InboundRequest(method="POST", url="", headers={}, body=b"[]", secret=secret)
    assert aliyun_inbound.inbound(request, nothing, NOW) == Rejected(404, "secret")


def test_the_secret_before_still_opens_while_it_is_replaced() -> None:
    assert accepted(from_aliyun([UP], "old")).replies
    assert accepted(from_tencent(TEXT, "old")).replies


def without(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


MALFORMED: dict[str, tuple[object, str]] = {
    "too long": (b" " * 262_145, "too_long"),
    "nothing": (b"", "not_json"),
    "no utf-8": (b'["\xff"]', "not_json"),
    "deep": (b"[" * 200_000, "not_json"),
    "seventeen deep": (b"[" * 17 + b"]" * 17, "too_deep"),
    "half a character": (b'{"a": "\\ud800"}', "half_a_character"),
    "half a character as a name": (b'{"\\udc00": 1}', "half_a_character"),
    "twice": (b'{"a": 1, "a": 1}', "not_json"),
    "not a number": (b"[NaN]", "not_json"),
    "endless number": (b"[" + b"9" * 5_000 + b"]", "not_json"),
    "text": (b'"5"', "not_a_list_of_objects"),
    "number": (5, "not_a_list_of_objects"),
    "empty list": ([], "not_a_list_of_objects"),
    "list of texts": (["5"], "not_a_list_of_objects"),
}


@pytest.mark.parametrize(("body", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_json_of_theirs_is_refused(body: object, reason: str) -> None:
    assert from_aliyun(body) == Rejected(400, reason)
    assert from_tencent(body) in {Rejected(400, reason), Rejected(400, "text")}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (without(UP, "content"), "content"),
        (UP | {"content": 5}, "content"),
        (UP | {"content": None}, "content"),
        (UP | {"content": "x" * 4_097}, "content"),
        (without(UP, "phone_number"), "phone_number"),
        (UP | {"phone_number": 13811110000}, "phone_number"),
        (without(UP, "sequence_id"), "sequence_id"),
        (UP | {"sequence_id": True}, "sequence_id"),
        (UP | {"sequence_id": " "}, "sequence_id"),
        (UP | {"sequence_id": 10**300}, "sequence_id"),
        (without(UP, "send_time"), "send_time"),
        (UP | {"send_time": "2017-09-01T00:00:00Z"}, "send_time"),
        (UP | {"send_time": "2017-13-01 00:00:00"}, "send_time"),
        (UP | {"send_time": "0001-01-01 00:00:00"}, "send_time"),
        (UP | {"send_time": "２017-09-01 00:00:00"}, "send_time"),
        (REPORT | {"success": "true"}, "success"),
        (REPORT | {"success": None}, "success"),
        (without(REPORT, "biz_id"), "biz_id"),
        (REPORT | {"out_id": 5}, "out_id"),
        (without(REPORT, "report_time"), "report_time"),
    ],
)
def test_alibabas_fields_must_be_what_they_are(entry: dict[str, Any], reason: str) -> None:
    assert from_aliyun([entry]) == Rejected(400, reason)
    whole = REPORT if "biz_id" in entry or reason == "biz_id" else UP
    assert from_aliyun([whole, entry]) == Rejected(400, reason)


# --- Tencent Cloud -------------------------------------------------------------------------------

# The pages "SMS Reply" and "SMS Sending Status Notification" of Tencent Cloud's documentation.
TEXT = {
    "extend": "",
    "mobile": "13811110000",
    "nationcode": "86",
    "sign": "短信签名",
    "text": "用户回复的内容",
    "time": 1457336869,
}
STATUS = {
    "user_receive_time": "2015-10-17 08:03:04",
    "nationcode": "86",
    "mobile": "13811110000",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "用户短信送达成功",
    "sid": "5000:1",
}


def test_tencents_documented_text_is_understood() -> None:
    found = accepted(from_tencent(TEXT))
    assert json.loads(found.answer.body) == {"result": 0, "errmsg": "OK"}
    [reply] = found.replies
    assert (reply.phone, reply.text, reply.code) == ("+8613811110000", "用户回复的内容", None)
    assert reply.at == datetime(2016, 3, 7, 7, 47, 49, tzinfo=UTC)


def test_tencents_documented_receipts_are_understood() -> None:
    failed = STATUS | {"report_status": "FAIL", "errmsg": "UNDELIV", "sid": "5000:2"}
    at = datetime(2015, 10, 17, 0, 3, 4, tzinfo=UTC)
    assert accepted(from_tencent([STATUS, failed])).receipts == (
        Receipt(provider_id="5000:1", state="delivered", at=at, reason="DELIVRD"),
        Receipt(provider_id="5000:2", state="failed", at=at, reason="UNDELIV"),
    )


@pytest.mark.parametrize("change", [{"text": "5"}, {"time": 1457336870}, {"extend": "0505"}])
def test_texts_that_differ_in_anything_are_two(change: dict[str, Any]) -> None:
    [one], [other] = (accepted(from_tencent(body)).replies for body in (TEXT, TEXT | change))
    assert one.id != other.id


def test_a_number_abroad_has_its_country() -> None:
    body = TEXT | {"nationcode": "1", "mobile": "4255550182"}
    assert accepted(from_tencent(body)).replies[0].phone == "+14255550182"
    assert accepted(from_tencent(TEXT | {"mobile": "12345"})).left_out == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (without(TEXT, "text"), "text"),
        (TEXT | {"text": ["5"]}, "text"),
        (TEXT | {"time": "1457336869"}, "time"),
        (TEXT | {"time": True}, "time"),
        (TEXT | {"time": 1457336869.5}, "time"),
        (TEXT | {"time": 10**200}, "time"),
        (TEXT | {"time": -(10**11)}, "time"),
        (TEXT | {"time": 0}, "time"),
        (without(TEXT, "nationcode"), "nationcode"),
        (without(TEXT, "mobile"), "mobile"),
        (TEXT | {"extend": 5}, "extend"),
        (TEXT | {"extend": []}, "extend"),
        ([STATUS | {"report_status": "success"}], "report_status"),
        ([without(STATUS, "sid")], "sid"),
        ([STATUS | {"user_receive_time": ""}], "user_receive_time"),
    ],
)
def test_tencents_fields_must_be_what_they_are(body: object, reason: str) -> None:
    assert from_tencent(body) == Rejected(400, reason)


# --- Twilio --------------------------------------------------------------------------------------

FORM = twilio_inbound.reply_form(ACCOUNT, "SM1", "+14255550182", "+15005550006", "5 满意 & +")


def test_twilios_documented_example_is_signed_as_documented() -> None:
    """The example of the page on security and request validation, in Twilio's documentation."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilios_text_is_understood_and_answered_by_silence() -> None:
    found = accepted(from_twilio(FORM))
    assert found.replies == (
        Reply(id="twilio_SM1", phone="+14255550182", text="5 满意 & +", at=NOW),
    )
    assert found.answer.headers == {"Content-Type": "text/xml; charset=utf-8"}
    assert found.answer.body.endswith("<Response></Response>")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "taken"),
        ("sent", "taken"),
        ("delivered", "delivered"),
        ("undelivered", "failed"),
        ("failed", "failed"),
    ],
)
def test_twilios_statuses_are_understood(status: str, state: str) -> None:
    form = twilio_inbound.receipt_form(ACCOUNT, "SM1", PHONE, delivered=False)
    [receipt] = accepted(from_twilio({**form, "MessageStatus": status})).receipts
    assert (receipt.provider_id, receipt.state, receipt.reason) == ("SM1", state, "30003")


def test_twilios_receipt_says_by_its_address_which_message_it_is_about() -> None:
    """The address is signed as well: of another message's it would be nobody's."""
    form = twilio_inbound.receipt_form(ACCOUNT, "SM1", PHONE, delivered=True)
    request = twilio_inbound.signed(form, SECRET, f"{BASE}/sms_zq1_1/receipts")
    [receipt] = accepted(
        twilio_inbound.inbound(replace(request, secret="sms_zq1_1"), TWILIO, NOW)
    ).receipts
    assert (receipt.provider_id, receipt.sms, receipt.state) == ("SM1", "sms_zq1_1", "delivered")
    other = replace(request, url=f"{BASE}/sms_zq2_1/receipts", secret="sms_zq2_1")
    assert twilio_inbound.inbound(other, TWILIO, NOW) == Rejected(403, "signature")


def test_a_status_without_a_word_here_is_left_out_and_counted() -> None:
    form = twilio_inbound.receipt_form(ACCOUNT, "SM1", PHONE, delivered=True)
    found = accepted(from_twilio({**form, "MessageStatus": "invented"}))
    assert (found.receipts, found.left_out) == ((), 1)


@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": ""}, {"Authorization": "x"}])
def test_without_a_signature_twilio_is_not_twilio(headers: dict[str, str]) -> None:
    request = replace(twilio_inbound.signed(FORM, SECRET, BASE), headers=headers)
    assert twilio_inbound.inbound(request, TWILIO, NOW) == Rejected(401, "signature")


def test_a_signature_of_something_else_is_refused() -> None:
    request = twilio_inbound.signed(FORM, SECRET, BASE)
    stranger = twilio_inbound.signed(FORM, "another", BASE)
    for wrong in (
        stranger,
        replace(request, url=BASE + "/"),
        replace(request, body=request.body.replace(b"SM1", b"SM2")),
        replace(request, body=request.body + b"&More=1"),
        replace(request, headers={"X-Twilio-Signature": "é"}),
    ):
        assert twilio_inbound.inbound(wrong, TWILIO, NOW) == Rejected(403, "signature")


def test_the_token_before_still_signs_while_it_is_replaced_and_case_does_not_matter() -> None:
    request = twilio_inbound.signed(FORM, "old", BASE)
    lower = {name.lower(): value for name, value in request.headers.items()}
    found = twilio_inbound.inbound(replace(request, headers=lower), TWILIO, NOW)
    assert accepted(found).replies


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"AccountSid": "AC1"}, Rejected(403, "account")),
        ({"AccountSid": ""}, Rejected(400, "AccountSid")),
        ({"MessageSid": ""}, Rejected(400, "MessageSid")),
        ({"Body": "x" * 4_097}, Rejected(400, "Body")),
    ],
)
def test_twilios_fields_must_be_what_they_are(change: dict[str, str], found: Rejected) -> None:
    assert from_twilio({**FORM, **change}) == found


def test_a_short_number_is_no_citizens() -> None:
    assert accepted(from_twilio({**FORM, "From": "12345"})).left_out == 1


@pytest.mark.parametrize("name", ["AccountSid", "MessageSid", "Body", "From"])
def test_a_field_that_is_missing_is_missed(name: str) -> None:
    assert from_twilio(without(FORM, name)) == Rejected(400, name)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a" * 262_145, "too_long"),
        (b"a=1&a=2", "field_twice"),
        (b"a=%FF", "not_a_form"),
        ("a=é".encode(), "not_a_form"),
        (b"a", "not_a_form"),
        (urlencode({f"a{at}": "" for at in range(201)}).encode(), "not_a_form"),
        (b"a=%ED%A0%80", "not_a_form"),
    ],
)
def test_what_is_no_form_of_theirs_is_refused(body: bytes, reason: str) -> None:
    request = replace(twilio_inbound.signed(FORM, SECRET, BASE), body=body)
    assert twilio_inbound.inbound(request, TWILIO, NOW) == Rejected(400, reason)


def test_an_address_that_is_half_a_character_is_refused() -> None:
    request = replace(twilio_inbound.signed(FORM, SECRET, BASE), url="https://\ud800")
    assert twilio_inbound.inbound(request, TWILIO, NOW) == Rejected(400, "half_a_character")


WHOLE = {**FORM, "NumMedia": "0", "Body": "1C"}
NEW_ID = {**without(WHOLE, "NumMedia"), "MessageSid": "SM1NumMedia0"}
NEW_TEXT = {**WHOLE, "Body": "1", "C": ""}


@pytest.mark.parametrize("moved", [NEW_ID, NEW_TEXT], ids=["a new id", "a new text"])
def test_what_moves_between_a_name_and_a_value_stays_signed_and_is_refused(
    moved: dict[str, str],
) -> None:
    """Names and values are signed in one line, so the signature alone does not see it."""
    assert signature("t", "u", WHOLE) == signature("t", "u", moved)
    assert isinstance(from_twilio(WHOLE), Accepted)
    refused = from_twilio(moved)
    assert isinstance(refused, Rejected)
    assert refused.status == 400


@pytest.mark.parametrize("moved", ["Dissatisfied", "Busy", "Bodyguard"])
def test_the_end_of_a_text_does_not_become_a_field_of_twilios(moved: str) -> None:
    """Names and values are signed in one line, so the signature fits both."""
    whole = {**FORM, "Body": f"1 {moved}"}
    parted = {**FORM, "Body": "1 ", moved: ""}
    assert signature(SECRET, BASE, whole) == signature(SECRET, BASE, parted)
    assert from_twilio(parted) == Rejected(400, "field_name")


@pytest.mark.parametrize("new", ["Apple", "GeoHash", "Zeta"])
def test_a_new_field_of_twilios_elsewhere_is_welcome(new: str) -> None:
    assert accepted(from_twilio({**FORM, new: "x"})).replies
