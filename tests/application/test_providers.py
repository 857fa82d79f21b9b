"""The first provider that works takes what is sent, and is gone back to when it works again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.memory.records import MemoryRecords
from chalicelib.application import providers
from tests.application.sms_world import LATER, FakeProvider, desk_with, sent
from tests.application.world import Desk
from tests.sms.sent import SMS

MINUTE = timedelta(minutes=1)
ONE, OTHER, THIRD = FakeProvider("one"), FakeProvider("other"), FakeProvider("third")


@pytest.fixture
def desk() -> Desk:
    return desk_with(ONE, OTHER)


def given_to(desk: Desk, provider: FakeProvider, sends: int, *, failed: int = 0) -> None:
    for number in range(sends):
        providers.count(desk.ports, provider, desk.clock.now(), failed=int(number < failed))


def told_of(desk: Desk, provider: FakeProvider, receipts: int, *, sent_before: timedelta) -> None:
    """Of messages that arrived just now."""
    now = desk.clock.now()
    for _ in range(receipts):
        providers.arrived(desk.ports, provider.name, now - sent_before, now, failed=False)


def told_of_failures(desk: Desk, provider: FakeProvider, receipts: int) -> None:
    now = desk.clock.now()
    for _ in range(receipts):
        providers.arrived(desk.ports, provider.name, now - MINUTE, now, failed=True)


def chosen(desk: Desk) -> str:
    found = providers.working(desk.ports, desk.clock.now())
    assert found is not None
    return found.name


def test_the_first_is_used_as_long_as_it_works(desk: Desk) -> None:
    assert chosen(desk) == "one"
    given_to(desk, ONE, 1000)
    assert chosen(desk) == "one"


@pytest.mark.parametrize(
    ("sends", "failed", "expected"),
    [
        (9, 9, "one"),  # too few to judge by
        (10, 1, "one"),
        (10, 2, "other"),
        (20, 3, "other"),  # 15 % to the dot
        (100, 14, "one"),
        (100, 15, "other"),
        (140, 21, "other"),
        (1000, 149, "one"),
        (1000, 150, "other"),
    ],
)
def test_fifteen_percent_of_at_least_ten_is_trouble(
    desk: Desk, sends: int, failed: int, expected: str
) -> None:
    given_to(desk, ONE, sends, failed=failed)
    assert chosen(desk) == expected


def test_receipts_that_tell_of_failures_count(desk: Desk) -> None:
    given_to(desk, ONE, 20)
    desk.clock.pass_by(minutes=2)
    told_of_failures(desk, ONE, 2)
    assert chosen(desk) == "one"
    told_of_failures(desk, ONE, 1)
    assert chosen(desk) == "other"


@pytest.mark.parametrize(
    ("in_time", "expected"), [(20, "one"), (18, "one"), (17, "other"), (1, "other")]
)
def test_what_arrives_late_or_never_counts(desk: Desk, in_time: int, expected: str) -> None:
    """Nobody has to be told of what does not arrive."""
    given_to(desk, ONE, 20)
    desk.clock.pass_by(minutes=5)
    told_of(desk, ONE, in_time, sent_before=5 * MINUTE)
    desk.clock.pass_by(minutes=5)
    told_of(desk, ONE, 20 - in_time, sent_before=10 * MINUTE)
    assert chosen(desk) == expected


def test_five_minutes_are_in_time_and_a_second_more_is_late(desk: Desk) -> None:
    for seconds, expected in ((300, "one"), (301, "other")):
        desk.clock.pass_by(hours=2)
        given_to(desk, ONE, 20)
        desk.clock.pass_by(seconds=seconds)
        told_of(desk, ONE, 20, sent_before=timedelta(seconds=seconds))
        desk.clock.pass_by(minutes=7)
        assert chosen(desk) == expected


# --- our own queue is late ---


def test_what_a_queue_of_ours_tells_late_arrived_when_the_provider_says(desk: Desk) -> None:
    """An hour late with us, and a minute on its way: the provider is well."""
    began = desk.clock.now()
    for _ in range(4):
        given_to(desk, ONE, 20)
        desk.clock.pass_by(minutes=5)
    for sent_at in (began + number * 5 * MINUTE for number in range(4) for _ in range(20)):
        providers.arrived(desk.ports, "one", sent_at, sent_at + MINUTE, failed=False)
    assert chosen(desk) == "one"


def test_failures_that_a_queue_of_ours_tells_late_count_when_they_happened(desk: Desk) -> None:
    """An hour's few failures told at once are not many of the last minutes."""
    given_to(desk, ONE, 20)
    for minutes in range(60):
        failed_at = desk.clock.now() - (20 + minutes) * MINUTE
        providers.arrived(desk.ports, "one", failed_at - MINUTE, failed_at, failed=True)
    assert chosen(desk) == "one"
    told_of_failures(desk, ONE, 3)
    assert chosen(desk) == "other"


