"""A request is answered once: told once, held against each store."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.idempotency import DynamoAnswers
from chalicelib.adapters.dynamodb.tables import MESSAGES
from chalicelib.adapters.dynamodb.wire import from_wire, size
from chalicelib.adapters.memory.edge import MemoryAnswers
from chalicelib.application.edge_ports import (
    Answered,
    Answers,
    Known,
    KnownAnswer,
    ShownTicket,
)
from chalicelib.application.perform import Once, perform
from chalicelib.application.ports import AlreadyAnswered, Unavailable
from chalicelib.application.registering import register
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import Sign
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket
from chalicelib.domain.supervision import Urge
from tests.application.world import HANDLER, MORNING, PHONE, PLACE, Desk
from tests.store.asking import OFFICE, OPERATOR
from tests.store.aws import ENVELOPES, dynamodb, tickets
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


def on_dynamodb(client: Client) -> DynamoAnswers:
    return DynamoAnswers(Calls(client, lambda _: None), MESSAGES, ENVELOPES)


def answered(
    answer: KnownAnswer = TICKET,
    body: str = BODY,
    key: str = KEY,
    at: datetime = MORNING,
) -> Answered:
    return Answered(key=key, fingerprint=body, answer=answer, at=at)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Answers:
    if request.param == "memory":
        return MemoryAnswers()
    return on_dynamodb(request.getfixturevalue("aws"))


# --- what every store must do ---


def test_a_request_is_new_until_it_is_answered(store: Answers) -> None:
    assert store.known(KEY, BODY, MORNING) == "new"
    assert store.known(KEY, BODY, MORNING) == "new"
    assert store.remember(answered()) == "new"
    assert store.known(f"{KEY}2", BODY, MORNING) == "new"


@pytest.mark.parametrize("answer", [TICKET, REFUSED], ids=["ticket", "refusal"])
def test_what_was_answered_is_known_for_a_day(store: Answers, answer: KnownAnswer) -> None:
    store.remember(answered(answer))
    assert store.known(KEY, BODY, MORNING + timedelta(hours=24) - LATER) == answer
    assert store.known(KEY, BODY, MORNING + timedelta(hours=24)) == "new"
    assert store.remember(answered(REFUSED, OTHER_BODY, at=MORNING + timedelta(hours=48))) == "new"


def test_a_key_that_comes_with_another_body_is_told_apart(store: Answers) -> None:
    store.remember(answered())
    assert store.known(KEY, OTHER_BODY, MORNING) == "other_body"
    assert store.remember(answered(REFUSED, OTHER_BODY)) == "other_body"
    assert store.known(KEY, BODY, MORNING) == TICKET


def test_the_first_answer_counts(store: Answers) -> None:
    store.remember(answered())
    assert store.remember(answered(REFUSED)) == TICKET
    assert store.known(KEY, BODY, MORNING) == TICKET


def test_what_was_shown_later_takes_the_place_of_what_was_committed(store: Answers) -> None:
    store.remember(answered())
    later = replace(TICKET, body=replace(SHOWN, version=8))
    store.showed(KEY, later)
    assert store.known(KEY, BODY, MORNING) == later
    assert store.known(KEY, BODY, MORNING + timedelta(hours=24)) == "new"


def test_nothing_is_shown_of_what_was_never_done(store: Answers) -> None:
    store.showed(KEY, TICKET)
    assert store.known(KEY, BODY, MORNING) == "new"


# --- with the commit that answers it ---


@pytest.fixture(params=["memory", "dynamodb"])
def desk(request: pytest.FixtureRequest) -> Desk:
    desk = Desk()
    if request.param == "dynamodb":
        client = request.getfixturevalue("aws")
        desk.swap(tickets=tickets(client, desk), answers=on_dynamodb(client))
    return desk


def once(key: str = KEY, body: str = BODY) -> Once:
    return Once(key=key, fingerprint=body, status=200, headers=lambda _: {})


def test_what_is_done_is_known_with_it_and_not_without_it(desk: Desk) -> None:
    ticket = desk.dispatched()
    refused = perform(desk.ports, ticket.id, Dispatch(unit="nobody"), OFFICE, once=once())
    assert isinstance(refused, Refusal)
    assert desk.ports.answers.known(KEY, BODY, MORNING) == "new"
    done = perform(desk.ports, ticket.id, Sign(), HANDLER, once=once())
    assert isinstance(done, Ticket)
    known = desk.ports.answers.known(KEY, BODY, MORNING)
    assert isinstance(known, KnownAnswer)
    assert known.body == ShownTicket(id=ticket.id, version=done.version, at=MORNING)


def test_who_comes_second_changes_nothing(desk: Desk) -> None:
    """Both read that nothing is known; one commits; the other finds out when it commits."""
    ticket = desk.dispatched()
    signed = perform(desk.ports, ticket.id, Sign(), HANDLER, once=once())
    assert isinstance(signed, Ticket)
    with pytest.raises(AlreadyAnswered):
        perform(desk.ports, ticket.id, Urge(reason="请尽快"), OFFICE, once=once())
    assert desk.ports.tickets.load(ticket.id) == signed


def test_a_ticket_is_registered_once(desk: Desk) -> None:
    first = desk.ports.tickets.of_requester(PLACE, PHONE)
    given = Register(
        jurisdiction=PLACE,
        category="complaint",
        subject="夜间施工噪声",
        description="夜里十一点后仍在施工",
        requester=RequesterGiven(phone=PHONE),
    )
    assert isinstance(register(desk.ports, given, OPERATOR, once=once()), Ticket)
    with pytest.raises(AlreadyAnswered):
        register(desk.ports, given, OPERATOR, once=once())
    assert len(desk.ports.tickets.of_requester(PLACE, PHONE)) == len(first) + 1


def test_a_key_whose_day_is_over_may_be_committed_again(desk: Desk) -> None:
    ticket = desk.dispatched()
    perform(desk.ports, ticket.id, Sign(), HANDLER, once=once())
    desk.clock.pass_by(hours=24)
    again = perform(desk.ports, ticket.id, Urge(reason="请尽快"), OFFICE, once=once())
    assert isinstance(again, Ticket)


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
        name=st.sampled_from(["known", "remember", "showed"]),
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
        twins = (MemoryAnswers(), on_dynamodb(client))
        now = MORNING
        for one in calls:
            now += one.wait
            said = [tell(store, one, now) for store in twins]
            assert said[0] == said[1]


def tell(store: Answers, asked: Asked, now: datetime) -> Known | None:
    if asked.name == "known":
        return store.known(asked.key, asked.fingerprint, now)
    if asked.name == "remember":
        return store.remember(answered(asked.answer, asked.fingerprint, asked.key, now))
    store.showed(asked.key, asked.answer)
    return None


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(answers=st.lists(ANSWERS, min_size=10, max_size=30))
def test_any_answer_is_told_as_it_was_given(answers: list[KnownAnswer]) -> None:
    with dynamodb() as client:
        store = on_dynamodb(client)
        for number, answer in enumerate(answers):
            store.remember(answered(answer, key=f"{number}"))
            assert store.known(f"{number}", BODY, MORNING) == answer


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
def test_an_answer_knows_its_own_lost_attempt(
    aws: Client, plan: Faults, fault: Fault, times: int
) -> None:
    store = on_dynamodb(aws)
    plan.plan("PutItem", *[fault] * times)
    assert store.remember(answered()) == "new"
    assert store.known(KEY, BODY, MORNING) == TICKET


@EVERY_FAULT
@pytest.mark.parametrize("times", [1, 4])
def test_a_commit_knows_its_own_lost_answer(
    aws: Client, plan: Faults, fault: Fault, times: int
) -> None:
    """The row of the request is there, put by the commit itself: it is not taken for a twin's."""
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk), answers=on_dynamodb(aws))
    ticket = desk.dispatched()
    plan.plan("TransactWriteItems", *[fault] * times)
    done = perform(desk.ports, ticket.id, Sign(), HANDLER, once=once())
    assert isinstance(done, Ticket)
    assert done.version == ticket.version + 1


