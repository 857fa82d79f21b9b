"""What the store relies on: the same on every engine that stands in for DynamoDB.

`make test` asks moto, `make test-conformance` ministack; docs/conformance.md tells what was found.
"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb.calls import MOST_KEYS, Calls, Client, codes
from chalicelib.adapters.dynamodb.commits import NEW, Operation, delete, put
from chalicelib.adapters.dynamodb.tables import DEADLINES, TICKETS, UNIT
from chalicelib.adapters.dynamodb.wire import LARGEST, Item, size, to_wire

MOST_IN_A_TRANSACTION = 100


def item(pk: str = "T#1", sk: str = "H", **more: str | int | bytes) -> Item:
    return {"pk": pk, "sk": sk, **more}


def keep(aws: Client, *items: Item, table: str = TICKETS) -> None:
    for one in items:
        aws.put_item(TableName=table, Item=to_wire(one))


def read(aws: Client, pk: str, sk: str = "H", table: str = TICKETS) -> Item | None:
    return Calls(aws).get(table, pk, sk)


def transact(aws: Client, *operations: Operation, **more: str) -> None:
    aws.transact_write_items(TransactItems=operations, **more)


def of_unit(aws: Client, unit: str = "U") -> list[Item]:
    asked = {"KeyConditionExpression": "uk = :u", "ExpressionAttributeValues": {":u": {"S": unit}}}
    return list(Calls(aws).query(TICKETS, 2, IndexName=UNIT, **asked))


def test_a_transaction_says_which_condition_failed_and_did_nothing(aws: Client) -> None:
    keep(aws, item(v=1))
    with pytest.raises(ClientError) as refused:
        transact(aws, put(DEADLINES, item("D#1")), put(TICKETS, item(v=3), "v = :v", v=2))
    reasons = [one["Code"] for one in refused.value.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert codes(refused.value) == {"ConditionalCheckFailed"}
    assert read(aws, "D#1", table=DEADLINES) is None
    assert read(aws, "T#1") == item(v=1)


def test_what_must_be_new_is_new_once(aws: Client) -> None:
    transact(aws, put(TICKETS, item(), NEW))
    with pytest.raises(ClientError):
        transact(aws, put(TICKETS, item(), NEW))


def test_to_delete_what_is_gone_is_no_failure(aws: Client) -> None:
    transact(aws, delete(TICKETS, "T#1", "L#1"), put(TICKETS, item()))
    assert read(aws, "T#1") == item()


def test_a_transaction_has_a_hundred_items_at_most(aws: Client) -> None:
    many = [put(TICKETS, item(sk=f"P#{number}")) for number in range(MOST_IN_A_TRANSACTION)]
    transact(aws, *many)
    with pytest.raises(ClientError):
        transact(aws, *many, put(TICKETS, item()))
    assert read(aws, "T#1") is None


def test_no_item_twice_in_a_transaction(aws: Client) -> None:
    with pytest.raises(ClientError):
        transact(aws, put(TICKETS, item()), delete(TICKETS, "T#1", "H"))


def test_a_batch_has_a_hundred_keys_at_most(aws: Client) -> None:
    keep(aws, item(), item(sk="TXT"))
    wanted = [("T#1", f"P#{number}") for number in range(2 * MOST_KEYS)]
    found = Calls(aws).get_many(TICKETS, [*wanted, ("T#1", "H"), ("T#1", "TXT"), ("T#1", "H")])
    assert found.keys() == {("T#1", "H"), ("T#1", "TXT")}
    keys = [to_wire(item(*one)) for one in wanted[: MOST_KEYS + 1]]
    with pytest.raises(ClientError):
        aws.batch_get_item(RequestItems={TICKETS: {"Keys": keys}})


def test_a_query_in_pages_tells_each_once_in_the_order_of_its_bytes(aws: Client) -> None:
    marks = ["0", "A", "a", "a#2", "b", "~", "中"]
    keep(aws, *(item("T#1", sk) for sk in reversed(marks)), item("T#2", "c"))
    asked = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "T#1"}}}
    for page in (1, 2, 7, 8):
        found = Calls(aws).query(TICKETS, page, ConsistentRead=True, **asked)
        assert [one["sk"] for one in found] == marks


def test_a_consistent_query_shows_what_was_just_written(aws: Client) -> None:
    for number in range(20):
        keep(aws, item(sk=f"EV#{number:07d}"))
        asked: dict[str, Any] = {
            "KeyConditionExpression": "pk = :p AND sk BETWEEN :a AND :b",
            "ExpressionAttributeValues": to_wire({":p": "T#1", ":a": "EV#", ":b": "EV#~"}),
        }
        assert len(list(Calls(aws).query(TICKETS, ConsistentRead=True, **asked))) == number + 1


def test_an_index_holds_keys_of_what_has_both_in_order(aws: Client) -> None:
    keep(
        aws,
        item("T#2", uk="U", ds="2#b", d="said"),
        item("T#1", uk="U", ds="1#a"),
        item("T#3", uk="U"),
        item("T#4", ds="3#c"),
        item("T#5", uk="V", ds="1#d"),
        item("T#6", uk="U", ds="1#a"),
    )
    found = of_unit(aws)
    assert [one["ds"] for one in found] == ["1#a", "1#a", "2#b"]
    assert {frozenset(one) for one in found} == {frozenset({"pk", "sk", "uk", "ds"})}


def test_an_item_moves_in_its_index_and_leaves_it(aws: Client) -> None:
    keep(aws, item(uk="U", ds="1"))
    keep(aws, item(uk="V", ds="1"))
    assert of_unit(aws, "U") == []
    assert len(of_unit(aws, "V")) == 1
    keep(aws, item())
    assert of_unit(aws, "V") == []


def test_an_index_is_never_read_consistently(aws: Client) -> None:
    asked = {"KeyConditionExpression": "uk = :p", "ExpressionAttributeValues": {":p": {"S": "U"}}}
    with pytest.raises(ClientError):
        aws.query(TableName=TICKETS, IndexName=UNIT, ConsistentRead=True, **asked)


def test_a_mark_goes_forward_only_and_makes_no_entry(aws: Client) -> None:
    def move(sk: str, mark: str) -> None:
        aws.update_item(
            TableName=DEADLINES,
            Key=to_wire(item("B", sk)),
            UpdateExpression="SET mark = :to",
            ConditionExpression=(
                "attribute_exists(pk) AND (attribute_not_exists(mark) OR mark < :to)"
            ),
            ExpressionAttributeValues=to_wire({":to": mark}),
        )

    keep(aws, item("B", "1"), table=DEADLINES)
    move("1", "5")
    for sk, mark in (("1", "4"), ("1", "5"), ("2", "5")):
        with pytest.raises(ClientError):
            move(sk, mark)
    assert read(aws, "B", "1", DEADLINES) == item("B", "1", mark="5")
    assert read(aws, "B", "2", DEADLINES) is None


def test_what_expired_is_still_there(aws: Client) -> None:
    """AWS deletes it within days, so nothing may depend on its being gone."""
    enabled = {"Enabled": True, "AttributeName": "ttl"}
    aws.update_time_to_live(TableName=DEADLINES, TimeToLiveSpecification=enabled)
    keep(aws, item("D#1", ttl=1_000_000_000), table=DEADLINES)
    assert read(aws, "D#1", table=DEADLINES) is not None


@pytest.mark.parametrize("number", [0, 7, -7, 1000, 1_772_413_200_000_000, 2**53 + 1])
def test_a_whole_number_comes_back_as_it_was(aws: Client, number: int) -> None:
    keep(aws, item(v=number))
    assert read(aws, "T#1") == item(v=number)


@pytest.mark.parametrize("held", ["", "中文\n\u0000", b"", bytes(range(256))])
def test_text_and_bytes_come_back_as_they_were(aws: Client, held: str | bytes) -> None:
    keep(aws, item(d=held))
    assert read(aws, "T#1") == item(d=held)


@pytest.mark.parametrize("wrong", [item(""), item(sk=""), item(uk="", ds="1")])
def test_no_key_is_empty(aws: Client, wrong: Item) -> None:
    with pytest.raises(ClientError):
        keep(aws, wrong)


def test_more_than_400_kb_is_refused(aws: Client) -> None:
    large = item(d="")
    large["d"] = "x" * (LARGEST - size(large) + 1)
    with pytest.raises(ClientError):
        keep(aws, large)
