"""What every store must do with due work; told once, held against each."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters.memory.due import MemoryWorkers
from chalicelib.application import sweep as sweeping
from chalicelib.application.deliver import ByStream
from chalicelib.application.due_ports import DELIVER, IN_FLIGHT, Due, DuePlace, DueSlice, DueWork
from chalicelib.application.open_surveys import message_id
from chalicelib.application.sweep import reconcile, sweep
from chalicelib.domain.answers import AuditAnswer
from chalicelib.domain.state import DeadlineState, Ticket
from chalicelib.domain.wakeups import wakeups
from tests.application.due_work import due
from tests.application.world import Desk
from tests.store.asking import OFFICE, answered, put
from tests.store.aws import tickets

MINUTE = timedelta(minutes=1)


@dataclass
class Watched:
    """Due work, and which slices of it were read."""

    work: DueWork
    reads: list[DueSlice] = field(default_factory=list)

    def buckets(self, until: datetime) -> Sequence[DuePlace]:
        return self.work.buckets(until)

    def read(self, since: DuePlace, until: datetime, limit: int) -> DueSlice:
        self.reads.append(self.work.read(since, until, limit))
        return self.reads[-1]

    def worked(self, slice_: DueSlice) -> None:
        self.work.worked(slice_)

    def put_off(self, due: Due, until: datetime) -> None:
        self.work.put_off(due, until)

    def missed(self, since: datetime, until: datetime) -> Iterator[Sequence[Due]]:
        return self.work.missed(since, until)

    def next_at(self, after: datetime) -> datetime | None:
        return self.work.next_at(after)


@dataclass
class Looks:
    """A time limit that is over after so many looks at it."""

    left: int

    def seconds_left(self) -> float:
        self.left -= 1
        return 60 if self.left >= 0 else 4.9


def watched(desk: Desk) -> Watched:
    work = Watched(desk.ports.due_work)
    desk.swap(due_work=work)
    return work


def handed_on(desk: Desk) -> list[DuePlace]:
    workers = desk.ports.workers
    assert isinstance(workers, MemoryWorkers)
    return workers.take()


def like(desk: Desk, ticket: Ticket, many: int) -> list[Ticket]:
    """As many more that are due when this one is."""
    made = [ticket.but(id=f"tkt_{number:04d}", version=1) for number in range(many)]
    for one in made:
        put(desk, one, 0)
    return made


def of_an_ordinary_hour(desk: Desk) -> Ticket:
    """Due at 12:30 in China before anything else, where one bucket holds all."""
    return late(desk.dispatched(), datetime(2026, 3, 2, 4, 30, tzinfo=UTC))


def first_moment(desk: Desk) -> datetime:
    found = desk.ports.due_work.next_at(desk.clock.now())
    assert found is not None
    return found


def first_due(ticket: Ticket) -> datetime:
    return min(one.at for one in wakeups(ticket.deadlines))


def breached(desk: Desk, ticket: Ticket) -> list[str]:
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    return [one.id for one in found.deadlines if one.state == DeadlineState.BREACHED]


def late(ticket: Ticket, due_at: datetime) -> Ticket:
    """With a platform's limit, which may have passed before the ticket came."""
    past = ticket.deadlines[0]
    return ticket.with_deadline(
        type(past)(
            id="handling#1#9",
            kind=past.kind,
            round=1,
            starts_at=due_at - timedelta(days=6),
            due_at=due_at,
            due_on=due_at.date(),
            source="platform_limit",
        )
    )


# --- what is found ---


def test_what_is_late_when_it_is_filed_is_found_by_the_next_tick(desk: Desk) -> None:
    """The mark has long gone past its own moment."""
    ticket = desk.dispatched()
    sweep(desk.ports)
    moment = desk.clock.now() - timedelta(days=3)
    put(desk, late(ticket, moment).but(version=ticket.version + 1), ticket.version)
    assert due(desk) == [Due(moment, ticket.id, "handling#1#9")]
    desk.clock.pass_by(minutes=1)
    assert [one.at for one in sweep(desk.ports).fired] == [moment]


