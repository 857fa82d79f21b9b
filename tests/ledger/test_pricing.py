"""The rules as pure functions, with the examples of the guide."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.ledger.pricing import Consistency, Index, larger, read_units, write_units

KB = 1024


@pytest.mark.parametrize(
    ("size", "units"),
    [(0, 1), (1, 1), (500, 1), (KB, 1), (KB + 1, 2), (1638, 2), (3 * KB + 512, 4), (400 * KB, 400)],
)
def test_writes_are_rounded_up_to_the_next_kb(size: int, units: int) -> None:
    """The guide: 500 bytes cost as much as 1 KB; 1.6 KB cost 2."""
    assert write_units(size) == units


@pytest.mark.parametrize(
    ("size", "strong"),
    [(0, 1), (3500, 1), (4 * KB, 1), (4 * KB + 1, 2), (8 * KB, 2), (10 * KB, 3), (400 * KB, 100)],
)
def test_reads_are_rounded_up_to_the_next_4_kb(size: int, strong: int) -> None:
    """The guide: strong 1 for 4 KB, eventual a half, transactional 2."""
    assert read_units(size, Consistency.STRONG) == strong
    assert read_units(size, Consistency.EVENTUAL) == strong / 2
    assert read_units(size, Consistency.TRANSACTIONAL) == strong * 2


def test_the_larger_of_before_and_after_counts() -> None:
    small, large = {"t": {"S": "x"}}, {"t": {"S": "xxx"}}
    assert larger(small, large) == larger(large, small) == 4
    assert larger(None, small) == larger(small, None) == 2


LARGE = {"S": "x" * 1500}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, {"t": LARGE}, 2),  # 1 + 1500
        ({"t": LARGE}, None, 2),
        ({"t": LARGE}, {}, 2),  # one write of the larger entry
        ({"t": LARGE}, {"t": LARGE, "k": {"S": "b"}}, 4),  # 2 to take out, 2 to put
        ({"t": LARGE}, {"k": {"S": "b"}}, 3),  # 2 to take out, 1 to put
    ],
)
def test_large_entries_of_an_index_cost_more(
    before: dict[str, dict[str, str]] | None, after: dict[str, dict[str, str]] | None, units: int
) -> None:
    """The guide: its counts of one and two assume entries of at most 1 KB; larger ones cost more.

    Each write is rounded on its own.
    """
    index = Index("by-k", ("k",), kept=None)
    keyed = [None if one is None else {"k": {"S": "a"}, **one} for one in (before, after)]
    assert index.write(*keyed)[0] == units


@given(some.integers(0, 400 * KB), some.integers(0, 400 * KB))
def test_more_bytes_never_cost_less(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert write_units(small) <= write_units(large)
    for consistency in Consistency:
        assert read_units(small, consistency) <= read_units(large, consistency)
