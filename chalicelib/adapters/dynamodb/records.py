"""The port `Records` over DynamoDB: items of the messages table.

TTL deletes late, so whether a record still counts is decided here, with the time that is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.codec import micros_of
from chalicelib.adapters.dynamodb.conditions import put_if
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item, Value, to_wire
from chalicelib.application.message_ports import Record, RecordKind
from chalicelib.late import dataclass

OVER = "kept_until"
COUNTED = "n_"


@dataclass(frozen=True, slots=True)
class DynamoRecords:
    calls: Calls
    table: str
    envelopes: Envelopes

    def get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        item = self.calls.get(self.table, keys.record(kind, key), keys.RECORD)
        if item is None or int(item[OVER]) <= micros_of(now):
            return None
        counted = {
            name.removeprefix(COUNTED): value
            for name, value in item.items()
            if name.startswith(COUNTED)
        }
        return Record(counted or self.envelopes.opened(item), int(item.get("v", 0)))

    def put(  # noqa: PLR0913 - as the port says
        self,
        kind: RecordKind,
        key: str,
        fields: Mapping[str, Any],
        *,
        expected: int,
        now: datetime,
        until: datetime,
    ) -> bool:
        item: Item = {
            "pk": keys.record(kind, key),
            "sk": keys.RECORD,
            "v": expected + 1,
            OVER: micros_of(until),
            "ttl": keys.epoch_seconds(until),
        }
        limits: dict[str, Value] = {":now": micros_of(now)}
        condition = f"attribute_not_exists(pk) OR {OVER} <= :now"
        if expected:
            condition = f"v = :expected AND {OVER} > :now"
            limits[":expected"] = expected
        closed = self.envelopes.closed(item, fields)
        return put_if(self.calls, self.table, closed, condition, limits) is None

    def add(
        self, kind: RecordKind, key: str, *, now: datetime, until: datetime, **counts: int
    ) -> None:
        """`now` is not looked at: what counts has a key for each span of time."""
        del now
        names = {f"#{name}": f"{COUNTED}{name}" for name in counts}
        values: dict[str, Value] = {f":{name}": count for name, count in counts.items()}
        kept: dict[str, Value] = {
            ":schema": SCHEMA_V,
            ":until": micros_of(until),
            ":ttl": keys.epoch_seconds(until),
        }
        adding = ", ".join(f"#{name} :{name}" for name in counts)
        kept_until = f"schema_v = :schema, {OVER} = :until, #ttl = :ttl"
        self.calls.safely(
            lambda: self.calls.client.update_item(
                TableName=self.table,
                Key=to_wire({"pk": keys.record(kind, key), "sk": keys.RECORD}),
                UpdateExpression=f"ADD {adding} SET {kept_until}",
                ExpressionAttributeNames={**names, "#ttl": "ttl"},
                ExpressionAttributeValues=to_wire({**values, **kept}),
            )
        )
