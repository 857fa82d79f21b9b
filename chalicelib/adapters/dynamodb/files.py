"""The port `FileRows` over DynamoDB: an item a file, and a queue of all that nobody may have named.

The queue is one partition in order of time, whose lines go once they were looked after: so the
sweep reads what is due and nothing else, whatever lies in the bucket. A file that was announced
costs two writes, one that a ticket names one more, and the sweep two or three a day later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Failed
from chalicelib.adapters.dynamodb.codec import micros_of, moment_of
from chalicelib.adapters.dynamodb.conditions import is_refused
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.file_ports import Announced, Confirmed, FileRow
from chalicelib.domain.files import Announcer, State
from chalicelib.late import dataclass

STATE, REASON, VERSION, BYTES, TICKETS = "fs", "fw", "fv", "fb", "tk"
IS_PENDING = f"{STATE} = :pending"


@dataclass(frozen=True, slots=True)
class DynamoFileRows:
    calls: Calls
    table: str
    envelopes: Envelopes

    def announce(self, row: FileRow) -> None:
        """Its line of the queue first: a line without a row is nobody's, a row without a line
        would stay for ever.
        """
        line: Item = {**_line(Announced(row.announced_at, row.id)), "schema_v": SCHEMA_V}
        self.calls.put(self.table, to_wire(line))
        told = {
            "n": row.filename,
            "c": row.content_type,
            "b": row.size,
            "w": asdict(row.by),
            "t": micros_of(row.announced_at),
        }
        item = self.envelopes.closed({**_key(row.id), STATE: row.state}, told)
        self.calls.put(self.table, to_wire(item))

    def get_many(self, ids: Collection[str]) -> Mapping[str, FileRow]:
        wanted = [(str(key["pk"]), str(key["sk"])) for key in map(_key, sorted(ids))]
        found = self.calls.get_many(self.table, wanted)
        rows = (self._row(item) for item in found.values())
        return {row.id: row for row in rows}

    def _row(self, item: Item) -> FileRow:
        told = self.envelopes.opened(item)
        is_kept = VERSION in item
        tickets: Any = item.get(TICKETS, ())
        reason = item.get(REASON)
        state: Any = item[STATE]
        return FileRow(
            id=keys.file_id(str(item["pk"])),
            filename=told["n"],
            content_type=told["c"],
            size=told["b"],
            by=Announcer(**told["w"]),
            announced_at=moment_of(told["t"]),
            state=state,
            reason=str(reason) if reason else None,
            confirmed=Confirmed(str(item[VERSION]), int(item[BYTES])) if is_kept else None,
            tickets=frozenset(tickets),
        )

    def claim(self, file_id: str, ticket_id: str) -> bool:
        return self._changed(
            lambda: self.calls.client.update_item(
                TableName=self.table,
                Key=to_wire(_key(file_id)),
                UpdateExpression=f"ADD {TICKETS} :ticket",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeValues={":ticket": {"SS": [ticket_id]}},
            )
        )

    def settle(
        self, file_id: str, state: State, reason: str | None, confirmed: Confirmed | None = None
    ) -> bool:
        """If the answer is lost and the call made again, it looks as if somebody else was first:
        then what stands there is looked at.
        """
        new: Item = {STATE: state}
        new |= {REASON: reason} if reason else {}
        no_more = "" if reason else f" REMOVE {REASON}"
        new |= {VERSION: confirmed.version, BYTES: confirmed.size} if confirmed else {}
        setting = ", ".join(f"{name} = :{name}" for name in new)
        values: Item = {":pending": "pending", **{f":{name}": one for name, one in new.items()}}
        if self._changed(
            lambda: self.calls.client.update_item(
                TableName=self.table,
                Key=to_wire(_key(file_id)),
                UpdateExpression=f"SET {setting}{no_more}",
                ConditionExpression=IS_PENDING,
                ExpressionAttributeValues=to_wire(values),
            )
        ):
            return True
        there = self.get_many([file_id]).get(file_id)
        return there is not None and (there.state, there.confirmed) == (state, confirmed)

    def announced_before(self, moment: datetime, limit: int) -> Sequence[Announced]:
        found = self.calls.query(
            self.table,
            limit,
            KeyConditionExpression="pk = :queue AND sk < :moment",
            ExpressionAttributeValues={
                ":queue": {"S": keys.FILE_QUEUE},
                ":moment": {"S": keys.in_file_queue(moment, "")},
            },
            ConsistentRead=True,
        )
        return [Announced(*keys.queued_file(str(one["sk"]))) for one in islice(found, limit)]

    def looked_after(self, announced: Announced) -> None:
        line = _line(announced)
        self.calls.delete(self.table, str(line["pk"]), str(line["sk"]))

    def remove_if_unclaimed(self, row: FileRow) -> bool:
        condition, values = f"attribute_not_exists({TICKETS})", {}
        if row.tickets:
            condition = f"{TICKETS} = :tickets"
            values = {"ExpressionAttributeValues": {":tickets": {"SS": sorted(row.tickets)}}}
        return self._changed(
            lambda: self.calls.client.delete_item(
                TableName=self.table,
                Key=to_wire(_key(row.id)),
                ConditionExpression=condition,
                **values,
            )
        )

    def remove(self, rows: Collection[FileRow]) -> None:
        for row in rows:
            self.calls.delete(self.table, keys.file(row.id), keys.FILE)
            self.looked_after(Announced(row.announced_at, row.id))

    def _changed(self, call: Callable[[], Mapping[str, Any]]) -> bool:
        """Whether the condition of a call held."""
        try:
            self.calls.safely(call)
        except Failed as failure:
            if not is_refused(failure):
                raise
            return False
        return True


def _key(file_id: str) -> Item:
    return {"pk": keys.file(file_id), "sk": keys.FILE}


def _line(announced: Announced) -> Item:
    return {"pk": keys.FILE_QUEUE, "sk": keys.in_file_queue(announced.at, announced.id)}
