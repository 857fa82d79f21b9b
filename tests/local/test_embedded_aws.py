"""The embedded DynamoDB answers as moto does that was left as it is; only what it costs differs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import Item

from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.models import MODELS, definition
from local.aws import EmbeddedAws
from local.embedded_tables import OrderedTable

TABLE = definition(MODELS[0])
NAME = TABLE["TableName"]
INDEX = TABLE["GlobalSecondaryIndexes"][0]
INDEX_NAME = INDEX["IndexName"]
HASH, RANGE = (key["AttributeName"] for key in INDEX["KeySchema"])
NOTHING_YET = "attribute_not_exists(pk)"
Json = dict[str, Any]

few = st.sampled_from(["a", "b"])
orders = st.sampled_from(["1", "2"])
keys = st.fixed_dictionaries({"pk": few, "sk": orders})
indexed = st.fixed_dictionaries({}, optional={HASH: few, RANGE: orders})


def typed(plain: Json) -> Json:
    return {name: {"S": value} for name, value in plain.items()}


def item(key: Json, index: Json, version: int) -> Json:
    return {**typed({**key, **index}), "v": {"N": str(version)}}


@st.composite
def puts(draw: st.DrawFn) -> Json:
    put: Json = {
        "TableName": NAME,
        "Item": item(draw(keys), draw(indexed), draw(st.integers(1, 3))),
    }
    condition = draw(st.sampled_from([None, NOTHING_YET, "v = :v", "attribute_exists(pk)"]))
    if condition:
        put["ConditionExpression"] = condition
    if condition == "v = :v":
        put["ExpressionAttributeValues"] = {":v": {"N": "1"}}
    return {"Put": put}


@st.composite
def deletes(draw: st.DrawFn) -> Json:
    gone: Json = {"TableName": NAME, "Key": typed(draw(keys))}
    if draw(st.booleans()):
        gone["ConditionExpression"] = "attribute_exists(pk)"
    return {"Delete": gone}


@st.composite
def updates(draw: st.DrawFn) -> Json:
    name = draw(st.sampled_from([HASH, RANGE]))
    changed = draw(st.sampled_from([f"SET {name} = :x", f"REMOVE {name}"]))
    values = {":x": {"S": draw(orders)}} if "SET" in changed else None
    update = {"TableName": NAME, "Key": typed(draw(keys)), "UpdateExpression": changed}
    return {"Update": {**update, **({"ExpressionAttributeValues": values} if values else {})}}


checks = keys.map(
    lambda key: {
        "ConditionCheck": {
            "TableName": NAME,
            "Key": typed(key),
            "ConditionExpression": "attribute_exists(pk)",
        }
    }
)
transactions = st.lists(
    st.one_of(puts(), puts(), deletes(), updates(), checks), min_size=1, max_size=5
)

COMPARISONS = (
    "",
    "{} = :a",
    "{} < :a",
    "{} <= :a",
    "{} > :a",
    "{} >= :a",
    "begins_with({}, :a)",
    "{} BETWEEN :a AND :b",
)


def query_of(key: str, comparison: str = "", *, by_index: bool = True, **more: object) -> Json:
    """Of one partition; `more` goes into the request as it is."""
    hash_key, range_key = (HASH, RANGE) if by_index else ("pk", "sk")
    condition, values = f"{hash_key} = :k", {":k": key}
    if comparison:
        condition += " AND " + comparison.format(range_key)
        bounds = {":a": "10", ":b": "2"}
        values |= {name: value for name, value in bounds.items() if name in comparison}
    return {
        "TableName": NAME,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": typed(values),
        **({"IndexName": INDEX_NAME} if by_index else {}),
        **more,
    }


def outcome(call: Callable[[], Json]) -> Json:
    """The answer, or what went wrong, without what differs from call to call."""
    try:
        answer = call()
    except ClientError as wrong:
        answer = wrong.response
        return {name: answer.get(name) for name in ("Error", "CancellationReasons")}
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def pages(aws: EmbeddedAws, query: Json) -> list[Json]:
    """Every page of a query, as far as its first failure."""
    found: list[Json] = []
    while True:
        answer = outcome(lambda: aws.client.query(**query))  # noqa: B023
        found.append(answer)
        if not answer.get("LastEvaluatedKey"):
            return found
        query = {**query, "ExclusiveStartKey": answer["LastEvaluatedKey"]}


def same(call: Callable[[Client], Json], *of: EmbeddedAws) -> None:
    ours, plain = (outcome(lambda: call(one.client)) for one in of)  # noqa: B023
    assert ours == plain


def same_contents(ours: EmbeddedAws, plain: EmbeddedAws) -> None:
    assert sorted(ours.items(), key=str) == sorted(plain.items(), key=str)
    for key in "ab":
        assert pages(ours, query_of(key)) == pages(plain, query_of(key))


@settings(max_examples=50, deadline=None)
@given(wanted=st.lists(transactions, min_size=1, max_size=6))
def test_transactions_are_answered_as_by_moto_itself(wanted: list[list[Json]]) -> None:
    ours, plain = EmbeddedAws(), EmbeddedAws(DynamoDBBackend, by_http=True)
    for one in wanted:
        same(lambda client: client.transact_write_items(TransactItems=one), ours, plain)  # noqa: B023
        same_contents(ours, plain)


@settings(max_examples=50, deadline=None)
@given(wanted=st.lists(st.one_of(puts(), deletes(), updates()), max_size=10))
def test_single_writes_are_answered_as_by_moto_itself(wanted: list[Json]) -> None:
    ours, plain = EmbeddedAws(), EmbeddedAws(DynamoDBBackend, by_http=True)
    calls = {"Put": "put_item", "Delete": "delete_item", "Update": "update_item"}
    for one in wanted:
        [(kind, asked)] = one.items()
        same(lambda client: getattr(client, calls[kind])(**asked), ours, plain)  # noqa: B023
    same_contents(ours, plain)


@pytest.mark.parametrize("by_index", [True, False], ids=["of an index", "of the table"])
@pytest.mark.parametrize("comparison", COMPARISONS)
def test_queries_are_answered_as_by_moto_itself(comparison: str, *, by_index: bool) -> None:
    """Forwards and backwards, whole and page by page."""
    ours, plain = EmbeddedAws(), EmbeddedAws(DynamoDBBackend, by_http=True)
    for aws in (ours, plain):
        for pk, sk, order in product("ab", ("1", "10", "2", "21"), ("1", "10", "2", "21", None)):
            index = {HASH: "a", **({RANGE: order} if order else {})}
            key = {"pk": pk, "sk": sk if order is None else f"{sk}{order}"}
            aws.client.put_item(TableName=NAME, Item=item(key, index, 1))
    for forward, limit in product((True, False), (None, 1, 3)):
        more = {"ScanIndexForward": forward, **({"Limit": limit} if limit else {})}
        query = query_of("a", comparison, by_index=by_index, **more)
        answers = pages(ours, query)
        assert answers == pages(plain, query)
        assert answers[0]["Count"] > 0


def in_the_index(aws: EmbeddedAws, key: str) -> list[str]:
    return [one["sk"]["S"] for page in pages(aws, query_of(key)) for one in page["Items"]]


@pytest.mark.parametrize("backend", [None, DynamoDBBackend], ids=["ours", "moto"])
def test_a_transaction_that_fails_leaves_items_and_indexes_as_they_were(
    backend: type[DynamoDBBackend] | None,
) -> None:
    """The last of them fails, when all before it have been done."""
    aws = EmbeddedAws(backend) if backend else EmbeddedAws()
    client = aws.client
    for order in ("1", "2"):
        kept = item({"pk": "a", "sk": order}, {HASH: "h", RANGE: order}, 1)
        client.put_item(TableName=NAME, Item=kept)
    before = sorted(aws.items(), key=str)
    moved = item({"pk": "a", "sk": "1"}, {HASH: "elsewhere", RANGE: "9"}, 2)
    new = item({"pk": "b", "sk": "1"}, {HASH: "h", RANGE: "3"}, 1)
    taken = {"Item": typed({"pk": "a", "sk": "2"}), "ConditionExpression": NOTHING_YET}
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": NAME, "Item": moved}},
                {"Put": {"TableName": NAME, "Item": new}},
                {"Put": {"TableName": NAME, **taken}},
            ]
        )
    assert sorted(aws.items(), key=str) == before
    assert (in_the_index(aws, "h"), in_the_index(aws, "elsewhere")) == (["1", "2"], [])


def test_every_table_of_ours_is_kept_in_order() -> None:
    """Otherwise it would work, and grow slower with every ticket."""
    tables = EmbeddedAws()._backend.tables
    assert set(tables) == {definition(model)["TableName"] for model in MODELS}
    assert all(isinstance(table, OrderedTable) for table in tables.values())


def test_what_is_shown_to_a_query_does_not_grow_with_its_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page of two is cut from three, however many there are; nothing is copied for a change."""
    client = EmbeddedAws().client
    for number in range(50):
        one = item({"pk": f"{number:02}", "sk": "1"}, {HASH: "h", RANGE: f"{number:02}"}, 1)
        client.transact_write_items(TransactItems=[{"Put": {"TableName": NAME, "Item": one}}])
    shown: list[int] = []
    whole = OrderedTable.all_items

    def counted(table: OrderedTable) -> list[Item]:
        items = whole(table)
        shown.append(len(items))
        return items

    monkeypatch.setattr(OrderedTable, "all_items", counted)
    page = client.query(**query_of("h", Limit=2))
    assert [one["pk"]["S"] for one in page["Items"]] == ["00", "01"]
    assert shown == [3]


