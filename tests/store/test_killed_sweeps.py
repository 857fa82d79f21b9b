"""However often sweeps are killed, and whatever their slices: the same as one whole sweep each."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Literal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.adapters.memory.outbox import MemoryNotices, MemoryOutbox
from chalicelib.application import sweep as sweeping
from chalicelib.application.deliver import ByStream
from chalicelib.application.perform import perform
from chalicelib.application.registering import register
from chalicelib.application.sweep import sweep
from chalicelib.domain.clocks import DeadlineSettled, DeadlineWarned
from chalicelib.domain.intake import Register
from chalicelib.domain.state import Ticket
from chalicelib.domain.wakeups import wakeups
from tests.application.world import Desk
from tests.properties.life import PLACES, SWEEP, Life, some_step
from tests.store.aws import dynamodb, tickets
from tests.store.faults import faults
from tests.store.killing import Fuse, Killed, Mortal, MortalFaults
from tests.store.lives import CountedIds, desk_of

SEEDS = st.integers(0, 2**32 - 1)
Store = Literal["memory", "dynamodb"]


@dataclass
class Pair:
    """The same tickets on two desks: one sweeps in peace, one is killed again and again."""

    place: str
    rng: Random
    fuse: Fuse = field(default_factory=Fuse)
    peaceful: Desk = field(init=False)
    killed: Desk = field(init=False)
    lives: dict[str, Life] = field(default_factory=dict)
    deaths: int = 0

    def __post_init__(self) -> None:
        self.peaceful, self.killed = desk_of(self.place), desk_of(self.place)
        for desk in self.desks:  # nobody but a sweep delivers
            desk.swap(waker=ByStream(), outbox=MemoryOutbox(), notices=MemoryNotices())

    @property
    def desks(self) -> tuple[Desk, Desk]:
        return self.peaceful, self.killed

    def mortal(self, **ports: object) -> None:
        provider = Mortal(self.killed.sms, self.fuse)
        mortal = {name: Mortal(port, self.fuse) for name, port in ports.items()}
        self.killed.swap(**mortal, providers=(provider,))

    def file(self) -> None:
        life = Life(self.place, self.rng)
        self.at(max(life.now, self.peaceful.clock.now()) if self.lives else life.now, life)
        command = life.first.command
        assert isinstance(command, Register)
        one, other = (register(desk.ports, command, life.first.actor) for desk in self.desks)
        assert one == other
        if isinstance(one, Ticket):
            life.ticket = one
            self.lives[one.id] = life

    def at(self, moment: object, life: Life) -> None:
        for desk in self.desks:
            desk.clock.moment = moment  # type: ignore[assignment]
        life.now = self.peaceful.clock.now()

    def step(self) -> None:
        ticket_id = self.rng.choice(sorted(self.lives))
        life = self.lives[ticket_id]
        life.ticket = self.peaceful.ports.tickets.load(ticket_id) or life.ticket
        life.now = self.peaceful.clock.now()
        step = some_step(life, self.rng)
        if step is None or step.publishes:
            return
        self.at(step.at, life)
        if step.name == SWEEP or self.rng.random() < 0.3:
            self.sweep()
        if step.name != SWEEP:
            one, other = (
                perform(desk.ports, ticket_id, step.command, step.actor) for desk in self.desks
            )
            assert one == other, step

    def sweep(self) -> None:
        with sliced(100):
            whole = sweep(self.peaceful.ports)
        assert all(one.at <= self.peaceful.clock.now() for one in whole.fired)
        with sliced(self.rng.choice((1, 2, 7))):
            for _ in range(self.rng.randrange(4)):
                self.fuse.left = self.rng.randrange(15)
                try:
                    sweep_to_the_end(self.killed)
                except Killed:
                    self.deaths += 1
                self.fuse.left = None
            sweep_to_the_end(self.killed)
        self.agree()

    def agree(self) -> None:
        now = self.peaceful.clock.now()
        for ticket_id in self.lives:
            one, other = (desk.ports.tickets.load(ticket_id) for desk in self.desks)
            assert one == other
            assert one is not None
            assert all(woken.at > now for woken in wakeups(one.deadlines)), "a wake-up was missed"

    def agree_for_good(self) -> None:
        for ticket_id in self.lives:
            one, other = (list(desk.ports.tickets.history(ticket_id)) for desk in self.desks)
            assert one == other
            taken = [
                (entry.event, entry.at)
                for entry in one
                if isinstance(entry.event, DeadlineSettled | DeadlineWarned)
            ]
            assert len(taken) == len(set(taken)), "a wake-up took effect twice"
        assert sent_by(self.peaceful) == sent_by(self.killed)


def sent_by(desk: Desk) -> list[tuple[str, str, str]]:
    return [(sms.to, sms.text, fate) for sms, fate in desk.sms.messages()]


def sweep_to_the_end(desk: Desk) -> None:
    """With the workers that a sweep starts, one after the other."""
    workers = desk.ports.workers
    assert isinstance(workers, MemoryWorkers)
    sweep(desk.ports)
    while handed_on := workers.take():
        for rest in handed_on:
            sweep(desk.ports, only=rest)


@contextmanager
def sliced(size: int) -> Iterator[None]:
    usual, sweeping.SLICE = sweeping.SLICE, size
    try:
        yield
    finally:
        sweeping.SLICE = usual


def led(place: str, seed: int, store: Store, steps: int) -> Pair:
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    pair = Pair(place, rng)
    with ExitStack() as stack:
        ports = pair.killed.ports
        if store == "dynamodb":
            client = stack.enter_context(dynamodb())
            stack.enter_context(faults(MortalFaults(pair.fuse)))
            pair.killed.swap(tickets=tickets(client, pair.killed))
            pair.mortal(outbox=ports.outbox, records=ports.records)
        else:
            stack.enter_context(nullcontext())
            pair.mortal(
                tickets=ports.tickets,
                due_work=ports.due_work,
                outbox=ports.outbox,
                records=ports.records,
            )
        for _ in range(3):
            pair.file()
        for _ in range(steps if pair.lives else 0):
            pair.step()
        for days in (1, 400):
            for desk in pair.desks:
                desk.clock.pass_by(days=days)
            pair.sweep()
        pair.agree_for_good()
    return pair


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_killed_sweeps_over_memory(place: str, seed: int) -> None:
    led(place, seed, "memory", steps=40)


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_killed_sweeps_over_dynamodb(place: str, seed: int) -> None:
    led(place, seed, "dynamodb", steps=30)


@pytest.mark.parametrize("store", ["memory", "dynamodb"])
def test_they_are_killed_indeed(store: Store) -> None:
    """Else the two tests above would show nothing."""
    assert led("zhaoqing", 1, store, steps=40).deaths >= 3


def test_a_sweep_that_comes_late_finds_the_same() -> None:
    """What is settled, and as of when, does not depend on when sweeps come by."""
    minutes = (11, 60 * 5, 60 * 24 * 3)
    told = [swept_every(timedelta(minutes=one)) for one in minutes]
    assert told[0] == told[1] == told[2]
    assert told[0].count("deadline_breached") == 6


def swept_every(pause: timedelta) -> list[object]:
    desk = Desk()
    desk.swap(ids=CountedIds())
    made = [desk.dispatched(subject=f"第{number}件") for number in range(3)]
    until = desk.clock.now() + timedelta(days=40)
    while desk.clock.now() < until:
        desk.clock.moment = min(until, desk.clock.now() + pause)
        sweep(desk.ports)
    histories = (desk.ports.tickets.history(one.id) for one in made)
    entries = [entry for history in histories for entry in history]
    return [part for entry in entries for part in (entry.event.name, entry.at, entry.event)]
