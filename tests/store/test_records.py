"""Small records of the sender and the webhooks: what both stores of them must do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.records import DynamoRecords
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.application.message_ports import Record, Records
from tests.store.aws import ENVELOPES

NOON = datetime(2026, 10, 19, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=["memory", "dynamodb"])
def records(request: pytest.FixtureRequest) -> Records:
    if request.param == "memory":
        return MemoryRecords()
    aws: Client = request.getfixturevalue("aws")
    return DynamoRecords(Calls(aws), tables.MESSAGES, ENVELOPES)


def put(records: Records, expected: int, *, at: datetime = NOON, **fields: object) -> bool:
    return records.put("sms", "a", fields, expected=expected, now=at, until=at + DAY)


def test_what_was_put_is_read(records: Records) -> None:
    assert records.get("sms", "a", NOON) is None
    assert put(records, 0, state="trying", tries=[1, None, "二"])
    assert records.get("sms", "a", NOON) == Record({"state": "trying", "tries": [1, None, "二"]}, 1)
    assert records.get("sent", "a", NOON) is None
    assert records.get("sms", "b", NOON) is None


def test_only_who_read_the_newest_version_writes(records: Records) -> None:
    assert put(records, 0, state="trying")
    assert not put(records, 0, state="other")
    assert put(records, 1, state="taken")
    assert not put(records, 1, state="other")
    assert not put(records, 7, state="other")
    assert records.get("sms", "a", NOON) == Record({"state": "taken"}, 2)


def test_what_is_over_is_as_if_it_had_never_been(records: Records) -> None:
    assert put(records, 0, state="old")
    assert records.get("sms", "a", NOON + DAY - timedelta(seconds=1)) is not None
    assert records.get("sms", "a", NOON + DAY) is None
    assert not put(records, 1, at=NOON + DAY, state="late")
    assert put(records, 0, at=NOON + DAY, state="new")
    assert records.get("sms", "a", NOON + DAY) == Record({"state": "new"}, 1)


def test_counts_add_up(records: Records) -> None:
    for failed in (0, 1, 1):
        records.add("health", "a#1", now=NOON, until=NOON + DAY, sends=1, failed=failed)
    found = records.get("health", "a#1", NOON)
    assert found is not None
    assert found.fields == {"sends": 3, "failed": 2}


def test_keys_of_any_length_and_letters_are_keys(records: Records) -> None:
    for key in ("x" * 3000, "钥#匙", ""):
        assert records.put("inbound", key, {"k": key}, expected=0, now=NOON, until=NOON + DAY)
        found = records.get("inbound", key, NOON)
        assert found is not None
        assert found.fields == {"k": key}
