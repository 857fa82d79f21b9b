"""The port `DueWork` over DynamoDB: due work by the hour, found behind the watermark of each.

A row is a hint. It counts only while the header shows that wake-up at that instant, so cancelling
costs nothing. Which buckets are in use stands in a short register: an empty hour is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import MOST_KEYS, Calls
from chalicelib.adapters.dynamodb.codec import decode, moment_of
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.filing import Register, row_of
from chalicelib.adapters.dynamodb.keys import Bucket
from chalicelib.adapters.dynamodb.names import TICKET
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.due_ports import IN_FLIGHT, Due, DuePlace, DueSlice
from chalicelib.domain.state import Deadline
from chalicelib.domain.wakeups import Wakeup, wakeups
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class DynamoDueWork:
    """The table of deadlines."""

    calls: Calls
    tickets: str
    deadlines: str
    register: Register
    envelopes: Envelopes

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        return list(self.register.until(keys.last_bucket(until)))

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        found = list(islice(self.candidates(since, until, limit + 1), limit + 1))
        slice_ = found[:limit]
        return DueSlice(
            due=tuple(self._counting(slice_)),
            since=since,
            end=(slice_[-1].place if slice_ else None) or since,
            until=until,
            more=len(found) > limit,
        )

    def worked(self, slice_: DueSlice) -> None:
        bucket, settled = Bucket.named(slice_.end.bucket), slice_.until - IN_FLIGHT
        if not slice_.more and bucket.ends_at <= settled:
            self.register.strike_out(bucket)
            return
        mark = min(slice_.end.mark, keys.last_in(bucket, settled))
        if mark > slice_.since.mark:
            self.register.move(DuePlace(bucket.name, mark))

    def put_off(self, due: Due, until: datetime) -> None:
        """First there, then gone from here: in between it is found twice, never not at all."""
        row = row_of(due, until)
        self.register.add([row])
        self.calls.put(self.deadlines, to_wire(row))
        if due.place:
            bucket = Bucket.named(due.place.bucket)
            self.calls.delete(self.deadlines, bucket.key, due.place.mark)

    def missed(self, since: datetime, until: datetime) -> Iterator[Sequence[Due]]:
        for bucket in keys.buckets_between(since, until):
            found = self.candidates(DuePlace(bucket.name), until)
            while slice_ := list(islice(found, MOST_KEYS)):
                yield list(self._counting(slice_))

    def next_at(self, after: datetime) -> datetime | None:
        earliest: datetime | None = None
        for place in self.register.until(keys.LAST):
            bucket = Bucket.named(place.bucket)
            if earliest is not None and bucket.starts_at >= earliest:
                break  # as at midnight, when the first of many shards tells
            if bucket.ends_at > after and (first := self._first_after(bucket, after)):
                earliest = min(first, earliest or first)
        return earliest

    def _first_after(self, bucket: Bucket, after: datetime) -> datetime | None:
        """Several shards may share an hour."""
        found = self.candidates(DuePlace(bucket.name, keys.last_in(bucket, after)))
        while slice_ := list(islice(found, MOST_KEYS)):
            for due in self._counting(slice_):
                if due.place:
                    return keys.due_of(bucket, due.place.mark)[0]
        return None

    def candidates(
        self, since: DuePlace, until: datetime | None = None, page: int | None = None
    ) -> Iterator[Due]:
        """What is filed, without a look at any header: all that finding it costs."""
        bucket = Bucket.named(since.bucket)
        first = keys.behind(since.mark)
        last = keys.last_in(bucket, until) if until else keys.LAST
        if first > last:
            return
        for item in self.calls.query(
            self.deadlines,
            page,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=to_wire({":pk": bucket.key, ":first": first, ":last": last}),
            ConsistentRead=True,
        ):
            yield _due_of(bucket, item)

    def open_since(self, day: date) -> list[str]:
        """By their ids. Rare: it reads all that is to come, and what fell due from that day on."""
        known = self._shown({*self._filed(day), *self._filed_by_year()})
        return sorted(
            ticket
            for ticket, deadlines in known.items()
            if any(one.state.open and one.due_on >= day for one in deadlines)
        )

    # --- inside ---

    def _filed(self, day: date) -> Iterator[str]:
        """What runs is filed to come; what is under audit since that day was filed then."""
        first = keys.bucket(datetime.combine(day, time(), UTC) - timedelta(days=1), "").name
        for register, since in ((keys.BUCKETS, ""), (keys.DONE_BUCKETS, first)):
            for item in self._partition(register):
                if str(item["sk"]) >= since:
                    found = self.candidates(DuePlace(str(item["sk"])))
                    yield from (one.ticket for one in found if one.delivers is None)

    def _filed_by_year(self) -> Iterator[str]:
        for item in self._partition(keys.YEARS):
            for row in self._partition(str(item["sk"])):
                yield str(row["sk"]).partition("#")[0]

    def _partition(self, pk: str) -> Iterator[Item]:
        return self.calls.query(
            self.deadlines,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )

    def _counting(self, found: Sequence[Due]) -> Iterator[Due]:
        """Those that the headers show; of a delivery the outbox knows."""
        known = self._shown({one.ticket for one in found if one.delivers is None})
        shown = {(ticket, one) for ticket, deadlines in known.items() for one in wakeups(deadlines)}
        for due in found:
            if due.delivers is not None or (due.ticket, Wakeup(due.at, due.what)) in shown:
                yield due

    def _shown(self, tickets: Iterable[str]) -> dict[str, tuple[Deadline, ...]]:
        wanted = [(keys.ticket(one), keys.HEADER) for one in sorted(tickets)]
        headers = self.calls.get_many(self.tickets, wanted)
        return {keys.ticket_id(pk): self._of(header) for (pk, _), header in headers.items()}

    def _of(self, header: Item) -> tuple[Deadline, ...]:
        fields = self.envelopes.opened(header)
        found: tuple[Deadline, ...] = decode(
            tuple[Deadline, ...], fields.get(TICKET["deadlines"], ())
        )
        return found


def _due_of(bucket: Bucket, item: Item) -> Due:
    filed_at, ticket, what = keys.due_of(bucket, str(item["sk"]))
    at = item.get("at")
    due_at = moment_of(at) if isinstance(at, int) else filed_at
    return Due(due_at, ticket, what, DuePlace(bucket.name, str(item["sk"])))
