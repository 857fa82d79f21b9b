"""Every change goes one way: load, decide, commit; and again if somebody was first."""

from __future__ import annotations

from chalicelib.application import splitting
from chalicelib.application.perform import ATTEMPTS, perform
from chalicelib.domain.directory import Role
from chalicelib.domain.dispatching import Dispatch, Part, Split
from chalicelib.domain.errors import Kind, Refusal
from chalicelib.domain.handling import Sign
from chalicelib.domain.state import Status
from chalicelib.domain.supervision import Urge
from chalicelib.domain.ticket import evolve
from tests.application.world import HANDLER, Contended, Desk, actor

OFFICE = actor(Role.OFFICE)


def test_the_stored_state_is_the_fold_of_its_history() -> None:
    desk = Desk()
    ticket = desk.do(desk.dispatched(), Sign(), HANDLER)
    history = desk.ports.tickets.history(ticket.id)
    folded = ticket
    for entry in history:
        folded = evolve(folded, entry)
    assert folded.but(version=ticket.version) == ticket
    assert [entry.seq for entry in history] == list(range(1, len(history) + 1))


def test_who_loses_a_race_decides_again_on_what_is_there_now() -> None:
    desk = Desk()
    store = Contended()
    desk.swap(tickets=store)
    ticket = desk.dispatched()
    store.others = ATTEMPTS - 1
    urged = desk.do(ticket, Urge(), OFFICE)
    assert (urged.urged, urged.version) == (1, ticket.version + ATTEMPTS)


def test_who_loses_every_race_is_told_to_come_again() -> None:
    desk = Desk()
    store = Contended()
    desk.swap(tickets=store)
    ticket = desk.dispatched()
    store.others = ATTEMPTS
    refusal = perform(desk.ports, ticket.id, Urge(), OFFICE)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.kind) == ("conflict", Kind.REFUSED)
    assert desk.ports.tickets.load(ticket.id) == ticket.but(version=ticket.version + ATTEMPTS)


def test_a_version_that_is_gone_stays_gone_after_a_lost_race() -> None:
    desk = Desk()
    store = Contended()
    desk.swap(tickets=store)
    ticket = desk.dispatched()
    store.others = 1
    refusal = perform(desk.ports, ticket.id, Urge(), OFFICE, if_match=ticket.version)
    assert isinstance(refusal, Refusal)
    assert refusal.kind == Kind.STALE


def test_a_refused_command_leaves_nothing_behind() -> None:
    desk = Desk()
    ticket = desk.dispatched()
    refusal = perform(desk.ports, ticket.id, Dispatch(unit="urban-management"), OFFICE)
    assert isinstance(refusal, Refusal)
    assert desk.ports.tickets.load(ticket.id) == ticket


def test_the_parts_of_a_split_are_made_once_however_often_it_is_followed_up() -> None:
    desk = Desk()
    part = Part(unit="urban-management", subject="噪声", description="夜间施工")
    whole = desk.do(desk.file(), Split(parts=(part, part)), OFFICE)
    assert whole.status == Status.ARCHIVED
    before = [desk.ports.tickets.load(one) for one in whole.parts]
    assert all(one is not None and one.unit == "urban-management" for one in before)
    history = desk.ports.tickets.history(whole.id)
    split = next(one for one in history if one.event.name == "split")
    splitting.register_parts(desk.ports, whole, split)
    assert [desk.ports.tickets.load(one) for one in whole.parts] == before
