"""Of many parts those few that matter."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.shrinking import shortest


@settings(max_examples=60)
@given(parts=st.integers(1, 60), needed=st.sets(st.integers(0, 59), min_size=1, max_size=5))
def test_exactly_what_is_needed_is_left_in_its_order(parts: int, needed: set[int]) -> None:
    wanted = {one for one in needed if one < parts} or {0}
    assert shortest(range(parts), wanted.issubset) == sorted(wanted)


@given(st.integers(3, 40))
def test_nothing_that_is_left_can_be_left_out_by_itself(parts: int) -> None:
    def fails(some: Sequence[int]) -> bool:
        return sum(some) >= parts

    left = shortest(list(range(parts)), fails)
    assert fails(left)
    assert not any(fails(left[:at] + left[at + 1 :]) for at in range(len(left)))


def test_what_always_fails_needs_nothing() -> None:
    assert shortest("abc", lambda _: True) == []
