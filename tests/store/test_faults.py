"""Whatever the network does, a change is stored once and wholly, and never denied."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.application.listing import listed
from chalicelib.application.perform import CONFLICT, perform
from chalicelib.application.ports import Conflict, ListQuery, Unavailable, Unstorable
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import Sign
from chalicelib.domain.state import Ticket
from tests.application.world import HANDLER, PHONE, PLACE, REGULATIONS, Desk, actor
from tests.store.aws import tickets
from tests.store.faults import (
    Fault,
    Faults,
    broken,
    cancelled,
    faults,
    in_conflict,
    throttled,
    timeout_after,
    timeout_before,
)

Given = Any
UNIT = "urban-management"
TRANSACTION = "TransactWriteItems"
OFFICE = actor(Role.OFFICE)


@pytest.fixture
def plan(on_dynamodb: Desk) -> Iterator[Faults]:  # noqa: ARG001 - the tables come first
    with faults() as plan:
        yield plan


def signed(desk: Desk, ticket: Ticket) -> Ticket:
    return desk.do(ticket, Sign(), HANDLER)


def types(desk: Desk, ticket: Ticket) -> list[str]:
    return [entry.event.type for entry in desk.ports.tickets.history(ticket.id)]


@pytest.mark.parametrize(
    "fault",
    [timeout_before, timeout_after, throttled, broken, in_conflict],
    ids=["timeout before", "timeout after", "throttled", "broken", "in conflict"],
)
@pytest.mark.parametrize("times", [1, 3])
def test_one_change_is_stored_once(
    on_dynamodb: Desk, plan: Faults, fault: Fault, times: int
) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan(TRANSACTION, *[fault] * times)
    after = signed(on_dynamodb, ticket)
    assert after.version == ticket.version + 1
    assert on_dynamodb.ports.tickets.load(ticket.id) == after
    assert types(on_dynamodb, after).count("signed") == 1


def test_a_registration_whose_answer_was_lost_is_no_second_ticket(
    on_dynamodb: Desk, plan: Faults
) -> None:
    plan.plan(TRANSACTION, timeout_after)
    ticket = on_dynamodb.file()
    own = ListQuery(by="requester", value=PHONE, jurisdiction=PLACE)
    page = on_dynamodb.ports.tickets.find(own, None, 10)
    assert [one.id for _, one in page.tickets] == [ticket.id]


def test_when_every_answer_is_lost_the_event_item_tells(on_dynamodb: Desk, plan: Faults) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan(TRANSACTION, timeout_after, *[timeout_before] * 4)
    after = signed(on_dynamodb, ticket)
    assert on_dynamodb.ports.tickets.load(ticket.id) == after


def test_when_nothing_answers_nobody_says_it_failed_for_good(
    on_dynamodb: Desk, plan: Faults
) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan(TRANSACTION, *[timeout_before] * 5)
    with pytest.raises(Unavailable):
        signed(on_dynamodb, ticket)
    assert on_dynamodb.ports.tickets.load(ticket.id) == ticket


def test_what_is_throttled_five_times_is_not_to_be_had_now(on_dynamodb: Desk, plan: Faults) -> None:
    ticket = on_dynamodb.dispatched()
    before = plan.made(TRANSACTION)
    plan.plan(TRANSACTION, *[throttled] * 5)
    with pytest.raises(Unavailable):
        store_again(on_dynamodb, ticket)
    assert plan.made(TRANSACTION) == before + 5
    assert on_dynamodb.ports.tickets.load(ticket.id) == ticket


def test_with_somebody_else_in_the_way_it_is_decided_anew_five_times(
    on_dynamodb: Desk, plan: Faults
) -> None:
    ticket = on_dynamodb.dispatched()
    before = plan.made(TRANSACTION)
    plan.plan(TRANSACTION, *[in_conflict] * 200)
    assert perform(on_dynamodb.ports, ticket.id, Sign(), HANDLER) == CONFLICT
    assert plan.made(TRANSACTION) == before + 5
    assert on_dynamodb.ports.tickets.load(ticket.id) == ticket


def test_a_change_by_somebody_else_is_a_conflict_at_once(on_dynamodb: Desk, plan: Faults) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan(TRANSACTION, cancelled("ConditionalCheckFailed", "None"))
    before = plan.made(TRANSACTION)
    with pytest.raises(Conflict):
        store_again(on_dynamodb, ticket)
    assert plan.made(TRANSACTION) == before + 1


def test_two_containers_decide_one_after_the_other(aws: Client, on_dynamodb: Desk) -> None:
    """The second has an old state in mind: it reads anew, and both changes are there."""
    ticket = on_dynamodb.file()
    other = Desk(clock=on_dynamodb.clock)
    other.swap(tickets=tickets(aws, other))
    assert other.ports.tickets.load(ticket.id) == ticket
    dispatched = on_dynamodb.do(ticket, Dispatch(unit=UNIT), OFFICE)
    with pytest.raises(Conflict):
        store_again(other, ticket)
    assert signed(other, dispatched).version == dispatched.version + 1
    again = perform(on_dynamodb.ports, ticket.id, Sign(), HANDLER)
    assert isinstance(again, Refusal)


def test_a_store_that_read_nothing_before_commits_all_the_same(
    aws: Client, on_dynamodb: Desk
) -> None:
    ticket = on_dynamodb.dispatched()
    other = Desk(clock=on_dynamodb.clock)
    other.swap(tickets=tickets(aws, other))
    store_again(other, ticket)
    assert other.ports.tickets.load(ticket.id) == ticket.but(version=ticket.version + 1)


# --- reading ---


@pytest.mark.parametrize("fault", [timeout_before, timeout_after, throttled, broken])
def test_a_read_is_tried_again(on_dynamodb: Desk, plan: Faults, fault: Fault) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan("Query", fault, fault)
    assert on_dynamodb.ports.tickets.load(ticket.id) == ticket


def test_a_read_that_is_never_answered_is_no_missing_ticket(
    on_dynamodb: Desk, plan: Faults
) -> None:
    ticket = on_dynamodb.dispatched()
    plan.plan("Query", *[timeout_before] * 5)
    with pytest.raises(Unavailable):
        on_dynamodb.ports.tickets.load(ticket.id)


def test_what_a_batch_left_out_is_asked_for_again(
    on_dynamodb: Desk, plan: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {on_dynamodb.dispatched().id for _ in range(5)}
    store = on_dynamodb.ports.tickets
    client = store._calls.client  # type: ignore[attr-defined]
    whole = client.batch_get_item

    def two_at_a_time(RequestItems: dict[str, Any]) -> Given:  # noqa: N803 - the API's own name
        ((name, asked),) = RequestItems.items()
        first, rest = asked["Keys"][:2], asked["Keys"][2:]
        answer = whole(RequestItems={name: {**asked, "Keys": first}})
        left = {name: {**asked, "Keys": rest}} if rest else {}
        return {**answer, "UnprocessedKeys": left}

    monkeypatch.setattr(client, "batch_get_item", two_at_a_time)
    page = store.find(of_unit(), None, 100)
    assert {one.id for _, one in page.tickets} == many
    assert plan.made("BatchGetItem") > 2


def test_an_index_that_is_behind_shows_nothing_that_moved_on(
    on_dynamodb: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index still names a ticket that went to another holder; the header knows."""
    stays, moves = on_dynamodb.dispatched(), on_dynamodb.dispatched()
    store = on_dynamodb.ports.tickets
    client = store._calls.client  # type: ignore[attr-defined]
    asked = client.query
    stale = asked(**query_of_index())
    store_again(on_dynamodb, moves.but(unit="market-supervision"))

    def behind(**given: Given) -> Given:
        on_unit = given.get("IndexName") == tables.UNIT
        if on_unit and given["ExpressionAttributeValues"][":key"]["S"].endswith(f"#{UNIT}#o"):
            return {**stale, "LastEvaluatedKey": None}
        return asked(**given)

    monkeypatch.setattr(client, "query", behind)
    page = store.find(of_unit(), None, 100)
    assert [one.id for _, one in page.tickets] == [stays.id]


