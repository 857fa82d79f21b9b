"""What a deployment is told of SMS by its environment: who sends, how, and where replies wait."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time

import boto3  # type: ignore[import-untyped]
import pytest
from moto import mock_aws

from chalicelib import bootstrap
from chalicelib.adapters.secrets import NoSecret
from chalicelib.adapters.sms.twilio import TwilioSms
from chalicelib.adapters.sqs_inbox import SqsInbox
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.message_ports import SmsSettings
from tests.sms.sent import SECRET
from tests.sms.test_configured import ALIYUN, IN_PATH, TWILIO, without

OURS = [
    "PUBLIC_URL",
    "SMS_PROVIDERS",
    "SMS_PROVIDERS_SECRET",
    "SMS_SETTINGS",
    "SURVEYED_ABOVE",
    "AUDITED_PLACES",
    "INBOX_QUEUE",
    *("TICKETS_TABLE", "DEADLINES_TABLE", "MESSAGES_TABLE", "REFERENCE_TABLE"),
    "AWS_LAMBDA_FUNCTION_NAME",
]
URL = "https://12345.example"
CLOCK = bootstrap.SystemClock()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that says nothing of ours, but where we are found."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PUBLIC_URL", URL)
    return monkeypatch


@pytest.fixture
def aws(environment: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    environment.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    with mock_aws():
        yield environment


def secret(value: object) -> str:
    boto3.client("secretsmanager").create_secret(Name="sms", SecretString=json.dumps(value))
    return "sms"


def names() -> list[str]:
    return [one.name for one in bootstrap.sms_of_environment(CLOCK).providers]


@pytest.mark.usefixtures("environment")
def test_who_says_nothing_sends_nothing_and_works_at_once() -> None:
    ports = bootstrap.build()
    assert (ports.providers, ports.webhooks) == ((), {})
    assert isinstance(ports.inbox, WorkedAtOnce)
    assert not ports.settings.surveyed_above("zhaoqing")
    assert ports.settings.sms("zhaoqing") == SmsSettings()


def test_providers_of_the_environment_are_those_of_the_system(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("SMS_PROVIDERS", json.dumps([TWILIO, ALIYUN]))
    ports = bootstrap.build()
    assert [one.name for one in ports.providers] == ["twilio", "aliyun"]
    assert set(ports.webhooks) == {"twilio", "aliyun"}


def test_providers_of_a_secret_go_before_those_of_the_environment(
    aws: pytest.MonkeyPatch,
) -> None:
    aws.setenv("SMS_PROVIDERS", json.dumps([TWILIO]))
    aws.setenv("SMS_PROVIDERS_SECRET", secret({"providers": json.dumps([ALIYUN])}))
    assert names() == ["aliyun"]


def test_a_slash_at_the_end_of_our_address_does_not_matter(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("SMS_PROVIDERS", json.dumps([TWILIO]))
    environment.setenv("PUBLIC_URL", f"{URL}/")
    (twilio,) = bootstrap.sms_of_environment(CLOCK).providers
    assert isinstance(twilio, TwilioSms)
    assert twilio.account.webhook == f"{URL}/webhooks/sms/twilio"
    assert bootstrap.settings().public_url() == URL


@pytest.mark.parametrize("url", ["", "http://12345.example", "12345.example"])
def test_whoever_sends_is_found_by_https(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("SMS_PROVIDERS", json.dumps([ALIYUN]))
    environment.setenv("PUBLIC_URL", url)
    with pytest.raises(bootstrap.Misconfigured, match="PUBLIC_URL"):
        bootstrap.build()


BAD_PROVIDERS = [
    ("", "no JSON"),
    (f"[{SECRET}", "no JSON"),
    (json.dumps(ALIYUN), "expected a list"),
    (json.dumps([{**ALIYUN, "kind": SECRET}]), "/0/kind"),
    (json.dumps([without(ALIYUN, "key_id")]), "/0/key_id: required"),
    (json.dumps([{**ALIYUN, "more": SECRET}]), "/0/more: unknown field"),
]


@pytest.mark.parametrize(("told", "says"), BAD_PROVIDERS, ids=[says for _, says in BAD_PROVIDERS])
def test_providers_that_cannot_be_read_are_refused_without_being_told(
    environment: pytest.MonkeyPatch, told: str, says: str
) -> None:
    environment.setenv("SMS_PROVIDERS", told)
    with pytest.raises(bootstrap.Misconfigured, match=says) as refusal:
        bootstrap.build()
    tells_nothing(refusal.value)


@pytest.mark.parametrize(("told", "says"), BAD_PROVIDERS, ids=[says for _, says in BAD_PROVIDERS])
def test_nor_are_those_of_a_secret(aws: pytest.MonkeyPatch, told: str, says: str) -> None:
    aws.setenv("SMS_PROVIDERS_SECRET", secret({"providers": told}))
    with pytest.raises(bootstrap.Misconfigured, match=says) as refusal:
        bootstrap.build()
    tells_nothing(refusal.value)


def test_a_secret_without_providers_is_refused(aws: pytest.MonkeyPatch) -> None:
    aws.setenv("SMS_PROVIDERS_SECRET", secret({"sms": SECRET}))
    with pytest.raises(bootstrap.Misconfigured, match="the secret sms has no `providers`") as no:
        bootstrap.build()
    tells_nothing(no.value)


def test_a_secret_holds_texts(aws: pytest.MonkeyPatch) -> None:
    aws.setenv("SMS_PROVIDERS_SECRET", secret({"providers": [ALIYUN]}))
    with pytest.raises(NoSecret) as refusal:
        bootstrap.build()
    tells_nothing(refusal.value)


def tells_nothing(refusal: BaseException) -> None:
    shown = f"{refusal!r} {vars(refusal)} {refusal.__cause__!r}"
    assert refusal.__suppress_context__ or refusal.__context__ is None
    assert not any(hidden in shown for hidden in (SECRET, IN_PATH))


def test_each_place_sends_as_it_is_told(environment: pytest.MonkeyPatch) -> None:
    told = {"zhaoqing": {"sign": "肇庆12345", "quiet_from": "20:00", "per_second": 30}}
    environment.setenv("SMS_SETTINGS", json.dumps(told))
    environment.setenv("SURVEYED_ABOVE", "taian,suqian")
    settings = bootstrap.settings()
    expected = SmsSettings(sign="肇庆12345", quiet_from=time(20), per_second=30)
    assert settings.sms("zhaoqing") == expected
    assert settings.sms("taian") == SmsSettings()
    surveyed = [settings.surveyed_above(place) for place in ("taian", "suqian", "zhaoqing", "")]
    assert surveyed == [True, True, False, False]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("", "no JSON"),
        ("[]", "by place"),
        ('{"zhaoqing": {"quiet": "21:00"}}', "/zhaoqing/quiet: unknown field"),
        ('{"zhaoqing": {"quiet_from": "9 pm"}}', "/zhaoqing/quiet_from"),
        ('{"zhaoqing": {"most_a_day": 0}}', "/zhaoqing/most_a_day: expected 1 to 50"),
    ],
)
def test_what_cannot_be_read_of_a_place_is_refused(
    environment: pytest.MonkeyPatch, told: str, says: str
) -> None:
    environment.setenv("SMS_SETTINGS", told)
    with pytest.raises(bootstrap.Misconfigured, match=says):
        bootstrap.build()


def test_with_a_queue_webhooks_only_file(environment: pytest.MonkeyPatch) -> None:
    queue = "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/inbox"
    environment.setenv("INBOX_QUEUE", queue)
    assert bootstrap.build().inbox == SqsInbox(queue)
