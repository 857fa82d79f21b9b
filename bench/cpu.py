"""How much processor time our own code takes: an action, and a list of fifty tickets.

`python -m bench.cpu` leads a life once on the embedded DynamoDB and keeps its answers; then leads
it again and again on those answers alone. Without network and engine, what is left is reading
items, deciding, and writing items. Every life begins with a new store, as a new process does, so
that registering has the first look at the regulation in it. PynamoDB reads the same items beside
ours.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from bench.acting import WORDS, lead
from bench.canned import Recording, Replay, Tape
from bench.engine import engine
from bench.figures import keep
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.models import TicketItem
from chalicelib.adapters.dynamodb.wire import from_wire
from chalicelib.application.deliver import ByStream
from chalicelib.application.ports import ListQuery, TicketStore
from tests.application.world import PLACE, Desk
from tests.store.aws import tickets
from tests.store.lives import CountedIds

LIVES, LISTS, LISTED, READINGS = 30, 40, 50, 40
MOST_MS_AN_ACTION, MOST_MS_A_LIST = 8.0, 20.0
OFFICE = ListQuery(by="holder", value="office", jurisdiction=PLACE, listed_as="open")

Times = dict[str, list[float]]


@dataclass(slots=True)
class Watch:
    """Processor time in ms, by step."""

    times: Times = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        begun = time.process_time_ns()
        yield
        self.times[step].append((time.process_time_ns() - begun) / 1e6)


def desk_on(client: Client) -> Desk:
    """As deployed: a stream wakes the sender, not the action. The same ids each time."""
    desk = Desk()
    desk.swap(ids=CountedIds(), waker=ByStream(), tickets=tickets(client, desk))
    return desk


def recorded() -> tuple[Tape, Tape]:
    """What an engine answers to a life, and to a list of fifty."""
    with engine() as tables:
        life = Recording(tables.client)
        lead(desk_on(life), Watch())
    with engine() as tables:
        desk = desk_on(tables.client)
        for _ in range(LISTED):
            desk.file(description=WORDS)
        listing = Recording(tables.client)
        fifty(tickets(listing, desk))
    return life.tape, listing.tape


def fifty(store: TicketStore) -> None:
    found = store.find(OFFICE, None, LISTED).tickets
    if len(found) != LISTED:
        raise AssertionError(f"{len(found)} listed of {LISTED}")


def lives(tape: Tape) -> dict[str, float]:
    """The median of each step, in ms."""
    watch = Watch()
    for _ in range(LIVES):
        lead(desk_on(Replay(tape)), watch)
    return {step: round(median(times), 3) for step, times in sorted(watch.times.items())}


def lists(tape: Tape) -> float:
    """The median of a list of fifty, in ms."""
    watch, desk = Watch(), Desk()
    for _ in range(LISTS):
        store = tickets(Replay(tape), desk)
        with watch("list"):
            fifty(store)
    return round(median(watch.times["list"]), 3)


def beside_pynamodb(tape: Tape) -> float:
    """How many times longer its models take for the items of the list, in the same rounds."""
    answers = (answer for name, answer in tape if name == "batch_get_item")
    items = [item for one in answers for found in one["Responses"].values() for item in found]
    watch = Watch()
    for _ in range(READINGS):
        with watch("ours"):
            for item in items:
                from_wire(item)
        with watch("theirs"):
            for item in items:
                TicketItem.from_raw_data(item)
    return round(median(watch.times["theirs"]) / median(watch.times["ours"]), 1)


# --- figures ---


def missed(steps: dict[str, float], listed_ms: float) -> Iterator[str]:
    """The targets that are not met, in words."""
    for step, ms in steps.items():
        if ms > MOST_MS_AN_ACTION:
            yield f"{step} takes {ms} ms; {MOST_MS_AN_ACTION} at most"
    if listed_ms > MOST_MS_A_LIST:
        yield f"a list of {LISTED} takes {listed_ms} ms; {MOST_MS_A_LIST} at most"


def main() -> int:
    """Print, store, and judge."""
    life, listing = recorded()
    lives(life)  # what is worked out once a process has been by then
    steps, listed_ms, ratio = lives(life), lists(listing), beside_pynamodb(listing)
    print(f"processor time of our own code, ms, median of {LIVES}")
    for name, ms in (*steps.items(), (f"list of {LISTED}", listed_ms)):
        print(f"  {name:<24}{ms:>8.2f}")
    print(f"items of the list to values: PynamoDB's models take {ratio} times as long as ours")
    keep("cpu", {"p50_ms": steps, "list_of_50_ms": listed_ms, "pynamodb_times_ours": ratio})
    wrong = list(missed(steps, listed_ms))
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
