"""A client of DynamoDB some of whose calls go wrong, as DynamoDB's own calls go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import (  # type: ignore[import-untyped]
    ClientError,
    ReadTimeoutError,
)

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.tables import TICKETS
from simulation.faults import PARTIAL, STALE, Weather
from tests.store.killing import Killed

Answer = dict[str, Any]
Committed = Callable[[str, int, bool], None]

IN_A_ROW = 5  # as often as a call is tried again: then it is given up
COMMON = ("throttled", "throttled for long", "timeout before", "killed before", "interleaved")
WRITE = (*COMMON, "timeout after", "killed after", "broken after")
FAULTS: Mapping[str, tuple[str, ...]] = {
    "get_item": COMMON,
    "query": COMMON,
    "batch_get_item": (*COMMON, PARTIAL, PARTIAL, PARTIAL),
    "put_item": WRITE,
    "update_item": WRITE,
    "delete_item": WRITE,
    "transact_write_items": (*WRITE, "interleaved", "conflict", "conflict"),
}


class FaultyTables:
    """As the client, for whoever meets this weather. `committed` hears of every commit that took
    effect: the ticket, the version, and whether the stream shows it to the sender.
    """

    def __init__(self, client: Client, weather: Weather, committed: Committed) -> None:
        self._client, self._weather, self._committed = client, weather, committed
        self._in_a_row = 0
        self._answers: dict[str, Answer] = {}  # of indexes, as they were last

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        return lambda **asked: self._met(name, asked)

    def _met(self, name: str, asked: Answer) -> Answer:
        if self._in_a_row:
            self._in_a_row -= 1
            raise _said("ThrottlingException", name)
        fault = self._weather.fate.meets(FAULTS[name])
        if fault is None:
            return self._behind(asked) or self._done(name, asked)
        self._weather.met[fault] += 1
        return self._wrong(fault, name, asked)

    def _behind(self, asked: Answer) -> Answer | None:
        """What an index that is behind still says: what it said when it was last asked."""
        known = self._answers.get(repr(asked)) if "IndexName" in asked else None
        if known is None or not self._weather.fate.is_behind():
            return None
        self._weather.met[STALE] += 1
        return known

    def _wrong(self, fault: str, name: str, asked: Answer) -> Answer:
        if fault == PARTIAL:
            return self._part(asked)
        if fault == "interleaved":
            self._weather.meanwhile(self._weather.fate.random)
            return self._done(name, asked)
        if fault.endswith("after"):
            self._done(name, asked)
        if fault.startswith("killed"):
            raise Killed
        if fault.startswith("timeout"):
            raise ReadTimeoutError(endpoint_url="dynamodb")
        self._in_a_row = IN_A_ROW if fault == "throttled for long" else 0
        raise _said(CODES[fault], name)

    def _part(self, asked: Answer) -> Answer:
        """Half of what was asked for, and the rest to be asked for again."""
        ((table, of_table),) = asked["RequestItems"].items()
        wanted = of_table["Keys"]
        if len(wanted) == 1:
            return self._done("batch_get_item", asked)
        half = len(wanted) // 2
        first = {table: {**of_table, "Keys": wanted[:half]}}
        answer = self._done("batch_get_item", {"RequestItems": first})
        return {**answer, "UnprocessedKeys": {table: {**of_table, "Keys": wanted[half:]}}}

    def _done(self, name: str, asked: Answer) -> Answer:
        answer: Answer = getattr(self._client, name)(**asked)
        if "IndexName" in asked:
            self._answers[repr(asked)] = answer
        for operation in asked.get("TransactItems", ()):
            self._noticed(operation.get("Put"))
        return answer

    def _noticed(self, put: Answer | None) -> None:
        item = put["Item"] if put and put["TableName"] == TICKETS else {}
        sk = item.get("sk", {}).get("S", "")
        if sk.startswith(keys.EVENT):
            ticket = keys.ticket_id(item["pk"]["S"])
            self._committed(ticket, keys.version(sk), "fx" in item)


CODES = {
    "throttled": "ThrottlingException",
    "throttled for long": "ThrottlingException",
    "broken after": "InternalServerError",
    "conflict": "TransactionConflict",
}


def _said(code: str, operation: str) -> ClientError:
    if code == "TransactionConflict":
        told: Answer = {
            "Error": {"Code": "TransactionCanceledException"},
            "CancellationReasons": [{"Code": code}],
        }
        return ClientError(told, operation)
    return ClientError({"Error": {"Code": code}}, operation)
