"""Where the engines that stand in for DynamoDB differ, and that docs/conformance.md says so.

The store must not notice: what either of them allows and AWS does not, it never asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.adapters.dynamodb.commits import put
from chalicelib.adapters.dynamodb.tables import TICKETS
from chalicelib.adapters.dynamodb.wire import LARGEST, size, to_wire
from tests.store.aws import ENDPOINT
from tests.store.test_engines import item, keep, transact

TOLD = Path(__file__).parents[2] / "docs" / "conformance.md"
Asked = Callable[[Client], str]


def again(aws: Client, **but: int) -> str:
    """The same token once more, with the same items or others."""
    keep(aws, item(v=1))
    for fields in ({"v": 2}, {"v": 2, **but}):
        change = put(TICKETS, item("T#1", "H", **fields), "v = :v", v=1)
        transact(aws, change, ClientRequestToken="one-token")
    return "done"


def long_token(aws: Client) -> str:
    transact(aws, put(TICKETS, item()), ClientRequestToken="t" * 37)
    return "done"


def nothing_to_do(aws: Client) -> str:
    transact(aws)
    return "done"


def exactly_400_kb(aws: Client) -> str:
    large = item(d="")
    large["d"] = "x" * (LARGEST - size(large))
    keep(aws, large)
    return "done"


def five_mb(aws: Client) -> str:
    large = [item(sk=str(number), d="x" * 390_000) for number in range(13)]
    transact(aws, *(put(TICKETS, one) for one in large))
    return "done"


def twenty_mb_of_keys(aws: Client) -> str:
    large = [item(sk=str(number), d="x" * 400_000) for number in range(50)]
    keep(aws, *large)
    keys = [to_wire(item(sk=str(one["sk"]))) for one in large]
    answer = aws.batch_get_item(RequestItems={TICKETS: {"Keys": keys, "ConsistentRead": True}})
    return "a part" if answer.get("UnprocessedKeys") else "all"


def stored_number(aws: Client, number: str) -> str:
    aws.put_item(TableName=TICKETS, Item={**to_wire(item()), "v": {"N": number}})
    found = aws.get_item(TableName=TICKETS, Key=to_wire(item()))["Item"]["v"]["N"]
    return str(found)


def wrong_type_in_an_index(aws: Client) -> str:
    keep(aws, item(uk=1, ds="1"))
    return "done"


def second_one_is_wrong(aws: Client) -> str:
    transact(aws, put(TICKETS, item()), put(TICKETS, item("T#2", uk=1, ds="1")))
    return "done"


def between_reversed(aws: Client) -> str:
    found = aws.query(
        TableName=TICKETS,
        KeyConditionExpression="pk = :p AND sk BETWEEN :a AND :b",
        ExpressionAttributeValues=to_wire({":p": "T#1", ":a": "2", ":b": "1"}),
    )
    return f"{len(found['Items'])} items"


def last_page_full(aws: Client) -> str:
    keep(aws, item())
    found = aws.query(
        TableName=TICKETS,
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues=to_wire({":p": "T#1"}),
        Limit=1,
    )
    return "goes on" if found.get("LastEvaluatedKey") else "ends"


def unused_value(aws: Client) -> str:
    aws.query(
        TableName=TICKETS,
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues=to_wire({":p": "T#1", ":q": "?"}),
    )
    return "done"


def price_of_nine_kb(aws: Client) -> str:
    """Three steps of 4 KB, read consistently, are three units."""
    keep(aws, item(d="x" * 9000))
    asked = {"ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}
    answer = aws.get_item(TableName=TICKETS, Key=to_wire(item()), **asked)
    return f"{answer['ConsumedCapacity']['CapacityUnits']:g} RCU"


INVALID, CANCELLED = "ValidationException", "TransactionCanceledException"
OTHER_REQUEST = "IdempotentParameterMismatchException"

# As docs/conformance.md names them: what is asked, and what moto and ministack answer.
DIFFERENCES: Mapping[str, tuple[Asked, str, str]] = {
    "the same transaction twice": (again, CANCELLED, "done"),
    "another transaction, same token": (lambda aws: again(aws, v=3), CANCELLED, OTHER_REQUEST),
    "a token of 37 characters": (long_token, "done", INVALID),
    "an empty transaction": (nothing_to_do, "done", INVALID),
    "a transaction of 5 MB": (five_mb, "done", INVALID),
    "its second item is wrong": (second_one_is_wrong, "done", CANCELLED),
    "an item of exactly 400 KB": (exactly_400_kb, INVALID, "done"),
    "an index key of the wrong type": (wrong_type_in_an_index, "done", INVALID),
    "the number 1.0": (lambda aws: stored_number(aws, "1.0"), "1.0", "1"),
    "a number of 39 digits": (lambda aws: stored_number(aws, "1" * 39), "1" * 39, INVALID),
    "a batch of 20 MB": (twenty_mb_of_keys, "a part", "all"),
    "BETWEEN with its bounds reversed": (between_reversed, "0 items", INVALID),
    "a last page that is full": (last_page_full, "ends", "goes on"),
    "a value that no expression uses": (unused_value, "done", INVALID),
    "the capacity used by 9 KB": (price_of_nine_kb, "0.5 RCU", "1 RCU"),
}


def answered(asked: Asked, aws: Client) -> str:
    try:
        return asked(aws)
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])


@pytest.mark.parametrize("name", DIFFERENCES)
def test_where_the_engines_differ(aws: Client, name: str) -> None:
    asked, of_moto, of_ministack = DIFFERENCES[name]
    assert answered(asked, aws) == (of_ministack if ENDPOINT else of_moto)


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_difference_is_told(name: str) -> None:
    _, *answers = DIFFERENCES[name]
    lines = TOLD.read_text("utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith(f"| {name} |")]
    assert [cell.strip() for cell in row.split("|")[2:4]] == [f"`{one}`" for one in answers]
