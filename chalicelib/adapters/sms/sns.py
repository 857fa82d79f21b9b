"""The envelope Amazon SNS posts to a webhook: signed, pinned to our topic, not older than an hour.

The certificate is fetched only from the region and partition the topic itself is in, so that
nothing in a request chooses where to ask.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal, Protocol
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.adapters.http_client import Http, NoAnswer, NotReached, Request
from chalicelib.adapters.sms.receiving import Fields, Malformed, id_of, json_of, text_of
from chalicelib.application.sms_ports import Rejected
from chalicelib.late import dataclass

OLDEST, AHEAD = timedelta(hours=1), timedelta(minutes=5)
SMALLEST_KEY = 2048
LONGEST_MESSAGE = 262_144
KEPT_CERTIFICATES = 8
TOPIC = re.compile(
    "arn:(aws|aws-cn):sns:([a-z]{2}(?:-[a-z]+)+-[0-9]):[0-9]{12}:[A-Za-z0-9_-]{1,200}"
)
PEM_PATH = re.compile(r"/[A-Za-z0-9_-]{1,200}\.pem")
INSTANT = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?Z")

Type = Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
# What is signed of each type, in this order. A subject is signed if there is one.
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
SIGNED: Mapping[str, tuple[str, ...]] = {
    "Notification": NOTIFICATION,
    "SubscriptionConfirmation": CONFIRMATION,
    "UnsubscribeConfirmation": CONFIRMATION,
}


class Certificates(Protocol):
    def pem(self, url: str) -> bytes | None:
        """The certificate at this address, which has been checked; None: not to be had now."""


class FetchedCertificates:
    """Fetched once; a certificate's address is never given to another one."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._lock = Lock()
        self._known: dict[str, bytes] = {}

    def pem(self, url: str) -> bytes | None:
        with self._lock:
            if url in self._known:
                return self._known[url]
        try:
            answered = self._http.ask(Request("GET", url, {}, b""))
        except (NotReached, NoAnswer):
            return None
        if answered.status != 200:  # noqa: PLR2004 - a redirect is no certificate either
            return None
        with self._lock:
            if len(self._known) >= KEPT_CERTIFICATES:
                self._known.clear()
            self._known[url] = answered.body
        return answered.body


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was proved to come from our topic."""

    type: Type
    message: str
    at: datetime
    subscribe_url: str | None


def host_of(topic: str) -> str | None:
    """Where the topic's region answers; None if it is no topic."""
    match = TOPIC.fullmatch(topic)
    if match is None:
        return None
    partition, region = match.groups()
    return f"sns.{region}.amazonaws.com" + (".cn" if partition == "aws-cn" else "")


def opened(
    body: bytes, topics: frozenset[str], certificates: Certificates, now: datetime
) -> Envelope | Rejected:
    """The envelope, or why it is not believed. Raises `Malformed` if it is none."""
    fields = json_of(body)
    if not isinstance(fields, dict):
        raise Malformed("not_an_object")
    type_, topic, at = fields.get("Type"), id_of(fields, "TopicArn"), _timestamp(fields)
    if not isinstance(type_, str) or type_ not in SIGNED:
        raise Malformed("Type")
    host = host_of(topic)
    if topic not in topics or host is None:
        return Rejected(403, "topic")
    if not now - OLDEST <= at <= now + AHEAD:
        return Rejected(403, "timestamp")
    if fields.get("SignatureVersion") != "2":
        return Rejected(403, "signature_version")
    refused = _proved(fields, host, certificates, now)
    if refused:
        return refused
    url = text_of(fields, "SubscribeURL") if type_ != "Notification" else None
    if url is not None and not _is_at(url, host):
        return Rejected(403, "subscribe_url")
    return Envelope(type_, text_of(fields, "Message", LONGEST_MESSAGE), at, url)  # type: ignore[arg-type]


def _timestamp(fields: Fields) -> datetime:
    found = id_of(fields, "Timestamp")
    if not INSTANT.fullmatch(found):
        raise Malformed("Timestamp")
    try:
        return datetime.fromisoformat(found)
    except ValueError:
        raise Malformed("Timestamp") from None


def _is_at(url: str, host: str) -> bool:
    """At exactly this host by https: no other port, no user, no fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc == host and not parts.fragment


def _proved(
    fields: Fields, host: str, certificates: Certificates, now: datetime
) -> Rejected | None:
    """Why the signature is not believed; None if it is."""
    url = id_of(fields, "SigningCertURL")
    if not _is_at(url, host) or not PEM_PATH.fullmatch(url.removeprefix(f"https://{host}")):
        return Rejected(403, "certificate_url")
    text, signature = string_to_sign(fields).encode(), _signature(fields)
    pem = certificates.pem(url)
    if pem is None:
        return Rejected(503, "certificate")
    key = _key(pem, now)
    if key is None:
        return Rejected(403, "certificate")
    try:
        key.verify(signature, text, PKCS1v15(), SHA256())
    except InvalidSignature:
        return Rejected(403, "signature")
    return None


def _signature(fields: Fields) -> bytes:
    """In the one way to write it: no two requests have the same signature."""
    given = text_of(fields, "Signature")
    try:
        found = b64decode(given, validate=True)
    except ValueError:
        raise Malformed("Signature") from None
    if b64encode(found).decode() != given:
        raise Malformed("Signature")
    return found


def _key(pem: bytes, now: datetime) -> RSAPublicKey | None:
    """The certificate's key; None if it is not valid now, or no key we believe."""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        return None
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY else None


def string_to_sign(fields: Fields) -> str:
    """Name and value on lines of their own. The rules: "Verifying the signatures of Amazon SNS
    messages" of the SNS developer guide.
    """
    names = SIGNED[fields["Type"]]
    present = [name for name in names if name != "Subject" or fields.get(name) is not None]
    return "".join(f"{name}\n{text_of(fields, name, LONGEST_MESSAGE)}\n" for name in present)


@dataclass(frozen=True, slots=True)
class Signer:
    """A topic's side, for tests and the local run: signs what SNS would post."""

    key: RSAPrivateKey
    topic: str
    certificate: str

    def envelope(
        self, message: str, at: datetime, id_: str, type_: Type = "Notification"
    ) -> dict[str, str]:
        host = host_of(self.topic)
        fields = {
            "Type": type_,
            "MessageId": id_,
            "TopicArn": self.topic,
            "Message": message,
            "Timestamp": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
            "SignatureVersion": "2",
            "SigningCertURL": f"https://{host}/{self.certificate}.pem",
        }
        if type_ == "Notification":
            fields["UnsubscribeURL"] = f"https://{host}/?Action=Unsubscribe"
        else:
            fields["Token"] = "0" * 64
            fields["SubscribeURL"] = f"https://{host}/?Action=ConfirmSubscription&Token=0"
        signature = self.key.sign(string_to_sign(fields).encode(), PKCS1v15(), SHA256())
        return fields | {"Signature": b64encode(signature).decode()}
