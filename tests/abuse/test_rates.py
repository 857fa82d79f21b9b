"""A bucket of tokens: what the two engines and the arithmetic must do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.adapters.dynamodb import tables
from chalicelib.adapters.dynamodb.calls import Calls, Client
from chalicelib.adapters.dynamodb.limits import DynamoLimits
from chalicelib.adapters.memory.limits import MemoryLimits
from chalicelib.application.edge_ports import UNLIMITED, Limits
from chalicelib.domain.rates import Rate

SECOND = timedelta(seconds=1)
# Three at once, one more every ten seconds, all new every minute: eight a minute at most.
RATE = Rate(at_once=3, every=10 * SECOND, span=60 * SECOND)
MINUTE_BEGINS = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def limits(request: pytest.FixtureRequest) -> Limits:
    if request.param == "memory":
        return MemoryLimits()
    aws: Client = request.getfixturevalue("aws")
    return DynamoLimits(Calls(aws), tables.MESSAGES)


def test_so_many_at_once_and_then_one_after_the_other(limits: Limits) -> None:
    assert [limits.take("a", RATE, MINUTE_BEGINS) for _ in range(3)] == [None] * 3
    assert limits.take("a", RATE, MINUTE_BEGINS) == 10 * SECOND
    assert limits.take("a", RATE, MINUTE_BEGINS + 9 * SECOND) == SECOND
    assert limits.take("a", RATE, MINUTE_BEGINS + 10 * SECOND) is None
    assert limits.take("a", RATE, MINUTE_BEGINS + 10 * SECOND) == 10 * SECOND


def test_a_new_span_is_a_new_bucket(limits: Limits) -> None:
    late = MINUTE_BEGINS + 55 * SECOND
    assert [limits.take("a", RATE, late) for _ in range(8)] == [None] * 8
    assert limits.take("a", RATE, late) == 5 * SECOND
    assert [limits.take("a", RATE, late + 5 * SECOND) for _ in range(3)] == [None] * 3
    assert limits.take("a", RATE, late + 5 * SECOND) == 10 * SECOND


def test_a_new_bucket_may_come_before_the_next_token(limits: Limits) -> None:
    rate = Rate(at_once=1, every=40 * SECOND, span=60 * SECOND)
    late = MINUTE_BEGINS + 50 * SECOND
    assert [limits.take("a", rate, late) for _ in range(3)] == [None, None, 10 * SECOND]


def test_nobody_takes_from_another_ones_bucket(limits: Limits) -> None:
    assert [limits.take("a", RATE, MINUTE_BEGINS) for _ in range(4)][-1] is not None
    assert limits.take("b", RATE, MINUTE_BEGINS) is None


def test_switched_off_nobody_waits() -> None:
    assert {UNLIMITED.take("a", RATE, MINUTE_BEGINS) for _ in range(1000)} == {None}


@settings(max_examples=200, deadline=None)
@given(pauses=some.lists(some.integers(0, 30), min_size=1, max_size=120))
def test_in_no_minute_more_than_two_spans_worth_and_who_waits_is_served(pauses: list[int]) -> None:
    limits, now, taken = MemoryLimits(), MINUTE_BEGINS, []
    for pause in pauses:
        now += pause * SECOND
        wait = limits.take("a", RATE, now)
        if wait is None:
            taken.append(now)
        else:
            assert timedelta() < wait <= RATE.every
            assert limits.take("a", RATE, now + wait - SECOND / 1000) is not None
            assert limits.take("a", RATE, now + wait) is None
            now += wait
            taken.append(now)
    for first in taken:
        assert sum(first <= one < first + RATE.span for one in taken) <= 16
