"""The port `Idempotency` over DynamoDB: one row a request, put when it begins, updated at its end.

Either write is 1 KB at most, so a request costs two units. Of an answer that is a ticket only
status, headers and which version was shown are kept: the ticket stands in its history already,
and with it the requester's words and number, which so are nowhere else. The ticket itself, of
1 to 6 KB of JSON, 1.2 KB when compressed, would four times in five cost a unit more. Any other
answer is kept as it is, compressed where that saves a unit.

TTL deletes late, so whether a row still counts is decided here, with the time that is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Failed
from chalicelib.adapters.dynamodb.codec import micros_of, plain_instant, read_instant
from chalicelib.adapters.dynamodb.conditions import REQUEST, is_refused, put_if
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import (
    FIELDS,
    PACKED,
    SCHEMA,
    Item,
    fields_of,
    to_wire,
    with_fields,
)
from chalicelib.application.edge_ports import (
    REMEMBERED_FOR,
    Begun,
    KnownAnswer,
    ShownTicket,
)

UNANSWERED = f"attribute_not_exists({FIELDS}) AND attribute_not_exists({PACKED})"
FREE = "attribute_not_exists(pk) OR since <= :expired"
# Where only the size of a row counts: as long as they get.
ANY_FINGERPRINT, ANY_REQUEST = "0" * 64, "0" * 16
ANY_TIME = datetime(2999, 12, 31, 23, 59, 59, 999999, UTC)


@dataclass(frozen=True, slots=True)
class DynamoIdempotency:
    """In the table of messages, each under a hash of its key."""

    calls: Calls
    table: str

    def begin(self, key: str, fingerprint: str, now: datetime) -> Begun:
        limits: Item = {":expired": micros_of(now - REMEMBERED_FOR)}
        refused = put_if(self.calls, self.table, _begun(key, fingerprint, now), FREE, limits)
        return _known(refused.there, fingerprint) if refused else "new"

    def finish(self, key: str, answer: KnownAnswer) -> None:
        begun = {**_begun(key, ANY_FINGERPRINT, ANY_TIME), REQUEST: ANY_REQUEST}
        answered = with_fields(begun, _fields(answer))
        name = PACKED if PACKED in answered else FIELDS
        values: Item = {":answer": answered[name], ":schema": SCHEMA_V}
        try:
            self.calls.safely(
                lambda: self.calls.client.update_item(
                    TableName=self.table,
                    Key=to_wire({"pk": keys.answer(key), "sk": keys.ANSWER}),
                    UpdateExpression=f"SET {name} = :answer, {SCHEMA} = :schema",
                    ConditionExpression=f"attribute_exists(pk) AND {UNANSWERED}",
                    ExpressionAttributeValues=to_wire(values),
                )
            )
        except Failed as failure:
            # Answered by now, perhaps by ourselves; or forgotten.
            if not is_refused(failure):
                raise


def _begun(key: str, fingerprint: str, now: datetime) -> Item:
    return {
        "pk": keys.answer(key),
        "sk": keys.ANSWER,
        SCHEMA: SCHEMA_V,
        "since": micros_of(now),
        "f": fingerprint,
        "ttl": keys.epoch_seconds(now + REMEMBERED_FOR),
    }


def _known(there: Item, fingerprint: str) -> Begun:
    if there["f"] != fingerprint:
        return "other_body"
    if FIELDS not in there and PACKED not in there:
        return "in_flight"
    return _answer(fields_of(there))


# --- an answer as plain values ---


def _fields(answer: KnownAnswer) -> dict[str, Any]:
    common = {"s": answer.status, "h": dict(answer.headers)}
    shown = answer.body
    if isinstance(shown, str):
        return {**common, "b": shown}
    return {**common, "t": [shown.id, shown.version, plain_instant(shown.at)]}


def _answer(fields: dict[str, Any]) -> KnownAnswer:
    body = fields["b"] if "b" in fields else _shown(*fields["t"])
    return KnownAnswer(status=fields["s"], headers=fields["h"], body=body)


def _shown(ticket: str, version: int, at: int | str) -> ShownTicket:
    return ShownTicket(id=ticket, version=version, at=read_instant(at))
