"""An embedded DynamoDB for one test, and the desk that works on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from chalicelib.adapters.dynamodb.calls import Client, client
from chalicelib.adapters.dynamodb.phones import PhoneKeys
from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.dynamodb.tables import MODELS, definition
from tests.application.world import REGULATIONS, Desk

REGION = "cn-north-1"
KEYS = PhoneKeys(seal=b"s" * 32, index=b"index")
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
}


@contextmanager
def dynamodb() -> Iterator[Client]:
    """A client of an empty DynamoDB with our tables."""
    os.environ |= CREDENTIALS
    with mock_aws():
        made = client(region=REGION)
        for model in MODELS:
            made.create_table(**definition(model))
        yield made


def tickets(made: Client, desk: Desk) -> DynamoTickets:
    return DynamoTickets(made, REGULATIONS, KEYS, desk.clock.now, pause=lambda _: None)
