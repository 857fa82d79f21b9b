"""The providers' webhooks over HTTP: believed only as their own, never broken by what comes in."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chalicelib.adapters.sms import aliyun_inbound, aws_inbound, sns, twilio_inbound
from chalicelib.adapters.sms.local import (
    ACCOUNT,
    OUR_NUMBER,
    PROVIDERS,
    TOPIC,
    LocalWebhooks,
    OneWebhook,
    Provider,
    Spoken,
    self_made,
)
from chalicelib.adapters.sms.twilio import FORM
from chalicelib.application.sms_ports import InboundRequest, Subscription
from chalicelib.bootstrap import install
from tests.api.conftest import CITIZEN, MONDAY_MORNING, Hotline
from tests.api.surveys import (
    HOOKS,
    NEIGHBOUR,
    deliver,
    posted,
    say,
    seen,
    sent,
    subscription,
    survey_sms,
    tell_fate,
)
from tests.properties.life import dice

WITH_SECRET: tuple[Provider, ...] = ("aliyun", "tencent")
SIGNED: tuple[Provider, ...] = ("twilio", "aws")


def reply(hotline: Hotline, provider: Provider, text: str = "2") -> InboundRequest:
    spoken = Spoken(phone=CITIZEN, text=text, sequence=1)
    return hotline.world.webhooks.reply(provider, spoken, hotline.world.clock.now())


# --- the machine that speaks for all of them ---


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({"text": "5"}, {"/from"}),
        ({"from": CITIZEN}, {"/text"}),
        ({}, {"/from", "/text"}),
        ({"phone": CITIZEN, "text": "5"}, {"/from", "/phone"}),
        ({"from": 5, "text": "5"}, {"/from"}),
        ({"from": CITIZEN, "text": 5, "id": 1}, {"/text", "/id"}),
        ({"from": CITIZEN, "text": "5", "at": "today"}, {"/at"}),
        ({"from": CITIZEN, "text": "5", "provider": "pigeon"}, {"/provider"}),
        ([], {""}),
    ],
)
def test_what_is_wrong_with_a_text_is_told_by_its_own_name(
    hotline: Hotline, said: object, pointers: set[str]
) -> None:
    refused = hotline.call("POST", "/_local/sms", said)
    assert refused.status == 422
    assert {one["pointer"] for one in refused["errors"]} == pointers


# --- what each wants to hear ---


@pytest.mark.parametrize(
    ("provider", "content_type", "body"),
    [
        ("aliyun", "application/json; charset=utf-8", '{"code": 0, "msg": "接收成功"}'),
        ("tencent", "application/json; charset=utf-8", '{"result": 0, "errmsg": "OK"}'),
        ("twilio", "text/xml; charset=utf-8", twilio_inbound.EMPTY),
        ("aws", "text/plain; charset=utf-8", ""),
    ],
)
def test_each_provider_hears_what_it_wants_to_hear(
    hotline: Hotline, provider: Provider, content_type: str, body: str
) -> None:
    ticket, request = hotline.closed(), reply(hotline, provider)
    secret = f"/{request.secret}" if request.secret else ""
    path = f"{HOOKS}/{provider}{secret}"
    status, headers, told = posted(hotline, path, request.body, request.headers)
    assert (status, headers["content-type"], told) == (200, content_type, body)
    assert seen(hotline, ticket)["rating"] == "satisfied"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_in_chunks_is_the_same_body(hotline: Hotline, provider: Provider) -> None:
    ticket, request = hotline.closed(), reply(hotline, provider)
    secret = f"/{request.secret}" if request.secret else ""
    connection = HTTPConnection("127.0.0.1", hotline.port, timeout=30)
    pieces = [request.body[at : at + 50] for at in range(0, len(request.body), 50)]
    path = f"{HOOKS}/{provider}{secret}"
    connection.request("POST", path, iter(pieces), dict(request.headers), encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()
    assert seen(hotline, ticket)["rating"] == "satisfied"


def test_aliyun_tells_of_several_at_once(hotline: Hotline) -> None:
    tickets = [hotline.closed(requester={"phone": one}) for one in (CITIZEN, NEIGHBOUR)]
    now, webhooks = hotline.world.clock.now(), hotline.world.webhooks
    entries = [
        aliyun_inbound.reply_entry(phone, text, now, number)
        for number, (phone, text) in enumerate([(CITIZEN, "1"), (NEIGHBOUR, "2"), ("10086", "5")])
    ]
    request = aliyun_inbound.signed(entries, webhooks.secret, webhooks.base)
    assert deliver(hotline, "aliyun", request) == 200
    assert [seen(hotline, one)["rating"] for one in tickets] == ["very_satisfied", "satisfied"]


@pytest.mark.parametrize("phone", ["13800000000", "8613800000000", "008613800000000"])
def test_a_number_is_the_same_however_the_provider_writes_it(hotline: Hotline, phone: str) -> None:
    ticket = hotline.closed()
    now, webhooks = hotline.world.clock.now(), hotline.world.webhooks
    entry = {**aliyun_inbound.reply_entry(CITIZEN, "2", now, 1), "phone_number": phone}
    request = aliyun_inbound.signed([entry], webhooks.secret, webhooks.base)
    assert deliver(hotline, "aliyun", request) == 200
    assert seen(hotline, ticket)["rating"] == "satisfied"


# --- whom they believe ---


@pytest.mark.parametrize("provider", WITH_SECRET)
@pytest.mark.parametrize("more", ["", "/receipts"])
def test_without_the_secret_nothing_is_there(
    hotline: Hotline, provider: Provider, more: str
) -> None:
    ticket, request = hotline.closed(), reply(hotline, provider)
    known = hotline.world.webhooks.secret
    for wrong in (known[:-1], known + "x", known.swapcase(), "%00", "receipts", "%C3%A9"):
        path = f"{HOOKS}/{provider}/{wrong}{more}"
        status, _, told = posted(hotline, path, request.body, request.headers)
        assert status == 404
        assert known not in told
    assert posted(hotline, f"{HOOKS}/{provider}", request.body, request.headers)[0] == 404
    assert seen(hotline, ticket)["rating"] is None


@pytest.mark.parametrize("provider", SIGNED)
def test_a_wrong_signature_is_refused(hotline: Hotline, provider: Provider) -> None:
    ticket = hotline.closed()
    here, now = hotline.world.webhooks, hotline.world.clock.now()
    other = replace(here, secret="another", signer=_another(here))
    request = other.reply(provider, Spoken(phone=CITIZEN, text="2", sequence=1), now)
    assert deliver(hotline, provider, request) == 403
    elsewhere = replace(here, base="https://elsewhere.example")
    if provider == "twilio":
        unsigned = replace(reply(hotline, provider), headers={"Content-Type": FORM})
        assert deliver(hotline, provider, unsigned) == 401
        moved = elsewhere.reply(provider, Spoken(phone=CITIZEN, text="2", sequence=1), now)
        assert deliver(hotline, provider, moved) == 403
    assert seen(hotline, ticket)["rating"] is None


def _another(webhooks: LocalWebhooks) -> sns.Signer:
    key, _ = self_made(MONDAY_MORNING)
    return replace(webhooks.signer, key=key)


def test_what_sns_signed_more_than_an_hour_ago_or_for_another_topic_is_refused(
    hotline: Hotline,
) -> None:
    ticket, request = hotline.closed(), reply(hotline, "aws")
    hotline.advance("PT61M")
    assert deliver(hotline, "aws", request) == 403
    webhooks, now = hotline.world.webhooks, hotline.world.clock.now()
    signer = replace(webhooks.signer, topic=TOPIC.replace("lianxin", "somebody"))
    other = replace(webhooks, signer=signer)
    request = other.reply("aws", Spoken(phone=CITIZEN, text="2", sequence=1), now)
    assert deliver(hotline, "aws", request) == 403
    assert seen(hotline, ticket)["rating"] is None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_altered_requests_change_nothing_and_break_nothing(
    hotline: Hotline, provider: Provider
) -> None:
    """A thousandth of the 20,000 of `bench.forged_webhooks`, through the server."""
    ticket, request = hotline.closed(), reply(hotline, provider)
    rng = dice(len(request.body))
    # Of an envelope not all is signed: SNS's address to unsubscribe, and the spaces, are not.
    begin, end = 0, len(request.body)
    if provider == "aws":
        begin = request.body.index(b'"Message": ')
        end = request.body.index(b'"Timestamp"')
    for _ in range(40):
        at = rng.randrange(begin, end)
        altered = request.body[:at] + bytes([rng.randrange(256)]) + request.body[at + 1 :]
        wrong = replace(request, body=altered, secret="x" if request.secret else None)
        if altered != request.body:
            assert deliver(hotline, provider, wrong) in {400, 401, 403, 404}
    assert seen(hotline, ticket)["rating"] is None


@pytest.mark.parametrize("path", ["/nobody", "/nobody/secret", "/aliyun/a/b", "", "/twilio/a/b/c"])
def test_other_addresses_are_nobodys(hotline: Hotline, path: str) -> None:
    assert posted(hotline, HOOKS + path, b"{}", {})[0] == 404


@pytest.mark.parametrize("provider", PROVIDERS)
def test_only_a_post_is_taken(hotline: Hotline, provider: Provider) -> None:
    request = reply(hotline, provider)
    secret = f"/{request.secret}" if request.secret else ""
    assert hotline.call("GET", f"{HOOKS}/{provider}{secret}").status == 405


# --- bodies of every bad kind, from whoever may send ---

ODD: tuple[object, ...] = (None, 1, True, "", [], {}, [None], [[]], [{}], {"a": 1}, "\ud800")
FIELDS: Mapping[str, str] = {
    "aliyun": "phone_number content send_time sequence_id",
    "tencent": "mobile nationcode text time",
    "aws": "originationNumber messageBody inboundMessageId",
}


def bad_bodies(hotline: Hotline, provider: Provider) -> Iterator[bytes]:
    """Signed, or under the right secret, as this provider would on a very bad day."""
    yield from (b"", b"\x00", b"\xff\xfe", b"{", b"[" * 5_000, b'{"a":1,"a":2}', b"NaN", b"a=%zz")
    yield b" " * 300_000
    yield from (json.dumps(one).encode() for one in ODD)
    whole = json.loads(reply(hotline, provider, "谢谢").body)
    entry = whole[0] if isinstance(whole, list) else whole
    for name in FIELDS[provider].split():
        for odd in ODD:
            broken = {**entry, name: odd}
            yield json.dumps([broken] if isinstance(whole, list) else broken).encode()
        left_out = {key: one for key, one in entry.items() if key != name}
        yield json.dumps([left_out] if isinstance(whole, list) else left_out).encode()


def is_a_text(body: bytes) -> bool:
    """An empty one is a text too; and a number without its country is somebody's, or nobody's."""
    told = body.decode()
    return '"谢谢"' in json.dumps(json.loads(told), ensure_ascii=False) or '": ""' in told


@pytest.mark.parametrize("provider", WITH_SECRET)
def test_a_bad_body_is_refused_and_never_breaks_anything(
    hotline: Hotline, provider: Provider
) -> None:
    ticket = hotline.closed()
    request = reply(hotline, provider)
    for body in bad_bodies(hotline, provider):
        status = deliver(hotline, provider, replace(request, body=body))
        assert status == 400 or is_a_text(body), body[:80]
        assert deliver(hotline, provider, replace(request, body=body), "/receipts") == status
    assert seen(hotline, ticket)["rating"] is None


def test_a_bad_message_in_a_good_envelope_is_refused(hotline: Hotline) -> None:
    signer, now = hotline.world.webhooks.signer, hotline.world.clock.now()
    for text in ("", "{", "[]", "null", '{"eventType": 1}', '{"originationNumber": "5"}', "5"):
        request = aws_inbound.posted(signer.envelope(text, now, "id"), "https://12345.example")
        assert deliver(hotline, "aws", request) == 400


def test_a_bad_form_that_is_signed_is_refused(hotline: Hotline) -> None:
    webhooks = hotline.world.webhooks
    whole = twilio_inbound.reply_form(ACCOUNT, "SM1", CITIZEN, OUR_NUMBER, "2")
    for name in ("MessageSid", "Body", "From", "AccountSid"):
        form = {key: one for key, one in whole.items() if key != name}
        request = twilio_inbound.signed(form, webhooks.secret, f"{webhooks.base}/twilio")
        assert deliver(hotline, "twilio", request) == 400
    twice = urlencode([*whole.items(), ("Body", "5")]).encode()
    request = twilio_inbound.signed(whole, webhooks.secret, f"{webhooks.base}/twilio")
    assert deliver(hotline, "twilio", replace(request, body=twice)) == 400


@pytest.mark.parametrize("provider", PROVIDERS)
def test_six_megabytes_are_too_many(hotline: Hotline, provider: Provider) -> None:
    request = replace(reply(hotline, provider), body=b"x" * (6 * 1024 * 1024 + 1))
    assert deliver(hotline, provider, request) in {400, 413}


# --- the subscription of SNS ---


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_a_subscription_is_confirmed_and_its_end_is_taken(hotline: Hotline, kind: str) -> None:
    assert deliver(hotline, "aws", subscription(hotline, kind)) == 200


def test_a_subscription_that_could_not_be_confirmed_is_asked_for_again(hotline: Hotline) -> None:
    class Unheard(OneWebhook):
        def confirm(self, subscription: Subscription) -> bool:
            return subscription.kind != "confirm"

    ports = hotline.world.ports
    deaf = Unheard(hotline.world.webhooks, "aws")
    install(replace(ports, webhooks={**ports.webhooks, "aws": deaf}))
    assert deliver(hotline, "aws", subscription(hotline, "SubscriptionConfirmation")) == 503
    assert deliver(hotline, "aws", subscription(hotline, "UnsubscribeConfirmation")) == 200


# --- the local calls ---


def test_whoever_has_the_keys_of_the_run_can_sign(hotline: Hotline) -> None:
    keys = hotline.call("GET", "/_local/keys")
    assert sorted(keys["sms"]) == sorted(PROVIDERS)
    assert "platforms" in keys.body
    ticket = hotline.closed()
    form = twilio_inbound.reply_form(ACCOUNT, "SM1", CITIZEN, OUR_NUMBER, "谢谢")
    url = f"{hotline.world.webhooks.base}/twilio"
    assert (
        deliver(hotline, "twilio", twilio_inbound.signed(form, keys["sms"]["twilio"], url)) == 200
    )
    own = load_pem_private_key(keys["sms"]["aws"].encode(), None)
    assert isinstance(own, RSAPrivateKey)
    fields: dict[str, Any] = json.loads(reply(hotline, "aws").body)
    told = b64encode(own.sign(sns.string_to_sign(fields).encode(), PKCS1v15(), SHA256())).decode()
    assert fields["Signature"] == told
    assert deliver(hotline, "aws", aws_inbound.posted(fields, url)) == 200
    body = json.dumps([aliyun_inbound.reply_entry(CITIZEN, "5", hotline.world.clock.now(), 9)])
    path = f"{HOOKS}/aliyun/{keys['sms']['aliyun']}"
    assert posted(hotline, path, body.encode(), {"Content-Type": "application/json"})[0] == 200
    assert seen(hotline, ticket)["rating"] == "satisfied"


def test_a_reply_shows_the_request_that_the_provider_made(hotline: Hotline) -> None:
    hotline.closed()
    for provider in PROVIDERS:
        said = {"from": CITIZEN, "text": "谢谢", "provider": provider, "id": "r1"}
        told = hotline.call("POST", "/_local/sms", said)
        assert sorted(told.body) == ["request", "status"]
        request = told["request"]
        assert (told["status"], request["method"]) == (200, "POST")
        assert request["path"].startswith(f"{HOOKS}/{provider}")
        again = posted(hotline, request["path"], request["body"].encode(), request["headers"])
        assert again[0] == 200
    assert hotline.call("POST", "/_local/sms", {"text": "5"}).status == 422
    unknown = {"from": CITIZEN, "text": "5", "provider": "pigeon"}
    assert hotline.call("POST", "/_local/sms", unknown).status == 422


def test_the_ticket_of_an_sms_is_told_also_long_after(hotline: Hotline) -> None:
    ticket = hotline.closed()
    hotline.advance("P60D")
    [sms] = sent(hotline)
    assert sms["ticket"] == ticket["id"]


# --- nothing of a citizen in a log ---


def test_no_number_and_no_word_of_a_citizen_is_logged_or_told_in_a_problem(
    hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    ticket = hotline.closed()
    for provider in PROVIDERS:
        say(hotline, "非常好谢谢", provider=provider)
        say(hotline, "5", NEIGHBOUR, provider=provider)
        request = reply(hotline, provider, "非常好谢谢")
        broken = replace(request, body=request.body[:-2])
        secret = f"/{request.secret}" if request.secret else ""
        path = f"{HOOKS}/{provider}{secret}"
        status, _, told = posted(hotline, path, broken.body, broken.headers)
        assert status in {400, 403}
        for hidden in (CITIZEN[3:], "非常好", hotline.world.webhooks.secret):
            assert hidden not in told
    tell_fate(hotline, "aws", survey_sms(hotline, ticket))
    hotline.advance("P2D")
    assert "is refused" in caplog.text
    for hidden in (CITIZEN[3:], NEIGHBOUR[3:], "非常好", hotline.world.webhooks.secret):
        assert hidden not in caplog.text
