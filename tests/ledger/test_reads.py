"""Gets, batches, queries and scans: 4 KB steps of what was read, not of what came back."""

from typing import Any

import pytest

from bench.ledger import Backend, Ledger, Unpriced
from bench.ledger.sizes import Item, Value
from tests.ledger.desk import TABLE, Desk, index, item, key, s

OF_ONE = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": s("p")}}


def events(count: int, size: int, **more: Value) -> list[dict[str, Value]]:
    """Items of one partition, of exactly so many bytes before `more`."""
    return [
        {"pk": s("p"), "sk": s(f"{number:03}"), "t": s("x" * (size - 9)), **more}
        for number in range(count)
    ]


def test_a_get_is_half_a_unit_or_one(desk: Desk) -> None:
    """Eventually consistent, the default, is half; rounded up to 4 KB."""
    desk.given(item(4097))
    desk.client.get_item(TableName=TABLE, Key=key())
    assert desk.bill() == {TABLE: 1}
    desk.client.get_item(TableName=TABLE, Key=key(), ConsistentRead=True)
    assert desk.bill() == {TABLE: 2}


def test_asking_for_less_does_not_cost_less(desk: Desk) -> None:
    """A projection has no effect on what is read."""
    desk.given(item(5000))
    desk.client.get_item(TableName=TABLE, Key=key(), ProjectionExpression="pk")
    assert desk.bill() == {TABLE: 1}


def test_an_item_that_is_not_there_costs_a_step(desk: Desk) -> None:
    desk.client.get_item(TableName=TABLE, Key=key())
    assert desk.bill() == {TABLE: 0.5}
    desk.client.get_item(TableName=TABLE, Key=key(), ConsistentRead=True)
    assert desk.bill() == {TABLE: 1}


@pytest.mark.parametrize("projection", [{}, {"ProjectionExpression": "t"}])
def test_a_batch_is_rounded_item_by_item(desk: Desk, projection: dict[str, str]) -> None:
    """The guide: 1.5 KB and 6.5 KB are 4 + 8 KB, so 3 strong units; a missing key is one more."""
    desk.given(item(1536), item(6656, 2))
    asked = {"Keys": [key(1), key(2), key(3)], "ConsistentRead": True, **projection}
    desk.client.batch_get_item(RequestItems={TABLE: asked})
    assert [row.rcu for row in desk.ledger.rows] == [1, 2, 1]


def test_a_query_is_rounded_once(desk: Desk) -> None:
    """20 items of 500 bytes are 10,000: 3 steps, 1.5 units; not 20 halves."""
    desk.given(*events(20, 500))
    desk.client.query(TableName=TABLE, **OF_ONE)
    assert desk.total().bytes == 10_000
    assert desk.bill() == {TABLE: 1.5}
    desk.client.query(TableName=TABLE, ConsistentRead=True, **OF_ONE)
    assert desk.bill() == {TABLE: 3}


def test_a_query_that_finds_nothing_costs_a_step(desk: Desk) -> None:
    desk.client.query(TableName=TABLE, **OF_ONE)
    assert desk.bill() == {TABLE: 0.5}
    desk.client.query(TableName=TABLE, Select="COUNT", **OF_ONE)
    assert desk.bill() == {TABLE: 0.5}


@pytest.mark.parametrize(
    "hiding",
    [
        {"FilterExpression": "t = :none"},
        {"FilterExpression": "#t = :none", "ExpressionAttributeNames": {"#t": "t"}},
        {"ProjectionExpression": "pk"},
        {"Select": "COUNT"},
    ],
    ids=["filter", "filter with names", "projection", "count"],
)
def test_what_was_read_is_paid_however_little_comes_back(
    desk: Desk, hiding: dict[str, Any]
) -> None:
    """Filters, projections and counts work on what was read already."""
    desk.given(*events(20, 500))
    values = {":p": s("p")}
    if "FilterExpression" in hiding:
        values |= {":none": s("none")}
    desk.client.query(TableName=TABLE, **(OF_ONE | hiding | {"ExpressionAttributeValues": values}))
    assert desk.total().bytes == 10_000
    assert desk.bill() == {TABLE: 1.5}


def test_a_page_is_paid_by_what_it_went_through(desk: Desk) -> None:
    """The limit counts items read, before the filter: 9 of 500 bytes, then 9 of 600."""
    desk.given(
        *events(9, 500), *[event | {"sk": s("1" + event["sk"]["S"])} for event in events(9, 600)]
    )
    names = {"#t": "t", "#pk": "pk"}
    page = {
        "TableName": TABLE,
        "KeyConditionExpression": "#pk = :p",
        "FilterExpression": "#t = :none",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":p": s("p"), ":none": s("none")},
        "Limit": 9,
    }
    answer = desk.client.query(**page)
    assert desk.total().bytes == 4500
    desk.client.query(**page, ExclusiveStartKey=answer["LastEvaluatedKey"])
    assert desk.total().bytes == 4500 + 9 * 601
    assert desk.bill() == {TABLE: 2}


def test_a_scan_is_paid_by_the_items_evaluated(desk: Desk) -> None:
    desk.given(*events(20, 500), item(2000))
    desk.client.scan(
        TableName=TABLE,
        FilterExpression="pk = :p",
        ExpressionAttributeValues={":p": s("1")},
    )
    assert desk.total().bytes == 12_000
    assert desk.bill() == {TABLE: 1.5}


def test_a_query_of_an_index_is_paid_by_its_entries(empty: Desk) -> None:
    """The guide: 8 entries of 2000 bytes are 16 KB at a half: 2 units.

    The items are larger, but they are not what is read: pk sk 8 + holder 7 + kept 1985 each.
    """
    empty.create(index("by-holder", "holder", keep=["k"]), index("keys", "holder"))
    empty.given(*events(8, 3000, holder=s("a"), k=s("x" * 1984)))
    asked: dict[str, Any] = {
        "KeyConditionExpression": "holder = :h",
        "ExpressionAttributeValues": {":h": s("a")},
    }
    empty.client.query(TableName=TABLE, IndexName="by-holder", **asked)
    assert empty.total().bytes == 8 * 2000
    assert empty.bill() == {f"{TABLE} / by-holder": 2}
    empty.client.query(TableName=TABLE, IndexName="keys", Select="COUNT", **asked)
    assert empty.bill() == {f"{TABLE} / keys": 0.5}


def test_an_entry_is_what_the_index_keeps_whatever_an_engine_answers(empty: Desk) -> None:
    """pk sk 8 + holder 7 = 15 bytes, though whole items come back."""

    class Whole(Backend):
        def evaluated(self, *_: object) -> list[Item]:
            return list(events(2, 3000, holder=s("a")))

    empty.create(index("keys", "holder"))
    ledger = Ledger(Whole(empty.unheard))
    ledger.attach(empty.client)
    empty.client.scan(TableName=TABLE, IndexName="keys")
    assert ledger.total().bytes == 30


def test_what_cannot_be_priced_is_refused(empty: Desk) -> None:
    """A local index fetches what it does not keep item by item; and PartiQL is not read here."""
    empty.create(local=[index("by-due", "pk", "due")])
    asked = OF_ONE | {"IndexName": "by-due", "Select": "ALL_ATTRIBUTES"}
    with pytest.raises(Unpriced):
        empty.client.query(TableName=TABLE, **asked)
    with pytest.raises(Unpriced):
        empty.client.execute_statement(Statement='SELECT * FROM "tickets"')
