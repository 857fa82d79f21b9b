"""What a ticket's life costs, from the documented rules, and that it stays so."""

from __future__ import annotations

from functools import cache

import pytest

from bench.ledger import Ledger
from bench.life import ALL_IN, CORE, LIVES, SHARED, Bill, priced
from bench.stretch import priced_apart
from chalicelib.adapters.dynamodb.calls import Client
from chalicelib.application.ports import ListQuery
from chalicelib.domain.intake import RequesterGiven
from tests.application.world import PHONE, PLACE, Desk
from tests.store.aws import tickets

# WCU of each line: ten changes and a warning, five deadlines, twenty-seven events, one SMS.
EXTENDED = {
    "header": 20,
    "events": 20,
    "words and forms": 2,
    "deadlines": 10,
    "index by unit": 9,
    "index by office": 6,
    "index by requester": 1,
    "delivered so far": 1,
    "SMS": 3,
    "deliver deadlines": 4,
    "idempotency": 19,
    "access log": 2,
    "notices": 2,
    "updated_since": 23,
    "warnings": 7,
}
# Sixteen changes and a warning, nine deadlines, forty-seven events, two SMS.
REDONE = {
    "header": 32,
    "events": 32,
    "words and forms": 4,
    "list rows": 4,
    "deadlines": 18,
    "index by unit": 15,
    "index by office": 12,
    "index by requester": 1,
    "delivered so far": 2,
    "SMS": 6,
    "deliver deadlines": 6,
    "idempotency": 30,
    "access log": 2,
    "notices": 2,
    "updated_since": 41,
    "warnings": 7,
}
BUDGETS = dict(zip(LIVES, (EXTENDED, REDONE), strict=True))


@cache
def bill_of(name: str) -> Bill:
    return priced(LIVES[name])


@pytest.fixture(params=LIVES)
def told(request: pytest.FixtureRequest) -> tuple[str, Bill]:
    return request.param, bill_of(request.param)


def test_no_line_of_a_life_costs_more_than_its_budget(told: tuple[str, Bill]) -> None:
    name, bill = told
    over = {line: cost for line, cost in bill.wcu.items() if cost > BUDGETS[name].get(line, 0)}
    assert set(over) <= {SHARED}


def test_a_life_with_an_extension_costs_what_it_may() -> None:
    assert sum(EXTENDED.values()) <= ALL_IN
    bill = bill_of("a life with an extension")
    assert bill.core <= CORE
    assert bill.all_in <= ALL_IN


def test_a_change_of_any_life_costs_what_nine_changes_may(told: tuple[str, Bill]) -> None:
    """The budget is set for nine changes; what an article asks for besides costs no more each."""
    _, bill = told
    assert bill.core / bill.life["changes"] <= CORE / 9
    assert bill.all_in / bill.life["changes"] <= ALL_IN / 9


def test_the_event_alone_as_the_commit_would_be_cheaper_and_is_priced() -> None:
    bill, apart = priced_apart(LIVES["a life with an extension"])
    whole = bill_of("a life with an extension")
    assert bill.life == whole.life
    assert bill.wcu["events"] == whole.wcu["events"] / 2
    assert bill.core < whole.core - apart.headers


def test_a_list_costs_the_same_however_many_tickets_there_are(aws: Client) -> None:
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk))
    prices = []
    for number in range(120):
        desk.clock.pass_by(seconds=1)
        desk.file(requester=RequesterGiven(phone=f"+86138{number:08d}"))
        if number in {39, 119}:
            ledger = Ledger()
            ledger.attach(aws)
            office = ListQuery(by="holder", value="office", jurisdiction=PLACE, listed_as="open")
            assert len(desk.ports.tickets.find(office, None, 20).tickets) == 20
            prices.append(ledger.total().rcu)
    assert prices[0] == prices[1] <= 20 * 2 + 4


def test_one_s_own_list_costs_what_it_shows_however_many_there_are(aws: Client) -> None:
    desk = Desk()
    desk.swap(tickets=tickets(aws, desk))
    own = ListQuery(by="requester", value=PHONE, jurisdiction=PLACE)
    prices = []
    for number in range(60):
        desk.clock.pass_by(seconds=1)
        newest = desk.file()
        if number in {14, 59}:
            ledger = Ledger()
            ledger.attach(aws)
            page = desk.ports.tickets.find(own, None, 10).tickets
            assert (len(page), page[0][1].id) == (10, newest.id)
            prices.append(ledger.total().rcu)
    assert prices[0] == prices[1] <= 10 * 2 + 1
