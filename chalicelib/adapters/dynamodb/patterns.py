"""Every way the tables are read and written, with the keys that do it, as made by `keys`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.adapters.dynamodb import keys, tables

ID = "tkt_7f3a"
DUE = datetime(2026, 10, 19, 16, tzinfo=UTC)
NOON = datetime(2026, 10, 19, 4, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is wanted, where, by which keys, how strongly, and what it costs."""

    wanted: str
    where: str
    how: str
    reads: str


def patterns() -> Iterator[Pattern]:
    yield from of_tickets()
    yield from of_lists()
    yield from of_deadlines()


def of_tickets() -> Iterator[Pattern]:
    table, ticket = tables.TICKETS, keys.ticket(ID)
    yield Pattern("one ticket", table, f"`{ticket}`, from `{keys.HEADER}` on", "strong, one query")
    yield Pattern("its history", table, f"`{ticket}`, all of it", "strong, one query")
    yield Pattern(
        "whether a commit is stored",
        table,
        f"`{ticket}` / `{keys.event(7)}`: its `rq`",
        "strong, one item, after a failed condition or lost answers",
    )
    yield Pattern(
        "a change",
        table,
        f"`{keys.HEADER}` on its version, `{keys.event(7)}` and `{keys.number('N-1')}` if they are "
        f"not there, parts that changed, rows `{keys.ROW}…`, deadlines",
        "one transaction with a token",
    )


def of_lists() -> Iterator[Pattern]:
    order, changed = keys.in_order(DUE, ID), keys.in_order(NOON, ID)
    held, own = (keys.listing("place", band, "unit-a", "o") for band in ("W", "E"))
    office = keys.listing("place", "H", "office", "o")
    then = "eventual keys; then n headers and their parts, strong"
    both = "(`…#o` and `…#l`: open; `…#l`: overdue; `…#c`: closed)"
    yield Pattern(
        "whose turn it is",
        tables.HOLDER,
        f"`{held}`, `{office}` {both}, in the order of `{order}`",
        then,
    )
    yield Pattern(
        "a unit's own", f"{tables.HOLDER}, {tables.UNIT}", f"`{held}` and `{own}`, merged", then
    )
    yield Pattern("due before", "the same", "the same keys, up to an instant", then)
    yield Pattern(
        "changed since",
        f"{tables.HOLDER_UPDATED}, {tables.UNIT_UPDATED}",
        f"the same keys, in the order of `{changed}`",
        then,
    )
    mine = keys.requester("+8613800000000", b"key")
    yield Pattern("one's own; repeats", tables.REQUESTER, f"`{mine}` (HMAC of the phone)", then)


def of_deadlines() -> Iterator[Pattern]:
    table = tables.DEADLINES
    ordinary, peak = keys.bucket(NOON, ID), keys.bucket(DUE, ID)
    yield Pattern(
        "which hours have due work",
        table,
        f"`{keys.BUCKETS}`, up to `{ordinary.name}`",
        "strong, one query a tick: the idle floor",
    )
    yield Pattern(
        "due work of an hour",
        table,
        f"`{ordinary.key}` / `{keys.due(NOON, ID, 'handling#1#1')}`; at a peak "
        f"`{peak.key}`, one of {keys.PEAK_SHARDS}",
        "strong, one query a bucket; then the headers",
    )
    yield Pattern(
        "what a calendar moves",
        table,
        f"`{keys.BUCKETS}` and `{keys.DONE_BUCKETS}` from a day on, `{keys.YEARS}`, "
        f"`{keys.year(DUE, ID)}`",
        "strong; at an import only",
    )
