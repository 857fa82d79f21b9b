"""Alibaba Cloud: what leaves is signed as it asks; what got no answer is not sent again blindly."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.adapters.http_client import Http
from chalicelib.adapters.sms.aliyun import AliyunAccount, AliyunSms, authorization
from chalicelib.application.sms_ports import Taken
from tests.sms.sent import LATER, NOW, PHONE, SECRET, SMS, is_unsure, outcome
from tests.sms.server import UNCLEAR, Asked, Provider, Told, told

OK = told({"Code": "OK", "Message": "OK", "RequestId": "r", "BizId": "9006^0"})


def sms(desk: Provider, now: datetime = NOW) -> AliyunSms:
    account = AliyunAccount(key_id="LTAI", key_secret=SECRET, endpoint=desk.url)
    return AliyunSms(account, Http(0.3), lambda: now, lambda: "once")


def is_signed(asked: Asked) -> bool:
    """As the provider works it out from what reached it."""
    match = re.fullmatch(
        "ACS3-HMAC-SHA256 Credential=LTAI,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})",
        asked.headers["authorization"],
    )
    assert match is not None
    names = match[1].split(";")
    must = {"host", *(name for name in asked.headers if name.startswith("x-acs-"))}
    assert set(names) >= must
    path, _, query = asked.target.partition("?")
    lines = [asked.method, path, query]
    lines += [*(f"{name}:{asked.headers[name]}" for name in names), ""]
    lines += [match[1], hashlib.sha256(asked.body).hexdigest()]
    hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    signed = hmac.new(SECRET.encode(), f"ACS3-HMAC-SHA256\n{hashed}".encode(), "sha256")
    return signed.hexdigest() == match[2]


def test_the_documented_example_is_signed_as_documented() -> None:
    """Alibaba Cloud's page "V3版本请求体&签名机制", its example of RunInstances."""
    empty = hashlib.sha256(b"").hexdigest()
    account = AliyunAccount(key_id="YourAccessKeyId", key_secret="YourAccessKeySecret")
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": empty,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    assert authorization(account, query, headers).endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_a_message_goes_out_signed_with_its_template_and_our_id(desk: Provider) -> None:
    desk.answers.append(OK)
    assert outcome(sms(desk)) == Taken("9006^0")
    [asked] = desk.asked
    assert is_signed(asked)
    assert asked.headers["x-acs-action"] == "SendSms"
    assert asked.headers["x-acs-version"] == "2017-05-25"
    assert asked.headers["x-acs-date"] == "2026-03-02T01:02:03Z"
    assert asked.headers["host"] == desk.host
    fields = {name: one for name, [one] in parse_qs(urlsplit(asked.target).query).items()}
    assert json.loads(fields.pop("TemplateParam")) == {"number": "ZQ-1 (一)", "code": "K7"}
    assert fields == {
        "PhoneNumbers": "13800000000",
        "SignName": "连心12345",
        "TemplateCode": "SMS_1",
        "OutId": SMS.id,
    }


def test_the_signature_check_of_this_test_can_fail(desk: Provider) -> None:
    desk.answers.append(OK)
    outcome(sms(desk))
    [asked] = desk.asked
    changed = asked.target.replace("SMS_1", "SMS_2")
    assert not is_signed(Asked(asked.method, changed, asked.headers, asked.body))


