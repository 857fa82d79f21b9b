"""What falls due takes effect once, whoever comes by and however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.application.context import system_actor
from chalicelib.application.due_ports import DuePlace, DueSlice, DueWork
from chalicelib.application.import_calendar import import_year
from chalicelib.application.perform import perform
from chalicelib.application.ports import Unavailable
from chalicelib.application.sweep import NothingRead, Swept, begins, sweep
from chalicelib.application.telling_ports import SWEEP_LAG
from chalicelib.domain.directory import Role
from chalicelib.domain.state import DeadlineState
from chalicelib.domain.supervision import Urge
from chalicelib.domain.ticket import FallDue
from chalicelib.entrypoints.observing import Unfinished
from chalicelib.entrypoints.sweeps import sweep_deadlines
from tests.application.world import MORNING, PLACE, Contended, Desk, actor
from tests.observing.told import Listener


def test_nothing_is_due_before_its_time() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    first = min(ticket.deadlines, key=lambda one: one.due_at)
    desk.clock.moment = first.due_at - timedelta(microseconds=1)
    assert sweep(desk.ports) == Swept(())
    desk.clock.moment = first.due_at
    fired = sweep(desk.ports).fired
    assert [(one.at, one.what) for one in fired] == [(first.due_at, "first_contact#1#1")]


def test_a_second_sweep_finds_nothing_more_to_do() -> None:
    desk = Desk()
    tickets = [desk.dispatched(subject=f"第{number}件") for number in range(3)]
    desk.clock.pass_by(days=60)
    fired = sweep(desk.ports).fired
    assert len(fired) == 6
    assert [one.at for one in fired] == sorted(one.at for one in fired)
    versions = [desk.ports.tickets.load(one.id) for one in tickets]
    assert sweep(desk.ports) == Swept(())
    assert [desk.ports.tickets.load(one.id) for one in tickets] == versions


def test_what_a_command_already_settled_does_not_fire_again() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    desk.clock.pass_by(days=60)
    urged = desk.do(ticket, Urge(), actor(Role.OFFICE))
    assert {one.state for one in urged.deadlines} == {DeadlineState.BREACHED}
    assert sweep(desk.ports) == Swept(())


def test_a_sweep_that_loses_a_race_settles_it_all_the_same() -> None:
    desk = Desk()
    store = Contended()
    desk.swap(tickets=store)
    desk.dispatched()
    desk.clock.pass_by(days=60)
    store.others = 2
    fired = sweep(desk.ports).fired
    assert [one.what for one in fired] == ["first_contact#1#1", "handling#1#1"]
    assert sweep(desk.ports) == Swept(())


def test_a_sweep_with_nothing_to_settle_commits_nothing() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    assert perform(desk.ports, ticket.id, FallDue(), system_actor(PLACE)) == ticket


def test_the_deployed_handler_sets_itself_up() -> None:
    """No app is imported where it runs; it finds the system of its process."""
    desk = Desk()
    bootstrap.install(desk.ports)
    desk.dispatched()
    desk.clock.pass_by(days=60)
    answer = sweep_deadlines({"schedule": "deadlines"}, None)
    assert [one["what"] for one in answer["fired"]] == ["first_contact#1#1", "handling#1#1"]


def test_a_provisional_date_never_fires_until_its_year_is_published() -> None:
    desk = Desk()
    desk.clock.moment = MORNING.replace(month=12, day=24)
    ticket = desk.dispatched(category="help")
    (provisional,) = [one for one in ticket.deadlines if one.provisional]
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    assert found.deadline(provisional.id) == provisional
    document = {
        "year": 2027,
        "published": {"first": "2027-01-01", "last": "2027-12-31"},
        "notices": None,
        "holidays": {"2027-01-01": "元旦"},
        "make_up_days": {},
        "decisions": {},
    }
    (moved,) = import_year(desk.ports, 2027, document)
    assert (moved.ticket, moved.deadline) == (ticket.id, provisional.id)
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    settled = found.deadline(provisional.id)
    assert settled is not None
    assert settled.state == DeadlineState.BREACHED


# --- what cannot be read ---


@dataclass
class Unreadable:
    """Due work of which some buckets, or all, cannot be read now."""

    whole: DueWork
    but: int = 0

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        return self.whole.buckets(until)

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        self.but -= 1
        if self.but < 0:
            raise Unavailable
        return self.whole.read(since, until, limit)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else is asked of it
        return getattr(self.whole, name)


def two_nights_due(but: int = 0) -> tuple[Desk, Listener, Unreadable]:
    """First deadlines of two nights: of the first long ago, of the second just now."""
    desk, heard = Desk(), Listener()
    desk.dispatched()
    desk.clock.pass_by(days=1)
    later = desk.dispatched()
    desk.clock.moment = min(one.due_at for one in later.deadlines) + timedelta(seconds=90)
    due_work = Unreadable(desk.ports.due_work, but)
    desk.swap(telling=heard, due_work=due_work)
    return desk, heard, due_work


def test_a_sweep_that_can_read_nothing_says_how_long_and_fails() -> None:
    """Its oldest bucket waits since its hour began, as far as anybody can know."""
    desk, heard, _ = two_nights_due()
    oldest = desk.ports.due_work.buckets(desk.clock.now())[0]
    with pytest.raises(NothingRead):
        sweep(desk.ports)
    waited = (desk.clock.now() - begins(oldest)).total_seconds()
    assert heard.values(SWEEP_LAG) == [waited]
    assert waited >= timedelta(days=1).total_seconds()


def test_a_bucket_that_cannot_be_read_is_late_though_others_are_worked() -> None:
    desk, heard, _ = two_nights_due(but=1)
    unread = desk.ports.due_work.buckets(desk.clock.now())[1]
    sweep(desk.ports)
    waited = (desk.clock.now() - begins(unread)).total_seconds()
    assert waited == 90
    assert set(heard.values(SWEEP_LAG)) == {waited}


def test_once_it_can_be_read_again_nothing_is_late() -> None:
    desk, heard, due_work = two_nights_due()
    with pytest.raises(NothingRead):
        sweep(desk.ports)
    due_work.but = 1000
    assert sweep(desk.ports).fired
    assert heard.values(SWEEP_LAG)[-1] == 0


def test_the_handler_fails_with_it_so_that_it_is_tried_again() -> None:
    desk, _, _ = two_nights_due()
    bootstrap.install(desk.ports)
    with pytest.raises(Unfinished, match="NothingRead"):
        sweep_deadlines({"schedule": "deadlines"}, None)
    (place, *_) = desk.ports.due_work.buckets(desk.clock.now())
    with pytest.raises(Unfinished, match="NothingRead"):
        sweep_deadlines({"bucket": place.bucket, "mark": place.mark}, None)


def test_every_store_calls_a_bucket_after_the_hour_it_begins_with() -> None:
    moment = datetime(2026, 3, 2, 16, 0, 30, tzinfo=UTC)
    hour = moment.replace(minute=0, second=0)
    desk = Desk()
    first = min(one.due_at for one in desk.dispatched().deadlines)
    desk.clock.pass_by(days=60)
    (in_memory, *_) = desk.ports.due_work.buckets(desk.clock.now())
    assert begins(in_memory) == first.replace(minute=0)
    assert begins(DuePlace(keys.bucket(moment, "tkt_1").name, "0030000000#")) == hour
