"""An answer of which only the ticket and its version are kept is told again word for word."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.idempotency import DynamoAnswers
from chalicelib.adapters.dynamodb.tables import MESSAGES
from chalicelib.adapters.dynamodb.wire import STEP, Item, from_wire, size
from chalicelib.adapters.memory.edge import MemoryAnswers
from chalicelib.application import access
from chalicelib.application.again import shown_again
from chalicelib.application.edge_ports import Answered, Known, ShownTicket
from chalicelib.application.folding import as_of_version
from chalicelib.application.perform import CONFLICT, Once, perform
from chalicelib.application.ports import Unavailable
from chalicelib.application.registering import register
from chalicelib.application.sweep import sweep
from chalicelib.domain.directory import Actor
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import Sign
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.privacy import HIDDEN, sees_links, sight_of
from chalicelib.domain.state import Ticket
from chalicelib.domain.termination import Withdraw
from chalicelib.entrypoints.api.errors import Problem, refused
from chalicelib.entrypoints.api.http import Answer, Call, View, _rendered_once, problem_response
from chalicelib.entrypoints.api.tickets import shown_once, ticket_answer
from tests.application.world import HANDLER, PHONE, PLACE, Desk
from tests.properties.life import PLACES, SWEEP, Life, dice, some_step
from tests.store.asking import OFFICE, OPERATOR
from tests.store.aws import ENVELOPES, dynamodb, tickets
from tests.store.lives import desk_of

SEEDS = st.integers(0, 2**32 - 1)
ALMOST_A_DAY = 24 * 3600 - 1
Response = Any
Outcome = Ticket | Refusal


@dataclass(frozen=True)
class Asked:
    """A request, and how it was answered then."""

    call: Call
    at: datetime
    response: Response


@dataclass
class Counter:
    """Where every request comes with a key of its own."""

    desk: Desk
    asked: list[Asked] = field(default_factory=list)

    def ask(self, actor: Actor, act: Callable[[Once | None], Outcome]) -> None:
        key = f"key {len(self.asked)}"
        call = Call(
            ports=self.desk.ports,
            actor=actor,
            method="POST",
            path="/v1/somewhere",
            params={},
            query={},
            headers={"idempotency-key": key},
            raw=key.encode(),
        )
        response = _rendered_once(answering(act), call)
        self.asked.append(Asked(call, self.desk.clock.moment, response))

    def again(self, rng: Random) -> Iterator[tuple[Response, Response]]:
        """The first answer and the second, to everything, some time within the day."""
        for one in self.asked:
            self.desk.clock.moment = one.at + timedelta(seconds=rng.randint(0, ALMOST_A_DAY))
            yield one.response, told(one.call)


def answering(act: Callable[[Once | None], Outcome]) -> View:
    def view(call: Call) -> Answer:
        outcome = act(shown_once(call))
        if isinstance(outcome, Refusal):
            raise refused(outcome)
        return ticket_answer(call, outcome)

    return view


def told(call: Call) -> Response:
    try:
        return _rendered_once(never, call)
    except Problem as wrong:
        return problem_response(wrong, "POST", call.path)


def never(call: Call) -> Answer:
    raise AssertionError(f"done a second time: {call.path}")


def lead(desk: Desk, life: Life, rng: Random, steps: int) -> Counter:
    """A life, request by request; of those that are refused too."""
    counter = Counter(desk)
    first = life.first.command
    assert isinstance(first, Register)
    desk.clock.moment = life.now
    made: list[Outcome] = []

    def file(once: Once | None) -> Outcome:
        made.append(register(desk.ports, first, life.first.actor, once=once))
        return made[0]

    counter.ask(life.first.actor, file)
    for _ in range(steps if isinstance(made[0], Ticket) else 0):
        step_on(counter, life, made[0].id, rng)  # type: ignore[union-attr]
    return counter


def step_on(counter: Counter, life: Life, ticket_id: str, rng: Random) -> None:
    ports, clock = counter.desk.ports, counter.desk.clock
    life.ticket, life.now = ports.tickets.load(ticket_id) or life.ticket, clock.moment
    step = some_step(life, rng)
    if step is None or step.publishes:
        return
    clock.moment = step.at
    if step.name == SWEEP:
        sweep(ports)
    else:
        counter.ask(
            step.actor, lambda once: perform(ports, ticket_id, step.command, step.actor, once=once)
        )


def with_answers(client: Client, desk: Desk) -> Desk:
    """The desk over DynamoDB, tickets and answers."""
    desk.swap(
        tickets=tickets(client, desk),
        answers=DynamoAnswers(Calls(client, lambda _: None), MESSAGES, ENVELOPES),
    )
    return desk


def answers(client: Client) -> list[Item]:
    found = client.scan(TableName=MESSAGES)["Items"]
    return [from_wire(one) for one in found if one["pk"]["S"].startswith(f"{keys.ANSWER}#")]


@settings(max_examples=40, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_whatever_was_done_is_told_again_word_for_word(place: str, seed: int) -> None:
    rng = dice(seed)
    desk = desk_of(place)
    counter = lead(desk, Life(place, rng), rng, 40)
    for asked, (first, again) in zip(counter.asked, counter.again(rng), strict=True):
        assert_told_again(desk, asked.call.actor, first, again)


def assert_told_again(desk: Desk, actor: Actor, first: Response, again: Response) -> None:
    """Word for word, to whom the ticket is what it was; else as they may see it today, or not."""
    shown = json.loads(first.body)
    now = desk.ports.tickets.load(shown["id"]) if "id" in shown else None
    if now is None or as_seen(desk, actor, now, shown["version"]):
        assert sent(again) == sent(first)
    elif access.may_see(actor, now, desk.ports.directories.of(now.jurisdiction)):
        today = json.loads(again.body)
        assert today["version"] in {shown["version"], now.version}
        assert again.headers["ETag"] == f'"{today["version"]}"'
        if sight_of(actor, now).identity == HIDDEN:
            assert today["requester"]["name"] is None
    else:
        assert again.status_code == HTTPStatus.NOT_FOUND


def as_seen(desk: Desk, actor: Actor, now: Ticket, version: int) -> bool:
    """Whether this caller sees the ticket today, as they saw that version of it."""
    then = as_of_version(desk.ports, now, version)
    rows = {replace(sight_of(actor, one), reveals=False) for one in (then, now)}
    links = {sees_links(actor, one) for one in (then, now)}
    visible = access.may_see(actor, now, desk.ports.directories.of(now.jurisdiction))
    return visible and len(rows) == len(links) == 1


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_it_is_so_from_stored_rows_and_none_is_larger_than_a_unit(place: str, seed: int) -> None:
    rng = dice(seed)
    with dynamodb() as client:
        counter = lead(with_answers(client, desk_of(place)), Life(place, rng), rng, 30)
        for asked, (first, again) in zip(counter.asked, counter.again(rng), strict=True):
            assert_told_again(counter.desk, asked.call.actor, first, again)
        rows = answers(client)
        assert len(rows) == len(counter.asked)
        assert max(map(size, rows)) <= STEP


def sent(response: Response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.body.encode(), response.headers


def test_what_is_told_again_is_of_then_though_the_ticket_has_gone_on() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    counter = Counter(desk)
    counter.ask(HANDLER, lambda once: perform(desk.ports, ticket.id, Sign(), HANDLER, once=once))
    desk.do(ticket, Withdraw(), OPERATOR)
    ((first, again),) = counter.again(dice(0))
    assert json.loads(again.body)["status"] == "handling"
    assert sent(again) == sent(first)


def test_a_row_holds_nothing_of_what_the_requester_said(aws: Client) -> None:
    desk = with_answers(aws, Desk())
    given = Register(
        jurisdiction=PLACE,
        category="complaint",
        subject="夜间施工噪声",
        description="夜里十一点后仍在施工",
        requester=RequesterGiven(name="王小明", phone=PHONE),
    )
    counter = Counter(desk)
    counter.ask(OPERATOR, lambda once: register(desk.ports, given, OPERATOR, once=once))
    (row,) = answers(aws)
    assert "夜间施工噪声" in counter.asked[0].response.body
    assert not any(said in str(row) for said in ("噪声", "王小明", PHONE, "十一点"))


def test_under_a_calendar_of_that_day_it_says_what_holds_now() -> None:
    """The state is the same; how its dates are counted is explained by the new calendar."""
    desk = Desk()
    desk.clock.moment = datetime(2026, 12, 28, 1, tzinfo=UTC)
    counter = Counter(desk)
    ticket = desk.file()
    dispatch = Dispatch(unit="urban-management")
    counter.ask(OFFICE, lambda once: perform(desk.ports, ticket.id, dispatch, OFFICE, once=once))
    year = {
        "year": 2027,
        "published": {"first": "2027-01-01", "last": "2027-12-31"},
        "notices": None,
        "holidays": {"2027-01-01": "元旦"},
        "make_up_days": {},
        "decisions": {},
    }
    desk.ports.calendars.put(2027, year)
    ((first, again),) = counter.again(dice(0))
    before, after = json.loads(first.body), json.loads(again.body)
    assert before != after
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"deadlines", "windows"}
    for one, other in zip(before["deadlines"], after["deadlines"], strict=True):
        assert {**one, "explanation": ""} == {**other, "explanation": ""}


def test_a_version_that_there_is_not_is_an_error() -> None:
    desk = Desk()
    shown = ShownTicket(id=desk.file().id, version=9, at=desk.clock.moment)
    with pytest.raises(LookupError):
        shown_again(desk.ports, shown, OFFICE)


# --- what goes wrong on the way ---


def test_what_is_refused_is_answered_though_it_cannot_be_remembered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Forgetful(MemoryAnswers):
        def remember(self, answered: Answered) -> Known:  # noqa: ARG002
            raise Unavailable

    desk = Desk()
    desk.swap(answers=Forgetful())
    ticket = desk.file()
    counter = Counter(desk)
    counter.ask(HANDLER, lambda once: perform(desk.ports, ticket.id, Sign(), HANDLER, once=once))
    assert counter.asked[0].response.status_code == 404
    assert caplog.messages == ["Unavailable: an answer is not remembered"]


def broken_before(once: Once | None) -> Outcome:  # noqa: ARG001
    raise ZeroDivisionError


@pytest.mark.parametrize("stored", ["memory", "tables"])
def test_what_broke_before_the_commit_is_done_when_it_is_asked_again(
    request: pytest.FixtureRequest, stored: str
) -> None:
    desk = Desk()
    if stored == "tables":
        with_answers(request.getfixturevalue("aws"), desk)
    ticket = desk.dispatched()
    counter = Counter(desk)
    with pytest.raises(ZeroDivisionError):
        counter.ask(HANDLER, broken_before)
    counter.ask(HANDLER, lambda once: perform(desk.ports, ticket.id, Sign(), HANDLER, once=once))
    assert counter.asked[0].response.status_code == 200


@pytest.mark.parametrize("stored", ["memory", "tables"])
def test_what_broke_after_the_commit_is_told_and_not_done_again(
    request: pytest.FixtureRequest, stored: str
) -> None:
    desk = Desk()
    if stored == "tables":
        with_answers(request.getfixturevalue("aws"), desk)
    ticket = desk.dispatched()
    counter = Counter(desk)

    def broken_after(once: Once | None) -> Outcome:
        perform(desk.ports, ticket.id, Sign(), HANDLER, once=once)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        counter.ask(HANDLER, broken_after)
    signed = desk.ports.tickets.load(ticket.id)
    assert signed is not None
    assert signed.version == ticket.version + 1
    counter.ask(HANDLER, broken_before)
    (asked,) = counter.asked
    assert (asked.response.status_code, json.loads(asked.response.body)["id"]) == (200, ticket.id)
    assert desk.ports.tickets.load(ticket.id) == signed


def test_who_asks_twice_at_once_is_told_by_both_what_one_did() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    counter = Counter(desk)
    sign: Callable[[Once | None], Outcome] = lambda once: perform(  # noqa: E731
        desk.ports, ticket.id, Sign(), HANDLER, once=once
    )

    def overtaken(once: Once | None) -> Outcome:
        counter.ask(HANDLER, sign)
        return sign(once)

    twin = Counter(desk)
    twin.ask(HANDLER, overtaken)
    ((first,), (second,)) = counter.asked, twin.asked
    assert sent(first.response) == sent(second.response)


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_told_to_come_again_may_come_with_the_same_key(status: int) -> None:
    desk = Desk()
    ticket = desk.dispatched()
    counter = Counter(desk)

    def not_now(_: Once | None) -> Outcome:
        raise Problem(HTTPStatus(status), "not_now", "come again")

    counter.ask(HANDLER, not_now)
    assert counter.asked.pop().response.status_code == status
    counter.ask(HANDLER, lambda once: perform(desk.ports, ticket.id, Sign(), HANDLER, once=once))
    assert counter.asked[0].response.status_code == 200


def test_too_much_at_once_is_no_answer_for_the_day() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    counter = Counter(desk)
    counter.ask(HANDLER, lambda _: CONFLICT)
    assert counter.asked.pop().response.status_code == 409
    counter.ask(HANDLER, lambda once: perform(desk.ports, ticket.id, Sign(), HANDLER, once=once))
    assert counter.asked[0].response.status_code == 200
