"""The composition root: what the system is made of, put together once a container.

The only clock of the deployed system is here. Configuration comes from the environment:
`OIDC_ISSUER`, `OIDC_AUDIENCE` and `OIDC_JWKS` (the issuer's keys as JSON) or `OIDC_JWKS_URL` (where
they are), or `OIDC_ISSUERS` (JSON, a list of such as `chalicelib.adapters.issuers` reads it),
`STAFF_LISTED` (comma-separated: places that list all their staff), `CURSOR_KEY` (signs cursors and
rating links; without it a key that follows from the phones' index key, so that all containers have
the same), `AUDITED_PLACES` (comma-separated: where the office audits though its text does not ask
for it), `RATE_LIMITS` (`off`: citizens and addresses may ask as often as they like).

SMS: `PUBLIC_URL` (where citizens and providers find us), `SMS_PROVIDERS` (JSON, a list as
`chalicelib.adapters.sms.configured` reads it; or `SMS_PROVIDERS_SECRET`, a secret with it under
`providers`), `SMS_SETTINGS` (JSON, as `chalicelib.adapters.sms.settings` reads it),
`SURVEYED_ABOVE` (places whose citizens a level above asks), `INBOX_QUEUE` (URL of the queue between
the webhooks and their work).

State is in the tables that `TICKETS_TABLE`, `DEADLINES_TABLE`, `MESSAGES_TABLE` and
`REFERENCE_TABLE` (imported calendar years, each place's units) name, and then phones are sealed
with `PHONE_SEAL_KEY` and found by `PHONE_INDEX_KEY` (Base64), or with the keys `seal` and `index`
of the secret `PHONE_KEYS_SECRET`. Without tables it is in memory, which no deployed function may
have.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any

from chalicelib.adapters.issuers import issuers_of
from chalicelib.adapters.jwt_tokens import SeveralIssuers
from chalicelib.adapters.lambda_workers import LambdaWorkers
from chalicelib.adapters.memory.edge import LocalUploads
from chalicelib.adapters.memory.reference import FixedSettings, MemoryRegulations
from chalicelib.adapters.observing.alone import Alone
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.adapters.sms.configured import Sms, configured
from chalicelib.adapters.sms.settings import sms_settings
from chalicelib.adapters.sqs_inbox import SqsInbox
from chalicelib.adapters.sqs_inbox import read as read_mail
from chalicelib.adapters.stores import Stores, TableNames, in_memory, in_tables
from chalicelib.application import sms_lengths
from chalicelib.application.deliver import AtOnce, ByStream
from chalicelib.application.edge_ports import UNLIMITED
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.ports import Clock, Ports, Regulations
from chalicelib.application.sms_ports import Mail
from chalicelib.application.telling_ports import Observer
from chalicelib.reading import Unreadable

TABLES = ("TICKETS_TABLE", "DEADLINES_TABLE", "MESSAGES_TABLE", "REFERENCE_TABLE")
QUIET = ("quiet_from", "quiet_until")
SEAL_BYTES, LEAST_INDEX_BYTES = 32, 16


class Misconfigured(RuntimeError):
    """The environment lacks something, or holds what cannot be used. Values are never told."""


class SystemClock:
    def now(self) -> datetime:
        """To the second: regulations and staff count no finer."""
        return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Container:
    """Holds the system of this process."""

    lock: Lock = field(default_factory=Lock)
    ports: Ports | None = None


_container = Container()


def system() -> Ports:
    """The system of this process, built when it is first asked for."""
    with _container.lock:
        if _container.ports is None:
            _container.ports = _with_texts_that_fit(build())
        return _container.ports


def install(ports: Ports) -> None:
    """Use this system from now on: the single-machine run and the tests bring their own."""
    with _container.lock:
        _container.ports = ports


def _with_texts_that_fit(ports: Ports) -> Ports:
    """The same; `Misconfigured` if a provider would not take what it is to send."""
    if wrong := sms_lengths.too_long(ports):
        raise Misconfigured(f"with SMS_SETTINGS and PUBLIC_URL {'; '.join(wrong)}")
    return ports


def build() -> Ports:
    """A system from the environment; `Misconfigured` if that cannot be."""
    regulations, clock = MemoryRegulations(load_regulations()), SystemClock()
    names, queue = table_names(), os.environ.get("INBOX_QUEUE")
    sms = sms_of_environment(clock)
    phones = phone_keys() if names else PhoneKeys.made()
    stores = (
        _tables(names, phones, regulations, clock) if names else in_memory({}, phones, clock.now)
    )
    if os.environ.get("RATE_LIMITS") == "off":
        stores["limits"] = UNLIMITED
    return Ports(
        **stores,
        workers=LambdaWorkers(os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")),
        regulations=regulations,
        settings=settings(),
        clock=clock,
        ids=RandomIds(),
        providers=sms.providers,
        webhooks=sms.webhooks,
        inbox=SqsInbox(queue) if queue else WorkedAtOnce(),
        waker=ByStream() if names else AtOnce(),
        tokens=tokens(),
        uploads=LocalUploads("/uploads"),
        cursor_key=os.environ.get("CURSOR_KEY", "").encode() or phones.derived("cursors"),
        telling=observer().telling,
    )


@cache
def observer() -> Observer:
    """Who looks after the logs, figures and traces of this process."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return Alone()
    from chalicelib.adapters.observing.powertools import (  # noqa: PLC0415 - only where deployed
        Powertools,
    )

    return Powertools()


