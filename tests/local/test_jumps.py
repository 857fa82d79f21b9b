"""The clock may jump: what runs every minute and every hour is jumped over where nothing is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.application import sweep as sweeping
from chalicelib.application.due_ports import Due
from chalicelib.application.listing import listed
from chalicelib.application.perform import perform
from chalicelib.application.registering import register
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.intake import Register, RequesterGiven
from chalicelib.domain.state import Ticket
from local.world import Store, World, new_world
from tests.application.world import PHONE, PLACE, UNITS, actor, expect

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def world_with(tickets: int, store: Store = "memory") -> tuple[World, list[Ticket]]:
    world = new_world({PLACE: UNITS}, base_url="", start=START, store=store)
    world.clock.hold(START)
    return world, [dispatched(world, number) for number in range(tickets)]


def dispatched(world: World, number: int) -> Ticket:
    command = Register(
        jurisdiction=PLACE,
        category="complaint",
        subject=f"第{number}件",
        description="夜里十一点后仍在施工",
        requester=RequesterGiven(phone=PHONE),
    )
    ticket = expect(register(world.ports, command, actor(Role.OPERATOR)))
    dispatch = Dispatch(unit="urban-management")
    return expect(perform(world.ports, ticket.id, dispatch, actor(Role.OFFICE)))


def told(world: World, tickets: list[Ticket]) -> list[list[tuple[datetime, str]]]:
    histories = (world.ports.tickets.history(ticket.id) for ticket in tickets)
    return [[(entry.at, entry.event.name) for entry in history] for history in histories]


@pytest.mark.parametrize(("store", "days", "takes_effect"), [("memory", 30, 6), ("dynamodb", 4, 3)])
def test_one_jump_ends_like_a_walk_with_every_reconciliation(
    store: Store, days: int, takes_effect: int
) -> None:
    jumping, of_the_jump = world_with(3, store)
    fired = jumping.move_to(START + timedelta(days=days))
    walking, of_the_walk = world_with(3, store)
    walked = []
    for hours in range(1, days * 24 + 1):
        walked += walking.move_to(START + hours * HOUR)
    assert [(one["at"], one["what"]) for one in fired] == [
        (one["at"], one["what"]) for one in walked
    ]
    assert len(fired) == takes_effect
    assert told(jumping, of_the_jump) == told(walking, of_the_walk)


def test_on_the_way_the_reconciliation_runs_at_most_once_an_hour() -> None:
    world, tickets = world_with(1)
    work = world.ports.due_work
    for minutes in range(0, 120, 10):
        at = START + timedelta(minutes=minutes)
        work.put_off(Due(at, tickets[0].id, f"nothing#{minutes}"), at)
    assert world.timetable.run(START) == []
    assert set(world.timetable.ran) >= {"deadlines", "orphans", "reconciliation"}
    world.move_to(START + timedelta(minutes=50))
    assert world.timetable.ran["reconciliation"] == START
    world.move_to(START + timedelta(hours=5))
    assert world.timetable.ran["reconciliation"] == START + timedelta(hours=5)


def test_what_a_sweep_hands_on_is_worked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one machine there is nobody else to do it."""
    monkeypatch.setattr(sweeping, "SLICE", 1)
    world, tickets = world_with(3)
    world.clock.hold(START + timedelta(days=60))
    assert len(world.tick()) == 6
    found = [world.ports.tickets.load(ticket.id) for ticket in tickets]
    assert [one.flags if one else () for one in found] == [("overdue",)] * 3


def test_within_a_second_the_clock_goes_to_its_end() -> None:
    """What is due in the middle of a second is due when the clock shows the next."""
    world, (ticket,) = world_with(1)
    deadline = ticket.deadlines[0]
    moment = START + timedelta(hours=3, microseconds=500)
    odd = ticket.with_deadline(
        type(deadline)(
            id="handling#1#9",
            kind=deadline.kind,
            round=1,
            starts_at=START,
            due_at=moment,
            due_on=moment.date(),
            source="platform_limit",
        )
    ).but(version=ticket.version + 1)
    found = listed(odd, world.ports.regulations.get(odd.regulation), START)
    world.ports.tickets.commit(odd, (), ticket.version, found)
    fired = world.move_to(START + timedelta(hours=3, seconds=1))
    assert [datetime.fromisoformat(one["at"]) for one in fired] == [moment]
