"""An entry of reference data together with the record of who changed it: both or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from chalicelib.adapters.dynamodb.calls import Calls, Failed
from chalicelib.adapters.dynamodb.commits import NEW, put, request_id
from chalicelib.adapters.dynamodb.conditions import REQUEST, is_refused
from chalicelib.adapters.dynamodb.wire import Item
from chalicelib.application.ports import Conflict


def put_together(
    calls: Calls, table: str, entry: Item, expected: int, told: Sequence[Item]
) -> None:
    """On the version that was read (0: it must not be there); `Conflict` if it is another.

    The entry is marked, so that if an answer is lost it is known for our own.
    """
    mark = request_id()
    condition, values = ("v = :v", {"v": expected}) if expected else (NEW, {})
    operations = [
        put(table, {**entry, REQUEST: mark}, condition, **values),
        *(put(table, one) for one in told),
    ]
    try:
        calls.safely(
            lambda: calls.client.transact_write_items(
                TransactItems=operations, ClientRequestToken=mark
            )
        )
    except Failed as failure:
        if not is_refused(failure):
            raise
        there = calls.get(table, str(entry["pk"]), str(entry["sk"]))
        if there is None or there.get(REQUEST) != mark:
            raise Conflict from failure


def newest(  # noqa: PLR0913 - where, which, and how many of them
    calls: Calls, table: str, pk: str, prefix: str, before: str | None, limit: int
) -> Iterator[Item]:
    """The rows whose key begins so, newest first."""
    return islice(_descending(calls, table, pk, prefix, before), limit)


def _descending(
    calls: Calls, table: str, pk: str, prefix: str, before: str | None
) -> Iterator[Item]:
    values: dict[str, Any] = {":pk": {"S": pk}, ":low": {"S": prefix}}
    values[":high"] = {"S": before or f"{prefix}~"}
    found = calls.query(
        table,
        KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
        ExpressionAttributeValues=values,
        ScanIndexForward=False,
    )
    return (row for row in found if row["sk"] != before)
