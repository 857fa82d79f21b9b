"""The providers of a deployment, as its configuration names them: senders and webhooks.

A provider's code is imported only where it is configured: most functions never send.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from chalicelib.application.sms_ports import (
    Inbound,
    InboundRequest,
    SmsProvider,
    SmsWebhook,
    Subscription,
)
from chalicelib.domain.errors import FieldError
from chalicelib.domain.shape import Items, Text
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable, read

if TYPE_CHECKING:
    from chalicelib.adapters.http_client import Http

Clock = Callable[[], datetime]
Reading = Callable[[InboundRequest, datetime], Inbound]

Id = Annotated[str, Text(200)]
Secret = Annotated[str, Text(200)]
Secrets = Annotated[tuple[Secret, ...], Items(3, 1)]
# It is the last part of an address, and all that keeps others from using it.
InPath = Annotated[str, Text(100, 16, "[A-Za-z0-9_-]+", "letters, digits, _ and -")]
InPaths = Annotated[tuple[InPath, ...], Items(3, 1)]
Region = Annotated[str, Text(40, 1, "[a-z]{2}(-[a-z]+)+-[0-9]", "a region such as eu-west-1")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliyun:
    kind: Literal["aliyun"]
    key_id: Id
    key_secret: Secret = field(repr=False)
    webhook_secrets: InPaths = field(repr=False)

    def sending(self, public_url: str, http: Http, now: Clock) -> SmsProvider:  # noqa: ARG002
        from chalicelib.adapters.sms.aliyun import (  # noqa: PLC0415 - as said above
            AliyunAccount,
            AliyunSms,
        )

        account = AliyunAccount(key_id=self.key_id, key_secret=self.key_secret)
        return AliyunSms(account, http, now)

    def reading(self, http: Http) -> Reading:  # noqa: ARG002
        from chalicelib.adapters.sms import aliyun_inbound as inbound  # noqa: PLC0415 - as above

        config = inbound.AliyunWebhook(secrets=self.webhook_secrets)
        return lambda request, now: inbound.inbound(request, config, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tencent:
    """`extended`: the account may append digits to its number, which a reply brings back."""

    kind: Literal["tencent"]
    secret_id: Id
    secret_key: Secret = field(repr=False)
    app_id: Id
    webhook_secrets: InPaths = field(repr=False)
    extended: bool = False

    def sending(self, public_url: str, http: Http, now: Clock) -> SmsProvider:  # noqa: ARG002
        from chalicelib.adapters.sms.tencent import (  # noqa: PLC0415 - as said above
            TencentAccount,
            TencentSms,
        )

        account = TencentAccount(
            secret_id=self.secret_id,
            secret_key=self.secret_key,
            app_id=self.app_id,
            extended=self.extended,
        )
        return TencentSms(account, http, now)

    def reading(self, http: Http) -> Reading:  # noqa: ARG002
        from chalicelib.adapters.sms import tencent_inbound as inbound  # noqa: PLC0415 - as above

        config = inbound.TencentWebhook(secrets=self.webhook_secrets)
        return lambda request, now: inbound.inbound(request, config, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio:
    """`tokens`: the newest first; two while one is being replaced."""

    kind: Literal["twilio"]
    account: Id
    tokens: Secrets = field(repr=False)
    sender: Id

    def sending(self, public_url: str, http: Http, now: Clock) -> SmsProvider:
        from chalicelib.adapters.sms.twilio import (  # noqa: PLC0415 - as said above
            TwilioAccount,
            TwilioSms,
        )

        account = TwilioAccount(
            sid=self.account,
            token=self.tokens[0],
            sender=self.sender,
            webhook=f"{public_url}/webhooks/sms/twilio",
        )
        return TwilioSms(account, http, now)

    def reading(self, http: Http) -> Reading:  # noqa: ARG002
        from chalicelib.adapters.sms import twilio_inbound as inbound  # noqa: PLC0415 - as above

        config = inbound.TwilioWebhook(account=self.account, tokens=self.tokens)
        return lambda request, now: inbound.inbound(request, config, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aws:
    """Of China's regions none sends SMS: there it only receives."""

    kind: Literal["aws"]
    region: Region
    topics: Annotated[tuple[Id, ...], Items(20, 1)]
    origination: Id | None = None
    configuration_set: Id | None = None

    def sending(self, public_url: str, http: Http, now: Clock) -> SmsProvider | None:  # noqa: ARG002
        from chalicelib.adapters.sms import aws  # noqa: PLC0415 - boto3 is half of a cold start

        if self.region.startswith("cn-"):
            return None
        sender = aws.AwsSender(
            region=self.region,
            origination=self.origination,
            configuration_set=self.configuration_set,
        )
        return aws.AwsSms(sender, aws.client(sender))

    def reading(self, http: Http) -> Reading:
        from chalicelib.adapters.sms import aws_inbound as inbound  # noqa: PLC0415 - as said above
        from chalicelib.adapters.sms import sns  # noqa: PLC0415 - as above

        if not all(sns.host_of(one) for one in self.topics):
            raise Unreadable((FieldError("/topics", "expected ARNs of SNS topics"),))
        certificates = sns.FetchedCertificates(http)
        config = inbound.AwsWebhook(topics=frozenset(self.topics), certificates=certificates)
        return lambda request, now: inbound.inbound(request, config, now)


