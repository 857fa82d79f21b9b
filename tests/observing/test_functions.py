"""Every function sets itself up, says what it did, and fails without a word of anybody's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application.telling_ports import SMS_SENT
from chalicelib.bootstrap import Misconfigured
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints import observing, sweeps
from chalicelib.entrypoints.api import http
from chalicelib.entrypoints.observing import Unfinished, observed
from tests.api.conftest import Hotline, start
from tests.observing.told import FakeContext, Watching

NAME = "王小明"
Json = dict[str, Any]


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Watching:
    made = Watching()
    for module in (observing, http):
        monkeypatch.setattr(module, "observer", lambda: made)
    return made


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


# --- what a function fails with ---


def test_a_function_that_breaks_says_what_broke_but_not_its_words(
    watching: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    @observed
    def sweep_something(event: Json, context: None) -> Json:  # noqa: ARG001
        raise LookupError(NAME)

    with pytest.raises(Unfinished) as caught:
        sweep_something({}, None)
    assert str(caught.value) == "sweep_something: LookupError"
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert watching.watched_by == ["sweep_something"]
    assert caplog.messages == ["sweep_something did not finish: LookupError"]


def test_what_is_set_wrongly_is_said(watching: Watching, caplog: pytest.LogCaptureFixture) -> None:
    """It names the setting, never its value; somebody must mend it."""

    @observed
    def sweep_something(event: Json, context: None) -> Json:  # noqa: ARG001
        raise Misconfigured("TICKETS_TABLE is missing")

    with pytest.raises(Unfinished, match=r"^sweep_something: Misconfigured$"):
        sweep_something({}, None)
    assert caplog.messages == ["sweep_something did not finish: TICKETS_TABLE is missing"]
    assert watching.watched_by == ["sweep_something"]


def test_a_handler_keeps_its_name_and_its_answer(watching: Watching) -> None:
    """By its name it is deployed."""

    @observed
    def answers(event: Json, context: object) -> Json:
        return {"event": event, "context": context}

    assert answers.__name__ == "answers"
    assert answers.__module__ == __name__
    assert answers({"a": 1}, "here") == {"event": {"a": 1}, "context": "here"}
    assert watching.watched_by == ["answers"]


def test_every_function_that_is_deployed_is_watched(hotline: Hotline, watching: Watching) -> None:
    hotline.advance("PT3M")
    assert "sweep_deadlines" in watching.watched_by
    watching.watched_by.clear()
    hotline.call("GET", "/health")
    hotline.call("POST", "/webhooks/sms/nobody", {})
    assert watching.watched_by == ["api", "api"]


def test_a_trace_is_found_by_the_jurisdiction_of_who_asks(
    hotline: Hotline, watching: Watching
) -> None:
    hotline.file()
    assert watching.annotated == [("jurisdiction", "zhaoqing")]


class Broken(MemoryTickets):
    def load(self, ticket_id: str) -> Ticket | None:  # noqa: ARG002
        raise RuntimeError(NAME)


def test_a_view_that_breaks_does_not_reach_the_observer(
    hotline: Hotline, watching: Watching
) -> None:
    """A trace would keep the words of an exception."""
    bootstrap.install(replace(hotline.world.ports, tickets=Broken()))
    assert hotline.call("GET", "/v1/tickets/tkt_1", who="office").status == 500
    assert watching.watched_by[-1] == "api"


def test_a_sweep_outside_of_everything_is_unfinished(
    monkeypatch: pytest.MonkeyPatch, watching: Watching
) -> None:
    def broken() -> None:
        raise RuntimeError(NAME)

    monkeypatch.setattr(sweeps, "system", broken)
    with pytest.raises(Unfinished, match=r"^sweep_deadlines: RuntimeError$"):
        sweeps.sweep_deadlines({}, FakeContext())
    assert watching.telling.total(SMS_SENT) == 0


# --- the cold entries, each in a process of its own ---

COLD = "import sys; from tests.observing.cold import invoked; invoked(*sys.argv[1:])"


def cold(module: str, function: str, event: Json, **environment: str) -> list[Json]:
    """The lines that a fresh process writes, none of which has seen app.py."""
    given = {"AWS_LAMBDA_FUNCTION_NAME": f"lianxin-dev-{function}", **environment}
    done = subprocess.run(
        [sys.executable, "-c", COLD, module, function, json.dumps(event)],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("module", "function", "event"),
    [
        ("sweeps", "sweep_deadlines", {"schedule": "deadlines"}),
        ("sweeps", "reconcile_deadlines", {"schedule": "reconciliation", "hours": 2}),
        ("streams", "deliver_effects", {"Records": []}),
        ("inbox", "work_inbox", {"Records": [{"messageId": "m-1", "body": "{"}]}),
    ],
)
def test_a_function_sets_itself_up_where_nobody_imports_the_app(
    module: str, function: str, event: Json
) -> None:
    lines = cold(module, function, event)
    figures = {one["Name"] for line in lines for one in _metrics(line)}
    expected = {"DeadlinesDue", "DeadlinesFired"} if module == "sweeps" else set()
    assert expected <= figures
    said = [line for line in lines if line.get("message") == "it ran"]
    assert [line["function"] for line in said] == [function]
    assert len(said[0]["correlation_id"]) == 8
    assert said[0]["function_request_id"] == FakeContext.aws_request_id


def _metrics(line: Json) -> list[Json]:
    told = line.get("_aws", {}).get("CloudWatchMetrics", [])
    return [metric for one in told for metric in one["Metrics"]]


def test_debug_is_for_a_sample_of_invocations() -> None:
    """All of them, or none: what one invocation says is whole."""
    event = {"schedule": "deadlines"}
    usual = cold("sweeps", "sweep_deadlines", event, SPEAK="DEBUG")
    sampled = cold(
        "sweeps", "sweep_deadlines", event, SPEAK="DEBUG", POWERTOOLS_LOGGER_SAMPLE_RATE="1"
    )
    assert "DEBUG" not in {line.get("level") for line in usual}
    assert "DEBUG" in {line.get("level") for line in sampled}
    quiet = cold("sweeps", "sweep_deadlines", event, POWERTOOLS_LOG_LEVEL="ERROR")
    assert [line for line in quiet if "_aws" not in line] == []


def test_no_event_is_logged_whatever_the_environment_says() -> None:
    event = {"Records": [{"messageId": "m-1", "body": NAME}], "from": NAME}
    lines = cold("inbox", "work_inbox", event, POWERTOOLS_LOGGER_LOG_EVENT="true")
    assert [line["message"] for line in lines][-1] == "ValueError: message m-1 goes back"
    assert NAME not in json.dumps(lines, ensure_ascii=False)
