"""The tables as PynamoDB defines them: keys, indexes and TTL, for making them and for reading.

Items are read and written past its models, which decode every attribute by itself; so nothing
that runs in a container imports this, nor PynamoDB. The indexes hold keys only: what a list shows
is read from the tickets themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.adapters.dynamodb.tables import (
    CONNECT_SECONDS,
    DEADLINES,
    MESSAGES,
    OFFICE,
    OFFICE_UPDATED,
    READ_SECONDS,
    REFERENCE,
    REQUESTER,
    TICKETS,
    UNIT,
    UNIT_UPDATED,
)


class UnitIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = UNIT
        projection = KeysOnlyProjection()

    uk = UnicodeAttribute(hash_key=True)
    ds = UnicodeAttribute(range_key=True)


class OfficeIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = OFFICE
        projection = KeysOnlyProjection()

    hk = UnicodeAttribute(hash_key=True)
    ds = UnicodeAttribute(range_key=True)


class RequesterIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = REQUESTER
        projection = KeysOnlyProjection()

    rk = UnicodeAttribute(hash_key=True)
    ra = UnicodeAttribute(range_key=True)


class UnitUpdatedIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = UNIT_UPDATED
        projection = KeysOnlyProjection()

    uk = UnicodeAttribute(hash_key=True)
    us = UnicodeAttribute(range_key=True)


class OfficeUpdatedIndex(GlobalSecondaryIndex[Model]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = OFFICE_UPDATED
        projection = KeysOnlyProjection()

    hk = UnicodeAttribute(hash_key=True)
    us = UnicodeAttribute(range_key=True)


class TicketItem(Model):
    """Header, words, parts, list rows, events; and who has a number."""

    class Meta:
        table_name = TICKETS
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    v = NumberAttribute(null=True)
    e = BinaryAttribute(null=True, legacy_encoding=False)
    d = UnicodeAttribute(null=True)
    z = BinaryAttribute(null=True, legacy_encoding=False)
    uk = UnicodeAttribute(null=True)
    hk = UnicodeAttribute(null=True)
    rk = UnicodeAttribute(null=True)
    ra = UnicodeAttribute(null=True)
    ds = UnicodeAttribute(null=True)
    us = UnicodeAttribute(null=True)
    rq = UnicodeAttribute(null=True)
    fx = UnicodeAttribute(null=True)

    by_unit = UnitIndex()
    by_office = OfficeIndex()
    by_requester = RequesterIndex()
    by_unit_updated = UnitUpdatedIndex()
    by_office_updated = OfficeUpdatedIndex()


class DeadlineItem(Model):
    """Due work by the hour. What a deadline is stands in its ticket's header."""

    class Meta:
        table_name = DEADLINES
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    at = NumberAttribute(null=True)
    mark = UnicodeAttribute(null=True)
    ttl = TTLAttribute(null=True)


class MessageItem(Model):
    """How far a ticket's commits are delivered; notices for units and offices; answers given."""

    class Meta:
        table_name = MESSAGES
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    v = NumberAttribute(null=True)
    e = BinaryAttribute(null=True, legacy_encoding=False)
    d = UnicodeAttribute(null=True)
    z = BinaryAttribute(null=True, legacy_encoding=False)
    since = NumberAttribute(null=True)
    kept_until = NumberAttribute(null=True)
    f = UnicodeAttribute(null=True)
    rq = UnicodeAttribute(null=True)
    fs = UnicodeAttribute(null=True)
    fw = UnicodeAttribute(null=True)
    fv = UnicodeAttribute(null=True)
    fb = NumberAttribute(null=True)
    tk = UnicodeSetAttribute(null=True)
    ttl = TTLAttribute(null=True)


class ReferenceItem(Model):
    """What is the same for many tickets: imported calendar years, the units of each place."""

    class Meta:
        table_name = REFERENCE
        region = "cn-north-1"
        billing_mode = "PAY_PER_REQUEST"
        connect_timeout_seconds = CONNECT_SECONDS
        read_timeout_seconds = READ_SECONDS

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_v = NumberAttribute()
    v = NumberAttribute()
    e = BinaryAttribute(null=True, legacy_encoding=False)
    d = UnicodeAttribute(null=True)
    z = BinaryAttribute(null=True, legacy_encoding=False)
    rq = UnicodeAttribute(null=True)


MODELS: tuple[type[Model], ...] = (TicketItem, DeadlineItem, MessageItem, ReferenceItem)


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
