"""From a citizen's report over HTTP to the SMS, and back, by what stands in the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.commits import request_id
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.observing.discreet import discreet
from chalicelib.application.deliver import ByStream, deliver
from chalicelib.application.ports import TicketStore
from chalicelib.application.telling_ports import NONE, Trail, following, trail
from chalicelib.bootstrap import install
from chalicelib.entrypoints.observing import trail_of
from tests.api.conftest import Hotline, start
from tests.application.world import Desk
from tests.store.aws import dynamodb, tickets

UUID = "c0ffee00-1111-4222-8333-444455556666"
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GATEWAY = {"requestId": "8f3d6a52-0c7e-4d3e-8a51-7d2f1f6f5f10"}


@pytest.fixture
def hotline() -> Iterator[Hotline]:
    yield from start()


# --- who names a request ---


@pytest.mark.parametrize("given", [UUID, ULID, TRACE, ULID.lower(), TRACE.upper()])
def test_the_caller_may_name_its_request(given: str) -> None:
    assert trail_of({"X-Request-Id": given}, GATEWAY).request == given


@pytest.mark.parametrize(
    "given",
    [
        *("", "13800000000", "+8613800000000", "441202197501011234", "wang-xiaoming", "王小明"),
        *("x" * 32, f"{UUID}\nlevel: INFO", f" {UUID}", UUID * 2),
    ],
)
def test_a_name_that_may_say_more_is_not_taken(given: str) -> None:
    """It would stand in every line of the log."""
    assert trail_of({"X-Request-Id": given}, GATEWAY).request == GATEWAY["requestId"]
    made = [trail_of({"X-Request-Id": given}, {}).request for _ in range(2)]
    assert given not in made
    assert made[0] != made[1]


@given(st.text(max_size=60))
def test_a_mark_is_short_and_does_not_say_what_it_is_made_of(request: str) -> None:
    one = Trail.of_request(request)
    assert one == Trail.of_request(request)
    assert len(one.mark) == 8
    assert one.mark.isascii()


# --- over HTTP ---


def test_every_answer_says_by_which_id_it_is_found(hotline: Hotline) -> None:
    given = str(uuid4())
    reply = hotline.call("POST", "/v1/tickets", hotline.request(), "operator", X_Request_Id=given)
    assert (reply.status, reply.headers["x-request-id"]) == (201, given)
    others = {hotline.call("GET", "/v1/tickets", who="office").headers["x-request-id"]}
    others |= {hotline.call("GET", "/health").headers["x-request-id"]}
    assert len(others - {given}) == 2


def test_every_problem_says_it_too(hotline: Hotline) -> None:
    given = str(uuid4())
    reply = hotline.call("GET", "/v1/tickets/tkt_none", who="office", X_Request_Id=given)
    assert (reply.status, reply["request_id"]) == (404, given)
    assert reply.headers["x-request-id"] == given
    nobody = hotline.call("GET", "/v1/tickets", X_Request_Id=given)
    assert (nobody.status, nobody["request_id"]) == (401, given)
    webhook = hotline.call("POST", "/webhooks/sms/nobody", {}, X_Request_Id=given)
    assert (webhook.status, webhook["request_id"]) == (404, given)


class Kept(logging.Handler):
    """Each line with what it belongs to, as it is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        told = discreet(record)
        mark, request = (getattr(told, name, "") for name in ("correlation_id", "request_id"))
        self.lines.append((told.getMessage(), mark, request))

    def marks(self, words: str) -> set[str]:
        return {mark for message, mark, _ in self.lines if words in message}


@pytest.fixture
def kept() -> Iterator[Kept]:
    ours, handler = logging.getLogger("chalicelib"), Kept()
    before = ours.level
    ours.setLevel(logging.INFO)
    ours.addHandler(handler)
    yield handler
    ours.removeHandler(handler)
    ours.setLevel(before)


def test_one_report_can_be_followed_from_the_request_to_the_sms(
    hotline: Hotline, kept: Kept
) -> None:
    """The stream wakes the sender later, in another function: only what is stored leads there."""
    install(replace(hotline.world.ports, waker=ByStream()))
    ticket, given = hotline.answered(), str(uuid4())
    path = f"/v1/tickets/{ticket['id']}/actions/audit_answer"
    audited = hotline.call("POST", path, {"approve": True}, "office", X_Request_Id=given)
    assert audited.status == 200
    mark = Trail.of_request(given).mark
    assert [one for one in kept.lines if one[2] == given][-1][1] == mark
    assert not kept.marks("sms_")
    deliver(hotline.world.ports, ticket["id"], audited["version"])
    assert kept.marks("sms_") == kept.marks("survey_sent") == kept.marks("survey of") == {mark}
    assert trail() == NONE


def test_the_sweep_that_finds_what_the_stream_lost_goes_on_with_it(
    hotline: Hotline, kept: Kept
) -> None:
    install(replace(hotline.world.ports, waker=ByStream()))
    ticket, given = hotline.answered(), str(uuid4())
    path = f"/v1/tickets/{ticket['id']}/actions/audit_answer"
    hotline.call("POST", path, {"approve": True}, "office", X_Request_Id=given)
    hotline.advance("PT3M")
    assert kept.marks("sms_") == {Trail.of_request(given).mark}


# --- in the stores ---


def test_the_mark_of_a_commit_costs_nothing() -> None:
    """Its id is as long as without one, and still no two are the same."""
    alone = {request_id() for _ in range(100)}
    with following(Trail.of_request("one")):
        followed = {request_id() for _ in range(100)}
    assert len(alone) == len(followed) == 100
    assert {len(one) for one in alone | followed} == {16}
    assert {Trail.of_commit(one) for one in followed} == {Trail(Trail.of_request("one").mark)}


@pytest.mark.parametrize("store", ["memory", "dynamodb"])
def test_both_stores_know_whose_commit_it_was(store: str) -> None:
    with dynamodb() as made:
        desk = Desk()
        kinds: Mapping[str, TicketStore] = {
            "memory": MemoryTickets(),
            "dynamodb": tickets(made, desk),
        }
        desk.swap(tickets=kinds[store])
        with following(Trail.of_request("the first")):
            ticket = desk.file()
        found = desk.ports.tickets.commits(ticket.id, 0, 99)
    assert [one.mark for one in found] == [Trail.of_request("the first").mark]


def test_what_began_nowhere_does_not_end_what_is_followed() -> None:
    with following(Trail("AbCd1234", "5b7c")), following(Trail("")):
        assert trail() == Trail("AbCd1234", "5b7c")
