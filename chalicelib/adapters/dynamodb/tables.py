"""The tables as PynamoDB defines them. Items are read and written past its models, which decode
every attribute by itself; here stand keys, indexes and TTL, for making tables and for reading.

The indexes hold keys only: what a list shows is read from the tickets themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

CONNECT_SECONDS, READ_SECONDS = 1, 3
HOLDER, UNIT, REQUESTER = "holder", "unit", "requester"
HOLDER_UPDATED, UNIT_UPDATED = "holder_updated", "unit_updated"


class HolderIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = HOLDER
        projection = KeysOnlyProjection()

    wk = UnicodeAttribute(hash_key=True)
    ds = UnicodeAttribute(range_key=True)


class UnitIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = UNIT
        projection = KeysOnlyProjection()

    ek = UnicodeAttribute(hash_key=True)
    ds = UnicodeAttribute(range_key=True)


class RequesterIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = REQUESTER
        projection = KeysOnlyProjection()

    rk = UnicodeAttribute(hash_key=True)
    ds = UnicodeAttribute(range_key=True)


class HolderUpdatedIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = HOLDER_UPDATED
        projection = KeysOnlyProjection()

    wk = UnicodeAttribute(hash_key=True)
    us = UnicodeAttribute(range_key=True)


class UnitUpdatedIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = UNIT_UPDATED
        projection = KeysOnlyProjection()

    ek = UnicodeAttribute(hash_key=True)
    us = UnicodeAttribute(range_key=True)


class TicketItem(Model):
    """Header, words, parts, list rows, events; and who has a number."""

    class Meta:
        table_name = "lianxin-tickets"
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    v = NumberAttribute(null=True)
    d = UnicodeAttribute(null=True)
    z = BinaryAttribute(null=True, legacy_encoding=False)
    wk = UnicodeAttribute(null=True)
    ek = UnicodeAttribute(null=True)
    rk = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    us = UnicodeAttribute(null=True)
    rq = UnicodeAttribute(null=True)

    by_holder = HolderIndex()
    by_unit = UnitIndex()
    by_requester = RequesterIndex()
    by_holder_updated = HolderUpdatedIndex()
    by_unit_updated = UnitUpdatedIndex()


class DeadlineItem(Model):
    """Due work by the hour. What a deadline is stands in its ticket's header."""

    class Meta:
        table_name = "lianxin-deadlines"
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    at = NumberAttribute(null=True)
    ttl = TTLAttribute(null=True)


MODELS: tuple[type[Model], ...] = (TicketItem, DeadlineItem)
TICKETS, DEADLINES = TicketItem.Meta.table_name, DeadlineItem.Meta.table_name


def definition(model: type[Model], table_name: str | None = None) -> dict[str, Any]:
    """What `CreateTable` takes for a model, whichever client calls it."""
    schema = model._get_schema()  # noqa: SLF001 - the library makes tables only by its own client
    indexes = [
        {
            "IndexName": one["index_name"],
            "KeySchema": hash_first(one["key_schema"]),
            "Projection": one["projection"],
        }
        for one in schema["global_secondary_indexes"]
    ]
    return {
        "TableName": table_name or str(model.Meta.table_name),
        "AttributeDefinitions": schema["attribute_definitions"],
        "KeySchema": hash_first(schema["key_schema"]),
        "BillingMode": model.Meta.billing_mode,
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
    }


def hash_first(key_schema: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(key_schema, key=lambda one: str(one["KeyType"]))