def test_what_is_late_by_minutes_is_found_though_the_mark_is_past_them(desk: Desk) -> None:
    ticket = of_an_ordinary_hour(desk)
    like(desk, ticket, 2)
    moment = first_moment(desk)
    desk.clock.moment = moment + timedelta(minutes=10)
    sweep(desk.ports)
    before = moment - MINUTE
    put(desk, late(ticket, before).but(id="tkt_late", version=1), 0)
    assert [(one.at, one.ticket) for one in sweep(desk.ports).fired] == [(before, "tkt_late")]


def test_what_was_on_its_way_while_a_sweep_read_is_found_by_the_next(desk: Desk) -> None:
    """A commit decides, a sweep goes past that minute, and only then the commit arrives."""
    others = like(desk, desk.dispatched(), 2)
    decided_at = desk.clock.moment = first_due(others[0])
    desk.clock.moment = decided_at + MINUTE
    sweep(desk.ports)
    desk.clock.moment = decided_at
    slow = late(others[0].but(id="tkt_slow", version=1), decided_at - timedelta(days=3))
    put(desk, slow, 0)
    desk.clock.moment = decided_at + IN_FLIGHT
    assert "handling#1#9" in {one.what for one in sweep(desk.ports).fired}


def test_an_old_bucket_whose_sweeper_died_is_found(desk: Desk) -> None:
    """Weeks without any sweep, and other hours worked in between."""
    ticket = desk.dispatched()
    desk.clock.pass_by(days=60)
    assert desk.ports.due_work.buckets(desk.clock.now())
    assert {one.ticket for one in sweep(desk.ports).fired} == {ticket.id}


def test_marks_move_forward_only_and_stay_behind_what_may_be_on_its_way(desk: Desk) -> None:
    ticket = desk.dispatched()
    moment = first_due(ticket)
    work = desk.ports.due_work
    (place,) = work.buckets(moment)
    work.worked(work.read(place, moment, 100))
    assert work.buckets(moment) == [place]
    later = moment + IN_FLIGHT + MINUTE
    slice_ = work.read(place, later, 100)
    work.worked(slice_)
    (moved,) = work.buckets(later)
    assert moved.mark > place.mark
    work.worked(work.read(place, moment, 100))  # by somebody who began long ago
    assert list(work.buckets(later)) == [moved]
    assert not work.read(moved, later, 100).due


def test_a_bucket_that_is_past_and_done_is_forgotten(desk: Desk) -> None:
    desk.dispatched()
    desk.clock.pass_by(days=40)
    assert sweep(desk.ports).fired
    left = desk.ports.due_work.buckets(desk.clock.now())
    assert all(place.bucket >= f"{desk.clock.now():%Y%m%d%H}" for place in left)


def test_filing_once_more_in_a_bucket_leaves_its_mark(desk: Desk) -> None:
    ticket = desk.dispatched()
    desk.clock.moment = first_due(ticket) + 3 * MINUTE
    sweep(desk.ports)
    before = list(desk.ports.due_work.buckets(desk.clock.now()))
    put(desk, late(ticket, desk.clock.now()).but(id="tkt_1", version=1), 0)
    assert [one for one in desk.ports.due_work.buckets(desk.clock.now()) if one in before] == before


def test_whoever_is_behind_moves_no_mark_back(desk: Desk) -> None:
    like(desk, of_an_ordinary_hour(desk), 3)
    now = first_moment(desk) + IN_FLIGHT + MINUTE
    work = desk.ports.due_work
    (place,) = work.buckets(now)
    behind, ahead = work.read(place, now, 1), work.read(place, now, 2)
    work.worked(ahead)
    work.worked(behind)
    assert list(work.buckets(now)) == [ahead.end]


