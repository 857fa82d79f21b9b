"""Views and the log: the edge in process, and both stores of the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.access_log import DynamoAccessLog
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.memory.access_log import MemoryAccessLog
from chalicelib.application.access_ports import AccessLog
from tests.api.conftest import Hotline, start
from tests.security.edge import Edge
from tests.store.aws import ENVELOPES, dynamodb


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


@pytest.fixture
def edge() -> Edge:
    return Edge.made()


@pytest.fixture
def limited_hotline() -> Iterator[Hotline]:
    yield from start(limited=True)


@pytest.fixture
def aws() -> Iterator[Client]:
    with dynamodb() as made:
        yield made


@pytest.fixture(params=["memory", "dynamodb"])
def access_log(request: pytest.FixtureRequest) -> AccessLog:
    if request.param == "memory":
        return MemoryAccessLog()
    calls = Calls(request.getfixturevalue("aws"))
    return DynamoAccessLog(calls, tables.MESSAGES, ENVELOPES, timedelta(days=400))
