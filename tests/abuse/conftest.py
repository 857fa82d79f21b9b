"""A hotline that counts how often it is asked, and tables to count in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb.calls import Client
from tests.api.conftest import Hotline, start
from tests.store.aws import dynamodb


@pytest.fixture
def aws() -> Iterator[Client]:
    with dynamodb() as made:
        yield made


@pytest.fixture
def limited() -> Iterator[Hotline]:
    yield from start(limited=True)


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()
