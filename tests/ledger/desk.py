"""A table on an embedded engine with a ledger beside it, and items of exact sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.ledger import Ledger, Total
from bench.ledger.sizes import Item, Value

TABLE = "tickets"


def s(text: str) -> dict[str, str]:
    return {"S": text}


def key(number: int = 1) -> dict[str, dict[str, str]]:
    """6 bytes: two names of two characters, two values of one."""
    return {"pk": s(str(number % 10)), "sk": s("H")}


def item(size: int, number: int = 1, /, **more: Value) -> dict[str, Value]:
    """An item of so many bytes before `more`: 6 of keys, 1 of the name t, the rest text."""
    return {**key(number), "t": s("x" * (size - 7)), **more}


def index(name: str, *keys: str, keep: list[str] | str = "KEYS_ONLY") -> dict[str, Any]:
    """A global index; `keep` is a type of projection, or the names that INCLUDE adds."""
    kept = {"ProjectionType": keep} if isinstance(keep, str) else {"ProjectionType": "INCLUDE"}
    return {
        "IndexName": name,
        "KeySchema": schema(*keys),
        "Projection": kept | ({} if isinstance(keep, str) else {"NonKeyAttributes": keep}),
    }


def schema(*keys: str) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    return [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, kinds, strict=False)
    ]


@dataclass
class Desk:
    """What a story needs: a client that is listened to, one that is not, and the ledger."""

    client: Any
    unheard: Any
    ledger: Ledger

    def create(self, *indexes: dict[str, Any], local: Sequence[dict[str, Any]] = ()) -> None:
        every = [{"KeySchema": schema("pk", "sk")}, *indexes, *local]
        names = {part["AttributeName"] for one in every for part in one["KeySchema"]}
        more = {"GlobalSecondaryIndexes": list(indexes), "LocalSecondaryIndexes": list(local)}
        self.unheard.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=schema("pk", "sk"),
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in sorted(names)
            ],
            **{kind: some for kind, some in more.items() if some},
        )

    def given(self, *items: Item) -> None:
        """Put without anyone listening."""
        for one in items:
            self.unheard.put_item(TableName=TABLE, Item=one)

    def put(self, one: Item, **more: str) -> None:
        self.client.put_item(TableName=TABLE, Item=one, **more)

    def update(self, expression: str, number: int = 1, **values: Value) -> None:
        more: dict[str, Any] = {}
        if values:
            more["ExpressionAttributeValues"] = {f":{n}": value for n, value in values.items()}
        self.client.update_item(
            TableName=TABLE, Key=key(number), UpdateExpression=expression, **more
        )

    def delete(self, number: int = 1, **more: str) -> None:
        self.client.delete_item(TableName=TABLE, Key=key(number), **more)

    def transact(self, *actions: tuple[str, Mapping[str, Any]], **more: str) -> None:
        self.client.transact_write_items(
            TransactItems=[{verb: {"TableName": TABLE, **part}} for verb, part in actions], **more
        )

    def bill(self) -> dict[str, float]:
        """WCU and RCU by line since the last bill."""
        lines = {line: one.wcu + one.rcu for line, one in self.ledger.by("line").items()}
        self.ledger.clear()
        return lines

    def total(self) -> Total:
        return self.ledger.total()
