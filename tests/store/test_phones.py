"""A requester's phone is nowhere to be read in the tables."""

import json

import pytest
from cryptography.exceptions import InvalidTag

from bench.life import on_tables
from bench.lives import REDONE, served
from chalicelib.adapters.dynamodb.wire import FIELDS, PACKED, fields_of, from_wire
from tests.application.world import PHONE
from tests.store.aws import KEYS


def test_no_item_of_a_whole_life_has_the_number() -> None:
    with on_tables() as (world, aws), served(world) as teller:
        teller.tell(REDONE, lambda _: None)
        assert [sms.to for sms, _ in world.sms.messages()] == [PHONE, PHONE]
        items = [from_wire(item) for _, item in aws.items()]
    assert len(items) > 60
    for item in items:
        told = json.dumps(item, default=repr)
        if PACKED in item and FIELDS not in item:
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
