"""The single-machine system: everything deployed, with a clock that can be moved."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import RLock
from typing import Any

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
from chalicelib.bootstrap import install
from chalicelib.domain.directory import Directory
from local.clock import VirtualClock
from local.issuer import AUDIENCE, ISSUER, Issuer
from local.schedules import Schedule, load_schedules

Json = dict[str, Any]


@dataclass(slots=True)
class World:
    """What the `_local` calls work on. One lock holds the clock while sweeps run."""

    ports: Ports
    clock: VirtualClock
    sms: MemorySms
    issuer: Issuer
    schedules: list[Schedule]
    lock: RLock = field(default_factory=RLock)

    def tick(self) -> list[Json]:
        """Let every schedule run once, now."""
        with self.lock:
            return [fired for one in self.schedules for fired in one.run().get("fired", ())]

    def move_to(self, target: datetime) -> list[Json]:
        """Move the clock forward, stopping wherever something falls due on the way."""
        with self.lock:
            fired: list[Json] = []
            self.clock.hold(self.clock.now())
            try:
                while (due_at := self.ports.tickets.next_due_at()) and due_at <= target:
                    self.clock.hold(max(due_at, self.clock.now()))
                    fired += self.tick()
                    if self.ports.tickets.next_due_at() == due_at:
                        raise RuntimeError(f"what is due at {due_at} does not take effect")
                self.clock.hold(target)
                fired += self.tick()
            finally:
                self.clock.go_on()
            return fired


@cache
def _regulations() -> MemoryRegulations:
    return MemoryRegulations(load_regulations())


def new_world(
    directories: Mapping[str, Directory],
    *,
    base_url: str,
    start: datetime | None = None,
    manual_receipts: bool = False,
    audited: frozenset[str] = frozenset(),
) -> World:
    """A system of its own, installed as the one of this process."""
    clock, issuer = VirtualClock(start), Issuer()
    sms = MemorySms(manual_receipts=manual_receipts)
    ports = Ports(
        tickets=MemoryTickets(),
        regulations=_regulations(),
        calendars=MemoryCalendars.packaged(),
        directories=MemoryDirectories(directories),
        settings=MemorySettings(audited),
        clock=clock,
        ids=RandomIds(),
        sms=sms,
        tokens=JwtTokens(issuer.jwks(), ISSUER, AUDIENCE),
        idempotency=MemoryIdempotency(),
        uploads=LocalUploads(f"{base_url}/_local/uploads"),
        cursor_key=secrets.token_bytes(32),
    )
    install(ports)
    return World(ports, clock, sms, issuer, load_schedules())