One = Aliyun | Tencent | Twilio | Aws
KINDS: Mapping[object, type[One]] = {
    "aliyun": Aliyun,
    "tencent": Tencent,
    "twilio": Twilio,
    "aws": Aws,
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One provider's, with all that it needs to believe a request."""

    sends_as: str
    reading: Reading = field(repr=False)
    http: Http = field(repr=False)

    def inbound(self, request: InboundRequest, now: datetime) -> Inbound:
        return self.reading(request, now)

    def confirm(self, subscription: Subscription) -> bool:
        """Visits the address, which was checked to be the provider's own."""
        from chalicelib.adapters.http_client import (  # noqa: PLC0415 - as said above
            NoAnswer,
            NotReached,
            Request,
        )

        if subscription.kind != "confirm":
            return True
        if not subscription.url.startswith("https://"):
            return False
        try:
            answer = self.http.ask(Request("GET", subscription.url, {}, b""))
        except (NotReached, NoAnswer):
            return False
        return answer.status < 300  # noqa: PLR2004 - it said yes


@dataclass(frozen=True, slots=True)
class Sms:
    """In the order in which they are preferred."""

    providers: tuple[SmsProvider, ...] = ()
    webhooks: Mapping[str, SmsWebhook] = field(default_factory=dict)


def configured(told: object, public_url: str, now: Clock) -> Sms:
    """From the configuration; raises `Unreadable`, which says where and quotes no value."""
    found = _read(told)
    if not found:
        return Sms()
    from chalicelib.adapters.http_client import Http  # noqa: PLC0415 - as said above

    http = Http()
    senders = [one.sending(public_url, http, now) for one in found]
    return Sms(
        tuple(one for one in senders if one),
        {one.kind: Webhook(one.kind, one.reading(http), http) for one in found},
    )


def _read(told: object) -> Sequence[One]:
    if not isinstance(told, list):
        raise _wrong("", "expected a list")
    kinds = [one.get("kind") if isinstance(one, dict) else None for one in told]
    for index, kind in enumerate(kinds):
        if not isinstance(kind, str) or kind not in KINDS:
            raise _wrong(f"/{index}/kind", f"expected one of: {', '.join(map(str, KINDS))}")
        if kind in kinds[:index]:
            raise _wrong(f"/{index}/kind", "each kind once")
    return [_one(index, KINDS[kinds[index]], one) for index, one in enumerate(told)]


def _one(index: int, kind: type[One], told: object) -> One:
    try:
        return read(kind, told)
    except Unreadable as wrong:
        raise Unreadable(
            tuple(FieldError(f"/{index}{one.pointer}", one.detail) for one in wrong.errors)
        ) from None


def _wrong(pointer: str, detail: str) -> Unreadable:
    return Unreadable((FieldError(pointer, detail),))
