"""What every store must do; told once, held against each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.application.due_ports import Due
from chalicelib.application.ports import Conflict, ListQuery
from chalicelib.application.sweep import sweep
from chalicelib.domain.answers import AuditAnswer
from chalicelib.domain.dispatching import Dispatch
from chalicelib.domain.handling import Sign, Supplement
from chalicelib.domain.intake import LocationGiven, RequesterGiven
from chalicelib.domain.state import Status, Ticket
from chalicelib.domain.ticket import evolve
from chalicelib.domain.wakeups import wakeups
from tests.application.due_work import due
from tests.application.world import HANDLER, PHONE, PLACE, Desk
from tests.store.asking import (
    OFFICE,
    OPERATOR,
    UNIT,
    announced,
    answered,
    asked_for_time,
    by,
    found,
    ids,
    put,
)

OTHER = "+8613900000000"


def test_what_was_committed_is_loaded(desk: Desk) -> None:
    filed = desk.file(location=LocationGiven(address="建设路1号", lat=23.05, lon=112.46))
    assert desk.ports.tickets.load(filed.id) == filed
    assert desk.ports.tickets.load("tkt_unknown") is None
    assert desk.ports.tickets.history("tkt_unknown") == ()


def test_the_history_leads_to_the_ticket(desk: Desk) -> None:
    ticket = desk.dispatched()
    ticket = desk.do(
        ticket, Supplement(text="又响了", attachments=(announced(desk, OPERATOR),)), OPERATOR
    )
    history = desk.ports.tickets.history(ticket.id)
    assert [entry.seq for entry in history] == list(range(1, ticket.seq + 1))
    folded = ticket
    for entry in history:
        folded = evolve(folded, entry)
    assert folded.but(version=ticket.version) == ticket
    assert all(entry.basis and entry.basis.summary for entry in history[:2])


def test_the_first_words_stay_in_the_history(desk: Desk) -> None:
    one, other = announced(desk, OPERATOR), announced(desk, OPERATOR)
    ticket = desk.file(attachments=(one,))
    ticket = desk.do(ticket, Supplement(text="补充", attachments=(other,)), OPERATOR)
    assert ticket.attachments == (one, other)
    first = desk.ports.tickets.history(ticket.id)[0].event
    assert first.ticket.attachments == (one,)  # type: ignore[attr-defined]
    assert desk.ports.tickets.load(ticket.id) == ticket


def test_a_ticket_is_created_once(desk: Desk) -> None:
    ticket = desk.file()
    history = desk.ports.tickets.history(ticket.id)
    with pytest.raises(Conflict):
        put(desk, ticket, 0)
    assert desk.ports.tickets.history(ticket.id) == history


def test_a_number_is_given_once(desk: Desk) -> None:
    drawn = iter(["ZQ20260302-2222222", "ZQ20260302-2222222", "ZQ20260302-3333333"])
    desk.swap(ids=DrawnIds(drawn))
    first, second = desk.file(subject="噪声"), desk.file(subject="积水")
    assert (first.number, second.number) == ("ZQ20260302-2222222", "ZQ20260302-3333333")
    kept = desk.ports.tickets.load(first.id)
    assert kept is not None
    assert kept.subject == "噪声"


@dataclass
class DrawnIds:
    numbers: Iterator[str]

    def number(self, prefix: str, day: date) -> str:  # noqa: ARG002
        return next(self.numbers)

    def attachment(self) -> str:
        return "att_0"


def test_on_another_version_nothing_is_stored(desk: Desk) -> None:
    ticket = desk.dispatched()
    for wrong in (1, 3, 7):
        with pytest.raises(Conflict):
            put(desk, ticket.but(version=wrong + 1, urged=9), wrong)
    assert desk.ports.tickets.load(ticket.id) == ticket


# --- lists ---


def test_a_ticket_is_listed_where_its_turn_is(desk: Desk) -> None:
    ticket = desk.file()
    assert ids(desk, "holder", "office") == [ticket.id]
    assert ids(desk, "holder", UNIT) == []
    desk.do(ticket, Dispatch(unit=UNIT), OFFICE)
    assert ids(desk, "holder", "office") == []
    assert ids(desk, "holder", UNIT) == ids(desk, "unit", UNIT) == [ticket.id]


def test_who_must_decide_is_a_holder_too(desk: Desk) -> None:
    ticket = asked_for_time(desk)
    assert ids(desk, "holder", "office") == [ticket.id]
    assert ids(desk, "holder", UNIT) == [ticket.id]


def test_what_waits_elsewhere_stays_in_the_units_list(desk: Desk) -> None:
    ticket = answered(desk)
    assert ticket.status == Status.IN_REVIEW
    assert ids(desk, "holder", UNIT) == []
    assert ids(desk, "unit", UNIT) == [ticket.id]
    assert ids(desk, "holder", "office") == [ticket.id]


def test_co_handlers_find_it_among_their_own(desk: Desk) -> None:
    ticket = desk.do(desk.file(), Dispatch(unit=UNIT, co_handlers=("market-supervision",)), OFFICE)
    assert ids(desk, "unit", "market-supervision") == [ticket.id]
    assert ids(desk, "holder", "market-supervision") == []


def test_open_has_what_is_overdue_and_not_what_is_closed(desk: Desk) -> None:
    late, fresh = desk.dispatched(), desk.dispatched(category="help")
    desk.clock.pass_by(days=30)
    sweep(desk.ports)
    new = desk.dispatched()
    assert set(ids(desk, "unit", UNIT)) == {late.id, fresh.id, new.id}
    assert set(ids(desk, "unit", UNIT, "overdue")) == {late.id, fresh.id}
    assert ids(desk, "unit", UNIT, "closed") == []


def test_a_list_is_in_the_order_of_what_is_due(desk: Desk) -> None:
    many = [desk.dispatched(category=one) for one in ("complaint", "consultation", "help") * 3]
    desk.clock.pass_by(hours=30)
    many += [desk.dispatched(category=one) for one in ("consultation", "complaint")]
    page = desk.ports.tickets.find(by("unit", UNIT), None, 100)
    keys = [key for key, _ in page.tickets]
    assert keys == sorted(keys)
    assert {ticket.id for _, ticket in page.tickets} == {one.id for one in many}


def test_pages_join_without_gap_or_overlap(desk: Desk) -> None:
    for category in ("complaint", "help", "consultation") * 4:
        desk.dispatched(category=category)
    whole = desk.ports.tickets.find(by("unit", UNIT), None, 100).tickets
    joined: list[Ticket] = []
    after = None
    while page := desk.ports.tickets.find(by("unit", UNIT), after, 5).tickets:
        joined += [ticket for _, ticket in page]
        after = page[-1][0]
    assert joined == [ticket for _, ticket in whole]
    assert len(joined) == 12


def test_due_before_is_before(desk: Desk) -> None:
    ticket = desk.dispatched()
    due_at = min(one.due_at for one in ticket.deadlines if one.statutory)
    at = by("unit", UNIT, due_before=due_at)
    after = by("unit", UNIT, due_before=due_at + timedelta(microseconds=1))
    assert desk.ports.tickets.find(at, None, 10).tickets == ()
    assert len(desk.ports.tickets.find(after, None, 10).tickets) == 1


def test_what_changed_since_is_found(desk: Desk) -> None:
    first = desk.dispatched()
    desk.clock.pass_by(minutes=5)
    second = desk.dispatched()
    since = by("unit", UNIT, updated_since=desk.clock.now())
    assert found(desk, since) == {second.id}
    desk.clock.pass_by(minutes=5)
    desk.do(first, Sign(), HANDLER)
    assert found(desk, since) == {first.id, second.id}
    assert found(desk, by("unit", UNIT, updated_since=desk.clock.now())) == {first.id}


def test_a_requester_finds_their_own_and_nobody_elses(desk: Desk) -> None:
    mine = [desk.file()]
    desk.clock.pass_by(minutes=1)
    mine.append(desk.file())
    desk.file(requester=RequesterGiven(phone=OTHER))
    desk.file(requester=RequesterGiven(name="无号码"))
    own = ListQuery(by="requester", value=PHONE, jurisdiction=None)
    assert found(desk, own) == {one.id for one in mine}
    assert list(desk.ports.tickets.of_requester(PLACE, PHONE)) == mine
    assert desk.ports.tickets.of_requester("elsewhere", PHONE) == []
    elsewhere = ListQuery(by="requester", value=PHONE, jurisdiction="elsewhere")
    assert found(desk, elsewhere) == set()


# --- due work ---


def test_what_is_due_is_found_in_due_order(desk: Desk) -> None:
    first = desk.dispatched()
    desk.clock.pass_by(minutes=7)
    second = desk.dispatched()
    woken = sorted(
        Due(one.at, ticket.id, one.id)
        for ticket in (first, second)
        for one in wakeups(ticket.deadlines)
    )
    assert due(desk, desk.clock.now() + timedelta(days=60)) == woken
    earliest = woken[0].at
    assert desk.ports.due_work.next_at(desk.clock.now()) == earliest
    assert due(desk, earliest - timedelta(microseconds=1)) == []
    assert due(desk, earliest) == [one for one in woken if one.at == earliest]


def test_what_no_longer_runs_is_not_due(desk: Desk) -> None:
    ticket = answered(desk)
    stopped = {one.due_at for one in ticket.deadlines if one.state != "running"}
    assert stopped.isdisjoint(one.at for one in due(desk, desk.clock.now() + timedelta(days=60)))


def test_after_a_sweep_nothing_is_due(desk: Desk) -> None:
    desk.dispatched()
    desk.clock.pass_by(days=40)
    assert sweep(desk.ports).fired
    assert due(desk) == []
    assert sweep(desk.ports).fired == ()


def test_dates_past_the_published_calendar_are_provisional(desk: Desk) -> None:
    desk.clock.moment = datetime(2026, 12, 28, 1, tzinfo=UTC)
    ticket = desk.dispatched()
    assert any(one.provisional for one in ticket.deadlines)
    assert list(desk.ports.tickets.open_since(date(2027, 1, 1))) == [ticket.id]
    desk.clock.pass_by(days=60)
    provisional = {one.due_at for one in ticket.deadlines if one.provisional}
    assert provisional.isdisjoint(one.at for one in due(desk))


def test_what_still_counts_after_a_day_is_found(desk: Desk) -> None:
    ticket = desk.dispatched()
    last = max(one.due_on for one in ticket.deadlines)
    assert list(desk.ports.tickets.open_since(last)) == [ticket.id]
    assert list(desk.ports.tickets.open_since(last + timedelta(days=1))) == []


def test_under_audit_it_still_counts(desk: Desk) -> None:
    """Undecided is found for a new calendar, and by no sweep, however long ago it was due."""
    ticket = answered(desk)
    undecided = max(one.due_on for one in ticket.deadlines)
    desk.clock.pass_by(days=60)
    sweep(desk.ports)
    assert due(desk) == []
    assert list(desk.ports.tickets.open_since(undecided)) == [ticket.id]


def test_an_approved_answer_and_its_survey_are_stored(desk: Desk) -> None:
    ticket = desk.do(answered(desk), AuditAnswer(approve=True), OFFICE)
    assert desk.ports.tickets.load(ticket.id) == ticket
    assert ticket.survey is not None
