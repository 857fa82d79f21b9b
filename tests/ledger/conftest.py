from collections.abc import Iterator

import boto3  # type: ignore[import-untyped]
import pytest
from moto import mock_aws

from bench.ledger import Ledger
from tests.ledger.desk import Desk


@pytest.fixture
def empty() -> Iterator[Desk]:
    """No table yet."""
    with mock_aws():
        clients = [boto3.client("dynamodb", region_name="cn-north-1") for _ in range(2)]
        desk = Desk(*clients, ledger=Ledger())
        desk.ledger.attach(desk.client)
        yield desk


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """One table without indexes."""
    empty.create()
    return empty
