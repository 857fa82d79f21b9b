"""Five thousand deadlines of one minute, swept by real processes that are killed with SIGKILL.

`python -m bench.herd_processes` needs the second engine (`make test-conformance` installs it): a
server of its own, as DynamoDB is one, which goes on when a sweeper dies in the middle of a call.
Every sweeper works on all of the shards, in an order of its own. Once enough of them have died
those that follow are let live; at the end each ticket must hold exactly one breach.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from bench.figures import keep
from bench.herd import MIDNIGHT, SEED, WHAT, breaches, ticket_id
from chalicelib.adapters.dynamodb.calls import client
from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.application.deliver import ByStream
from chalicelib.application.listing import listed
from chalicelib.application.sweep import sweep
from tests.application.world import REGULATIONS, Desk
from tests.store.aws import CREDENTIALS, REGION, tickets
from tools.conformance import ENGINE, ROOT, serving

FULL_HERD = 5_000
HERD = int(os.environ.get("HERD", FULL_HERD))
SWEEPERS, TO_KILL = 4, 20
SHORTEST_LIFE, LONGEST_LIFE = 2.0, 6.0  # of those that are killed; a second goes into starting
MINUTE = timedelta(minutes=1)
MOST_SECONDS = 600

Figures = dict[str, float]


def desk_at(endpoint: str) -> Desk:
    """What is delivered is another story: it falls due two minutes later."""
    os.environ |= CREDENTIALS | {"NO_PROXY": "127.0.0.1"}
    desk = Desk()
    desk.clock.moment = MIDNIGHT + MINUTE
    desk.swap(waker=ByStream(), tickets=tickets(client(endpoint, REGION), desk))
    return desk


def gather(desk: Desk, many: int) -> None:
    """Open tickets that are alike but for their ids, all due at midnight."""
    made = Desk().dispatched()
    (deadline,) = (one for one in made.deadlines if one.id == WHAT)
    only = replace(deadline, due_at=MIDNIGHT, warnings=())
    alike = made.but(version=1, deadlines=(only,))
    found = listed(alike, REGULATIONS.get(made.regulation), made.registered_at)
    desk.clock.moment = made.registered_at
    for number in range(many):
        desk.ports.tickets.commit(alike.but(id=ticket_id(number)), (), 0, found)


# --- a sweeper ---


def work(endpoint: str, seed: int) -> None:
    """All that is due: the first slices, then what was handed on, in an order of its own."""
    desk, random = desk_at(endpoint), Random(seed)
    sweep(desk.ports)
    workers = desk.ports.workers
    if not isinstance(workers, MemoryWorkers):
        raise TypeError("nobody to hand on to")
    while places := workers.take():
        random.shuffle(places)
        for place in places:
            sweep(desk.ports, only=place)


@dataclass(slots=True)
class Sweepers:
    """Processes, each with its time to live: some are killed, and replaced."""

    endpoint: str
    random: Random
    begun: int = 0
    killed: int = 0
    running: dict[subprocess.Popen[bytes], float] = field(default_factory=dict)

    def start(self) -> None:
        self.begun += 1
        command = [sys.executable, "-m", "bench.herd_processes", self.endpoint, str(self.begun)]
        process = subprocess.Popen(command, cwd=ROOT)
        life = self.random.uniform(SHORTEST_LIFE, LONGEST_LIFE)
        self.running[process] = time.monotonic() + life

    def look(self) -> None:
        """Who has ended is replaced as long as there are some to kill; whose time is up dies."""
        for process, until in list(self.running.items()):
            ended = process.poll() is not None
            if not ended and self.killed < TO_KILL and time.monotonic() >= until:
                process.kill()
                process.wait()
                self.killed += 1
                ended = True
            if ended:
                del self.running[process]
                if self.killed < TO_KILL:
                    self.start()

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@contextmanager
def sweepers(endpoint: str) -> Iterator[Sweepers]:
    made = Sweepers(endpoint, Random(SEED))
    try:
        for _ in range(SWEEPERS):
            made.start()
        yield made
    finally:
        made.end()


# --- figures ---


def run(many: int) -> Figures:
    with serving() as endpoint:
        desk = desk_at(endpoint)
        for model in MODELS:
            client(endpoint, REGION).create_table(**definition(model))
        gather(desk, many)
        begun = time.monotonic()
        with sweepers(endpoint) as made:
            while made.running and time.monotonic() < begun + MOST_SECONDS:
                made.look()
                time.sleep(0.02)
        work(endpoint, 0)  # one more, as in the next minute
        seconds = time.monotonic() - begun
        store = desk.ports.tickets
        found = Counter(breaches(store, ticket_id(number)) for number in range(many))
    return {
        "deadlines": many,
        "lost": found[0],
        "twice": many - found[0] - found[1],
        "killed": made.killed,
        "processes": made.begun,
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Print, store, and judge."""
    if not ENGINE.exists():
        print("not measured: the second engine is not installed (make test-conformance)")
        return 0
    figures = run(HERD)
    for name, value in figures.items():
        print(f"  {name:<18}{value}")
    if HERD == FULL_HERD:
        keep("herd_processes", figures)
    is_right = figures["lost"] == figures["twice"] == 0 and figures["killed"] == TO_KILL
    return 0 if is_right and figures["seconds"] <= MOST_SECONDS else 1


if __name__ == "__main__":
    if sys.argv[1:]:
        logging.disable(logging.CRITICAL)  # what the killed leave behind is counted, not told
        work(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main())
