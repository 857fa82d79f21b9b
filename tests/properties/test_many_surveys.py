"""A town's surveys, sent and answered in random order: each ends in exactly one way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.surveys import ENDS, is_right, run


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_each_of_many_surveys_ends_once_and_the_sums_add_up(seed: int) -> None:
    found = run(40, seed)
    assert is_right(found), found
    assert sum(found[state] for state in ENDS) == found["surveys"] == 40


def test_the_judge_is_not_content_with_everything() -> None:
    found = run(20)
    assert found["replies told"] > 0
    for name in ("otherwise", "not ended once", "misplaced", "webhooks refused"):
        assert not is_right({**found, name: 1})
    for name in ("rated", "participated", "in the denominator", "satisfied"):
        assert not is_right({**found, name: found[name] + 1})
