"""What a deployed sweep does not come to, another one is started for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.stub import Stubber  # type: ignore[import-untyped]

from chalicelib import bootstrap
from chalicelib.adapters.lambda_workers import LambdaWorkers
from chalicelib.application import sweep as sweeping
from chalicelib.application.due_ports import DuePlace
from chalicelib.entrypoints.sweeps import reconcile_deadlines, sweep_deadlines
from tests.application.world import Desk

FUNCTION = "lianxin-prod-sweep_deadlines"


@dataclass
class Context:
    """What Lambda hands to a function: here, time for so many looks at it."""

    looks: int

    def get_remaining_time_in_millis(self) -> int:
        self.looks -= 1
        return 60_000 if self.looks >= 0 else 4_999


def test_the_same_function_is_started_and_not_waited_for() -> None:
    client = boto3.client(
        "lambda", region_name="cn-north-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    place = DuePlace("2026030316#07", "0000000000#tkt_1#handling#1#1")
    payload = json.dumps({"bucket": place.bucket, "mark": place.mark})
    asked = {"FunctionName": FUNCTION, "InvocationType": "Event", "Payload": payload}
    with Stubber(client) as stub:
        stub.add_response("invoke", {"StatusCode": 202}, asked)
        LambdaWorkers(FUNCTION, lambda: client).hand_on(place)
        stub.assert_no_pending_responses()


def test_the_started_function_goes_on_where_the_first_one_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweeping, "SLICE", 2)
    events: list[dict[str, str]] = []
    desk = Desk()
    desk.swap(workers=LambdaWorkers(FUNCTION, lambda: Invoked(events)))
    bootstrap.install(desk.ports)
    tickets = {desk.dispatched(subject=f"第{number}件").id for number in range(7)}
    desk.clock.pass_by(days=1, hours=16)
    first = sweep_deadlines({"schedule": "deadlines"}, Context(4))
    assert 0 < len(first["fired"]) < 7
    assert first["handed_on"] == [event["bucket"] for event in events]
    (event,) = events
    second = sweep_deadlines(event, Context(100))
    assert second["handed_on"] == []
    assert {one["ticket"] for one in (*first["fired"], *second["fired"])} == tickets
    assert len(first["fired"]) + len(second["fired"]) == 7


@dataclass
class Invoked:
    """Lambda, as far as starting a function goes."""

    events: list[dict[str, str]]

    def invoke(self, *, FunctionName: str, InvocationType: str, Payload: str) -> None:  # noqa: N803 - the API's own names
        assert (FunctionName, InvocationType) == (FUNCTION, "Event")
        self.events.append(json.loads(Payload))


def test_what_lambda_does_not_take_is_found_by_the_next_tick(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Busy:
        def invoke(self, **asked: str) -> None:
            raise ConnectionError(asked["Payload"])

    desk = Desk()
    desk.swap(workers=LambdaWorkers(FUNCTION, Busy))
    bootstrap.install(desk.ports)
    desk.dispatched()
    desk.clock.pass_by(days=60)
    assert sweep_deadlines({"schedule": "deadlines"}, Context(0)) == {"fired": [], "handed_on": []}
    assert "ConnectionError" in caplog.text
    assert sweep_deadlines({"schedule": "deadlines"}, Context(100))["fired"]


def test_the_deployed_reconciliation_looks_back_as_far_as_its_schedule_says() -> None:
    desk = Desk()
    bootstrap.install(desk.ports)
    ticket = desk.dispatched()
    first = min(ticket.deadlines, key=lambda one: one.due_at)
    desk.clock.moment = first.due_at + timedelta(hours=1)
    fired = reconcile_deadlines({"schedule": "reconciliation", "hours": 1}, None)["fired"]
    assert [(one["what"], one["ticket"]) for one in fired] == [(first.id, ticket.id)]
