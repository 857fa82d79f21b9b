"""What it costs to find the deadlines of a minute, however many tickets are open.

`python -m bench.due_work` fills the embedded DynamoDB with 10,000, 100,000 and 1,000,000 open
tickets, each with a header (copies of one that was committed) and a row of due work, over thirty
days; 400 are due in the minute that is looked at. The ledger prices the requests of one tick. A
tick reads the two minutes before once more, for commits that were on their way: at every size they
have no deadline, and what reading again costs has a line of its own.

A scan of the rows is the other way to find them: made once, at the smallest size, and priced at
the others from the sizes of their items, both as the cheaper, eventually consistent read.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from resource import RUSAGE_SELF, getrusage

from bench.engine import Engine, engine
from bench.figures import keep
from bench.ledger import Ledger
from bench.ledger.pricing import Consistency, read_units
from bench.ledger.sizes import item as size_of
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.filing import row_of
from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.dynamodb.tables import DEADLINES, TICKETS
from chalicelib.adapters.dynamodb.wire import WireItem, to_wire
from chalicelib.application.due_ports import IN_FLIGHT, Due, DueWork
from chalicelib.application.listing import listed
from chalicelib.application.sweep import SLICE
from tests.application.world import REGULATIONS, Desk
from tests.store.aws import KEYS

SIZES = (10_000, 100_000, 1_000_000)
DUE = 400
MINUTE, DAYS, TICKS_A_DAY = timedelta(minutes=1), 30, 24 * 60
BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
NOW = BEGIN + timedelta(minutes=30)
MIDNIGHT = datetime(2026, 3, 2, 16, tzinfo=UTC)  # 24:00 in China
WHAT = "handling#1#1"
MOST_RATIO, MOST_RCU_EACH = 1.004, 0.035
MOST_SECONDS, MOST_GIB = 120, 6

Figures = dict[str, float]


# --- tickets ---


@dataclass(frozen=True, slots=True)
class Hotline:
    """The tables, and the due work in them."""

    tables: Engine
    work: DueWork

    def price(self, ticks: Sequence[datetime]) -> Priced:
        ledger = Ledger()
        ledger.attach(self.tables.client)
        found = sum(tick(self.work, now) for now in ticks)
        rcu = dict.fromkeys((DEADLINES, TICKETS), 0.0)
        for row in ledger.rows:
            rcu[row.table] += row.rcu
        return Priced(found, rcu[DEADLINES], rcu[TICKETS])


@dataclass(frozen=True, slots=True)
class Priced:
    """What ticks found, and the RCU of finding it and of looking at its headers."""

    found: int
    finding: float
    headers: float


@contextmanager
def hotline(instants: Sequence[datetime]) -> Iterator[Hotline]:
    """With a ticket for each instant, due then."""
    with engine() as tables:
        store = DynamoTickets(tables.client, REGULATIONS, KEYS, lambda: BEGIN)
        tables.fill(TICKETS, alike(committed(tables, store, instants[0]), len(instants)))
        tables.fill(DEADLINES, map(row, range(1, len(instants)), instants[1:]))
        buckets = {keys.bucket(one, ticket_id(number)) for number, one in enumerate(instants)}
        store.due_work.register.add({"pk": one.key} for one in buckets)
        yield Hotline(tables, store.due_work)


def committed(tables: Engine, store: DynamoTickets, at: datetime) -> WireItem:
    """The first ticket, whose one deadline ends then, is stored as every ticket is: its header."""
    ticket = Desk().dispatched()
    (deadline,) = (one for one in ticket.deadlines if one.id == WHAT)
    only = replace(deadline, due_at=at, warnings=())
    ticket = ticket.but(id=ticket_id(0), version=1, deadlines=(only,))
    store.commit(ticket, (), 0, listed(ticket, REGULATIONS.get(ticket.regulation), BEGIN))
    key = to_wire({"pk": keys.ticket(ticket.id), "sk": keys.HEADER})
    header: WireItem = tables.client.get_item(TableName=TICKETS, Key=key)["Item"]
    return header


def alike(header: WireItem, many: int) -> Iterator[WireItem]:
    for number in range(1, many):
        yield {**header, "pk": {"S": keys.ticket(ticket_id(number))}}


def row(number: int, at: datetime) -> WireItem:
    return to_wire(row_of(Due(at, ticket_id(number), WHAT), at))


def ticket_id(number: int) -> str:
    return f"tkt_zq20260302{number:08d}"


def seconds_from(begin: datetime, size: int) -> Iterator[datetime]:
    """Any seconds of the thirty days, the same each time."""
    random = Random(size)
    while True:
        yield begin + timedelta(seconds=random.randrange(DAYS * 86_400))


def instants_of(size: int, due: datetime) -> list[datetime]:
    """`DUE` at one instant; the others when none of the ticks looked at reads them."""
    first, last = due - MINUTE - IN_FLIGHT, due + MINUTE + IN_FLIGHT
    others = (one for one in seconds_from(BEGIN, size) if not first <= one <= last)
    return [due] * DUE + sorted(islice(others, size - DUE))


# --- ticks ---


def tick(work: DueWork, now: datetime) -> int:
    """What a sweep asks for, as a sweep asks for it; how many rows that count it found."""
    found = 0
    for place in work.buckets(now):
        slice_ = work.read(place, now, SLICE)
        while slice_.more:
            found += len(slice_.due)
            work.worked(slice_)
            slice_ = work.read(slice_.end, now, SLICE)
        found += len(slice_.due)
        work.worked(slice_)
    return found


def minute_of(instants: Sequence[datetime]) -> Figures:
    """The price of the minute that ends with the first instant."""
    now = instants[0]
    with hotline(instants) as made:
        tick(made.work, now - MINUTE)  # leaves its mark where the next one begins
        priced, again = made.price([now]), made.price([now + MINUTE, now + 2 * MINUTE])
    if priced.found != DUE:
        raise AssertionError(f"{priced.found} found of {DUE}")
    return {
        "finding_rcu": priced.finding,
        "finding_rcu_each": round(priced.finding / DUE, 4),
        "headers_rcu": priced.headers,
        "again_finding_rcu": again.finding,
        "again_headers_rcu": again.headers,
    }


def scan_of(instants: Sequence[datetime]) -> float:
    """What a scan of their rows costs, by the sizes of every hundredth."""
    size = sum(size_of(row(number, instants[number])) for number in range(0, len(instants), 100))
    return read_units(100 * size, Consistency.EVENTUAL)


def made_scan(instants: Sequence[datetime]) -> float:
    """The same, made and priced page by page."""
    with hotline(instants) as made:
        ledger = Ledger()
        ledger.attach(made.tables.client)
        pages = made.tables.client.get_paginator("scan").paginate(TableName=DEADLINES)
        found = sum(page["Count"] for page in pages)
    if found < len(instants):
        raise AssertionError(f"{found} scanned of {len(instants)}")
    return ledger.total().rcu


def days() -> Figures:
    """RCU of the 1,440 ticks of a day: on one with nothing due, and on an ordinary one."""
    ticks = [BEGIN + number * MINUTE for number in range(1, TICKS_A_DAY + 1)]
    later = list(islice(seconds_from(BEGIN + timedelta(days=2), SIZES[0]), SIZES[0]))
    with hotline(later) as made:
        idle = made.price(ticks)
    ordinary = list(islice(seconds_from(BEGIN, SIZES[0]), SIZES[0]))
    with hotline(ordinary) as made:
        busy = made.price(ticks)
    return {
        "idle_day_rcu": idle.finding + idle.headers,
        "ordinary_day_finding_rcu": busy.finding,
        "ordinary_day_headers_rcu": busy.headers,
    }


# --- figures ---


def run() -> tuple[dict[str, Figures], Figures]:
    """By what was looked at; and what is true of all of it."""
    begun = time.process_time()
    found: dict[str, Figures] = {}
    for size in SIZES:
        instants = instants_of(size, NOW)
        found[f"{size:,} open"] = minute_of(instants) | {"scan_rcu": scan_of(instants)}
    costs = [one["finding_rcu"] for one in found.values()]
    found["10,000 open"]["scan_made_rcu"] = made_scan(instants_of(SIZES[0], NOW))
    found["400 at midnight, in 64 shards"] = minute_of(instants_of(SIZES[0], MIDNIGHT))
    found["a day of 10,000 open"] = days()
    return found, {
        "ratio": round(max(costs) / min(costs), 4),
        "peak_gib": round(getrusage(RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "cpu_seconds": round(time.process_time() - begun, 1),
    }


def print_table(found: dict[str, Figures], overall: Figures) -> None:
    print(f"RCU for {DUE} deadlines of one minute: of the rows (finding), and of their headers")
    for name, figures in found.items():
        print(name)
        for what, rcu in figures.items():
            print(f"  {what:<32}{rcu:>12,.4f}" if rcu < 1 else f"  {what:<32}{rcu:>10,.1f}")
    print(" · ".join(f"{name} {value:g}" for name, value in overall.items()))


def missed(found: dict[str, Figures], overall: Figures) -> Iterator[str]:
    """The targets that are not met, in words."""
    if overall["ratio"] > MOST_RATIO:
        yield f"ratio {overall['ratio']}: more open tickets must not cost more"
    for size in SIZES:
        each = found[f"{size:,} open"]["finding_rcu_each"]
        if each > MOST_RCU_EACH:
            yield f"{each} RCU a deadline at {size:,}; {MOST_RCU_EACH} at most"
    if overall["cpu_seconds"] > MOST_SECONDS or overall["peak_gib"] > MOST_GIB:
        yield f"more than {MOST_SECONDS} s or {MOST_GIB} GiB"


def main() -> int:
    """Print, store, and judge."""
    found, overall = run()
    print_table(found, overall)
    keep("due_work", {**found, **overall})
    wrong = list(missed(found, overall))
    for one in wrong:
        print(one, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
