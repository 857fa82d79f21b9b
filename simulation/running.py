"""Many stories on every core; what they came to, added up."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from simulation import story
from simulation.mutants import MUTANTS, Mutant
from simulation.operations import Operation
from simulation.plan import EVERY_TWENTIETH, OPERATIONS
from simulation.shrinking import shortest
from simulation.story import Story, Transition

PROCESSES = os.cpu_count() or 1
SEEDS = 300  # within which each mutant must be found
AT_A_TIME = 5


@dataclass(slots=True)
class Sum:
    """Of all stories so far."""

    seeds: int = 0
    on_tables: int = 0
    operations: int = 0
    invocations: int = 0
    tickets: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    transitions: set[Transition] = field(default_factory=set)
    failed: list[Story] = field(default_factory=list)

    def add(self, one: Story) -> None:
        self.seeds += 1
        self.on_tables += one.store == "tables"
        self.operations += len(one.operations)
        self.invocations += one.invocations
        self.tickets += one.tickets
        self.faults.update(one.faults)
        self.transitions.update(one.transitions)
        if one.violations:
            self.failed.append(one)


def seeds_for(operations: int, first: int = 1) -> range:
    """As many as it takes for so many operations."""
    seed, left = first, operations
    while left > 0:
        left -= OPERATIONS["memory" if seed % EVERY_TWENTIETH else "tables"]
        seed += 1
    return range(first, seed)


def told_all(seeds: Iterable[int], processes: int = PROCESSES) -> Sum:
    total = Sum()
    if processes == 1:
        for seed in seeds:
            total.add(story.told(seed))
        return total
    for one in _side_by_side(story.told, seeds, processes):
        total.add(one)
    return total


def _side_by_side(
    tell: Callable[[int], Story], seeds: Iterable[int], processes: int
) -> Iterator[Story]:
    """The long ones first, so that no process is left with one at the end."""
    ordered = sorted(seeds, key=lambda seed: (seed % EVERY_TWENTIETH != 0, seed))
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(tell, ordered, chunksize=AT_A_TIME)


def shrunk(failed: Story, mutant: Mutant | None = None) -> Sequence[Operation]:
    """The fewest operations under which the same law is still broken."""
    law = failed.violations[0].law

    def fails(operations: Sequence[Operation]) -> bool:
        again = _told(failed.seed, mutant, operations)
        return any(one.law == law for one in again.violations)

    return shortest(failed.operations, fails)


def found(mutant: Mutant, most: int = SEEDS) -> Story | None:
    """The first story of the seeds up to `most` that shows the mutant; None if none does."""
    on_tables = mutant.store == "tables"
    for seed in range(1, most + 1):
        if (seed % EVERY_TWENTIETH == 0) == on_tables:
            one = _told(seed, mutant)
            if one.violations:
                return one
    return None


def _told(seed: int, mutant: Mutant | None, only: Sequence[Operation] | None = None) -> Story:
    if mutant is None:
        return story.told(seed, only)
    with mutant.planted():
        return story.told(seed, only)


def mutants_found(processes: int = PROCESSES) -> Iterator[tuple[Mutant, Story | None]]:
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from zip(MUTANTS, pool.map(_find, range(len(MUTANTS))), strict=True)


def _find(number: int) -> Story | None:
    return found(MUTANTS[number])
