"""The single machine's provider: keeps what was sent, and speaks as every other one would.

A webhook needs somebody who signs. Here that is the machine itself, with secrets and a certificate
of its own, so that what is tried at home is what runs elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from chalicelib.adapters.sms import (
    aliyun_inbound,
    aws_inbound,
    sns,
    tencent_inbound,
    twilio_inbound,
)
from chalicelib.application.sms_ports import (
    Fate,
    Inbound,
    InboundRequest,
    NotTaken,
    OutgoingSms,
    Subscription,
    Taken,
    Unsure,
)
from chalicelib.domain.replies import extension
from chalicelib.late import dataclass

Provider = Literal["aliyun", "tencent", "twilio", "aws"]
PROVIDERS: tuple[Provider, ...] = ("aliyun", "tencent", "twilio", "aws")

ACCOUNT = "AC00000000000000000000000000000000"
OUR_NUMBER = "+15005550006"
TOPIC = "arn:aws:sns:us-east-1:000000000000:lianxin-local"
CERTIFICATE_LASTS = timedelta(days=3650)


@dataclass(slots=True)
class Kept:
    sms: OutgoingSms
    fate: Fate = "taken"


class LocalSms:
    """Sends nothing anywhere. The same id again is the same message.

    `at_once`: whatever is sent has arrived when `send` returns.
    """

    name = "local"

    def __init__(self, *, at_once: bool = False) -> None:
        self._lock = Lock()
        self._at_once = at_once
        self._kept: dict[str, Kept] = {}
        self._troubles: list[tuple[NotTaken | Unsure, bool]] = []

    def trouble(self, trouble: NotTaken | Unsure, *, kept: bool = False) -> None:
        """The next message meets this; `kept`: the provider has it all the same."""
        with self._lock:
            self._troubles.append((trouble, kept))

    def send(self, sms: OutgoingSms) -> Taken:
        with self._lock:
            trouble, kept = self._troubles.pop(0) if self._troubles else (None, True)
            if kept:
                fate: Fate = "delivered" if self._at_once else "taken"
                self._kept.setdefault(sms.id, Kept(sms, fate))
        if trouble:
            raise trouble
        return Taken(provider_id(sms.id), delivered=self._at_once)

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:  # noqa: ARG002
        kept = self._kept.get(sms.id)
        return kept.fate if kept else "not_taken"

    def report(self, sms_id: str, *, delivered: bool) -> OutgoingSms | None:
        """What became of a message; None if it was never sent."""
        kept = self._kept.get(sms_id)
        if kept is None:
            return None
        kept.fate = "delivered" if delivered else "failed"
        return kept.sms

    def put(self, sms: OutgoingSms, fate: Fate) -> None:
        """One that an earlier run sent, as `messages` told it."""
        self._kept[sms.id] = Kept(sms, fate)

    def messages(self) -> Sequence[tuple[OutgoingSms, Fate]]:
        """Oldest first."""
        return [(kept.sms, kept.fate) for kept in self._kept.values()]


def provider_id(sms_id: str) -> str:
    return f"local_{sms_id}"


@dataclass(frozen=True, slots=True)
class OneCertificate:
    """The machine's own, at whatever address it says it is."""

    certificate: bytes = field(repr=False)

    def pem(self, url: str) -> bytes | None:  # noqa: ARG002
        return self.certificate


