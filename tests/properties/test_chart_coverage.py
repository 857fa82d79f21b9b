"""Every transition of every place's chart is reached, often, and no other."""

import pytest

from tests.properties.chart import CHARTS
from tests.properties.conftest import SEEN
from tests.properties.walk import Walk

ENOUGH = 50
MOST_LIVES = 20_000
SEED = 12345


@pytest.mark.parametrize("place", CHARTS)
def test_every_transition_of_the_chart_is_reached(place: str) -> None:
    walk = Walk(place, SEED, ENOUGH)
    walk.go(MOST_LIVES)
    SEEN[place] = walk.seen
    lacking = [f"{one} {walk.seen[one]}" for one in walk.lacking]
    assert not walk.unexpected, "\n".join(map(str, ["not in the chart:", *walk.unexpected]))
    assert not lacking, "\n".join([f"fewer than {ENOUGH} times:", *lacking])