def tokens() -> SeveralIssuers:
    """Of the issuers that are configured; without any nobody is believed."""
    try:
        listed = json.loads(os.environ.get("OIDC_ISSUERS") or "null") or _only_issuer()
        return issuers_of(listed) if listed else SeveralIssuers(())
    except Unreadable as wrong:
        raise Misconfigured(f"OIDC_ISSUERS: {wrong}") from None
    except ValueError:
        raise Misconfigured("OIDC_ISSUERS or OIDC_JWKS is no JSON") from None


def _only_issuer() -> list[dict[str, Any]]:
    issuer, url = os.environ.get("OIDC_ISSUER"), os.environ.get("OIDC_JWKS_URL")
    if not issuer:
        return []
    keys = {"jwks_url": url} if url else {"jwks": json.loads(os.environ.get("OIDC_JWKS", "null"))}
    audience = os.environ.get("OIDC_AUDIENCE") or "lianxin"
    return [{"issuer": issuer, "audience": audience, **keys}]


def settings() -> FixedSettings:
    """Places, and how each sends; `Misconfigured` if that cannot be read."""
    try:
        sms_of = sms_settings(json.loads(os.environ.get("SMS_SETTINGS", "{}")))
    except Unreadable as wrong:
        raise Misconfigured(f"SMS_SETTINGS: {wrong}") from None
    except ValueError:
        raise Misconfigured("SMS_SETTINGS is no JSON") from None
    return FixedSettings(
        url=os.environ.get("PUBLIC_URL", ""),
        audited=_places("AUDITED_PLACES"),
        above=_places("SURVEYED_ABOVE"),
        listed=_places("STAFF_LISTED"),
        sms_of=sms_of,
    )


def _places(name: str) -> frozenset[str]:
    return frozenset(filter(None, os.environ.get(name, "").split(",")))


def sms_of_environment(clock: Clock) -> Sms:
    """Those that `SMS_PROVIDERS`, or the secret of that name's `_SECRET`, lists; else none."""
    public_url = os.environ.get("PUBLIC_URL", "").rstrip("/")
    try:
        sms = configured(json.loads(_providers()), public_url, clock.now)
    except Unreadable as wrong:
        raise Misconfigured(f"SMS_PROVIDERS: {wrong}") from None
    except ValueError:
        raise Misconfigured("SMS_PROVIDERS is no JSON") from None
    if sms.webhooks and not public_url.startswith("https://"):
        raise Misconfigured("PUBLIC_URL, where citizens and providers find us, begins with https")
    return sms


def _providers() -> str:
    secret = os.environ.get("SMS_PROVIDERS_SECRET")
    if not secret:
        return os.environ.get("SMS_PROVIDERS", "[]")
    from chalicelib.adapters.secrets import fetched  # noqa: PLC0415 - only where there is one

    try:
        return fetched(secret)["providers"]
    except KeyError:
        raise Misconfigured(f"the secret {secret} has no `providers`") from None


def mail_of(text: str) -> Mail:
    """What a message of the inbox's queue holds."""
    return read_mail(text)


def table_names() -> TableNames | None:
    """None if none is named; some without the others are a mistake."""
    given = [os.environ.get(name) for name in TABLES]
    missing = ", ".join(name for name, value in zip(TABLES, given, strict=True) if not value)
    if not any(given):
        if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            raise Misconfigured(f"a deployed function keeps its state in tables: {missing}")
        return None
    if missing:
        raise Misconfigured(f"not all tables are named: {missing}")
    return TableNames(*map(str, given))


def _tables(names: TableNames, phones: PhoneKeys, regulations: Regulations, clock: Clock) -> Stores:
    from chalicelib.adapters.dynamodb.calls import client  # noqa: PLC0415 - only with tables

    return in_tables(client(), names, phones, regulations, clock.now)


def phone_keys() -> PhoneKeys:
    """From the secret that is named, else from the environment itself."""
    from chalicelib.adapters.secrets import fetched  # noqa: PLC0415 - only with tables

    named = os.environ.get("PHONE_KEYS_SECRET")
    if named:
        given, seal, index = fetched(named), "seal", "index"
    else:
        given, seal, index = os.environ, "PHONE_SEAL_KEY", "PHONE_INDEX_KEY"
    found = PhoneKeys(seal=_key(given, seal), index=_key(given, index))
    if len(found.seal) != SEAL_BYTES or len(found.index) < LEAST_INDEX_BYTES:
        raise Misconfigured(
            f"{seal} has {SEAL_BYTES} bytes in Base64, {index} at least {LEAST_INDEX_BYTES}"
        )
    return found


def _key(given: Mapping[str, str], name: str) -> bytes:
    try:
        return base64.b64decode(given[name], validate=True)
    except KeyError:
        raise Misconfigured(f"{name} is missing") from None
    except binascii.Error:
        raise Misconfigured(f"{name} is no Base64") from None