def test_a_providers_clock_that_goes_ahead_makes_nothing_later_than_now(desk: Desk) -> None:
    told_of(desk, ONE, 1, sent_before=MINUTE)
    given_to(desk, ONE, 20)
    sent_at = desk.clock.now()
    desk.clock.pass_by(minutes=2)
    for _ in range(20):
        tomorrow = desk.clock.now() + timedelta(days=1)
        providers.arrived(desk.ports, "one", sent_at, tomorrow, failed=False)
    desk.clock.pass_by(minutes=8)
    assert chosen(desk) == "one"


@pytest.mark.parametrize(("filed", "expected"), [(20, "one"), (17, "one"), (16, "other")])
def test_receipts_that_wait_in_a_queue_of_ours_are_held_to_be_good(
    desk: Desk, filed: int, expected: str
) -> None:
    told_of(desk, ONE, 1, sent_before=MINUTE)
    given_to(desk, ONE, 20)
    desk.clock.pass_by(minutes=1)
    providers.passed_on(desk.ports, "one", [desk.clock.now()] * filed, "filed")
    desk.clock.pass_by(minutes=9)
    assert chosen(desk) == expected


def test_what_has_been_worked_does_not_wait_any_more(desk: Desk) -> None:
    """Late ones, all of them: worked, they speak for themselves."""
    told_of(desk, ONE, 1, sent_before=MINUTE)
    given_to(desk, ONE, 20)
    desk.clock.pass_by(minutes=6)
    moments = [desk.clock.now()] * 20
    providers.passed_on(desk.ports, "one", moments, "filed")
    desk.clock.pass_by(minutes=4)
    assert chosen(desk) == "one"
    providers.passed_on(desk.ports, "one", moments, "worked")
    assert chosen(desk) == "other"


def test_what_may_still_arrive_in_time_is_not_counted_yet(desk: Desk) -> None:
    told_of(desk, ONE, 1, sent_before=MINUTE)
    given_to(desk, ONE, 100)
    desk.clock.pass_by(minutes=4, seconds=59)
    assert chosen(desk) == "one"


def test_one_that_has_fallen_silent_is_left(desk: Desk) -> None:
    """It takes everything and delivers nothing: no receipt comes that could say so."""
    told_of(desk, ONE, 1, sent_before=MINUTE)
    desk.clock.pass_by(hours=20)
    given_to(desk, ONE, 50)
    desk.clock.pass_by(minutes=10)
    assert chosen(desk) == "other"


def test_one_that_never_tells_of_arrivals_is_judged_by_failures_alone(desk: Desk) -> None:
    given_to(desk, ONE, 50)
    desk.clock.pass_by(minutes=10)
    assert chosen(desk) == "one"
    given_to(desk, ONE, 10, failed=9)
    assert chosen(desk) == "other"


def test_one_that_has_told_of_nothing_for_a_day_is_one_that_never_tells(desk: Desk) -> None:
    told_of(desk, ONE, 1, sent_before=MINUTE)
    desk.clock.pass_by(hours=24)
    given_to(desk, ONE, 50)
    desk.clock.pass_by(minutes=10)
    assert chosen(desk) == "one"


def test_it_finds_its_way_back_when_nothing_bad_is_lately(desk: Desk) -> None:
    given_to(desk, ONE, 20, failed=20)
    minutes = 0
    while chosen(desk) == "other":
        desk.clock.pass_by(minutes=1)
        minutes += 1
    assert 10 < minutes <= 15


def test_it_finds_its_way_back_from_silence_too(desk: Desk) -> None:
    told_of(desk, ONE, 1, sent_before=MINUTE)
    given_to(desk, ONE, 20)
    desk.clock.pass_by(minutes=10)
    minutes = 10
    while chosen(desk) == "other":
        desk.clock.pass_by(minutes=1)
        minutes += 1
    assert 15 < minutes <= 20


def test_with_all_in_trouble_the_first_is_used(desk: Desk) -> None:
    for one in (ONE, OTHER):
        given_to(desk, one, 20, failed=20)
    assert chosen(desk) == "one"


