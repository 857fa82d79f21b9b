"""Puts, updates, deletes and batches on a table without indexes."""

from contextlib import AbstractContextManager

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.ledger.desk import TABLE, Desk, item, key, s

NEW = {"ConditionExpression": "attribute_not_exists(pk)"}
OLD = {"ConditionExpression": "attribute_exists(pk)"}


def refused() -> AbstractContextManager[object]:
    return pytest.raises(ClientError)


@pytest.mark.parametrize(("size", "wcu"), [(10, 1), (1024, 1), (1025, 2), (2048, 2), (2049, 3)])
def test_a_new_item_is_paid_by_its_size(desk: Desk, size: int, wcu: int) -> None:
    """1 unit for each started KB."""
    desk.put(item(size))
    assert desk.total().bytes == size
    assert desk.bill() == {TABLE: wcu}


def test_chinese_text_is_three_bytes_a_character(desk: Desk) -> None:
    """340 characters: 6 + 1 + 1020 = 1027 bytes, so 2 units; 339 are 1024, so 1."""
    desk.put({**key(), "t": s("述" * 339)})
    assert desk.bill() == {TABLE: 1}
    desk.put({**key(2), "t": s("述" * 340)})
    assert desk.bill() == {TABLE: 2}


def test_names_of_attributes_count(desk: Desk) -> None:
    desk.put({**item(1000), "a" * 23: {"BOOL": True}})
    assert desk.bill() == {TABLE: 1}
    desk.put({**item(1000, 2), "a" * 24: {"BOOL": True}})
    assert desk.bill() == {TABLE: 2}


def test_binary_counts_as_raw_bytes(desk: Desk) -> None:
    """1017 raw bytes fill the KB; their base64 would be 1356."""
    desk.put({**key(), "t": {"B": b"\xff" * 1017}})
    assert desk.total().bytes == 1024
    desk.put({**key(2), "t": {"BS": [b"\xff" * 17, b"\xfe" * 1000]}})
    assert desk.total().bytes == 2 * 1024


@pytest.mark.parametrize(("before", "after"), [(3000, 10), (10, 3000)])
def test_overwriting_is_paid_by_the_larger_item(desk: Desk, before: int, after: int) -> None:
    """A put that replaces: the larger of the two."""
    desk.given(item(before))
    desk.put(item(after))
    assert desk.bill() == {TABLE: 3}


def test_an_update_is_paid_by_the_whole_item(desk: Desk) -> None:
    """Even one changed attribute pays for the item, the larger of before and after."""
    desk.given(item(2000))
    desk.update("SET a = :a", a=s("x"))
    assert desk.bill() == {TABLE: 2}
    desk.update("SET a = :a", a=s("x" * 1100))
    assert desk.bill() == {TABLE: 4}
    desk.update("REMOVE a, t")
    assert desk.bill() == {TABLE: 4}
    desk.update("SET a = :a", number=2, a=s("x"))
    assert desk.bill() == {TABLE: 1}


def test_a_delete_is_paid_by_what_is_deleted(desk: Desk) -> None:
    """By the deleted item; one that is not there costs one."""
    desk.given(item(2500))
    desk.delete()
    assert desk.bill() == {TABLE: 3}
    desk.delete()
    assert desk.bill() == {TABLE: 1}


def test_a_failed_condition_costs_the_write_it_would_have_been(desk: Desk) -> None:
    """By the larger of the item that is there and the one that was to be; at least one."""
    desk.given(item(1500))
    with refused():
        desk.put(item(100), **NEW)
    assert desk.bill() == {TABLE: 2}
    with refused():
        desk.put(item(2500), **NEW)
    assert desk.bill() == {TABLE: 3}
    with refused():
        desk.delete(ConditionExpression="attribute_exists(nothing)")
    assert desk.bill() == {TABLE: 2}
    with refused():
        desk.delete(2, **OLD)
    assert desk.bill() == {TABLE: 1}


def test_a_failed_update_costs_the_item_that_is_there(desk: Desk) -> None:
    desk.given(item(1500))
    with refused():
        desk.client.update_item(
            TableName=TABLE,
            Key=key(),
            UpdateExpression="REMOVE t",
            ConditionExpression="attribute_exists(nothing)",
        )
    assert desk.bill() == {TABLE: 2}


def test_an_invalid_request_is_free(desk: Desk) -> None:
    """Refused before any item was looked at."""
    with refused():
        desk.update("SET")
    with refused():
        desk.client.put_item(TableName="no-such-table", Item=key())
    with refused():
        desk.client.delete_item(TableName=TABLE, Key={"pk": s("1")})
    with refused():
        desk.put({"pk": s("1")})
    assert desk.bill() == {}


def test_a_batch_is_rounded_item_by_item(desk: Desk) -> None:
    """The guide: 500 bytes and 3.5 KB are 1 + 4, not 4. A delete is paid by what it deletes."""
    desk.given(item(1200, 3))
    desk.client.batch_write_item(
        RequestItems={
            TABLE: [
                {"PutRequest": {"Item": item(500)}},
                {"PutRequest": {"Item": item(3584, 2)}},
                {"DeleteRequest": {"Key": key(3)}},
            ]
        }
    )
    assert [row.wcu for row in desk.ledger.rows] == [1, 4, 2]
    assert [row.key for row in desk.ledger.rows] == ["1 H", "2 H", "3 H"]
    assert desk.total().requests == 1
