"""A requester's phone is nowhere to be read in the tables."""

import json

import pytest
from cryptography.exceptions import InvalidTag

from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.tables import TICKETS
from chalicelib.adapters.dynamodb.wire import FIELDS, fields_of, from_wire
from tests.application.world import PHONE, Desk
from tests.store.a_life import lead
from tests.store.aws import KEYS


def test_no_item_of_a_whole_life_has_the_number(aws: Client, on_dynamodb: Desk) -> None:
    lead(on_dynamodb)
    items = [from_wire(item) for item in aws.scan(TableName=TICKETS)["Items"]]
    assert len(items) > 20
    for item in items:
        told = json.dumps(item, default=repr)
        if "v" in item and FIELDS not in item:
            told += json.dumps(fields_of(item))
        assert PHONE not in told
        assert PHONE.removeprefix("+86") not in told


def test_a_sealed_number_opens_for_its_own_ticket_alone() -> None:
    sealed = KEYS.sealed(PHONE, "tkt_1")
    assert KEYS.opened(sealed, "tkt_1") == PHONE
    assert KEYS.sealed(PHONE, "tkt_1") != sealed
    with pytest.raises(InvalidTag):
        KEYS.opened(sealed, "tkt_2")


def test_the_index_knows_a_number_again() -> None:
    assert KEYS.indexed(PHONE) == KEYS.indexed(PHONE) != KEYS.indexed("+8613800000001")
    assert PHONE[1:] not in KEYS.indexed(PHONE)
