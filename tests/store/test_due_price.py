"""What looking for due work costs, by the documented rules."""

from datetime import UTC, datetime, timedelta

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.due import DynamoDueWork
from chalicelib.adapters.dynamodb.filing import Register, row_of
from chalicelib.adapters.dynamodb.tables import DEADLINES, TICKETS
from chalicelib.adapters.dynamodb.wire import to_wire
from chalicelib.application.due_ports import Due
from chalicelib.application.sweep import sweep
from tests.application.world import Desk
from tests.store.asking import put
from tests.store.aws import ENVELOPES
from tests.store.test_due_work import like, of_an_ordinary_hour

NOON = datetime(2026, 10, 19, 4, 30, tzinfo=UTC)


def watched(aws: Client) -> Ledger:
    ledger = Ledger()
    ledger.attach(aws)
    return ledger


def full_bucket(aws: Client, number: int) -> DynamoDueWork:
    register = Register(Calls(aws), DEADLINES)
    due = [Due(NOON, f"tkt_{number:024x}", "handling#1#1") for number in range(number)]
    rows = [row_of(one, NOON) for one in due]
    register.add(rows)
    for row in rows:
        aws.put_item(TableName=DEADLINES, Item=to_wire(row))
    return DynamoDueWork(Calls(aws), TICKETS, DEADLINES, register, ENVELOPES)


def test_finding_what_is_due_in_a_full_bucket_costs_next_to_nothing(aws: Client) -> None:
    work = full_bucket(aws, 400)
    (place,) = work.buckets(NOON)
    ledger = watched(aws)
    assert len(list(work.candidates(place, NOON))) == 400
    assert ledger.total().rcu / 400 <= 0.035


def test_so_it_does_slice_by_slice(aws: Client) -> None:
    """Headers that are gone are looked for all the same, and priced apart."""
    work = full_bucket(aws, 400)
    (place,) = work.buckets(NOON)
    ledger = watched(aws)
    while (slice_ := work.read(place, NOON, 100)).more:
        place = slice_.end
    rows = sum(row.rcu for row in ledger.rows if "deadlines" in row.table)
    assert rows / 400 <= 0.035


def test_an_idle_tick_is_one_query(aws: Client, on_dynamodb: Desk) -> None:
    """With everything to come, and with everything long done."""
    on_dynamodb.dispatched()
    assert idle(aws, on_dynamodb)
    on_dynamodb.clock.pass_by(days=40)
    while sweep(on_dynamodb.ports).fired or not idle(aws, on_dynamodb):
        on_dynamodb.clock.pass_by(minutes=70)
        assert on_dynamodb.clock.now() < datetime(2026, 5, 1, tzinfo=UTC)


def idle(aws: Client, desk: Desk) -> bool:
    ledger = watched(aws)
    sweep(desk.ports)
    return [(row.operation, row.rcu, row.wcu) for row in ledger.rows] == [("Query", 1, 0)]


def test_a_tick_reads_no_row_again_that_it_went_past(aws: Client, on_dynamodb: Desk) -> None:
    ticket = of_an_ordinary_hour(on_dynamodb)
    like(on_dynamodb, ticket, 30)
    moment = on_dynamodb.clock.moment = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
    prices = []
    for minutes in (0, 3, 4):
        on_dynamodb.clock.moment = moment + timedelta(minutes=minutes)
        ledger = watched(aws)
        sweep(on_dynamodb.ports)
        prices.append(ledger.total().rcu)
    # Three minutes on, headers are looked at for the last time; then rows and headers are past.
    assert prices[0] > prices[1] > prices[2]
    assert prices[2] <= 4


def test_a_bucket_is_registered_once(aws: Client, on_dynamodb: Desk) -> None:
    ticket = of_an_ordinary_hour(on_dynamodb)
    written = []
    for name in ("tkt_first", "tkt_second"):
        ledger = watched(aws)
        put(on_dynamodb, ticket.but(id=name, version=1), 0)
        written.append([row.key for row in ledger.rows].count("B 2026030204#00"))
    assert written == [1, 0]
