"""Bearer tokens: JWT signed by an OIDC issuer we know, verified here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from chalicelib.domain.directory import Actor, Role

ALGORITHMS = ("RS256", "ES256")
CLAIMED_ROLES = {role.value: role for role in Role if role != Role.SYSTEM}
LONGEST_TOKEN = 8_192


@dataclass(frozen=True, slots=True)
class JwtTokens:
    """`keys` is a JWKS (a JSON object with `keys`); each key verifies its own algorithm only.

    Instants are compared with the clock handed in, never with the machine's.
    """

    keys: Mapping[str, Any]
    issuer: str
    audience: str

    def verify(self, token: str, now: datetime) -> Actor | None:
        claims = self._claims(token)
        if claims is None or not _valid_at(claims, now):
            return None
        return _actor(claims)

    def _claims(self, token: str) -> Mapping[str, Any] | None:
        if len(token) > LONGEST_TOKEN:
            return None
        try:
            header = jwt.get_unverified_header(token)
            key = self._key(header.get("kid"))
            if key is None or key.algorithm_name not in ALGORITHMS:
                return None
            return jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                issuer=self.issuer,
                audience=self.audience,
                options={
                    "require": ["exp", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None

    def _key(self, key_id: object) -> jwt.PyJWK | None:
        found = [key for key in self.keys.get("keys", ()) if key.get("kid") == key_id]
        return jwt.PyJWK(found[0]) if found else None


def _valid_at(claims: Mapping[str, Any], now: datetime) -> bool:
    instants = [claims["exp"], claims.get("nbf", 0)]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in instants):
        return False
    seconds = now.astimezone(UTC).timestamp()
    return bool(claims.get("nbf", 0) <= seconds < claims["exp"])


def _actor(claims: Mapping[str, Any]) -> Actor | None:
    """Unknown roles give nothing; a claim of the wrong type gives no actor at all."""
    roles = claims.get("roles", [])
    texts = [claims.get(name) for name in ("jurisdiction", "unit", "phone_number")]
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        return None
    if not all(text is None or isinstance(text, str) for text in texts):
        return None
    jurisdiction, unit, phone = (text or None for text in texts)
    return Actor(
        id=claims["sub"],
        roles=frozenset(CLAIMED_ROLES[role] for role in roles if role in CLAIMED_ROLES),
        jurisdiction=jurisdiction or "",
        unit=unit,
        phone=phone,
    )