def test_the_third_is_used_when_the_two_before_it_are_in_trouble() -> None:
    desk = desk_with(ONE, OTHER, THIRD)
    for one in (ONE, OTHER):
        given_to(desk, one, 20, failed=20)
    assert chosen(desk) == "third"


def test_who_must_be_done_without_is_not_chosen(desk: Desk) -> None:
    now = desk.clock.now()
    given_to(desk, OTHER, 20, failed=20)
    assert providers.working(desk.ports, now, without=("one",)) is OTHER
    assert providers.working(desk.ports, now, without=("one", "other")) is None


class NoRecords:
    """Whoever touches it fails."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def test_one_alone_is_never_counted_and_never_looked_at() -> None:
    desk = desk_with(ONE)
    desk.swap(records=NoRecords())
    given_to(desk, ONE, 1)
    told_of(desk, ONE, 1, sent_before=MINUTE)
    told_of_failures(desk, ONE, 1)
    providers.passed_on(desk.ports, "one", [desk.clock.now()], "filed")
    assert chosen(desk) == "one"


def test_messages_go_elsewhere_while_one_is_in_trouble_and_come_back() -> None:
    """As the sender sees it: each message is tried again a minute later, by whoever works then."""
    one, other = FakeProvider("one", [LATER] * 10), FakeProvider("other")
    desk = desk_with(one, other)
    began = desk.clock.now()
    for number in range(30):
        desk.clock.moment = began + timedelta(seconds=10 * number)
        sent(desk, replace(SMS, id=f"sms_{number}"))
    assert (one.tried, len(other.has)) == (10, 20)
    desk.clock.moment = began + timedelta(minutes=16)
    assert sent(desk, replace(SMS, id="sms_last")) == "taken"
    assert len(one.has) == 1


class Counted(MemoryRecords):
    """How often is written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def add(self, *given: object, **named: object) -> None:
        self.writes += 1
        super().add(*given, **named)  # type: ignore[arg-type]


def test_judging_costs_a_count_a_message_and_one_a_receipt(desk: Desk) -> None:
    records = Counted()
    desk.swap(records=records)
    given_to(desk, ONE, 100)
    assert records.writes == 100
    told_of(desk, ONE, 100, sent_before=MINUTE)
    assert records.writes == 201, "and once a day that it tells of arrivals"
    providers.passed_on(desk.ports, "one", [desk.clock.now()] * 100, "filed")
    assert records.writes == 202, "one for what one webhook brought"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sends", "failed", "in_time"]),
        st.sampled_from([ONE, OTHER, THIRD]),
        st.integers(1, 15),
        st.integers(0, 400),
    ),
    max_size=25,
)
Log = list[tuple[str, str, datetime, int]]


@given(steps=STEPS)
def test_nobody_in_trouble_is_chosen_while_another_is_not(
    steps: list[tuple[Literal["sends", "failed", "in_time"], FakeProvider, int, int]],
) -> None:
    desk, log = desk_with(ONE, OTHER, THIRD), Log()
    for what, provider, times, seconds in steps:
        log.append((what, provider.name, desk.clock.now(), times))
        if what == "sends":
            given_to(desk, provider, times)
        elif what == "failed":
            told_of_failures(desk, provider, times)
        else:
            told_of(desk, provider, times, sent_before=timedelta())
        desk.clock.pass_by(seconds=seconds)
        now = desk.clock.now()
        well = [one.name for one in (ONE, OTHER, THIRD) if not is_bad(log, one.name, now)]
        assert chosen(desk) == (well[0] if well else "one")


def is_bad(log: Log, name: str, now: datetime) -> bool:
    """Reckoned anew from all that happened: by pieces of five minutes, as a clock shows them."""

    def total(what: str, youngest: int, oldest: int) -> int:
        piece = now.replace(minute=now.minute // 5 * 5, second=0)
        from_, until = piece - oldest * 5 * MINUTE, piece - (youngest - 1) * 5 * MINUTE
        return sum(
            times
            for of, whose, at, times in log
            if (of, whose) == (what, name) and from_ <= at < until
        )

    handed_over, long_ago = total("sends", 0, 2), total("sends", 2, 3)
    fails = handed_over >= 10 and total("failed", 0, 2) / handed_over >= 0.15
    tells = any(whose == name and of != "sends" for of, whose, _, _ in log)
    late = long_ago >= 10 and (long_ago - total("in_time", 2, 3)) / long_ago >= 0.15
    return fails or (late and tells)
