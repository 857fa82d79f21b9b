"""A request as it goes over the wire, and an answer as it comes back.

The wire is the one place where all libraries look alike: resources of boto3 and PynamoDB have
turned their own values into attribute values by then, and retries are requests of their own.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import Any

from bench.ledger.backend import Backend
from bench.ledger.sizes import Item


def decoded(body: bytes) -> dict[str, Any]:
    """The request, binary values as bytes again, as botocore has them in answers."""
    request: dict[str, Any] = json.loads(body, object_hook=_with_bytes)
    return request


def _with_bytes(found: dict[str, Any]) -> dict[str, Any]:
    """Only a binary value is an object whose one name "B" stands for text, or "BS" for a list."""
    match found:
        case {"B": str(text), **rest} if not rest:
            return {"B": b64decode(text)}
        case {"BS": list(texts), **rest} if not rest:
            return {"BS": [b64decode(text) for text in texts]}
        case _:
            return found


@dataclass(frozen=True, slots=True)
class Action:
    """One item that a request writes or, in a transaction, checks. `item` is what a put puts."""

    verb: str
    table: str
    key: Item
    item: Item | None = None


def actions(operation: str, request: Mapping[str, Any], backend: Backend) -> list[Action]:
    """The items a writing request names, in its order."""
    match operation:
        case "BatchWriteItem":
            return batch(request["RequestItems"], backend)
        case "TransactWriteItems":
            parts = [part for entry in request["TransactItems"] for part in entry.items()]
            return [_action(verb, part["TableName"], part, backend) for verb, part in parts]
        case _:
            verb = operation.removesuffix("Item")
            return [_action(verb, request["TableName"], request, backend)]


def batch(requests: Mapping[str, Any], backend: Backend) -> list[Action]:
    """The puts and deletes of a batch, or of what was left undone of one."""
    return [
        _action(verb.removesuffix("Request"), table, part, backend)
        for table, entries in requests.items()
        for entry in entries
        for verb, part in entry.items()
    ]


def _action(verb: str, table: str, part: Mapping[str, Any], backend: Backend) -> Action:
    if verb == "Put":
        return Action(verb, table, backend.table(table).key(part["Item"]), part["Item"])
    return Action(verb, table, part["Key"])


class Outcome(Enum):
    """What became of a request, as far as its price is concerned."""

    DONE = "done"
    REFUSED = "refused"  # after the items were looked at: a condition failed, or a conflict
    FREE = "free"  # before they were: throttled, or not a valid request
    LOST = "lost"  # no answer, or one that says nothing: it may have been done


_REFUSALS = ("ConditionalCheckFailed", "TransactionConflict")


def outcome(answer: Mapping[str, Any] | None) -> Outcome:
    """Read from the answer; None if none came."""
    if answer is None:
        return Outcome.LOST
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.DONE
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.LOST
    return Outcome.REFUSED if any(map(_refuses, _reasons(answer))) else Outcome.FREE


def _reasons(answer: Mapping[str, Any]) -> list[str]:
    """The code of the error; of a cancelled transaction those of its actions."""
    reasons = [reason.get("Code", "") for reason in answer.get("CancellationReasons", ())]
    return [answer["Error"]["Code"], *reasons]


def _refuses(code: str) -> bool:
    return code.removesuffix("Exception") in _REFUSALS
