"""What falls due takes effect once, whoever comes by and however often."""

from __future__ import annotations

from datetime import timedelta

from chalicelib import bootstrap
from chalicelib.application.context import system_actor
from chalicelib.application.import_calendar import import_year
from chalicelib.application.perform import perform
from chalicelib.application.sweep import Swept, sweep
from chalicelib.domain.directory import Role
from chalicelib.domain.state import DeadlineState
from chalicelib.domain.supervision import Urge
from chalicelib.domain.ticket import FallDue
from chalicelib.entrypoints.sweeps import sweep_deadlines
from tests.application.world import MORNING, PLACE, Contended, Desk, actor


def test_nothing_is_due_before_its_time() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    first = min(ticket.deadlines, key=lambda one: one.due_at)
    desk.clock.moment = first.due_at - timedelta(microseconds=1)
    assert sweep(desk.ports) == Swept(())
    desk.clock.moment = first.due_at
    fired = sweep(desk.ports).fired
    assert [(one.at, one.what) for one in fired] == [(first.due_at, "first_contact#1#1")]


def test_a_second_sweep_finds_nothing_more_to_do() -> None:
    desk = Desk()
    tickets = [desk.dispatched(subject=f"第{number}件") for number in range(3)]
    desk.clock.pass_by(days=60)
    fired = sweep(desk.ports).fired
    assert len(fired) == 6
    assert [one.at for one in fired] == sorted(one.at for one in fired)
    versions = [desk.ports.tickets.load(one.id) for one in tickets]
    assert sweep(desk.ports) == Swept(())
    assert [desk.ports.tickets.load(one.id) for one in tickets] == versions


def test_what_a_command_already_settled_does_not_fire_again() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    desk.clock.pass_by(days=60)
    urged = desk.do(ticket, Urge(), actor(Role.OFFICE))
    assert {one.state for one in urged.deadlines} == {DeadlineState.BREACHED}
    assert sweep(desk.ports) == Swept(())


def test_a_sweep_that_loses_a_race_settles_it_all_the_same() -> None:
    desk = Desk()
    store = Contended()
    desk.swap(tickets=store)
    desk.dispatched()
    desk.clock.pass_by(days=60)
    store.others = 2
    fired = sweep(desk.ports).fired
    assert [one.what for one in fired] == ["first_contact#1#1", "handling#1#1"]
    assert sweep(desk.ports) == Swept(())


def test_a_sweep_with_nothing_to_settle_commits_nothing() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    assert perform(desk.ports, ticket.id, FallDue(), system_actor(PLACE)) == ticket


def test_the_deployed_handler_sets_itself_up() -> None:
    """No app is imported where it runs; it finds the system of its process."""
    desk = Desk()
    bootstrap.install(desk.ports)
    desk.dispatched()
    desk.clock.pass_by(days=60)
    answer = sweep_deadlines({"schedule": "deadlines"}, None)
    assert [one["what"] for one in answer["fired"]] == ["first_contact#1#1", "handling#1#1"]


def test_a_provisional_date_never_fires_until_its_year_is_published() -> None:
    desk = Desk()
    desk.clock.moment = MORNING.replace(month=12, day=24)
    ticket = desk.dispatched(category="help")
    (provisional,) = [one for one in ticket.deadlines if one.provisional]
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    assert found.deadline(provisional.id) == provisional
    document = {
        "year": 2027,
        "published": {"first": "2027-01-01", "last": "2027-12-31"},
        "notices": None,
        "holidays": {"2027-01-01": "元旦"},
        "make_up_days": {},
        "decisions": {},
    }
    (moved,) = import_year(desk.ports, 2027, document)
    assert (moved.ticket, moved.deadline) == (ticket.id, provisional.id)
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    settled = found.deadline(provisional.id)
    assert settled is not None
    assert settled.state == DeadlineState.BREACHED
