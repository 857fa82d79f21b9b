"""One story from its seed to its judgement: troubles first, then quiet, then what must hold."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.application import sweep as sweeping
from simulation import invariants
from simulation.chance import chance
from simulation.findings import Violation
from simulation.operations import MINUTE, Operation, drawn
from simulation.plan import Plan
from simulation.world import World

SLICE = 4  # of what is due, so that a sweep goes through several
LONGEST = timedelta(days=500)
QUIET_ROUNDS = 4
# What a sweep may meet with one ticket; anything else is a defect.
REASONS = {"Unavailable", "Conflict", "Undelivered", "conflict"}

Transition = tuple[str, str, str]  # a place, a status, and the one after it


@dataclass(frozen=True, slots=True)
class Story:
    """What came of a seed. `trace` is the same whenever the same operations are done."""

    seed: int
    store: str
    operations: Sequence[Operation]
    violations: Sequence[Violation]
    trace: str
    invocations: int
    tickets: int
    faults: Counter[str]
    transitions: frozenset[Transition]
    seconds: float


def told(seed: int, only: Sequence[Operation] | None = None) -> Story:
    """The story of a seed; of its operations `only` these, if they are given."""
    begun = time.perf_counter()
    transitions: frozenset[Transition] = frozenset()
    world = World(Plan.of(seed))
    with small_slices(), listening(world):
        done = _live(world, only)
        settle(world)
        if not world.violations:
            transitions = frozenset(invariants.check(world))
    return Story(
        seed=seed,
        store=world.plan.store,
        operations=done,
        violations=tuple(world.violations),
        trace=world.trace.hexdigest(),
        invocations=world.invoked.total(),
        tickets=len(world.known),
        faults=_faults(world),
        transitions=transitions,
        seconds=time.perf_counter() - begun,
    )


def _live(world: World, only: Sequence[Operation] | None) -> list[Operation]:
    done: list[Operation] = []
    for number in range(world.plan.operations) if only is None else ():
        if world.violations:
            break
        done.append(drawn(number, world, chance(world.plan.seed, "drawn", number)))
        world.do(done[-1])
    for operation in only or ():
        if not world.violations:
            world.do(operation)
    return done if only is None else list(only)


def settle(world: World) -> None:
    """No more troubles; time goes on until nothing is due, and a while longer."""
    world.calm = True
    for provider in world.providers:
        provider.troubled = False
    world.actors.publish()
    end = world.now + LONGEST
    for _ in range(QUIET_ROUNDS):
        world.pass_until(world.now + MINUTE)
        world.sweeper.run()
    while not world.violations and (at := world.next_at()):
        if at > end:
            world.violated("everything comes to rest", str(at))
        world.pass_until(at)


def _faults(world: World) -> Counter[str]:
    met = Counter(world.weather.met)
    for provider in world.providers:
        met.update({f"SMS {kind}": times for kind, times in provider.met.items()})
    return met


# --- how it is run ---


@contextmanager
def small_slices() -> Iterator[None]:
    usual, sweeping.SLICE = sweeping.SLICE, SLICE
    try:
        yield
    finally:
        sweeping.SLICE = usual


class Listener(logging.Handler):
    """What was put off for a reason that nobody planned is a defect, swallowed or not."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self.world = world

    def emit(self, record: logging.LogRecord) -> None:
        told_of = record.args if isinstance(record.args, tuple) else ()
        reason = str(told_of[-1]) if told_of else ""
        if reason not in REASONS and "no time" not in record.msg:
            self.world.violated("nothing breaks", record.name, record.getMessage())


@contextmanager
def listening(world: World) -> Iterator[None]:
    log, heard = logging.getLogger("chalicelib"), Listener(world)
    log.addHandler(heard)
    usual, log.propagate = log.propagate, False
    try:
        yield
    finally:
        log.removeHandler(heard)
        log.propagate = usual
