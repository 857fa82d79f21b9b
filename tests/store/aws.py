"""An empty DynamoDB for one test, and the desk that works on it.

It is moto, in this process, unless DYNAMODB_ENDPOINT names a server (`make test-conformance`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from moto import mock_aws

from chalicelib.adapters.dynamodb.calls import Client, client
from chalicelib.adapters.dynamodb.envelopes import Envelopes
from chalicelib.adapters.dynamodb.models import MODELS, definition
from chalicelib.adapters.dynamodb.store import DynamoTickets
from chalicelib.adapters.seals import PhoneKeys
from tests.application.world import REGULATIONS, Desk

ENDPOINT = os.environ.get("DYNAMODB_ENDPOINT")
REGION = "cn-north-1"
KEYS = PhoneKeys(seal=b"s" * 32, index=b"index")
ENVELOPES = Envelopes(KEYS)
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
}


@contextmanager
def dynamodb() -> Iterator[Client]:
    """A client of an empty DynamoDB with our tables."""
    os.environ |= CREDENTIALS
    with nullcontext() if ENDPOINT else mock_aws():
        made = client(ENDPOINT, REGION)
        for model in MODELS:
            table = definition(model)
            # A server still has those of the test before.
            with suppress(made.exceptions.ResourceNotFoundException):
                made.delete_table(TableName=table["TableName"])
            made.create_table(**table)
        yield made


def tickets(made: Client, desk: Desk) -> DynamoTickets:
    return DynamoTickets(made, REGULATIONS, KEYS, desk.clock.now, pause=lambda _: None)
