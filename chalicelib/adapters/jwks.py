"""The keys of an issuer: those that verify a signature, by their ids.

A key brings its algorithm along: RSA of 2048 bits or more is RS256, P-256 is ES256, all else is no
key of ours. What a token says of its own algorithm or its own key is never looked at here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from chalicelib.adapters.http_client import Http, NoAnswer, NotReached, Request
from chalicelib.application.ports import Unavailable
from chalicelib.late import dataclass

ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}
LEAST_RSA_BITS = 2048
FETCH_SECONDS = 2.0
ASKED_AGAIN_AFTER = timedelta(minutes=1)
FRESH_FOR = timedelta(minutes=15)
KEPT_FOR = timedelta(hours=6)

log = logging.getLogger(__name__)
ById = Mapping[str, jwt.PyJWK]


class Keys(Protocol):
    def get(self, key_id: str, now: datetime) -> jwt.PyJWK | None:
        """The key of this id; `Unavailable` if nobody can say now which keys there are."""


class NoKeys(ValueError):
    """What should be a JSON Web Key Set is none, or has no key that could verify a token."""


def keys_of(document: object) -> ById:
    """The usable keys of a key set; `NoKeys` if it is none, or there are two of one id."""
    listed = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        raise NoKeys("expected an object with `keys`")
    usable = [key for one in listed for key in _usable(one)]
    found = {str(key.key_id): key for key in usable}
    if len(found) != len(usable):
        raise NoKeys("two keys have the same `kid`")
    return found


def _usable(given: object) -> Iterator[jwt.PyJWK]:
    """Others may stand in a set, for encryption or of algorithms yet to come: they are skipped."""
    if not isinstance(given, Mapping):
        return
    algorithm = ALGORITHMS.get(str(given.get("kty")))
    key_id, use = given.get("kid"), given.get("use", "sig")
    if algorithm is None or given.get("alg", algorithm) != algorithm or use != "sig":
        return
    if not isinstance(key_id, str) or not key_id or "d" in given:
        return
    if algorithm == "ES256" and given.get("crv") != "P-256":
        return
    try:
        key = jwt.PyJWK(dict(given), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return
    if not isinstance(key.key, RSAPublicKey) or key.key.key_size >= LEAST_RSA_BITS:
        yield key


@dataclass(frozen=True, slots=True)
class FixedKeys:
    """Keys that stand in the configuration."""

    by_id: ById

    def get(self, key_id: str, now: datetime) -> jwt.PyJWK | None:  # noqa: ARG002 - they do not change
        return self.by_id.get(key_id)


class Ask(Protocol):
    def __call__(self, url: str) -> bytes:
        """What stands there; `NotReached` or `NoAnswer` if that cannot be had now."""


def ask_over_http(url: str) -> bytes:
    answer = Http(FETCH_SECONDS).ask(Request("GET", url, {"Accept": "application/json"}, b""))
    if answer.status != HTTPStatus.OK:
        raise NoAnswer(f"status {answer.status}")
    return answer.body


@dataclass(slots=True)
class FetchedKeys:
    """Keys behind an URL, known for 15 minutes; rotated when a token names one that is unknown.

    Whatever tokens say, the URL is asked at most once a minute. While it does not answer, the keys
    of before are believed for six hours; then, or if there were never any, `Unavailable`.
    """

    url: str
    ask: Ask = ask_over_http
    _known: ById | None = None
    _read_at: datetime | None = None
    _asked_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self, key_id: str, now: datetime) -> jwt.PyJWK | None:
        with self._lock:
            if not self._within(self._read_at, FRESH_FOR, now) or key_id not in (self._known or ()):
                self._read_again(now)
            if self._known is None or not self._within(self._read_at, KEPT_FOR, now):
                raise Unavailable
            return self._known.get(key_id)

    @staticmethod
    def _within(since: datetime | None, time: timedelta, now: datetime) -> bool:
        return since is not None and now - since < time

    def _read_again(self, now: datetime) -> None:
        if self._within(self._asked_at, ASKED_AGAIN_AFTER, now):
            return
        self._asked_at = now
        try:
            self._known = keys_of(json.loads(self.ask(self.url)))
            self._read_at = now
        except (NotReached, NoAnswer, ValueError, RecursionError) as wrong:
            log.warning("the keys of an issuer were not read: %s", type(wrong).__name__)
