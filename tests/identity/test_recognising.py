"""What a token claims counts as far as the place's own list of staff bears it out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.memory.reference import FixedSettings, MemoryDirectories
from chalicelib.application import directing
from chalicelib.application.ports import Conflict, Ports
from chalicelib.application.recognising import recognised
from chalicelib.domain.directory import STAFF_ROLES, Actor, Role, UnitKind
from chalicelib.domain.errors import Refusal
from chalicelib.domain.staff import Post, StaffGiven, StaffMember
from chalicelib.domain.units import UnitGiven
from tests.application.world import PLACE, Desk, actor
from tests.identity.lists import change

UNIT, OTHER = "urban-management", "market-supervision"


def listed(desk: Desk, *roles: Role, unit: str | None = None) -> None:
    """Somebody of the id `u1`."""
    member = StaffMember(id="u1", name="李", posts=(Post(roles=frozenset(roles), unit=unit),))
    known, version = desk.ports.staff.recorded(PLACE, "u1")
    desk.ports.staff.commit(PLACE, change(member, known), version)


def claimed(*roles: Role, unit: str | None = None, place: str = PLACE) -> Actor:
    return Actor("u1", frozenset(roles), place, unit)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_without_an_entry_the_token_alone_counts(desk: Desk) -> None:
    caller = claimed(Role.OFFICE)
    assert recognised(desk.ports, caller) == caller


def test_where_all_staff_is_listed_who_is_not_on_it_has_no_post(desk: Desk) -> None:
    desk.swap(settings=FixedSettings(listed=frozenset({PLACE})))
    caller = claimed(Role.OFFICE, Role.CITIZEN)
    assert recognised(desk.ports, caller).roles == {Role.CITIZEN}
    elsewhere = claimed(Role.OFFICE, place="taian")
    assert recognised(desk.ports, elsewhere) == elsewhere
    machine = claimed(Role.PLATFORM)
    assert recognised(desk.ports, machine) == machine


def test_roles_are_those_of_both(desk: Desk) -> None:
    listed(desk, Role.OFFICE, Role.AUDITOR)
    assert recognised(desk.ports, claimed(Role.OFFICE, Role.SUPERVISOR)).roles == {Role.OFFICE}


@pytest.mark.parametrize(
    ("claims", "recorded", "unit", "acts"),
    [
        (UNIT, UNIT, UNIT, True),
        (None, UNIT, UNIT, True),
        (UNIT, None, UNIT, True),
        (UNIT, OTHER, UNIT, False),
    ],
)
def test_the_unit_is_the_narrower_of_both(
    desk: Desk, claims: str | None, recorded: str | None, unit: str, acts: bool
) -> None:
    listed(desk, Role.OFFICE, unit=recorded)
    found = recognised(desk.ports, claimed(Role.OFFICE, unit=claims))
    assert (found.unit, bool(found.roles)) == (unit, acts)


def test_a_post_that_is_over_gives_nothing(desk: Desk) -> None:
    over = Post(roles=frozenset({Role.OFFICE}), valid_to=desk.clock.now().date())
    member = StaffMember(id="u1", name="李", posts=(over,))
    desk.ports.staff.commit(PLACE, change(member), 0)
    assert recognised(desk.ports, claimed(Role.OFFICE)).roles == frozenset()


SOME_ROLES = st.frozensets(st.sampled_from(sorted(set(Role) - {Role.SYSTEM})))
SOME_UNIT = st.sampled_from([None, UNIT, OTHER])


@given(SOME_ROLES, SOME_UNIT, SOME_ROLES, SOME_UNIT)
def test_a_list_only_ever_takes_away(
    claims: frozenset[Role], unit: str | None, recorded: frozenset[Role], post: str | None
) -> None:
    desk = Desk()
    listed(desk, *recorded, unit=post)
    found = recognised(desk.ports, claimed(*claims, unit=unit))
    assert found.roles <= claims
    assert found.roles & STAFF_ROLES <= recorded
    assert found.roles - STAFF_ROLES == claims - STAFF_ROLES
    if found.roles & STAFF_ROLES:
        assert {found.unit} == {unit or post}


def test_a_successor_lists_and_reads_what_the_ended_unit_had(desk: Desk) -> None:
    desk.swap(
        directories=MemoryDirectories({PLACE: desk.ports.directories.of(PLACE)}, desk.clock.now)
    )
    ended = UnitGiven(
        name="执法局",
        kind=UnitKind.DEPARTMENT,
        valid_to=directing.today(desk.ports).replace(day=9),
        successor=OTHER,
    )
    directing.put_unit(desk.ports, PLACE, UNIT, ended, actor(Role.OFFICE))
    caller = claimed(Role.HANDLER, unit=OTHER)
    assert recognised(desk.ports, caller).units == (OTHER,)
    desk.clock.pass_by(days=7)
    assert recognised(desk.ports, caller).units == (OTHER, UNIT)


# --- at the same time ---


def contended(desk: Desk, times: int) -> Ports:
    """Somebody else is first, a number of times."""
    left = [times]

    class Busy:
        def __init__(self, inner: object) -> None:
            self.inner = inner

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

        def commit(self, place: str, told: object, expected: int) -> None:
            if left[0]:
                left[0] -= 1
                raise Conflict
            self.inner.commit(place, told, expected)  # type: ignore[attr-defined]

    ports = desk.ports
    directories, staff = Busy(ports.directories), Busy(ports.staff)
    return replace(ports, directories=directories, staff=staff)  # type: ignore[arg-type]


@pytest.mark.parametrize(("times", "refused"), [(4, False), (5, True)])
def test_who_is_not_first_tries_again_a_few_times(desk: Desk, times: int, refused: bool) -> None:
    unit = UnitGiven(name="园林处", kind=UnitKind.DEPARTMENT)
    clerk = actor(Role.OFFICE)
    made = directing.put_unit(contended(desk, times), PLACE, "parks", unit, clerk)
    assert isinstance(made, Refusal) is refused
    person = StaffGiven(id="li", name="李", roles=(Role.OPERATOR,))
    appointed = directing.put_staff(contended(desk, times), PLACE, person, clerk)
    assert isinstance(appointed, Refusal) is refused
    assert (desk.ports.staff.get(PLACE, "li") is None) is refused
