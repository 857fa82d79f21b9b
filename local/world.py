"""The single-machine system: everything deployed, with a clock that can be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from threading import RLock
from typing import Any, Literal, get_args

from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.reference import DynamoDirectories
from chalicelib.adapters.dynamodb.tables import DEADLINES, MESSAGES, REFERENCE, TICKETS
from chalicelib.adapters.jwt_tokens import JwtTokens
from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.adapters.memory.reference import (
    FixedSettings,
    MemoryRegulations,
)
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.adapters.regulation_files import load_regulations
from chalicelib.adapters.sms.local import PROVIDERS, LocalSms, LocalWebhooks, local_webhooks
from chalicelib.adapters.stores import Stores, TableNames, in_memory, in_tables
from chalicelib.application.deliver import AtOnce
from chalicelib.application.edge_ports import UNLIMITED
from chalicelib.application.inbox import WorkedAtOnce
from chalicelib.application.ports import Ports
from chalicelib.bootstrap import files as files_of_environment
from chalicelib.bootstrap import install
from chalicelib.domain.directory import Directory
from local.aws import EmbeddedAws
from local.clock import VirtualClock
from local.files import LocalFiles
from local.issuer import AUDIENCE, ISSUER, Issuer
from local.keys import Keys
from local.schedules import Timetable

Json = dict[str, Any]
Store = Literal["dynamodb", "memory"]
STORES: tuple[Store, ...] = get_args(Store)
NAMES = TableNames(TICKETS, DEADLINES, MESSAGES, REFERENCE)


@dataclass(slots=True)
class World:
    """What the `_local` calls work on. One lock holds the clock while sweeps run.

    `aws` is None if the state is in memory.
    """

    ports: Ports
    clock: VirtualClock
    sms: LocalSms
    webhooks: LocalWebhooks
    issuer: Issuer
    timetable: Timetable
    keys: Keys
    aws: EmbeddedAws | None
    files: LocalFiles
    port: int = 0  # where it is served
    told_at: dict[tuple[str, str], datetime] = field(default_factory=dict)  # replies, by their id
    lock: RLock = field(default_factory=RLock)

    def tick(self) -> list[Json]:
        """Let every schedule run whose time has come."""
        with self.lock:
            return self.timetable.run(self.clock.now())

    def move_to(self, target: datetime) -> list[Json]:
        """Move the clock forward, stopping wherever something falls due on the way."""
        with self.lock:
            at = self.clock.now()
            self.clock.hold(at)
            try:
                fired = self.tick()
                while (due_at := self.ports.due_work.next_at(at)) and due_at <= target:
                    at = due_at
                    self.clock.hold(min(whole_second(at), target))
                    fired += self.tick()
                self.clock.hold(target)
                return fired + self.tick()
            finally:
                self.clock.go_on()


def whole_second(moment: datetime) -> datetime:
    """The first that is not before: the clock shows no finer."""
    return moment + timedelta(microseconds=-moment.microsecond % 1_000_000)


@cache
def _regulations() -> MemoryRegulations:
    return MemoryRegulations(load_regulations())


def new_world(  # noqa: PLR0913 - what may differ from run to run
    directories: Mapping[str, Directory],
    *,
    base_url: str,
    start: datetime | None = None,
    manual_receipts: bool = False,
    audited: frozenset[str] = frozenset(),
    above: frozenset[str] = frozenset(),
    limited: bool = False,
    store: Store = "dynamodb",
    keys: Keys | None = None,
    aws: EmbeddedAws | None = None,
) -> World:
    """A system of its own, installed as the one of this process."""
    keys, clock = keys or Keys(), VirtualClock(start)
    sms = LocalSms(at_once=not manual_receipts)
    webhooks = local_webhooks(f"{base_url}/webhooks/sms", clock.now())
    workers = MemoryWorkers()
    if store == "dynamodb":
        aws = aws or EmbeddedAws()
    stores = _stores(aws, keys, clock, directories)
    if not limited:
        stores["limits"] = UNLIMITED
    files = LocalFiles(base_url, keys.phones.derived("files").hex(), clock)
    stores["files"] = replace(files_of_environment(stores["files"]), bucket=files.bucket)
    ports = Ports(
        **stores,
        workers=workers,
        regulations=_regulations(),
        settings=FixedSettings(url=base_url, audited=audited, above=above),
        clock=clock,
        ids=RandomIds(),
        providers=(sms,),
        webhooks={one: webhooks.of(one) for one in PROVIDERS},
        inbox=WorkedAtOnce(),
        waker=AtOnce(),
        tokens=JwtTokens.of_key_set(keys.issuer.jwks(), ISSUER, AUDIENCE),
        cursor_key=keys.cursor,
    )
    install(ports)
    timetable = Timetable(workers)
    return World(ports, clock, sms, webhooks, keys.issuer, timetable, keys, aws, files)


def _stores(
    aws: EmbeddedAws | None, keys: Keys, clock: VirtualClock, directories: Mapping[str, Directory]
) -> Stores:
    if aws is None:
        return in_memory(directories, keys.phones, clock.now)
    known = DynamoDirectories(Calls(aws.client), NAMES.reference, clock.now)
    for place, units in directories.items():
        known.put(place, units)
    return in_tables(aws.client, NAMES, keys.phones, _regulations(), clock.now)
