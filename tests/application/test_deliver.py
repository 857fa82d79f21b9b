"""What a commit means for others follows once it is stored: at least once, in its order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.memory.outbox import MemoryOutbox
from chalicelib.adapters.memory.reference import MemoryDirectories
from chalicelib.application import notifying
from chalicelib.application.deliver import ByStream, deliver, deliver_all
from chalicelib.application.effects import LOOKED_AFTER, has_effects
from chalicelib.application.message_ports import Notice, Noticed
from chalicelib.application.open_surveys import message_id
from chalicelib.application.ports import Unavailable
from chalicelib.application.sms_ports import Fate, NotTaken, OutgoingSms, Taken
from chalicelib.application.sweep import sweep
from chalicelib.domain.answers import AuditAnswer
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch, Part, Split
from chalicelib.domain.returns import DecideReturn, RequestReturn
from chalicelib.domain.state import Ticket
from chalicelib.entrypoints import streams
from tests.application.world import HANDLER, PLACE, UNITS, Desk, actor
from tests.store.asking import UNIT, answered, put

OFFICE = actor(Role.OFFICE)
NOT_OURS = RequestReturn(reason="不属本单位职责", basis="三定方案", suggestion="market-supervision")
# Where the citizen is called within a day of registering, whoever does it.
CALLED_BEFORE_DISPATCH = "youyilu"


@dataclass
class Provider:
    """An SMS provider that may be down; it remembers every message that it took."""

    name: str = "fake"
    down: bool = False
    crashes: bool = False
    taken: list[str] = field(default_factory=list)

    def send(self, sms: OutgoingSms) -> Taken:
        if self.down:
            raise NotTaken("down", retry=True)
        self.taken.append(sms.id)
        if self.crashes:
            raise Killed
        return Taken(f"p_{sms.id}", delivered=True)

    def query(self, sms: OutgoingSms, provider_id: str | None) -> Fate:  # noqa: ARG002
        return "delivered" if sms.id in self.taken else "not_taken"


class Killed(Exception):
    """The process ends here."""


def closed_unsent(desk: Desk) -> Ticket:
    """Closed on a system whose sender nobody has woken yet."""
    desk.swap(waker=ByStream())
    return desk.do(answered(desk), AuditAnswer(approve=True), OFFICE)


def survey_of(desk: Desk, ticket: Ticket) -> str:
    loaded = desk.ports.tickets.load(ticket.id)
    assert loaded is not None
    assert loaded.survey is not None
    return loaded.survey.state


def test_nothing_leaves_before_the_sender_is_woken() -> None:
    desk, provider = Desk(), Provider()
    desk.swap(providers=(provider,))
    ticket = closed_unsent(desk)
    assert (provider.taken, survey_of(desk, ticket)) == ([], "queued")
    assert deliver(desk.ports, ticket.id, ticket.version).version == ticket.version
    assert (len(provider.taken), survey_of(desk, ticket)) == (1, "delivered")


def test_a_commit_delivered_twice_sends_once() -> None:
    desk = Desk()
    ticket = closed_unsent(desk)
    for _ in range(2):
        assert deliver(desk.ports, ticket.id, ticket.version).version == ticket.version
    assert len(desk.sms.messages()) == 1
    history = desk.ports.tickets.history(ticket.id)
    assert [one.event.type for one in history].count("survey_sent") == 1


def test_what_a_killed_sender_began_is_finished_by_the_sweep() -> None:
    desk, provider = Desk(), Provider(crashes=True)
    desk.swap(providers=(provider,))
    ticket = closed_unsent(desk)
    with pytest.raises(Killed):
        deliver(desk.ports, ticket.id, ticket.version)
    provider.crashes = False
    desk.clock.moment += LOOKED_AFTER
    sweep(desk.ports)
    assert (len(provider.taken), survey_of(desk, ticket)) == (1, "delivered")


def test_what_the_stream_lost_is_found_two_minutes_later() -> None:
    desk = Desk()
    ticket = closed_unsent(desk)
    desk.clock.moment += LOOKED_AFTER - timedelta(seconds=1)
    sweep(desk.ports)
    assert survey_of(desk, ticket) == "queued"
    desk.clock.moment += timedelta(seconds=1)
    sweep(desk.ports)
    assert survey_of(desk, ticket) == "delivered"


def test_what_the_provider_does_not_take_is_tried_again_until_it_does() -> None:
    desk, provider = Desk(), Provider(down=True)
    desk.swap(providers=(provider,))
    ticket = closed_unsent(desk)
    for _ in range(8):
        desk.clock.moment += timedelta(minutes=10)
        sweep(desk.ports)
    assert survey_of(desk, ticket) == "queued"
    provider.down = False
    desk.clock.moment += timedelta(hours=2)
    sweep(desk.ports)
    assert (len(provider.taken), survey_of(desk, ticket)) == (1, "delivered")


def test_a_later_commit_does_not_count_as_delivered_past_one_that_is_not() -> None:
    desk, provider = Desk(), Provider(down=True)
    desk.swap(providers=(provider,))
    ticket = closed_unsent(desk)
    found = deliver_all(desk.ports, [(ticket.id, ticket.version)])[ticket.id]
    assert (found.version, found.again_at) == (
        ticket.version - 1,
        desk.clock.now() + timedelta(minutes=1),
    )
    reached = desk.ports.outbox.delivered_through([ticket.id])
    assert reached.get(ticket.id, 0) == ticket.version - 1


def test_a_survey_that_is_not_wanted_any_more_is_not_sent() -> None:
    desk = Desk()
    ticket = closed_unsent(desk)
    desk.swap(tickets=Later(desk.ports.tickets))
    assert deliver(desk.ports, ticket.id, ticket.version).version == ticket.version
    assert desk.sms.messages() == []


@dataclass
class Later:
    """The same tickets, whose surveys have been settled in the meantime."""

    tickets: Any

    def __getattr__(self, name: str) -> object:
        return getattr(self.tickets, name)

    def load(self, ticket_id: str) -> Ticket | None:
        known: Ticket | None = self.tickets.load(ticket_id)
        return known.but(survey=None) if known else None


def test_parts_of_a_split_that_nobody_made_are_made_by_the_sweep() -> None:
    desk = Desk()
    desk.swap(waker=ByStream())
    part = Part(unit=UNIT, subject="噪声", description="夜间施工")
    whole = desk.do(desk.file(), Split(parts=(part, part)), OFFICE)
    assert [desk.ports.tickets.load(one) for one in whole.parts] == [None, None]
    desk.clock.moment += LOOKED_AFTER
    sweep(desk.ports)
    made = [desk.ports.tickets.load(one) for one in whole.parts]
    assert [one.unit for one in made if one] == [UNIT, UNIT]


# --- the stream ---


def record(ticket: Ticket, **but: object) -> dict[str, Any]:
    image = {"pk": {"S": f"T#{ticket.id}"}, "fx": {"S": f"{ticket.id}#{ticket.version}"}}
    return {"eventName": "INSERT", "dynamodb": {"NewImage": image}, **but}


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk()
    desk.swap(waker=ByStream())
    monkeypatch.setattr(streams, "system", lambda: desk.ports)
    return desk


def test_the_stream_wakes_the_sender(streaming: Desk) -> None:
    ticket = closed_unsent(streaming)
    answer = streams.deliver_effects({"Records": [record(ticket), record(ticket)]}, None)
    assert answer == {"batchItemFailures": []}
    assert len(streaming.sms.messages()) == 1


def test_items_without_effects_wake_nobody(streaming: Desk) -> None:
    ticket = closed_unsent(streaming)
    removed = record(ticket, eventName="REMOVE")
    header = record(ticket, dynamodb={"NewImage": {"pk": {"S": f"T#{ticket.id}"}}})
    streams.deliver_effects({"Records": [removed, header]}, None)
    assert streaming.sms.messages() == []


def test_one_ticket_that_breaks_does_not_take_the_others_along(streaming: Desk) -> None:
    whole, broken = closed_unsent(streaming), closed_unsent(streaming)
    streaming.swap(tickets=Broken(streaming.ports.tickets, broken.id))
    streams.deliver_effects({"Records": [record(broken), record(whole)]}, None)
    sent = [sms.id for sms, _ in streaming.sms.messages()]
    assert sent == [message_id(whole)]


@dataclass
class Broken:
    tickets: Any
    broken: str

    def __getattr__(self, name: str) -> object:
        return getattr(self.tickets, name)

    def load(self, ticket_id: str) -> Ticket | None:
        if ticket_id == self.broken:
            raise ValueError("an item nobody can read")
        found: Ticket | None = self.tickets.load(ticket_id)
        return found


# --- notices ---


def test_a_breach_reaches_the_unit_and_the_office() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    for receiver in (UNIT, "office"):
        told = notifying.digests(desk.ports, PLACE, receiver, None, 100)
        breached = {one.deadline for digest in told for one in digest.tickets}
        assert {"first_contact#1#1", "handling#1#1"} <= breached
        assert {one.ticket for digest in told for one in digest.tickets} == {ticket.id}
    assert notifying.digests(desk.ports, PLACE, "market-supervision", None, 100) == []


def test_who_had_the_ticket_then_is_told_though_another_unit_has_it_now() -> None:
    desk = Desk()
    desk.swap(waker=ByStream())
    ticket = desk.dispatched()
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    breached = desk.ports.tickets.load(ticket.id)
    assert breached is not None
    moved = breached.but(unit="market-supervision", version=breached.version + 1)
    put(desk, moved, breached.version)
    deliver(desk.ports, ticket.id, breached.version)
    told = notifying.digests(desk.ports, PLACE, UNIT, None, 100)
    assert "handling#1#1" in {one.deadline for digest in told for one in digest.tickets}
    assert notifying.digests(desk.ports, PLACE, "market-supervision", None, 100) == []


def test_a_breach_that_is_withdrawn_is_told_to_whose_it_was() -> None:
    """Though the ticket leaves that unit with the same commit."""
    desk = Desk()
    ticket = desk.do(desk.dispatched(), NOT_OURS, HANDLER)
    desk.clock.pass_by(days=3)
    sweep(desk.ports)
    desk.do(ticket, DecideReturn(approve=True), OFFICE)
    told = notifying.digests(desk.ports, PLACE, UNIT, None, 100)
    assert {one.kind for one in told} == {"deadline_breached", "breach_withdrawn"}


def test_who_gets_a_ticket_is_not_told_what_was_late_before() -> None:
    """What is overdue is settled by the commit that sends it there, if no sweep came before."""
    desk = Desk()
    desk.swap(directories=MemoryDirectories({CALLED_BEFORE_DISPATCH: UNITS}))
    ticket = desk.file(jurisdiction=CALLED_BEFORE_DISPATCH)
    desk.clock.pass_by(days=30)
    office = actor(Role.OFFICE, place=CALLED_BEFORE_DISPATCH)
    desk.do(ticket, Dispatch(unit=UNIT), office)
    told = {
        receiver: notifying.digests(desk.ports, CALLED_BEFORE_DISPATCH, receiver, None, 100)
        for receiver in (UNIT, "office")
    }
    assert told[UNIT] == []
    assert [one.kind for one in told["office"]] == ["deadline_breached"]


def test_a_commit_counts_though_the_sender_found_no_store() -> None:
    desk = Desk()
    desk.swap(outbox=Silent())
    ticket = desk.do(answered(desk), AuditAnswer(approve=True), OFFICE)
    assert desk.ports.tickets.load(ticket.id) == ticket
    desk.swap(outbox=MemoryOutbox())
    desk.clock.moment += LOOKED_AFTER
    sweep(desk.ports)
    assert survey_of(desk, ticket) == "delivered"


class Silent:
    """An outbox whose store does not answer."""

    def delivered_through(self, ticket_ids: object) -> Any:  # noqa: ANN401, ARG002
        raise Unavailable

    def delivered(self, ticket_id: str, version: int) -> None:  # noqa: ARG002
        raise Unavailable


def test_what_falls_due_at_one_midnight_is_one_notice_for_each_receiver() -> None:
    desk = Desk()
    tickets = {desk.dispatched().id for _ in range(7)}
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    told = notifying.digests(desk.ports, PLACE, UNIT, None, 100)
    overdue = [one for one in told if one.tickets[0].deadline == "handling#1#1"]
    breached = [one for one in overdue if one.kind == "deadline_breached"]
    assert [{one.ticket for one in digest.tickets} for digest in breached] == [tickets]


def test_a_notice_written_twice_is_counted_once() -> None:
    desk = Desk()
    first, second = (desk.dispatched() for _ in range(2))
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    before = notifying.digests(desk.ports, PLACE, UNIT, None, 100)
    again = [
        notice
        for ticket in (first, second)
        if (loaded := desk.ports.tickets.load(ticket.id))
        for entry in desk.ports.tickets.history(ticket.id)
        if has_effects([entry])
        for notice in notifying.notices(loaded, entry)
    ]
    desk.ports.notices.put(notifying.together(again))
    assert notifying.digests(desk.ports, PLACE, UNIT, None, 100) == before


def test_bundles_hold_a_hundred_tickets_and_lose_none() -> None:
    moment = Desk().clock.now()
    noticed = [
        Noticed(due_at=moment, number=str(n), ticket=str(n), deadline="d") for n in range(250)
    ]
    single = [
        Notice(place=PLACE, receiver=UNIT, kind="deadline_breached", at=moment, tickets=(one,))
        for one in noticed
    ]
    bundles = notifying.together(single)
    assert [len(one.tickets) for one in bundles] == [100, 100, 50]
    assert {one for bundle in bundles for one in bundle.tickets} == set(noticed)
