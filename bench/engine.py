"""An embedded DynamoDB to measure on: moto with the ordered tables of the single-machine run, and a
door past its API by which a million items come in within seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

from chalicelib.adapters.dynamodb.calls import Client, client
from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.dynamodb.wire import WireItem
from local.embedded_tables import OrderedBackend, OrderedTable

REGION, ACCOUNT = "cn-north-1", "123456789012"


@dataclass(slots=True)
class Engine:
    """The tables, and a client of them."""

    client: Client
    tables: Mapping[str, Table]

    def fill(self, table: str, items: Iterable[WireItem]) -> None:
        """New items, into the table alone: its indexes do not get to know them.

        A value that is as the item before had it is the same object, to fit into memory.
        """
        into = self.tables[table]
        if not isinstance(into, OrderedTable):
            raise TypeError(f"{table} is not in order")
        partitions = into.orderings[None].partitions
        before: dict[str, DynamoType] = {}
        for item in items:
            before = {name: _value(typed, before.get(name)) for name, typed in item.items()}
            pk, sk = before["pk"], before["sk"]
            stored = Item(pk, sk, {})
            # Past the method that adds up the size of the whole item for every attribute.
            dict.update(stored.attrs, before)
            into.items[pk][sk] = stored
            partitions[pk.value].append((sk.value,))
        for places in partitions.values():
            places.sort()


def _value(typed: dict[str, Any], before: DynamoType | None) -> DynamoType:
    ((kind, value),) = typed.items()
    return before if before and (before.type, before.value) == (kind, value) else DynamoType(typed)


@contextmanager
def engine() -> Iterator[Engine]:
    """Empty, with our tables."""
    with mock_aws():
        backend = OrderedBackend(REGION, ACCOUNT)
        dynamodb_backends[ACCOUNT][REGION] = backend
        made = client(region=REGION)
        for model in MODELS:
            made.create_table(**definition(model))
        yield Engine(made, backend.tables)
