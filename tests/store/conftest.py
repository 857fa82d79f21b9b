"""Both stores behind the same desk."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamodb.calls import Client
from tests.application.world import Desk
from tests.store.aws import dynamodb, tickets


@pytest.fixture
def aws() -> Iterator[Client]:
    """A client of an empty DynamoDB with our tables."""
    with dynamodb() as made:
        yield made


@pytest.fixture(params=["memory", "dynamodb"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A hotline over the store that is tried."""
    desk = Desk()
    if request.param == "dynamodb":
        desk.swap(tickets=tickets(request.getfixturevalue("aws"), desk))
    return desk


@pytest.fixture
def on_dynamodb(aws: Client) -> Desk:
    """A hotline over DynamoDB, for what only that store can do."""
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk))
    return desk
