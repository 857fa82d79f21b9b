"""The port `Limits` over DynamoDB: one counter a bucket, in the table of messages.

A token costs one write unit, refused or not: a single update on a condition, with nothing read.
Where its answer is lost it is made again, and may have taken two: the caller's loss, and small.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Failed
from chalicelib.adapters.dynamodb.conditions import is_refused
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Value, to_wire
from chalicelib.domain.rates import Rate
from chalicelib.late import dataclass

TAKEN = "n_taken"
FREE = f"attribute_not_exists({TAKEN}) OR {TAKEN} < :filled"
TAKE = f"ADD {TAKEN} :one SET schema_v = :schema, #ttl = :ttl"


@dataclass(frozen=True, slots=True)
class DynamoLimits:
    calls: Calls
    table: str

    def take(self, key: str, rate: Rate, now: datetime) -> timedelta | None:
        place = {"pk": keys.limit(key, rate.bucket(now)), "sk": keys.LIMIT}
        values: dict[str, Value] = {
            ":one": 1,
            ":filled": rate.filled(now),
            ":schema": SCHEMA_V,
            ":ttl": keys.epoch_seconds(rate.ends(now)),
        }
        try:
            self.calls.safely(
                lambda: self.calls.client.update_item(
                    TableName=self.table,
                    Key=to_wire(place),
                    UpdateExpression=TAKE,
                    ConditionExpression=FREE,
                    ExpressionAttributeNames={"#ttl": "ttl"},
                    ExpressionAttributeValues=to_wire(values),
                )
            )
        except Failed as failure:
            if not is_refused(failure):
                raise
            return rate.next_token(now)
        return None
