"""A request is answered once: told once, held against each store."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.idempotency import DynamoIdempotency
from chalicelib.adapters.dynamodb.tables import MESSAGES
from chalicelib.adapters.dynamodb.wire import from_wire, size
from chalicelib.adapters.memory.edge import MemoryIdempotency
from chalicelib.application.edge_ports import Begun, Idempotency, KnownAnswer, ShownTicket
from chalicelib.application.ports import Unavailable
from tests.application.world import MORNING
from tests.store.aws import dynamodb
from tests.store.faults import (
    Fault,
    Faults,
    broken,
    faults,
    throttled,
    timeout_after,
    timeout_before,
)
from tests.store.golden import GOLDEN, as_wire

KEY, BODY, OTHER_BODY = "somebody\nsomewhere\n/v1/tickets\nk1", "a" * 64, "b" * 64
LATER = timedelta(seconds=1)
SHOWN = ShownTicket(id="tkt_0123456789abcdef01234567", version=7, at=MORNING)
TICKET = KnownAnswer(
    status=201,
    headers={
        "Content-Type": "application/json",
        "ETag": '"7"',
        "Location": "/v1/tickets/tkt_0123456789abcdef01234567",
    },
    body=SHOWN,
)
REFUSED = KnownAnswer(
    status=409,
    headers={"Content-Type": "application/problem+json"},
    body='{"code":"wrong_state","detail":"此状态下不能签收"}',
)
ANSWERS = st.builds(
    KnownAnswer,
    status=st.integers(200, 499),
    headers=st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=4),
    body=st.text(st.characters(codec="utf-8"), max_size=3000)
    | st.builds(
        ShownTicket,
        id=st.text(st.characters(codec="utf-8"), max_size=40),
        version=st.integers(1, 10**6),
        at=st.just(MORNING) | st.timedeltas(timedelta(0), timedelta(days=999)).map(MORNING.__add__),
    ),
)


def on_dynamodb(client: Client) -> DynamoIdempotency:
    return DynamoIdempotency(Calls(client, lambda _: None), MESSAGES)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Idempotency:
    if request.param == "memory":
        return MemoryIdempotency()
    return on_dynamodb(request.getfixturevalue("aws"))


# --- what every store must do ---


def test_a_request_is_new_once(store: Idempotency) -> None:
    assert store.begin(KEY, BODY, MORNING) == "new"
    assert store.begin(KEY, BODY, MORNING + LATER) == "in_flight"
    assert store.begin(f"{KEY}2", BODY, MORNING + LATER) == "new"


@pytest.mark.parametrize("answer", [TICKET, REFUSED], ids=["ticket", "refusal"])
def test_what_was_answered_is_known_for_a_day(store: Idempotency, answer: KnownAnswer) -> None:
    store.begin(KEY, BODY, MORNING)
    store.finish(KEY, answer)
    assert store.begin(KEY, BODY, MORNING + timedelta(hours=24) - LATER) == answer
    assert store.begin(KEY, BODY, MORNING + timedelta(hours=24)) == "new"
    assert store.begin(KEY, OTHER_BODY, MORNING + timedelta(hours=48)) == "new"


def test_a_key_that_comes_with_another_body_is_told_apart(store: Idempotency) -> None:
    store.begin(KEY, BODY, MORNING)
    assert store.begin(KEY, OTHER_BODY, MORNING) == "other_body"
    store.finish(KEY, TICKET)
    assert store.begin(KEY, OTHER_BODY, MORNING) == "other_body"
    assert store.begin(KEY, BODY, MORNING) == TICKET


def test_the_first_answer_counts(store: Idempotency) -> None:
    store.begin(KEY, BODY, MORNING)
    store.finish(KEY, TICKET)
    store.finish(KEY, REFUSED)
    assert store.begin(KEY, BODY, MORNING) == TICKET


def test_an_answer_to_what_was_never_begun_is_not_kept(store: Idempotency) -> None:
    store.finish(KEY, TICKET)
    assert store.begin(KEY, BODY, MORNING) == "new"


# --- any order of any calls ---


@dataclass(frozen=True)
class Asked:
    """One call of a store."""

    name: str
    key: str
    fingerprint: str
    answer: KnownAnswer
    wait: timedelta


CALLS = st.lists(
    st.builds(
        Asked,
        name=st.sampled_from(["begin", "begin", "finish"]),
        key=st.sampled_from(["k1", "k2"]),
        fingerprint=st.sampled_from([BODY, BODY, OTHER_BODY]),
        answer=st.sampled_from([TICKET, REFUSED]),
        wait=st.sampled_from(
            [timedelta(0), LATER, timedelta(minutes=5) - LATER, timedelta(hours=24) - LATER]
        ),
    ),
    min_size=20,
    max_size=60,
)


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(calls=CALLS)
def test_both_stores_say_the_same(calls: list[Asked]) -> None:
    with dynamodb() as client:
        twins = (MemoryIdempotency(), on_dynamodb(client))
        now = MORNING
        for one in calls:
            now += one.wait
            said = [tell(store, one, now) for store in twins]
            assert said[0] == said[1]


def tell(store: Idempotency, asked: Asked, now: datetime) -> Begun | None:
    if asked.name == "begin":
        return store.begin(asked.key, asked.fingerprint, now)
    store.finish(asked.key, asked.answer)
    return None


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(answers=st.lists(ANSWERS, min_size=10, max_size=30))
def test_any_answer_is_told_as_it_was_given(answers: list[KnownAnswer]) -> None:
    with dynamodb() as client:
        store = on_dynamodb(client)
        for number, answer in enumerate(answers):
            store.begin(f"{number}", BODY, MORNING)
            store.finish(f"{number}", answer)
            assert store.begin(f"{number}", BODY, MORNING) == answer


# --- the network ---


@pytest.fixture
def plan(aws: Client) -> Iterator[Faults]:  # noqa: ARG001 - the tables come first
    with faults() as plan:
        yield plan


EVERY_FAULT = pytest.mark.parametrize(
    "fault",
    [timeout_before, timeout_after, throttled, broken],
    ids=["timeout before", "timeout after", "throttled", "broken"],
)


@EVERY_FAULT
@pytest.mark.parametrize("times", [1, 4])
def test_a_request_knows_its_own_lost_attempt(
    aws: Client, plan: Faults, fault: Fault, times: int
) -> None:
    store = on_dynamodb(aws)
    plan.plan("PutItem", *[fault] * times)
    assert store.begin(KEY, BODY, MORNING) == "new"
    assert store.begin(KEY, BODY, MORNING) == "in_flight"


@EVERY_FAULT
@pytest.mark.parametrize("times", [1, 4])
def test_an_answer_is_kept_whatever_gets_lost(
    aws: Client, plan: Faults, fault: Fault, times: int
) -> None:
    store = on_dynamodb(aws)
    store.begin(KEY, BODY, MORNING)
    plan.plan("UpdateItem", *[fault] * times)
    store.finish(KEY, TICKET)
    assert store.begin(KEY, BODY, MORNING) == TICKET


@pytest.mark.parametrize("fault", [timeout_before, throttled], ids=["silence", "throttled"])
def test_nobody_is_told_to_go_on_when_nothing_answers(
    aws: Client, plan: Faults, fault: Fault
) -> None:
    plan.plan("PutItem", *[fault] * 5)
    with pytest.raises(Unavailable):
        on_dynamodb(aws).begin(KEY, BODY, MORNING)


# --- rows ---


def row(client: Client) -> dict[str, Any]:
    (found,) = client.scan(TableName=MESSAGES)["Items"]
    return dict(found)


def test_a_request_costs_a_unit_to_begin_and_a_unit_to_finish(aws: Client) -> None:
    store = on_dynamodb(aws)
    ledger = Ledger()
    ledger.attach(aws)
    store.begin(KEY, BODY, MORNING)
    assert (ledger.total().wcu, ledger.total().rcu) == (1, 0)
    store.finish(KEY, TICKET)
    assert (ledger.total().wcu, ledger.total().rcu) == (2, 0)
    store.begin(KEY, BODY, MORNING)
    assert (ledger.total().wcu, ledger.total().rcu) == (3, 0)


def test_a_ticket_takes_little_room_and_a_long_refusal_no_more_than_a_unit(aws: Client) -> None:
    store = on_dynamodb(aws)
    store.begin(KEY, BODY, MORNING)
    store.finish(KEY, TICKET)
    assert size(from_wire(row(aws))) < 450
    aws.delete_item(TableName=MESSAGES, Key={name: row(aws)[name] for name in ("pk", "sk")})
    many = [{"pointer": f"/field_{n}", "detail": "此项必填，见规定第二十条"} for n in range(60)]
    problem = KnownAnswer(status=422, headers={}, body=json.dumps(many, ensure_ascii=False))
    assert isinstance(problem.body, str)
    assert len(problem.body.encode()) > 4000
    store.begin(KEY, BODY, MORNING)
    store.finish(KEY, problem)
    assert size(from_wire(row(aws))) <= 1024
    assert store.begin(KEY, BODY, MORNING) == problem


def test_a_row_ends_a_day_after_it_was_begun(aws: Client) -> None:
    on_dynamodb(aws).begin(KEY, BODY, MORNING)
    ends_at = MORNING + timedelta(hours=24)
    assert row(aws)["ttl"] == {"N": str(int(ends_at.timestamp()))}


def test_a_row_names_neither_caller_nor_key(aws: Client) -> None:
    on_dynamodb(aws).begin(KEY, BODY, MORNING)
    kept = str(row(aws))
    assert not any(word in kept for word in ("somebody", "somewhere", "k1"))


# --- rows of earlier releases ---


@pytest.mark.parametrize("name", ["ticket", "refusal", "compressed", "unanswered"])
def test_a_golden_row_is_still_read(aws: Client, name: str) -> None:
    kept = json.loads((GOLDEN / "answers-v1.json").read_text("utf-8"))[name]
    aws.put_item(TableName=MESSAGES, Item=as_wire(kept["item"]))
    found = on_dynamodb(aws).begin(KEY, BODY, MORNING + LATER)
    assert (told(found) if isinstance(found, KnownAnswer) else found) == kept["begun"]


def told(answer: KnownAnswer) -> Mapping[str, Any]:
    shown = answer.body
    body = shown if isinstance(shown, str) else [shown.id, shown.version, shown.at.isoformat()]
    return {"status": answer.status, "headers": dict(answer.headers), "body": body}
