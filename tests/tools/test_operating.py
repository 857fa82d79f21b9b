"""The small tools of docs/operations.md do what it says of them, and without `--write` nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest

from chalicelib.adapters.calendar_files import PACKAGED
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.models import TicketItem, definition
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.adapters.dynamodb.wire import to_wire
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.state import Status
from tests.application.world import Desk, actor
from tests.store.aws import dynamodb, tickets
from tools import check_calendar, put_back, replay
from tools.replay import NotReplayable, Replay, by_invoking, into, why

TABLES = {"TICKETS_TABLE": "lianxin-tickets", "DEADLINES_TABLE": "lianxin-deadlines",
          "MESSAGES_TABLE": "lianxin-messages", "REFERENCE_TABLE": "lianxin-reference"}  # fmt: skip


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    with dynamodb() as made:
        for name, value in TABLES.items():
            monkeypatch.setenv(name, value)
        yield made


# --- a year of holidays ---


def test_a_packaged_year_is_usable_and_told_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_calendar.main([str(PACKAGED / "2026.json")]) == 0
    assert "班 · worked" in capsys.readouterr().out


def test_a_year_that_is_wrong_names_its_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((PACKAGED / "2026.json").read_text("utf-8"))
    (tmp_path / "2026.json").write_text(json.dumps({**document, "year": 2025}), "utf-8")
    assert check_calendar.main([str(tmp_path / "2026.json")]) == 1
    assert "year" in capsys.readouterr().err


def test_a_year_under_another_name_is_refused(tmp_path: Path) -> None:
    shutil.copy(PACKAGED / "2026.json", tmp_path / "2027.json")
    assert check_calendar.main([str(tmp_path / "2027.json")]) == 1


# --- dead letters ---


@pytest.fixture
def queues(aws: Client) -> tuple[Any, str, str]:  # noqa: ARG001 - SQS is part of it
    sqs = boto3.client("sqs", region_name="cn-north-1")
    made = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("inbox", "inbox-dlq")]
    return sqs, made[0], made[1]


FAILED = {
    "requestContext": {"functionArn": "arn:f:sweep", "condition": "RetriesExhausted"},
    "requestPayload": {"schedule": "deadlines"},
}


def waiting(sqs: Any, queue: str) -> int:  # noqa: ANN401 - a client of boto3
    told = sqs.get_queue_attributes(
        QueueUrl=queue,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    return sum(map(int, told.values()))


def test_looking_at_a_dead_letter_queue_leaves_it_as_it_is(queues: tuple[Any, str, str]) -> None:
    sqs, _, dead = queues
    sqs.send_message(QueueUrl=dead, MessageBody=json.dumps(FAILED))
    assert Replay(sqs, dead, None).run(100) == {"RetriesExhausted": 1}
    assert waiting(sqs, dead) == 1


def test_messages_go_back_into_the_queue_they_came_from(queues: tuple[Any, str, str]) -> None:
    sqs, inbox, dead = queues
    for number in range(25):
        sqs.send_message(QueueUrl=dead, MessageBody=f"mail {number}")
    found = Replay(sqs, dead, into(sqs, inbox)).run(100)
    assert found.total() == 25
    assert (waiting(sqs, dead), waiting(sqs, inbox)) == (0, 25)


def test_a_failed_invocation_is_started_again_with_what_it_was_given(
    queues: tuple[Any, str, str],
) -> None:
    sqs, _, dead = queues
    invoked: list[dict[str, Any]] = []

    class Functions:
        def invoke(self, **asked: Any) -> None:  # noqa: ANN401 - as boto3's
            invoked.append(asked)

    for body in (json.dumps(FAILED), "no json", "[]"):
        sqs.send_message(QueueUrl=dead, MessageBody=body)
    Replay(sqs, dead, by_invoking(Functions())).run(100)
    assert [(one["FunctionName"], json.loads(one["Payload"])) for one in invoked] == [
        ("arn:f:sweep", {"schedule": "deadlines"})
    ]
    assert waiting(sqs, dead) == 2  # what cannot be replayed stays


def test_what_is_not_handed_on_is_not_deleted(queues: tuple[Any, str, str]) -> None:
    sqs, _, dead = queues
    sqs.send_message(QueueUrl=dead, MessageBody="mail")

    def broken(message: object) -> object:  # noqa: ARG001 - as a queue that is not there
        raise ConnectionError

    with pytest.raises(ConnectionError):
        Replay(sqs, dead, broken).run(100)
    assert waiting(sqs, dead) == 1


def test_why_a_schedule_failed_stands_beside_its_message() -> None:
    told = {"MessageAttributes": {"ERROR_CODE": {"StringValue": "AccessDenied"}}, "Body": "{}"}
    assert why(told) == "AccessDenied"


def test_a_message_without_a_function_cannot_be_replayed() -> None:
    with pytest.raises(NotReplayable):
        by_invoking(None)({"Body": "{}"})


@pytest.mark.parametrize("how", [[], ["--invoke"], ["--to", "{inbox}"]])
def test_the_command_only_looks_unless_it_is_told_to_write(
    queues: tuple[Any, str, str], how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sqs, inbox, dead = queues
    sqs.send_message(QueueUrl=dead, MessageBody=json.dumps(FAILED))
    assert replay.main([dead, *(one.format(inbox=inbox) for one in how)]) == 0
    assert "RetriesExhausted" in capsys.readouterr().out
    assert (waiting(sqs, dead), waiting(sqs, inbox)) == (1, 0)


# --- a ticket as it was ---


def test_a_ticket_is_put_back_as_it_was_and_lives_on(aws: Client) -> None:
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk), outbox=DynamoOutbox(Calls(aws), "lianxin-messages"))
    before = desk.file()
    aws.create_table(**definition(TicketItem, "restored"))
    for item in put_back.items_of(Calls(aws), "lianxin-tickets", before.id).values():
        aws.put_item(TableName="restored", Item=to_wire(item))
    wrong = desk.do(before, Dispatch(unit="urban-management"), actor(Role.OFFICE))
    desk.ports.outbox.delivered(before.id, wrong.version)

    asked = ["restored", "lianxin-tickets", "lianxin-messages", before.id]
    assert put_back.main(asked) == 0
    assert desk.ports.tickets.load(before.id) == wrong
    assert put_back.main([*asked, "--write"]) == 0
    assert desk.ports.tickets.load(before.id) == before
    assert desk.ports.outbox.delivered_through([before.id]) == {before.id: before.version}
    again = desk.do(before, Dispatch(unit="market-supervision"), actor(Role.OFFICE))
    assert (again.status, again.unit) == (Status.DISPATCHED, "market-supervision")


def test_a_ticket_that_was_not_there_yet_is_left_alone(aws: Client) -> None:
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk))
    ticket = desk.file()
    aws.create_table(**definition(TicketItem, "restored"))
    asked = ["restored", "lianxin-tickets", "lianxin-messages", ticket.id, "--write"]
    assert put_back.main(asked) == 1
    assert desk.ports.tickets.load(ticket.id) == ticket
