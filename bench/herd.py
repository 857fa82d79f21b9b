"""Half a million deadlines of one minute, eight sweepers that are killed: none lost, none twice.

`python -m bench.herd` (HERD=5000 for a small one) works on the in-process store, whose commits are
conditional as those of the tables are. Every schedule comes twice, as it may, so that two sweepers
work on each shard; they take turns at every call of a port, decided by a seed. Each of them, and
the sender behind the stream, dies at random calls, before or after the call took effect; whoever
replaces it knows nothing of it. At the end each ticket must hold exactly one breach.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from resource import RUSAGE_SELF, getrusage
from typing import Any

from bench.figures import keep
from bench.herd_store import StreamedTickets
from bench.stage import Stage
from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.application.deliver import ByStream, deliver_all
from chalicelib.application.due_ports import DuePlace
from chalicelib.application.listing import listed
from chalicelib.application.ports import Ports, TicketStore
from chalicelib.application.sweep import sweep
from chalicelib.domain.clocks import DeadlineSettled
from chalicelib.domain.state import DeadlineState
from tests.application.world import PLACE, REGULATIONS, Desk
from tests.store.killing import Fuse, Killed, Mortal

FULL_HERD = 500_000
HERD = int(os.environ.get("HERD", FULL_HERD))
SWEEPERS, TICKS_AT_ONCE, BATCH = 8, 2, 100
CALLS_TO_DEATH = 4_000  # on average, counted before and after each call
MIDNIGHT = datetime(2026, 3, 23, 16, tzinfo=UTC)  # in China
WHAT = "handling#1#1"
UNITS = ("urban-management", "market-supervision")
MINUTE, LONGEST_MINUTES, MINUTES_AFTER = timedelta(minutes=1), 30, 3
MOST_SECONDS = 480
SEED = 12345

Figures = dict[str, Any]

log = logging.getLogger(__name__)


class Fate(Fuse):
    """At every call of a port somebody else may go on, and the caller may die."""

    def __init__(self, random: Random, stage: Stage) -> None:
        super().__init__()
        self._random, self._stage = random, stage
        self.deaths = 0

    def burn(self) -> None:
        self._stage.turn()
        if self._random.random() * CALLS_TO_DEATH < 1:
            self.deaths += 1
            raise Killed


@dataclass(slots=True)
class Herd:
    """The tickets, and who works on them."""

    desk: Desk = field(default_factory=Desk)
    store: StreamedTickets = field(default_factory=StreamedTickets)
    workers: MemoryWorkers = field(default_factory=MemoryWorkers)
    random: Random = field(default_factory=partial(Random, SEED))
    places: list[DuePlace] = field(default_factory=list)
    ticks: int = 0
    busy: int = 0
    fate: Fate = field(init=False)
    stage: Stage = field(init=False)
    mortal: Ports = field(init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.random)
        self.fate = Fate(self.random, self.stage)
        ports = {
            "tickets": self.store,
            "due_work": self.store.due_work,
            "workers": self.workers,
            "outbox": MemoryOutbox(),
            "notices": MemoryNotices(),
        }
        self.desk.swap(waker=ByStream(), **ports)
        mortal = {name: Mortal(port, self.fate) for name, port in ports.items()}
        self.mortal = replace(self.desk.ports, **mortal)  # type: ignore[arg-type]

    def gather(self, many: int) -> None:
        """Open tickets that are alike but for their ids and units, all due at midnight."""
        made = Desk().dispatched()
        (deadline,) = (one for one in made.deadlines if one.id == WHAT)
        only = replace(deadline, due_at=MIDNIGHT, warnings=())
        alike = [made.but(version=1, unit=unit, deadlines=(only,)) for unit in UNITS]
        regulation = REGULATIONS.get(made.regulation)
        found = [listed(one, regulation, made.registered_at) for one in alike]
        for number in range(many):
            kind = number % len(UNITS)
            ticket = alike[kind].but(id=ticket_id(number))
            self.store.commit(ticket, (), 0, found[kind])

    # --- a minute ---

    def minute(self, now: datetime) -> None:
        """Until nobody has anything to do."""
        self.desk.clock.moment = now
        self.ticks = TICKS_AT_ONCE
        self.stage.play([self.sweeper] * SWEEPERS)

    def sweeper(self) -> None:
        """One process after the other: each begins knowing nothing of the one before."""
        while self.ticks or self.places or self.store.stream or self.busy:
            self.busy += 1
            try:
                self.job()
            except Killed:
                log.debug("somebody else goes on")
            finally:
                self.busy -= 1
            self.stage.give_way()

    def job(self) -> None:
        if self.ticks:
            self.ticks -= 1
            sweep(self.mortal)
            self.places += self.workers.take()
        elif self.places:
            sweep(self.mortal, only=self.places.pop())
        elif len(self.store.stream) >= BATCH or self.busy == 1:
            self.send()

    def send(self) -> None:
        """What the stream shows to a sender that dies it shows to the next one."""
        batch, self.store.stream[:BATCH] = self.store.stream[:BATCH], []
        try:
            deliver_all(self.mortal, batch)
        except Killed:
            self.store.stream += batch
            raise

    # --- what became of it ---

    def undelivered(self, tickets: Collection[str]) -> int:
        through = self.desk.ports.outbox.delivered_through(tickets)
        stored = ((one, self.store.load(one)) for one in tickets)
        return sum(one is None or through.get(id_, 0) < one.version for id_, one in stored)

    def notices(self) -> Iterator[tuple[str, Figures]]:
        """By receiver: digests to read, the bundles they are written in, tickets told of."""
        for receiver in ("office", *UNITS):
            found = list(self.desk.ports.notices.of(PLACE, receiver, None))
            told = {noticed.ticket for one in found for noticed in one.tickets}
            groups = {one.group for one in found}
            yield receiver, {"digests": len(groups), "bundles": len(found), "tickets": len(told)}


def breaches(store: TicketStore, ticket: str) -> int:
    events = (entry.event for entry in store.history(ticket))
    settled = (one for one in events if isinstance(one, DeadlineSettled))
    return sum(one.state == DeadlineState.BREACHED for one in settled)


def ticket_id(number: int) -> str:
    return f"tkt_zq20260302{number:08d}"


def run(many: int) -> Figures:
    herd, tickets = Herd(), [ticket_id(number) for number in range(many)]
    herd.gather(many)
    gc.freeze()  # what is there by now need not be looked through again and again
    minutes, begun, cpu_begun = 0, time.perf_counter(), time.process_time()
    while minutes < LONGEST_MINUTES and (minutes == 0 or herd.undelivered(tickets)):
        herd.minute(MIDNIGHT + minutes * MINUTE)
        minutes += 1
    for _ in range(MINUTES_AFTER):
        herd.minute(MIDNIGHT + minutes * MINUTE)
        minutes += 1
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_begun
    found = Counter(breaches(herd.store, one) for one in tickets)
    return {
        "deadlines": many,
        "lost": found[0],
        "twice": many - found[0] - found[1],
        "killed": herd.fate.deaths,
        "minutes": minutes,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "tickets_a_cpu_second": round(many / cpu_seconds),
        "peak_gib": round(getrusage(RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "notices": dict(herd.notices()),
    }


def is_right(figures: Figures) -> bool:
    """Each once, everybody told of all of theirs, in time."""
    many = figures["deadlines"]
    told = [one["tickets"] for one in figures["notices"].values()]
    whole = figures["lost"] == figures["twice"] == 0 and told == [many, many // 2, many // 2]
    return whole and figures["killed"] > 0 and figures["cpu_seconds"] <= MOST_SECONDS


def main() -> int:
    """Print, store, and judge."""
    logging.disable(logging.CRITICAL)  # what the killed leave behind is counted, not told
    figures = run(HERD)
    for name, value in figures.items():
        print(f"  {name:<18}{value}")
    if HERD == FULL_HERD:
        keep("herd", figures)
    return 0 if is_right(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
