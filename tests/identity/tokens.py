"""Two issuers with keys of both kinds, their honest tokens, and when all of it happens."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from chalicelib.adapters.jwt_tokens import JwtTokens, SeveralIssuers

Json = dict[str, Any]
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ISSUER, CITIZENS = "https://id.example", "https://citizens.example"
AUDIENCE = "lianxin"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


def public(key: Key, kid: str, **but: object) -> Json:
    """As an issuer publishes it."""
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    told: Json = json.loads(algorithm.to_jwk(key.public_key()))  # type: ignore[arg-type]
    return {**told, "kid": kid, "use": "sig", **but}


KEY_SET: Json = {"keys": [public(RSA_KEY, "r"), public(EC_KEY, "e")]}
TOKENS = SeveralIssuers(
    [
        JwtTokens.of_key_set(KEY_SET, ISSUER, AUDIENCE),
        JwtTokens.of_key_set({"keys": [public(OTHER_KEY, "c")]}, CITIZENS, AUDIENCE),
    ]
)


def claims(**but: object) -> Json:
    """Of an office clerk, valid for an hour; None leaves a claim out."""
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "u1",
        "exp": at(hours=1),
        "roles": ["office"],
        "jurisdiction": "zhaoqing",
    }
    return {name: one for name, one in {**usual, **but}.items() if one is not None}


def at(**later: float) -> int:
    return int((NOW + timedelta(**later)).timestamp())


def signed(
    given: Mapping[str, Any] | None = None,
    key: Key = EC_KEY,
    kid: str | None = "e",
    **headers: object,
) -> str:
    """By hand: a library refuses to sign what must be refused when it is read."""
    algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
    told = {"alg": algorithm, **({"kid": kid} if kid is not None else {}), **headers}
    text = f"{part(told)}.{part(dict(claims() if given is None else given))}"
    return f"{text}.{b64(jwt.get_algorithm_by_name(algorithm).sign(text.encode(), key))}"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def part(value: object) -> str:
    return b64(json.dumps(value).encode())
