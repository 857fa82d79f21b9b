"""What the running system tells of itself, and that it is so."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters.memory.tickets import MemoryTickets
from chalicelib.application.deliver import ByStream, deliver
from chalicelib.application.effects import LOOKED_AFTER
from chalicelib.application.message_ports import SmsSettings, Undelivered
from chalicelib.application.perform import perform
from chalicelib.application.ports import Made
from chalicelib.application.providers import BAD_PERCENT, arrived, in_trouble
from chalicelib.application.replying import take_reply
from chalicelib.application.sending import send
from chalicelib.application.sms_ports import Reply, Taken, Unsure
from chalicelib.application.sweep import SECONDS_TO_HAND_ON, sweep
from chalicelib.application.telling_ports import (
    CONFLICTS,
    DEADLINES_DUE,
    DEADLINES_FIRED,
    OUTBOX_AGE,
    PROVIDER_FAILING,
    REFUSED,
    REPLIES_TAKEN,
    SMS_SENT,
    SURVEYS_ENDED,
    SWEEP_LAG,
)
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.errors import Refusal
from chalicelib.domain.state import Ticket
from chalicelib.domain.verdicts import Rate
from tests.application.sms_world import ABOUT, LATER, NEVER, FakeProvider, desk_with, sent
from tests.application.test_deliver import closed_unsent
from tests.application.world import PHONE, Contended, Desk, actor, expect
from tests.observing.told import Listener
from tests.sms.sent import SMS

LOST = Unsure("no_answer")


def listening(desk: Desk) -> Listener:
    heard = Listener()
    desk.swap(telling=heard)
    return heard


def first_due(ticket: Ticket) -> datetime:
    return min(one.due_at for one in ticket.deadlines)


# --- deadlines ---


def test_a_sweep_tells_what_was_due_and_what_took_effect() -> None:
    desk = Desk()
    for number in range(3):
        desk.dispatched(subject=f"第{number}件")
    desk.clock.pass_by(days=60)
    heard = listening(desk)
    assert len(sweep(desk.ports).fired) == 6
    assert (heard.total(DEADLINES_DUE), heard.total(DEADLINES_FIRED)) == (6, 6)
    assert heard.values(SWEEP_LAG)[-1] == 0


def test_a_sweep_with_nothing_to_do_lags_behind_nothing() -> None:
    desk = Desk()
    heard = listening(desk)
    sweep(desk.ports)
    assert heard.values(SWEEP_LAG) == [0]
    assert (heard.total(DEADLINES_DUE), heard.total(DEADLINES_FIRED)) == (0, 0)


@dataclass
class Slices:
    """Time is asked for so often before there is none left."""

    looks: int

    def seconds_left(self) -> float:
        self.looks -= 1
        return 900 if self.looks > 0 else SECONDS_TO_HAND_ON - 1


def test_the_lag_is_the_age_of_what_is_left_by_its_legal_moment() -> None:
    """It is counted from when the deadline was due, not from when somebody first looked."""
    desk = Desk()
    ticket = desk.dispatched()
    desk.clock.moment = first_due(ticket) + timedelta(seconds=90)
    heard = listening(desk)
    swept = sweep(desk.ports, Slices(looks=2))
    assert (swept.fired, len(swept.handed_on)) == ((), 1)
    assert heard.values(SWEEP_LAG)[-1] == 90
    heard = listening(desk)
    assert len(sweep(desk.ports).fired) == 1
    assert heard.values(SWEEP_LAG)[-1] == 0


def test_a_slice_of_many_tells_how_far_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.application.sweep.SLICE", 2)
    desk = Desk()
    ticket, *_ = [desk.dispatched(subject=f"第{number}件") for number in range(5)]
    desk.clock.moment = first_due(ticket) + timedelta(seconds=30)
    heard = listening(desk)
    sweep(desk.ports)
    assert heard.values(SWEEP_LAG) == [30, 30, 0, 0]  # three slices, and the end of the sweep


@dataclass
class Forgetful(MemoryTickets):
    """A store that has lost tickets, or cannot read any history."""

    lost: set[str] = field(default_factory=set)
    torn: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def load(self, ticket_id: str) -> Ticket | None:
        return None if ticket_id in self.lost else super().load(ticket_id)

    def commits(self, ticket_id: str, after: int, until: int) -> Sequence[Made]:
        if self.torn:
            raise RuntimeError
        return super().commits(ticket_id, after, until)


def test_what_cannot_be_settled_goes_on_being_late() -> None:
    desk, store = Desk(), Forgetful()
    desk.swap(tickets=store)
    ticket = desk.dispatched()
    store.lost.add(ticket.id)
    desk.clock.moment = first_due(ticket) + timedelta(seconds=45)
    heard = listening(desk)
    sweep(desk.ports)
    assert heard.values(SWEEP_LAG)[-1] == 45
    assert (heard.total(DEADLINES_DUE), heard.total(DEADLINES_FIRED)) == (1, 0)


# --- surveys, SMS, replies ---


def test_a_survey_ends_with_a_verdict_or_with_its_window() -> None:
    desk = Desk()
    rated, silent = closed_unsent(desk), closed_unsent(desk)
    for one in (rated, silent):
        deliver(desk.ports, one.id, one.version)
    heard = listening(desk)
    desk.do(rated, Rate(rating="satisfied"), actor(Role.CITIZEN))
    assert heard.by(SURVEYS_ENDED) == {"rated": 1}
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    assert heard.by(SURVEYS_ENDED) == {"rated": 1, "expired": 1}


def test_a_number_that_takes_no_sms_ends_a_survey_too() -> None:
    desk = desk_with(FakeProvider(planned=[NEVER]))
    ticket = closed_unsent(desk)
    heard = listening(desk)
    deliver(desk.ports, ticket.id, ticket.version)
    assert heard.by(SURVEYS_ENDED) == {"undeliverable": 1}
    assert heard.total(SMS_SENT) == 0


def test_an_sms_counts_once_however_often_it_is_tried() -> None:
    desk = desk_with(FakeProvider(planned=[LATER, LATER]))
    heard = listening(desk)
    while sent(desk) is None:
        pass
    sent(desk)
    assert heard.total(SMS_SENT) == 1


def test_of_the_only_provider_the_share_is_that_of_the_tries() -> None:
    desk = desk_with(FakeProvider("aliyun", planned=[LATER]))
    heard = listening(desk)
    while sent(desk) is None:
        pass
    assert heard.values(PROVIDER_FAILING) == [100, 0]
    assert set(heard.by(PROVIDER_FAILING)) == {"aliyun"}


def test_of_several_the_share_is_the_one_that_decides_who_sends() -> None:
    failing = FakeProvider("aliyun", planned=[*[Taken("x")] * 8, LOST, LOST])
    desk = desk_with(failing, FakeProvider("tencent"))
    for number in range(10):
        sms = replace(SMS, id=f"{SMS.id}_{number}", at=desk.clock.now())
        with suppress(Undelivered):
            send(desk.ports, sms, ABOUT, SmsSettings())
    heard = listening(desk)
    assert in_trouble(desk.ports, failing, desk.clock.now())
    assert heard.by(PROVIDER_FAILING) == {"aliyun": 20}
    assert heard.values(PROVIDER_FAILING)[0] >= BAD_PERCENT


def test_too_few_to_judge_by_are_no_share() -> None:
    failing = FakeProvider("aliyun", planned=[LOST])
    desk = desk_with(failing, FakeProvider("tencent"))
    assert sent(desk) is None
    heard = listening(desk)
    assert not in_trouble(desk.ports, failing, desk.clock.now())
    assert heard.by(PROVIDER_FAILING) == {"aliyun": 0}


def test_what_is_late_counts_as_failing() -> None:
    """It says so with one receipt that nothing came of the others."""
    silent = FakeProvider("aliyun")
    desk = desk_with(silent, FakeProvider("tencent"))
    for number in range(10):
        sms = replace(SMS, id=f"{SMS.id}_{number}", at=desk.clock.now())
        send(desk.ports, sms, ABOUT, SmsSettings())
    began = desk.clock.now()
    desk.clock.pass_by(minutes=11)
    arrived(desk.ports, "aliyun", began, desk.clock.now(), failed=False)
    heard = listening(desk)
    assert in_trouble(desk.ports, silent, desk.clock.now())
    assert heard.by(PROVIDER_FAILING) == {"aliyun": 100}


# --- the outbox ---


def test_what_nobody_takes_has_an_age() -> None:
    desk = desk_with(FakeProvider(planned=[LATER, LOST]))
    desk.swap(waker=ByStream())
    ticket = closed_unsent(desk)
    heard = listening(desk)
    deliver(desk.ports, ticket.id, ticket.version)
    desk.clock.moment += LOOKED_AFTER
    sweep(desk.ports)
    assert heard.values(OUTBOX_AGE) == [0, LOOKED_AFTER.total_seconds()]


def test_what_is_delivered_has_none() -> None:
    desk = Desk()
    desk.swap(waker=ByStream())
    ticket = closed_unsent(desk)
    desk.clock.pass_by(minutes=1)
    heard = listening(desk)
    deliver(desk.ports, ticket.id, ticket.version)
    assert heard.values(OUTBOX_AGE) == [0]


def test_what_waits_for_the_morning_is_not_stuck() -> None:
    desk = Desk()
    desk.swap(waker=ByStream())
    desk.clock.pass_by(hours=13)  # 22:00 in China
    ticket = closed_unsent(desk)
    desk.clock.pass_by(hours=3)
    heard = listening(desk)
    reached = deliver(desk.ports, ticket.id, ticket.version)
    assert reached.version < ticket.version
    assert heard.values(OUTBOX_AGE) == [0]


def test_what_breaks_the_sender_has_an_age_all_the_same() -> None:
    desk, store = Desk(), Forgetful()
    desk.swap(tickets=store, waker=ByStream())
    closed_unsent(desk)
    store.torn = True
    desk.clock.moment += 2 * LOOKED_AFTER
    heard = listening(desk)
    sweep(desk.ports)
    assert max(heard.values(OUTBOX_AGE)) == 2 * LOOKED_AFTER.total_seconds()


# --- commands ---


def test_a_command_that_is_refused_counts_whoever_refuses_it() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    heard = listening(desk)
    again = Dispatch(unit="urban-management")
    for who in (actor(Role.OFFICE), actor(Role.CITIZEN)):
        assert isinstance(perform(desk.ports, ticket.id, again, who), Refusal)
    assert heard.total(REFUSED) == 2


def test_a_commit_that_came_second_counts_as_a_conflict() -> None:
    desk, store = Desk(), Contended()
    desk.swap(tickets=store)
    ticket = desk.file()
    heard = listening(desk)
    store.others = 2
    command = Dispatch(unit="urban-management")
    expect(perform(desk.ports, ticket.id, command, actor(Role.OFFICE)))
    assert heard.total(CONFLICTS) == 2


def test_a_reply_that_found_its_survey_counts_once() -> None:
    desk = Desk()
    ticket = closed_unsent(desk)
    deliver(desk.ports, ticket.id, ticket.version)
    heard, now = listening(desk), desk.clock.now()
    for phone in (PHONE, PHONE, "+8613900000009"):
        take_reply(desk.ports, "local", Reply(id=phone, phone=phone, text="1", at=now))
    assert heard.total(REPLIES_TAKEN) == 1