@pytest.mark.parametrize("fault", [timeout_before, throttled], ids=["silence", "throttled"])
def test_nobody_is_told_to_go_on_when_nothing_answers(
    aws: Client, plan: Faults, fault: Fault
) -> None:
    plan.plan("GetItem", *[fault] * 5)
    with pytest.raises(Unavailable):
        on_dynamodb(aws).known(KEY, BODY, MORNING)


# --- rows ---


def row(client: Client) -> dict[str, Any]:
    (found,) = client.scan(TableName=MESSAGES)["Items"]
    return dict(found)


def test_what_is_committed_costs_two_units_and_a_refusal_one(aws: Client) -> None:
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk), answers=on_dynamodb(aws))
    ticket = desk.dispatched()
    ledger = Ledger()
    ledger.attach(aws)
    assert desk.ports.answers.known(KEY, BODY, MORNING) == "new"
    assert (ledger.total().wcu, ledger.total().rcu) == (0, 1)
    perform(desk.ports, ticket.id, Sign(), HANDLER, once=once())
    assert sum(one.wcu for one in ledger.rows if one.table == MESSAGES) == 2
    before = ledger.total().wcu
    desk.ports.answers.remember(answered(REFUSED, key="another"))
    assert ledger.total().wcu == before + 1


def test_a_ticket_takes_little_room_and_a_long_refusal_no_more_than_a_unit(aws: Client) -> None:
    store = on_dynamodb(aws)
    store.remember(answered())
    assert size(from_wire(row(aws))) < 450
    aws.delete_item(TableName=MESSAGES, Key={name: row(aws)[name] for name in ("pk", "sk")})
    many = [{"pointer": f"/field_{n}", "detail": "此项必填，见规定第二十条"} for n in range(60)]
    problem = KnownAnswer(status=422, headers={}, body=json.dumps(many, ensure_ascii=False))
    assert isinstance(problem.body, str)
    assert len(problem.body.encode()) > 4000
    store.remember(answered(problem))
    assert size(from_wire(row(aws))) <= 1024
    assert store.known(KEY, BODY, MORNING) == problem


def test_a_row_ends_a_day_after_it_was_put(aws: Client) -> None:
    on_dynamodb(aws).remember(answered())
    ends_at = MORNING + timedelta(hours=24)
    assert row(aws)["ttl"] == {"N": str(int(ends_at.timestamp()))}


def test_a_row_names_neither_caller_nor_key(aws: Client) -> None:
    on_dynamodb(aws).remember(answered())
    kept = str(row(aws))
    assert not any(word in kept for word in ("somebody", "somewhere", "k1"))


# --- rows of earlier releases ---


@pytest.mark.parametrize("name", ["ticket", "refusal", "compressed", "unanswered"])
def test_a_golden_row_is_still_read(aws: Client, name: str) -> None:
    kept = json.loads((GOLDEN / "answers-v1.json").read_text("utf-8"))[name]
    aws.put_item(TableName=MESSAGES, Item=as_wire(kept["item"]))
    found = on_dynamodb(aws).known(KEY, BODY, MORNING + LATER)
    assert (told(found) if isinstance(found, KnownAnswer) else found) == kept["begun"]


def told(answer: KnownAnswer) -> Mapping[str, Any]:
    shown = answer.body
    body = shown if isinstance(shown, str) else [shown.id, shown.version, shown.at.isoformat()]
    return {"status": answer.status, "headers": dict(answer.headers), "body": body}
