"""The keys of an issuer: which are used, how long they are believed, when they are fetched."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.adapters.http_client import NoAnswer, NotReached
from chalicelib.adapters.jwks import (
    FRESH_FOR,
    KEPT_FOR,
    FetchedKeys,
    NoKeys,
    ask_over_http,
    keys_of,
)
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.application.ports import Unavailable
from tests.identity.tokens import (
    AUDIENCE,
    EC_KEY,
    ISSUER,
    KEY_SET,
    NOW,
    OTHER_KEY,
    RSA_KEY,
    Json,
    claims,
    public,
    signed,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Endpoint:
    """An issuer's address, which may be down, or talk nonsense."""

    key_set: Json = field(default_factory=lambda: KEY_SET)
    down: Exception | None = None
    raw: bytes | None = None
    asked: int = 0

    def __call__(self, url: str) -> bytes:
        assert url == "https://id.example/keys"
        self.asked += 1
        if self.down:
            raise self.down
        return json.dumps(self.key_set).encode() if self.raw is None else self.raw


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


@pytest.fixture
def keys(endpoint: Endpoint) -> FetchedKeys:
    return FetchedKeys("https://id.example/keys", endpoint)


# --- which keys ---


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "x"},
        public(RSA_KEY, "x", alg="RS512"),
        public(RSA_KEY, "x", alg="HS256"),
        public(RSA_KEY, "x", use="enc"),
        public(rsa.generate_private_key(65537, 1024), "x"),  # noqa: S505 - too short on purpose
        public(ec.generate_private_key(ec.SECP384R1()), "x"),
        public(EC_KEY, ""),
        {**public(EC_KEY, "x"), "kid": 5},
        {**public(EC_KEY, "x"), "d": "AAAA"},
        {**public(EC_KEY, "x"), "x": "!"},
        "x",
        None,
    ],
    ids=[
        "symmetric", "RS512", "HS256", "for encryption", "too short", "another curve", "no name",
        "a number for a name", "private", "no point of the curve", "no key", "nothing",
    ],
)  # fmt: skip
def test_a_key_that_is_no_use_is_left_out(key: object) -> None:
    assert list(keys_of({"keys": [key, public(EC_KEY, "e")]})) == ["e"]


def test_a_keys_algorithm_is_its_own() -> None:
    found = keys_of({"keys": [public(RSA_KEY, "r"), public(EC_KEY, "e", alg="ES256")]})
    assert {one: key.algorithm_name for one, key in found.items()} == {"r": "RS256", "e": "ES256"}


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, "keys"])
def test_what_is_no_key_set_is_refused(document: object) -> None:
    with pytest.raises(NoKeys):
        keys_of(document)


def test_two_keys_of_one_id_are_refused() -> None:
    with pytest.raises(NoKeys):
        keys_of({"keys": [public(EC_KEY, "e"), public(OTHER_KEY, "e")]})


# --- when they are fetched ---


def test_keys_are_fetched_once_and_known_for_a_quarter_of_an_hour(
    keys: FetchedKeys, endpoint: Endpoint
) -> None:
    for passed in (timedelta(), SECOND, FRESH_FOR - SECOND):
        assert keys.get("e", NOW + passed)
    assert endpoint.asked == 1
    assert keys.get("e", NOW + FRESH_FOR)
    assert endpoint.asked == 2


def test_a_new_key_is_found_when_a_token_names_it(keys: FetchedKeys, endpoint: Endpoint) -> None:
    assert keys.get("e", NOW)
    endpoint.key_set = {"keys": [public(OTHER_KEY, "new")]}
    assert keys.get("new", NOW + MINUTE)
    assert keys.get("e", NOW + MINUTE) is None


def test_unknown_ids_ask_at_most_once_a_minute(keys: FetchedKeys, endpoint: Endpoint) -> None:
    for second in range(180):
        assert keys.get(f"unknown-{second}", NOW + second * SECOND) is None
    assert endpoint.asked == 3


@pytest.mark.parametrize("down", [NotReached("refused"), NoAnswer("timeout")], ids=str)
def test_the_keys_of_before_are_believed_for_six_hours(
    keys: FetchedKeys,
    endpoint: Endpoint,
    down: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert keys.get("e", NOW)
    endpoint.down = down
    with caplog.at_level(logging.WARNING):
        assert keys.get("e", NOW + KEPT_FOR - SECOND)
    assert caplog.messages == [f"the keys of an issuer were not read: {type(down).__name__}"]
    with pytest.raises(Unavailable):
        keys.get("e", NOW + KEPT_FOR)
    endpoint.down = None
    assert keys.get("e", NOW + KEPT_FOR + MINUTE)


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b'{"keys": 1}', b"\xff", b"[" * 100_000], ids=len
)
def test_an_answer_that_is_no_key_set_changes_nothing(
    keys: FetchedKeys, endpoint: Endpoint, raw: bytes
) -> None:
    assert keys.get("e", NOW)
    endpoint.raw = raw
    assert keys.get("e", NOW + FRESH_FOR)
    assert endpoint.asked == 2


def test_without_keys_nobody_is_told_that_their_token_is_bad(
    keys: FetchedKeys, endpoint: Endpoint
) -> None:
    """It may be good: what cannot be said now is another answer than no."""
    endpoint.down = NotReached("refused")
    tokens = JwtTokens(keys, ISSUER, AUDIENCE)
    with pytest.raises(Unavailable):
        tokens.verify(signed(), NOW)
    endpoint.down = None
    assert tokens.verify(signed(), NOW + MINUTE)
    assert tokens.verify(signed(claims(iss="x")), NOW + MINUTE) is None


def test_only_a_whole_answer_with_status_200_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(status: int) -> Any:  # noqa: ANN401 - stands for a method
        from chalicelib.adapters.http_client import Answered  # noqa: PLC0415 - what it answers with

        return lambda *_: Answered(status, b"{}")

    monkeypatch.setattr("chalicelib.adapters.http_client.Http.ask", answers(200))
    assert ask_over_http("https://id.example/keys") == b"{}"
    monkeypatch.setattr("chalicelib.adapters.http_client.Http.ask", answers(302))
    with pytest.raises(NoAnswer):
        ask_over_http("https://id.example/keys")


def test_keys_are_not_fetched_without_https() -> None:
    with pytest.raises(NotReached):
        ask_over_http("http://id.example/keys")
