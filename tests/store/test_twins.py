"""Whatever is done through the use cases, both stores end equal."""

from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.properties.life import PLACES
from tests.store.aws import dynamodb
from tests.store.lives import Twins

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=3, deadline=None, phases=[Phase.generate])
@pytest.mark.parametrize("place", PLACES)
@given(seed=SEEDS)
def test_both_stores_end_equal(place: str, seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - made-up lives, to be repeated
    with dynamodb() as client:
        twins = Twins(place, client)
        for _ in range(3):
            twins.file(rng)
        for number in range(40 if twins.lives else 0):
            twins.step(rng)
            if number % 10 == 9:
                twins.agree(rng)
