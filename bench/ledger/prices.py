"""From a request, its answer and the items before and after it to the rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.ledger import pricing, sizes
from bench.ledger.backend import Backend
from bench.ledger.pricing import Consistency
from bench.ledger.report import Row, key_text
from bench.ledger.sizes import Item
from bench.ledger.wire import Action

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
READS = ("GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan")


class Unpriced(Exception):
    """A request whose price is not known here; it must not pass for free."""


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt over the wire."""

    number: int
    step: str
    operation: str
    body: Mapping[str, Any]
    backend: Backend

    def row(self, table: str, **figures: Any) -> Row:  # noqa: ANN401 — the other fields of a row
        return Row(self.number, self.step, self.operation, table, **figures)

    @property
    def factor(self) -> int:
        return pricing.TRANSACTION if self.operation == "TransactWriteItems" else 1


@dataclass(frozen=True, slots=True)
class Change:
    """An item before and after an action; one that is only checked, or refused, stays."""

    action: Action
    before: Item | None
    after: Item | None

    @property
    def size(self) -> int:
        """What the table charges for, even if the action was refused."""
        return max(pricing.larger(self.before, self.after), sizes.item(self.action.item))


def written(request: Request, changes: Sequence[Change]) -> Iterator[Row]:
    """A row for each item, and one for each index that had to follow it."""
    for change in changes:
        table, key = change.action.table, key_text(change.action.key)
        units = pricing.write_units(change.size) * request.factor
        yield request.row(table, key=key, wcu=units, bytes=change.size)
        for index in request.backend.table(table).indexes:
            units, size = index.write(change.before, change.after)
            if request.factor == pricing.TRANSACTION:
                units *= pricing.INDEX_IN_TRANSACTION
            if units:
                yield request.row(table, index=index.name, key=key, wcu=units, bytes=size)


def replayed(request: Request, changes: Sequence[Change]) -> Iterator[Row]:
    """A transaction whose token was seen before changes nothing and only reads its items."""
    for change in changes:
        units = pricing.read_units(change.size, Consistency.TRANSACTIONAL)
        key = key_text(change.action.key)
        yield request.row(change.action.table, key=key, rcu=units, bytes=change.size)


def read(request: Request, answer: Mapping[str, Any]) -> Iterator[Row]:
    match request.operation:
        case "GetItem":
            yield _got(request, request.body, answer.get("Item"), Consistency.of(request.body))
        case "TransactGetItems":
            asked = [entry["Get"] for entry in request.body["TransactItems"]]
            for part, found in zip(asked, answer["Responses"], strict=True):
                yield _got(request, part, found.get("Item"), Consistency.TRANSACTIONAL)
        case "BatchGetItem":
            for table, part in request.body["RequestItems"].items():
                yield from _batch(request, table, part, answer)
        case _:
            yield _ranged(request, answer)


def _got(
    request: Request, part: Mapping[str, Any], found: Item | None, consistency: Consistency
) -> Row:
    """An item costs what it is, however little of it was asked for; one not there costs a step."""
    table, key = part["TableName"], part["Key"]
    if "ProjectionExpression" in part or "AttributesToGet" in part:
        found = request.backend.image(table, key)
    size = sizes.item(found)
    units = pricing.read_units(size, consistency)
    return request.row(table, key=key_text(key), rcu=units, bytes=size)


def _batch(
    request: Request, table: str, part: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[Row]:
    """Each key is a read of its own; keys that came back unprocessed were not read."""
    described = request.backend.table(table)
    found = {_hashable(described.key(item)): item for item in _whole(part, table, answer)}
    unread = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", ())
    unread = {_hashable(key) for key in unread}
    for key in part["Keys"]:
        if _hashable(key) not in unread:
            asked = {**part, "TableName": table, "Key": key}
            yield _got(request, asked, found.get(_hashable(key)), Consistency.of(part))


def _whole(part: Mapping[str, Any], table: str, answer: Mapping[str, Any]) -> Sequence[Item]:
    """The items of a batch; projected ones are of no use, they may even lack their keys."""
    if "ProjectionExpression" in part or "AttributesToGet" in part:
        return ()
    items: Sequence[Item] = answer.get("Responses", {}).get(table, ())
    return items


def _hashable(key: Item) -> object:
    return sizes.canonical({"M": key})


def _ranged(request: Request, answer: Mapping[str, Any]) -> Row:
    """A Query or Scan is one read of all it went through, rounded once; of an index its entries."""
    table, index = request.body["TableName"], request.body.get("IndexName", "")
    items = request.backend.evaluated(request.operation, request.body, answer)
    if index:
        described = request.backend.table(table).index(index)
        if described.local and described.kept is not None and _may_fetch(request.body):
            raise Unpriced(f"{index} may fetch from {table} what a local index does not keep")
        items = [described.entry(item) or {} for item in items]
    size = sum(map(sizes.item, items))
    units = pricing.read_units(size, Consistency.of(request.body))
    return request.row(table, index=index, rcu=units, bytes=size)


def _may_fetch(body: Mapping[str, Any]) -> bool:
    selects = body.get("Select") in {"ALL_ATTRIBUTES", "SPECIFIC_ATTRIBUTES"}
    return selects or "ProjectionExpression" in body or "AttributesToGet" in body
