"""How the ledger listens: to which clients, to each attempt, under which step."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3  # type: ignore[import-untyped]
import botocore.session  # type: ignore[import-untyped]
import pytest
from botocore.awsrequest import (  # type: ignore[import-untyped]
    AWSPreparedRequest,
)
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError, ReadTimeoutError  # type: ignore[import-untyped]
from moto.core.botocore_stubber import BotocoreStubber
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from bench.ledger import READER_AGENT, Ledger
from tests.ledger.desk import TABLE, Desk, item, key, s

REGION = "cn-north-1"


class ByHolder(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call] # their __init_subclass__
    class Meta:
        index_name = "by-holder"
        projection = AllProjection()

    holder = UnicodeAttribute(hash_key=True)


class Ticket(Model):
    class Meta:
        table_name = "models"
        region = REGION
        billing_mode = "PAY_PER_REQUEST"

    pk = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute(null=True)
    number = NumberAttribute(default=0)
    version = VersionAttribute()
    by_holder = ByHolder()


@pytest.fixture
def model(empty: Desk, monkeypatch: pytest.MonkeyPatch) -> type[Ticket]:
    monkeypatch.setattr(Ticket, "_connection", None)
    Ticket.create_table(wait=True)
    empty.ledger.attach(Ticket)
    return Ticket


def test_a_model_of_pynamodb_saves_updates_and_reads_through_the_ledger(
    empty: Desk, model: type[Ticket]
) -> None:
    one = model("T1", holder="unit#1")
    one.save()
    assert empty.bill() == {"models": 1, "models / by-holder": 1}
    one.update([Ticket.holder.set("unit#2")])
    assert empty.bill() == {"models": 1, "models / by-holder": 2}
    assert model.get("T1").version == 2
    assert empty.bill() == {"models": 0.5}
    assert [found.pk for found in model.by_holder.query("unit#2")] == ["T1"]
    assert empty.bill() == {"models / by-holder": 0.5}
    with pytest.raises(PutError):
        model("T1").save()
    assert empty.bill() == {"models": 1}
    one.delete()
    assert empty.bill() == {"models": 1, "models / by-holder": 1}


def test_a_transaction_of_pynamodb_goes_over_a_connection_of_its_own(
    empty: Desk, model: type[Ticket]
) -> None:
    connection = Connection(region=REGION)
    empty.ledger.attach(connection)
    with TransactWrite(connection=connection, client_request_token="a") as transaction:
        transaction.save(model("T1", holder="unit#1"))
        transaction.save(model("T2"))
    assert empty.bill() == {"models": 4, "models / by-holder": 1}


def test_a_resource_and_sessions_are_listened_to(desk: Desk) -> None:
    """A resource speaks Python's own types; of a session the clients it makes from now on count."""
    resource = boto3.resource("dynamodb", region_name=REGION)
    sessions = [boto3.Session(region_name=REGION), botocore.session.get_session()]
    for target in (resource, *sessions):
        desk.ledger.attach(target)
    resource.Table(TABLE).put_item(Item={"pk": "1", "sk": "H", "t": b"\xff" * 1018})
    assert desk.bill() == {TABLE: 2}
    sessions[0].client("dynamodb").put_item(TableName=TABLE, Item=key())
    assert desk.bill() == {TABLE: 2}
    sessions[1].create_client("dynamodb", region_name=REGION).delete_item(
        TableName=TABLE, Key=key()
    )
    assert desk.bill() == {TABLE: 1}


def test_what_has_no_events_is_refused() -> None:
    with pytest.raises(TypeError):
        Ledger().attach(object())


def test_attaching_twice_prices_once_and_two_ledgers_price_each(desk: Desk) -> None:
    desk.ledger.attach(desk.client)
    second = Ledger()
    second.attach(desk.client)
    desk.put(item(50))
    assert desk.total().wcu == second.total().wcu == 1


def test_describing_a_table_is_free(desk: Desk) -> None:
    desk.client.describe_table(TableName=TABLE)
    desk.client.list_tables()
    assert desk.bill() == {}


def test_steps_tell_actions_apart_and_rows_their_items(desk: Desk) -> None:
    with desk.ledger.step("register"):
        desk.put(item(50))
        with desk.ledger.step("outbox"):
            desk.put(item(1500, 2))
        desk.delete(2)
    desk.delete()
    steps = {name: total.wcu for name, total in desk.ledger.by("step").items()}
    assert steps == {"register": 3, "outbox": 2, "": 1}
    by_item = desk.ledger.by(lambda row: "header" if row.key.endswith(" H") else "event")
    assert by_item["header"].requests == 4


def test_the_printed_table_adds_up(desk: Desk) -> None:
    with desk.ledger.step("登记"):
        desk.put(item(1500))
    with desk.ledger.step("read"):
        desk.client.get_item(TableName=TABLE, Key=key())
    assert desk.ledger.table().splitlines() == [
        "step   line     requests  WCU  RCU  bytes",
        "登记   tickets         1    2    0  1,500",
        "read   tickets         1    0  0.5  1,500",
        "total                  2    2  0.5  3,000",
    ]
    assert desk.ledger.table("operation").splitlines()[1].startswith("PutItem ")


