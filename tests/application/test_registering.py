"""A request comes in under the regulation in force on that day, in that place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters.memory.reference import MemoryRegulations
from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.adapters.random_ids import RandomIds
from chalicelib.application.registering import register
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import Refusal
from chalicelib.domain.intake import Register
from chalicelib.domain.numbers import ALPHABET, check_character
from chalicelib.domain.repeats import LinkRepeat
from tests.application.world import PLACE, REGULATIONS, Desk, actor

OLD = REGULATIONS.versions()[PLACE][-1]
NEW = replace(OLD, identity=replace(OLD.identity, version="2026-03-03"))


def test_a_ticket_keeps_the_version_in_force_when_it_was_registered() -> None:
    desk = Desk()
    desk.swap(regulations=MemoryRegulations({one.id: one for one in (OLD, NEW)}))
    desk.clock.moment = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)  # a minute to midnight in China
    before = desk.file()
    desk.clock.pass_by(minutes=1)
    after = desk.file(subject="另一件事")
    assert (before.regulation, after.regulation) == (OLD.id, NEW.id)
    assert "20260302-" in before.number
    assert "20260303-" in after.number


def test_a_place_without_a_regulation_takes_nothing_in() -> None:
    desk = Desk()
    command = Register(jurisdiction="atlantis", category="help", subject="x", description="y")
    refusal = register(desk.ports, command, actor(Role.OPERATOR))
    assert isinstance(refusal, Refusal)
    assert refusal.errors[0].pointer == "/jurisdiction"


def test_a_number_that_is_taken_is_drawn_again() -> None:
    class Repeating(RandomIds):
        drawn = iter(["ZQ-1", "ZQ-1", "ZQ-2"])

        def number(self, prefix: str, day: date) -> str:  # noqa: ARG002
            return next(self.drawn)

    desk = Desk()
    desk.swap(ids=Repeating())
    assert [desk.file().number, desk.file().number] == ["ZQ-1", "ZQ-2"]


def test_the_check_character_finds_one_wrong_character() -> None:
    number = RandomIds().number("ZQ", date(2026, 3, 2))
    code = number.partition("-")[2]
    assert len(code) == 7
    drawn, check = code[:-1], code[-1]
    assert check_character(drawn) == check
    for position in range(len(drawn)):
        for char in set(ALPHABET) - {drawn[position]}:
            wrong = drawn[:position] + char + drawn[position + 1 :]
            assert check_character(wrong) != check


def test_another_report_of_the_same_matter_is_proposed_as_a_repeat() -> None:
    desk = Desk()
    first = desk.file()
    second = desk.file()
    assert second.repeat_proposed_of == first.id
    linked = desk.do(second, LinkRepeat(to=first.id), actor(Role.OFFICE))
    assert (linked.repeat_of, linked.repeat_count) == (first.id, 1)


def test_a_ticket_of_another_place_cannot_be_linked() -> None:
    desk = Desk()
    other_place = next(place for place in REGULATIONS.versions() if place != PLACE)
    store = MemoryTickets()
    desk.swap(tickets=store)
    first = desk.file()
    elsewhere = first.but(id="tkt_elsewhere", number="X", jurisdiction=other_place, version=1)
    listed = store._rows[first.id].listed
    store.commit(elsewhere, (), 0, listed)
    second = desk.file(subject="另一件事")
    with pytest.raises(AssertionError, match="not another ticket"):
        desk.do(second, LinkRepeat(to=elsewhere.id), actor(Role.OFFICE))