@dataclass(frozen=True, slots=True)
class LocalWebhooks:
    """Both ends of every provider's webhook: requests as it would send them, and their reading."""

    base: str
    secret: str = field(repr=False)
    signer: sns.Signer = field(repr=False)
    certificate: bytes = field(repr=False)

    def reply(self, provider: Provider, reply: Spoken, now: datetime) -> InboundRequest:
        """The request by which this provider would tell of a citizen's text."""
        phone, text = reply.phone, reply.text
        if provider == "aliyun":
            entry = aliyun_inbound.reply_entry(phone, text, now, reply.sequence)
            return aliyun_inbound.signed([entry], self.secret, self._url(provider))
        if provider == "tencent":
            extend = extension(reply.code) if reply.code else ""
            body = tencent_inbound.reply_body(phone, text, now, extend)
            return tencent_inbound.signed(body, self.secret, self._url(provider))
        if provider == "twilio":
            sid = f"SM{reply.sequence:032x}"
            form = twilio_inbound.reply_form(ACCOUNT, sid, phone, OUR_NUMBER, text)
            return twilio_inbound.signed(form, self.secret, self._url(provider))
        answers = provider_id(reply.answers) if reply.answers else None
        message = aws_inbound.reply_message(phone, text, f"in_{reply.sequence}", answers)
        return self._from_aws(message, now)

    def receipt(
        self, provider: Provider, sms: OutgoingSms, now: datetime, *, delivered: bool
    ) -> InboundRequest:
        """The request by which this provider would tell what became of a message."""
        phone, id_ = sms.to, provider_id(sms.id)
        if provider == "aliyun":
            entry = aliyun_inbound.receipt_entry(phone, id_, sms.id, now, delivered=delivered)
            return aliyun_inbound.signed([entry], self.secret, self._url(provider))
        if provider == "tencent":
            receipt = tencent_inbound.receipt_entry(phone, id_, now, delivered=delivered)
            return tencent_inbound.signed([receipt], self.secret, self._url(provider))
        if provider == "twilio":
            form = twilio_inbound.receipt_form(ACCOUNT, id_, phone, delivered=delivered)
            return twilio_inbound.signed(form, self.secret, self._url(provider))
        message = aws_inbound.receipt_message(phone, id_, sms.id, now, delivered=delivered)
        return self._from_aws(message, now)

    def inbound(self, provider: Provider, request: InboundRequest, now: datetime) -> Inbound:
        """The request read as this provider's, with the secrets it was made with."""
        if provider == "aliyun":
            aliyun = aliyun_inbound.AliyunWebhook(secrets=(self.secret,))
            return aliyun_inbound.inbound(request, aliyun, now)
        if provider == "tencent":
            tencent = tencent_inbound.TencentWebhook(secrets=(self.secret,))
            return tencent_inbound.inbound(request, tencent, now)
        if provider == "twilio":
            twilio = twilio_inbound.TwilioWebhook(account=ACCOUNT, tokens=(self.secret,))
            return twilio_inbound.inbound(request, twilio, now)
        certificates = OneCertificate(self.certificate)
        aws = aws_inbound.AwsWebhook(topics=frozenset({TOPIC}), certificates=certificates)
        return aws_inbound.inbound(request, aws, now)

    def of(self, provider: Provider) -> OneWebhook:
        return OneWebhook(self, provider)

    def _url(self, provider: Provider) -> str:
        return f"{self.base}/{provider}"

    def _from_aws(self, message: aws_inbound.Message, now: datetime) -> InboundRequest:
        id_ = secrets.token_hex(16)
        return aws_inbound.signed(message, self.signer, now, id_, self._url("aws"))


@dataclass(frozen=True, slots=True)
class OneWebhook:
    """That of one provider, as the use cases know it."""

    webhooks: LocalWebhooks
    provider: Provider
    sends_as: str = LocalSms.name

    def inbound(self, request: InboundRequest, now: datetime) -> Inbound:
        return self.webhooks.inbound(self.provider, request, now)

    def confirm(self, subscription: Subscription) -> bool:  # noqa: ARG002 - nobody is to be told
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a citizen texts: `sequence` tells one text from the next; `answers` is an SMS's id."""

    phone: str = field(repr=False)
    text: str = field(repr=False)
    sequence: int
    code: str | None = None
    answers: str | None = None


def local_webhooks(base: str, now: datetime) -> LocalWebhooks:
    """With a new secret and a new certificate, both known to nobody else."""
    key, certificate = self_made(now)
    signer = sns.Signer(key, TOPIC, "SimpleNotificationService-local")
    return LocalWebhooks(base, secrets.token_urlsafe(24), signer, certificate)


def self_made(now: datetime) -> tuple[rsa.RSAPrivateKey, bytes]:
    """A key, and its certificate (PEM), valid from a day ago."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lianxin.local")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + CERTIFICATE_LASTS)
    )
    return key, made.sign(key, SHA256()).public_bytes(Encoding.PEM)
