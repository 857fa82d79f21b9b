"""The port `AccessLog` over DynamoDB: a row a reading, in the table of messages, by place and day.

A row is put once, under a key of its own, and ends by TTL. One of a ticket is far under 1 KB: one
write unit; one of a list of a hundred is compressed to stay there.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, timedelta
from itertools import count
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls
from chalicelib.adapters.dynamodb.codec import micros_of, moment_of
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.access_ports import Access, LogPage, Wanted
from chalicelib.domain.directory import HOME
from chalicelib.late import dataclass

MOST_LOOKED_AT = 1000  # rows of one page, wanted or not: what a day of a small city has
DAY = timedelta(days=1)
MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class DynamoAccessLog:
    calls: Calls
    table: str
    envelopes: Envelopes
    kept: timedelta
    written: Iterator[int] = field(default_factory=count)

    def record(self, access: Access) -> None:
        fields = _fields(access)
        day = access.at.astimezone(HOME).date()
        item: Item = {
            "pk": keys.accesses(access.jurisdiction, day),
            "sk": keys.access(access.at, self._mark()),
            "ttl": keys.epoch_seconds(access.at + self.kept),
        }
        self.calls.put(self.table, to_wire(self.envelopes.closed(item, fields)))

    def _mark(self) -> str:
        """Two readings at one instant are two rows; those of one process in their order."""
        return f"{next(self.written):08x}{secrets.token_hex(MARK_BYTES)}"

    def page(self, jurisdiction: str, wanted: Wanted, after: str | None, limit: int) -> LogPage:
        found: list[Access] = []
        for looked_at, (key, one) in enumerate(self._newest_first(jurisdiction, wanted, after)):
            if wanted.has(one):
                found.append(one)
            if len(found) == limit or looked_at == MOST_LOOKED_AT:
                return LogPage(tuple(found), key)
        return LogPage(tuple(found), None)

    def _newest_first(
        self, jurisdiction: str, wanted: Wanted, after: str | None
    ) -> Iterator[tuple[str, Access]]:
        """Each with its key: its day, and where it stands in it."""
        behind, _, place = (after or "").partition(" ")
        day = date.fromisoformat(behind) if behind else wanted.last_day
        while day >= wanted.first_day:
            for item in self._of_day(jurisdiction, day, place):
                key = str(item["sk"])
                yield f"{day} {key}", _read(jurisdiction, self.envelopes.opened(item))
            day, place = day - DAY, ""

    def _of_day(self, jurisdiction: str, day: date, before: str) -> Iterator[Item]:
        condition, values = "pk = :pk", {":pk": {"S": keys.accesses(jurisdiction, day)}}
        if before:
            condition += " AND sk < :before"
            values[":before"] = {"S": before}
        return self.calls.query(
            self.table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=False,
        )


def _fields(access: Access) -> dict[str, Any]:
    known: dict[str, Any] = {
        "b": access.by,
        "r": access.role,
        "t": list(access.tickets),
        "f": list(access.fields),
        "p": access.purpose,
        "n": access.note,
        "q": access.request_id,
        "at": micros_of(access.at),
    }
    return {name: value for name, value in known.items() if value}


def _read(jurisdiction: str, fields: Mapping[str, Any]) -> Access:
    return Access(
        at=moment_of(fields["at"]),
        jurisdiction=jurisdiction,
        by=fields["b"],
        role=fields["r"],
        tickets=tuple(fields.get("t", ())),
        fields=tuple(fields.get("f", ())),
        purpose=fields.get("p"),
        note=fields.get("n"),
        request_id=fields.get("q", ""),
    )
