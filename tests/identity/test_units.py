"""Units and posts over time: what a change leaves of what was, who goes on, who is missing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.directory import Role, UnitKind
from chalicelib.domain.errors import Refusal
from chalicelib.domain.provisions import NamedPerson
from chalicelib.domain.staff import StaffGiven, StaffMember, appointed, gaps
from chalicelib.domain.units import UnitGiven, UnitRecord, changed, directory_on

TODAY = date(2026, 3, 2)
Records = dict[str, UnitRecord]


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def put(records: Records, unit: str = "parks", name: str = "园林处", /, **given: Any) -> Records:  # noqa: ANN401 - fields of a unit
    outcome = changed(records, unit, UnitGiven(name=name, kind=UnitKind.DEPARTMENT, **given), TODAY)
    assert isinstance(outcome, UnitRecord), outcome
    return {**records, unit: outcome}


def names(records: Records, *days: int, unit: str = "parks") -> list[str | None]:
    found = [records[unit].on(day(one)) for one in days]
    return [one.name if one else None for one in found]


def test_a_unit_begins_today_if_nothing_else_is_said() -> None:
    assert names(put({}), -1, 0, 9999) == [None, "园林处", "园林处"]


@pytest.mark.rule("XX-25")
def test_each_name_is_that_of_its_days() -> None:
    records = put(put({}), "parks", "公园中心", valid_from=day(10))
    assert names(records, 0, 9, 10, 99) == ["园林处", "园林处", "公园中心", "公园中心"]


def test_what_was_planned_after_the_day_of_a_change_goes() -> None:
    records = put(put({}), "parks", "公园中心", valid_from=day(10))
    records = put(records, "parks", "绿化局", valid_from=day(5))
    assert names(records, 4, 5, 10, 99) == ["园林处", "绿化局", "绿化局", "绿化局"]


def test_the_same_again_is_no_change() -> None:
    once = put({})
    assert put(once, valid_from=day(3)) == once


def test_a_unit_that_ended_may_begin_again() -> None:
    records = put(put({}, valid_to=day(5)), "parks", "园林处", valid_from=day(9))
    assert names(records, 4, 5, 8, 9) == ["园林处", None, None, "园林处"]


def test_work_is_handed_on_to_the_first_that_is_still_there() -> None:
    records = put(put(put({}, "c"), "b"), "a")
    records = put(records, "a", "甲", valid_to=day(1), successor="b")
    records = put(records, "b", "乙", valid_to=day(5), successor="c")
    assert directory_on(records, day(1)).handed_to("b") == ("a",)
    assert directory_on(records, day(5)).handed_to("c") == ("b", "a")
    assert directory_on(records, day(5)).get("a") is None
    assert directory_on(records, day(5)).known("a") is not None


def test_units_that_hand_over_to_each_other_hand_over_to_nobody() -> None:
    records = put(put({}, "a"), "b")
    records = put(records, "a", "甲", valid_to=day(9), successor="b")
    records = put(records, "b", "乙", valid_to=day(5))
    looped = {**records, "b": UnitRecord(id="b", spells=records["b"].spells, successor="a")}
    assert directory_on(looped, day(9)).successors == {}


CHANGES = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.integers(-30, 30), st.none() | st.integers(1, 30)),
    min_size=1,
    max_size=8,
)


@given(CHANGES)
def test_on_every_day_a_unit_is_what_was_last_said_of_that_day(
    made: list[tuple[str, int, int | None]],
) -> None:
    records: Records = {}
    expected: dict[int, str | None] = {}
    for name, begins, length in made:
        ends = begins + length if length else None
        until = day(ends) if ends is not None else None
        records = put(records, "parks", name, valid_from=day(begins), valid_to=until)
        for number in range(begins, 70):
            expected[number] = name if ends is None or number < ends else None
    days = range(-31, 70)
    assert names(records, *days) == [expected.get(number) for number in days]
    spells = records["parks"].spells
    for one, after in pairwise(spells):
        assert one.valid_to is not None
        assert after.valid_from is not None
        assert one.valid_to <= after.valid_from


# --- people ---

CONTACT = NamedPerson(
    duty="contact", name="专人", rules=("ZQ-04",), article="第五条（一）", summary="专人负责"
)
OF_STREETS = NamedPerson(
    duty="first",
    name="第一责任人",
    kinds=(UnitKind.STREET,),
    rules=("YY-04",),
    article="第四条",
    summary="第一责任人",
)


def appoint(before: StaffMember | None, **given: object) -> StaffMember | Refusal:
    usual = {"id": "li", "name": "李", "roles": (Role.HANDLER,), "unit": "parks"}
    command = StaffGiven(**{**usual, **given})  # type: ignore[arg-type]
    directory = directory_on(put({}), TODAY)
    return appointed(before, command, directory, (CONTACT, OF_STREETS), TODAY)


def member(before: StaffMember | None = None, **given: object) -> StaffMember:
    outcome = appoint(before, **given)
    assert isinstance(outcome, StaffMember), outcome
    return outcome


def test_a_post_holds_from_its_day_until_the_next() -> None:
    first = member()
    second = member(first, roles=(Role.OFFICE,), unit=None, valid_from=day(3), valid_to=day(6))
    roles = [post.roles if post else None for post in map(second.post_on, map(day, (2, 3, 6)))]
    assert roles == [{Role.HANDLER}, {Role.OFFICE}, None]
    assert second.post_on(day(-1)) is None


def test_a_new_phone_leaves_the_post_as_it_is() -> None:
    first = member()
    assert member(first, phone="+8613900001111").posts == first.posts


def test_nobody_is_appointed_to_a_unit_that_is_not_there_yet() -> None:
    outcome = appoint(None, unit="nowhere")
    assert isinstance(outcome, Refusal)
    assert outcome.errors[0].pointer == "/unit"


@pytest.mark.rule("ZQ-04", "YY-04")
def test_only_what_is_asked_of_its_kind_is_missing_in_a_unit() -> None:
    directory = directory_on(put({}), TODAY)
    asked = (CONTACT, OF_STREETS)
    assert [one.person for one in gaps(asked, directory, (), TODAY)] == [CONTACT]
    named = member(roles=(), duties=("contact",), valid_to=day(5))
    assert gaps(asked, directory, [named], TODAY) == []
    assert [one.unit for one in gaps(asked, directory, [named], day(5))] == ["parks"]
