"""The port `Erasures` over DynamoDB: a line a ticket in the table of reference data.

Whoever restores the tickets from a backup leaves this table as it is: the lines say what has to go
again. They hold an id and a moment, and nobody can tell from them who it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import SCHEMA, Item, to_wire
from chalicelib.late import dataclass


@dataclass(frozen=True, slots=True)
class DynamoErasures:
    calls: Calls
    table: str

    def add(self, ticket_id: str, at: datetime) -> None:
        line: Item = {"pk": keys.ERASURES, "sk": keys.erasure(at, ticket_id), SCHEMA: SCHEMA_V}
        self.calls.put(self.table, to_wire(line))

    def since(self, moment: datetime) -> Iterator[str]:
        for item in self.calls.query(
            self.table,
            KeyConditionExpression="pk = :pk AND sk >= :first",
            ExpressionAttributeValues=to_wire(
                {":pk": keys.ERASURES, ":first": keys.instant(moment)}
            ),
            ConsistentRead=True,
        ):
            yield keys.erased_ticket(str(item["sk"]))
