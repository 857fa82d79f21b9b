"""Tencent Cloud: what leaves is signed as it asks; a receipt is all that can be asked for."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.adapters.http_client import Http
from chalicelib.adapters.sms.tencent import Call, TencentAccount, TencentSms, authorization
from chalicelib.application.sms_ports import Taken
from chalicelib.domain.replies import code_of
from tests.sms.sent import LATER, NOW, PHONE, SECRET, SMS, is_unsure, outcome
from tests.sms.server import UNCLEAR, Asked, Provider, Told, told

OK = told({"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "5000:1"}]}})


def sms(desk: Provider, now: datetime = NOW, *, extended: bool = False) -> TencentSms:
    account = TencentAccount(
        secret_id="AKID", secret_key=SECRET, app_id="1400", endpoint=desk.url, extended=extended
    )
    return TencentSms(account, Http(0.3), lambda: now)


def is_signed(asked: Asked) -> bool:
    """As the provider works it out from what reached it."""
    match = re.fullmatch(
        "TC3-HMAC-SHA256 Credential=AKID/([0-9-]+)/sms/tc3_request, "
        "SignedHeaders=([a-z;-]+), Signature=([0-9a-f]{64})",
        asked.headers["authorization"],
    )
    assert match is not None
    day, names, signature = match.groups()
    assert {"content-type", "host"} <= set(names.split(";"))
    at = int(asked.headers["x-tc-timestamp"])
    assert day == f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
    lines = [asked.method, asked.target, ""]
    lines += [f"{name}:{asked.headers[name].lower()}" for name in names.split(";")]
    lines += ["", names, hashlib.sha256(asked.body).hexdigest()]
    hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = f"TC3{SECRET}".encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    text = f"TC3-HMAC-SHA256\n{at}\n{day}/sms/tc3_request\n{hashed}"
    return hmac.new(key, text.encode(), "sha256").hexdigest() == signature


def test_the_documented_example_is_signed_as_documented() -> None:
    """Tencent Cloud's page "签名方法 v3", its example of DescribeInstances; it has the stars."""
    account = TencentAccount(secret_id="AKID" + "*" * 32, secret_key="*" * 32, app_id="")
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    call = Call("cvm", "cvm.tencentcloudapi.com", "DescribeInstances", body)
    assert authorization(account, call, datetime.fromtimestamp(1551113065, UTC)).endswith(
        "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_a_message_goes_out_signed_with_its_template_and_our_id(desk: Provider) -> None:
    desk.answers.append(OK)
    assert outcome(sms(desk)) == Taken("5000:1")
    [asked] = desk.asked
    assert is_signed(asked)
    assert asked.headers["x-tc-action"] == "SendSms"
    assert asked.headers["x-tc-version"] == "2021-01-11"
    assert asked.headers["x-tc-region"] == "ap-guangzhou"
    assert json.loads(asked.body) == {
        "SmsSdkAppId": "1400",
        "SignName": "连心12345",
        "TemplateId": "SMS_1",
        "TemplateParamSet": ["ZQ-1 (一)", "K7"],
        "PhoneNumberSet": [PHONE],
        "SessionContext": SMS.id,
    }
    assert not is_signed(replace(asked, body=asked.body + b" "))


def test_an_extended_number_carries_the_surveys_code(desk: Provider) -> None:
    desk.answers.append(OK)
    outcome(sms(desk, extended=True))
    assert code_of(json.loads(desk.asked[0].body)["ExtendCode"]) == "K7"


def refused(code: str) -> Told:
    return told({"Response": {"SendStatusSet": [{"Code": code, "SerialNo": ""}]}})


def error(code: str, status: int = 200) -> Told:
    return told({"Response": {"Error": {"Code": code, "Message": f"for {PHONE}"}}}, status)


@pytest.mark.parametrize(
    ("answer", "reason", "retry"),
    [
        (refused("InvalidParameterValue.X"), "InvalidParameterValue.X", False),
        (refused("LimitExceeded.DailyLimit"), "LimitExceeded.DailyLimit", True),
        (refused("FailedOperation.PhoneNumberInBlacklist"), "unwanted", False),
        (error("AuthFailure.SignatureFailure"), "AuthFailure.SignatureFailure", False),
        (error("AuthFailure.SignatureExpire"), "AuthFailure.SignatureExpire", True),
        (error("RequestLimitExceeded"), "RequestLimitExceeded", True),
        (error(f"unknown {PHONE}"), "refused", False),
        (error("AuthFailure", 401), "AuthFailure", False),
        (Told(429), "http_429", True),
    ],
)
def test_a_refusal_says_why_and_whether_later_is_better(
    desk: Provider, answer: Told, reason: str, *, retry: bool
) -> None:
    desk.answers.append(answer)
    assert outcome(sms(desk)) == (reason, retry)


UNCLEAR_HERE = UNCLEAR | {
    "failed inside": error("InternalError.Timeout"),
    "nobody": told({"Response": {"SendStatusSet": []}}),
    "no serial number": told({"Response": {"SendStatusSet": [{"Code": "Ok"}]}}),
}


@pytest.mark.parametrize("answer", UNCLEAR_HERE.values(), ids=UNCLEAR_HERE)
def test_without_a_clear_answer_nobody_knows(desk: Provider, answer: Told) -> None:
    desk.answers.append(answer)
    assert is_unsure(outcome(sms(desk)))
    assert len(desk.asked) == 1


def receipts(*states: str, context: str = SMS.id, serial: str = "5000:9") -> Told:
    listed = [
        {"ReportStatus": state, "SessionContext": context, "SerialNo": serial} for state in states
    ]
    return told({"Response": {"PullSmsSendStatusSet": [{"SessionContext": "x"}, *listed]}})


@pytest.mark.parametrize(
    ("answer", "known", "fate"),
    [
        (receipts("SUCCESS"), None, "delivered"),
        (receipts("FAIL"), None, "failed"),
        (receipts("?"), None, "taken"),
        (receipts("SUCCESS", context="", serial="5000:1"), "5000:1", "delivered"),
        (receipts("SUCCESS", context="", serial="5000:1"), None, "unknown"),
        (receipts(), None, "unknown"),
        (receipts(), "5000:1", "taken"),
        (error("RequestLimitExceeded"), None, "unknown"),
        (told({"Response": {"PullSmsSendStatusSet": 5}}), None, "unknown"),
        (Told(hangs_up=True), None, "unknown"),
        (Told(hangs_up=True), "5000:1", "unknown"),
    ],
)
def test_without_a_receipt_nothing_is_known(
    desk: Provider, answer: Told, known: str | None, fate: str
) -> None:
    """Never `not_taken`: what has no receipt may be on its way."""
    desk.answers.append(answer)
    assert sms(desk, LATER).query(SMS, known) == fate
    [asked] = desk.asked
    assert is_signed(asked)
    body = json.loads(asked.body)
    assert body["PhoneNumber"] == PHONE
    assert body["BeginTime"] == int(NOW.timestamp()) - 60
