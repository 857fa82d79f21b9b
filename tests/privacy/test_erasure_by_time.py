"""What was over for as long as it may be kept is erased by the day's run; nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bench.ledger import Ledger
from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.records import DynamoRecords
from chalicelib.adapters.memory.reference import FixedSettings, MemoryDirectories
from chalicelib.application import retention
from chalicelib.application.deliver import ByStream
from chalicelib.application.ports import Conflict
from chalicelib.application.retention import erase_due
from chalicelib.domain.directory import Directory, Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.handling import RecordConduct
from chalicelib.domain.intake import Decline
from chalicelib.domain.state import Ticket
from chalicelib.domain.termination import Withdraw
from tests.application.world import PLACE, UNITS, Desk, actor
from tests.store.aws import ENVELOPES, dynamodb, tickets
from tests.store.killing import Fuse, Killed, Mortal

OPERATOR, OFFICE = actor(Role.OPERATOR), actor(Role.OFFICE)
KEPT = timedelta(days=1095)
A_PAGE = 4


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "A_PAGE", A_PAGE)


@pytest.fixture
def aws() -> Iterator[Client]:
    with dynamodb() as made:
        yield made


@pytest.fixture(params=["memory", "dynamodb"])
def desk(request: pytest.FixtureRequest) -> Desk:
    desk = Desk()
    desk.swap(settings=FixedSettings(kept=KEPT))
    if request.param == "dynamodb":
        client = request.getfixturevalue("aws")
        records = DynamoRecords(Calls(client), tables.MESSAGES, ENVELOPES)
        desk.swap(tickets=tickets(client, desk), records=records)
    return desk


def over(desk: Desk, unit: str = "urban-management") -> Ticket:
    ticket = desk.do(desk.file(), Dispatch(unit=unit), OFFICE)
    return desk.do(ticket, Withdraw(reason="自行解决"), OPERATOR)


def is_erased(desk: Desk, ticket: Ticket) -> bool:
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    return found.erased_at is not None


def test_on_its_last_day_it_is_there_and_then_it_is_not(desk: Desk) -> None:
    ticket = over(desk)
    desk.clock.pass_by(days=1095)
    assert erase_due(desk.ports) == 0
    assert not is_erased(desk, ticket)
    desk.clock.pass_by(seconds=1)
    assert erase_due(desk.ports) == 1
    assert is_erased(desk, ticket)
    entry = desk.ports.tickets.history(ticket.id)[-1]
    assert (entry.actor, entry.event) == ("system", replace(entry.event, why="retention"))  # type: ignore[type-var]
    assert list(desk.ports.erasures.since(desk.clock.now())) == [ticket.id]


def test_it_counts_from_the_last_change(desk: Desk) -> None:
    ticket = over(desk)
    desk.clock.pass_by(days=1000)
    conduct = RecordConduct(conduct="harassment", step="dissuaded", note="来电辱骂")
    desk.do(ticket, conduct, OPERATOR)
    desk.clock.pass_by(days=1000)
    assert erase_due(desk.ports) == 0
    desk.clock.pass_by(days=96)
    assert erase_due(desk.ports) == 1


def test_what_is_still_open_is_kept_however_old_it_is(desk: Desk) -> None:
    ticket = desk.dispatched()
    desk.clock.pass_by(days=4000)
    assert erase_due(desk.ports) == 0
    assert not is_erased(desk, ticket)


def test_what_never_had_a_unit_is_found_too(desk: Desk) -> None:
    decline = Decline(reason_code="other", explanation="不属于受理范围", advice="请拨打12315")
    ticket = desk.do(desk.file(), decline, OPERATOR)
    desk.clock.pass_by(days=1096)
    assert erase_due(desk.ports) == 1
    assert is_erased(desk, ticket)


def test_page_after_page_and_every_unit_of_the_place(desk: Desk) -> None:
    many = [over(desk) for _ in range(A_PAGE + 3)]
    many += [over(desk, unit) for unit in ("market-supervision",)]
    desk.clock.pass_by(days=1096)
    assert erase_due(desk.ports) == len(many)
    assert all(is_erased(desk, one) for one in many)
    assert erase_due(desk.ports) == 0


@dataclass
class Minutes:
    """So many looks at the clock, and then there is no time."""

    left: int

    def seconds_left(self) -> float:
        self.left -= 1
        return 60 if self.left > 0 else 0


def test_without_time_the_next_run_goes_on(desk: Desk) -> None:
    many = [over(desk) for _ in range(A_PAGE + 3)]
    desk.clock.pass_by(days=1096)
    assert erase_due(desk.ports, Minutes(1)) == A_PAGE
    assert erase_due(desk.ports) == 3
    assert all(is_erased(desk, one) for one in many)


def test_killed_anywhere_the_next_run_goes_on(desk: Desk) -> None:
    many, fuse, deaths = [over(desk) for _ in range(3)], Fuse(), 0
    ports = desk.ports
    desk.swap(waker=ByStream())
    mortal = replace(
        desk.ports,
        tickets=Mortal(ports.tickets, fuse),
        records=Mortal(ports.records, fuse),
    )
    desk.clock.pass_by(days=1096)
    for calls in range(400):
        fuse.left = calls
        try:
            erase_due(mortal)
            break
        except Killed:
            deaths += 1
    assert deaths > 5
    assert all(is_erased(desk, one) for one in many)


@dataclass
class InTheWay:
    """A store in which somebody else is always first, for a time."""

    store: object
    times: int = field(default=50)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def commit(self, *given: object) -> None:
        self.times -= 1
        if self.times > 0:
            raise Conflict
        self.store.commit(*given)  # type: ignore[attr-defined]


def test_what_somebody_is_at_is_left_to_the_next_run_and_not_passed_over(desk: Desk) -> None:
    ticket = over(desk)
    desk.clock.pass_by(days=1096)
    contended = replace(desk.ports, tickets=InTheWay(desk.ports.tickets))  # type: ignore[arg-type]
    assert erase_due(contended) == 0
    assert not is_erased(desk, ticket)
    assert erase_due(desk.ports) == 1


def test_what_was_seen_and_what_is_not_due_is_never_read(aws: Client) -> None:
    """Nothing grows with the tickets that are over and not due, nor with those that were erased."""
    desk = Desk()
    records = DynamoRecords(Calls(aws), tables.MESSAGES, ENVELOPES)
    one_unit = Directory({"urban-management": UNITS.units["urban-management"]})
    desk.swap(tickets=tickets(aws, desk), records=records)
    desk.swap(directories=MemoryDirectories({PLACE: one_unit}))
    costs: list[float] = []
    for _ in range(3):
        old = [over(desk) for _ in range(2)]
        desk.clock.pass_by(days=1096)
        for _ in range(9):
            over(desk)
        assert erase_due(desk.ports) == len(old) + 9 * bool(costs)
        ledger = Ledger()
        ledger.attach(aws)
        with ledger.step("a day on which nothing is due"):
            assert erase_due(desk.ports) == 0
        costs.append(ledger.total().rcu)
    assert len(set(costs)) == 1
    places = len(desk.ports.regulations.versions())
    assert costs[0] <= (places + 1) * 4
