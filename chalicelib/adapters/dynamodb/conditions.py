"""Putting one item where what stands there allows it, whatever becomes of the answers."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.adapters.dynamodb.calls import FAILED_CONDITION, Calls, Failed, codes
from chalicelib.adapters.dynamodb.commits import request_id
from chalicelib.adapters.dynamodb.wire import Item, Value, from_wire, to_wire
from chalicelib.late import dataclass

REQUEST = "rq"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was put; what stands there instead (empty: nothing does)."""

    there: Item


def is_refused(failure: Exception) -> bool:
    """The condition of a call did not hold; nothing was done."""
    return any(code.startswith(FAILED_CONDITION) for code in codes(failure))


def put_if(
    calls: Calls, table: str, item: Item, condition: str, values: Mapping[str, Value]
) -> Refused | None:
    """None: it stands there now. The item is marked, so that if an answer is lost, and the next
    attempt meets what the first one put, it is known for our own.
    """
    mark = request_id()
    wire = to_wire({**item, REQUEST: mark})
    # An empty set of values is no valid request.
    named = {"ExpressionAttributeValues": to_wire(values)} if values else {}
    try:
        calls.safely(
            lambda: calls.client.put_item(
                TableName=table,
                Item=wire,
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **named,
            )
        )
    except Failed as failure:
        if not is_refused(failure):
            raise
        there = from_wire(failure.response.get("Item", {}))
        return None if there.get(REQUEST) == mark else Refused(there)
    return None
