"""An envelope of Amazon SNS is believed if our topic signed it within the hour, and not else."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from chalicelib.adapters.http_client import Http
from chalicelib.adapters.sms import aws_inbound
from chalicelib.adapters.sms.aws_inbound import AwsWebhook
from chalicelib.adapters.sms.local import self_made
from chalicelib.adapters.sms.sns import FetchedCertificates, Signer, Type, host_of, string_to_sign
from chalicelib.application.sms_ports import (
    Accepted,
    Inbound,
    InboundRequest,
    Receipt,
    Rejected,
    Subscription,
)
from tests.sms.sent import NOW, PHONE
from tests.sms.server import Provider, Told

TOPIC = "arn:aws:sns:us-east-1:123456789012:replies"
CHINA = "arn:aws-cn:sns:cn-north-1:123456789012:replies"
KEY, PEM = self_made(NOW)
SIGNER = Signer(KEY, TOPIC, "SimpleNotificationService-0123456789abcdef")
URL = "https://lianxin.example/sms/aws"
# "Two-way SMS message payload" of the End User Messaging user guide.
TEXT = {
    "originationNumber": "+14255550182",
    "destinationNumber": "+12125550101",
    "messageKeyword": "JOIN",
    "messageBody": "EXAMPLE",
    "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
    "previousPublishedMessageId": "wJalrXUtnFEMI",
}
# "SMS example log" of the same guide.
EVENT = {
    "eventType": "TEXT_SUCCESSFUL",
    "eventVersion": "1.0",
    "eventTimestamp": 1686975103470,
    "isFinal": True,
    "originationPhoneNumber": "+12065550152",
    "destinationPhoneNumber": "+14255550156",
    "messageId": "862a8790-60c0-4430-9b2b-658bdexample",
    "messageRequestTimestamp": 1686975103170,
    "messageStatus": "SUCCESSFUL",
    "messageStatusDescription": "Message has been accepted by phone carrier",
    "context": {"account": "bar"},
    "totalMessageParts": 1,
}


@dataclass
class Shelf:
    """Certificates by address; notes which were asked for."""

    certificate: bytes | None = PEM
    asked: list[str] = field(default_factory=list)

    def pem(self, url: str) -> bytes | None:
        self.asked.append(url)
        return self.certificate


def read(
    request: InboundRequest, shelf: Shelf | None = None, now: datetime = NOW, topic: str = TOPIC
) -> Inbound:
    config = AwsWebhook(topics=frozenset({topic}), certificates=shelf or Shelf())
    return aws_inbound.inbound(request, config, now)


def message(body: object, signer: Signer = SIGNER, at: datetime = NOW) -> InboundRequest:
    return aws_inbound.posted(signer.envelope(json.dumps(body), at, "m-1"), URL)


def changed(**but: Any) -> InboundRequest:  # noqa: ANN401 - a field may be given any value
    """A true envelope, changed after it was signed; None takes a field away."""
    fields = SIGNER.envelope(json.dumps(TEXT), NOW, "m-1") | but
    kept = {name: value for name, value in fields.items() if value is not None}
    return replace(message(TEXT), body=json.dumps(kept).encode())


def test_the_documented_text_is_understood() -> None:
    found = read(message(TEXT))
    assert isinstance(found, Accepted)
    [reply] = found.replies
    assert (reply.phone, reply.text) == ("+14255550182", "EXAMPLE")
    assert (reply.answers, reply.at) == ("wJalrXUtnFEMI", NOW)
    assert reply.id == "aws_cae173d2-66b9-564c-8309-21f858e9fb84"


def test_the_certificate_is_asked_for_where_the_topic_is() -> None:
    shelf = Shelf()
    read(message(TEXT), shelf)
    name = "SimpleNotificationService-0123456789abcdef.pem"
    assert shelf.asked == [f"https://sns.us-east-1.amazonaws.com/{name}"]
    china = Signer(KEY, CHINA, "SimpleNotificationService-0123456789abcdef")
    found = read(message(TEXT, china), shelf, topic=CHINA)
    assert isinstance(found, Accepted)
    assert shelf.asked[1:] == [f"https://sns.cn-north-1.amazonaws.com.cn/{name}"]


def test_a_subject_is_signed_if_there_is_one() -> None:
    with_subject = signed_again("Notification", Subject="x")
    assert isinstance(read(aws_inbound.posted(with_subject, URL)), Accepted)
    assert read(changed(Subject="x")) == Rejected(403, "signature")


@pytest.mark.parametrize(
    ("type_", "state"),
    [
        ("TEXT_SUCCESSFUL", "taken"),
        ("TEXT_DELIVERED", "delivered"),
        ("TEXT_CARRIER_BLOCKED", "failed"),
        ("TEXT_TTL_EXPIRED", "failed"),
    ],
)
def test_the_documented_event_is_a_receipt(type_: str, state: Any) -> None:  # noqa: ANN401
    ours = EVENT | {"eventType": type_, "context": {"sms": "sms_1"}}
    found = read(message(ours))
    assert isinstance(found, Accepted)
    assert found.receipts == (
        Receipt(
            provider_id="862a8790-60c0-4430-9b2b-658bdexample",
            state=state,
            at=datetime(2023, 6, 17, 4, 11, 43, tzinfo=UTC),
            reason=type_,
            sms="sms_1",
        ),
    )


@pytest.mark.parametrize("context", [None, {}, {"account": "bar"}, {"sms": 5}, [], "sms"])
def test_an_event_without_our_id_is_a_receipt_all_the_same(context: object) -> None:
    found = read(message(EVENT | {"context": context}))
    assert isinstance(found, Accepted)
    assert found.receipts[0].sms is None


@pytest.mark.parametrize(
    "body", [EVENT | {"eventType": "TEXT_UNKNOWN"}, TEXT | {"originationNumber": "12345"}]
)
def test_what_there_is_no_word_for_is_left_out_and_counted(body: object) -> None:
    found = read(message(body))
    assert isinstance(found, Accepted)
    assert (found.replies, found.receipts, found.left_out) == ((), (), 1)


KINDS: Mapping[Type, str] = {
    "SubscriptionConfirmation": "confirm",
    "UnsubscribeConfirmation": "ended",
}


@pytest.mark.parametrize(("type_", "kind"), KINDS.items())
def test_a_subscription_to_confirm_is_handed_on(type_: Type, kind: str) -> None:
    found = read(aws_inbound.posted(SIGNER.envelope("You have chosen …", NOW, "m-1", type_), URL))
    assert isinstance(found, Accepted)
    assert isinstance(found.subscription, Subscription)
    assert found.subscription.kind == kind
    assert found.subscription.url.startswith("https://sns.us-east-1.amazonaws.com/?Action=")


def test_a_subscription_is_confirmed_at_its_own_region_only() -> None:
    """Even if the topic itself signed it."""
    for url in (
        "https://sns.us-east-1.amazonaws.com.evil.example/",
        "http://sns.us-east-1.amazonaws.com/",
        "https://sns.us-east-1.amazonaws.com@evil.example/",
        "https://sns.us-east-1.amazonaws.com:8443/",
        "https://sns.us-east-1.amazonaws.com/#a",
        "https://[",
    ):
        envelope = signed_again(SubscribeURL=url)
        assert read(aws_inbound.posted(envelope, URL)) == Rejected(403, "subscribe_url")


def signed_again(type_: Type = "SubscriptionConfirmation", **but: str) -> dict[str, str]:
    """An envelope with these fields, signed with them in it."""
    fields = SIGNER.envelope(json.dumps(TEXT), NOW, "m-1", type_) | but
    signature = KEY.sign(string_to_sign(fields).encode(), PKCS1v15(), SHA256())
    return fields | {"Signature": b64encode(signature).decode()}


HOST = "https://sns.us-east-1.amazonaws.com"
REFUSED: dict[str, tuple[InboundRequest, str]] = {
    "sha1": (changed(SignatureVersion="1"), "signature_version"),
    "no version": (changed(SignatureVersion=2), "signature_version"),
    "another topic": (changed(TopicArn=TOPIC + "x"), "topic"),
    "no topic": (changed(TopicArn="replies"), "topic"),
    "another message": (changed(Message=json.dumps(TEXT | {"messageBody": "5"})), "signature"),
    "another id": (changed(MessageId="m-2"), "signature"),
    "another moment": (changed(Timestamp="2026-03-02T01:02:02.000Z"), "signature"),
    "empty signature": (changed(Signature=""), "signature"),
    "elsewhere": (changed(SigningCertURL="https://evil.example/a.pem"), "certificate_url"),
    "http": (changed(SigningCertURL=f"{HOST}/a.pem".replace("https", "http")), "certificate_url"),
    "another region": (
        changed(SigningCertURL="https://sns.us-west-2.amazonaws.com/a.pem"),
        "certificate_url",
    ),
    "another partition": (changed(SigningCertURL=f"{HOST}.cn/a.pem"), "certificate_url"),
    "longer host": (changed(SigningCertURL=f"{HOST}.evil.example/a.pem"), "certificate_url"),
    "user": (changed(SigningCertURL=f"{HOST}@evil.example/a.pem"), "certificate_url"),
    "port": (changed(SigningCertURL=f"{HOST}:444/a.pem"), "certificate_url"),
    "no pem": (changed(SigningCertURL=f"{HOST}/a.crt"), "certificate_url"),
    "a bucket": (changed(SigningCertURL=f"{HOST}/bucket/a.pem"), "certificate_url"),
    "query": (changed(SigningCertURL=f"{HOST}/?a.pem"), "certificate_url"),
    "pem and query": (changed(SigningCertURL=f"{HOST}/a.pem?b=.pem"), "certificate_url"),
    "fragment": (changed(SigningCertURL=f"{HOST}/a.pem#.pem"), "certificate_url"),
    "broken address": (changed(SigningCertURL="https://["), "certificate_url"),
}


@pytest.mark.parametrize(("request_", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_our_topic_did_not_sign_is_refused(request_: InboundRequest, reason: str) -> None:
    shelf = Shelf()
    assert read(request_, shelf) == Rejected(403, reason)
    assert all(url.startswith(f"{HOST}/") for url in shelf.asked)


MALFORMED: dict[str, tuple[InboundRequest, str]] = {
    "no json": (replace(message(TEXT), body=b"\xff"), "not_json"),
    "a list": (replace(message(TEXT), body=b"[]"), "not_an_object"),
    "no type": (changed(Type=None), "Type"),
    "another type": (changed(Type="Other"), "Type"),
    "odd type": (changed(Type=["Notification"]), "Type"),
    "no message": (changed(Message=None), "Message"),
    "odd message": (changed(Message=5), "Message"),
    "no signature": (changed(Signature=None), "Signature"),
    "odd signature": (changed(Signature="é"), "Signature"),
    "spaced signature": (changed(Signature="AA =="), "Signature"),
    "second spelling": (changed(Signature="AB=="), "Signature"),
    "no certificate": (changed(SigningCertURL=None), "SigningCertURL"),
    "no moment": (changed(Timestamp=None), "Timestamp"),
    "odd moment": (changed(Timestamp="2026-03-02 01:02:03"), "Timestamp"),
    "no such moment": (changed(Timestamp="2026-13-02T01:02:03Z"), "Timestamp"),
    "odd subject": (changed(Subject=5), "Subject"),
}


@pytest.mark.parametrize(("request_", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_envelope_is_refused(request_: InboundRequest, reason: str) -> None:
    assert read(request_) == Rejected(400, reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (5, "message"),
        ([TEXT], "message"),
        ({"a": 1}, "inboundMessageId"),
        (TEXT | {"messageBody": None}, "messageBody"),
        (TEXT | {"originationNumber": 5}, "originationNumber"),
        (TEXT | {"previousPublishedMessageId": 5}, "previousPublishedMessageId"),
        (EVENT | {"eventType": 5}, "eventType"),
        (EVENT | {"messageId": ""}, "messageId"),
        (EVENT | {"eventTimestamp": "1686975103470"}, "eventTimestamp"),
    ],
)
def test_a_message_that_is_neither_text_nor_event_is_refused(body: object, reason: str) -> None:
    assert read(message(body)) == Rejected(400, reason)


def test_a_message_that_is_no_json_is_refused() -> None:
    request = aws_inbound.posted(SIGNER.envelope("hello", NOW, "m-1"), URL)
    assert read(request) == Rejected(400, "not_json")


def test_an_envelope_is_good_for_an_hour() -> None:
    request = message(TEXT)
    assert isinstance(read(request, now=NOW + timedelta(hours=1)), Accepted)
    late = read(request, now=NOW + timedelta(hours=1, seconds=1))
    assert late == Rejected(403, "timestamp")
    assert isinstance(read(request, now=NOW - timedelta(minutes=5)), Accepted)
    assert read(request, now=NOW - timedelta(minutes=5, seconds=1)) == Rejected(403, "timestamp")


def certificate(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = KEY,
    begins: timedelta = -timedelta(days=1),
    ends: timedelta = timedelta(days=1),
) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(NOW + begins).not_valid_after(NOW + ends)
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


def test_a_certificate_counts_while_it_is_valid() -> None:
    second = timedelta(seconds=1)
    valid = [certificate(), certificate(begins=timedelta()), certificate(ends=timedelta())]
    for pem in valid:
        assert isinstance(read(message(TEXT), Shelf(pem)), Accepted)
    for pem in (certificate(begins=second), certificate(ends=-second)):
        assert read(message(TEXT), Shelf(pem)) == Rejected(403, "certificate")


def test_only_a_long_rsa_key_of_the_signers_own_counts() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused
    curve = ec.generate_private_key(ec.SECP256R1())
    for pem in (certificate(short), certificate(curve), b"", b"-----BEGIN CERTIFICATE-----"):
        assert read(message(TEXT), Shelf(pem)) == Rejected(403, "certificate")
    _, stranger = self_made(NOW)
    assert read(message(TEXT), Shelf(stranger)) == Rejected(403, "signature")


def test_without_a_certificate_sns_is_to_come_again() -> None:
    assert read(message(TEXT), Shelf(None)) == Rejected(503, "certificate")


@pytest.mark.parametrize(
    "topic",
    [
        "arn:aws:sns:us-east-1.evil.example/:123456789012:x",
        "arn:aws:sqs:us-east-1:123456789012:x",
        "arn:aws:sns:us-east-1:12345678901:x",
        "arn:aws-us-gov:sns:us-gov-west-1:123456789012:x",
        "",
    ],
)
def test_what_is_no_topic_has_no_host(topic: str) -> None:
    assert host_of(topic) is None


def test_a_certificate_is_fetched_once(desk: Provider) -> None:
    shelf = FetchedCertificates(Http(0.3))
    desk.answers += [Told(200, PEM)]
    url = f"{desk.url}/a.pem"
    assert [shelf.pem(url), shelf.pem(url)] == [PEM, PEM]
    assert len(desk.asked) == 1


@pytest.mark.parametrize("answer", [Told(302, PEM, {"Location": "/b.pem"}), Told(hangs_up=True)])
def test_what_is_not_to_be_had_is_asked_for_again(desk: Provider, answer: Told) -> None:
    shelf = FetchedCertificates(Http(0.3))
    desk.answers += [answer, Told(200, PEM)]
    assert [shelf.pem(desk.url), shelf.pem(desk.url)] == [None, PEM]


def test_only_a_few_certificates_are_kept(desk: Provider) -> None:
    shelf = FetchedCertificates(Http(0.3))
    desk.answers += [Told(200, b"%d" % at) for at in range(10)]
    for at in range(9):
        shelf.pem(f"{desk.url}/{at}.pem")
    assert shelf.pem(f"{desk.url}/8.pem") == b"8"
    assert shelf.pem(f"{desk.url}/0.pem") == b"9"


def test_no_number_is_shown() -> None:
    found = read(message(TEXT | {"originationNumber": PHONE}))
    assert PHONE[3:] not in repr((found, message(TEXT), SIGNER.topic))
