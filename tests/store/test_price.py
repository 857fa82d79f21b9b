"""What a ticket's life costs, from the documented rules, and that it stays so."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bench.ledger import Ledger, Row
from chalicelib.adapters.dynamodb import due
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.tables import DEADLINES, TICKETS
from chalicelib.adapters.dynamodb.wire import to_wire
from chalicelib.application.ports import ListQuery
from chalicelib.domain.intake import RequesterGiven
from tests.application.world import PLACE, Desk
from tests.store.a_life import lead
from tests.store.aws import dynamodb, tickets

NOON = datetime(2026, 10, 19, 4, 30, tzinfo=UTC)
# Eighteen commits, nine deadlines, forty-five events, two SMS: twice what the budget speaks of.
BUDGET = {
    "header": 36,
    "events": 36,
    "words, number, parts": 8,
    "list rows": 8,
    "deadlines": 18,
    "index by holder": 27,
    "index by unit": 14,
    "index by requester": 19,
    "updated_since": 41,
}
KINDS = {"H": "header", "EV": "events", "L": "list rows"}
INDEXES = {
    "holder": "index by holder",
    "unit": "index by unit",
    "requester": "index by requester",
    "holder_updated": "updated_since",
    "unit_updated": "updated_since",
}


@pytest.fixture(scope="module")
def spent() -> Counter[str]:
    with dynamodb() as client:
        ledger = Ledger()
        ledger.attach(client)
        desk = Desk()
        desk.swap(tickets=tickets(client, desk))
        lead(desk, ledger.step)
    found: Counter[str] = Counter()
    for row in ledger.rows:
        found[line(row)] += row.wcu
    return found


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


def test_finding_what_is_due_in_a_full_bucket_costs_next_to_nothing(aws: Client) -> None:
    work = due.DueWork(Calls(aws), TICKETS, DEADLINES, lambda: NOON)
    rows = [due._due_row(NOON, f"tkt_{number:024x}", "handling#1#1", NOON) for number in range(400)]
    work.register(rows)
    for row in rows:
        aws.put_item(TableName=DEADLINES, Item=to_wire(row))
    ledger = Ledger()
    ledger.attach(aws)
    assert len(list(work.candidates(NOON))) == len(rows)
    assert ledger.total().rcu / len(rows) <= 0.035


def line(row: Row) -> str:
    if row.index:
        return INDEXES[row.index]
    pk, _, sk = row.key.partition(" ")
    if "deadlines" in row.table:
        # The register is written once an hour and shard, whatever the number of tickets.
        return "deadlines" if pk.startswith(("D#", "P#")) else "register of hours"
    return KINDS.get(sk.partition("#")[0], "words, number, parts")


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_a_line_of_a_life_stays_within_its_budget(spent: Counter[str], name: str) -> None:
    assert spent[name] <= BUDGET[name]


def test_every_line_has_a_budget(spent: Counter[str]) -> None:
    assert set(spent) <= {*BUDGET, "register of hours"}
