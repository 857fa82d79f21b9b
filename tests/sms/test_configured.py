"""A deployment's providers are read strictly, and none of their secrets is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import field

import pytest

from chalicelib.adapters.http_client import Answered, Http, NoAnswer, NotReached, Request
from chalicelib.adapters.sms import (
    aliyun_inbound,
    aws_inbound,
    tencent_inbound,
    twilio_inbound,
)
from chalicelib.adapters.sms.aliyun import AliyunSms
from chalicelib.adapters.sms.aws import AwsSms
from chalicelib.adapters.sms.configured import Sms, Webhook, configured
from chalicelib.adapters.sms.local import self_made
from chalicelib.adapters.sms.sns import Signer
from chalicelib.adapters.sms.tencent import TencentSms
from chalicelib.adapters.sms.twilio import TwilioSms
from chalicelib.application.sms_ports import (
    Accepted,
    InboundRequest,
    Rejected,
    SmsProvider,
    Subscription,
)
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable
from tests.sms.sent import NOW, PHONE, SECRET

URL = "https://12345.example"
IN_PATH, OLD_IN_PATH = "in-the-path-and-secret", "in-the-path-until-today"
ACCOUNT = "AC00000000000000000000000000000001"
TOPIC = "arn:aws:sns:us-east-1:123456789012:replies"
ALIYUN = {
    "kind": "aliyun",
    "key_id": "LTAI0001",
    "key_secret": SECRET,
    "webhook_secrets": [IN_PATH, OLD_IN_PATH],
}
TENCENT = {
    "kind": "tencent",
    "secret_id": "AKID0001",
    "secret_key": SECRET,
    "app_id": "1400000001",
    "webhook_secrets": [IN_PATH, OLD_IN_PATH],
}
TWILIO = {
    "kind": "twilio",
    "account": ACCOUNT,
    "tokens": [SECRET, OLD_IN_PATH],
    "sender": "+15005550006",
}
AWS = {"kind": "aws", "region": "us-east-1", "topics": [TOPIC]}
ALL = [ALIYUN, TENCENT, TWILIO, AWS]
KINDS = ["aliyun", "tencent", "twilio", "aws"]
HIDDEN = (SECRET, IN_PATH, OLD_IN_PATH)


def made(*told: Mapping[str, object]) -> Sms:
    return configured(list(told), URL, lambda: NOW)


def only(sms: Sms) -> SmsProvider:
    (provider,) = sms.providers
    return provider


@pytest.mark.parametrize("turned", range(4))
def test_providers_are_preferred_in_the_order_in_which_they_are_told(turned: int) -> None:
    sms = made(*ALL[turned:], *ALL[:turned])
    assert [one.name for one in sms.providers] == KINDS[turned:] + KINDS[:turned]
    assert set(sms.webhooks) == set(KINDS)
    assert {kind: one.sends_as for kind, one in sms.webhooks.items()} == dict(
        zip(KINDS, KINDS, strict=True)
    )


def test_without_providers_nothing_is_sent_and_nobody_is_believed() -> None:
    assert made() == Sms((), {})


def test_each_is_made_of_what_was_told() -> None:
    aliyun, tencent, twilio, aws = made(
        ALIYUN, {**TENCENT, "extended": True}, TWILIO, AWS
    ).providers
    assert isinstance(aliyun, AliyunSms)
    assert (aliyun.account.key_id, aliyun.account.key_secret) == ("LTAI0001", SECRET)
    assert isinstance(tencent, TencentSms)
    assert (tencent.account.secret_key, tencent.account.app_id) == (SECRET, "1400000001")
    assert tencent.account.extended
    assert isinstance(twilio, TwilioSms)
    assert twilio.account.token == SECRET, "the newest"
    assert twilio.account.webhook == f"{URL}/webhooks/sms/twilio"
    assert isinstance(aws, AwsSms)
    assert (aws.sender.region, aws.sender.service) == ("us-east-1", "sns")


def test_aws_sends_from_what_was_told_by_end_user_messaging() -> None:
    aws = only(made({**AWS, "origination": "LIANXIN", "configuration_set": "receipts"}))
    assert isinstance(aws, AwsSms)
    assert aws.sender.service == "pinpoint-sms-voice-v2"
    assert (aws.sender.origination, aws.sender.configuration_set) == ("LIANXIN", "receipts")


def test_in_china_aws_receives_and_does_not_send() -> None:
    china = {"kind": "aws", "region": "cn-north-1", "topics": [TOPIC.replace("aws", "aws-cn", 1)]}
    sms = made(china, ALIYUN)
    assert [one.name for one in sms.providers] == ["aliyun"]
    assert set(sms.webhooks) == {"aws", "aliyun"}


def without(told: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in told.items() if key != name}


OPTIONAL = {"origination", "configuration_set", "extended"}
MISSING = [(one, name) for one in ALL for name in one if name != "kind"]
WRONG: list[tuple[object, str]] = [
    ({}, "expected a list"),
    ("aliyun", "expected a list"),
    (None, "expected a list"),
    ([None], "/0/kind: expected one of: aliyun, tencent, twilio, aws"),
    ([SECRET], "/0/kind: expected one of"),
    ([{}], "/0/kind: expected one of"),
    ([{"kind": SECRET}], "/0/kind: expected one of"),
    ([{"kind": ["aliyun"]}], "/0/kind: expected one of"),
    ([ALIYUN, without(ALIYUN, "kind")], "/1/kind: expected one of"),
    ([TENCENT, ALIYUN, {**ALIYUN, "key_id": "LTAI0002"}], "/2/kind: each kind once"),
    ([{**ALIYUN, "key": SECRET}], "/0/key: unknown field"),
    ([{**ALIYUN, "key_secret": 7}], "/0/key_secret: expected a string"),
    ([{**ALIYUN, "key_secret": [SECRET]}], "/0/key_secret: expected a string, got a list"),
    ([{**ALIYUN, "key_secret": ""}], "/0/key_secret: must not be empty"),
    ([{**ALIYUN, "key_secret": SECRET * 20}], "/0/key_secret: longer than 200"),
    ([{**ALIYUN, "key_secret": SECRET + "\x00"}], "/0/key_secret: contains control"),
    ([{**ALIYUN, "webhook_secrets": []}], "/0/webhook_secrets: expected 1 to 3"),
    ([{**ALIYUN, "webhook_secrets": SECRET}], "/0/webhook_secrets: expected a list"),
    ([{**ALIYUN, "webhook_secrets": [SECRET[:15]]}], "/0/webhook_secrets/0: too short"),
    (
        [{**ALIYUN, "webhook_secrets": [f"{SECRET}/receipts"]}],
        "/0/webhook_secrets/0: expected letters",
    ),
    ([TENCENT, {**TWILIO, "tokens": []}], "/1/tokens: expected 1 to 3"),
    ([{**TENCENT, "extended": "yes"}], "/0/extended: "),
    ([{**AWS, "region": "China"}], "/0/region: expected a region"),
    ([{**AWS, "topics": ["replies"]}], "/topics: expected ARNs"),
]


@pytest.mark.parametrize(("told", "says"), WRONG, ids=[says for _, says in WRONG])
def test_what_cannot_be_read_is_said_and_no_value_is_told(told: object, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        configured(told, URL, lambda: NOW)
    assert says in str(refused.value)
    tells_nothing(refused.value)


@pytest.mark.parametrize(("told", "name"), MISSING, ids=lambda value: str(value)[:24])
def test_whatever_is_missing_is_named(told: dict[str, object], name: str) -> None:
    with pytest.raises(Unreadable, match=f"/0/{name}: required") as refused:
        made(without(told, name))
    tells_nothing(refused.value)


def tells_nothing(shown: object) -> None:
    for hidden in (*HIDDEN, SECRET[:15]):
        assert (
            hidden not in f"{shown!r} {shown} {vars(shown) if hasattr(shown, '__dict__') else ''}"
        )


def test_no_secret_is_in_what_a_log_would_show() -> None:
    sms = made(*ALL)
    tells_nothing(sms)
    for one in (*sms.providers, *sms.webhooks.values()):
        tells_nothing(one)


def believed(sms: Sms, kind: str, request: InboundRequest) -> bool:
    found = sms.webhooks[kind].inbound(request, NOW)
    return isinstance(found, Accepted) and len(found.replies) == 1


def aliyun_reply(secret: str) -> InboundRequest:
    entry = aliyun_inbound.reply_entry(PHONE, "1", NOW, 7)
    return aliyun_inbound.signed([entry], secret, f"{URL}/webhooks/sms/aliyun")


def tencent_reply(secret: str) -> InboundRequest:
    body = tencent_inbound.reply_body(PHONE, "1", NOW, "")
    return tencent_inbound.signed(body, secret, f"{URL}/webhooks/sms/tencent")


def twilio_reply(secret: str) -> InboundRequest:
    form = twilio_inbound.reply_form(ACCOUNT, f"SM{7:032x}", PHONE, "+15005550006", "1")
    return twilio_inbound.signed(form, secret, f"{URL}/webhooks/sms/twilio")


@pytest.mark.parametrize(
    ("kind", "reply", "secrets"),
    [
        ("aliyun", aliyun_reply, (IN_PATH, OLD_IN_PATH)),
        ("tencent", tencent_reply, (IN_PATH, OLD_IN_PATH)),
        ("twilio", twilio_reply, (SECRET, OLD_IN_PATH)),
    ],
)
def test_a_webhook_believes_what_its_own_secrets_sign(
    kind: str,
    reply: Callable[[str], InboundRequest],
    secrets: tuple[str, ...],
) -> None:
    """The newest and the one before it; and nothing else."""
    sms = made(*ALL)
    for one in secrets:
        assert believed(sms, kind, reply(one))
    refused = sms.webhooks[kind].inbound(reply("somebody-elses-secret"), NOW)
    assert isinstance(refused, Rejected)


def test_a_webhook_of_aws_believes_its_own_topics_alone() -> None:
    key, _ = self_made(NOW)
    signer = Signer(key, f"{TOPIC}-of-others", "certificate")
    message = aws_inbound.reply_message(PHONE, "1", "in_7")
    request = aws_inbound.signed(message, signer, NOW, "7", f"{URL}/webhooks/sms/aws")
    assert made(*ALL).webhooks["aws"].inbound(request, NOW) == Rejected(403, "topic")


CONFIRM = Subscription("confirm", "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription")


@dataclass(frozen=True)
class FakeHttp(Http):
    """What is asked, and what is answered."""

    answer: Answered | Exception = field(default_factory=lambda: Answered(200, b""))
    asked: list[Request] = field(default_factory=list)

    def ask(self, request: Request) -> Answered:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def webhook(http: Http) -> Webhook:
    return Webhook("aws", lambda request, now: Rejected(403, "topic"), http)  # noqa: ARG005


@pytest.mark.parametrize(
    ("answer", "confirmed"),
    [
        (Answered(200, b"<ConfirmSubscriptionResponse/>"), True),
        (Answered(302, b""), False),
        (Answered(403, b""), False),
        (Answered(500, b""), False),
        (NotReached("refused"), False),
        (NoAnswer("timeout"), False),
    ],
)
def test_a_subscription_is_confirmed_when_aws_says_so(
    answer: Answered | Exception, *, confirmed: bool
) -> None:
    http = FakeHttp(answer=answer)
    assert webhook(http).confirm(CONFIRM) is confirmed
    (asked,) = http.asked
    assert (asked.method, asked.url, asked.body) == ("GET", CONFIRM.url, b"")


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.us-east-1.amazonaws.com/",
        "http://127.0.0.1/",
        "http://localhost:80/",
        "file:///etc/hosts",
        "ftp://x/",
        "HTTP://x",
        "",
    ],
)
def test_only_https_is_visited_not_even_the_machine_itself(url: str) -> None:
    http = FakeHttp()
    assert not webhook(http).confirm(Subscription("confirm", url))
    assert http.asked == []


def test_that_a_subscription_has_ended_is_heard_and_nothing_is_visited() -> None:
    http = FakeHttp()
    assert webhook(http).confirm(Subscription("ended", CONFIRM.url))
    assert http.asked == []


def test_nobody_pays_for_a_provider_that_is_not_configured() -> None:
    """Not for AWS's library, nor for requests and signatures that nobody makes."""
    program = f"""
import sys, app, datetime
from chalicelib.adapters.sms.configured import configured
ours = "chalicelib.adapters.sms."
now = lambda: datetime.datetime.now(datetime.UTC)
def loaded():
    named = sorted(one.removeprefix(ours) for one in sys.modules if one.startswith(ours))
    print(",".join(named), "boto3" in sys.modules)
loaded()
configured([{json.dumps(TENCENT)}], "{URL}", now)
loaded()
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    before, after = run.stdout.splitlines()
    assert before == "configured,settings False"
    assert after == "configured,receiving,sending,settings,tencent,tencent_inbound False"
