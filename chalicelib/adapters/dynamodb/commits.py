"""One transaction a change, under one token: done, or not done, or done by somebody else first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import (
    ATTEMPTS,
    FAILED_CONDITION,
    Calls,
    Failed,
    codes,
    is_busy,
    is_unsure,
)
from chalicelib.adapters.dynamodb.wire import Item, to_wire
from chalicelib.application.ports import AlreadyAnswered, Conflict, Unavailable
from chalicelib.application.telling_ports import trail
from chalicelib.late import dataclass

Operation = dict[str, Any]
IN_THE_WAY = {"TransactionConflictException", "TransactionConflict"}
NEW = "attribute_not_exists(pk)"
RANDOM_BYTES = 6


def request_id() -> str:
    """Of one commit, whatever is tried for it; also the token of its transaction. It begins with
    the mark of the trail, if one is followed: so a commit says what it belongs to, and is no
    longer for it.
    """
    mark = trail().mark
    return mark + secrets.token_urlsafe(RANDOM_BYTES if mark else 2 * RANDOM_BYTES)


def put(table: str, item: Item, condition: str | None = None, **values: int) -> Operation:
    operation: Operation = {"TableName": table, "Item": to_wire(item)}
    if condition:
        operation["ConditionExpression"] = condition
    if values:
        typed = {f":{name}": {"N": str(value)} for name, value in values.items()}
        operation["ExpressionAttributeValues"] = typed
    return {"Put": operation}


def delete(table: str, pk: str, sk: str) -> Operation:
    return {"Delete": {"TableName": table, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}}


@dataclass(frozen=True, slots=True)
class Commit:
    """The operations of a change, and by what it is recognised."""

    table: str
    ticket_id: str
    version: int
    request: str
    operations: Sequence[Operation]
    answer: Operation | None = None


def run(calls: Calls, commit: Commit) -> None:
    """Returns when it is stored. `Conflict`: it is not, and never will be: decide again.

    `AlreadyAnswered`: nor will it ever be, as the request it answers was answered by now.
    """
    operations = [*commit.operations, *([commit.answer] if commit.answer else [])]
    may_be_stored = False
    last: Exception | None = None
    for attempt in range(ATTEMPTS):
        try:
            calls.client.transact_write_items(
                TransactItems=operations, ClientRequestToken=commit.request
            )
        except Failed as failure:
            if FAILED_CONDITION in codes(failure):
                # Perhaps by ourselves: an answer was lost, and the token with it.
                if is_stored(calls, commit):
                    return
                if commit.answer and _reasons(failure)[-1:] == [FAILED_CONDITION]:
                    raise AlreadyAnswered from failure
                calls.wait(attempt)
                raise Conflict from failure
            if IN_THE_WAY & codes(failure) and not may_be_stored:
                calls.wait(attempt)  # whoever else is at it; then it is decided anew
                raise Conflict from failure
            if not (is_busy(failure) or is_unsure(failure)):
                raise
            may_be_stored = may_be_stored or is_unsure(failure)
            last = failure
        else:
            return
        calls.wait(attempt)
    if not (may_be_stored and is_stored(calls, commit)):
        raise Unavailable from last


def _reasons(failure: Exception) -> list[str]:
    """Of a cancelled transaction, for each of its operations why; in their order."""
    response = failure.response if isinstance(failure, ClientError) else {}
    return [one.get("Code", "None") for one in response.get("CancellationReasons") or ()]


def is_stored(calls: Calls, commit: Commit) -> bool:
    """Whether the event item of this version carries our own request."""
    found = calls.get(commit.table, keys.ticket(commit.ticket_id), keys.event(commit.version))
    return found is not None and found.get("rq") == commit.request