def test_threads_keep_their_steps_apart(desk: Desk) -> None:
    def work(number: int) -> None:
        with desk.ledger.step(str(number)):
            desk.put(item(1000 * (number + 1), number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    steps = {name: total.wcu for name, total in desk.ledger.by("step").items()}
    assert steps == {"0": 1, "1": 2, "2": 3, "3": 4}


Response = tuple[int, dict[str, Any], str | bytes]
Answer = Callable[[], Response]
Fault = Callable[[Answer], Response]
NONE: Response = (404, {}, b"")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """What to do with the next requests instead of answering; the ledger's own are spared."""
    waiting: list[Fault] = []
    answer = BotocoreStubber.process_request

    def process(stubber: BotocoreStubber, request: AWSPreparedRequest) -> object:
        agent = request.headers["User-Agent"]
        agent = agent.decode() if isinstance(agent, bytes) else agent
        if waiting and READER_AGENT not in agent:
            return waiting.pop(0)(lambda: answer(stubber, request) or NONE)
        return answer(stubber, request)

    monkeypatch.setattr(BotocoreStubber, "process_request", process)
    return waiting


def lose(answer: Answer) -> Response:
    answer()
    raise ReadTimeoutError(endpoint_url="lost")


def never_arrive(_: Answer) -> Response:
    raise ReadTimeoutError(endpoint_url="never")


def test_a_write_whose_answer_was_lost_is_paid_and_so_is_its_retry(
    desk: Desk, faults: list[Fault]
) -> None:
    """botocore tries again by itself: two requests over the wire, two writes paid."""
    faults.append(lose)
    desk.put(item(1500))
    assert [row.wcu for row in desk.ledger.rows] == [2, 2]
    assert desk.total().requests == 2


def test_a_write_that_never_arrived_is_free(desk: Desk, faults: list[Fault]) -> None:
    faults.append(never_arrive)
    desk.put(item(1500))
    assert [row.wcu for row in desk.ledger.rows] == [2]


def test_a_transaction_whose_answer_was_lost_is_read_when_it_is_repeated(
    desk: Desk, faults: list[Fault]
) -> None:
    """botocore repeats it under the token it made: 4 to write, then 2 to read."""
    faults.append(lose)
    desk.transact(("Put", {"Item": item(1500)}))
    assert [(row.wcu, row.rcu) for row in desk.ledger.rows] == [(4, 0), (0, 2)]


def test_a_throttled_request_is_free(empty: Desk, faults: list[Fault]) -> None:
    empty.create()
    once = Config(retries={"total_max_attempts": 1})
    client = boto3.client("dynamodb", region_name=REGION, config=once)
    empty.ledger.attach(client)

    def throttle(answer: Answer) -> Response:
        answer()
        return 400, {}, b'{"__type":"ProvisionedThroughputExceededException","message":""}'

    faults.append(throttle)
    with pytest.raises(ClientError):
        client.get_item(TableName=TABLE, Key={"pk": s("1"), "sk": s("H")})
    assert empty.bill() == {}


def test_what_a_batch_left_undone_is_free(desk: Desk, faults: list[Fault]) -> None:
    """Of two puts and of two gets the second came back."""

    def second_undone(answer: Answer) -> Response:
        answer()
        undone = {TABLE: [{"PutRequest": {"Item": {**item(1500, 2), "b": {"B": "/w=="}}}}]}
        return 200, {}, json.dumps({"UnprocessedItems": undone}).encode()

    def second_unread(answer: Answer) -> Response:
        _, _, body = answer()
        undone = {TABLE: {"Keys": [key(2)]}}
        return 200, {}, json.dumps(json.loads(body) | {"UnprocessedKeys": undone}).encode()

    faults.append(second_undone)
    puts = [{"PutRequest": {"Item": item(1500, n, b={"B": b"\xff"})}} for n in (1, 2)]
    desk.client.batch_write_item(RequestItems={TABLE: puts})
    assert [(row.key, row.wcu) for row in desk.ledger.rows] == [("1 H", 2)]
    desk.bill()
    faults.append(second_unread)
    desk.client.batch_get_item(RequestItems={TABLE: {"Keys": [key(1), key(2)]}})
    assert [(row.key, row.rcu) for row in desk.ledger.rows] == [("1 H", 0.5)]


def test_a_server_error_after_the_write_is_paid(desk: Desk, faults: list[Fault]) -> None:
    def fail(answer: Answer) -> Response:
        answer()
        return 500, {}, b'{"__type":"InternalServerError","message":""}'

    faults.append(fail)
    desk.put(item(1500))
    assert [row.wcu for row in desk.ledger.rows] == [2, 2]


def test_a_conflict_costs_as_much_as_a_failed_condition(desk: Desk, faults: list[Fault]) -> None:
    """The guide says nothing of it: taken as if the items had been looked at."""
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
    error = {"__type": "TransactionCanceledException", "CancellationReasons": reasons}
    faults.append(lambda _: (400, {}, json.dumps(error).encode()))
    with pytest.raises(desk.client.exceptions.TransactionCanceledException):
        desk.transact(*[("Put", {"Item": item(1500, number)}) for number in range(2)])
    assert [row.wcu for row in desk.ledger.rows] == [4, 4]
