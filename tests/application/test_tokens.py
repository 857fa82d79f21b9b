"""Tokens are believed only if our issuer signed them, for us, and they are valid now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from chalicelib.adapters.jwt_tokens import SKEW, JwtTokens
from chalicelib.domain.directory import Role

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
KEYS: dict[str, Any] = {
    "keys": [
        {**RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True), "kid": "r", "alg": "RS256"},
        {**ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True), "kid": "e", "alg": "ES256"},
    ]
}
TOKENS = JwtTokens.of_key_set(KEYS, "https://id.example", "lianxin")
CLAIMS = {
    "iss": "https://id.example",
    "aud": "lianxin",
    "sub": "u1",
    "exp": int((NOW + timedelta(hours=1)).timestamp()),
    "roles": ["handler", "emperor", "system"],
    "jurisdiction": "zhaoqing",
    "unit": "urban-management",
    "phone_number": "+8613800000000",
}


def signed(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = EC_KEY,
    kid: str = "e",
    algorithm: str = "ES256",
    **but: object,
) -> str:
    claims = {name: value for name, value in {**CLAIMS, **but}.items() if value is not None}
    return jwt.encode(claims, key, algorithm, headers={"kid": kid})


@pytest.mark.parametrize("token", [signed(), signed(RSA_KEY, "r", "RS256")])
def test_a_good_token_names_an_actor_and_unknown_roles_give_nothing(token: str) -> None:
    actor = TOKENS.verify(token, NOW)
    assert actor is not None
    assert actor.roles == {Role.HANDLER}
    assert (actor.id, actor.jurisdiction, actor.unit) == ("u1", "zhaoqing", "urban-management")
    assert actor.phone == "+8613800000000"


STRANGER = ec.generate_private_key(ec.SECP256R1())
BAD = {
    "expired": signed(exp=int((NOW - SKEW).timestamp())),
    "not yet": signed(nbf=int((NOW + SKEW).timestamp()) + 1),
    "no expiry": signed(exp=None),
    "no subject": signed(sub=None),
    "another issuer": signed(iss="https://evil.example"),
    "another audience": signed(aud="other"),
    "another key": signed(STRANGER),
    "unknown key": signed(kid="x"),
    "the key of another algorithm": signed(kid="r"),
    "signed with the public key": jwt.encode(
        CLAIMS, "a public key is no secret at all", "HS256", headers={"kid": "e"}
    ),
    "roles are no list": signed(roles="office"),
    "a role is no text": signed(roles=[1]),
    "a unit is no text": signed(unit=5),
    "nonsense": "a.b.c",
    "nothing": "",
}


@pytest.mark.parametrize("token", BAD.values(), ids=BAD.keys())
def test_a_bad_token_names_nobody(token: str) -> None:
    assert TOKENS.verify(token, NOW) is None
