"""The composition root: what the system is made of, put together once a container.

The only clock of the deployed system is here. Configuration comes from the environment:
`OIDC_ISSUER`, `OIDC_AUDIENCE` and `OIDC_JWKS` (the issuer's keys as JSON) or `OIDC_JWKS_URL` (where
they are), or `OIDC_ISSUERS` (JSON, a list of such as `chalicelib.adapters.issuers` reads it),
`STAFF_LISTED` (comma-separated: places that list all their staff), `CURSOR_KEY` (signs cursors and
rating links; without it a key that follows from the phones' index key, so that all containers have
the same), `AUDITED_PLACES` (comma-separated: where the office audits though its text does not ask
for it), `RATE_LIMITS` (`off`: citizens and addresses may ask as often as they like),
`ACCESS_LOG_DAYS` (how long it is kept who read what of whom: 400, never under 183),
`PERSONAL_DATA_KEPT_DAYS` (after the last change of a ticket that is over: 1095).

SMS: `PUBLIC_URL` (where citizens and providers find us), `SMS_PROVIDERS` (JSON, a list as
`chalicelib.adapters.sms.configured` reads it; or `SMS_PROVIDERS_SECRET`, a secret with it under
`providers`), `SMS_SETTINGS` (JSON, as `chalicelib.adapters.sms.settings` reads it),
`SURVEYED_ABOVE` (places whose citizens a level above asks), `INBOX_QUEUE` (URL of the queue between
the webhooks and their work).

Files: `FILES_BUCKET` (without it they are in memory), `FILE_SIZES`, `FILE_SCANNER` (JSON, as
`chalicelib.adapters.file_settings` reads them).

State is in the tables that `TICKETS_TABLE`, `DEADLINES_TABLE`, `MESSAGES_TABLE` and
`REFERENCE_TABLE` (imported calendar years, each place's units) name, and then what is personal is
sealed with `PHONE_SEAL_KEY` and a phone found by `PHONE_INDEX_KEY` (Base64), or with the keys
`seal` and `index` of the secret `PHONE_KEYS_SECRET`. Keys that sealed before, and still open what
they sealed, stand in `PHONE_SEAL_KEY_BEFORE`, or `seal_before`, comma-separated, newest first.
Without tables it is in memory, which no deployed function may have.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock
from typing import Any

from chalicelib.adapters.file_settings import with_settings
from chalicelib.adapters.issuers import issuers_of
from chalicelib.adapters.jwt_tokens import SeveralIssuers
from chalicelib.adapters.lambda_workers import LambdaWorkers
from chalicelib.adapters.memory.reference import FixedSettings
from chalicelib.adapters.observing.alone import Alone
from chalicelib.adapters.packaged_regulations import PackagedRegulations
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.adapters.seals import PhoneKeys
from chalicelib.adapters.sms.configured import Sms, configured
from chalicelib.adapters.sms.settings import sms_settings
from chalicelib.adapters.sqs_inbox import SqsInbox, opened
from chalicelib.adapters.stores import ACCESSES_KEPT, Stores, TableNames, in_memory, in_tables
from chalicelib.application import sms_lengths
from chalicelib.application.deliver import AtOnce, ByStream
from chalicelib.application.edge_ports import UNLIMITED
from chalicelib.application.file_ports import Files
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.ports import Clock, Ports, Regulations
from chalicelib.application.sms_ports import Mail
from chalicelib.application.telling_ports import Observer
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable

TABLES = ("TICKETS_TABLE", "DEADLINES_TABLE", "MESSAGES_TABLE", "REFERENCE_TABLE")
QUIET = ("quiet_from", "quiet_until")
SEAL_BYTES, LEAST_INDEX_BYTES = 32, 16
LEAST_DAYS_OF_LOG, MOST_DAYS_OF_LOG = 183, 3660  # six months is what the law asks for

PERSONAL_DATA_KEPT, MOST_DAYS_KEPT = timedelta(days=1095), 36_500


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
    regulations, clock = PackagedRegulations(), SystemClock()
    names, queue = table_names(), os.environ.get("INBOX_QUEUE")
    sms = sms_of_environment(clock)
    phones = phone_keys() if names else PhoneKeys.made()
    stores = (
        _tables(names, phones, regulations, clock) if names else in_memory({}, phones, clock.now)
    )
    stores["files"] = files(stores["files"])
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
        kept=_days("PERSONAL_DATA_KEPT_DAYS", PERSONAL_DATA_KEPT, 1, MOST_DAYS_KEPT),
    )


def files(found: Files) -> Files:
    """With the bucket, the sizes and the scanner that are configured."""
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ and not os.environ.get("FILES_BUCKET"):
        raise Misconfigured("a deployed function keeps files in a bucket: FILES_BUCKET")
    try:
        return with_settings(found, os.environ)
    except Unreadable as wrong:
        raise Misconfigured(f"FILE_SIZES or FILE_SCANNER: {wrong}") from None
    except ValueError:
        raise Misconfigured("FILE_SIZES or FILE_SCANNER is no JSON") from None


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
        return fetched(secret, SystemClock().now)["providers"]
    except KeyError:
        raise Misconfigured(f"the secret {secret} has no `providers`") from None


def mail_of(ports: Ports, text: str) -> Mail:
    """What a message of the inbox's queue holds."""
    return opened(text, ports.seals)


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
    from chalicelib.adapters.dynamodb.direct import direct  # noqa: PLC0415 - as above

    made = direct(os.environ, clock.now, observer().calling) or client()
    return in_tables(made, names, phones, regulations, clock.now, accesses_kept())


def accesses_kept() -> timedelta:
    """How long rows of the access log live; `Misconfigured` if that is not long enough."""
    return _days("ACCESS_LOG_DAYS", ACCESSES_KEPT, LEAST_DAYS_OF_LOG, MOST_DAYS_OF_LOG)


def _days(name: str, usual: timedelta, least: int, most: int) -> timedelta:
    days = os.environ.get(name) or str(usual.days)
    known = days.isascii() and days.isdigit() and len(days) <= len(str(most))
    if not known or not least <= int(days) <= most:
        raise Misconfigured(f"{name} is a whole number from {least} to {most}")
    return timedelta(days=int(days))


def phone_keys() -> PhoneKeys:
    """From the secret that is named, else from the environment itself."""
    named = os.environ.get("PHONE_KEYS_SECRET")
    if named:
        from chalicelib.adapters.secrets import fetched  # noqa: PLC0415 - only where there is one

        given, seal, index = fetched(named, SystemClock().now), "seal", "index"
    else:
        given, seal, index = os.environ, "PHONE_SEAL_KEY", "PHONE_INDEX_KEY"
    before = f"{seal}_before" if named else f"{seal}_BEFORE"
    found = PhoneKeys(_key(given, seal), _key(given, index), tuple(_keys(given, before)))
    wrong = any(len(one) != SEAL_BYTES for one in (found.seal, *found.before))
    if wrong or len(found.index) < LEAST_INDEX_BYTES:
        raise Misconfigured(
            f"{seal} has {SEAL_BYTES} bytes in Base64, {index} at least {LEAST_INDEX_BYTES}"
        )
    return found


def _key(given: Mapping[str, str], name: str) -> bytes:
    if name not in given:
        raise Misconfigured(f"{name} is missing")
    return _decoded(given[name], name)


def _keys(given: Mapping[str, str], name: str) -> Iterator[bytes]:
    """Separated by commas; there may be none."""
    for one in filter(None, map(str.strip, given.get(name, "").split(","))):
        yield _decoded(one, name)


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # of its many kinds none is told more of
        raise Misconfigured(f"{name} is no Base64") from None