def test_many_threads_change_one_item_one_after_the_other() -> None:
    aws = EmbeddedAws()
    key = typed({"pk": "a", "sk": "1"})
    aws.client.put_item(TableName=NAME, Item={**key, "v": {"N": "0"}})

    def count() -> None:
        client = aws.client
        for _ in range(20):
            while True:
                held = client.get_item(TableName=NAME, Key=key)["Item"]["v"]["N"]
                put = {"TableName": NAME, "Item": {**key, "v": {"N": str(int(held) + 1)}}}
                condition = {
                    "ConditionExpression": "v = :v",
                    "ExpressionAttributeValues": {":v": {"N": held}},
                }
                write = [{"Put": {**put, **condition}}]
                if "Error" not in outcome(lambda: client.transact_write_items(TransactItems=write)):  # noqa: B023
                    break

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert aws.client.get_item(TableName=NAME, Key=key)["Item"]["v"] == {"N": "80"}


def test_two_of_them_know_nothing_of_each_other() -> None:
    one, other = EmbeddedAws(), EmbeddedAws()
    one.client.put_item(TableName=NAME, Item=typed({"pk": "a", "sk": "1"}))
    assert len(list(one.items())) == 1
    assert list(other.items()) == []


def test_all_of_it_can_be_told_and_put_again() -> None:
    one, other = EmbeddedAws(), EmbeddedAws()
    whole = {**item({"pk": "a", "sk": "1"}, {HASH: "h", RANGE: "1"}, 7), "z": {"B": b"\x00\xff"}}
    one.client.put_item(TableName=NAME, Item=whole)
    for table, held in one.items():
        other.put(table, held)
    client = other.client
    assert client.get_item(TableName=NAME, Key=typed({"pk": "a", "sk": "1"}))["Item"] == whole
    assert in_the_index(other, "h") == ["1"]