def test_a_bucket_that_is_past_stays_until_all_of_it_is_worked(desk: Desk) -> None:
    """As when a worker is killed after its first slice, days after the bucket ended."""
    like(desk, of_an_ordinary_hour(desk), 3)
    now = first_moment(desk) + timedelta(hours=5)
    work = desk.ports.due_work
    (place,) = work.buckets(now)
    first = work.read(place, now, 1)
    work.worked(first)
    (rest,) = work.buckets(now)
    last = work.read(rest, now, 100)
    assert len(first.due) + len(last.due) == 3
    work.worked(last)
    assert list(work.buckets(now)) == []
    work.worked(first)  # by somebody who comes late
    assert list(work.buckets(now)) == []


def test_a_process_that_files_for_the_first_time_leaves_the_mark(on_dynamodb: Desk) -> None:
    """It does not know yet that the bucket is registered."""
    ticket = of_an_ordinary_hour(on_dynamodb)
    like(on_dynamodb, ticket, 3)
    now = first_moment(on_dynamodb) + IN_FLIGHT + MINUTE
    work = on_dynamodb.ports.due_work
    (place,) = work.buckets(now)
    slice_ = work.read(place, now, 2)
    work.worked(slice_)
    other = Desk(clock=on_dynamodb.clock)
    client = on_dynamodb.ports.tickets._calls.client  # type: ignore[attr-defined]
    other.swap(tickets=tickets(client, other))
    put(other, ticket.but(id="tkt_other", version=1), 0)
    assert list(work.buckets(now)) == [slice_.end]


# --- slices, time limits, handing on ---


def test_a_slice_ends_where_the_next_begins(desk: Desk) -> None:
    ticket = desk.dispatched()
    many = like(desk, ticket, 9)
    moment = first_due(ticket)
    whole = due(desk, moment)
    assert {one.ticket for one in whole} == {ticket.id, *(one.id for one in many)}
    for size in (1, 3, 10):
        found: list[Due] = []
        for place in desk.ports.due_work.buckets(moment):
            slice_ = desk.ports.due_work.read(place, moment, size)
            found += slice_.due
            while slice_.more:
                slice_ = desk.ports.due_work.read(slice_.end, moment, size)
                found += slice_.due
        assert sorted(found) == whole


def test_a_thousand_at_once_and_no_time_for_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is handed on, and goes on behind the last that was settled."""
    number, size = (60, 6) if is_slow(desk) else (1000, 100)
    monkeypatch.setattr(sweeping, "SLICE", size)
    ticket = of_an_ordinary_hour(desk)
    many = like(desk, ticket, number)
    desk.clock.moment = first_due(ticket) + IN_FLIGHT + MINUTE
    work = watched(desk)
    rest: DuePlace | None = None
    rounds = 0
    while rest is not None or not rounds:
        swept = sweep(desk.ports, Looks(size * 14 // 10), rest)
        waiting = handed_on(desk)
        assert list(swept.handed_on) == waiting
        assert len(waiting) <= 1
        rest = waiting[0] if waiting else None
        rounds += 1
    assert rounds >= 7
    found = [one for slice_ in work.reads for one in slice_.due]
    assert len({one.place for one in found}) == len(many)
    # At most the slice in the middle of which a worker ends is read twice, from there on.
    assert len(found) - len(many) <= rounds * size
    once = [one for one in many if len(desk.ports.tickets.history(one.id)) == 1]
    assert once == many


def is_slow(desk: Desk) -> bool:
    return "Dynamo" in type(desk.ports.tickets).__name__


def test_nothing_is_read_again_that_was_worked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SLICE", 10)
    ticket = of_an_ordinary_hour(desk)
    like(desk, ticket, 40)
    desk.clock.moment = first_due(ticket) + IN_FLIGHT + MINUTE
    work = watched(desk)
    assert not desk.ports.due_work.buckets(desk.clock.now())[1:]
    sweep(desk.ports, Looks(23))  # two slices, and a look before and after each
    (rest,) = handed_on(desk)
    sweep(desk.ports, only=rest)
    seen = [one for slice_ in work.reads for one in slice_.due]
    assert len(seen) == len(set(seen)) == 40
    assert [one.due for one in work.reads if not one.more][0] == work.reads[-1].due  # noqa: RUF015


def test_hours_with_more_than_a_slice_each_go_to_workers_of_their_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "SLICE", 2)
    one_hour = like(desk, desk.dispatched(), 3)
    desk.clock.pass_by(hours=3)
    other = desk.dispatched()
    like_other = [other.but(id=f"tkt_b{number}", version=1) for number in range(3)]
    for ticket in like_other:
        put(desk, ticket, 0)
    desk.clock.pass_by(days=60)
    full = [
        place
        for place in desk.ports.due_work.buckets(desk.clock.now())
        if desk.ports.due_work.read(place, desk.clock.now(), 2).more
    ]
    assert len(full) > 1
    swept = sweep(desk.ports)
    assert list(swept.handed_on) == full
    for rest in handed_on(desk):
        sweep(desk.ports, only=rest)
    assert due(desk) == []
    assert all(breached(desk, ticket) for ticket in (*one_hour, *like_other))


def test_without_time_for_anything_a_worker_starts_no_other(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Else a limit that is set too short would start workers for ever."""
    desk.dispatched()
    desk.clock.pass_by(days=60)
    (place, *_) = desk.ports.due_work.buckets(desk.clock.now())
    assert sweep(desk.ports, Looks(0), place).handed_on == ()
    assert handed_on(desk) == []
    assert "no time" in caplog.text


