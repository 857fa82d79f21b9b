"""What a caller is told whose token cannot be judged, or is bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.adapters.http_client import NotReached
from chalicelib.adapters.jwks import FetchedKeys
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.bootstrap import install
from local.issuer import AUDIENCE, ISSUER
from tests.api.conftest import Hotline, start
from tests.identity.forging import forged


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


def test_while_keys_cannot_be_read_the_answer_is_to_come_again(hotline: Hotline) -> None:
    def down(url: str) -> bytes:
        raise NotReached(url)

    keys = FetchedKeys("https://id.example/keys", down)
    install(replace(hotline.world.ports, tokens=JwtTokens(keys, ISSUER, AUDIENCE)))
    reply = hotline.call("GET", "/v1/tickets", who="office")
    assert (reply.status, reply.code) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) > 0


def test_a_forged_token_is_answered_like_none(hotline: Hotline) -> None:
    without = hotline.call("GET", "/v1/tickets")
    for _, token in forged(100, seed=9):
        if token.isprintable() and token.isascii():
            headers = {"Authorization": f"Bearer {token}"}
            reply = hotline.send("GET", "/v1/tickets", None, headers)
            assert (reply.status, reply.code) == (401, "unauthenticated")
            assert {**reply.body, "request_id": ""} == {**without.body, "request_id": ""}
            assert reply.headers["www-authenticate"] == "Bearer"
