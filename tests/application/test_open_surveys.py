"""A number's surveys of the last week, each with a code that tells it from the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from chalicelib.application.message_ports import Record, RecordKind, Undelivered
from chalicelib.application.open_surveys import CODES, SurveyOf, of_number, reserve
from chalicelib.domain.intake import RequesterGiven
from chalicelib.domain.replies import Grade, Graded, OptedOut, parse
from chalicelib.domain.state import Ticket
from tests.application.world import PHONE, Desk

DAY = timedelta(days=1)
SOMEBODY_ELSE = "+8613900000000"
MANY = 1000
GRADES = (Grade(number=5, rating="bad", words=("不满意",)),)


@pytest.fixture
def desk() -> Desk:
    return Desk()


NUMBERS = count(1)


def ticket_of(desk: Desk, phone: str = PHONE) -> Ticket:
    return desk.file(subject=f"第{next(NUMBERS)}件", requester=RequesterGiven(phone=phone))


def entered(desk: Desk, ticket: Ticket, most_a_day: int = MANY) -> SurveyOf:
    return reserve(desk.ports, ticket, desk.clock.now(), most_a_day)


def known(desk: Desk, phone: str = PHONE) -> list[SurveyOf]:
    return list(of_number(desk.ports, phone, desk.clock.now()))


def test_a_code_is_never_taken_for_a_grade_or_for_leaving() -> None:
    """Neither alone nor behind the grade, with which it is sent back."""
    assert len(CODES) == len(set(CODES)) == 560
    for code in CODES:
        assert code[0].isalpha()
        assert code[0] not in "RT"
        assert parse(f"5 {code}", GRADES) == Graded("bad", code)
        assert not isinstance(parse(code, GRADES), Graded | OptedOut)


def test_a_survey_is_entered_under_its_number(desk: Desk) -> None:
    ticket = ticket_of(desk)
    made = entered(desk, ticket)
    assert (made.ticket, made.round, made.sent_at) == (ticket.id, 1, desk.clock.now())
    assert known(desk) == [made]
    assert known(desk, SOMEBODY_ELSE) == []


def test_the_same_round_is_entered_once_however_often_it_is_sent(desk: Desk) -> None:
    ticket = ticket_of(desk)
    first = entered(desk, ticket)
    for _ in range(5):
        desk.clock.pass_by(hours=20)
        assert entered(desk, ticket) == first
    assert known(desk) == [first]


def test_the_second_round_is_another_survey(desk: Desk) -> None:
    ticket = ticket_of(desk)
    first, second = entered(desk, ticket), entered(desk, ticket.but(round=2))
    assert first.code != second.code
    assert [one.round for one in known(desk)] == [1, 2]


def test_no_two_surveys_of_a_number_have_the_same_code(desk: Desk) -> None:
    """As many as there are codes; which each gets follows from the ticket, and then moves on."""
    ticket = ticket_of(desk)
    made = [entered(desk, ticket.but(round=number)) for number in range(1, len(CODES) + 1)]
    assert {one.code for one in made} == set(CODES)
    assert known(desk) == made


def test_the_code_of_a_round_is_the_same_wherever_it_is_entered_first(desk: Desk) -> None:
    ticket = ticket_of(desk)
    other = Desk()
    assert entered(desk, ticket).code == entered(other, ticket).code


class SomebodyFirst:
    """Records that somebody else writes, so many times, just before one does it oneself."""

    def __init__(self, desk: Desk, times: int, writes: Callable[[], object]) -> None:
        self._records, self._left, self._writes = desk.ports.records, times, writes

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)

    def get(self, kind: RecordKind, key: str, now: datetime) -> Record | None:
        found = self._records.get(kind, key, now)
        if self._left:
            self._left -= 1
            self._writes()
        return found


def meanwhile(desk: Desk, times: int, ticket: Ticket) -> None:
    """Other rounds, each entered by another container."""
    ports, rounds = desk.ports, count(100)
    now = desk.clock.now()
    desk.swap(
        records=SomebodyFirst(
            desk, times, lambda: reserve(ports, ticket.but(round=next(rounds)), now, MANY)
        )
    )


def test_of_two_entered_at_once_none_is_lost(desk: Desk) -> None:
    ticket, other = ticket_of(desk), ticket_of(desk)
    meanwhile(desk, 1, other)
    made = entered(desk, ticket)
    both = known(desk)
    assert [one.ticket for one in both] == [other.id, ticket.id]
    assert made == both[1]
    assert both[0].code != both[1].code


def test_the_same_round_entered_twice_at_once_is_one(desk: Desk) -> None:
    ticket, ports = ticket_of(desk), desk.ports
    now = desk.clock.now()
    desk.swap(records=SomebodyFirst(desk, 1, lambda: reserve(ports, ticket, now, MANY)))
    made = entered(desk, ticket)
    assert known(desk) == [made]


def test_who_is_always_second_comes_again_later(desk: Desk) -> None:
    ticket, other = ticket_of(desk), ticket_of(desk)
    meanwhile(desk, MANY, other)
    with pytest.raises(Undelivered):
        entered(desk, ticket)


def test_seven_days_are_remembered(desk: Desk) -> None:
    first = entered(desk, ticket_of(desk))
    desk.clock.pass_by(days=6)
    second = entered(desk, ticket_of(desk))
    desk.clock.pass_by(hours=23, minutes=59, seconds=59)
    assert known(desk) == [first, second]
    desk.clock.pass_by(seconds=1)
    assert known(desk) == [second]
    desk.clock.pass_by(days=6)
    assert known(desk) == []


def test_a_code_that_is_forgotten_may_be_given_again(desk: Desk) -> None:
    ticket = ticket_of(desk)
    for number in range(1, len(CODES) + 1):
        entered(desk, ticket.but(round=number))
    desk.clock.pass_by(days=7)
    assert entered(desk, ticket.but(round=MANY)).code in CODES


def test_a_number_gets_no_more_than_so_many_a_day(desk: Desk) -> None:
    began, moments = desk.clock.now(), []
    for hour in range(3):
        moments.append(began + timedelta(hours=hour))
        desk.clock.moment = moments[-1]
        entered(desk, ticket_of(desk), most_a_day=3)
    entered(desk, ticket_of(desk, SOMEBODY_ELSE), most_a_day=3)
    fourth = ticket_of(desk)
    with pytest.raises(Undelivered) as later:
        entered(desk, fourth, most_a_day=3)
    assert later.value.until == began + DAY
    desk.clock.moment = began + DAY - timedelta(seconds=1)
    with pytest.raises(Undelivered):
        entered(desk, fourth, most_a_day=3)
    desk.clock.moment = began + DAY
    assert entered(desk, fourth, most_a_day=3).sent_at == began + DAY


def test_a_lower_limit_holds_for_what_was_sent_before_it(desk: Desk) -> None:
    for hour in range(3):
        desk.clock.pass_by(hours=int(hour > 0))
        entered(desk, ticket_of(desk), most_a_day=3)
    with pytest.raises(Undelivered) as later:
        entered(desk, ticket_of(desk), most_a_day=1)
    assert later.value.until == desk.clock.now() + DAY, "a day after the last"


def test_what_is_kept_tells_no_number(desk: Desk) -> None:
    ticket = ticket_of(desk)
    entered(desk, ticket)
    key = desk.ports.seals.indexed(PHONE)
    kept = desk.ports.records.get("open", key, desk.clock.now())
    assert kept is not None
    assert PHONE[3:] not in f"{key} {kept}"
