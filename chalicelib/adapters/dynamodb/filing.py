"""What a commit files for later, and the register of the buckets that this ever used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime, timedelta

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.codec import micros_of
from chalicelib.adapters.dynamodb.conditions import is_refused
from chalicelib.adapters.dynamodb.keys import Bucket
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.due_ports import DELIVER, Due, DuePlace
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.wakeups import Wakeup, wakeups
from chalicelib.late import dataclass

# Until then an answer under audit may still move with a calendar.
KEPT = timedelta(days=400)


def rows(
    ticket: Ticket, before: Ticket | None, now: datetime, deliver_at: datetime | None = None
) -> list[Item]:
    """What a commit adds; what it cancels stays and expires."""
    woken = _woken(before)
    new = {*(_woken(ticket) - woken), *(_undecided(ticket) - _undecided(before) - woken)}
    filed = [row_of(Due(one.at, ticket.id, one.id), max(one.at, now)) for one in sorted(new)]
    if deliver_at:
        due = Due(deliver_at, ticket.id, f"{DELIVER}#{ticket.version}")
        filed.append(row_of(due, max(deliver_at, now)))
    provisional = _provisional(ticket) - _provisional(before)
    return [*filed, *(_of_year(one, ticket.id) for one in sorted(provisional))]


def _woken(ticket: Ticket | None) -> set[Wakeup]:
    return set(wakeups(ticket.deadlines)) if ticket else set()


def _undecided(ticket: Ticket | None) -> set[Wakeup]:
    """Under audit nothing wakes these any more, and yet a calendar may move them."""
    return {
        Wakeup(one.due_at, one.id)
        for one in (ticket.deadlines if ticket else ())
        if one.state == DeadlineState.UNDECIDED and not one.provisional
    }


def _provisional(ticket: Ticket | None) -> set[Wakeup]:
    return {
        Wakeup(one.due_at, one.id)
        for one in (ticket.deadlines if ticket else ())
        if one.state.open and one.provisional
    }


def row_of(due: Due, filed_at: datetime) -> Item:
    """What is due already is filed under now, where the next sweep looks."""
    row: Item = {
        "pk": keys.bucket(filed_at, due.ticket).key,
        "sk": keys.due(filed_at, due.ticket, due.what),
        "schema_v": SCHEMA_V,
        "ttl": keys.epoch_seconds(filed_at + KEPT),
    }
    return row if filed_at == due.at else {**row, "at": micros_of(due.at)}


def _of_year(one: Wakeup, ticket_id: str) -> Item:
    return {
        "pk": keys.year(one.at, ticket_id),
        "sk": keys.provisional(ticket_id, one.id),
        "schema_v": SCHEMA_V,
        "ttl": keys.epoch_seconds(one.at + KEPT),
    }


@dataclass(frozen=True, slots=True)
class Register:
    """Which buckets are in use, each with its watermark, and which are done with."""

    calls: Calls
    table: str
    _known: set[tuple[str, str]] = field(default_factory=set)

    def add(self, filed: Iterable[Item]) -> None:
        """Before a row is written, a reader can know its bucket; once a process and bucket."""
        for entry in sorted({_entry(str(row["pk"])) for row in filed} - self._known):
            # An update, and no put: a watermark that is there stays.
            self._update(entry, "SET schema_v = :value", SCHEMA_V)
            self._known.add(entry)

    def until(self, last: str) -> Iterator[DuePlace]:
        for item in self.calls.query(
            self.table,
            KeyConditionExpression="pk = :pk AND sk <= :last",
            ExpressionAttributeValues={":pk": {"S": keys.BUCKETS}, ":last": {"S": last}},
            ConsistentRead=True,
        ):
            yield DuePlace(str(item["sk"]), str(item.get("mark", "")))

    def move(self, place: DuePlace) -> None:
        """Forward only, whoever else is on the way; a bucket that is done with stays so."""
        entry = keys.BUCKETS, place.bucket
        behind = "attribute_exists(pk) AND (attribute_not_exists(mark) OR mark < :value)"
        try:
            self._update(entry, "SET mark = :value", place.mark, ConditionExpression=behind)
        except ClientError as failure:
            if not is_refused(failure):
                raise

    def strike_out(self, bucket: Bucket) -> None:
        """What is late is filed under now, so that nothing comes here any more."""
        self._known.discard((keys.BUCKETS, bucket.name))
        done: Item = {
            "pk": keys.DONE_BUCKETS,
            "sk": bucket.name,
            "schema_v": SCHEMA_V,
            "ttl": keys.epoch_seconds(bucket.ends_at + KEPT),
        }
        self.calls.put(self.table, to_wire(done))
        self.calls.delete(self.table, keys.BUCKETS, bucket.name)

    def _update(self, entry: tuple[str, str], how: str, value: str | int, **more: str) -> None:
        key = to_wire({"pk": entry[0], "sk": entry[1]})
        self.calls.safely(
            lambda: self.calls.client.update_item(
                TableName=self.table,
                Key=key,
                UpdateExpression=how,
                ExpressionAttributeValues=to_wire({":value": value}),
                **more,
            )
        )


def _entry(partition: str) -> tuple[str, str]:
    """A bucket's place in the register, by its partition."""
    if not partition.startswith("D#"):
        return keys.YEARS, partition
    return keys.BUCKETS, Bucket.named(partition.removeprefix("D#")).name
