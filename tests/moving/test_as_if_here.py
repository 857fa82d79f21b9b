"""An imported ticket stands as it would had it been taken in here, at the same moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.memory.reference import MemoryDirectories
from chalicelib.application.move_in import Brought, Incoming, bring_in
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.handling import Sign
from chalicelib.domain.intake import LocationGiven, Register, RequesterGiven, SourceGiven
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import FallDue
from local.seeds import Seed, load_seeds
from tests.application.world import PHONE, REGULATIONS, Desk, actor

SEEDS = {seed.place: seed for seed in load_seeds()}
CATEGORIES = {
    place: [one.id for one in versions[-1].categories.choices]
    for place, versions in REGULATIONS.versions().items()
}
FIRST, LAST = datetime(2024, 1, 1), datetime(2026, 10, 1)
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)
pauses = st.integers(0, 20 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def desk_of(seed: Seed) -> Desk:
    desk = Desk()
    desk.swap(directories=MemoryDirectories({seed.place: seed.directory}))
    return desk


def request(place: str, category: str) -> Register:
    return Register(
        jurisdiction=place,
        category=category,
        subject="夜间施工噪声",
        description="夜里十一点后仍在施工",
        channel="phone",
        requester=RequesterGiven(name="王小明", phone=PHONE),
        location=LocationGiven(address="大旺大道20号"),
        source=SourceGiven(platform="old-hotline", reference="1"),
    )


def taken_in_here(seed: Seed, command: Register, unit: str, at: list[datetime]) -> Ticket:
    """Registered, dispatched, signed and looked at by a sweep, each at its moment."""
    desk = desk_of(seed)
    desk.clock.moment = at[0]
    given = {name: getattr(command, name) for name in Register.__dataclass_fields__}
    ticket = desk.file(**given)
    desk.clock.moment = at[1]
    ticket = desk.do(ticket, Dispatch(unit=unit), actor(Role.OFFICE, None, seed.place))
    desk.clock.moment = at[2]
    ticket = desk.do(ticket, Sign(), actor(Role.HANDLER, unit, seed.place))
    desk.clock.moment = at[3]
    return desk.do(ticket, FallDue(), actor(Role.SYSTEM, None, seed.place))


def imported(seed: Seed, command: Register, unit: str, at: list[datetime]) -> Ticket:
    desk = desk_of(seed)
    desk.clock.moment = at[3]
    incoming = Incoming(
        register=command,
        registered_at=at[0],
        dispatch=Dispatch(unit=unit),
        dispatched_at=at[1],
        signed_at=at[2],
    )
    brought = bring_in(desk.ports, incoming, write=True)
    assert isinstance(brought, Brought), brought
    return brought.ticket


@pytest.mark.parametrize("place", sorted(SEEDS))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_its_deadlines_and_its_state_are_those_of_a_ticket_taken_in_here(
    place: str, data: st.DataObject
) -> None:
    seed = SEEDS[place]
    at = [data.draw(moments)]
    for _ in range(3):
        at.append(at[-1] + data.draw(pauses))
    command = request(place, data.draw(st.sampled_from(CATEGORIES[place])))
    unit = data.draw(st.sampled_from(sorted(seed.directory.units)))
    here, moved = (taken(seed, command, unit, at) for taken in (taken_in_here, imported))
    assert moved.deadlines == here.deadlines
    assert (moved.status, moved.flags, moved.regulation) == (
        here.status,
        here.flags,
        here.regulation,
    )
    assert (moved.version, moved.registered_at) == (1, here.registered_at)
