"""What a write costs in global secondary indexes, beside the unit of its table.

The guide: entering an index is one write, leaving it one, a changed key two (out, and in again),
a changed projected attribute one; what does not touch the entry costs nothing.
"""

import pytest

from tests.ledger.desk import TABLE, Desk, index, item, s

LINE = f"{TABLE} / by-holder"


@pytest.fixture
def queue(empty: Desk) -> Desk:
    """Sparse: only items with a holder and a due are in it; it keeps the title of them."""
    empty.create(index("by-holder", "holder", "due", keep=["title"]))
    return empty


HELD = {"holder": s("unit#1"), "due": s("2026-03-02"), "title": s("路灯")}


def test_an_insert_with_the_keys_is_one_write(queue: Desk) -> None:
    queue.put(item(50, **HELD))
    assert queue.bill() == {TABLE: 1, LINE: 1}


def test_an_entry_has_the_keys_of_table_and_index_and_what_is_projected(queue: Desk) -> None:
    """pk sk: 6; holder: 6 + 6; due: 3 + 10; title: 5 + 6. The rest of the item is not in it."""
    queue.put(item(3000, **HELD))
    assert [(row.line, row.wcu, row.bytes) for row in queue.ledger.rows] == [
        (TABLE, 3, 3036),
        (LINE, 1, 42),
    ]


@pytest.mark.parametrize("missing", ["holder", "due"])
def test_without_one_of_its_keys_an_item_is_not_in_the_index(queue: Desk, missing: str) -> None:
    queue.put({name: value for name, value in item(50, **HELD).items() if name != missing})
    assert queue.bill() == {TABLE: 1}
    queue.update("SET title = :t", t=s("井盖"))
    assert queue.bill() == {TABLE: 1}


def test_a_change_outside_the_projection_costs_the_index_nothing(queue: Desk) -> None:
    queue.given(item(50, **HELD))
    queue.update("SET t = :t", t=s("other"))
    assert queue.bill() == {TABLE: 1}


def test_the_same_item_again_costs_the_index_nothing(queue: Desk) -> None:
    queue.given(item(50, **HELD))
    queue.put(item(50, **HELD))
    assert queue.bill() == {TABLE: 1}


def test_a_changed_projected_attribute_is_one_write(queue: Desk) -> None:
    queue.given(item(50, **HELD))
    queue.update("SET title = :t", t=s("井盖"))
    assert queue.bill() == {TABLE: 1, LINE: 1}
    queue.update("REMOVE title")
    assert queue.bill() == {TABLE: 1, LINE: 1}


@pytest.mark.parametrize("name", ["holder", "due"])
def test_a_changed_key_is_two_writes(queue: Desk, name: str) -> None:
    queue.given(item(50, **HELD))
    queue.update(f"SET {name} = :v", v=s("another"))
    assert queue.bill() == {TABLE: 1, LINE: 2}


def test_leaving_and_entering_by_an_update_are_one_write_each(queue: Desk) -> None:
    queue.given(item(50, **HELD))
    queue.update("REMOVE holder")
    assert queue.bill() == {TABLE: 1, LINE: 1}
    queue.update("SET holder = :h", h=s("unit#2"))
    assert queue.bill() == {TABLE: 1, LINE: 1}


def test_a_delete_takes_the_item_out_of_the_index(queue: Desk) -> None:
    queue.given(item(50, **HELD), item(50, 2))
    queue.delete()
    assert queue.bill() == {TABLE: 1, LINE: 1}
    queue.delete(2)
    assert queue.bill() == {TABLE: 1}


def test_a_failed_condition_reaches_no_index(queue: Desk) -> None:
    queue.given(item(50, **HELD))
    with pytest.raises(queue.client.exceptions.ConditionalCheckFailedException):
        queue.put(item(50), ConditionExpression="attribute_not_exists(pk)")
    assert queue.bill() == {TABLE: 1}


def test_each_index_pays_for_what_it_keeps(empty: Desk) -> None:
    """1500 bytes of text: 2 units where all is kept, 1 where keys are, 2 where the text is named.

    A changed text then costs 2, nothing, 2.
    """
    empty.create(
        index("all", "holder", keep="ALL"),
        index("keys", "holder"),
        index("some", "holder", keep=["t"]),
    )
    empty.put(item(1500, holder=s("a")))
    assert empty.bill() == {
        TABLE: 2,
        f"{TABLE} / all": 2,
        f"{TABLE} / keys": 1,
        f"{TABLE} / some": 2,
    }
    empty.update("SET t = :t", t=s("short"))
    assert empty.bill() == {TABLE: 2, f"{TABLE} / all": 2, f"{TABLE} / some": 2}
    empty.update("SET x = :x", x=s("short"))
    assert empty.bill() == {TABLE: 1, f"{TABLE} / all": 1}


def test_batches_reach_the_indexes_too(queue: Desk) -> None:
    queue.client.batch_write_item(
        RequestItems={TABLE: [{"PutRequest": {"Item": item(50, **HELD)}}]}
    )
    assert queue.bill() == {TABLE: 1, LINE: 1}


def test_a_local_index_is_written_by_the_same_rules(empty: Desk) -> None:
    local = index("by-due", "pk", "due")
    empty.create(local=[local])
    empty.put(item(50, due=s("a")))
    assert empty.bill() == {TABLE: 1, f"{TABLE} / by-due": 1}
    empty.update("SET due = :d", d=s("b"))
    assert empty.bill() == {TABLE: 1, f"{TABLE} / by-due": 2}


def test_an_index_made_later_is_noticed(desk: Desk) -> None:
    desk.put(item(50, **HELD))
    assert desk.bill() == {TABLE: 1}
    later = {"Create": index("by-holder", "holder", "due")}
    desk.client.update_table(
        TableName=TABLE,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("holder", "due")
        ],
        GlobalSecondaryIndexUpdates=[later],
    )
    desk.put(item(50, 2, **HELD))
    assert desk.bill() == {TABLE: 1, LINE: 1}
