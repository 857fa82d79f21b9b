"""TransactWriteItems and TransactGetItems: each item twice, to prepare and to commit."""

import pytest

from tests.ledger.desk import TABLE, Desk, index, item, key, s

UPDATE = {"Key": key(2), "UpdateExpression": "SET a = :a"}


def test_three_small_items_are_six_units(desk: Desk) -> None:
    """The example of the guide: three items of 500 bytes need 6 WCU."""
    desk.transact(*[("Put", {"Item": item(500, number)}) for number in range(3)])
    assert desk.bill() == {TABLE: 6}


def test_each_action_is_sized_as_it_would_be_alone_and_doubled(desk: Desk) -> None:
    """A put of 1100 bytes, an update of 2000, a delete of 3000, a check of 1500: (2+2+3+2) × 2."""
    desk.given(item(2000, 2), item(3000, 3), item(1500, 4))
    desk.transact(
        ("Put", {"Item": item(1100)}),
        ("Update", {**UPDATE, "ExpressionAttributeValues": {":a": s("x")}}),
        ("Delete", {"Key": key(3)}),
        ("ConditionCheck", {"Key": key(4), "ConditionExpression": "attribute_exists(pk)"}),
    )
    assert [row.wcu for row in desk.ledger.rows] == [4, 4, 6, 4]
    assert desk.total().requests == 1


def test_a_check_is_a_write_even_of_an_item_that_is_not_there(desk: Desk) -> None:
    desk.transact(
        ("ConditionCheck", {"Key": key(), "ConditionExpression": "attribute_not_exists(pk)"})
    )
    assert desk.bill() == {TABLE: 2}


def test_indexes_are_not_doubled(empty: Desk) -> None:
    """They follow after the transaction: a changed key is 2 units, as it is outside of one."""
    empty.create(index("by-holder", "holder"))
    empty.transact(("Put", {"Item": item(50, holder=s("a"))}))
    assert empty.bill() == {TABLE: 2, f"{TABLE} / by-holder": 1}
    empty.transact(("Put", {"Item": item(50, holder=s("b"))}))
    assert empty.bill() == {TABLE: 2, f"{TABLE} / by-holder": 2}


def test_a_cancelled_transaction_costs_what_it_would_have_cost_the_table(empty: Desk) -> None:
    """Every action, not only the one that failed; no index, for nothing reached one."""
    empty.create(index("by-holder", "holder"))
    empty.given(item(1500, holder=s("a")))
    with pytest.raises(empty.client.exceptions.TransactionCanceledException):
        empty.transact(
            ("Put", {"Item": item(10, 2, holder=s("a"))}),
            ("Put", {"Item": item(50), "ConditionExpression": "attribute_not_exists(pk)"}),
        )
    assert [(row.key, row.wcu) for row in empty.ledger.rows] == [("2 H", 2), ("1 H", 4)]


def test_a_repeat_under_the_same_token_only_reads(desk: Desk) -> None:
    """The guide: later calls with the token cost the reading of the items.

    5000 bytes: 5 × 2 to write, 2 × 2 to read. Another token is another transaction.
    """
    put = ("Put", {"Item": item(5000)})
    desk.transact(put, ClientRequestToken="a")
    assert desk.bill() == {TABLE: 10}
    desk.transact(put, ClientRequestToken="a")
    assert desk.total().rcu == 4
    assert desk.bill() == {TABLE: 4}
    desk.transact(put, ClientRequestToken="b")
    assert desk.bill() == {TABLE: 10}


def test_another_transaction_under_the_same_token_is_no_repeat(desk: Desk) -> None:
    desk.transact(("Put", {"Item": item(50)}), ClientRequestToken="a")
    desk.transact(("Put", {"Item": item(60)}), ClientRequestToken="a")
    assert desk.total().wcu == 4


def test_a_repeat_is_a_repeat_where_the_engine_does_not_know_tokens(desk: Desk) -> None:
    """The condition fails on the transaction's own item: the service would have answered yes."""
    put = ("Put", {"Item": item(50), "ConditionExpression": "attribute_not_exists(pk)"})
    desk.transact(put, ClientRequestToken="a")
    desk.bill()
    with pytest.raises(desk.client.exceptions.TransactionCanceledException):
        desk.transact(put, ClientRequestToken="a")
    assert desk.total().wcu == 0
    assert desk.bill() == {TABLE: 2}


def test_reading_in_a_transaction_is_doubled(desk: Desk) -> None:
    """The guide: three items of 500 bytes need 6 RCU. One of 5000 needs 4, a missing one 2."""
    desk.given(*[item(500, number) for number in range(3)], item(5000, 3))
    get_items = desk.client.transact_get_items
    get_items(TransactItems=[{"Get": {"TableName": TABLE, "Key": key(n)}} for n in range(3)])
    assert desk.bill() == {TABLE: 6}
    part = {"TableName": TABLE, "Key": key(3), "ProjectionExpression": "pk"}
    get_items(TransactItems=[{"Get": part}, {"Get": {"TableName": TABLE, "Key": key(9)}}])
    assert [row.rcu for row in desk.ledger.rows] == [4, 2]