# --- what is broken, what is lost ---


@dataclass
class BrokenFor:
    """Tickets, one of which cannot be read for now."""

    tickets: object
    broken: str | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.tickets, name)

    def load(self, ticket_id: str) -> Ticket | None:
        if ticket_id == self.broken:
            raise ValueError("张三 +8613800000000")
        return self.tickets.load(ticket_id)  # type: ignore[attr-defined, no-any-return]


def test_a_broken_ticket_holds_up_no_other_and_is_not_forgotten(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = desk.dispatched(subject="甲"), desk.dispatched(subject="乙")
    tickets = BrokenFor(desk.ports.tickets, broken.id)
    desk.swap(tickets=tickets)
    moment = desk.clock.moment = first_due(broken)
    sweep(desk.ports)
    assert due(desk) == []
    assert f"{broken.id} is put off: ValueError" in caplog.text
    assert "张三" not in caplog.text
    retries: list[int] = []
    while desk.clock.now() < moment + timedelta(hours=4):
        caplog.clear()
        desk.clock.pass_by(minutes=1)
        sweep(desk.ports)
        if broken.id in caplog.text:
            retries.append((desk.clock.now() - moment) // MINUTE)
    assert retries[:5] == [2, 4, 8, 16, 32]
    assert retries[6] - retries[5] == 60
    assert first_due_of(desk, sound) > moment
    tickets.broken = None
    desk.clock.pass_by(hours=1)
    sweep(desk.ports)
    assert first_due_of(desk, broken) > desk.clock.now()


def first_due_of(desk: Desk, ticket: Ticket) -> datetime:
    found = desk.ports.tickets.load(ticket.id)
    assert found is not None
    return first_due(found)


def test_what_is_put_off_is_due_as_of_its_own_moment(desk: Desk) -> None:
    ticket = desk.dispatched()
    (first, *_) = due(desk, desk.clock.now() + timedelta(days=60))
    desk.clock.moment = first.at
    desk.ports.due_work.put_off(first, first.at + 10 * MINUTE)
    assert [one for one in due(desk) if one.ticket == ticket.id and one.what == first.what] == []
    assert first in due(desk, first.at + 10 * MINUTE)


def test_what_a_mark_went_past_is_reconciled(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """By whatever fault: a row behind the mark, in an hour that is done with."""
    ticket = desk.dispatched()
    moment = first_due(ticket)
    desk.clock.moment = moment + timedelta(hours=1, minutes=3)
    go_past(desk, moment)
    assert sweep(desk.ports).fired == ()
    with caplog.at_level(logging.WARNING):
        fired = reconcile(desk.ports, hours=2).fired
    assert moment in {one.at for one in fired}
    assert f"{ticket.id} was missed" in caplog.text
    assert reconcile(desk.ports, hours=2).fired == ()


def go_past(desk: Desk, moment: datetime) -> None:
    """Say of every bucket that it is worked, without having worked it."""
    work = desk.ports.due_work
    for place in work.buckets(desk.clock.now()):
        work.worked(work.read(place, desk.clock.now(), 100))
    assert list(work.buckets(moment)) == []


def test_older_hours_are_not_reconciled(desk: Desk) -> None:
    ticket = desk.dispatched()
    moment = first_due(ticket)
    desk.clock.moment = moment + timedelta(hours=4)
    go_past(desk, moment)
    assert reconcile(desk.ports, hours=2).fired == ()


# --- deliveries ---


def test_a_delivery_is_looked_after_until_it_is_made(desk: Desk) -> None:
    desk.swap(waker=ByStream())  # and the stream says nothing
    ticket = desk.do(answered(desk), AuditAnswer(approve=True), OFFICE)
    assert desk.sms.messages() == []
    at = desk.ports.due_work.next_at(desk.clock.now())
    assert at == desk.clock.now() + timedelta(minutes=2)
    sweep(desk.ports)
    assert desk.sms.messages() == []
    desk.clock.pass_by(minutes=2)
    sweep(desk.ports)
    assert [sms.id for sms, _ in desk.sms.messages()] == [message_id(ticket)]
    settled = desk.ports.tickets.load(ticket.id)
    desk.clock.pass_by(minutes=1)
    sweep(desk.ports)
    assert desk.ports.tickets.load(ticket.id) == settled


@dataclass
class Outbox:
    """Says what is delivered, and writes down nothing."""

    through: dict[str, int]
    asked: list[object] = field(default_factory=list)

    def delivered_through(self, ticket_ids: object) -> dict[str, int]:
        self.asked.append(ticket_ids)
        return self.through

    def delivered(self, ticket_id: str, version: int) -> None: ...


def test_what_is_not_delivered_is_tried_again_ever_more_rarely(desk: Desk) -> None:
    ticket = desk.dispatched()
    desk.swap(outbox=Outbox({}))
    started = desk.clock.now()
    work = watched(desk)
    work.put_off(Due(started, "tkt_gone", f"{DELIVER}#{ticket.version}"), started)
    tried = []
    while desk.clock.now() < started + timedelta(minutes=40):
        sweep(desk.ports)
        if any(one.ticket == "tkt_gone" for slice_ in work.reads for one in slice_.due):
            tried.append((desk.clock.now() - started) // MINUTE)
        work.reads.clear()
        desk.clock.pass_by(minutes=1)
    assert tried == [0, 2, 4, 8, 16, 32]


def test_what_the_outbox_has_delivered_is_left_alone(desk: Desk) -> None:
    outbox = Outbox({"tkt_1": 7})
    desk.swap(outbox=outbox)
    now = desk.clock.now()
    for version in (6, 7):
        desk.ports.due_work.put_off(Due(now, "tkt_1", f"{DELIVER}#{version}"), now)
    sweep(desk.ports)
    assert outbox.asked == [{"tkt_1"}]  # once for all that was found
    assert desk.ports.due_work.next_at(now) is None


def test_the_clock_finds_the_next_instant_with_something_to_do(desk: Desk) -> None:
    desk.clock.moment = datetime(2026, 3, 2, 1, tzinfo=UTC)
    ticket = desk.dispatched()
    expected = sorted({one.at for one in wakeups(ticket.deadlines)})
    at = desk.clock.now()
    found = []
    while following := desk.ports.due_work.next_at(at):
        at = following
        found.append(at)
    assert set(expected) <= set(found)
    assert found == sorted(set(found))