def test_a_header_and_parts_of_two_commits_are_read_again(
    on_dynamodb: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = on_dynamodb.dispatched()
    store = on_dynamodb.ports.tickets
    client = store._calls.client  # type: ignore[attr-defined]
    asked, torn = client.query, [True]

    def once_torn(**given: Given) -> Given:
        answer = asked(**given)
        if torn and torn.pop():
            rest = [one for one in answer["Items"] if one["sk"]["S"] != "TXT"]
            return {**answer, "Items": rest}
        return answer

    monkeypatch.setattr(client, "query", once_torn)
    assert store.load(ticket.id) == ticket


# --- what no item can hold ---


@pytest.mark.parametrize(
    "words",
    ["".join(map(chr, range(0x4E00, 0x9E00))) * 20, "半个\ud800字"],
    ids=["400 KB", "surrogate"],
)
def test_what_no_item_holds_is_refused_before_the_store(
    on_dynamodb: Desk, plan: Faults, words: str
) -> None:
    ticket = on_dynamodb.dispatched()
    before = plan.made(TRANSACTION)
    with pytest.raises(Unstorable):
        store_again(on_dynamodb, ticket.but(description=words))
    assert plan.made(TRANSACTION) == before
    assert on_dynamodb.ports.tickets.load(ticket.id) == ticket


def store_again(desk: Desk, ticket: Ticket) -> None:
    """A commit of the next version by itself, as `perform` would make it."""
    expected = ticket.version
    found = listed(ticket, REGULATIONS.get(ticket.regulation), desk.clock.now())
    desk.ports.tickets.commit(ticket.but(version=expected + 1), (), expected, found)


def of_unit() -> ListQuery:
    return ListQuery(by="unit", value=UNIT, jurisdiction=PLACE, listed_as="open")


def query_of_index() -> dict[str, Any]:
    return {
        "TableName": tables.TICKETS,
        "IndexName": tables.UNIT,
        "KeyConditionExpression": "uk = :key",
        "ExpressionAttributeValues": {":key": {"S": f"W#{PLACE}#{UNIT}#o"}},
    }
