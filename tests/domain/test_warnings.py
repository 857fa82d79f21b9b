"""Which deadlines warn, kind by kind and by how long they are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.state import Deadline
from chalicelib.domain.terms import DeadlineKind
from chalicelib.domain.warnings import RULES, WarningKind, to_come
from chalicelib.domain.working_time import Period, TimeUnit
from tests.builders import Story, instant

MONDAY = instant("2026-03-02T09:00")
CONTEXT = Story("zhaoqing").context()
BOTH = ["w2", "w1"]
WORK = {DeadlineKind.HANDLING, DeadlineKind.DIRECT_ANSWER}
WITH_A_LAST_DAY = {
    DeadlineKind.HANDLING,
    DeadlineKind.SUPERVISION_REPLY,
    DeadlineKind.PROMISE,
    DeadlineKind.CORRECTION,
}


def lasting(kind: DeadlineKind, **span: float) -> Deadline:
    due_at = MONDAY + timedelta(**span)
    return Deadline(
        id=f"{kind}#1#1",
        kind=kind,
        round=1,
        starts_at=MONDAY,
        due_at=due_at,
        due_on=(due_at - timedelta(microseconds=1)).date(),
        source="limit",
    )


def warnings(deadline: Deadline) -> list[str]:
    return [kind.value for kind, _ in to_come(deadline, MONDAY, CONTEXT)]


def test_every_kind_has_its_rule_but_the_time_of_the_citizen() -> None:
    assert set(DeadlineKind) - set(RULES) == {DeadlineKind.SURVEY_REPLY}


@pytest.mark.parametrize("kind", sorted(RULES))
def test_three_days_warn_of_all_that_must_be_kept(kind: DeadlineKind) -> None:
    found = warnings(lasting(kind, days=3))
    assert found == (BOTH if kind in WITH_A_LAST_DAY else ["w1"])


@pytest.mark.parametrize("kind", sorted(DeadlineKind))
def test_less_than_a_day_warns_of_the_work_alone(kind: DeadlineKind) -> None:
    found = warnings(lasting(kind, hours=23, minutes=59))
    assert found == (["w1"] if kind in WORK else [])


@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_whole_day_warns_of_everything(kind: DeadlineKind) -> None:
    assert "w1" in warnings(lasting(kind, hours=24))


@pytest.mark.parametrize("kind", sorted(WORK))
def test_less_than_an_hour_warns_of_nothing(kind: DeadlineKind) -> None:
    assert warnings(lasting(kind, minutes=59)) == []
    assert warnings(lasting(kind, minutes=60)) == ["w1"]


@pytest.mark.parametrize("kind", sorted(DeadlineKind))
def test_one_working_day_counts_as_short_unless_it_was_extended(kind: DeadlineKind) -> None:
    long = lasting(kind, days=3)
    limited = replace(long, limit=Period(1, TimeUnit.WORKING_DAY))
    assert warnings(limited) == (["w1"] if kind in WORK else [])
    assert warnings(replace(limited, extends="handling#1#0")) == warnings(long)


def test_only_what_is_still_ahead_is_to_come() -> None:
    deadline = lasting(DeadlineKind.HANDLING, days=8)
    at = MONDAY + timedelta(days=6)
    for moment, expected in (
        (at - timedelta(seconds=1), [WarningKind.THREE_QUARTERS, WarningKind.ONE_WORKING_DAY]),
        (at, [WarningKind.ONE_WORKING_DAY]),
    ):
        assert [kind for kind, _ in to_come(deadline, moment, CONTEXT)] == expected


def test_a_last_working_day_that_began_before_the_start_is_none() -> None:
    """Received on Friday at ten, due on Monday at nine."""
    friday = instant("2026-03-06T10:00")
    deadline = replace(lasting(DeadlineKind.HANDLING, days=7), starts_at=friday)
    assert [kind for kind, _ in to_come(deadline, friday, CONTEXT)] == ["w1"]


def test_no_working_day_left_since_the_start_is_no_last_day() -> None:
    """Over a weekend: received on Saturday, due on Sunday a day later."""
    saturday = instant("2026-03-07T09:00")
    deadline = replace(lasting(DeadlineKind.HANDLING, days=6), starts_at=saturday)
    assert deadline.due_at == instant("2026-03-08T09:00")
    assert [kind for kind, _ in to_come(deadline, saturday, CONTEXT)] == ["w1"]
