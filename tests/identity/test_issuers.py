"""Several issuers: each for its own people, and none for more than it was trusted with."""

from __future__ import annotations

import json

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.issuers import issuers_of
from chalicelib.adapters.jwt_tokens import SKEW
from chalicelib.bootstrap import Misconfigured
from chalicelib.domain.directory import Role
from chalicelib.reading import Unreadable
from tests.identity.tokens import (
    CITIZENS,
    ISSUER,
    KEY_SET,
    NOW,
    OTHER_KEY,
    TOKENS,
    Json,
    claims,
    public,
    signed,
)

STAFF: Json = {"issuer": ISSUER, "audience": "lianxin", "jwks": KEY_SET}
OF_CITIZENS: Json = {
    "issuer": CITIZENS,
    "audience": "app",
    "jwks": {"keys": [public(OTHER_KEY, "c")]},
    "roles": ["citizen"],
    "prefix": "app:",
}


def citizen(**but: object) -> str:
    return signed(claims(**{"iss": CITIZENS, "aud": "app", **but}), OTHER_KEY, "c")


def test_an_issuer_gives_no_role_that_it_may_not_give() -> None:
    found = issuers_of([STAFF, OF_CITIZENS]).verify(citizen(roles=["office", "citizen"]), NOW)
    assert found is not None
    assert found.roles == {Role.CITIZEN}


def test_two_issuers_never_name_the_same_person() -> None:
    tokens = issuers_of([STAFF, OF_CITIZENS])
    named = [tokens.verify(token, NOW) for token in (signed(), citizen())]
    assert [one.id for one in named if one] == ["u1", "app:u1"]


def test_an_issuer_does_not_take_the_prefix_of_another_into_its_own_names() -> None:
    assert issuers_of([STAFF]).verify(signed(claims(sub="app:u1")), NOW)
    assert issuers_of([STAFF, OF_CITIZENS]).verify(signed(claims(sub="app:u1")), NOW) is None


def test_prefixes_that_begin_alike_are_refused() -> None:
    longer = {**OF_CITIZENS, "issuer": "https://third.example", "prefix": "app:x"}
    with pytest.raises(Unreadable):
        issuers_of([OF_CITIZENS, longer])


def test_an_issuer_speaks_only_for_its_places() -> None:
    tokens = issuers_of([{**STAFF, "jurisdictions": ["taian"]}])
    assert tokens.verify(signed(), NOW) is None
    assert tokens.verify(signed(claims(jurisdiction="taian")), NOW)


@pytest.mark.parametrize(("late", "good"), [(-1, True), (0, False)])
def test_clocks_may_differ_by_half_a_minute(late: int, good: bool) -> None:
    ended = int(NOW.timestamp() - SKEW.total_seconds()) - late
    assert (TOKENS.verify(signed(claims(exp=ended)), NOW) is not None) is good
    begins = int(NOW.timestamp() + SKEW.total_seconds()) + late + 1
    assert (TOKENS.verify(signed(claims(nbf=begins)), NOW) is not None) is good


def test_a_token_may_be_for_several_audiences() -> None:
    assert TOKENS.verify(signed(claims(aud=["other", "lianxin"])), NOW)


@pytest.mark.parametrize(
    ("but", "pointer"),
    [
        ({"jwks": None}, "/issuers/0/jwks_url"),
        ({"jwks_url": "https://id.example/keys"}, "/issuers/0/jwks_url"),
        ({"jwks": None, "jwks_url": "http://id.example/keys"}, "/issuers/0/jwks_url"),
        ({"jwks": {}}, "/issuers/0/jwks"),
        ({"issuer": ""}, "/issuers/0/issuer"),
        ({"audience": 5}, "/issuers/0/audience"),
        ({"roles": ["king"]}, "/issuers/0/roles/0"),
        ({"secret": "s"}, "/issuers/0/secret"),
    ],
)
def test_what_is_no_issuer_is_told_by_its_field(but: Json, pointer: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        issuers_of([{**STAFF, **but}])
    assert wrong.value.errors[0].pointer == pointer


@pytest.mark.parametrize(
    "listed", [[], {}, "x", [STAFF, STAFF], [STAFF, {**OF_CITIZENS, "prefix": None}]]
)
def test_issuers_that_cannot_be_told_apart_are_none(listed: object) -> None:
    with pytest.raises(Unreadable):
        issuers_of(listed)


# --- from the environment ---


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISSUERS", "ISSUER", "AUDIENCE", "JWKS", "JWKS_URL"):
        monkeypatch.delenv(f"OIDC_{name}", raising=False)


def test_one_issuer_is_told_by_plain_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv("OIDC_JWKS", json.dumps(KEY_SET))
    assert bootstrap.tokens().verify(signed(), NOW)


def test_several_are_told_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUERS", json.dumps([STAFF, OF_CITIZENS]))
    assert bootstrap.tokens().verify(citizen(), NOW)


def test_without_an_issuer_nobody_is_believed() -> None:
    assert bootstrap.tokens().verify(signed(), NOW) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("ISSUERS", "{"), ("ISSUERS", '[{"issuer": "s3cret"}]'), ("JWKS", "{"), ("JWKS", "{}")],
)
def test_a_mistake_stops_the_start_and_tells_no_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", ISSUER)
    monkeypatch.setenv(f"OIDC_{name}", value)
    with pytest.raises(Misconfigured) as wrong:
        bootstrap.tokens()
    assert "s3cret" not in str(wrong.value)
