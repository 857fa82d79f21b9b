"""The providers of a deployment, as its configuration names them: senders and webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from chalicelib.adapters.sms import (
    aliyun_inbound,
    aws_inbound,
    sns,
    tencent_inbound,
    twilio_inbound,
)
from chalicelib.adapters.sms.aliyun import AliyunAccount, AliyunSms
from chalicelib.adapters.sms.http import Http, NoAnswer, NotReached, Request
from chalicelib.adapters.sms.tencent import TencentAccount, TencentSms
from chalicelib.adapters.sms.twilio import TwilioAccount, TwilioSms
from chalicelib.application.sms_ports import (
    Inbound,
    InboundRequest,
    SmsProvider,
    SmsWebhook,
    Subscription,
)
from chalicelib.reading import read

Clock = Callable[[], datetime]
HTTP = Http()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliyun:
    kind: Literal["aliyun"]
    key_id: str
    key_secret: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tencent:
    kind: Literal["tencent"]
    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    webhook_secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio:
    """`tokens`: the newest first; two while one is being replaced."""

    kind: Literal["twilio"]
    account: str
    tokens: tuple[str, ...] = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws:
    """Of China's regions none sends SMS: there it only receives, or is left out."""

    kind: Literal["aws"]
    region: str
    topics: tuple[str, ...]
    origination: str | None = None
    configuration_set: str | None = None


Configured = Mapping[str, type[Any]]
KINDS: Configured = {"aliyun": Aliyun, "tencent": Tencent, "twilio": Twilio, "aws": Aws}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One provider's, with all that it needs to believe a request."""

    sends_as: str
    reading: Callable[[InboundRequest, datetime], Inbound] = field(repr=False)

    def inbound(self, request: InboundRequest, now: datetime) -> Inbound:
        return self.reading(request, now)

    def confirm(self, subscription: Subscription) -> bool:
        """Visits the address, which was checked to be the provider's own."""
        if subscription.kind != "confirm":
            return True
        try:
            answer = HTTP.ask(Request("GET", subscription.url, {}, b""))
        except (NotReached, NoAnswer):
            return False
        return answer.status < 300  # noqa: PLR2004 - it said yes


@dataclass(frozen=True, slots=True)
class Sms:
    """In the order in which they are preferred."""

    providers: tuple[SmsProvider, ...] = ()
    webhooks: Mapping[str, SmsWebhook] = field(default_factory=dict)


def configured(told: list[Any], public_url: str, now: Clock) -> Sms:
    """From the configuration; raises `Unreadable` or `KeyError` for what it does not know."""
    read_ = [read(KINDS[one["kind"]], one) for one in told]
    return Sms(
        tuple(MAKERS[one.kind][0](one, public_url, now) for one in read_),
        {one.kind: Webhook(one.kind, MAKERS[one.kind][1](one)) for one in read_},
    )


def _aliyun(one: Aliyun, public_url: str, now: Clock) -> SmsProvider:  # noqa: ARG001
    return AliyunSms(AliyunAccount(key_id=one.key_id, key_secret=one.key_secret), HTTP, now)


def _tencent(one: Tencent, public_url: str, now: Clock) -> SmsProvider:  # noqa: ARG001
    account = TencentAccount(secret_id=one.secret_id, secret_key=one.secret_key, app_id=one.app_id)
    return TencentSms(account, HTTP, now)


def _twilio(one: Twilio, public_url: str, now: Clock) -> SmsProvider:
    account = TwilioAccount(
        sid=one.account,
        token=one.tokens[0],
        sender=one.sender,
        receipts_to=f"{public_url}/webhooks/sms/twilio/receipts",
    )
    return TwilioSms(account, HTTP, now)


def _aws(one: Aws, public_url: str, now: Clock) -> SmsProvider:  # noqa: ARG001
    from chalicelib.adapters.sms import aws  # noqa: PLC0415 - boto3 is half of a cold start

    sender = aws.AwsSender(
        region=one.region,
        origination=one.origination,
        configuration_set=one.configuration_set,
    )
    return aws.AwsSms(sender, aws.client(sender))


Reading = Callable[[InboundRequest, datetime], Inbound]


def _from_aliyun(one: Aliyun) -> Reading:
    config = aliyun_inbound.AliyunWebhook(secrets=one.webhook_secrets)
    return lambda request, now: aliyun_inbound.inbound(request, config, now)


def _from_tencent(one: Tencent) -> Reading:
    config = tencent_inbound.TencentWebhook(secrets=one.webhook_secrets)
    return lambda request, now: tencent_inbound.inbound(request, config, now)


def _from_twilio(one: Twilio) -> Reading:
    config = twilio_inbound.TwilioWebhook(account=one.account, tokens=one.tokens)
    return lambda request, now: twilio_inbound.inbound(request, config, now)


def _from_aws(one: Aws) -> Reading:
    config = aws_inbound.AwsWebhook(
        topics=frozenset(one.topics), certificates=sns.FetchedCertificates(HTTP)
    )
    return lambda request, now: aws_inbound.inbound(request, config, now)


Maker = Callable[[Any, str, Clock], SmsProvider]
MAKERS: Mapping[str, tuple[Maker, Callable[[Any], Reading]]] = {
    "aliyun": (_aliyun, _from_aliyun),
    "tencent": (_tencent, _from_tencent),
    "twilio": (_twilio, _from_twilio),
    "aws": (_aws, _from_aws),
}
