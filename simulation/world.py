"""One hotline of five places on a virtual clock, and everybody who calls it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any, TypeVar

from chalicelib.adapters.memory.reference import FixedSettings, MemoryDirectories
from chalicelib.application.deliver import ByStream
from chalicelib.application.message_ports import Undelivered
from chalicelib.application.ports import Conflict, Ports, Unavailable
from chalicelib.domain.state import Ticket
from simulation.actors import Actors
from simulation.agenda import Act, Agenda, Clock
from simulation.chance import chance
from simulation.faults import OF_PORTS, Fate, Troubled, Weather
from simulation.findings import Accepted, Violation, Watch
from simulation.operations import MINUTE, Operation
from simulation.plan import PLACES, Plan
from simulation.providers import Provider
from simulation.stores import (
    KEYS,
    Numbers,
    calendars,
    in_memory,
    in_tables,
    loaded,
    regulations,
    untouched,
)
from simulation.workers import Inbox, Sender, Sweeper
from tests.builders import UNITS
from tests.store.killing import Killed

T = TypeVar("T")
EXPECTED = (Unavailable, Conflict, Undelivered, Killed)
SKEWS = (-10, -7, -1, 0, 0, 0, 1, 4, 10)  # minutes


@dataclass(frozen=True, slots=True)
class Ended:
    """How an invocation ended: `answer` if it did not fail; whether anything went wrong in it."""

    failed: str | None
    troubled: bool
    answer: Any = None


@dataclass(slots=True)
class World:
    """`ports` are as callers meet them, `plain` the same without faults."""

    plan: Plan
    clock: Clock = field(init=False)
    weather: Weather = field(init=False)
    agenda: Agenda = field(default_factory=Agenda)
    numbers: Numbers = field(default_factory=Numbers)
    ports: Ports = field(init=False)
    plain: Ports = field(init=False)
    providers: Sequence[Provider] = ()
    sweeper: Sweeper = field(init=False)
    sender: Sender = field(init=False)
    inbox: Inbox = field(init=False)
    actors: Actors = field(init=False)
    watch: Watch = field(init=False)
    calm: bool = False
    known: dict[str, Ticket | None] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    invoked: Counter[str] = field(default_factory=Counter)
    depth: int = 0
    trace: Any = field(default_factory=lambda: blake2b(digest_size=12))

    def __post_init__(self) -> None:
        self.clock = Clock(self.plan.start)
        self.weather = Weather(self.meanwhile)
        self.sweeper, self.sender, self.inbox = Sweeper(self), Sender(self), Inbox(self)
        self.actors, self.watch = Actors(self), Watch(self)
        self.providers = tuple(self._provider(name) for name in self.plan.providers)
        if self.plan.store == "memory":
            state = in_memory(self.weather, self.sender.committed)
        else:
            state = in_tables(self.weather, self.sender.committed, self.clock.now)
        self.plain = self._ports(state.plain)
        self.ports = self._ports({**state.met, **self._troubled()})

    def _ports(self, state: Any) -> Ports:  # noqa: ANN401 - ports by their names
        given: dict[str, Any] = {
            "workers": self.sweeper.workers,
            "directories": MemoryDirectories(dict.fromkeys(PLACES, UNITS)),
            "inbox": self.inbox,
            **state,
        }
        settings = FixedSettings(
            url="https://12345.example", audited=self.plan.audited, above=self.plan.above
        )
        return replace(
            untouched(),
            regulations=regulations(),
            calendars=calendars(),
            settings=settings,
            clock=self.clock,
            ids=self.numbers,
            providers=self.providers,
            seals=KEYS,
            waker=ByStream(),
            **given,
        )

    def _troubled(self) -> dict[str, Troubled]:
        ports: dict[str, object] = {
            "workers": self.sweeper.workers,
            "directories": MemoryDirectories(dict.fromkeys(PLACES, UNITS)),
            "inbox": self.inbox,
        }
        return {name: Troubled(one, self.weather, OF_PORTS[name]) for name, one in ports.items()}

    def _provider(self, name: str) -> Provider:
        return Provider(
            name=name,
            seed=str(self.plan.seed),
            listens=self.watch.sms,
            tells=self.inbox.receipt,
            now=lambda: self.clock.moment,
            outages=self.plan.outages[name],
        )

    # --- what is there ---

    @property
    def now(self) -> datetime:
        """The true time."""
        return self.clock.moment

    @property
    def looks(self) -> float:
        """Only tables have indexes that may be behind."""
        return 0.05 if self.plan.store == "memory" else 0.3

    def ticket(self, ticket_id: str) -> Ticket | None:
        """As it is now; read again only if it has changed."""
        if ticket_id not in self.known:
            return None
        known = self.known[ticket_id]
        if known is None:
            known = self.known[ticket_id] = loaded(self.plain.tickets, ticket_id)
        return known

    def tickets(self) -> list[Ticket]:
        found = (self.ticket(one) for one in sorted(self.known))
        return [one for one in found if one is not None]

    def alive(self) -> list[Ticket]:
        return [one for one in self.tickets() if not one.status.final]

    def ended(self) -> list[Ticket]:
        return [one for one in self.tickets() if one.status.final]

    def violated(self, law: str, about: str, detail: object = "") -> None:
        self.violations.append(Violation(law, about, str(detail)))

    # --- what happens ---

    def note(self, *what: object) -> None:
        self.trace.update(repr(what).encode())

    def later(self, by: timedelta, act: Act) -> None:
        self.agenda.put(self.now + by, act)

    def pass_until(self, moment: datetime) -> None:
        """Let happen what happens by itself until then."""
        while not self.violations and (at := self.next_at()) and at <= moment:
            self.clock.reach(at)
            if self.agenda.next_at and self.agenda.next_at <= at:
                self.agenda.take()()
            else:
                self.sweeper.run()
        self.clock.reach(moment)

    def next_at(self) -> datetime | None:
        found = [at for at in (self.agenda.next_at, self.sweeper.next_at()) if at]
        return min(found, default=None)

    def do(self, operation: Operation) -> None:
        """Once its time has come."""
        self.pass_until(operation.at)
        self.actors.do(operation)

    def invoke(self, label: str, act: Callable[[], T]) -> Ended:
        """One process from its start to its end or its death, with a clock and luck of its own."""
        random = self._luck(label)
        outer = self.weather.fate, self.clock.skew, self.numbers.asks, self.numbers.given
        before, failed, answer = self.weather.met.total(), None, None
        self.weather.fate = Fate(random, math.inf if self.calm else self.plan.calls_apart)
        self.clock.skew = self._skew(random)
        self.numbers.ask(f"{label}N{self.invoked[label]}".upper().replace("-", ""))
        self.depth += 1
        try:
            answer = act()
        except EXPECTED as expected:
            failed = type(expected).__name__
        except Exception as wrong:  # noqa: BLE001 - whatever it is: nobody should meet it
            failed = type(wrong).__name__
            self.violated("nothing breaks", label, repr(wrong))
        finally:
            self.depth -= 1
            self.weather.fate, self.clock.skew, self.numbers.asks, self.numbers.given = outer
        met = self.weather.met.total() - before
        self.note(label, self.now, failed, met)
        return Ended(failed, met > 0, answer)

    def _luck(self, label: str) -> Random:
        self.invoked[label] += 1
        return chance(self.plan.seed, label, self.invoked[label])

    def _skew(self, random: Random) -> timedelta:
        if self.calm or not self.plan.skewed:
            return timedelta()
        return random.choice(SKEWS) * MINUTE

    def meanwhile(self, random: Random) -> None:
        """Somebody else acts from beginning to end, while the present caller waits."""
        if self.depth > 1:
            return
        kind = random.random()
        if kind < 0.2:
            self.sweeper.sweep()
        elif kind < 0.4:
            self.sender.deliver()
        else:
            self.actors.somebody(random)
