"""What an action costs the single-machine run as its tables fill: `python -m bench.growth`.

Processor time of the whole process, server, embedded tables and all, over HTTP: at 10,000 tickets
an action may take at most 1.5 times what it takes at 100. Both are measured in one run.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from bench.figures import keep
from bench.lives import STARTS_AT, Teller, served
from chalicelib.application.perform import perform
from chalicelib.application.registering import register
from chalicelib.domain.directory import Actor, Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket
from local.seeds import load_seeds
from local.world import World, new_world

SIZES = (100, 1_000, 10_000)
TIMES = 60
MOST = 1.5
PLACE, UNIT = "zhaoqing", "urban-management"
ACTIONS = ("register", "dispatch", "sign", "list of 50")
PHONES = count()
Milliseconds = dict[str, float]


def filled(world: World, size: int, have: int) -> None:
    """So many tickets, each with a unit."""
    operator = Actor("an operator", frozenset({Role.OPERATOR}), PLACE)
    office = Actor("an office", frozenset({Role.OFFICE}), PLACE)
    for number in range(have, size):
        command = Register(
            jurisdiction=PLACE,
            category="complaint",
            subject=f"第{number}件",
            description="夜里十一点后仍在施工",
            requester=RequesterGiven(phone=f"+86138{number:08d}"),
        )
        ticket = register(world.ports, command, operator)
        assert isinstance(ticket, Ticket)  # noqa: S101 - the regulation takes it
        perform(world.ports, ticket.id, Dispatch(unit=UNIT), office)


def measured(teller: Teller) -> Milliseconds:
    """The median of each action, in milliseconds of processor time."""
    spent: dict[str, list[float]] = {name: [] for name in ACTIONS}
    for _ in range(TIMES):
        with timed(spent["register"]):
            ticket = teller.file(f"+86139{next(PHONES):08d}")
        path = f"/v1/tickets/{ticket['id']}/actions"
        with timed(spent["dispatch"]):
            teller.post(f"{path}/dispatch", {"unit": UNIT}, "office")
        with timed(spent["sign"]):
            teller.post(f"{path}/sign", {}, f"handler@{UNIT}")
        with timed(spent["list of 50"]):
            teller.list(f"handler@{UNIT}")
    return {name: statistics.median(found) * 1000 for name, found in spent.items()}


@contextmanager
def timed(spent: list[float]) -> Iterator[None]:
    start = time.process_time()
    yield
    spent.append(time.process_time() - start)


def main() -> int:
    start = datetime.fromisoformat(STARTS_AT)
    directories = {seed.place: seed.directory for seed in load_seeds()}
    world = new_world(directories, base_url="http://127.0.0.1", start=start)
    found: dict[int, Milliseconds] = {}
    have = 0
    with served(world) as teller:
        for size in SIZES:
            filled(world, size, have)
            have = size
            found[size] = measured(teller)
            print(f"{size:>8,}", *(f"{name} {ms:.1f} ms" for name, ms in found[size].items()))
    first, last = found[SIZES[0]], found[SIZES[-1]]
    ratios = {name: round(last[name] / first[name], 2) for name in ACTIONS}
    print("ratio   ", *(f"{name} {ratio}" for name, ratio in ratios.items()))
    told = {f"{size} tickets, ms": ms for size, ms in found.items()}
    keep("growth", {**told, "ratios": ratios, "target": MOST})
    return 0 if all(one <= MOST for one in ratios.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
