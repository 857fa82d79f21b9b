"""Due work by the hour: what a commit files, and what a sweep finds.

A row is a hint. It counts only while the header shows that deadline running with that date, so
cancelling costs nothing. Which buckets were ever used stands in a short register: an empty hour
is never read, and the register is the watermark, for a bucket that is past and done leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.codec import decode, micros_of, moment_of
from chalicelib.adapters.dynamodb.keys import Bucket
from chalicelib.adapters.dynamodb.names import TICKET
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item, fields_of, to_wire
from chalicelib.domain.state import Deadline, DeadlineState, Ticket

# Until then an answer under audit may still move with a calendar.
KEPT = timedelta(days=400)
# Longer than any commit is on its way, and than clocks differ.
STRAGGLERS = timedelta(minutes=15)
HEADERS_AT_ONCE = 100

Due = tuple[datetime, str, str]


def runs(deadline: Deadline) -> bool:
    return deadline.state == DeadlineState.RUNNING and not deadline.provisional


def to_file(ticket: Ticket, before: Ticket | None) -> list[Deadline]:
    """What a commit made count that did not before, or not at this date."""
    known = {(one.id, one.due_at): one for one in before.deadlines} if before else {}
    return [
        one
        for one in ticket.deadlines
        if one.state.open
        and (
            (was := known.get((one.id, one.due_at))) is None
            or not was.state.open
            or was.provisional != one.provisional
            or (runs(one) and not runs(was))
        )
    ]


def rows(ticket: Ticket, before: Ticket | None, now: datetime) -> list[Item]:
    """What a commit adds; what it cancels stays and expires."""
    return [
        _unpublished_row(one, ticket.id)
        if one.provisional
        else _due_row(one.due_at, ticket.id, one.id, now)
        for one in to_file(ticket, before)
    ]


def _unpublished_row(deadline: Deadline, ticket_id: str) -> Item:
    return {
        "pk": keys.year(deadline.due_at, ticket_id),
        "sk": keys.provisional(ticket_id, deadline.id),
        "schema_v": SCHEMA_V,
        "ttl": keys.epoch_seconds(deadline.due_at + KEPT),
    }


def _due_row(due_at: datetime, ticket_id: str, deadline_id: str, now: datetime) -> Item:
    """What is due already is filed under now, where the next sweep looks."""
    filed_at = max(due_at, now)
    row: Item = {
        "pk": keys.bucket(filed_at, ticket_id).key,
        "sk": keys.due(filed_at, ticket_id, deadline_id),
        "schema_v": SCHEMA_V,
        "ttl": keys.epoch_seconds(filed_at + KEPT),
    }
    return row if filed_at == due_at else {**row, "at": micros_of(due_at)}


@dataclass(frozen=True, slots=True)
class DueWork:
    """The table of deadlines."""

    calls: Calls
    tickets: str
    deadlines: str
    now: Callable[[], datetime]
    _registered: set[tuple[str, str]] = field(default_factory=set)

    def register(self, filed: Iterable[Item]) -> None:
        """Before a row is written, a reader can know its bucket; once a process and bucket."""
        for entry in {_register_key(str(row["pk"])) for row in filed}:
            if entry in self._registered:
                continue
            item: Item = {"pk": entry[0], "sk": entry[1], "schema_v": SCHEMA_V}
            self.calls.put(self.deadlines, to_wire(item))
            self._registered.add(entry)

    def until(self, moment: datetime) -> list[tuple[datetime, str]]:
        found: list[Due] = []
        for bucket in self._buckets(until=moment):
            in_bucket = list(self._running(self._rows(bucket, until=moment)))
            found += [one for one in in_bucket if one[0] <= moment]
            if not in_bucket and bucket.ends_at + STRAGGLERS <= self.now():
                self._strike_out(bucket)
        return [(due_at, ticket) for due_at, ticket, _ in sorted(found)]

    def first(self) -> datetime | None:
        """When the next deadline falls due; several shards may share its hour."""
        earliest: datetime | None = None
        hour = ""
        for bucket in self._buckets():
            if earliest is not None and bucket.hour != hour:
                break
            first = min(self._first_running(bucket), default=None)
            if first is not None and (earliest is None or first[0] < earliest):
                earliest, hour = first[0], bucket.hour
        return earliest

    def _first_running(self, bucket: Bucket) -> list[Due]:
        """The running ones among the first that have any."""
        slice_: list[Due] = []
        for row in self._rows(bucket):
            slice_.append(row)
            if len(slice_) == HEADERS_AT_ONCE:
                if running := list(self._running(slice_)):
                    return running
                slice_ = []
        return list(self._running(slice_))

    def open_since(self, day: date) -> list[str]:
        """By their ids. Rare: it reads what is due from then on, wherever it was filed."""
        since = datetime.combine(day, time(), UTC) - timedelta(days=1)
        first = keys.bucket(since, "").hour
        wanted: set[tuple[str, str]] = set()
        for register in (keys.BUCKETS, keys.DONE_BUCKETS):
            for item in self._query(register, first=first):
                bucket = Bucket.named(str(item["sk"]))
                wanted |= {(ticket, one) for _, ticket, one in self._rows(bucket)}
        for item in self._query(keys.YEARS):
            for row in self._query(str(item["sk"])):
                ticket, _, deadline = str(row["sk"]).partition("#")
                wanted.add((ticket, deadline))
        known = self._deadlines({ticket for ticket, _ in wanted})
        return sorted(
            {
                ticket
                for ticket, deadline in wanted
                if (one := known.get((ticket, deadline))) and one.state.open and one.due_on >= day
            }
        )

    def candidates(self, until: datetime) -> Iterator[Due]:
        """What may be due, without a look at any header: all that finding it costs."""
        for bucket in self._buckets(until=until):
            yield from self._rows(bucket, until=until)

    # --- inside ---

    def _buckets(self, until: datetime | None = None) -> Iterator[Bucket]:
        last = keys.Bucket(keys.bucket(until, "").hour, 99).name if until else None
        for item in self._query(keys.BUCKETS, last):
            yield Bucket.named(str(item["sk"]))

    def _rows(self, bucket: Bucket, until: datetime | None = None) -> Iterator[Due]:
        within = until is not None and until < bucket.ends_at
        last = f"{keys.offset(until)}$" if within and until else None
        for item in self._query(bucket.key, last):
            due_at, ticket, deadline = keys.due_of(bucket, str(item["sk"]))
            at = item.get("at")
            yield (moment_of(at) if isinstance(at, int) else due_at), ticket, deadline

    def _query(self, pk: str, last: str | None = None, first: str | None = None) -> Iterator[Item]:
        """A partition in order, up to a sort key or from one on."""
        condition, values = "pk = :pk", {":pk": {"S": pk}}
        for bound, comparison in ((last, "<="), (first, ">=")):
            if bound is not None:
                condition += f" AND sk {comparison} :bound"
                values[":bound"] = {"S": bound}
        return self.calls.query(
            self.deadlines,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )

    def _running(self, found: Iterable[Due]) -> Iterator[Due]:
        """Those that the headers show running, with that date."""
        wanted = list(found)
        known = self._deadlines({ticket for _, ticket, _ in wanted})
        for due_at, ticket, deadline in dict.fromkeys(wanted):
            one = known.get((ticket, deadline))
            if one is not None and runs(one) and one.due_at == due_at:
                yield due_at, ticket, deadline

    def _deadlines(self, tickets: set[str]) -> dict[tuple[str, str], Deadline]:
        wanted = [(keys.ticket(one), keys.HEADER) for one in sorted(tickets)]
        headers = self.calls.get_many(self.tickets, wanted)
        return {
            (keys.ticket_id(pk), one.id): one
            for (pk, _), header in headers.items()
            for one in _of_header(header)
        }

    def _strike_out(self, bucket: Bucket) -> None:
        """What is late is filed under now, so that nothing comes here any more."""
        self._registered.discard((keys.BUCKETS, bucket.name))
        done: Item = {
            "pk": keys.DONE_BUCKETS,
            "sk": bucket.name,
            "schema_v": SCHEMA_V,
            "ttl": keys.epoch_seconds(bucket.ends_at + KEPT),
        }
        self.calls.put(self.deadlines, to_wire(done))
        self.calls.delete(self.deadlines, keys.BUCKETS, bucket.name)


def _of_header(header: Item) -> tuple[Deadline, ...]:
    found: tuple[Deadline, ...] = decode(
        tuple[Deadline, ...], fields_of(header).get(TICKET["deadlines"], ())
    )
    return found


def _register_key(partition: str) -> tuple[str, str]:
    """A bucket's place in the register, by its partition."""
    if not partition.startswith("D#"):
        return keys.YEARS, partition
    return keys.BUCKETS, Bucket.named(partition.removeprefix("D#")).name
