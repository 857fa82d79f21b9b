"""What the store cannot do now, or not at all, is told as a problem that says what to do."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application.ports import TooLarge, Unavailable, Unstorable
from chalicelib.bootstrap import install
from chalicelib.domain.state import Ticket
from tests.api.conftest import Hotline, Reply


class Troubled(MemoryTickets):
    """A store that fails in one way, whatever is asked."""

    def __init__(self, wrong: Exception) -> None:
        super().__init__()
        self.wrong = wrong

    def load(self, ticket_id: str) -> Ticket | None:  # noqa: ARG002
        raise self.wrong


def asked(hotline: Hotline, wrong: Exception) -> Reply:
    install(replace(hotline.world.ports, tickets=Troubled(wrong)))
    return hotline.call("GET", "/v1/tickets/tkt_1", who="office")


def test_a_store_that_does_not_answer_is_to_be_asked_again(
    hotline: Hotline, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reply = asked(hotline, Unavailable("of 王小明"))
    assert (reply.status, reply.code) == (503, "unavailable")
    assert int(reply.headers["retry-after"]) > 0
    assert caplog.messages == ["Unavailable on GET /v1/tickets/{ticket_id}"]


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        (Unstorable("王小明"), 400, "malformed"),
        (TooLarge("王小明"), 413, "too_large"),
        (RuntimeError("王小明"), 500, "internal"),
    ],
    ids=str,
)
def test_what_it_cannot_hold_is_the_caller_s_to_change(
    hotline: Hotline, wrong: Exception, status: int, code: str
) -> None:
    reply = asked(hotline, wrong)
    assert (reply.status, reply.code) == (status, code)
    assert "王小明" not in json.dumps(reply.body, ensure_ascii=False)


def test_a_throttled_table_is_to_be_asked_again(hotline: Hotline) -> None:
    """Over DynamoDB itself: after some tries of its own the adapter gives up."""
    aws = hotline.world.aws
    assert aws is not None
    ticket = hotline.file()
    tries = []

    def throttled(**_: object) -> tuple[object, dict[str, object]]:
        tries.append(1)
        error = {"Code": "ThrottlingException", "Message": "slow down"}
        return Answered, {"Error": error, "ResponseMetadata": {}}

    class Answered:
        status_code = 400

    aws.client.meta.events.register_first("before-call.dynamodb.Query", throttled)
    assert hotline.get(ticket, "office").status == 503
    assert len(tries) > 1
    aws.client.meta.events.unregister("before-call.dynamodb.Query", throttled)
    assert hotline.get(ticket, "office").body["id"] == ticket["id"]
