"""The simulation can fail: each planted defect is found, and its story made short."""

import pytest

from simulation.mutants import MUTANTS, Mutant
from simulation.running import found, shrunk
from simulation.story import told


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_planted_defect_is_found(mutant: Mutant) -> None:
    story = found(mutant)
    assert story is not None, "the simulation does not see it"
    assert told(story.seed).violations == (), "it was not the defect that was seen"


def test_a_failing_story_is_made_short_and_still_fails() -> None:
    (mutant,) = (one for one in MUTANTS if one.name == "a tenant not checked")
    story = found(mutant)
    assert story is not None
    operations = shrunk(story, mutant)
    assert 1 <= len(operations) <= 4
    with mutant.planted():
        assert told(story.seed, operations).violations
    assert told(story.seed, operations).violations == ()
