"""The port `Answers` over DynamoDB: one row a request, put by the commit that does it.

In the transaction that costs two units; a refusal is put alone and costs one. Of an answer that is
a ticket only status, headers and which version was shown are kept: the ticket stands in its
history already, and with it the requester's words and number, which so are nowhere else. The
ticket itself, of 1 to 6 KB of JSON, 1.2 KB when compressed, would four times in five cost twice
as much. Any other answer is kept as it is, compressed where that saves a unit.

TTL deletes late, so whether a row still counts is decided here, with the time that is given.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Failed
from chalicelib.adapters.dynamodb.codec import micros_of, plain_instant, read_instant
from chalicelib.adapters.dynamodb.conditions import is_refused, put_if
from chalicelib.adapters.dynamodb.envelopes import WHERE, Envelopes, has_fields
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import SCHEMA, Item, to_wire
from chalicelib.application.edge_ports import (
    REMEMBERED_FOR,
    Answered,
    Known,
    KnownAnswer,
    ShownTicket,
)
from chalicelib.late import dataclass

SINCE = "since"
FREE = f"attribute_not_exists(pk) OR {SINCE} <= :expired"


@dataclass(frozen=True, slots=True)
class DynamoAnswers:
    """In the table of messages, each under a hash of its key."""

    calls: Calls
    table: str
    envelopes: Envelopes

    def known(self, key: str, fingerprint: str, now: datetime) -> Known:
        there = self.calls.get(self.table, keys.answer(key), keys.ANSWER)
        if there is None or int(there[SINCE]) <= expired(now):
            return "new"
        return self._known(there, fingerprint)

    def remember(self, answered: Answered) -> Known:
        limits: Item = {":expired": expired(answered.at)}
        refused = put_if(self.calls, self.table, row(answered, self.envelopes), FREE, limits)
        return self._known(refused.there, answered.fingerprint) if refused else "new"

    def showed(self, key: str, answer: KnownAnswer) -> None:
        there = self.calls.get(self.table, keys.answer(key), keys.ANSWER)
        if there is None:
            return
        kept = {name: value for name, value in there.items() if name not in WHERE}
        shown = self.envelopes.closed(kept, _fields(answer))
        try:
            self.calls.safely(
                lambda: self.calls.client.put_item(
                    TableName=self.table,
                    Item=to_wire(shown),
                    ConditionExpression=f"{SINCE} = :since",
                    ExpressionAttributeValues=to_wire({":since": there[SINCE]}),
                )
            )
        except Failed as failure:
            # It was forgotten meanwhile, and another request has its key.
            if not is_refused(failure):
                raise

    def _known(self, there: Item, fingerprint: str) -> Known:
        """Where it broke, an earlier release left a row without an answer."""
        if there["f"] != fingerprint:
            return "other_body"
        return _answer(self.envelopes.opened(there)) if has_fields(there) else "new"


def row(answered: Answered, envelopes: Envelopes) -> Item:
    """What is put, on the condition `FREE`."""
    begun: Item = {
        "pk": keys.answer(answered.key),
        "sk": keys.ANSWER,
        SCHEMA: SCHEMA_V,
        SINCE: micros_of(answered.at),
        "f": answered.fingerprint,
        "ttl": keys.epoch_seconds(answered.at + REMEMBERED_FOR),
    }
    return envelopes.closed(begun, _fields(answered.answer))


def expired(now: datetime) -> int:
    """A row from before this counts no more."""
    return micros_of(now - REMEMBERED_FOR)


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
