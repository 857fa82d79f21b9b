"""The ports `Outbox` and `Notices` over DynamoDB."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import FAILED_CONDITION, Calls, Failed, codes
from chalicelib.adapters.dynamodb.codec import plain_instant, read_instant
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.upcasts import SCHEMA_V
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.message_ports import Notice, Noticed
from chalicelib.late import dataclass

NOTICES_KEPT = timedelta(days=180)
A_PAGE = 50


@dataclass(frozen=True, slots=True)
class DynamoOutbox:
    """One item a ticket that ever had something to deliver."""

    calls: Calls
    table: str

    def delivered_through(self, ticket_ids: Collection[str]) -> Mapping[str, int]:
        wanted = [(keys.ticket(one), keys.DELIVERED) for one in sorted(ticket_ids)]
        found = self.calls.get_many(self.table, wanted)
        return {keys.ticket_id(pk): int(item["v"]) for (pk, _), item in found.items()}

    def delivered(self, ticket_id: str, version: int) -> None:
        item: Item = {
            "pk": keys.ticket(ticket_id),
            "sk": keys.DELIVERED,
            "schema_v": SCHEMA_V,
            "v": version,
        }
        try:
            self.calls.safely(
                lambda: self.calls.client.put_item(
                    TableName=self.table,
                    Item=to_wire(item),
                    ConditionExpression="attribute_not_exists(pk) OR v < :v",
                    ExpressionAttributeValues={":v": {"N": str(version)}},
                )
            )
        except Failed as failure:
            # Another sender was as far, or further.
            if not any(code.startswith(FAILED_CONDITION) for code in codes(failure)):
                raise


@dataclass(frozen=True, slots=True)
class DynamoNotices:
    """Of each receiver, in the order of time."""

    calls: Calls
    table: str
    envelopes: Envelopes

    def put(self, notices: Sequence[Notice]) -> None:
        for one in notices:
            self.calls.put(self.table, to_wire(self._item(one)))

    def of(self, place: str, receiver: str, before: str | None) -> Iterator[Notice]:
        condition, values = "pk = :pk", {":pk": {"S": keys.notices(place, receiver)}}
        if before is not None:
            condition += " AND sk < :before"
            values[":before"] = {"S": keys.notice(before, "")}
        found = self.calls.query(
            self.table,
            A_PAGE,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=False,
        )
        return (_read(self.envelopes.opened(item), place, receiver) for item in found)

    def _item(self, notice: Notice) -> Item:
        key: Item = {
            "pk": keys.notices(notice.place, notice.receiver),
            "sk": keys.notice(notice.group, notice.bundle),
            "ttl": keys.epoch_seconds(notice.at + NOTICES_KEPT),
        }
        rows = [
            [one.ticket, one.number, one.deadline, plain_instant(one.due_at)]
            for one in notice.tickets
        ]
        fields = {"k": notice.kind, "t": plain_instant(notice.at), "n": rows}
        return self.envelopes.closed(key, fields)


def _read(fields: Mapping[str, Any], place: str, receiver: str) -> Notice:
    return Notice(
        place=place,
        receiver=receiver,
        kind=fields["k"],
        at=read_instant(fields["t"]),
        tickets=tuple(
            Noticed(ticket=ticket, number=number, deadline=deadline, due_at=read_instant(due_at))
            for ticket, number, deadline, due_at in fields["n"]
        ),
    )
