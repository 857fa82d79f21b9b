"""The composition root: what the system is made of, put together once a container.

The only clock of the deployed system is here. Configuration comes from the environment:
`OIDC_ISSUER`, `OIDC_AUDIENCE`, `OIDC_JWKS` (the issuer's keys as JSON), `CURSOR_KEY`,
`AUDITED_PLACES` (comma-separated: where the office audits though its text does not ask for it).
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.adapters.memory.edge import LocalUploads, MemoryIdempotency, MemorySms
from chalicelib.adapters.memory.reference import (
    MemoryCalendars,
    MemoryDirectories,
    MemoryRegulations,
    MemorySettings,
)
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.application.ports import Ports


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
            _container.ports = build()
        return _container.ports


def install(ports: Ports) -> None:
    """Use this system from now on: the single-machine run and the tests bring their own."""
    with _container.lock:
        _container.ports = ports


def build() -> Ports:
    """A system from the environment; its state is in memory until a table is configured."""
    audited = os.environ.get("AUDITED_PLACES", "")
    key = os.environ.get("CURSOR_KEY")
    return Ports(
        tickets=MemoryTickets(),
        regulations=MemoryRegulations(load_regulations()),
        calendars=MemoryCalendars.packaged(),
        directories=MemoryDirectories({}),
        settings=MemorySettings(frozenset(filter(None, audited.split(",")))),
        clock=SystemClock(),
        ids=RandomIds(),
        sms=MemorySms(),
        tokens=JwtTokens(
            keys=json.loads(os.environ.get("OIDC_JWKS", '{"keys": []}')),
            issuer=os.environ.get("OIDC_ISSUER", ""),
            audience=os.environ.get("OIDC_AUDIENCE", "lianxin"),
        ),
        idempotency=MemoryIdempotency(),
        uploads=LocalUploads("/uploads"),
        cursor_key=key.encode() if key else secrets.token_bytes(32),
    )
