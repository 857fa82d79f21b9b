"""What a ticket's life costs, from the documented rules, and that it stays so."""

from collections import Counter

import pytest

from bench.ledger import Ledger, Row
from tests.application.world import Desk
from tests.store.a_life import lead
from tests.store.aws import dynamodb, tickets

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
