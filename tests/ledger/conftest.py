from collections.abc import Iterator

import boto3  # type: ignore[import-untyped]
import pytest
from moto import mock_aws

from bench.ledger import Ledger
from tests.ledger.desk import Desk

# Made after moto was imported, and once: reading the description of the service takes its time.
SESSION = boto3.Session("fake", "fake", region_name="cn-north-1")


@pytest.fixture
def empty() -> Iterator[Desk]:
    """No table yet."""
    with mock_aws():
        client, unheard = (SESSION.client("dynamodb") for _ in range(2))
        desk = Desk(client, unheard, Ledger())
        desk.ledger.attach(desk.client)
        yield desk


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """One table without indexes."""
    empty.create()
    return empty
