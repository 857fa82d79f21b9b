"""Nothing depends on when a sweep came by, nor on how often."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.clocks import DeadlineSettled, DeadlineWarned
from chalicelib.domain.decision import Decision, Entry, Event
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import DeadlineState, Ticket
from tests.properties.life import FIRST_DAY, PLACES, SWEEP, Life, dice, some_step

SEEDS = st.integers(0, 2**32 - 1)
VERDICTS = {DeadlineState.MET, DeadlineState.BREACHED, DeadlineState.UNDECIDED}
LONG = timedelta(days=400)


@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("place", PLACES)
@given(beginning=SEEDS, steps=st.lists(SEEDS, min_size=30, max_size=60), sweeps=SEEDS)
def test_sweeps_in_between_change_nothing(
    place: str, beginning: int, steps: list[int], sweeps: int
) -> None:
    life = led(place, beginning, steps)
    other, rng = life.again(), dice(sweeps)
    for step in life.done:
        while rng.random() < 0.5 and other.history:
            between = other.now + (step.at - other.now) * rng.random()
            swept = other.take(other.sweep(between))
            assert isinstance(swept, Decision)
        other.take(step)
    for one in (life, other):
        one.take(one.sweep(life.now + LONG))
    assert [shape(entry) for entry in other.history] == [shape(entry) for entry in life.history]
    assert warned(other) == warned(life)
    assert timeless(other.ticket) == timeless(life.ticket)


@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("place", PLACES)
@given(beginning=SEEDS, steps=st.lists(SEEDS, min_size=30, max_size=60))
def test_a_command_settles_what_is_due_as_a_sweep_would(
    place: str, beginning: int, steps: list[int]
) -> None:
    """Whether the sweep came just before a command or not, the command finds the same ticket."""
    life = led(place, beginning, [])
    for index, number in enumerate(steps):
        chance = dice(beginning, index, number)
        step = some_step(life, chance) if number and life.history else None
        if step is None:
            continue
        swept = life.at(step.at)
        swept.history, swept.done = [], []
        swept.take(swept.sweep(step.at))
        outcome = life.take(step)
        assert said(swept.take(step)) == said(outcome)
        if isinstance(outcome, Decision):
            assert timeless(swept.ticket) == timeless(life.ticket)


def led(place: str, beginning: int, steps: list[int]) -> Life:
    life = Life(place, dice(beginning))
    life.take(life.first)
    for index, number in enumerate(steps):
        chance = dice(beginning, index, number)
        step = some_step(life, chance) if number and life.history else None
        if step is not None and step.name != SWEEP:
            life.take(step)
    return life


def said(outcome: Decision | Refusal) -> str:
    return outcome.code if isinstance(outcome, Refusal) else "accepted"


def warned(life: Life) -> list[tuple[datetime, Event]]:
    """Every warning with its moment."""
    return [(one.at, one.event) for one in life.history if isinstance(one.event, DeadlineWarned)]


def shape(entry: Entry) -> Event:
    """An event without the moment at which the program came to it."""
    event = entry.event
    if isinstance(event, DeadlineSettled) and event.state not in VERDICTS:
        return replace(event, as_of=FIRST_DAY)
    return event


def timeless(ticket: Ticket) -> Ticket:
    return ticket.but(version=0, archived_at=None)
