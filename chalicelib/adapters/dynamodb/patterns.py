"""Every way the tables are read and written, with the keys that do it, as made by `keys`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from chalicelib.adapters.dynamodb import keys, tables
from chalicelib.late import dataclass

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
    yield from of_messages()
    yield from of_records()
    yield from of_answers()
    yield from of_limits()
    yield from of_files()
    yield from of_accesses()
    yield from of_reference()


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
        f"`{keys.HEADER}` on its version, `{keys.event(7)}` if it is not there, parts that "
        f"changed, rows `{keys.ROW}…`, deadlines",
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
        f"{tables.UNIT}, {tables.OFFICE}",
        f"`{held}`, `{office}` {both}, in the order of `{order}`",
        then,
    )
    yield Pattern("a unit's own", tables.UNIT, f"`{held}` and `{own}`, merged", then)
    yield Pattern("due before", "the same", "the same keys, up to an instant", then)
    yield Pattern(
        "changed since",
        f"{tables.UNIT_UPDATED}, {tables.OFFICE_UPDATED}",
        f"the same keys, in the order of `{changed}`",
        then,
    )
    mine = keys.requester("gKAmNRCNYsCV5-qMjSLo9w")
    yield Pattern(
        "one's own; repeats",
        tables.REQUESTER,
        f"`{mine}` (HMAC of the phone), newest registration first",
        "eventual keys; then n headers and their parts, strong",
    )


def of_deadlines() -> Iterator[Pattern]:
    table = tables.DEADLINES
    ordinary, peak = keys.bucket(NOON, ID), keys.bucket(DUE, ID)
    yield Pattern(
        "which hours have due work, and from which mark on",
        table,
        f"`{keys.BUCKETS}`, up to `{ordinary.name}`",
        "strong, one query a tick: the idle floor",
    )
    yield Pattern(
        "the next slice of an hour's due work",
        table,
        f"`{ordinary.key}` / `{keys.due(NOON, ID, 'handling#1#1')}`; at a peak "
        f"`{peak.key}`, one of {keys.PEAK_SHARDS}; behind the mark",
        "strong, one query a slice; then the headers",
    )
    yield Pattern(
        "how far it is worked",
        table,
        f"`{keys.BUCKETS}` / `{ordinary.name}`: its `mark`; `{keys.DONE_BUCKETS}` once it is done",
        "none: one update, if the mark there is behind",
    )
    yield Pattern(
        "what the marks went past",
        table,
        "every bucket of the last hours, from its beginning",
        "strong, hourly; then the headers",
    )
    yield Pattern(
        "what a calendar moves",
        table,
        f"`{keys.BUCKETS}`, `{keys.DONE_BUCKETS}` from a day on, `{keys.YEARS}`, "
        f"`{keys.year(DUE, ID)}`",
        "strong; at an import only",
    )


def of_messages() -> Iterator[Pattern]:
    table = tables.MESSAGES
    yield Pattern(
        "how far a ticket's commits are delivered",
        table,
        f"`{keys.ticket(ID)}` / `{keys.DELIVERED}`; forward only",
        "strong, one item a ticket that is looked after",
    )
    yield Pattern(
        "what commits mean for others",
        tables.TICKETS,
        f"`{keys.ticket(ID)}`, from `{keys.event(8)}` on: events, and the parts they lean on",
        "strong, one query",
    )
    group = keys.notice("001792425600#deadline_breached", "5d1f")
    yield Pattern(
        "notices of a unit or office, newest first",
        table,
        f"`{keys.notices('place', 'unit-a')}` / `{group}`",
        "eventual, one query a page",
    )


def of_records() -> Iterator[Pattern]:
    table = tables.MESSAGES
    for kind, key, wanted in (
        ("sms", "sms_…", "how far an SMS got"),
        ("sent", "aliyun#…", "which SMS a receipt or a reply is about, by the provider's id"),
        ("open", "digest of a phone", "which surveys a number was sent lately"),
        ("opt_out", "digest of a phone", "whether a number wants no SMS"),
        ("inbound", "aliyun#…", "whether a reply was taken before; what answers nothing"),
        ("lookup", "lkp_…", "a look-up by number: its code's hash, its tries"),
        ("retention", "place#unit", "up to where a list is erased after its time"),
    ):
        how = f"`{keys.record(kind, key)}` / `{keys.RECORD}`; put on its version"
        yield Pattern(wanted, table, how, "strong, one item")
    health = f"`{keys.record('health', 'aliyun#5954474')}` / `{keys.RECORD}`; counted up"
    yield Pattern("how a provider does, by five minutes", table, health, "strong, three items")


def of_answers() -> Iterator[Pattern]:
    table, row = tables.MESSAGES, f"`{keys.answer('caller, path, key')}` / `{keys.ANSWER}`"
    yield Pattern(
        "whether a request was answered before",
        table,
        f"{row}, put if it is not there, or a day old",
        "none: a refused put tells what is there",
    )
    yield Pattern("its answer", table, f"{row}, updated once", "none")


def of_limits() -> Iterator[Pattern]:
    how = f"`{keys.limit('digest of who asks', 0)}` / `{keys.LIMIT}`; counted up to what is allowed"
    yield Pattern(
        "whether a citizen or an address may ask now", tables.MESSAGES, how, "none: one update"
    )


def of_accesses() -> Iterator[Pattern]:
    how = f"`{keys.accesses('place', date(2026, 10, 19))}` / an instant and a mark, backwards"
    yield Pattern(
        "who read what of whom", tables.MESSAGES, how, "eventual, a day at a time; put: one item"
    )


def of_files() -> Iterator[Pattern]:
    table, row = tables.MESSAGES, f"`{keys.file('att_…')}` / `{keys.FILE}`"
    yield Pattern("what became of a file", table, row, "strong, one item")
    yield Pattern(
        "that a ticket names it; that it is looked at",
        table,
        f"{row}, updated if it is there, or pending",
        "none: one update",
    )
    yield Pattern(
        "files that nobody named within a day",
        table,
        f"`{keys.FILE_QUEUE}`, up to `{keys.in_file_queue(NOON, 'att_…')}`, oldest first",
        "strong, hourly, a slice at a time; then the rows",
    )


def of_reference() -> Iterator[Pattern]:
    table = tables.REFERENCE
    yield Pattern(
        "imported calendar years",
        table,
        f"`{keys.CALENDAR}` / `{keys.CALENDAR}`; put on its version",
        "strong, one item, once a minute and container",
    )
    yield Pattern(
        "the units of a place",
        table,
        f"`{keys.directory('place')}` / `{keys.DIRECTORY}`; put on its version",
        "strong, one item, once a minute, place and container",
    )
    yield Pattern(
        "somebody of the staff",
        table,
        f"`{keys.directory('place')}` / `{keys.staff('sub')}`; put on its version",
        "strong, one item, once a minute, person and container",
    )
    yield Pattern(
        "the staff of a place",
        table,
        f"`{keys.directory('place')}` / from `{keys.STAFF}`",
        "strong, in pages",
    )
    yield Pattern(
        "which tickets were erased since",
        table,
        f"`{keys.ERASURES}` / from `{keys.erasure(NOON, ID)}`; put once",
        "strong, in pages; after a restored backup only",
    )
    for whose, prefix in (("units", keys.UNIT_CHANGES), ("staff", keys.STAFF_CHANGES)):
        yield Pattern(
            f"who changed the {whose} of a place",
            table,
            f"`{keys.directory('place')}` / from `{prefix}`, backwards; put with what it tells of",
            "eventual, in pages",
        )
