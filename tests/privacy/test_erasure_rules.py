"""What is personal goes from a ticket and from each event; what is counted stays, to the last date.

Personal Information Protection Law (个人信息保护法), article 47.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.codec import encode
from chalicelib.domain.decision import Context, Entry
from chalicelib.domain.directory import Role
from chalicelib.domain.erasing import (
    ERASED,
    LAW,
    Erase,
    PersonalDataErased,
    history_without_person,
    without_person,
)
from chalicelib.domain.errors import Refusal
from chalicelib.domain.handling import RecordConduct
from chalicelib.domain.state import Ticket
from chalicelib.domain.ticket import ERASURE, FallDue, decide, evolve
from tests.application.world import Desk, actor
from tests.builders import PHONE
from tests.properties.life import PLACES, Life
from tests.store.stored import commits

SEEDS = st.integers(0, 2**32 - 1)
AT = datetime(2029, 6, 1, tzinfo=UTC)
# All that people say in random lives, and all that tells who they are.
SAID = ("属实", "另有说明", "情况复杂", "夜间施工", "建设路", "张三", "其一", "UP-1", PHONE[1:])
OFFICE, SUPERVISOR, HANDLER = (actor(one) for one in (Role.OFFICE, Role.SUPERVISOR, Role.HANDLER))


def led(place: str, seed: int, steps: int = 60) -> Life:
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    life = Life(place, rng)
    for _ in commits(life, rng, steps):
        pass
    return life


def text_of(ticket: Ticket, history: tuple[Entry, ...]) -> str:
    plain = [encode(Ticket, ticket), *(encode(type(one.event), one.event) for one in history)]
    return json.dumps([plain, [one.actor for one in history]], ensure_ascii=False)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_nothing_that_anybody_said_remains(place: str, seed: int) -> None:
    life = led(place, seed)
    told = text_of(without_person(life.ticket), history_without_person(life.history))
    assert not [one for one in SAID if one in told]


def test_there_was_something_to_erase() -> None:
    """Else the test above would show nothing."""
    lives = [led(place, seed) for place in PLACES for seed in range(6)]
    told = "".join(text_of(life.ticket, tuple(life.history)) for life in lives)
    assert [one for one in SAID if one in told] == list(SAID)


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_the_history_that_remains_leads_to_the_ticket_that_remains(place: str, seed: int) -> None:
    life = led(place, seed)
    folded = life.ticket  # the first event of a history brings all of the ticket
    for entry in history_without_person(life.history):
        folded = evolve(folded, entry)
    last = PersonalDataErased("retention")
    version = life.ticket.version
    assert last.apply(folded, AT).but(version=version) == last.apply(life.ticket, AT)


@settings(max_examples=10, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_what_is_erased_twice_is_erased_once(place: str, seed: int) -> None:
    life = led(place, seed)
    once = without_person(life.ticket), history_without_person(life.history)
    assert (without_person(once[0]), history_without_person(once[1])) == once


@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_every_date_number_and_code_that_is_counted_stays(place: str, seed: int) -> None:
    life = led(place, seed)
    ticket, left = life.ticket, without_person(life.ticket)
    for name in ("deadlines", "flags", "rounds_counted", "registered_at", "solved", "rating"):
        assert getattr(left, name, None) == getattr(ticket, name, None)
    assert list(counted(left)) == list(counted(ticket))
    for before, after in zip(life.history, history_without_person(life.history), strict=True):
        assert (after.seq, after.at, after.basis) == (before.seq, before.at, before.basis)
        assert after.event.name == before.event.name
        assert list(counted(after.event)) == list(counted(before.event))


def counted(value: Any) -> Iterator[object]:  # noqa: ANN401 - of any type
    """All that is a moment, a day, a number, a yes or a no, or a word of a closed list."""
    if is_dataclass(value):
        for one in fields(value):
            yield from counted(getattr(value, one.name))
    elif isinstance(value, dict):
        for held in value.values():
            yield from counted(held)
    elif isinstance(value, tuple | list):
        for held in value:
            yield from counted(held)
    elif isinstance(value, datetime | date | bool | int | Enum):
        yield value


# --- who, when, and what comes after ---


@pytest.fixture
def desk() -> Desk:
    return Desk()


def over(desk: Desk) -> Ticket:
    """Of a requester who withdrew it."""
    from chalicelib.domain.termination import Withdraw  # noqa: PLC0415

    return desk.do(desk.dispatched(), Withdraw(reason="自行解决"), actor(Role.OPERATOR))


def test_an_office_or_the_supervision_erases_what_is_over(desk: Desk) -> None:
    for who in (OFFICE, SUPERVISOR):
        left = desk.do(over(desk), Erase(reason="request"), who)
        assert (left.subject, left.requester.phone, left.erased_at) == (
            ERASED,
            None,
            desk.clock.now(),
        )
        entry = desk.ports.tickets.history(left.id)[-1]
        assert entry.event == PersonalDataErased("request")
        assert (entry.actor, entry.basis) == (who.id, LAW)


def test_nobody_else_erases(desk: Desk) -> None:
    ticket = over(desk)
    for role in frozenset(Role) - set(ERASURE.by):
        outcome = decide(ticket, Erase(reason="request"), context_of(desk, ticket, role))
        assert isinstance(outcome, Refusal)
        assert outcome.code == "forbidden"


def context_of(desk: Desk, ticket: Ticket, role: Role) -> Context:
    from chalicelib.application.context import context_of as made  # noqa: PLC0415

    regulation = desk.ports.regulations.get(ticket.regulation)
    return made(desk.ports, ticket, actor(role), regulation)


def test_what_is_still_handled_is_not_erased(desk: Desk) -> None:
    ticket = desk.dispatched()
    outcome = decide(ticket, Erase(reason="request"), context_of(desk, ticket, Role.OFFICE))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "wrong_state"
    assert desk.ports.tickets.load(ticket.id) == ticket


def test_what_is_erased_is_over_for_good(desk: Desk) -> None:
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    again = desk.do(left, Erase(reason="retention"), OFFICE)
    assert again == left, "erased once, for the first reason"
    conduct = RecordConduct(conduct="harassment", step="dissuaded", note="张三又打来")
    outcome = decide(left, conduct, context_of(desk, left, Role.OFFICE))
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.basis) == ("erased", LAW)


def test_nothing_falls_due_any_more(desk: Desk) -> None:
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    assert not any(one.state.open for one in left.deadlines)
    desk.clock.pass_by(days=4000)
    outcome = decide(left, FallDue(), context_of(desk, left, Role.SYSTEM))
    assert not isinstance(outcome, Refusal)
    assert outcome.entries == ()


def test_whoever_may_be_the_requester_has_no_name_in_the_history(desk: Desk) -> None:
    left = desk.do(over(desk), Erase(reason="request"), OFFICE)
    named = {one.event.type: one.actor for one in desk.ports.tickets.history(left.id)}
    assert named["registered"] == named["withdrawn"] == ERASED
    assert named["dispatched"] == named["personal_data_erased"] == OFFICE.id