@pytest.mark.parametrize(
    ("answer", "reason", "retry"),
    [
        (told({"Code": "isv.MOBILE_NUMBER_ILLEGAL"}), "isv.MOBILE_NUMBER_ILLEGAL", False),
        (told({"Code": "isv.SMS_TEMPLATE_ILLEGAL"}), "isv.SMS_TEMPLATE_ILLEGAL", False),
        (told({"Code": "isv.BUSINESS_LIMIT_CONTROL"}), "isv.BUSINESS_LIMIT_CONTROL", True),
        (told({"Code": "isv.AMOUNT_NOT_ENOUGH"}), "isv.AMOUNT_NOT_ENOUGH", True),
        (told({"Code": "Throttling.User"}, 400), "Throttling.User", True),
        (told({"Code": "SignatureDoesNotMatch"}, 400), "SignatureDoesNotMatch", False),
        (told({"Code": "InvalidTimeStamp.Expired"}, 400), "InvalidTimeStamp.Expired", True),
        (told({"Code": f"no such number {PHONE}"}, 400), "refused", False),
        (told({"Code": "13800000000"}, 400), "refused", False),
        (Told(403), "http_403", False),
        (Told(429), "http_429", True),
    ],
)
def test_a_refusal_says_why_and_whether_later_is_better(
    desk: Provider, answer: Told, reason: str, *, retry: bool
) -> None:
    desk.answers.append(answer)
    assert outcome(sms(desk)) == (reason, retry)


UNCLEAR_HERE = UNCLEAR | {
    "failed inside": told({"Code": "isp.SYSTEM_ERROR"}),
    "no id": told({"Code": "OK"}),
    "throttled, or not": told({"Code": "Throttling"}, 503),
}


@pytest.mark.parametrize("answer", UNCLEAR_HERE.values(), ids=UNCLEAR_HERE)
def test_without_a_clear_answer_nobody_knows(desk: Provider, answer: Told) -> None:
    desk.answers.append(answer)
    assert is_unsure(outcome(sms(desk)))
    assert len(desk.asked) == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    found = outcome(sms(Provider("http://127.0.0.1:9")))
    assert found == ("not_reached:ConnectionRefusedError", True)


def details(*ours: int, others: int = 0, total: int | None = None) -> Told:
    """A page of what was sent that day, ours with these states."""
    listed = [{"OutId": SMS.id, "SendStatus": state, "ErrCode": "x"} for state in ours]
    listed += [{"OutId": f"sms_{one}", "SendStatus": 3} for one in range(others)]
    count = len(listed) if total is None else total
    return told(
        {"Code": "OK", "TotalCount": count, "SmsSendDetailDTOs": {"SmsSendDetailDTO": listed}}
    )


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (details(1), "taken"),
        (details(2), "failed"),
        (details(3), "delivered"),
        (details(2, 3), "delivered"),
        (details(7), "unknown"),
        (details(others=2), "not_taken"),
        (details(), "not_taken"),
        (details(others=50, total=51), "unknown"),
        (told({"Code": "isv.BUSINESS_LIMIT_CONTROL"}), "unknown"),
        (told({"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": [1]}}), "unknown"),
        (Told(500), "unknown"),
        (Told(hangs_up=True), "unknown"),
    ],
)
def test_what_became_of_a_message_is_found_by_our_id(
    desk: Provider, answer: Told, fate: str
) -> None:
    desk.answers.append(answer)
    assert sms(desk, LATER).query(SMS, None) == fate
    [asked] = desk.asked
    assert is_signed(asked)
    assert asked.headers["x-acs-action"] == "QuerySendDetails"
    fields = parse_qs(urlsplit(asked.target).query)
    assert fields["PhoneNumber"] == ["13800000000"]
    assert fields["SendDate"] == ["20260302"]


def test_what_is_not_listed_yet_may_still_be(desk: Provider) -> None:
    desk.answers += [details(), details()]
    assert sms(desk, NOW + timedelta(minutes=9)).query(SMS, None) == "unknown"
    assert sms(desk, LATER).query(SMS, "9006^0") == "unknown"


def test_a_try_at_midnight_is_looked_for_on_both_days(desk: Provider) -> None:
    """23:55 in China is 15:55 in the world."""
    late = SMS.__class__(
        id=SMS.id,
        at=datetime(2026, 3, 2, 15, 55, tzinfo=UTC),
        to=PHONE,
        text=SMS.text,
        template=SMS.template,
        code="K7",
    )
    desk.answers += [details(), details(3)]
    assert sms(desk, late.at + timedelta(hours=1)).query(late, None) == "delivered"
    days = [parse_qs(urlsplit(asked.target).query)["SendDate"] for asked in desk.asked]
    assert days == [["20260302"], ["20260303"]]
