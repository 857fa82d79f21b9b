"""Calls of DynamoDB: short timeouts, few retries, and what the answers mean."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb.tables import CONNECT_SECONDS, READ_SECONDS
from chalicelib.adapters.dynamodb.wire import Item, WireItem, from_wire
from chalicelib.application.ports import Unavailable
from chalicelib.late import dataclass

ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
MOST_KEYS = 100
Failed = (ClientError, BotoCoreError)
Client = Any  # botocore makes its clients while running, without types
Session = Any  # boto3's, which has no types either

BUSY = {
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "TransactionConflictException",
    "TransactionInProgressException",
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
}
UNSURE = {"InternalServerError", "ServiceUnavailable", "InternalFailure"}
FAILED_CONDITION = "ConditionalCheckFailed"


def client(
    endpoint: str | None = None, region: str | None = None, session: Session | None = None
) -> Client:
    """A low-level client that tries once: retrying is decided here, where the meaning is known.

    Without a session of the caller's, credentials come from where AWS puts them.
    """
    import boto3  # type: ignore[import-untyped]  # noqa: PLC0415 - half of a cold start
    import botocore.config  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    config = botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        parameter_validation=False,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    made = session or boto3
    return made.client("dynamodb", region_name=region, endpoint_url=endpoint, config=config)


def codes(failure: Exception) -> set[str]:
    """Why a call failed; of a cancelled transaction, why each of its items did."""
    if not isinstance(failure, ClientError):
        return set()
    reasons = failure.response.get("CancellationReasons") or ()
    found = {one.get("Code", "None") for one in reasons} - {"None"}
    return found or {failure.response.get("Error", {}).get("Code", "")}


def is_busy(failure: Exception) -> bool:
    return bool(codes(failure) & BUSY)


def is_unsure(failure: Exception) -> bool:
    """No answer, or one that does not say whether the call took effect."""
    return isinstance(failure, BotoCoreError) or bool(codes(failure) & UNSURE)


def jitter() -> float:
    """From 0 to 1."""
    return secrets.randbelow(1000) / 1000


@dataclass(frozen=True, slots=True)
class Calls:
    """The client with its manners; a test pauses in no time."""

    client: Client
    pause: Callable[[float], None] = field(default=time.sleep)

    def wait(self, attempt: int) -> None:
        self.pause(jitter() * min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))

    def safely(self, call: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """A call that may be repeated without harm."""
        last: Exception | None = None
        for attempt in range(ATTEMPTS):
            try:
                return call()
            except Failed as failure:
                if not (is_busy(failure) or is_unsure(failure)):
                    raise
                last = failure
            self.wait(attempt)
        raise Unavailable from last

    def get(self, table: str, pk: str, sk: str) -> Item | None:
        found = self.safely(
            lambda: self.client.get_item(TableName=table, Key=_key(pk, sk), ConsistentRead=True)
        )
        return from_wire(found["Item"]) if "Item" in found else None

    def put(self, table: str, item: WireItem) -> None:
        self.safely(lambda: self.client.put_item(TableName=table, Item=item))

    def delete(self, table: str, pk: str, sk: str) -> None:
        self.safely(lambda: self.client.delete_item(TableName=table, Key=_key(pk, sk)))

    def query(self, table: str, limit: int | None = None, **asked: object) -> Iterator[Item]:
        """All items of a query, page after page; `limit` is the size of a page."""
        more: dict[str, Any] = {"Limit": limit} if limit else {}
        while True:
            found = self.safely(lambda: self.client.query(TableName=table, **asked, **more))
            yield from map(from_wire, found["Items"])
            if not found.get("LastEvaluatedKey"):
                return
            more["ExclusiveStartKey"] = found["LastEvaluatedKey"]

    def get_many(
        self, table: str, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], Item]:
        """Items by their keys; what a full answer left out is asked for again."""
        found: dict[tuple[str, str], Item] = {}
        distinct = list(dict.fromkeys(wanted))
        for start in range(0, len(distinct), MOST_KEYS):
            keys = [_key(*one) for one in distinct[start : start + MOST_KEYS]]
            for item in self._batch(table, keys):
                found[str(item["pk"]), str(item["sk"])] = item
        return found

    def _batch(self, table: str, keys: list[WireItem]) -> Iterator[Item]:
        attempt = 0
        while keys:
            asked = {table: {"Keys": keys, "ConsistentRead": True}}
            answer = self.safely(lambda: self.client.batch_get_item(RequestItems=asked))  # noqa: B023
            yield from map(from_wire, answer["Responses"].get(table, ()))
            left = answer.get("UnprocessedKeys") or {}
            remaining = left.get(table, {}).get("Keys", [])
            attempt = attempt + 1 if len(remaining) == len(keys) else 0
            if attempt == ATTEMPTS:
                raise Unavailable
            if remaining:
                self.wait(attempt)
            keys = remaining


def _key(pk: str, sk: str) -> WireItem:
    return {"pk": {"S": pk}, "sk": {"S": sk}}
