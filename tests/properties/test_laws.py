"""Random lives of tickets: every law holds after every step."""

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Refusal
from tests.properties.laws import each_warning_once, lead, never_both
from tests.properties.life import PLACES, Life, Step, dice, some_step

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("place", PLACES)
@given(beginning=SEEDS, steps=st.lists(SEEDS, min_size=30, max_size=60))
def test_whatever_happens_the_laws_hold(place: str, beginning: int, steps: list[int]) -> None:
    life = Life(place, dice(beginning))
    tell(life, life.first)
    for index, number in enumerate(steps):
        chance = dice(beginning, index, number)
        step = some_step(life, chance) if number and life.history else None
        if step is not None:
            tell(life, step)
    never_both(life.history)
    each_warning_once(life.history)


def tell(life: Life, step: Step) -> None:
    note(f"{step.at.astimezone():%Y-%m-%d %H:%M:%S.%f} {step.actor.id} {step.command}")
    outcome = lead(life, step)
    note(f"    {outcome.code}" if isinstance(outcome, Refusal) else f"    {life.ticket.status}")
