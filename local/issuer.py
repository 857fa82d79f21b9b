"""The identity provider of the single-machine run: one key pair a run, tokens for any role."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

ISSUER = "https://localhost/lianxin"
AUDIENCE = "lianxin"
KEY_ID = "local"
FOR_EVER = datetime(2200, 1, 1, tzinfo=UTC)


def subject(
    roles: list[str], jurisdiction: str | None, unit: str | None = None, phone: str | None = None
) -> str:
    """By what somebody is known: the same for the same role, place, unit and phone."""
    parts = ["-".join(roles), jurisdiction, unit]
    if phone:
        parts.append(hashlib.sha256(phone.encode()).hexdigest()[:8])
    return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Issuer:
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def jwks(self) -> dict[str, Any]:
        public = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "alg": "ES256", "use": "sig"}]}

    def token(
        self,
        roles: list[str],
        jurisdiction: str | None,
        unit: str | None = None,
        phone: str | None = None,
    ) -> str:
        """A token that no move of the clock outlives; the same person has the same `sub`."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject(roles, jurisdiction, unit, phone),
            "exp": int(FOR_EVER.timestamp()),
            "roles": roles,
        }
        given = {"jurisdiction": jurisdiction, "unit": unit, "phone_number": phone}
        claims |= {name: value for name, value in given.items() if value}
        return jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": KEY_ID})
