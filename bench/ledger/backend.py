"""Looks into the tables beside the requests that are priced: descriptions, items, what was read.

To price an update or an index one must know the item before and after it. The answers do not tell,
an emulator's memory exists for one emulator only, and a shadow copy would have to evaluate update
expressions itself. A client of its own, which nobody listens to, can ask any engine, and its
questions appear on no bill.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from botocore.config import Config  # type: ignore[import-untyped]
from botocore.loaders import create_loader  # type: ignore[import-untyped]
from botocore.session import get_session  # type: ignore[import-untyped]

from bench.ledger.pricing import Table
from bench.ledger.sizes import Item

# In the User-Agent of the ledger's own questions, so that whoever injects faults can spare them.
READER_AGENT = "capacity-ledger"

# What makes an answer smaller than what was read for it.
_HIDING = (
    "FilterExpression",
    "QueryFilter",
    "ScanFilter",
    "ConditionalOperator",
    "ProjectionExpression",
    "AttributesToGet",
    "Select",
)
# The description of the service is read once. A session is made anew each time: an emulator within
# the process is heard only by those made after it.
_LOADER = create_loader()

_PLACEHOLDER = re.compile(r"[#:][A-Za-z0-9_]+")


class Client(Protocol):
    """The part of a client that is needed."""

    def describe_table(self, **request: Any) -> dict[str, Any]: ...  # noqa: ANN401 — any request
    def get_item(self, **request: Any) -> dict[str, Any]: ...  # noqa: ANN401
    def query(self, **request: Any) -> dict[str, Any]: ...  # noqa: ANN401
    def scan(self, **request: Any) -> dict[str, Any]: ...  # noqa: ANN401


class Backend:
    """The tables behind one endpoint. Credentials are those of the environment."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tables: dict[str, Table] = {}

    @classmethod
    def at(cls, endpoint: str, region: str | None) -> Backend:
        session = get_session()
        session.register_component("data_loader", _LOADER)
        config = Config(user_agent_extra=READER_AGENT, parameter_validation=False)
        create = session.create_client
        return cls(create("dynamodb", region_name=region, endpoint_url=endpoint, config=config))

    def table(self, name: str) -> Table:
        """Asked once: neither keys nor projections of an index ever change."""
        if name not in self._tables:
            description = self._client.describe_table(TableName=name)["Table"]
            self._tables[name] = Table.described(description)
        return self._tables[name]

    def forget(self, table: str) -> None:
        """After a table or one of its indexes was created or dropped."""
        self._tables.pop(table, None)

    def image(self, table: str, key: Item) -> Item | None:
        """The item as it stands now."""
        answer = self._client.get_item(TableName=table, Key=key, ConsistentRead=True)
        found: Item | None = answer.get("Item")
        return found

    def evaluated(
        self, operation: str, request: Mapping[str, Any], response: Mapping[str, Any]
    ) -> list[Item]:
        """The items a Query or Scan went through: the same asked again without what hides them."""
        if not any(name in request for name in _HIDING):
            return list(response["Items"])
        if not response["ScannedCount"]:
            return []
        again = self._client.query if operation == "Query" else self._client.scan
        return list(again(**_bare(request), Limit=response["ScannedCount"])["Items"])


def _bare(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request without filters, and without names and values that only they used."""
    bare = {name: part for name, part in request.items() if name not in (*_HIDING, "Limit")}
    used = set(_PLACEHOLDER.findall(bare.get("KeyConditionExpression", "")))
    for dictionary in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        kept = {name: part for name, part in bare.pop(dictionary, {}).items() if name in used}
        if kept:
            bare[dictionary] = kept
    return bare
