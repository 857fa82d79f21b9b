"""Bearer tokens: JWT signed by an OIDC issuer we know, verified here and nowhere else.

No gateway is asked: the single-machine run believes exactly what the deployed system believes.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from chalicelib.adapters.jwks import FixedKeys, Keys, keys_of
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.shape import PHONE
from chalicelib.late import dataclass

CLAIMED_ROLES = {role.value: role for role in Role if role != Role.SYSTEM}
LONGEST_TOKEN = 8_192
LONGEST_ID = 200
PARTS = 3
# As whom the system acts by itself: nobody else may bear these names in its records.
OUR_OWN = frozenset({"system", "nobody"})
# The clocks of an issuer and ours may differ by this much, either way.
SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class JwtTokens:
    """The tokens of one issuer; each of its keys verifies its own algorithm only.

    `roles` and `jurisdictions` bound what it may say of anybody (None: all there are); `prefix`
    goes before each `sub`, and what begins with one of `others` is for another issuer to say: so
    that no two can name the same person. Instants are compared with the clock handed in, never with
    the machine's.
    """

    keys: Keys
    issuer: str
    audience: str
    roles: frozenset[Role] | None = None
    jurisdictions: frozenset[str] | None = None
    prefix: str = ""
    others: tuple[str, ...] = ()

    @classmethod
    def of_key_set(cls, document: object, issuer: str, audience: str) -> JwtTokens:
        """Those of an issuer whose key set is at hand; `NoKeys` if that is none."""
        return cls(FixedKeys(keys_of(document)), issuer, audience)

    def verify(self, token: str, now: datetime) -> Actor | None:
        """Raises `Unavailable` if the issuer's keys cannot be had."""
        claims = self._claims(token, now)
        if claims is None or not _valid_at(claims, now):
            return None
        actor = _actor(claims, self.prefix)
        return self._bounded(actor) if actor else None

    def _claims(self, token: str, now: datetime) -> Mapping[str, Any] | None:
        if not self.issuer or len(token) > LONGEST_TOKEN:
            return None
        try:
            key = self._key(token, now)
            if key is None:
                return None
            return jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                issuer=self.issuer,
                audience=self.audience,
                options={
                    "require": ["exp", "sub", "iss", "aud"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            return None

    def _key(self, token: str, now: datetime) -> jwt.PyJWK | None:
        """By its id alone: a key, a certificate or an address that the token brings is nothing."""
        header = jwt.get_unverified_header(token)
        key_id = header.get("kid")
        if not isinstance(key_id, str) or not key_id or "crit" in header or "b64" in header:
            return None
        return self.keys.get(key_id, now)

    def _bounded(self, actor: Actor) -> Actor | None:
        if actor.id.startswith(self.others):
            return None
        if self.jurisdictions is not None and actor.jurisdiction not in self.jurisdictions:
            return None
        return actor if self.roles is None else actor.but(roles=actor.roles & self.roles)


@dataclass(frozen=True, slots=True)
class SeveralIssuers:
    """Each token is its own issuer's to verify: `iss` only chooses who is asked."""

    issuers: Sequence[JwtTokens]
    _by_name: dict[str, JwtTokens] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {one.issuer: one for one in self.issuers})

    def verify(self, token: str, now: datetime) -> Actor | None:
        """Raises `Unavailable` if the keys of the one it names cannot be had."""
        found = self._by_name.get(_issuer_named(token))
        return found.verify(token, now) if found else None


def _issuer_named(token: str) -> str:
    parts = token.split(".") if len(token) <= LONGEST_TOKEN else []
    if len(parts) != PARTS:
        return ""
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    named = claims.get("iss") if isinstance(claims, dict) else None
    return named if isinstance(named, str) else ""


def _valid_at(claims: Mapping[str, Any], now: datetime) -> bool:
    """`nbf` ≤ now < `exp`, give or take the skew."""
    instants = [claims["exp"], claims.get("nbf", 0)]
    if not all(_is_instant(one) for one in instants):
        return False
    seconds, skew = now.astimezone(UTC).timestamp(), SKEW.total_seconds()
    return bool(instants[1] - skew <= seconds < instants[0] + skew)


def _is_instant(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


# How a number is grouped for people, which says nothing of it.
GROUPING = {ord(one): None for one in " -()"}
E164 = re.compile(PHONE.pattern or "")


def _actor(claims: Mapping[str, Any], prefix: str) -> Actor | None:
    """Unknown roles give nothing; a claim of the wrong type gives no actor at all.

    A number that the issuer has not verified is nobody's: tickets are owned by it.
    """
    roles, subject = claims.get("roles", []), claims["sub"]
    texts = [claims.get(name) for name in ("jurisdiction", "unit", "phone_number")]
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        return None
    if not all(text is None or isinstance(text, str) for text in texts):
        return None
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_ID:
        return None
    if not subject.isprintable() or prefix + subject in OUR_OWN:
        return None
    jurisdiction, unit, phone = (text or None for text in texts)
    if claims.get("phone_number_verified", True) is not True:
        phone = None
    return Actor(
        id=prefix + subject,
        roles=frozenset(CLAIMED_ROLES[role] for role in roles if role in CLAIMED_ROLES),
        jurisdiction=jurisdiction or "",
        unit=unit,
        phone=_e164(phone) if phone else None,
    )


def _e164(given: str) -> str | None:
    """As tickets have it, a number of China without its country too; None for what is none."""
    number = given.translate(GROUPING)
    if re.fullmatch("1[3-9][0-9]{9}", number):
        number = f"+86{number}"
    return number if E164.fullmatch(number) else None
