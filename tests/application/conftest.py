"""Small records in both of their stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.records import DynamoRecords
from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.application.message_ports import Records
from tests.store.aws import ENVELOPES, dynamodb


@pytest.fixture(params=["memory", "dynamodb"])
def records(request: pytest.FixtureRequest) -> Records:
    if request.param == "memory":
        return MemoryRecords()
    made = request.getfixturevalue("aws")
    return DynamoRecords(Calls(made), tables.MESSAGES, ENVELOPES)


@pytest.fixture
def aws() -> Iterator[Client]:
    with dynamodb() as made:
        yield made
