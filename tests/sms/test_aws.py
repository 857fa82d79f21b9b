"""AWS: one try, with an origination identity or without; nothing can be asked afterwards."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import boto3  # type: ignore[import-untyped]
import pytest

from chalicelib.adapters.sms.aws import AwsSender, AwsSms, client
from chalicelib.application.sms_ports import Taken
from tests.sms.sent import PHONE, SECRET, SMS, TEXT, is_unsure, outcome
from tests.sms.server import UNCLEAR, Provider, Told, told

MESSAGING = AwsSender(region="us-east-1", origination="+15005550006", configuration_set="lianxin")
SNS = AwsSender(region="us-east-1")


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, desk: Provider) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_ENDPOINT_URL", desk.url)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def sms(sender: AwsSender) -> AwsSms:
    return AwsSms(sender, client(sender, timeout=0.3))


def published(message_id: str) -> Told:
    return Told(
        200,
        f"<PublishResponse><PublishResult><MessageId>{message_id}</MessageId></PublishResult>"
        "</PublishResponse>".encode(),
    )


def test_with_an_origination_identity_end_user_messaging_sends(desk: Provider) -> None:
    desk.answers.append(told({"MessageId": "m-1"}))
    assert outcome(sms(MESSAGING)) == Taken("m-1")
    [asked] = desk.asked
    assert asked.headers["x-amz-target"] == "PinpointSMSVoiceV2.SendTextMessage"
    assert asked.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIA/")
    assert json.loads(asked.body) == {
        "DestinationPhoneNumber": PHONE,
        "OriginationIdentity": "+15005550006",
        "MessageBody": TEXT,
        "MessageType": "TRANSACTIONAL",
        "Context": {"sms": SMS.id},
        "ConfigurationSetName": "lianxin",
    }


def test_without_one_sns_sends(desk: Provider) -> None:
    desk.answers.append(published("m-2"))
    assert outcome(sms(SNS)) == Taken("m-2")
    form = parse_qs(desk.asked[0].body.decode())
    assert (form["Action"], form["PhoneNumber"], form["Message"]) == (["Publish"], [PHONE], [TEXT])
    assert form["MessageAttributes.entry.1.Name"] == ["AWS.SNS.SMS.SMSType"]
    assert form["MessageAttributes.entry.1.Value.StringValue"] == ["Transactional"]


def refusal(code: str, status: int = 400) -> Told:
    return told({"__type": code, "message": f"for {PHONE}"}, status)


def conflict(reason: str) -> Told:
    """As `SendTextMessage` refuses; the reason stands beside the message."""
    return told({"__type": "ConflictException", "message": f"for {PHONE}", "Reason": reason}, 400)


@pytest.mark.parametrize(
    ("answer", "reason", "retry"),
    [
        (refusal("ValidationException"), "ValidationException", False),
        (refusal("ConflictException"), "ConflictException", True),
        (conflict("RESOURCE_NOT_ACTIVE"), "RESOURCE_NOT_ACTIVE", True),
        (conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT"), "unwanted", False),
        (conflict("NUMBER_CAPABILITIES_MISMATCH"), "NUMBER_CAPABILITIES_MISMATCH", False),
        (refusal("ThrottlingException"), "ThrottlingException", True),
        (refusal("ServiceQuotaExceededException", 402), "ServiceQuotaExceededException", True),
        (refusal("AccessDeniedException", 403), "AccessDeniedException", False),
    ],
)
def test_a_refusal_says_why_and_whether_later_is_better(
    desk: Provider, answer: Told, reason: str, *, retry: bool
) -> None:
    desk.answers.append(answer)
    assert outcome(sms(MESSAGING)) == (reason, retry)


# botocore reads a body without end; it is AWS's own.
UNCLEAR_HERE = {name: one for name, one in UNCLEAR.items() if name not in {"deep", "endless"}}


@pytest.mark.parametrize("sender", [MESSAGING, SNS], ids=["messaging", "sns"])
@pytest.mark.parametrize("answer", UNCLEAR_HERE.values(), ids=UNCLEAR_HERE)
def test_without_a_clear_answer_nobody_knows_and_nothing_is_tried_again(
    desk: Provider, sender: AwsSender, answer: Told
) -> None:
    desk.answers.append(answer)
    assert is_unsure(outcome(sms(sender)))
    assert len(desk.asked) == 1


def test_where_nobody_listens_nothing_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert outcome(sms(MESSAGING)) == ("not_reached:EndpointConnectionError", True)


def test_without_credentials_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch, desk: Provider
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    assert outcome(sms(MESSAGING)) == ("not_signed:NoCredentialsError", False)
    assert desk.asked == []


def test_aws_can_be_asked_nothing(desk: Provider) -> None:
    assert sms(MESSAGING).query(SMS, None) == "unknown"
    assert sms(MESSAGING).query(SMS, "m-1") == "taken"
    assert desk.asked == []


def test_the_china_partition_is_asked_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    made = client(AwsSender(region="cn-northwest-1"))
    assert made.meta.endpoint_url == "https://sns.cn-northwest-1.amazonaws.com.cn"
